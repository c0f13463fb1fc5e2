"""x[...] and x[...] = y.

Slices of either sign, integers, newaxis and the ellipsis make views. Arrays of integers beside them pick along their
axes, and masks of bools choose elements.
"""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, dtypes, errors
from .binding import clamped, lib
from .elementwise import OPERATIONS, apply, fitting, is_scalar, set_scalar, stored
from .manipulation import _array, axis_of, broadcast_shapes, broadcast_to, permute_dims, reshape, view
from .reference import Base

Slices = {n: binding.Slice * n for n in range(binding.MAX_RANK + 1)}


def _is_index_array(key: Any) -> bool:
    """Whether a key is an array that picks: of integers, or a mask."""
    return isinstance(key, (Base, np.ndarray, list)) and not (
        isinstance(key, np.ndarray) and key.ndim == 0 and key.dtype.kind in "iu"
    )


def expand(x: Any, key: Any) -> list[Any]:
    """A key as a list with one entry for each axis, and None where a new one goes in. Raises IndexError.

    A bool is a mask of rank 0, of no axis. An ellipsis that stands for no axis stays: it separates what is beside it.
    """
    keys = list(key) if isinstance(key, tuple) else [key]
    keys = [np.asarray(each) if isinstance(each, (bool, np.bool_)) else each for each in keys]
    used, dots = 0, None
    for i, each in enumerate(keys):
        if each is None:
            continue
        if each is Ellipsis:
            if dots is not None:
                raise IndexError("an index can only have a single ellipsis ('...')")
            dots = i
        elif _is_index_array(each):
            array: Any = each if isinstance(each, Base) else np.asarray(each)
            used += array.ndim if array.dtype == bool else 1
        else:
            used += 1
    if used > x.ndim:
        raise IndexError(f"too many indices: {used} for an array of {x.ndim} axes, shape {x.shape}")
    fill: list[Any] = [slice(None)] * (x.ndim - used)
    return keys + fill if dots is None else keys[:dots] + (fill or [Ellipsis]) + keys[dots + 1 :]


def _slice(entry: binding.Slice, key: Any) -> None:
    if isinstance(key, slice):
        entry.step = 1 if key.step is None else clamped(key.step)
        if entry.step == 0:
            raise ValueError("slice step cannot be zero")
        if key.start is None:
            entry.flags |= binding.SLICE_OPEN_START
        else:
            entry.start = clamped(key.start)
        if key.stop is None:
            entry.flags |= binding.SLICE_OPEN_STOP
        else:
            entry.stop = clamped(key.stop)
        return
    try:
        entry.start = clamped(key)
    except TypeError:
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), newaxis (`None`), integer and boolean arrays "
            f"are valid indices, not {type(key).__name__}"
        ) from None
    entry.flags = binding.SLICE_INDEX


def basic(x: Any, keys: list[Any]) -> Any:
    """The view of expanded keys of integers, slices and None."""
    keys = [key for key in keys if key is not Ellipsis]
    real = [key for key in keys if key is not None]
    entries = Slices[len(real)]()
    for i, (entry, key) in enumerate(zip(entries, real)):
        _slice(entry, key)
        if entry.flags == binding.SLICE_INDEX and not -x.shape[i] <= entry.start < x.shape[i]:
            raise IndexError(f"index {operator.index(key)} is out of bounds for axis {i} with size {x.shape[i]}")
    y = view(x, "index", lib.tensor_slice, entries, len(real))
    if len(real) == len(keys):
        return y
    sizes, shape = iter(y.shape), []
    for key in keys:
        if key is None:
            shape.append(1)
        elif isinstance(key, slice):
            shape.append(next(sizes))
    return view(y, "index", lib.tensor_reshape, len(shape), binding.shape_array(tuple(shape)))


def _host_index(key: Any) -> Any:
    """An index of the host as an array of integers or bools. Raises IndexError for anything else."""
    host = np.asarray(key)
    if host.size == 0 and not isinstance(key, np.ndarray):
        host = host.astype(np.int64)
    if host.dtype.kind not in "biu":
        raise IndexError(f"arrays used as indices must be of integer (or boolean) type, not {host.dtype}")
    return host


