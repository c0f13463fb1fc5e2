"""Arrays from data of the host, and arrays made by a rule."""

from __future__ import annotations

import ctypes
import operator
import os
import zipfile
from typing import Any

import numpy as np

from . import binding, dtypes, errors
from .binding import clamped, lib, shape_array
from .hardware import device as find_device
from .elementwise import _refuse, fitting, is_scalar, set_scalar
from .errors import ImplicitTransferError
from .reference import Base

_byref = ctypes.byref


def check_order(operation: str, order: Any) -> None:
    """NumPy's order= of what is made, which is row by row. Raises NotImplementedError for "F", ValueError for none."""
    if order == "F":
        raise NotImplementedError(f"{operation}: arrays are made row by row, not in order 'F' as x.copy(order='F') is")
    if order not in ("C", "K", "A", None):
        raise ValueError(f"{operation}: order is C, F, A or K, not {order!r}")


def _array_class() -> Any:
    from .array import ndarray

    return ndarray


def shape_of(shape: Any) -> tuple[int, ...]:
    """A shape given as a number or a sequence of them."""
    try:
        sizes: tuple[int, ...] = (operator.index(shape),)
    except TypeError:
        sizes = tuple(operator.index(size) for size in shape)
    for size in sizes:
        if size < 0:
            raise ValueError(f"gputensor: a size of {size} in the shape {sizes}")
    return sizes


def upload(host: np.ndarray[Any, Any], device: Any, number: int | None = None) -> Any:
    """A copy of an array of the host on a device, converted there if `number` is another dtype."""
    own = dtypes.number_of(host.dtype)
    order = host.dtype if host.dtype.isnative else host.dtype.newbyteorder("=")
    host = np.asarray(host, dtype=order, order="C")
    dst = ctypes.c_void_p()
    status = lib.upload(
        device.queue(), _byref(dst), own, host.ndim, shape_array(host.shape), host.ctypes.data, host.nbytes
    )
    if status < 0:
        raise errors.failure(status, "asarray", [f"{host.dtype} {host.shape}"], device)
    x = _array_class()._wrap(dst.value, device)
    return x if number is None or number == own else x.astype(dtypes.dtype_of(number))


def _first(data: Any) -> Any:
    while isinstance(data, (list, tuple)) and data:
        data = data[0]
    return data


def _has_arrays(data: Any) -> bool:
    if isinstance(data, (list, tuple)):
        return any(_has_arrays(each) for each in data)
    return isinstance(data, Base)


def _device_in(data: Any) -> Any:
    """The device of the first array in nested lists."""
    for each in data if isinstance(data, (list, tuple)) else ():
        found = each.device if isinstance(each, Base) else _device_in(each)
        if found is not None:
            return found
    return None


