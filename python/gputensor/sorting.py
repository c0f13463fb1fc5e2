"""Sorting, its places, the largest; places in what is sorted; different elements, and how many there are."""

from __future__ import annotations

import ctypes
import math
from typing import Any, NamedTuple

import numpy as np

from . import binding, dtypes, errors, manipulation
from .binding import lib
from .creation import asarray, asnumpy, linspace
from .elementwise import device_of, is_scalar
from .reductions import _array, _finish, _real
from .reference import Base
from .types import result_type

_byref = ctypes.byref


def _line(operation: str, x: Any, axis: Any) -> tuple[Any, int]:
    x = _array(operation, x)
    if axis is None:
        x, axis = manipulation.ravel(x), 0
    return x, manipulation.axis_of(axis, x.ndim or 1)


def _sorted(operation: str, call: Any, x: Any, axis: Any, descending: Any) -> Any:
    x, axis = _line(operation, x, axis)
    dst = ctypes.c_void_p()
    status = call(x.device.queue(), _byref(dst), x._pointer, axis, binding.DESCENDING if descending else 0)
    return _finish(operation, x, dst, None, status)


def sort(
    x: Any, /, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: bool = True, descending: bool = False
) -> Any:
    """x sorted along an axis (None: the flattened array). Complex numbers go by the real part, then by the imaginary
    one. NaN comes last, or first if descending. Every sort is stable, whatever `kind` and `stable` say."""
    if order is not None:
        raise TypeError("gputensor.sort: there are no fields to order by")
    return _sorted("sort", lib.sort, x, axis, descending)


def argsort(
    x: Any, /, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: bool = True, descending: bool = False
) -> Any:
    """Where the elements along an axis go when they are sorted, int64; of equal ones the first comes first."""
    if order is not None:
        raise TypeError("gputensor.argsort: there are no fields to order by")
    return _sorted("argsort", lib.argsort, x, axis, descending)


def sort_into(x: Any, axis: Any = -1) -> None:
    """Sorts an array in place."""
    axis = manipulation.axis_of(axis, _array("sort", x).ndim or 1)
    dst = ctypes.c_void_p(x._pointer)
    errors.check(lib.sort(x.device.queue(), _byref(dst), x._pointer, axis, 0), "sort", (x,), x.device)


def topk(x: Any, k: int, axis: Any = -1, largest: bool = True, sorted: bool = True) -> tuple[Any, Any]:
    """The k largest along an axis (or smallest), the largest first, and where they lie, int64. `sorted` makes no
    difference."""
    x, axis = _line("topk", x, axis)
    values, places = ctypes.c_void_p(), ctypes.c_void_p()
    flags = 0 if largest else binding.SMALLEST
    status = lib.topk(x.device.queue(), _byref(values), _byref(places), x._pointer, k, axis, flags)
    return _finish("topk", x, values, None, status), type(x)._wrap(places.value, x.device)


# ---- Places in what is sorted ----


def searchsorted(x1: Any, x2: Any, /, side: str = "left", sorter: Any = None) -> Any:
    """How many elements of the sorted x1, of one axis, come before each of x2; side="right": or are equal to it.
    sorter: argsort(x1), if x1 is not sorted. x2 may be a number. int64."""
    a, v = x1, x2
    a = _array("searchsorted", a)
    if side not in ("left", "right"):
        raise ValueError(f"searchsorted: side is left or right, not {side!r}")
    if is_scalar(v):
        v = asarray(v, dtype=result_type(a, v), device=a.device)
    v = _array("searchsorted", v)
    device_of("searchsorted", (a, v) if sorter is None else (a, v, _array("searchsorted", sorter)))
    dst = ctypes.c_void_p()
    by = None if sorter is None else sorter._pointer
    flags = binding.RIGHT if side == "right" else 0
    status = lib.searchsorted(a.device.queue(), _byref(dst), a._pointer, v._pointer, by, flags)
    return _finish("searchsorted", a, dst, None, status)


def _direction(edges: Any) -> int:
    """1 where edges, an array or a list, rise, -1 where they fall, 0 where they do neither. Waits for those of the
    device."""
    host = asnumpy(edges)
    return 1 if (host[1:] >= host[:-1]).all() else -1 if (host[1:] <= host[:-1]).all() else 0