def _on_device(x: Any, key: Any) -> Any:
    """An index array on the device of x, of int64 or bool."""
    if isinstance(key, Base):
        found: Any = key
        if found.device is not x.device:
            raise ValueError(f"index: an index on {found.device.id} for an array on {x.device.id}")
    else:
        host = _host_index(key)
        from .creation import upload

        found = upload(host, x.device)
    if found.dtype.kind not in "biu":
        raise IndexError(f"arrays used as indices must be of integer (or boolean) type, not {found.dtype}")
    return found


def _makes_axes(key: Any) -> bool:
    return key is None or key is Ellipsis or isinstance(key, slice)


def _columns(x: Any, mask: Any) -> list[Any]:
    """A mask as indices, an array for each of its axes; one of rank 0 is of an axis of size 1."""
    if isinstance(mask, Base):
        rows = _nonzero(mask, 0 if mask.ndim else binding.FLAT)  # type: ignore[attr-defined,unused-ignore]
        return [rows[:, i] for i in range(mask.ndim)] if mask.ndim else [rows]  # type: ignore[attr-defined,unused-ignore]
    from .creation import upload

    places = np.nonzero(mask) if mask.ndim else np.nonzero(mask.reshape(1))
    return [upload(each.astype(np.int64), x.device) for each in places]


class Picked:
    """A key with index arrays: the view that the rest of it makes, in which the axes that have indices are neighbours,
    the first of those axes, and the indices. They stand first where slices or new axes lie between, as NumPy puts them.

    A single mask is kept as one, unless `split`; `mask` says so.
    """

    def __init__(self, x: Any, keys: list[Any], split: bool = False) -> None:
        arrays = [i for i, key in enumerate(keys) if _is_index_array(key)]
        advanced = [i for i, key in enumerate(keys) if i in arrays or not _makes_axes(key)]
        apart = advanced[-1] - advanced[0] >= len(advanced)
        found = {i: keys[i] if isinstance(keys[i], Base) else _host_index(keys[i]) for i in arrays}
        self.mask = not split and len(arrays) == 1 and found[arrays[0]].dtype == bool
        plain: list[Any] = []
        ranks = {}  # axes of the view that an array has indices of
        for i, key in enumerate(keys):
            if i not in found:
                plain.append(key)
                continue
            rank = found[i].ndim if found[i].dtype == bool else 1
            ranks[i] = rank if rank or self.mask else 1
            plain += [slice(None)] * rank if rank or self.mask else [None]
        self.view = basic(x, plain)
        self.indices: list[Any] = []
        axes: list[int] = []
        at = first = 0
        for i, key in enumerate(keys):
            if i not in found:
                at += _makes_axes(key) and key is not Ellipsis
                continue
            first = at if i == arrays[0] else first
            axes += range(at, at + ranks[i])
            self._add(x, found[i], self.view.shape[at : at + ranks[i]])
            at += ranks[i]
        self.axis = 0 if apart else first
        if apart and axes != list(range(len(axes))):
            rest = [axis for axis in range(self.view.ndim) if axis not in axes]
            self.view = permute_dims(self.view, axes + rest)
        self.array = self.indices[0]

    def _add(self, x: Any, key: Any, sizes: tuple[int, ...]) -> None:
        if key.dtype != bool:
            self.indices.append(_integers("index", x, key, sizes[0]))
            return
        if key.ndim and key.shape != sizes:
            if any(n not in (0, size) for n, size in zip(key.shape, sizes)):
                raise IndexError(f"boolean index of the shape {key.shape} for axes of the sizes {sizes}")
            key = np.zeros(sizes, bool)  # a mask of no elements selects none
        if self.mask:
            self.indices.append(_on_device(x, key))
        else:
            self.indices += _columns(x, key)

    def common(self) -> tuple[int, ...]:
        """The shape to which indices broadcast. Raises IndexError."""
        try:
            return broadcast_shapes(*(each.shape for each in self.indices))
        except ValueError:
            shapes = " ".join(str(each.shape) for each in self.indices)
            raise IndexError(f"index arrays of the shapes {shapes} do not broadcast together") from None

    def listed(self) -> tuple[Any, int]:
        """The indices as the C library takes those of several axes."""
        n = self.axis + len(self.indices)
        return (ctypes.c_void_p * n)(*[None] * self.axis, *(each._pointer for each in self.indices)), n


def _nonzero(x: Any, flags: int) -> Any:
    a = _array("nonzero", x)
    dst = ctypes.c_void_p()
    status = lib.nonzero(a.device.queue(), ctypes.byref(dst), a._pointer, flags)
    errors.check(status, "nonzero", (a,), a.device)
    return type(a)._wrap(dst.value, a.device)