def asarray(obj: Any, /, dtype: Any = None, device: Any = None, copy: bool | None = None) -> Any:
    """An array of a device: of numbers, lists, arrays of the host, or arrays of gputensor.

    dtype: None keeps that of arrays; Python's floats make float32, its integers int64, its bools bool, its complex
        numbers complex64.
    device: None is that of an array of gputensor, else the default device.
    copy: None copies what is not there already; True always; False raises ValueError where a copy is needed.

    Raises TypeError for dtypes that there are none of (text, structures) or that the device lacks (float64), and for
    complex numbers where dtype is real, ValueError for lists of uneven lengths, OverflowError for Python's numbers that
    an integer dtype does not hold, MemoryError where it does not fit, DeviceError where there is no such device.
    """
    data = obj
    number = None if dtype is None else dtypes.number_of(dtype)
    if isinstance(data, Base):
        x: Any = data
        if device is not None and find_device(device) is not x.device:
            if copy is False:
                raise ValueError("asarray: copy=False, and the array is on another device")
            x = x.to_device(device)
            copy = False if copy is None else None
        if number is not None and number != x._number:
            if copy is False and x is data:
                raise ValueError("asarray: copy=False, and the array has another dtype")
            return x.astype(dtypes.dtype_of(number))
        return x.copy() if copy and x is data else x
    if not isinstance(data, (np.ndarray, np.generic)) and hasattr(data, "__dlpack__"):
        return _of_dlpack(data, number, device, copy)
    where = find_device(device)
    if copy is False:
        raise ValueError("asarray: copy=False, and data of the host is copied to a device")
    if isinstance(data, (list, tuple)) and _has_arrays(data):
        from .joining import stack

        others = _device_in(data) if device is None else device  # lists and numbers beside arrays
        x = stack([asarray(each, device=device if _has_arrays(each) else others) for each in data])
        return x if number is None else asarray(x, dtype=dtype)
    try:
        host = of_host(data, number)
    except ImplicitTransferError:
        raise TypeError(f"asarray: {type(data).__name__} is no array and no list of numbers") from None
    if host.dtype == object and isinstance(_first(data), int):
        raise OverflowError("asarray: an integer that 64 bits do not hold")
    if (
        number is None
        and host.dtype in (np.float64, np.complex128)
        and isinstance(_first(data), (bool, int, float, complex))
        and not isinstance(_first(data), np.generic)
    ):
        number = binding.C64 if host.dtype.kind == "c" else binding.F32
    elif number is None and host.size == 0 and isinstance(data, (list, tuple)):
        number = binding.F32
    if number is not None and dtypes.NUMBERS.get(host.dtype) != number:
        if host.dtype.kind in "OUSVMm":
            dtypes.number_of(host.dtype)
        if not isinstance(data, (np.ndarray, np.generic)) and host.dtype.kind != "c":
            _check_range(host, dtypes.dtype_of(number))
        host = cast("asarray", host, number)
    return upload(host, where)


def cast(operation: str, data: Any, number: int) -> Any:
    """Data of the host as an array of the host of another dtype. Raises TypeError for complex numbers that would lose a
    part."""
    host, dtype = np.asarray(data), dtypes.dtype_of(number)
    if host.dtype.kind == "c" and number not in (*dtypes.COMPLEX, binding.BOOL):
        raise TypeError(f"{operation}: no cast from {host.dtype} to {dtype}")
    return host.astype(dtype, copy=False)


def of_host(data: Any, number: int | None) -> Any:
    """Lists, numbers and arrays of the host as NumPy has them, for a dtype by number. It makes float64 of Python's
    integers of which some need uint64 and others do not: where integers are wanted they are kept.
    """
    host = np.asarray(data)
    if host.dtype != np.float64 or not isinstance(data, (list, tuple)) or not host.size or not host.max() >= 2.0**63:
        return host
    if number is not None and number not in dtypes.SIGNED + dtypes.UNSIGNED:
        return host
    exact = np.array(data, dtype=object)
    if not all(type(each) in (int, bool) for each in exact.flat):
        return host
    dtype = np.dtype(np.uint64) if number is None else dtypes.dtype_of(number)
    limits = np.iinfo(dtype)
    for value in (exact.min(), exact.max()):
        if not limits.min <= value <= limits.max:
            raise OverflowError(f"asarray: the number {value} is out of range of {dtype}")
    return exact.astype(dtype)


def _of_dlpack(data: Any, number: int | None, device: Any, copy: bool | None) -> Any:
    from .dlpack import from_dlpack

    try:
        x = from_dlpack(data, device=device, copy=copy)
    except BufferError as error:
        if copy is not False:
            raise
        raise ValueError(f"asarray: {error}") from None
    if number is None or number == x._number:
        return x
    if copy is False:
        raise ValueError("asarray: copy=False, and the data have another dtype")
    return x.astype(dtypes.dtype_of(number))


def _check_range(host: np.ndarray[Any, Any], dtype: np.dtype[Any]) -> None:
    """Python's numbers that an integer dtype does not hold: ValueError for NaN, OverflowError, as NumPy 2 has it."""
    if dtype.kind not in "iu" or host.dtype.kind not in "iuf" or not host.size:
        return
    limits = np.iinfo(dtype)
    if np.isnan(host).any():
        raise ValueError(f"asarray: cannot convert float NaN to integer: {dtype}")
    for value in (host.min(), host.max()):
        if np.isinf(value) or not limits.min <= int(value) <= limits.max:
            raise OverflowError(f"asarray: the number {value} is out of range of {dtype}")


