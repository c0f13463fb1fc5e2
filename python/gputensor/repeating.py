"""Elements repeated and moved, and their differences."""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, errors
from .binding import lib, shape_array
from .elementwise import is_scalar
from .joining import concat, number_beside
from .manipulation import _array, _axes, axis_of, broadcast_to, ravel, reshape
from .reference import Base

_byref = ctypes.byref


def roll(x: Any, /, shift: Any, axis: Any = None) -> Any:
    """Elements moved along axes; those that leave at the end come in at the front. None: of the flattened array."""
    x = _array("roll", x)
    if axis is None:
        return roll(ravel(x), shift, 0).reshape(x.shape)
    axes = _axes(axis, x.ndim)
    shifts = list(shift) if isinstance(shift, (tuple, list)) else [shift] * len(axes)
    if len(axes) == 1 and len(shifts) > 1:
        axes *= len(shifts)
    if len(shifts) == 1:
        shifts *= len(axes)
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


def _beside(x: Any, values: Any, axis: int) -> Any:
    """What diff() puts before or after an array: a number is one element along the axis; lists are taken, too."""
    from .creation import asarray

    if is_scalar(values):
        values = number_beside(x, values)
    if isinstance(values, (list, tuple)):
        return asarray(values, device=x.device)
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