def nonzero(x: Any, /) -> tuple[Any, ...]:
    """Where elements are not zero: an array of int64 for each axis. Waits for the device, which counts them.

    Raises ValueError for an array of rank 0.
    """
    if isinstance(x, Base) and not x.ndim:  # type: ignore[attr-defined,unused-ignore]
        raise ValueError("nonzero: an array of rank 0 has no axis")
    rows = _nonzero(x, 0)
    return tuple(rows[:, i] for i in range(rows.shape[1]))


def argwhere(x: Any) -> Any:
    """Where elements are not zero: a row of indices for each. Waits for the device, which counts them."""
    return _nonzero(x, 0)


def flatnonzero(x: Any) -> Any:
    """Where elements of the flattened array are not zero. Waits for the device, which counts them."""
    return _nonzero(x, binding.FLAT)


def _integers(operation: str, x: Any, indices: Any, size: int | None) -> Any:
    """Indices as an array of integers on the device of x. Those of the host are checked at once, those of the device by
    the device: the next call that waits raises IndexError."""
    if isinstance(indices, Base):
        found: Any = indices
    else:
        host = np.asarray(indices)
        if host.size == 0 and not isinstance(indices, np.ndarray):
            host = host.astype(np.int64)
        if (
            size is not None
            and host.dtype.kind in "iu"
            and host.size
            and not -size <= int(host.min()) <= int(host.max()) < size
        ):
            wrong = int(host.max()) if int(host.max()) >= size else int(host.min())
            raise IndexError(f"{operation}: index {wrong} is out of bounds for an axis of size {size}")
        if host.dtype.kind not in "iu":
            raise IndexError(f"{operation}: indices are integers, not {host.dtype}")
        from .creation import upload

        found = upload(host, x.device)
    if found.dtype.kind not in "iu":
        raise IndexError(f"{operation}: indices are integers, not {found.dtype}")
    if found.device is not x.device:
        raise ValueError(f"{operation}: indices on {found.device.id} for an array on {x.device.id}")
    return found


def within(operation: str, x: Any, indices: Any, size: int, mode: str) -> Any:
    """_integers() in numpy.take's mode: wrong ones raise, or become others that are right."""
    if mode == "raise":
        return _integers(operation, x, indices, size)
    if mode not in ("wrap", "clip"):
        raise ValueError(f"{operation}: mode is raise, wrap or clip, not {mode!r}")
    found = _integers(operation, x, indices, None)
    if not size:
        if found.size:
            raise IndexError(f"{operation}: indices of an axis of no elements")
        return found
    found = found.astype("int64", copy=False)
    return found % size if mode == "wrap" else apply(OPERATIONS["clip"], (found, 0, size - 1))


def _gather(operation: str, call: Any, x: Any, indices: Any, axis: int) -> Any:
    dst = ctypes.c_void_p()
    status = call(x.device.queue(), ctypes.byref(dst), x._pointer, indices._pointer, axis)
    errors.check(status, operation, (x, indices), x.device)
    return type(x)._wrap(dst.value, x.device)


def take(x: Any, indices: Any, /, axis: int | None = None, out: Any = None, mode: str = "raise") -> Any:
    """Parts of x along an axis, of the flattened array if none is given, at indices of any shape; negative ones count
    from the end. A wrong index of the host raises IndexError at once, one of the device at the next call that waits.
    mode "wrap" takes indices modulo the size, "clip" those that are too large or negative for the last and the first.
    """
    x = _array("take", x)
    x = x if x.ndim or axis is None else reshape(x, (1,))
    number = binding.FLAT if axis is None else axis_of(axis, x.ndim)
    found = within("take", x, indices, x.size if axis is None else x.shape[number], mode)
    y = _gather("take", lib.take, x, found, number)
    return stored("take", y, out)


def take_along_axis(x: Any, indices: Any, /, axis: int | None = -1) -> Any:
    """Single elements of each line along an axis, at indices of the rank of x, which broadcast with it."""
    x = _array("take_along_axis", x)
    number = binding.FLAT if axis is None else axis_of(axis, x.ndim)
    found = _integers("take_along_axis", x, indices, x.size if axis is None else x.shape[number])
    if found.ndim != (1 if axis is None else x.ndim):
        raise ValueError(f"take_along_axis: indices of the shape {found.shape} for an array of {x.shape}")
    return _gather("take_along_axis", lib.take_along, x, found, number)