def array(data: Any, dtype: Any = None, copy: bool = True, device: Any = None, ndmin: int = 0) -> Any:
    """asarray() that copies, as numpy.array does. ndmin: axes of size 1 are put before, up to so many."""
    x = asarray(data, dtype=dtype, device=device)
    if copy and x is data:
        x = x.copy()
    return x.reshape((1,) * (ndmin - x.ndim) + x.shape) if x.ndim < ndmin else x


def asnumpy(x: Any, out: np.ndarray[Any, Any] | None = None) -> Any:
    """A copy of an array on the host, a numpy.ndarray. Waits for the work that the array comes from.

    out: a C-contiguous numpy.ndarray of the same shape and dtype that takes it. What is no array of gputensor goes
    through numpy.asarray. Raises DeviceError where that work has failed, ValueError where `out` does not fit.
    """
    if not isinstance(x, Base):
        return np.asarray(x)
    a: Any = x
    if out is None:
        out = np.empty(a.shape, a.dtype)
    elif not isinstance(out, np.ndarray):
        raise TypeError(f"asnumpy: out is a numpy.ndarray, not {type(out).__name__}")
    elif out.shape != a.shape or out.dtype != a.dtype or not out.flags.c_contiguous or not out.flags.writeable:
        raise ValueError(
            f"asnumpy: out is {out.dtype} {out.shape}, and wants to be {a.dtype} {a.shape}, writable and C-contiguous"
        )
    queue = a.device.queue()
    status = lib.download(queue, out.ctypes.data, out.nbytes, a._pointer)
    if status == binding.E_CONTEXT:  # made before device.release()
        desc = binding.TensorDesc(ctypes.sizeof(binding.TensorDesc))
        errors.check(lib.tensor_describe(a._pointer, _byref(desc)))
        status = lib.download(lib.context_queue(desc.context), out.ctypes.data, out.nbytes, a._pointer)
    errors.check(status, "asnumpy", (a,), a.device)
    return out


# ---- By a rule --------------------------------------------------------------------------------------------------


def _made(call: Any, operation: str, device: Any, *arguments: Any) -> Any:
    where = find_device(device)
    dst = ctypes.c_void_p()
    status = call(where.queue(), _byref(dst), *arguments)
    if status < 0:
        raise errors.failure(status, operation, device=where)
    return _array_class()._wrap(dst.value, where)


def _scalar(value: Any) -> binding.Scalar:
    scalar = binding.Scalar()
    set_scalar(scalar, value)
    return scalar


def empty(shape: Any, dtype: Any = None, device: Any = None) -> Any:
    """An array of a shape whose elements are whatever is in the memory. dtype: float32 unless given."""
    sizes = shape_of(shape)
    number = binding.F32 if dtype is None else dtypes.number_of(dtype)
    where = find_device(device)
    dst = ctypes.c_void_p()
    status = lib.tensor_create(
        where.queue(), _byref(dst), number, len(sizes), shape_array(sizes), binding.UNINITIALISED
    )
    errors.check(status, "empty", [f"{dtypes.dtype_of(number)} {sizes}"], where)
    return _array_class()._wrap(dst.value, where)


def zeros(shape: Any, dtype: Any = None, device: Any = None) -> Any:
    """An array of zeros. dtype: float32 unless given."""
    sizes = shape_of(shape)
    number = binding.F32 if dtype is None else dtypes.number_of(dtype)
    where = find_device(device)
    dst = ctypes.c_void_p()
    status = lib.tensor_create(where.queue(), _byref(dst), number, len(sizes), shape_array(sizes), 0)
    errors.check(status, "zeros", [f"{dtypes.dtype_of(number)} {sizes}"], where)
    return _array_class()._wrap(dst.value, where)