def digitize(x: Any, bins: Any, right: bool = False) -> Any:
    """The number of the bin that each element is in; bins, an array or a list, rise or fall, which the host looks at.
    Raises ValueError where they do neither, TypeError for complex numbers, which may be searched for, but are in no
    bin."""
    x = _real("digitize", x)
    bins = asarray(bins, device=x.device) if isinstance(bins, (list, tuple)) else _array("digitize", bins)
    if bins.ndim != 1:
        raise ValueError(f"digitize: bins of one axis, not the shape {bins.shape}")
    direction, side = _direction(bins), "left" if right else "right"
    if not direction:
        raise ValueError("digitize: bins must be monotonically increasing or decreasing")
    return searchsorted(bins, x, side) if direction > 0 else bins.size - searchsorted(bins[::-1], x, side)


# ---- Different elements ----


def isin(x1: Any, x2: Any, /, *, invert: bool = False) -> Any:
    """Whether each element of x1 is one of x2, or with invert is none of them; either may be a number. The result is a
    bool of the shape of x1. NaN is in nothing. Raises TypeError where the dtypes have nothing in common."""
    if is_scalar(x1):
        x1 = asarray(x1, dtype=result_type(x1, _array("isin", x2)), device=x2.device)
    if is_scalar(x2):
        x2 = asarray(x2, dtype=result_type(_array("isin", x1), x2), device=x1.device)
    kind = result_type(_array("isin", x1), _array("isin", x2))
    x1, line = x1.astype(kind, copy=False), manipulation.ravel(x2.astype(kind, copy=False))
    line = sort(line)
    found = searchsorted(line, x1) != searchsorted(line, x1, side="right")
    found = found & (x1 == x1)
    return ~found if invert else found


class UniqueAllResult(NamedTuple):
    """unique_all()"""

    values: Any
    indices: Any
    inverse_indices: Any
    counts: Any


class UniqueCountsResult(NamedTuple):
    """unique_counts()"""

    values: Any
    counts: Any


class UniqueInverseResult(NamedTuple):
    """unique_inverse()"""

    values: Any
    inverse_indices: Any


def _unique(operation: str, x: Any, wanted: tuple[bool, bool, bool, bool], equal_nan: bool = False) -> list[Any]:
    """gt_unique: values, places of the first ones, inverse and counts, those that are wanted."""
    x = _array(operation, x)
    outs = [ctypes.c_void_p() if each else None for each in wanted]
    pointers = [None if out is None else _byref(out) for out in outs]
    flags = binding.EQUAL_NAN if equal_nan else 0
    errors.check(lib.unique(x.device.queue(), *pointers, x._pointer, flags), operation, (x,), x.device)
    return [type(x)._wrap(out.value, x.device) for out in outs if out is not None]


def unique_all(x: Any, /) -> Any:
    """The different elements in rising order, where each is first, the number of its value for each element of x, and
    how many there are of each. Each NaN is a value of its own. Waits for the device, as the others do."""
    return UniqueAllResult(*_unique("unique_all", x, (True, True, True, True)))


def unique_counts(x: Any, /) -> Any:
    """The different elements in rising order, and how many there are of each."""
    return UniqueCountsResult(*_unique("unique_counts", x, (True, False, False, True)))


def unique_inverse(x: Any, /) -> Any:
    """The different elements in rising order, and the number of its value for each element of x."""
    return UniqueInverseResult(*_unique("unique_inverse", x, (True, False, True, False)))


def unique_values(x: Any, /) -> Any:
    """The different elements in rising order."""
    return _unique("unique_values", x, (True, False, False, False))[0]


def unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: Any = None,
    *,
    equal_nan: bool = True,
    sorted: bool = True,
) -> Any:
    """NumPy's unique of all elements: all NaN are one value, and all complex numbers that have one, unless equal_nan is
    False. axis: the different parts along it, by their elements in row-major order; it sorts as often as a part has
    elements, and each NaN is a value of its own."""
    wanted = (True, bool(return_index), bool(return_inverse), bool(return_counts))
    if axis is not None:
        from .composed import _unique_parts

        found = [x for x, given in zip(_unique_parts(_array("unique", ar), axis), wanted) if given]
    else:
        found = _unique("unique", ar, wanted, equal_nan)
    return found[0] if len(found) == 1 else tuple(found)


