"""Reductions along axes: sums, products, extremes and where they lie, truth, means and variances."""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, dtypes, elementwise, errors
from .binding import Int32s, lib
from .elementwise import OPERATIONS, check_out, device_of
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
    """An array that is not of complex numbers. Raises TypeError."""
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


def reduce(
    operation: str, row: str, x: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False
) -> Any:
    """gt_reduce of a row; `operation` is what messages call it."""
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


def sum(x: Any, /, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """The sum along axes (None: all). Integers and bools are summed in int64 or uint64 unless dtype is given; floats
    carry the error of each addition along (TwoSum). Raises AxisError where there is no such axis."""
    return reduce("sum", "add", x, axis, dtype, out, keepdims)


def prod(x: Any, /, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """The product along axes. Integers and bools are multiplied in int64 or uint64 unless dtype is given."""
    return reduce("prod", "multiply", x, axis, dtype, out, keepdims)


def max(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """The largest along axes; NaN wins. Raises ValueError where there is nothing."""
    return reduce("max", "maximum", x, axis, None, out, keepdims)


def min(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """The smallest along axes; NaN wins. Raises ValueError where there is nothing."""
    return reduce("min", "minimum", x, axis, None, out, keepdims)


def all(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Whether all along axes are not zero."""
    return reduce("all", "logical_and", x, axis, None, out, keepdims)


def any(x: Any, /, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Whether any along axes is not zero."""
    return reduce("any", "logical_or", x, axis, None, out, keepdims)


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


def mean(x: Any, /, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """The mean along axes: of floats in their dtype, of integers in float32 unless dtype says otherwise."""
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
    correction: float = 0.0,
) -> Any:
    """The variance along axes, sum((x - mean)^2) / (n - correction); ddof is NumPy's name of it.

    Of complex numbers that of the real and that of the imaginary parts together, which is real.
    """
    if isinstance(x, Base) and x._number in dtypes.COMPLEX:  # type: ignore[attr-defined,unused-ignore]
        from .elementwise import binary

        whole: Any = x
        re, im = [var(part, axis, dtype, None, ddof, keepdims, correction) for part in (whole.real, whole.imag)]
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
    correction: float = 0.0,
) -> Any:
    """The square root of the variance along axes."""
    from .elementwise import unary

    variance = var(x, axis, dtype, None, ddof, keepdims, correction)
    return unary("sqrt", variance, variance if out is None else out)


def average(x: Any, axis: Any = None, weights: Any = None, keepdims: bool = False) -> Any:
    """The mean, or with weights of x's shape (or of its axis) sum(x * weights) / sum(weights)."""
    x = _array("average", x)
    if weights is None:
        return mean(x, axis, keepdims=keepdims)
    number = dtypes.common(x._number, _array("average", weights)._number)
    kind = dtypes.dtype_of(number if number in dtypes.INEXACT else binding.F32)  # products of integers would wrap
    x, weights = x.astype(kind, copy=False), weights.astype(kind, copy=False)
    if weights.shape != x.shape:
        if axis is None or weights.ndim != 1 or weights.shape[0] != x.shape[axis]:
            raise ValueError(f"average: weights of the shape {weights.shape} for {x.shape}")
        weights = weights.reshape((-1,) + (1,) * (x.ndim - 1 - axis % x.ndim))
        from .manipulation import broadcast_to

        weights = broadcast_to(weights, x.shape)
    return sum(x * weights, axis, keepdims=keepdims) / sum(weights, axis, keepdims=keepdims)


def _without_nan(x: Any, value: Any) -> Any:
    if x._number not in dtypes.INEXACT:
        return x
    from .searching import where

    return where(x == x, x, value)


def nansum(x: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """sum() with NaN taken for 0."""
    return sum(_without_nan(_array("nansum", x), 0.0), axis, dtype, out, keepdims)


def nanprod(x: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """prod() with NaN taken for 1."""
    return prod(_without_nan(_array("nanprod", x), 1.0), axis, dtype, out, keepdims)


def _extreme(operation: str, call: Any, worst: float, x: Any, axis: Any, out: Any, keepdims: bool) -> Any:
    if _array(operation, x)._number not in dtypes.FLOATS:
        return call(x, axis, out, keepdims)
    from .elementwise import apply

    known = x == x
    found = call(_without_nan(x, worst), axis, None, keepdims)
    return apply(OPERATIONS["where"], (any(known, axis, keepdims=keepdims), found, np.nan), out)


def nanmax(x: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """max() without NaN; NaN where there is nothing else."""
    return _extreme("nanmax", max, -np.inf, x, axis, out, keepdims)


def nanmin(x: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """min() without NaN; NaN where there is nothing else."""
    return _extreme("nanmin", min, np.inf, x, axis, out, keepdims)


def nanmean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """mean() without NaN."""
    if _array("nanmean", x)._number not in dtypes.INEXACT:
        return mean(x, axis, keepdims=keepdims)
    return nansum(x, axis, keepdims=keepdims) / sum(x == x, axis, keepdims=keepdims).astype(x.dtype)