def full(shape: Any, fill_value: Any, dtype: Any = None, device: Any = None) -> Any:
    """An array whose elements are all `fill_value`, a number, or an array or lists that broadcast to the shape.

    dtype: that of the value unless given; float32 of a Python float.
    """
    sizes = shape_of(shape)
    if isinstance(fill_value, (list, tuple)):
        fill_value = asarray(fill_value, device=device)
    if isinstance(fill_value, Base):
        x: Any = fill_value
        x = x if dtype is None else x.astype(dtype)
        from .manipulation import broadcast_to

        return broadcast_to(x if device is None else x.to_device(device), sizes).copy()
    if not is_scalar(fill_value):
        raise TypeError(f"full: the value is a number, not {type(fill_value).__name__}")
    if dtype is None:
        number = (
            dtypes.number_of(fill_value.dtype)
            if isinstance(fill_value, np.generic)
            else dtypes.common(_scalar(fill_value).dtype)
        )
    else:
        number = dtypes.number_of(dtype)
    return filled("full", sizes, fill_value, number, device)


def filled(operation: str, sizes: tuple[int, ...], value: Any, number: int, device: Any) -> Any:
    """full() of a dtype for an operation, which messages name."""
    scalar = _scalar(fitting(operation, value, number))
    try:
        return _made(lib.fill, operation, device, number, len(sizes), shape_array(sizes), _byref(scalar))
    except ValueError as failure:
        if isinstance(value, int) and getattr(failure, "status", 0) == binding.E_ARGUMENT:
            raise OverflowError(*failure.args) from None
        raise


def ones(shape: Any, dtype: Any = None, device: Any = None) -> Any:
    """An array of ones. dtype: float32 unless given."""
    return full(shape, 1, dtypes.DEFAULT_FLOAT if dtype is None else dtype, device)


def _like(x: Any, dtype: Any, device: Any, shape: Any) -> tuple[Any, Any, Any]:
    if not isinstance(x, Base):
        x = asarray(x)
    a: Any = x
    return a.shape if shape is None else shape, a.dtype if dtype is None else dtype, device or a.device


def empty_like(x: Any, /, dtype: Any = None, device: Any = None, shape: Any = None) -> Any:
    """empty() with shape, dtype and device of x where they are not given."""
    sizes, kind, where = _like(x, dtype, device, shape)
    return empty(sizes, kind, where)


def zeros_like(x: Any, /, dtype: Any = None, device: Any = None, shape: Any = None) -> Any:
    """zeros() with shape, dtype and device of x where they are not given."""
    sizes, kind, where = _like(x, dtype, device, shape)
    return zeros(sizes, kind, where)


def ones_like(x: Any, /, dtype: Any = None, device: Any = None, shape: Any = None) -> Any:
    """ones() with shape, dtype and device of x where they are not given."""
    sizes, kind, where = _like(x, dtype, device, shape)
    return ones(sizes, kind, where)


def full_like(x: Any, /, fill_value: Any, dtype: Any = None, device: Any = None, shape: Any = None) -> Any:
    """full() with shape, dtype and device of x where they are not given."""
    sizes, kind, where = _like(x, dtype, device, shape)
    return full(sizes, fill_value, kind, where)


def _as_number(value: Any) -> Any:
    return value.item() if isinstance(value, Base) else value


def _as_host(value: Any) -> Any:
    """A number, or an array on the host."""
    if not isinstance(value, Base):
        return value
    host = asnumpy(value)
    return host if host.ndim else host.item()


