"""Scans: running sums and products, and what else operations make of the elements up to each."""

from __future__ import annotations

import ctypes
from typing import Any

from . import binding, dtypes, manipulation
from .binding import lib
from .elementwise import OPERATIONS, check_out, device_of
from .reductions import _array, _finish, _without_nan

_byref = ctypes.byref


def scan(operation: str, row: str, x: Any, axis: Any = 0, dtype: Any = None, out: Any = None) -> Any:
    """gt_scan of a row; `operation` is what messages call it. axis None: of the flattened array."""
    x = _array(operation, x)
    if axis is None or not x.ndim:
        x, axis = manipulation.ravel(x), 0 if axis is None else manipulation.axis_of(axis, 1)
    number = 0 if dtype is None else dtypes.number_of(dtype)
    opts = binding.ScanOpts(ctypes.sizeof(binding.ScanOpts), number, 0, 0)
    axis = manipulation.axis_of(axis, x.ndim)
    if out is not None:
        device_of(operation, (x, out))
        check_out(operation, out, number or x._number, "unsafe" if row.startswith("logical") else "same_kind")
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    status = lib.scan(x.device.queue(), OPERATIONS[row].number, _byref(dst), x._pointer, axis, _byref(opts))
    return _finish(operation, x, dst, out, status)


def cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Running sums along an axis (None: of the flattened array). Integers and bools are summed in int64 or uint64
    unless dtype is given; the error of float sums does not grow with their length."""
    return scan("cumsum", "add", a, axis, dtype, out)


def cumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """Running products along an axis (None: of the flattened array)."""
    return scan("cumprod", "multiply", a, axis, dtype, out)


def nancumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """cumsum() with NaN taken for 0."""
    return cumsum(_without_nan(_array("nancumsum", a), 0.0), axis, dtype, out)


def nancumprod(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    """cumprod() with NaN taken for 1."""
    return cumprod(_without_nan(_array("nancumprod", a), 1.0), axis, dtype, out)


def _combined(x: Any, dtype: Any) -> Any:
    if dtype is not None or x._number in dtypes.INEXACT:
        return dtypes.dtype_of(x._number if dtype is None else dtypes.number_of(dtype))
    return dtypes.dtype_of(binding.U64 if x._number in dtypes.UNSIGNED else binding.I64)


def _cumulative(operation: str, row: str, x: Any, axis: Any, dtype: Any, out: Any, include_initial: Any) -> Any:
    x = _array(operation, x)
    if axis is None:
        if x.ndim > 1:
            raise ValueError(f"{operation}: which axis of the shape {x.shape}?")
        axis = 0
    if not include_initial:
        return scan(operation, row, x, axis, dtype, out)
    from .creation import empty

    x = x.reshape((1,)) if x.ndim == 0 else x
    axis = manipulation.axis_of(axis, x.ndim)
    front = (slice(None),) * axis
    if out is None:
        shape = x.shape[:axis] + (x.shape[axis] + 1,) + x.shape[axis + 1 :]
        out = empty(shape, _combined(x, dtype), x.device)
    scan(operation, row, x, axis, dtype, out[front + (slice(1, None),)])
    out[front + (slice(0, 1),)] = OPERATIONS[row].name == "multiply"  # last: x may be a view of out
    return out


def cumulative_sum(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: bool = False
) -> Any:
    """Running sums along an axis, which only an array of one axis may leave out; include_initial: a 0 before them."""
    return _cumulative("cumulative_sum", "add", x, axis, dtype, out, include_initial)


def cumulative_prod(
    x: Any, /, *, axis: Any = None, dtype: Any = None, out: Any = None, include_initial: bool = False
) -> Any:
    """Running products along an axis, which only an array of one axis may leave out; include_initial: a 1 before
    them."""
    return _cumulative("cumulative_prod", "multiply", x, axis, dtype, out, include_initial)
