"""Shapes: views with other axes."""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, dtypes, elementwise, errors
from .binding import Int32s, lib, shape_array
from .elementwise import _refuse
from .reductions import AxisError
from .reference import Base

_byref = ctypes.byref


def _array(operation: str, x: Any) -> Any:
    if not isinstance(x, Base):
        raise _refuse(operation, x)
    return x


def view(x: Any, operation: str, call: Any, *arguments: Any) -> Any:
    """A view made by a function of the C library."""
    dst = ctypes.c_void_p()
    status = call(_byref(dst), x._pointer, *arguments)
    if status < 0:
        raise errors.failure(status, operation, (x,), x.device)
    return type(x)._wrap(dst.value, x.device)


def real(x: Any, /) -> Any:
    """The real parts: a view of a complex array, whose elements are written through it; of others x itself."""
    if isinstance(x, elementwise.traced):
        return x.real
    x = _array("real", x)
    return view(x, "real", lib.tensor_part, 0) if x._number in dtypes.COMPLEX else x


def imag(x: Any, /) -> Any:
    """The imaginary parts: a view of a complex array, whose elements are written through it; else zeros."""
    if isinstance(x, elementwise.traced):
        return x.imag
    x = _array("imag", x)
    if x._number in dtypes.COMPLEX:
        return view(x, "imag", lib.tensor_part, 1)
    from .creation import zeros_like

    return zeros_like(x)


def real_if_close(a: Any, tol: float = 100) -> Any:
    """The real parts of a complex array whose imaginary ones are all below tol, in units of its precision if that is
    more than 1; else the array. Waits for the device."""
    x = _array("real_if_close", a)
    if x._number not in dtypes.COMPLEX:
        return x
    limit = tol * np.finfo(x.dtype).eps if tol > 1 else tol
    return real(x) if bool((abs(imag(x)) < limit).all()) else x


def byteswapped(x: Any) -> Any:
    """A copy whose elements have their bytes in the other order, those of complex numbers in each part."""
    size = x.itemsize // (2 if x._number in dtypes.COMPLEX else 1)
    if size == 1 or not x.size:
        return x.copy()
    parts = reinterpret(reshape(x.copy(), (-1,)), np.uint8).reshape(-1, size)
    return reshape(reinterpret(reshape(flip(parts, 1).copy(), (-1,)), x.dtype), x.shape)


def axis_of(axis: Any, rank: int) -> int:
    """An axis counted from the front. Raises AxisError."""
    number = operator.index(axis)
    if not -rank <= number < rank:
        raise AxisError(number, rank)
    return number % rank


def copy(x: Any) -> Any:
    """A contiguous copy."""
    return astype(_array("copy", x), x.dtype)


def astype(x: Any, dtype: Any, /, copy: bool = True, casting: str = "unsafe", device: Any = None) -> Any:
    """The values in another dtype. Floats are truncated to integers, which saturate; NaN becomes 0; integers wrap.

    copy=False returns x itself if it has that dtype. casting: "unsafe", "same_kind" or "safe" (and "no", "equiv");
    TypeError where the cast is not of that kind, or the device lacks the dtype, ValueError for another word.
    device: where the result is to be.
    """
    if device is not None:
        x = x.to_device(device)
    number = dtypes.number_of(dtype)
    if not copy and number == x._number:
        return x
    if not dtypes.may_cast(x._number, number, casting):
        raise TypeError(f"astype: no {casting} cast from {x.dtype} to {dtypes.dtype_of(number)}")
    dst = ctypes.c_void_p()
    errors.check(lib.copy(x.device.queue(), _byref(dst), x._pointer, number), "astype", (x,), x.device)
    return type(x)._wrap(dst.value, x.device)