def arange(start: Any, /, stop: Any = None, step: Any = 1, dtype: Any = None, device: Any = None) -> Any:
    """start, start + step, ... before stop; arange(n) is 0, 1, ... n - 1.

    dtype: int64 of integers and float32 of floats unless given. Raises ValueError for a step of 0 and where the number
        of steps is not finite, TypeError for complex numbers.
    """
    if stop is None:
        start, stop = 0, start
    start, stop, step = _as_number(start), _as_number(stop), _as_number(1 if step is None else step)
    if any(isinstance(x, (complex, np.complexfloating)) for x in (start, stop, step)):
        raise TypeError("arange: complex numbers have no order")
    if step == 0:
        raise ValueError("arange: a step of 0")
    if dtype is None:
        floats = any(isinstance(x, (float, np.floating)) for x in (start, stop, step))
        dtype = dtypes.DEFAULT_FLOAT if floats else dtypes.DEFAULT_INT
    if isinstance(stop - start, int) and isinstance(step, int):
        count = max(0, -(-(stop - start) // step))
    else:
        steps = (stop - start) / step
        if not np.isfinite(steps):
            raise ValueError(f"arange: no finite number of steps of {step} from {start} to {stop}")
        count = max(0, int(np.ceil(steps)))
        if steps == 0 and stop != start and (stop > start) == (step > 0):  # less than the smallest float
            count, step = 1, 0.0
    first, by = _scalar(start), _scalar(step)
    return _made(lib.arange, "arange", device, dtypes.number_of(dtype), _byref(first), _byref(by), clamped(count))


def linspace(
    start: Any,
    stop: Any,
    /,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
    device: Any = None,
) -> Any:
    """`num` numbers from start to stop, evenly spaced; the last is stop itself unless endpoint is False.

    dtype: float32, or complex64 of complex numbers, unless given. Computed in float64 or complex128 where the device
    has it, and rounded once; integers, and what lies between arrays, along `axis`, on the host. Raises ValueError if
    num is negative.
    """
    start, stop, count = _as_host(start), _as_host(stop), operator.index(num)
    if count < 0:
        raise ValueError(f"linspace: {count} numbers, and none is negative")
    plain = is_scalar(start) and is_scalar(stop)
    complex_too = any(np.iscomplexobj(x) for x in (start, stop))
    default = np.dtype("complex64") if complex_too else dtypes.DEFAULT_FLOAT
    kind = default if dtype is None else dtypes.dtype_of(dtypes.number_of(dtype))
    number = dtypes.number_of(kind)
    if plain and number in dtypes.INEXACT:
        first, last, flags = _scalar(start), _scalar(stop), 0 if endpoint else binding.EXCLUSIVE
        x = _made(lib.linspace, "linspace", device, number, _byref(first), _byref(last), clamped(count), flags)
        parts = count - bool(endpoint)
        return (x, (stop - start) / parts if parts > 0 else np.nan) if retstep else x
    values, step = np.linspace(start, stop, count, endpoint=endpoint, retstep=True, axis=axis)
    x = _uploaded("linspace", np.floor(values) if kind.kind in "iu" and not complex_too else values, kind, device)
    if retstep:
        steps = np.asarray(step)
        return x, steps.item() if steps.ndim == 0 else _uploaded("linspace", steps, None if kind.kind in "biu" else kind, device)
    return x


def _uploaded(operation: str, values: Any, dtype: Any, device: Any) -> Any:
    """What the host has computed. dtype: None: float32, or complex64 of complex numbers."""
    default = "complex64" if np.iscomplexobj(values) else dtypes.DEFAULT_FLOAT
    number = dtypes.number_of(default if dtype is None else dtype)
    return upload(cast(operation, values, number), find_device(device))


def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10.0,
    dtype: Any = None,
    axis: int = 0,
    device: Any = None,
) -> Any:
    """base to the powers linspace(start, stop). dtype: float32, or complex64 of complex numbers, unless given; computed
    on the host in float64."""
    values = np.logspace(_as_host(start), _as_host(stop), operator.index(num), endpoint, _as_host(base), axis=axis)
    return _uploaded("logspace", values, dtype, device)


def geomspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    dtype: Any = None,
    axis: int = 0,
    device: Any = None,
) -> Any:
    """`num` numbers from start to stop, each the same multiple of the one before. dtype: float32, or complex64 of
    complex numbers, unless given; computed on the host in float64. Raises ValueError if one of both is 0."""
    values = np.geomspace(_as_host(start), _as_host(stop), operator.index(num), endpoint, axis=axis)
    return _uploaded("geomspace", values, dtype, device)


def eye(n_rows: int, n_cols: int | None = None, /, k: int = 0, dtype: Any = None, device: Any = None) -> Any:
    """A matrix with ones where column - row == k, and zeros. dtype: float32 unless given."""
    number = binding.F32 if dtype is None else dtypes.number_of(dtype)
    columns = clamped(n_rows if n_cols is None else n_cols)
    return _made(lib.eye, "eye", device, number, clamped(n_rows), columns, clamped(k))