def getitem(x: Any, key: Any) -> Any:
    """x[key]."""
    keys = expand(x, key)
    if not any(_is_index_array(each) for each in keys):
        return basic(x, keys)
    picked = Picked(x, keys)
    if picked.mask:
        return select(picked)
    if len(picked.indices) == 1:
        return _gather("index", lib.take, picked.view, picked.array, picked.axis)
    picked.common()
    listed, n = picked.listed()
    dst = ctypes.c_void_p()
    status = lib.index(x.device.queue(), ctypes.byref(dst), picked.view._pointer, listed, n)
    errors.check(status, "index", (picked.view, *picked.indices), x.device)
    return type(x)._wrap(dst.value, x.device)


def _merged(picked: Picked) -> tuple[int, ...]:
    """The shape of the view with the axes of the mask as one."""
    shape, end = picked.view.shape, picked.axis + picked.array.ndim
    return (*shape[: picked.axis], picked.array.size, *shape[end:])


def select(picked: Picked) -> Any:
    """x[mask]: the elements where it is true, in row-major order. Waits for the device, which counts them."""
    if picked.array.ndim == picked.view.ndim:
        dst = ctypes.c_void_p()
        x = picked.view
        status = lib.select(x.device.queue(), ctypes.byref(dst), x._pointer, picked.array._pointer)
        errors.check(status, "index", (x, picked.array), x.device)
        return type(x)._wrap(dst.value, x.device)
    where = flatnonzero(picked.array)
    return _gather("index", lib.take, reshape(picked.view, _merged(picked)), where, picked.axis)


def assign(target: Any, value: Any) -> None:
    """Stores a number or an array, which broadcasts, in all elements of a view."""
    if is_scalar(value):
        scalar = binding.Scalar()
        set_scalar(scalar, fitting("setitem", value, target._number))
        dst = ctypes.c_void_p(target._pointer)
        status = lib.fill(
            target.device.queue(),
            ctypes.byref(dst),
            target._number,
            target.ndim,
            binding.shape_array(target.shape),
            ctypes.byref(scalar),
        )
        if status < 0:
            failure = errors.failure(status, "setitem", (target, value), target.device)
            raise OverflowError(*failure.args) if "out of range" in str(failure) and isinstance(value, int) else failure
        return
    source = _value(target, value)
    while source.ndim > target.ndim and source.shape[0] == 1:
        source = source[0]
    if source.shape != target.shape:
        source = broadcast_to(source, target.shape)
    dst = ctypes.c_void_p(target._pointer)
    status = lib.copy(target.device.queue(), ctypes.byref(dst), source._pointer, 0)
    errors.check(status, "setitem", (target, source), target.device)


def setitem(x: Any, key: Any, value: Any) -> None:
    """x[key] = value."""
    keys = expand(x, key)
    if not any(_is_index_array(each) for each in keys):
        assign(basic(x, keys), value)
        return
    picked = Picked(x, keys)
    if picked.mask:
        _assign_mask(picked, value)
    else:
        put(picked, value)


COMBINE = ("add", "multiply", "maximum", "minimum")


def _put(target: Any, indices: Any, values: Any, axis: int, how: str = "") -> None:
    number = OPERATIONS[how].number if how else 0
    status = lib.put(target.device.queue(), target._pointer, indices._pointer, values._pointer, axis, number)
    errors.check(status, f"{how}.at" if how else "setitem", (target, indices, values), target.device)


def _value(target: Any, value: Any) -> Any:
    """What is to be stored, as an array on the device of the target."""
    from .creation import cast, filled, of_host, upload

    if is_scalar(value):
        return filled("setitem", (), value, target._number, target.device)
    if not isinstance(value, Base):
        host = of_host(value, target._number)
        if host.dtype in (np.float64, np.complex128) and not target.device.supports(host.dtype):
            host = cast("setitem", host, target._number)  # which it becomes in any case
        return upload(host, target.device)
    source: Any = value
    if source.device is not target.device:
        raise ValueError(f"setitem: an array on {source.device.id} into one on {target.device.id}")
    return source