def reinterpret(x: Any, dtype: Any) -> Any:
    """A view of the bytes as another dtype. Raises ValueError where the last axis has gaps, or no whole elements."""
    number = dtypes.number_of(dtype)
    old, new = x.itemsize, dtypes.dtype_of(number).itemsize
    shape, strides, offset = list(x.shape), list(x.strides), x._offset * old
    if old != new:
        if not shape or strides[-1] != old and shape[-1] != 1:
            raise ValueError(
                f"view: {x.dtype} {x.shape} as {np.dtype(dtype)}: the last axis has gaps, or there is none"
            )
        shape[-1], rest = divmod(shape[-1] * old, new)
        strides = [new if size == 1 or 0 in shape else stride for stride, size in zip((*strides[:-1], new), shape)]
        if rest or offset % new or any(stride % new for stride in strides):
            raise ValueError(f"view: {x.dtype} {x.shape} as {np.dtype(dtype)}: no whole elements")
    steps = shape_array(tuple(stride // new for stride in strides))
    return view(x, "view", lib.tensor_strided, number, len(shape), shape_array(tuple(shape)), steps, offset // new)


def _by_columns(operation: str, x: Any, order: Any) -> bool:
    """Whether order= reads elements with the first axis fastest: "F", or "A" of what lies so in memory."""
    if order not in ("C", "F", "A"):
        raise ValueError(f"{operation}: order is C, F or A, not {order!r}")
    return order == "F" or order == "A" and not x._contiguous and permute_dims(x)._contiguous


def reshape(x: Any, /, shape: Any, copy: bool | None = None, order: str = "C") -> Any:
    """The same elements in another shape, one size of which may be -1: a view where strides allow it, else a copy.

    copy: True always copies; False raises ValueError where a view will not do. order: "F" reads and places elements
    with the first axis fastest, "A" does so where they lie so.
    """
    x = _array("reshape", x)
    try:
        sizes: tuple[int, ...] = (operator.index(shape),)
    except TypeError:
        sizes = tuple(operator.index(size) for size in shape)
    if order != "C" and _by_columns("reshape", x, order):
        return permute_dims(reshape(permute_dims(x), sizes[::-1], copy))
    if copy:
        x = x.copy()
    try:
        return view(x, "reshape", lib.tensor_reshape, len(sizes), shape_array(sizes))
    except NotImplementedError:
        if copy is False:
            raise ValueError(f"reshape: {x.shape} to {sizes} needs a copy, and copy is False") from None
    return view(x.copy(), "reshape", lib.tensor_reshape, len(sizes), shape_array(sizes))


def ravel(x: Any, order: str = "C") -> Any:
    """One axis: a view where strides allow it, else a copy. order: "F" with the first axis fastest, "A" so where
    elements lie so, "K" as they lie in memory."""
    if order == "K":
        x = permute_dims(x, sorted(range(_array("ravel", x).ndim), key=lambda axis: -abs(x.strides[axis])))
    elif order != "C" and _by_columns("ravel", _array("ravel", x), order):
        x = permute_dims(x)
    return reshape(x, (-1,)) if _array("ravel", x).size else reshape(x, (0,))


def permute_dims(x: Any, /, axes: Any = None) -> Any:
    """A view with the axes in another order, reversed if none is given. Raises ValueError for no permutation."""
    x = _array("permute_dims", x)
    if axes is None:
        return view(x, "permute_dims", lib.tensor_permute, None, x.ndim)
    order = tuple(operator.index(axis) for axis in axes)
    if sorted(axis_of(axis, x.ndim) for axis in order) != list(range(x.ndim)):
        raise ValueError(f"permute_dims: {order} is no order of {x.ndim} axes")
    return view(x, "permute_dims", lib.tensor_permute, Int32s[len(order)](*order), len(order))


transpose = permute_dims


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """A view with two axes exchanged."""
    order = list(range(_array("swapaxes", x).ndim))
    i, j = axis_of(axis1, x.ndim), axis_of(axis2, x.ndim)
    order[i], order[j] = order[j], order[i]
    return permute_dims(x, order)


def _axes(axis: Any, rank: int) -> list[int]:
    return [axis_of(each, rank) for each in (axis if isinstance(axis, (tuple, list)) else (axis,))]


def moveaxis(x: Any, source: Any, destination: Any, /) -> Any:
    """A view with axes moved; the others stay in order."""
    x = _array("moveaxis", x)
    sources, targets = _axes(source, x.ndim), _axes(destination, x.ndim)
    if len(sources) != len(targets):
        raise ValueError(f"moveaxis: {len(sources)} axes to {len(targets)} places")
    if len(set(sources)) != len(sources) or len(set(targets)) != len(targets):
        raise ValueError(f"moveaxis: an axis or a place twice, {sources} to {targets}")
    order = [axis for axis in range(x.ndim) if axis not in sources]
    for target, axis in sorted(zip(targets, sources)):
        order.insert(target, axis)
    return permute_dims(x, order)


def rollaxis(x: Any, axis: int, start: int = 0) -> Any:
    """A view with an axis moved before another one."""
    axis = axis_of(axis, _array("rollaxis", x).ndim)
    if not -x.ndim <= start <= x.ndim:
        raise AxisError(start, x.ndim)
    start += x.ndim if start < 0 else 0
    return moveaxis(x, axis, start - (axis < start))


def expand_dims(x: Any, /, axis: Any = 0) -> Any:
    """A view with axes of size 1 put in."""
    x = _array("expand_dims", x)
    count = len(axis) if isinstance(axis, (tuple, list)) else 1
    places = _axes(axis, x.ndim + count)
    if len(set(places)) != count:
        raise ValueError(f"expand_dims: an axis twice in {axis}")
    sizes = iter(x.shape)
    return _insert(x, [None if i in places else next(sizes) for i in range(x.ndim + count)])


def _insert(x: Any, sizes: list[Any]) -> Any:
    return view(
        x,
        "expand_dims",
        lib.tensor_reshape,
        len(sizes),
        shape_array(tuple(1 if size is None else size for size in sizes)),
    )


def squeeze(x: Any, /, axis: Any = None) -> Any:
    """A view without axes of size 1: all of them, or those given. Raises ValueError where one has another size."""
    x = _array("squeeze", x)
    if axis is None:
        gone = [i for i, size in enumerate(x.shape) if size == 1]
    else:
        gone = _axes(axis, x.ndim or 1)  # a number is taken for a line of one
    if len(set(gone)) != len(gone):
        raise ValueError(f"squeeze: an axis twice in {axis}")
    for i in gone:
        if x.ndim and x.shape[i] != 1:
            raise ValueError(f"squeeze: axis {i} of the shape {x.shape} has the size {x.shape[i]}")
    sizes = tuple(size for i, size in enumerate(x.shape) if i not in gone)
    return view(x, "squeeze", lib.tensor_reshape, len(sizes), shape_array(sizes))


def broadcast_to(x: Any, /, shape: Any) -> Any:
    """A view repeated to a shape, with strides of 0. Raises ValueError where it does not broadcast."""
    from .creation import shape_of

    sizes = shape_of(shape)
    return view(_array("broadcast_to", x), "broadcast_to", lib.tensor_broadcast, len(sizes), shape_array(sizes))


def broadcast_shapes(*shapes: Any) -> tuple[int, ...]:
    """The shape that arrays of these shapes have together. Raises ValueError where there is none."""
    return tuple(int(size) for size in np.broadcast_shapes(*shapes))


def broadcast_arrays(*arrays: Any) -> list[Any]:
    """Views of all arrays in their common shape."""
    shape = broadcast_shapes(*(_array("broadcast_arrays", x).shape for x in arrays))
    return [broadcast_to(x, shape) for x in arrays]


def flip(x: Any, /, axis: Any = None) -> Any:
    """A view that runs backwards along axes, all if none is given."""
    x = _array("flip", x)
    gone = range(x.ndim) if axis is None else _axes(axis, x.ndim)
    if len(set(gone)) != len(gone):
        raise ValueError(f"flip: an axis twice in {axis}")
    return x[tuple(slice(None, None, -1) if i in gone else slice(None) for i in range(x.ndim))]


def fliplr(x: Any) -> Any:
    """flip() of axis 1."""
    if _array("fliplr", x).ndim < 2:
        raise ValueError("fliplr: two axes at least")
    return flip(x, 1)


def flipud(x: Any) -> Any:
    """flip() of axis 0."""
    if _array("flipud", x).ndim < 1:
        raise ValueError("flipud: one axis at least")
    return flip(x, 0)


def rot90(x: Any, k: int = 1, axes: Any = (0, 1)) -> Any:
    """Turned k times by 90 degrees in the plane of two axes; a view."""
    first, second = _axes(axes, _array("rot90", x).ndim)
    if first == second:
        raise ValueError("rot90: two different axes")
    k %= 4
    if k == 0:
        return x[...]
    if k == 2:
        return flip(x, (first, second))
    turned = swapaxes(x, first, second)
    return flip(turned, first) if k == 1 else flip(turned, second)


def as_strided(x: Any, shape: Any = None, strides: Any = None) -> Any:
    """A view of any shape and strides, in bytes, from the first element of x on. Raises IndexError where that leaves
    the memory of the array, ValueError where strides are no multiples of an element."""
    x = _array("as_strided", x)
    sizes = x.shape if shape is None else tuple(operator.index(n) for n in shape)
    steps = x.strides if strides is None else tuple(operator.index(n) for n in strides)
    if len(sizes) != len(steps) or any(step % x.itemsize for step in steps):
        raise ValueError(f"as_strided: strides {steps} for the shape {sizes} of elements of {x.itemsize} bytes")
    by = shape_array(tuple(step // x.itemsize for step in steps))
    return view(x, "as_strided", lib.tensor_strided, x._number, len(sizes), shape_array(sizes), by, x._offset)


def sliding_window_view(x: Any, window_shape: Any, axis: Any = None, *, step: Any = 1, dilation: Any = 1) -> Any:
    """A view of the windows that slide over an array, whose axes come last; numpy.lib.stride_tricks has it.

    window_shape: the size of a window along each of the axes, all if none is given; step: from one window to the next,
    and dilation from an element of a window to the next, numbers or one for each of the axes.
    """
    x = _array("sliding_window_view", x)
    sizes = [operator.index(n) for n in (window_shape if isinstance(window_shape, (tuple, list)) else [window_shape])]
    axes = list(range(x.ndim)) if axis is None else _axes(axis, x.ndim)
    if len(sizes) != len(axes):
        raise ValueError(f"sliding_window_view: {len(sizes)} sizes of windows along {len(axes)} axes")
    steps, dilations = (each if isinstance(each, (tuple, list)) else [each] * len(axes) for each in (step, dilation))
    if len(steps) != len(axes) or len(dilations) != len(axes):
        raise ValueError(f"sliding_window_view: steps and dilations, one for each of {len(axes)} axes")
    for i, size, by, apart in zip(axes, sizes, steps, dilations):
        numbers = (binding.clamped(each) for each in (size, by, apart))
        x = view(x, "sliding_window_view", lib.tensor_window, i, *numbers)
    return x