def identity(n: int, dtype: Any = None, device: Any = None) -> Any:
    """The identity matrix of n rows. dtype: float32 unless given."""
    return eye(n, dtype=dtype, device=device)


def _triangle(name: str, call: Any, x: Any, k: int) -> Any:
    if not isinstance(x, Base):
        raise _refuse(name, x)
    a: Any = x
    if a.ndim == 1:  # every row of a square matrix
        from .manipulation import broadcast_to

        a = broadcast_to(a, (a.size, a.size))
    dst = ctypes.c_void_p()
    errors.check(call(a.device.queue(), _byref(dst), a._pointer, clamped(k)), name, (a,), a.device)
    return type(a)._wrap(dst.value, a.device)


def tril(x: Any, /, k: int = 0) -> Any:
    """Zeros above the k-th diagonal of matrices (..., m, n), and x elsewhere. A line x is every row of a square one."""
    return _triangle("tril", lib.tril, x, k)


def triu(x: Any, /, k: int = 0) -> Any:
    """Zeros below the k-th diagonal of matrices (..., m, n), and x elsewhere. A line x is every row of a square one."""
    return _triangle("triu", lib.triu, x, k)


def tri(n: int, m: int | None = None, k: int = 0, dtype: Any = None, device: Any = None) -> Any:
    """Ones at and below the k-th diagonal of an (n, m) matrix. dtype: float32 unless given."""
    return tril(ones((n, n if m is None else m), dtype, device), k)


def meshgrid(*arrays: Any, indexing: str = "xy", sparse: bool = False, copy: bool = True) -> list[Any]:
    """Coordinates of a grid from those of its axes: arrays of rank 1, indexing "xy" (Cartesian) or "ij" (matrix).
    sparse: axes of size 1 where coordinates do not change; copy=False: views."""
    from .manipulation import broadcast_arrays, reshape

    if indexing not in ("xy", "ij"):
        raise ValueError(f'meshgrid: indexing is "xy" or "ij", not {indexing!r}')
    count = len(arrays)
    grids = [reshape(x, (1,) * i + (-1,) + (1,) * (count - i - 1)) for i, x in enumerate(arrays)]
    if indexing == "xy" and count > 1:
        grids[0] = grids[0].reshape((1, -1) + (1,) * (count - 2))
        grids[1] = grids[1].reshape((-1, 1) + (1,) * (count - 2))
    made = grids if sparse or not count else broadcast_arrays(*grids)
    return [grid.copy() for grid in made] if copy else made


# ---- Files ------------------------------------------------------------------------------------------------------


def load(path: Any, device: Any = None) -> Any:
    """An array from a file of NumPy, .npy; of an .npz a mapping from names to its arrays, which is closed by close() or
    at the end of `with`. Raises OSError, ValueError for a malformed file, TypeError for its dtype."""
    try:
        return _made(lib.load_npy, "load", device, os.fsencode(path))
    except OSError:
        if not os.path.exists(path):
            raise FileNotFoundError(2, "No such file or directory", os.fspath(path)) from None
        raise
    except ValueError:
        if not zipfile.is_zipfile(path):
            raise
        from .archives import Archive

        try:
            return Archive(path, device)
        except zipfile.BadZipFile as damage:
            raise ValueError(f"load: {os.fspath(path)!r}: {damage}") from damage


def save(path: Any, x: Any) -> None:
    """Writes an array to a file of NumPy, .npy. Raises OSError, TypeError for bfloat16."""
    a = asarray(x)
    errors.check(lib.save_npy(a.device.queue(), os.fsencode(path), a._pointer), "save", (a,), a.device)


__all__ = [
    "arange",
    "array",
    "asarray",
    "asnumpy",
    "empty",
    "empty_like",
    "eye",
    "full",
    "full_like",
    "geomspace",
    "identity",
    "linspace",
    "load",
    "logspace",
    "meshgrid",
    "ones",
    "ones_like",
    "save",
    "tri",
    "tril",
    "triu",
    "zeros",
    "zeros_like",
]
