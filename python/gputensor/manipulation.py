"""Shapes: views with other axes, and arrays put together and taken apart."""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, dtypes, elementwise, errors
from .binding import Int32s, lib, shape_array
from .elementwise import _refuse, check_out, device_of, is_scalar
from .reductions import AxisError
from .reference import Base

_byref = ctypes.byref
_MOST_PARTS = 2**31  # of an array: no list of them fits in memory


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
    TypeError where the cast is not of that kind, or the device lacks the dtype. device: where the result is to be.
    """
    if device is not None:
        x = x.to_device(device)
    number = dtypes.number_of(dtype)
    if not copy and number == x._number:
        return x
    if casting != "unsafe" and not np.can_cast(x.dtype, dtypes.dtype_of(number), casting):  # type: ignore[arg-type]
        raise TypeError(f"astype: no {casting} cast from {x.dtype} to {dtypes.dtype_of(number)}")
    dst = ctypes.c_void_p()
    errors.check(lib.copy(x.device.queue(), _byref(dst), x._pointer, number), "astype", (x,), x.device)
    return type(x)._wrap(dst.value, x.device)


def reshape(x: Any, /, shape: Any, copy: bool | None = None) -> Any:
    """The same elements in another shape, one size of which may be -1: a view where strides allow it, else a copy.

    copy: True always copies; False raises ValueError where a view will not do.
    """
    x = _array("reshape", x)
    try:
        sizes: tuple[int, ...] = (operator.index(shape),)
    except TypeError:
        sizes = tuple(operator.index(size) for size in shape)
    if copy:
        x = x.copy()
    try:
        return view(x, "reshape", lib.tensor_reshape, len(sizes), shape_array(sizes))
    except NotImplementedError:
        if copy is False:
            raise ValueError(f"reshape: {x.shape} to {sizes} needs a copy, and copy is False") from None
    return view(x.copy(), "reshape", lib.tensor_reshape, len(sizes), shape_array(sizes))


def ravel(x: Any) -> Any:
    """One axis: a view where strides allow it, else a copy."""
    return reshape(x, (-1,)) if _array("ravel", x).size else x.reshape((0,))


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


# ---- Put together -----------------------------------------------------------------------------------------------


def concat(arrays: Any, /, axis: int | None = 0, out: Any = None, dtype: Any = None) -> Any:
    """Arrays one after the other along an axis; None: all flattened. The dtype is the one they have in common.

    Raises ValueError for no arrays, or shapes that differ on other axes.
    """
    parts = [_array("concat", x) for x in arrays]
    if not parts:
        raise ValueError("concat: no arrays")
    device = device_of("concat", parts)
    if axis is None:
        parts, axis = [ravel(x) for x in parts], 0
    if parts[0].ndim == 0:
        raise ValueError("concat: arrays of rank 0 have no axis: stack() makes one")
    axis = axis_of(axis, parts[0].ndim)
    if dtype is not None:
        parts = [astype(x, dtype, copy=False) for x in parts]
    if out is not None:
        device_of("concat, out", (parts[0], out))
        check_out("concat", out, dtypes.common(*(x._number for x in parts)))
    addresses = (ctypes.c_void_p * len(parts))(*(x._pointer for x in parts))
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    errors.check(lib.concat(device.queue(), _byref(dst), addresses, len(parts), axis), "concat", parts, device)
    return type(parts[0])._wrap(dst.value, device) if out is None else out


concatenate = concat


def stack(arrays: Any, /, axis: int = 0, out: Any = None, dtype: Any = None) -> Any:
    """Arrays of one shape along a new axis."""
    parts = list(arrays)
    if not parts:
        raise ValueError("stack: no arrays")
    for x in parts:
        if _array("stack", x).shape != parts[0].shape:
            raise ValueError(f"stack: shapes {parts[0].shape} and {x.shape}")
    axis = axis_of(axis, parts[0].ndim + 1)
    return concat([expand_dims(x, axis) for x in parts], axis, out, dtype)


def atleast_1d(*arrays: Any) -> Any:
    """Views with one axis at least."""
    made = [x if _array("atleast_1d", x).ndim else reshape(x, (1,)) for x in arrays]
    return made[0] if len(made) == 1 else tuple(made)


def atleast_2d(*arrays: Any) -> Any:
    """Views with two axes at least."""
    made = [x if _array("atleast_2d", x).ndim > 1 else reshape(x, (1, x.size)) for x in arrays]
    return made[0] if len(made) == 1 else tuple(made)


def atleast_3d(*arrays: Any) -> Any:
    """Views with three axes at least, as numpy.atleast_3d places them."""
    made = []
    for x in arrays:
        shape = {0: (1, 1, 1), 1: (1, _array("atleast_3d", x).size, 1), 2: (*x.shape, 1)}.get(x.ndim)
        made.append(x if shape is None else reshape(x, shape))
    return made[0] if len(made) == 1 else tuple(made)


def vstack(arrays: Any) -> Any:
    """Along axis 0, vectors as rows."""
    return concat([atleast_2d(x) for x in arrays], 0)


def hstack(arrays: Any) -> Any:
    """Along axis 1, vectors along axis 0."""
    parts = [atleast_1d(x) for x in arrays]
    return concat(parts, 0 if parts and parts[0].ndim == 1 else 1)


def dstack(arrays: Any) -> Any:
    """Along axis 2."""
    return concat([atleast_3d(x) for x in arrays], 2)


def column_stack(arrays: Any) -> Any:
    """Vectors as columns, matrices beside each other."""
    return concat([reshape(x, (-1, 1)) if _array("column_stack", x).ndim < 2 else x for x in arrays], 1)


def append(x: Any, values: Any, axis: int | None = None) -> Any:
    """concat() of two, the second of which may be a number."""
    if is_scalar(values):
        from .creation import full
        from .types import result_type

        values = full((), values, result_type(x, values), x.device)
    return concat((x, values), axis)


# ---- Taken apart ------------------------------------------------------------------------------------------------


def unstack(x: Any, /, axis: int = 0) -> tuple[Any, ...]:
    """Views of the parts along an axis, which goes away."""
    axis = axis_of(axis, _array("unstack", x).ndim)
    return tuple(x[(slice(None),) * axis + (i,)] for i in range(x.shape[axis]))


def array_split(x: Any, sections: Any, axis: int = 0) -> list[Any]:
    """Views of parts along an axis: so many, the first ones longer if it does not come out even, or at indices."""
    axis = axis_of(axis, _array("split", x).ndim)
    size = x.shape[axis]
    try:
        count = operator.index(sections)
        if count <= 0:
            raise ValueError("array_split: at least one part")
        if count > _MOST_PARTS:
            raise MemoryError(f"array_split: {count} parts")
        each, longer = divmod(size, count)
        cuts = [i * each + min(i, longer) for i in range(count + 1)]
    except TypeError:
        cuts = [0, *(operator.index(i) for i in sections), size]
    return [x[(slice(None),) * axis + (slice(a, b),)] for a, b in zip(cuts, cuts[1:])]


def split(x: Any, sections: Any, axis: int = 0) -> list[Any]:
    """array_split() into equal parts. Raises ValueError where it does not come out even."""
    try:
        count = operator.index(sections)
    except TypeError:
        count = 1
    if count <= 0 or _array("split", x).shape[axis] % count:
        raise ValueError(f"split: {x.shape[axis]} elements in {count} equal parts")
    return array_split(x, sections, axis)


def hsplit(x: Any, sections: Any) -> list[Any]:
    """split() along axis 1, of vectors along axis 0."""
    return split(x, sections, 0 if _array("hsplit", x).ndim == 1 else 1)


def vsplit(x: Any, sections: Any) -> list[Any]:
    """split() along axis 0."""
    return split(x, sections, 0)


# ---- Repeated, moved, padded ------------------------------------------------------------------------------------


def roll(x: Any, /, shift: Any, axis: Any = None) -> Any:
    """Elements moved along axes; those that leave at the end come in at the front. None: of the flattened array."""
    x = _array("roll", x)
    if axis is None:
        return roll(ravel(x), shift, 0).reshape(x.shape)
    axes = _axes(axis, x.ndim)
    shifts = list(shift) if isinstance(shift, (tuple, list)) else [shift] * len(axes)
    if len(axes) == 1 and len(shifts) > 1:
        axes *= len(shifts)
    if len(shifts) != len(axes):
        raise ValueError(f"roll: {len(shifts)} shifts of {len(axes)} axes")
    total = [0] * x.ndim
    for by, i in zip(shifts, axes):
        total[i] += operator.index(by)
    from .creation import empty

    made = empty(x.shape, x.dtype, x.device)
    pieces: list[tuple[tuple[slice, ...], tuple[slice, ...]]] = [((), ())]  # of the result, and where they come from
    for by, size in zip(total, x.shape):
        by = by % size if size else 0
        halves = [(slice(by, None), slice(None, size - by))] + (
            [(slice(None, by), slice(size - by, None))] if by else []
        )
        pieces = [((*to, there), (*here, source)) for to, here in pieces for there, source in halves]
    for to, here in pieces:
        made[to] = x[here]
    return made


def repeat(x: Any, repeats: Any, /, axis: int | None = None) -> Any:
    """Every element, or every part along an axis, so many times: one number for all or one for each. Counts that are on
    the device are added up there, and their sum is transferred."""
    x = _array("repeat", x)
    if axis is None or not x.ndim:
        axis = 0 if axis is None else axis_of(axis, 1)
        x = ravel(x)
    axis = axis_of(axis, x.ndim)
    if isinstance(repeats, (np.ndarray, list, tuple)):
        listed = not isinstance(repeats, np.ndarray)
        repeats = np.asarray(repeats)
        repeats = repeats.astype(np.int64) if listed and not repeats.size else repeats
        if repeats.size == 1:
            repeats = repeats.item()
    if isinstance(repeats, Base) and repeats.size == 1:  # type: ignore[attr-defined,unused-ignore]
        repeats = repeats.item()  # type: ignore[attr-defined,unused-ignore]
    if isinstance(repeats, (Base, np.ndarray)):
        return _repeat_each(x, repeats, axis)
    count = operator.index(repeats)
    if count < 0:
        raise ValueError(f"repeat: {count} times")
    return _repeated(lib.repeat, x, binding.clamped(count), axis)


def _repeated(call: Any, x: Any, *arguments: Any) -> Any:
    dst = ctypes.c_void_p()
    errors.check(call(x.device.queue(), _byref(dst), x._pointer, *arguments), "repeat", (x,), x.device)
    return type(x)._wrap(dst.value, x.device)


def _repeat_each(x: Any, repeats: Any, axis: int) -> Any:
    """Parts along an axis, each as often as its count says."""
    from .creation import upload
    from .indexing import take

    if repeats.dtype.kind not in "biu":
        raise TypeError(f"repeat: counts are integers, not {repeats.dtype}")
    if repeats.shape != (x.shape[axis],):
        raise ValueError(f"repeat: counts of the shape {repeats.shape} for {x.shape[axis]} parts")
    if isinstance(repeats, np.ndarray):
        if (repeats < 0).any():
            raise ValueError("repeat: a negative count")
        return take(x, upload(np.repeat(np.arange(len(repeats)), repeats), x.device), axis)
    if repeats.device is not x.device:
        raise ValueError(f"repeat: counts on {repeats.device.id} for an array on {x.device.id}")
    counts = repeats.astype("uint8") if repeats.dtype == bool else repeats
    return _repeated(lib.repeat_each, x, counts._pointer, axis)


def tile(x: Any, repetitions: Any, /) -> Any:
    """The whole array so many times along each axis; missing axes are put in front."""
    x = _array("tile", x)
    counts = list(repetitions) if isinstance(repetitions, (tuple, list)) else [repetitions]
    rank = max(x.ndim, len(counts))
    counts = [1] * (rank - len(counts)) + counts
    sizes = (1,) * (rank - x.ndim) + x.shape
    pairs = [each for count, size in zip(counts, sizes) for each in (count, size)]
    ones = [each for size in sizes for each in (1, size)]
    if 2 * rank > binding.MAX_RANK:
        for i, count in enumerate(counts):
            x = concat([x.reshape(sizes) if i == 0 else x] * count, i) if count else x.reshape(sizes)[:0]
        return x
    return broadcast_to(reshape(x, ones), pairs).copy().reshape([c * s for c, s in zip(counts, sizes)])


PAD_MODES = {
    "constant": binding.PAD_CONSTANT,
    "edge": binding.PAD_EDGE,
    "reflect": binding.PAD_REFLECT,
    "symmetric": binding.PAD_SYMMETRIC,
    "wrap": binding.PAD_WRAP,
}


def _widths(x: Any, width: Any) -> list[tuple[int, int]]:
    if isinstance(width, dict):
        each = dict.fromkeys(range(x.ndim), (0, 0))
        for axis, pair in width.items():
            each[axis_of(axis, x.ndim)] = tuple(pair) if isinstance(pair, (tuple, list)) else (pair, pair)
        width = list(each.values())
    pairs = np.asarray(width)
    if pairs.size and pairs.dtype.kind not in "iu":
        raise TypeError(f"pad: widths are integers, not {pairs.dtype}")
    return [(int(a), int(b)) for a, b in np.broadcast_to(pairs, (x.ndim, 2))]


def pad(x: Any, pad_width: Any, mode: str = "constant", **kwargs: Any) -> Any:
    """x with so many elements put before and after along each axis.

    pad_width: a number, (before, after), a pair for each axis, or a dict of them by axes. mode: "constant", with
    constant_values=0, a number or one for each side as pad_width; "edge"; "reflect", "symmetric", an image of what is
    there, at the last element or behind it; "wrap".
    """
    x = _array("pad", x)
    if mode not in PAD_MODES:
        raise NotImplementedError(f"pad: mode {mode!r}; there are {', '.join(PAD_MODES)}")
    values = kwargs.pop("constant_values", 0) if mode == "constant" else 0
    if mode in ("reflect", "symmetric") and kwargs.get("reflect_type") == "even":
        kwargs.pop("reflect_type")
    if kwargs:
        raise NotImplementedError(f"pad: {', '.join(kwargs)}= in the mode {mode!r}")
    widths = _widths(x, pad_width)
    if any(w < 0 for pair in widths for w in pair):
        raise ValueError("pad: a negative width")
    values = values.item() if isinstance(values, Base) and not values.ndim else values  # type: ignore[attr-defined,unused-ignore]
    if is_scalar(values):
        return _pad(x, widths, PAD_MODES[mode], values)
    for axis, pair in enumerate(np.broadcast_to(np.asarray(values), (x.ndim, 2))):
        for side in range(2):
            each = [(0, 0)] * x.ndim
            each[axis] = (0, widths[axis][1]) if side else (widths[axis][0], 0)
            x = _pad(x, each, PAD_MODES[mode], pair[side])
    return x


def _pad(x: Any, widths: list[tuple[int, int]], mode: int, value: Any) -> Any:
    from .elementwise import fitting, set_scalar

    scalar = binding.Scalar()
    set_scalar(scalar, fitting("pad", value, x._number))
    before, after = (shape_array(tuple(binding.clamped(pair[side]) for pair in widths)) for side in range(2))
    dst = ctypes.c_void_p()
    status = lib.pad(x.device.queue(), _byref(dst), x._pointer, before, after, mode, _byref(scalar))
    if status < 0:
        failure = errors.failure(status, "pad", (x,), x.device)
        raise OverflowError(*failure.args) if "out of range" in str(failure) else failure
    return type(x)._wrap(dst.value, x.device)


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


def _beside(x: Any, values: Any, axis: int) -> Any:
    """What diff() puts before or after an array: a number is one element along the axis."""
    from .creation import full
    from .types import result_type

    if is_scalar(values):
        values = full((), values, result_type(x, values), x.device)
    if not isinstance(values, Base) or values.ndim:  # type: ignore[attr-defined,unused-ignore]
        return values
    return broadcast_to(values, (*x.shape[:axis], 1, *x.shape[axis + 1 :]))


def diff(x: Any, /, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """x[i + 1] - x[i] along an axis, n times."""
    if n == 0:
        return _array("diff", x)
    if n < 0:
        raise ValueError(f"diff: {n} times")
    if not _array("diff", x).ndim:
        raise ValueError("diff: an array of rank 0 has no axis")
    axis = axis_of(axis, x.ndim)
    parts = [_beside(x, each, axis) for each in (prepend, x, append) if each is not None]
    x = concat(parts, axis) if len(parts) > 1 else x
    front = (slice(None),) * axis
    for _ in range(min(n, x.shape[axis] + 1)):
        after, before = x[front + (slice(1, None),)], x[front + (slice(None, -1),)]
        x = (after != before) if x._number == binding.BOOL else after - before
    return x