def as_stored(target: Any, value: Any) -> Any:
    """A number or an array as it is stored in the target: of its dtype, unless both have a common one that holds what
    is in the target."""
    if is_scalar(value) and not isinstance(value, np.generic):
        return fitting("setitem", value, target._number)
    source = _value(target, value)
    joins = dtypes.same_kind(source._number, target._number)
    if source._number == binding.U64 and target._number in dtypes.SIGNED:
        joins = False
    return source if joins else source.astype(target.dtype)


def put(picked: Picked, value: Any, how: str = "") -> None:
    """x[indices] = value, or x[indices] combined with it. Of several for one place the last is kept."""
    value = _value(picked.view, value)
    target, n = picked.view, len(picked.indices)
    rank = target.ndim - n + len(picked.common())
    while value.ndim > rank and value.shape[0] == 1:
        value = value[0]
    if n == 1:
        _put(target, picked.array, value, picked.axis, how)
        return
    listed, n = picked.listed()
    number = OPERATIONS[how].number if how else 0
    status = lib.index_put(target.device.queue(), target._pointer, listed, n, value._pointer, number)
    errors.check(status, f"{how}.at" if how else "setitem", (target, *picked.indices, value), target.device)


def put_at(x: Any, key: Any, value: Any, how: str) -> None:
    """numpy.add.at(x, key, value), and so multiply, maximum, minimum: duplicates in the key all count."""
    keys = expand(x, key)
    if any(map(_is_index_array, keys)):
        put(Picked(x, keys, split=True), value, how)
        return
    target = basic(x, keys)
    apply(OPERATIONS[how], (target, as_stored(target, value)), target, "unsafe")


def put_along_axis(x: Any, indices: Any, values: Any, axis: int | None) -> None:
    """Stores single elements of each line along an axis: the inverse of take_along_axis."""
    x = _array("put_along_axis", x)
    number = binding.FLAT if axis is None else axis_of(axis, x.ndim)
    found = _integers("put_along_axis", x, indices, x.size if axis is None else x.shape[number])
    value = _value(x, values)
    status = lib.put_along(x.device.queue(), x._pointer, found._pointer, value._pointer, number, 0)
    errors.check(status, "put_along_axis", (x, found, value), x.device)


def _assign_chosen(picked: Picked, value: Any) -> None:
    """view[mask] = an array with a value for each element that the mask chooses."""
    target, mask, axis = picked.view, picked.array, picked.axis
    if mask.ndim == target.ndim and value.ndim == 1:
        status = lib.select_put(target.device.queue(), target._pointer, mask._pointer, value._pointer)
        errors.check(status, "setitem", (target, mask, value), target.device)
        return
    try:
        line, where = reshape(target, _merged(picked), copy=False), flatnonzero(mask)
    except ValueError:  # a view whose axes no strides merge
        line, where = None, _nonzero(mask, 0)
    wanted = (*target.shape[:axis], where.shape[0], *target.shape[axis + mask.ndim :])
    try:
        broadcast_to(value, wanted)
    except ValueError:
        raise ValueError(f"setitem: a value of the shape {value.shape} for {wanted} chosen elements") from None
    if line is not None:
        _put(line, where, value, axis)
        return
    picked.indices = [where[:, i] for i in range(mask.ndim)]
    put(picked, value)


def _assign_mask(picked: Picked, value: Any) -> None:
    """view[mask] = value: chosen on the device, without a count, where the value broadcasts to every element."""
    view_, mask = picked.view, picked.array
    behind = view_.ndim - picked.axis - mask.ndim
    wide = reshape(mask, mask.shape + (1,) * behind)
    value = as_stored(view_, value)
    if not is_scalar(value):
        while value.ndim > behind and value.shape[0] == 1:
            value = value[0]
        if value.ndim > behind:
            _assign_chosen(picked, value)
            return
    apply(OPERATIONS["where"], (wide, value, view_), out=view_, casting="unsafe")


class Flat:
    """x.flat: the elements of an array row by row, as one axis."""

    def __init__(self, x: Any) -> None:
        self.base = x

    def __len__(self) -> int:
        return int(self.base.size)

    def __iter__(self) -> Any:
        return iter(reshape(self.base, (self.base.size,)))

    def __getitem__(self, key: Any) -> Any:
        return reshape(self.base, (self.base.size,))[key].copy()

    def __setitem__(self, key: Any, value: Any) -> None:
        from .composed import put
        from .creation import arange

        put(self.base, arange(self.base.size, device=self.base.device)[key], value)