# ---- How many there are ----


def _tally(operation: str, x: Any, edges: Any, weights: Any, minlength: int) -> Any:
    """gt_histogram."""
    operands = [each for each in (x, edges, weights) if each is not None]
    device_of(operation, operands)
    dst = ctypes.c_void_p()
    of_edges, of_weights = (None if each is None else each._pointer for each in (edges, weights))
    status = lib.histogram(x.device.queue(), _byref(dst), x._pointer, of_edges, of_weights, minlength)
    return _finish(operation, x, dst, None, status)


def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    """How often each of 0, 1, 2, ... is in x, of integers and one axis; with weights, the sum of theirs, as floats.
    Waits for the device: the largest element decides the shape."""
    x = _array("bincount", x)
    x = x.astype("uint8") if x._number == binding.BOOL else x
    if x.ndim != 1 or x._number in dtypes.INEXACT:
        raise (ValueError if x.ndim != 1 else TypeError)(f"bincount: integers of one axis, not {x.dtype} {x.shape}")
    if minlength < 0:
        raise ValueError(f"bincount: a minlength of {minlength}")
    if weights is not None:
        weights = asarray(weights, device=x.device)
        if weights.shape != x.shape:
            raise ValueError(f"bincount: weights of the shape {weights.shape} for {x.shape}")
        if weights._number not in dtypes.FLOATS:
            weights = weights.astype("float32")
    try:
        return _tally("bincount", x, None, weights, minlength)
    except IndexError as error:
        raise ValueError(f"bincount: negative elements: {error}") from None


def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:
    """The edges of `bins` equal bins over the range of the elements, or `range`; bins that are given, as they are. Of
    integers they are float32, or float64 where that does not hold the ends of the range, as of large integers. Raises
    ValueError for edges that do not rise, or of several axes. Waits for the device, for the range that is not given, or
    for edges on the device."""
    a = _real("histogram", a)
    if isinstance(bins, str):
        raise NotImplementedError(f"gputensor.histogram: bins={bins!r}; give their number or edges")
    if not is_scalar(bins):
        edges: Any = bins if isinstance(bins, Base) else asarray(bins, device=a.device)
        if edges.ndim != 1:
            raise ValueError(f"histogram: bins are a number or one axis of edges, not the shape {edges.shape}")
        if _direction(bins) <= 0:
            raise ValueError("histogram: bins must increase monotonically")
        return edges
    if bins < 1:
        raise ValueError(f"histogram: {bins} bins")
    low, high = (0, 1) if a.size == 0 else (a.min().item(), a.max().item())
    low, high = (low, high) if range is None else range
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise ValueError(f"histogram: no bins from {low} to {high}")
    if low == high:
        low, high = low - 0.5, high + 0.5
    kind = a.dtype if a._number in dtypes.FLOATS else dtypes.DEFAULT_FLOAT
    if kind != a.dtype and not float(np.float32(low)) == low <= high == float(np.float32(high)):
        if a.device.supports("float64"):
            kind = np.dtype("float64")
        else:  # the next ends that hold all
            low, high = (float(np.float32(each)) for each in (low, high))
            low, high = (float(np.nextafter(np.float32(x), to)) for x, to in ((low, -np.inf), (high, np.inf)))
    return linspace(low, high, bins + 1, dtype=kind, device=a.device)


def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """How many elements are in each bin, or the sum of their weights, and the edges of the bins, of which the last one
    is in its bin, too. weights: an array of the shape of a. Waits for the device as histogram_bin_edges() does."""
    a = _array("histogram", a)
    edges = histogram_bin_edges(a, bins, range)
    if weights is not None:
        weights = _array("histogram", weights)
        if weights.shape != a.shape:
            raise ValueError(f"histogram: weights of the shape {weights.shape} for {a.shape}")
    counts = _tally("histogram", a, edges, weights, 0)
    if density:
        widths = edges[1:] - edges[:-1]
        return counts / widths / counts.sum().astype(widths.dtype), edges
    return counts, edges
