"""Arrays put together, and taken apart."""

from __future__ import annotations

import ctypes
import operator
from typing import Any

from . import dtypes, errors
from .binding import lib
from .elementwise import check_out, device_of, is_scalar
from .manipulation import _array, astype, axis_of, expand_dims, ravel, reshape

_byref = ctypes.byref
_MOST_PARTS = 2**31  # of an array: no list of them fits in memory


def concat(
    arrays: Any, /, axis: int | None = 0, out: Any = None, dtype: Any = None, casting: str = "same_kind"
) -> Any:
    """Arrays one after the other along an axis; None: all flattened. The dtype is the one they have in common.

    casting: as that of numpy.concatenate. Raises ValueError for no arrays, or shapes that differ on other axes,
    TypeError where elements are not to be cast so to `dtype`, or to the dtype in common.
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
    if dtype is not None or casting != "same_kind":
        parts = _cast(parts, dtype, casting)
    if out is not None:
        device_of("concat, out", (parts[0], out))
        check_out("concat", out, dtypes.common(*(x._number for x in parts)), casting)
    addresses = (ctypes.c_void_p * len(parts))(*(x._pointer for x in parts))
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    errors.check(lib.concat(device.queue(), _byref(dst), addresses, len(parts), axis), "concat", parts, device)
    return type(parts[0])._wrap(dst.value, device) if out is None else out


concatenate = concat


def _cast(parts: list[Any], dtype: Any, casting: str) -> list[Any]:
    """Arrays in a dtype, or as they are, where they may be cast to it, or to the dtype in common."""
    number = dtypes.common(*(x._number for x in parts)) if dtype is None else dtypes.number_of(dtype)
    rule = "same_kind" if dtype is None and casting == "safe" else casting  # the dtype in common takes each
    for x in parts:
        if not dtypes.may_cast(x._number, number, rule):
            raise TypeError(f"concat: no {casting} cast from {x.dtype} to {dtypes.dtype_of(number)}")
    return parts if dtype is None else [astype(x, dtype, copy=False) for x in parts]


def stack(arrays: Any, /, axis: int = 0, out: Any = None, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Arrays of one shape along a new axis."""
    parts = list(arrays)
    if not parts:
        raise ValueError("stack: no arrays")
    for x in parts:
        if _array("stack", x).shape != parts[0].shape:
            raise ValueError(f"stack: shapes {parts[0].shape} and {x.shape}")
    axis = axis_of(axis, parts[0].ndim + 1)
    return concat([expand_dims(x, axis) for x in parts], axis, out, dtype, casting)


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


def vstack(arrays: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Along axis 0, vectors as rows."""
    return concat([atleast_2d(x) for x in arrays], 0, None, dtype, casting)


def hstack(arrays: Any, *, dtype: Any = None, casting: str = "same_kind") -> Any:
    """Along axis 1, vectors along axis 0."""
    parts = [atleast_1d(x) for x in arrays]
    return concat(parts, 0 if parts and parts[0].ndim == 1 else 1, None, dtype, casting)


def dstack(arrays: Any) -> Any:
    """Along axis 2."""
    return concat([atleast_3d(x) for x in arrays], 2)


def column_stack(arrays: Any) -> Any:
    """Vectors as columns, matrices beside each other."""
    return concat([reshape(x, (-1, 1)) if _array("column_stack", x).ndim < 2 else x for x in arrays], 1)


def number_beside(x: Any, value: Any) -> Any:
    """A number as an array of rank 0, to be put beside x. Its dtype is numpy's: an integer is int64 unless x is of
    floats, or of uint64, which has no common dtype with int64."""
    from .creation import full
    from .types import result_type

    whole = type(value) is int and x._number in (*dtypes.SIGNED, *dtypes.UNSIGNED) and x.dtype != "uint64"
    return full((), value, dtypes.DEFAULT_INT if whole else result_type(x, value), x.device)


def append(x: Any, values: Any, axis: int | None = None) -> Any:
    """concat() of two, the second of which may be a number, or lists of numbers."""
    if isinstance(values, (list, tuple)):
        from .creation import asarray

        values = asarray(values, device=_array("append", x).device)
    if is_scalar(values):
        values = number_beside(_array("append", x), values)
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
    if not _array("hsplit", x).ndim:
        raise ValueError("hsplit: one axis at least")
    return split(x, sections, 0 if _array("hsplit", x).ndim == 1 else 1)


def vsplit(x: Any, sections: Any) -> list[Any]:
    """split() along axis 0."""
    if _array("vsplit", x).ndim < 2:
        raise ValueError("vsplit: two axes at least")
    return split(x, sections, 0)
