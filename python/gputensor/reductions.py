"""Reductions along axes: sums, products, extremes and where they lie, truth, means and variances."""

from __future__ import annotations

import ctypes
import math
import operator
from typing import Any

import numpy as np

from . import binding, dtypes, elementwise, errors
from .binding import Int32s, lib
from .elementwise import OPERATIONS, check_out, device_of, stored
from .reference import Base

try:
    from numpy.exceptions import AxisError  # numpy >= 1.25
except ImportError:
    from numpy import AxisError  # type: ignore[attr-defined,no-redef,unused-ignore]

_byref = ctypes.byref


def axes_of(axis: Any, rank: int) -> tuple[Any, int]:
    """Axes as the C library takes them: None is all. Raises AxisError, which is a ValueError and an IndexError."""
    if axis is None:
        return None, 0
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    found = []
    for each in axes:
        number = operator.index(each)
        if not -(rank or 1) <= number < (rank or 1):
            raise AxisError(number, rank)
        found.append(number % (rank or 1))
    if len(set(found)) != len(found):
        raise ValueError(f"gputensor: an axis twice in {axes}")
    return Int32s[len(found)](*found), len(found)


def _array(operation: str, x: Any) -> Any:
    if not isinstance(x, Base):
        from .elementwise import _refuse

        raise _refuse(operation, x)
    return x


def _real(operation: str, x: Any) -> Any:
    """An array that is not of complex numbers, as far as that is known. Raises TypeError."""
    if isinstance(x, elementwise.traced):
        return x
    if _array(operation, x)._number in dtypes.COMPLEX:
        raise TypeError(f"{operation}: complex numbers, {x.dtype} {x.shape}; it takes real ones")
    return x


def _opts(keepdims: Any, dtype: Any = None) -> binding.ReduceOpts:
    return binding.ReduceOpts(
        ctypes.sizeof(binding.ReduceOpts),
        0 if dtype is None else dtypes.number_of(dtype),
        binding.KEEP_DIMS if keepdims else 0,
        0,
    )


def _finish(operation: str, x: Any, dst: Any, out: Any, status: int) -> Any:
    if status < 0:
        raise errors.failure(status, operation, (x,), x.device)
    return type(x)._wrap(dst.value, x.device) if out is None else out


# What an element is taken for where where= leaves it out; the extremes of nothing are `initial`.
NEUTRAL = {"add": 0, "multiply": 1, "logical_and": True, "logical_or": False}


def check_mask(operation: str, x: Any, where: Any) -> Any:
    """where= of an operation: bools of the device, or one of Python. Raises TypeError."""
    if isinstance(where, (bool, np.bool_)):
        from .creation import full

        return full((), bool(where), device=x.device)
    if _array(operation + ", where", where).dtype != bool:
        raise TypeError(f"{operation}: where is bool, not {where.dtype}")
    return where


def _left_out(operation: str, x: Any, where: Any, instead: Any) -> Any:
    """x with a value in the place of what a mask, which broadcasts to x, leaves out."""
    from .manipulation import broadcast_to
    from .searching import where as choose

    mask = check_mask(operation, x, where)
    return choose(broadcast_to(mask, x.shape), x, instead)


def reduce(
    operation: str,
    row: str,
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: Any = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """gt_reduce of a row; `operation` is what messages call it. initial: one value more, of which one of the device is
    waited for; where: what counts."""
    initial = initial.item() if isinstance(initial, (Base, np.generic)) else initial
    if where is not True:
        instead = NEUTRAL.get(row, initial)
        if instead is None:
            raise ValueError(f"{operation}: with where= there may be nothing left: initial= says what it is then")
        instead = instead if row in NEUTRAL else _as_one_of(_array(operation, x), initial)
        x = _left_out(operation, _array(operation, x), where, instead)
    if initial is not None:
        return _with_initial(operation, row, _array(operation, x), axis, dtype, out, keepdims, initial)
    if isinstance(x, elementwise.traced):
        return x._reduce(operation, row, axis, dtype, out, keepdims)
    x = _array(operation, x)
    axes, count = axes_of(axis, x.ndim)
    opts = _opts(keepdims, dtype)
    if out is not None:
        device_of(operation + ", out", (x, out))
        check_out(operation, out, opts.dtype or x._number, "unsafe" if row.startswith("logical") else "same_kind")
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    status = lib.reduce(x.device.queue(), OPERATIONS[row].number, _byref(dst), x._pointer, axes, count, _byref(opts))
    return _finish(operation, x, dst, out, status)


def _as_one_of(x: Any, value: Any) -> Any:
    """A number as an element of x is: a bool among bools, an integer among integers."""
    return bool(value) if x._number == binding.BOOL else elementwise.fitting("initial", value, x._number)


def _with_initial(
    operation: str, row: str, x: Any, axis: Any, dtype: Any, out: Any, keepdims: Any, initial: Any
) -> Any:
    """reduce() of one value more, also where there is no other."""
    from .creation import full_like

    if x.size or row in NEUTRAL:
        found = reduce(operation, row, x, axis, dtype, None, keepdims)
    else:
        found = reduce(operation, "add", x.astype("bool"), axis, None, None, keepdims)  # of the right shape
        found = full_like(found, initial, dtype=x.dtype) if found.size else found.astype(x.dtype)
    if out is not None:
        check_out(operation, out, found._number)
    return elementwise.apply(OPERATIONS[row], (found, _as_one_of(found, initial)), out)


def sum(
    x: Any,
    /,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """The sum along axes (None: all). Integers and bools are summed in int64 or uint64 unless dtype is given; floats
    carry the error of each addition along (TwoSum). initial: a number that is added, or an array of one, for which this
    waits; where: a mask, which broadcasts, of what counts. Raises AxisError where there is no such axis."""
    return reduce("sum", "add", x, axis, dtype, out, keepdims, initial, where)


def prod(
    x: Any,
    /,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """The product along axes, of `initial`, too, which is as that of sum(), and of what `where` says. Integers and
    bools are multiplied in int64 or uint64 unless dtype is given."""
    return reduce("prod", "multiply", x, axis, dtype, out, keepdims, initial, where)


def max(
    x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """The largest along axes; NaN wins. Complex numbers are ordered by the real part, then by the imaginary one.
    initial: one more, as that of sum(), which `where` wants, a mask of what counts. Raises ValueError where there is
    nothing."""
    return reduce("max", "maximum", x, axis, None, out, keepdims, initial, where)


def min(
    x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """The smallest along axes; NaN wins. Complex numbers as of max. initial: one more, which `where` wants, a mask of
    what counts. Raises ValueError where there is nothing."""
    return reduce("min", "minimum", x, axis, None, out, keepdims, initial, where)


def all(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True) -> Any:
    """Whether all along axes, of those that `where` says, are not zero."""
    return reduce("all", "logical_and", x, axis, None, out, keepdims, None, where)


def any(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True) -> Any:
    """Whether any along axes, of those that `where` says, is not zero."""
    return reduce("any", "logical_or", x, axis, None, out, keepdims, None, where)


def ptp(x: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """The largest less the smallest along axes."""
    from .elementwise import binary

    return binary("subtract", max(x, axis, keepdims=keepdims), min(x, axis, keepdims=keepdims), out)


def count_nonzero(x: Any, /, axis: Any = None, keepdims: bool = False) -> Any:
    """How many along axes are not zero, int64."""
    return sum(_array("count_nonzero", x).astype("bool"), axis, keepdims=keepdims)


def _arg(operation: str, row: str, x: Any, axis: Any, out: Any, keepdims: bool) -> Any:
    x = _array(operation, x)
    if isinstance(axis, (tuple, list)):
        raise TypeError(f"{operation}: one axis, or None for all")
    axes, count = axes_of(axis, x.ndim)
    opts = _opts(keepdims)
    if out is not None:
        device_of(operation + ", out", (x, out))
        check_out(operation, out, binding.I64)
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    status = lib.arg_reduce(
        x.device.queue(), OPERATIONS[row].number, _byref(dst), x._pointer, axes, count, _byref(opts)
    )
    return _finish(operation, x, dst, out, status)


def argmax(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Where the largest lies along an axis, int64; None: in the flattened array. The first of equals; NaN first."""
    return _arg("argmax", "maximum", x, axis, out, keepdims)


def argmin(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Where the smallest lies along an axis, int64; None: in the flattened array. The first of equals; NaN first."""
    return _arg("argmin", "minimum", x, axis, out, keepdims)


def _moment(operation: str, x: Any, axis: Any, dtype: Any, out: Any, keepdims: Any, correction: float) -> Any:
    x = _array(operation, x)
    axes, count = axes_of(axis, x.ndim)
    opts = _opts(keepdims, dtype)
    if out is not None:
        device_of(operation + ", out", (x, out))
        check_out(operation, out, opts.dtype or (x._number if x._number in dtypes.INEXACT else binding.F32))
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    mean_at, variance_at = (_byref(dst), None) if operation == "mean" else (None, _byref(dst))
    status = lib.moments(
        x.device.queue(), mean_at, variance_at, x._pointer, axes, count, float(correction), _byref(opts)
    )
    return _finish(operation, x, dst, out, status)


def _float_kind(x: Any, dtype: Any) -> Any:
    """The dtype of means: dtype=, else that of x where it is no integer."""
    number = x._number if dtype is None else dtypes.number_of(dtype)
    if dtype is not None and number not in dtypes.INEXACT:
        raise TypeError(f"gputensor: means are floats, not {np.dtype(dtype)}")
    return dtypes.dtype_of(number) if number in dtypes.INEXACT else dtypes.DEFAULT_FLOAT


def _summed_in(kind: Any) -> Any:
    """The dtype that sums of floats are taken in before they are divided: no half, which does not hold them, nor how
    many there are."""
    return dtypes.DEFAULT_FLOAT if dtypes.number_of(kind) in (binding.F16, binding.BF16) else kind


def mean_of(x: Any, known: Any, axis: Any, dtype: Any, keepdims: bool) -> Any:
    """The mean of the elements that a mask of the shape of x chooses."""
    from .searching import where as choose

    kind = _float_kind(x, dtype)
    wide = _summed_in(kind)
    count = sum(known, axis, None, None, keepdims).astype(wide)
    return (sum(choose(known, x, 0), axis, wide, None, keepdims) / count).astype(kind, copy=False)


def variance_of(x: Any, known: Any, axis: Any, dtype: Any, ddof: float, keepdims: bool) -> Any:
    """The variance of the elements that a mask of the shape of x chooses; NaN where there are no more than ddof."""
    from .manipulation import real
    from .searching import where as choose

    kind = _float_kind(x, dtype)
    x = x.astype(_summed_in(kind), copy=False)
    away = choose(known, x - mean_of(x, known, axis, None, True), 0.0)
    squares = real(away * away.conj())
    left = sum(known, axis, None, None, keepdims).astype(squares.dtype) - ddof
    variance = sum(squares, axis, None, None, keepdims) / choose(left > 0, left, np.nan)
    return variance.astype(kind, copy=False) if x.dtype != kind else variance


def _known(operation: str, x: Any, where: Any) -> Any:
    from .manipulation import broadcast_to

    return broadcast_to(check_mask(operation, _array(operation, x), where), x.shape)


def mean(
    x: Any,
    /,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    *,
    where: Any = True,
) -> Any:
    """The mean along axes: of floats in their dtype, of integers in float32 unless dtype says otherwise. where: a mask,
    which broadcasts, of what counts."""
    if where is not True:
        return stored("mean", mean_of(x, _known("mean", x, where), axis, dtype, keepdims), out)
    if isinstance(x, elementwise.traced):
        return x._reduce("mean", "mean", axis, dtype, out, keepdims)
    return _moment("mean", x, axis, dtype, out, keepdims, 0)


def var(
    x: Any,
    /,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float | None = None,
    keepdims: bool = False,
    *,
    where: Any = True,
    correction: float = 0.0,
) -> Any:
    """The variance along axes, sum((x - mean)^2) / (n - correction); ddof is NumPy's name of it.

    Of complex numbers that of the real and that of the imaginary parts together, which is real. where: a mask, which
    broadcasts, of what counts.
    """
    if where is not True:
        less = correction if ddof is None else ddof
        return stored("var", variance_of(x, _known("var", x, where), axis, dtype, less, keepdims), out)
    if isinstance(x, Base) and x._number in dtypes.COMPLEX:  # type: ignore[attr-defined,unused-ignore]
        from .elementwise import binary

        whole: Any = x
        parts = (whole.real, whole.imag)
        re, im = [var(part, axis, dtype, None, ddof, keepdims, correction=correction) for part in parts]
        return binary("add", re, im, out)
    return _moment("var", x, axis, dtype, out, keepdims, correction if ddof is None else ddof)


def std(
    x: Any,
    /,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float | None = None,
    keepdims: bool = False,
    *,
    where: Any = True,
    correction: float = 0.0,
) -> Any:
    """The square root of the variance along axes, of what `where` says."""
    from .elementwise import unary

    variance = var(x, axis, dtype, None, ddof, keepdims, where=where, correction=correction)
    return unary("sqrt", variance, variance if out is None else out)


def _weights(x: Any, axis: Any, weights: Any) -> Any:
    """Weights in the shape of x: of all elements, or of those along the axes."""
    from .manipulation import broadcast_to, permute_dims

    if weights.shape == x.shape:
        return weights
    if axis is None:
        raise TypeError(f"average: weights of the shape {weights.shape} for {x.shape}: along which axis?")
    axes = [operator.index(each) % x.ndim for each in (axis if isinstance(axis, (tuple, list)) else (axis,))]
    if weights.shape != tuple(x.shape[i] for i in axes):
        raise ValueError(f"average: weights of the shape {weights.shape} for {x.shape}")
    order = sorted(range(len(axes)), key=axes.__getitem__)
    sizes = tuple(size if i in axes else 1 for i, size in enumerate(x.shape))
    return broadcast_to(permute_dims(weights, order).reshape(sizes), x.shape)


def average(
    x: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False
) -> Any:
    """The mean, or with weights of x's shape (or of its axes) sum(x * weights) / sum(weights); returned: that sum, too,
    or without weights how many there are."""
    x = _array("average", x)
    axes_of(axis, x.ndim)
    if weights is None:
        found = mean(x, axis, keepdims=keepdims)
        count = x.size // found.size if found.size else 0
    else:
        number = dtypes.common(x._number, _array("average", weights)._number)
        kind = dtypes.dtype_of(number if number in dtypes.INEXACT else binding.F32)  # products of integers would wrap
        wide = _summed_in(kind)
        x, weights = x.astype(wide, copy=False), _weights(x, axis, weights).astype(wide, copy=False)
        count = sum(weights, axis, keepdims=keepdims)
        found, count = (sum(x * weights, axis, keepdims=keepdims) / count).astype(kind, copy=False), count.astype(kind)
    if not returned:
        return found
    from .creation import full_like

    return found, full_like(found, count)


def _without_nan(x: Any, value: Any) -> Any:
    """The array with a value in the place of NaN; of complex numbers an infinity is one in both parts."""
    if x._number not in dtypes.INEXACT:
        return x
    from .searching import where

    return where(x == x, x, complex(value, value) if math.isinf(value) and x._number in dtypes.COMPLEX else value)


def nansum(
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """sum() with NaN taken for 0."""
    return sum(_without_nan(_array("nansum", x), 0.0), axis, dtype, out, keepdims, initial, where)


def nanprod(
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """prod() with NaN taken for 1."""
    return prod(_without_nan(_array("nanprod", x), 1.0), axis, dtype, out, keepdims, initial, where)


def _extreme(
    operation: str, call: Any, worst: float, x: Any, axis: Any, out: Any, keepdims: bool, initial: Any, where: Any
) -> Any:
    if _array(operation, x)._number not in dtypes.INEXACT:
        return call(x, axis, out, keepdims, initial, where)
    if initial is not None or where is not True:
        return call(_without_nan(x, worst), axis, out, keepdims, initial, where)
    from .elementwise import apply

    known = x == x
    found = call(_without_nan(x, worst), axis, None, keepdims)
    return apply(OPERATIONS["where"], (any(known, axis, keepdims=keepdims), found, np.nan), out)


def nanmax(
    x: Any, axis: Any = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """max() without NaN; NaN where there is nothing else."""
    return _extreme("nanmax", max, -np.inf, x, axis, out, keepdims, initial, where)


def nanmin(
    x: Any, axis: Any = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
) -> Any:
    """min() without NaN; NaN where there is nothing else."""
    return _extreme("nanmin", min, np.inf, x, axis, out, keepdims, initial, where)


def _known_numbers(operation: str, x: Any, where: Any) -> Any:
    """A mask of what where= says and is no NaN."""
    known = x == x
    return known if where is True else known & _known(operation, x, where)


def nanmean(
    x: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True
) -> Any:
    """mean() without NaN."""
    if _array("nanmean", x)._number not in dtypes.INEXACT:
        return mean(x, axis, dtype, out, keepdims, where=where)
    return stored("nanmean", mean_of(x, _known_numbers("nanmean", x, where), axis, dtype, keepdims), out)


def nanvar(
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = True,
    correction: float | None = None,
) -> Any:
    """var() without NaN; NaN where fewer than ddof + 1 are left."""
    less = ddof if correction is None else correction
    if _array("nanvar", x)._number not in dtypes.INEXACT:
        return var(x, axis, dtype, out, less, keepdims, where=where)
    known = _known_numbers("nanvar", x, where)
    return stored("nanvar", variance_of(x, known, axis, dtype, less, keepdims), out)


def nanstd(
    x: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = True,
    correction: float | None = None,
) -> Any:
    """The square root of nanvar()."""
    from .elementwise import unary

    return unary("sqrt", nanvar(x, axis, dtype, None, ddof, keepdims, where=where, correction=correction), out)
