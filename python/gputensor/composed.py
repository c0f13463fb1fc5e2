"""NumPy's functions that are made of others of this package: choices, sets, parts put in and taken out.

All on the device; arguments have NumPy's names.
"""

from __future__ import annotations

import itertools
import math
import operator
from typing import Any

import numpy as np

from . import bits, complexes, creation, dtypes, indexing, joining, linear, manipulation, reductions, repeating, scans, sorting
from .elementwise import OPERATIONS, apply, binary, is_scalar, stored, unary
from .joining import concat
from .manipulation import astype, axis_of, ravel, reshape
from .reductions import _array, _real
from .reference import Base
from .searching import where
from .types import result_type

# ---- Choices ----------------------------------------------------------------------------------------------------


def _mask(condition: Any, like: Any) -> Any:
    """A condition, of this package or of the host, as an array of bools on a device."""
    x = condition if isinstance(condition, Base) else creation.asarray(np.asarray(condition), device=like.device)
    return x != 0  # type: ignore[comparison-overlap,unused-ignore]


def compress(condition: Any, a: Any, axis: Any = None, out: Any = None) -> Any:
    """Parts along an axis, of the flattened array if none is given, where a condition of one axis is true."""
    a = ravel(_array("compress", a)) if axis is None else _array("compress", a)
    mask = _mask(condition, a)
    if mask.ndim != 1:
        raise ValueError(f"compress: a condition of one axis, not the shape {mask.shape}")
    return indexing.take(a, indexing.flatnonzero(mask), axis or 0, out)


def extract(condition: Any, arr: Any) -> Any:
    """The elements where a condition is true."""
    return compress(ravel(_mask(condition, arr)), arr)


def _cycled(values: Any, count: int, like: Any) -> Any:
    """A line of so many values, which are repeated; None where there are none."""
    x: Any = values if isinstance(values, Base) else creation.asarray(values, dtype=like.dtype, device=like.device)
    return resize(astype(x, like.dtype, copy=False), (count,)) if x.size else None


def place(arr: Any, mask: Any, vals: Any) -> None:
    """Stores values, which are repeated, where a mask is true. Raises ValueError where there are none to store."""
    mask = _mask(mask, _array("place", arr))
    count = int(reductions.count_nonzero(mask))
    if count:
        line = _cycled(vals, count, arr)
        if line is None:
            raise ValueError("place: there are no values")
        arr[mask] = line


def putmask(a: Any, mask: Any, values: Any) -> None:
    """Stores values where a mask is true: those of the same place in `values`, which are repeated; nothing if there are
    none."""
    mask, line = _mask(mask, _array("putmask", a)), _cycled(values, a.size, a)
    if line is not None:
        apply(OPERATIONS["where"], (mask, line.reshape(a.shape), a), a, "unsafe")


def put(a: Any, ind: Any, v: Any, mode: str = "raise") -> None:
    """Stores values, which are repeated, at places of the flattened array, nothing if there are none; mode as that of
    take()."""
    found = indexing.within("put", _array("put", a), ind, a.size, mode).reshape(-1)
    line = _cycled(v, found.size, a)
    if found.size and line is not None:
        indexing.put_along_axis(a, found, line, None)


def choose(a: Any, choices: Any, out: Any = None, mode: str = "raise") -> Any:
    """Of several arrays or numbers, which broadcast with the integers a, the element of that number at each place. mode
    as that of take(), but that "raise" raises ValueError for any number that there is no choice of, negative ones too,
    for which it waits for the device."""
    a = _array("choose", a)
    a = a.astype("uint8") if a.dtype == bool else a
    parts = [creation.asarray(x, device=a.device) if isinstance(x, (list, tuple)) else x for x in choices]
    if mode == "raise" and a.size and bool(((a < 0) | (a >= len(parts))).any()):
        raise ValueError(f"choose: a number that none of {len(parts)} choices has")
    found = indexing.within("choose", a, a, len(parts), mode)
    kind = result_type(*parts)  # Python's numbers adapt
    parts = [creation.asarray(x, kind, a.device) if is_scalar(x) else astype(x, kind, copy=False) for x in parts]
    shape = manipulation.broadcast_shapes(found.shape, *(x.shape for x in parts))
    wide = joining.stack([manipulation.broadcast_to(x, shape) for x in parts])
    chosen = indexing.take_along_axis(wide, manipulation.broadcast_to(found, shape)[None], axis=0)[0]
    return stored("choose", chosen, out)


def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """Where a condition is true, that number, or what that function makes of those elements of x; a function or number
    more is for where none is, which is 0 without it. Later conditions win. Waits for the device."""
    conditions = [condlist] if isinstance(condlist, Base) else list(condlist)
    conditions = [_mask(each, _array("piecewise", x)) for each in conditions]
    if len(funclist) == len(conditions) + 1:
        rest = ~conditions[0]
        for each in conditions[1:]:
            rest &= ~each
        conditions.append(rest)
    if len(funclist) != len(conditions):
        raise ValueError(f"piecewise: {len(conditions)} conditions and {len(funclist)} functions")
    y = creation.zeros_like(x)
    for condition, call in zip(conditions, funclist):
        if not callable(call):
            y[condition] = call
        elif bool(condition.any()):
            y[condition] = call(x[condition], *args, **kw)
    return y


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """Of the first condition that is true, the choice; `default` where none is."""
    if len(condlist) != len(choicelist) or not len(condlist):
        raise ValueError(f"select: {len(condlist)} conditions and {len(choicelist)} choices")
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist)):
        result = where(condition, choice, result)
    return result


def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """Stores a number, or values that are repeated, in the diagonal of a matrix, or of an array of equal sizes. wrap:
    the diagonal of a tall matrix begins anew below its end."""
    if _array("fill_diagonal", a).ndim < 2:
        raise ValueError("fill_diagonal: two axes at least")
    if a.ndim > 2 and len(set(a.shape)) != 1:
        raise ValueError(f"fill_diagonal: all axes of one size, not {a.shape}")
    step = 1 + sum(math.prod(a.shape[i:]) for i in range(1, a.ndim))
    end = a.size if wrap or a.ndim > 2 else min(a.size, a.shape[1] ** 2)
    put(a, creation.arange(0, end, step, device=a.device), val)


# ---- Sets -------------------------------------------------------------------------------------------------------


def isin(
    element: Any, test_elements: Any, assume_unique: bool = False, invert: bool = False, *, kind: Any = None
) -> Any:
    """gputensor.isin(x1, x2), of which one may be a list."""
    device = next((x.device for x in (element, test_elements) if isinstance(x, Base)), None)
    if isinstance(element, list):
        element = creation.asarray(element, device=device)
    if isinstance(test_elements, list):
        test_elements = creation.asarray(test_elements, device=device)
    return sorting.isin(element, test_elements, invert=invert)


def _beside(operation: str, *arrays: Any) -> list[Any]:
    """Arrays, and lists of numbers beside them, on the device of the first array."""
    device = next((x.device for x in arrays if isinstance(x, Base)), None)
    return [
        creation.asarray(x, device=device) if device and isinstance(x, (list, tuple)) else _array(operation, x)
        for x in arrays
    ]


def _different(operation: str, *arrays: Any) -> list[Any]:
    return [sorting.unique(x) for x in _beside(operation, *arrays)]


def _unique_parts(x: Any, axis: int) -> list[Any]:
    """The different parts along an axis, where each is first, the number of its value for each part, and how many there
    are of each."""
    lines = manipulation.moveaxis(x, axis, 0)
    size = lines.shape[0]
    lines = reshape(lines, (size, lines.size // size if size else 0))
    if not lines.shape[1]:
        order, new = creation.arange(size, device=x.device), creation.arange(size, device=x.device) == 0
    else:
        order = lexsort(manipulation.flip(lines.T, 0))
        lines = indexing.take(lines, order, axis=0)
        differ = reductions.any(lines[1:] != lines[:-1], 1)
        new = concat((creation.full((min(size, 1),), True, device=x.device), differ), 0)
    starts = indexing.flatnonzero(new)
    first = indexing.take(order, starts)
    inverse = creation.empty(order.shape, order.dtype, x.device)
    indexing.setitem(inverse, order, scans.cumsum(new) - 1)
    counts = repeating.diff(starts, append=size)
    return [indexing.take(x, first, axis=axis), first, inverse, counts]


def union1d(ar1: Any, ar2: Any) -> Any:
    """The different elements of both, rising."""
    return sorting.unique(concat(_beside("union1d", ar1, ar2), None))


def intersect1d(ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False) -> Any:
    """The different elements that are in both, rising; return_indices: and where each is first in the one and in the
    other."""
    if return_indices:
        parts = [sorting.unique(x, return_index=True) for x in _beside("intersect1d", ar1, ar2)]
        (a, i), (b, j) = parts
        both, there = sorting.isin(a, b), sorting.isin(b, a)
        return a[both].astype(result_type(a, b), copy=False), i[both], j[there]
    first, second = _different("intersect1d", ar1, ar2)
    return first[sorting.isin(first, second)].astype(result_type(first, second), copy=False)


def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """The different elements of the first that are not in the second, rising."""
    first, second = _different("setdiff1d", ar1, ar2)
    return first[sorting.isin(first, second, invert=True)]


def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """The different elements that are in one of both alone, rising."""
    values, counts = sorting.unique_counts(concat(_different("setxor1d", ar1, ar2), 0))
    return values[counts == 1]


# ---- Orders -----------------------------------------------------------------------------------------------------


def _check_kth(x: Any, kth: Any, axis: Any) -> None:
    size = x.size if axis is None else x.shape[axis_of(axis, x.ndim)] if x.ndim else 1
    for each in np.atleast_1d(creation.asnumpy(kth)).tolist():
        if not -size <= operator.index(each) < size and size:
            raise ValueError(f"partition: kth {each} is out of bounds for {size} elements")


def partition(a: Any, kth: Any, axis: Any = -1, kind: Any = None, order: Any = None) -> Any:
    """sort(), which parts at every place. kth: an integer or several, which the host looks at: waits for those of the
    device."""
    _check_kth(_array("partition", a), kth, axis)
    return sorting.sort(a, axis, kind, order)


def argpartition(a: Any, kth: Any, axis: Any = -1, kind: Any = None, order: Any = None) -> Any:
    """argsort(), which parts at every place. kth as that of partition()."""
    _check_kth(_array("argpartition", a), kth, axis)
    return sorting.argsort(a, axis, kind, order)


def sort_complex(a: Any) -> Any:
    """sort() along the last axis, of real numbers as complex ones: complex64, or complex128 of what has 8 bytes, where
    the device has that."""
    x = sorting.sort(_array("sort_complex", a))
    wide = x.itemsize > 4 and x.device.supports("complex128")
    return x if x._number in dtypes.COMPLEX else x.astype("complex128" if wide else "complex64")


def lexsort(keys: Any, axis: int = -1) -> Any:
    """Where the elements go when they are sorted by the last key, among equals by the one before it, and so on."""
    parts = list(keys) if isinstance(keys, (tuple, list)) else list(joining.unstack(_array("lexsort", keys)))
    if not parts:
        raise TypeError("lexsort: at least one key")
    if any(_array("lexsort", key).shape != parts[0].shape for key in parts):
        raise ValueError("lexsort: keys of one shape")
    order = sorting.argsort(parts[0], axis)
    for key in parts[1:]:
        again = sorting.argsort(indexing.take_along_axis(key, order, axis=axis), axis)
        order = indexing.take_along_axis(order, again, axis=axis)
    return order


# ---- Parts ------------------------------------------------------------------------------------------------------


def resize(a: Any, new_shape: Any) -> Any:
    """The elements, row by row, in another shape: repeated where there are too few."""
    a, sizes = ravel(_array("resize", a)), creation.shape_of(new_shape)
    count = math.prod(sizes)
    if count and not a.size:
        return creation.zeros(sizes, a.dtype, a.device)
    times = -(-count // a.size) if a.size else 0
    return reshape((repeating.tile(a, times) if times > 1 else a)[:count], sizes, copy=True)


def delete(arr: Any, obj: Any, axis: Any = None) -> Any:
    """What is left without some parts along an axis, of the flattened array if none is given: obj is an integer, a
    slice, or a list of integers or bools of the host."""
    x = ravel(_array("delete", arr)) if axis is None else _array("delete", arr)
    axis = axis_of(axis or 0, x.ndim)
    kept = np.ones(x.shape[axis], bool)
    kept[creation.asnumpy(obj) if isinstance(obj, Base) else obj] = False
    return indexing.take(x, np.flatnonzero(kept), axis)


def insert(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Values put in before places along an axis, of the flattened array if none is given: obj is an integer, a slice,
    or a list of integers of the host."""
    x = ravel(_array("insert", arr)) if axis is None else _array("insert", arr)
    axis = axis_of(axis or 0, x.ndim)
    size, front = x.shape[axis], (slice(None),) * axis
    places = np.arange(size)[obj] if isinstance(obj, slice) else np.asarray(creation.asnumpy(obj))
    places = places if places.size or places.dtype.kind in "iu" else places.astype(np.int64)
    for place_ in places.ravel():
        if not -size <= place_ <= size:
            raise IndexError(f"insert: place {place_} is out of bounds for axis {axis} with size {size}")
    value = values if isinstance(values, Base) else creation.asarray(values, dtype=x.dtype, device=x.device)
    value = astype(value, x.dtype, copy=False)
    single = places.ndim == 0 or places.size == 1 and not isinstance(obj, slice)
    if places.ndim == 0:
        value = reshape(value, (1,) * max(x.ndim - value.ndim, 0) + value.shape)
        value = manipulation.moveaxis(value, 0, axis)
    places = np.where(places < 0, places + size, places).ravel()
    count = (value.shape[axis] if value.ndim > axis else 1) if single else places.size
    places = np.repeat(places, count) if single else places
    order = np.argsort(places, kind="stable")
    places[order] += np.arange(count)
    made = creation.empty((*x.shape[:axis], size + count, *x.shape[axis + 1 :]), x.dtype, x.device)
    kept = np.ones(size + count, bool)
    kept[places] = False
    made[(*front, places)] = value
    made[(*front, np.flatnonzero(kept))] = x
    return made


def trim_zeros(filt: Any, trim: str = "fb", axis: Any = None) -> Any:
    """An array without the zeros at the ends of its axes, or of those given: "f" at the front, "b" at the back. Of
    zeros alone nothing is left. Waits for the device."""
    x, key, ends = _array("trim_zeros", filt), [], trim.lower()
    if ends not in ("f", "b", "fb", "bf"):
        raise ValueError(f"trim_zeros: f, b or both, not {trim!r}")
    axes = range(x.ndim) if axis is None else manipulation._axes(axis, x.ndim)
    for i in range(x.ndim):
        line = reductions.any(x, tuple(j for j in range(x.ndim) if j != i))
        found = creation.asnumpy(indexing.flatnonzero(line)).tolist()
        first = found[0] if found and "f" in ends else 0
        end = found[-1] + 1 if found and "b" in ends else None if found else 0
        key.append(slice(first, end) if i in axes else slice(None))
    return x[tuple(key)]


def block(arrays: Any) -> Any:
    """Arrays put together as nested lists say: the innermost lists along the last axis."""

    def depth(part: Any) -> int:
        return 1 + max(depth(each) for each in part) if isinstance(part, list) else 0

    def joined(part: Any, level: int) -> Any:
        if not isinstance(part, list):
            return part
        parts = [joined(each, level - 1) for each in part]
        rank = max(levels, *(x.ndim for x in parts))
        return concat([reshape(x, (1,) * (rank - x.ndim) + x.shape) for x in parts], -level)

    levels = depth(arrays)
    return joined(arrays, levels) if levels else _array("block", arrays).copy()


def dsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """split() along axis 2."""
    if _array("dsplit", ary).ndim < 3:
        raise ValueError("dsplit: three axes at least")
    return joining.split(ary, indices_or_sections, 2)


def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Differences of the flattened array, with numbers or arrays before and after."""
    x = repeating.diff(ravel(_array("ediff1d", ary)))
    ends = [
        [] if each is None else [ravel(each if isinstance(each, Base) else creation.asarray(each, x.dtype, x.device))]
        for each in (to_begin, to_end)
    ]
    return concat([*ends[0], x, *ends[1]], 0)


def apply_over_axes(func: Any, a: Any, axes: Any) -> Any:
    """func(x, axis) for one axis after the other, which stay with the size 1."""
    x = _array("apply_over_axes", a)
    for axis in axes if isinstance(axes, (tuple, list)) else (axes,):
        axis = axis_of(axis, x.ndim)
        y = func(x, axis)
        x = y if y.ndim == x.ndim else manipulation.expand_dims(y, axis)
    return x


def apply_along_axis(func1d: Any, axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """func1d of every line along an axis, one after the other."""
    x = manipulation.moveaxis(_array("apply_along_axis", arr), axis, -1)
    places = list(itertools.product(*map(range, x.shape[:-1])))
    found = [func1d(x[place_], *args, **kwargs) for place_ in places]
    y = reshape(joining.stack(found), x.shape[:-1] + found[0].shape)
    behind = tuple(range(x.ndim - 1, y.ndim))
    return manipulation.moveaxis(y, behind, tuple(range(axis_of(axis, x.ndim), axis_of(axis, x.ndim) + len(behind))))


# ---- Indices ----------------------------------------------------------------------------------------------------


def diag_indices_from(arr: Any) -> tuple[Any, ...]:
    """The places of the diagonal of an array of equal sizes: an array of int64 for each axis."""
    if _array("diag_indices_from", arr).ndim < 2 or len(set(arr.shape)) != 1:
        raise ValueError(f"diag_indices_from: two axes at least, all of one size, not {arr.shape}")
    return (creation.arange(arr.shape[0], device=arr.device),) * arr.ndim


def tril_indices_from(arr: Any, k: int = 0) -> Any:
    """The places of a matrix at and below its k-th diagonal."""
    if _array("tril_indices_from", arr).ndim != 2:
        raise ValueError(f"tril_indices_from: a matrix, not the shape {arr.shape}")
    return indexing.nonzero(creation.tril(creation.ones(arr.shape, "uint8", arr.device), k))


def triu_indices_from(arr: Any, k: int = 0) -> Any:
    """The places of a matrix at and above its k-th diagonal."""
    if _array("triu_indices_from", arr).ndim != 2:
        raise ValueError(f"triu_indices_from: a matrix, not the shape {arr.shape}")
    return indexing.nonzero(creation.triu(creation.ones(arr.shape, "uint8", arr.device), k))


def ix_(*args: Any) -> tuple[Any, ...]:
    """Lines, each along an axis of its own."""
    for x in args:
        if _array("ix_", x).ndim != 1:
            raise ValueError(f"ix_: lines, not the shape {x.shape}")
    lines = [indexing.flatnonzero(x) if x.dtype == bool else x for x in args]
    return tuple(reshape(x, (1,) * i + (x.size,) + (1,) * (len(lines) - 1 - i)) for i, x in enumerate(lines))


def _by_columns(operation: str, order: str) -> bool:
    """Whether the first axis is the fastest, order "F"; ValueError for what is no order of two."""
    if order not in ("C", "F", "c", "f"):
        raise ValueError(f"{operation}: order is C or F, not {order!r}")
    return order in ("F", "f")


def unravel_index(indices: Any, shape: Any, order: str = "C") -> tuple[Any, ...]:
    """Places in the flattened array as an index for each axis; order "F": the first axis is the fastest. Raises
    ValueError for a wrong one, for which it waits, or another order."""
    if _by_columns("unravel_index", order):
        return unravel_index(indices, tuple(creation.shape_of(shape))[::-1])[::-1]
    sizes = creation.shape_of(shape)
    if is_scalar(indices):
        return tuple(map(int, np.unravel_index(indices, sizes)))
    x = _array("unravel_index", indices).astype("int64", copy=False)
    if x.size and bool(((x < 0) | (x >= math.prod(sizes))).any()):
        raise ValueError(f"unravel_index: an index is out of bounds for the shape {sizes}")
    found = []
    for size in reversed(sizes):
        found.append(x % max(size, 1))
        x = x // max(size, 1)
    return tuple(reversed(found))


def ravel_multi_index(multi_index: Any, dims: Any, mode: str = "raise", order: str = "C") -> Any:
    """Indices of each axis as places in the flattened array; order "F": the first axis is the fastest; mode as that of
    take(). Raises ValueError for a wrong one, for which it waits, or another order."""
    sizes, parts = creation.shape_of(dims), list(multi_index)
    if _by_columns("ravel_multi_index", order):
        return ravel_multi_index(parts[::-1], sizes[::-1], mode)
    if len(parts) != len(sizes):
        raise ValueError(f"ravel_multi_index: {len(parts)} indices for the shape {sizes}")
    total: Any = 0
    for x, size in zip(parts, sizes):
        if mode != "raise":
            x = indexing.within("ravel_multi_index", x, x, size, mode)
        elif x.size and bool(((x < 0) | (x >= size)).any()):
            raise ValueError(f"ravel_multi_index: an index is out of bounds for the shape {sizes}")
        total = x.astype("int64", copy=False) + total * size
    return total


# ---- Products ---------------------------------------------------------------------------------------------------


def kron(a: Any, b: Any) -> Any:
    """Every element of a times all of b."""
    a, b = _array("kron", a), _array("kron", b)
    rank = max(a.ndim, b.ndim)
    left, right = ((1,) * (rank - x.ndim) + x.shape for x in (a, b))
    wide = reshape(a, [each for size in left for each in (size, 1)])
    wide = wide * reshape(b, [each for size in right for each in (1, size)])
    return reshape(wide, [i * j for i, j in zip(left, right)])


def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None) -> Any:
    """Cross products of vectors of three elements; the other axes broadcast."""
    from .linalg import cross as product

    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    a, b = manipulation.moveaxis(a, axisa, -1), manipulation.moveaxis(b, axisb, -1)
    return manipulation.moveaxis(product(a, b), -1, axisc)


def diagflat(v: Any, k: int = 0) -> Any:
    """A matrix with the elements of v in its k-th diagonal."""
    return linear.diag(ravel(_array("diagflat", v)), k)


# ---- Elements ---------------------------------------------------------------------------------------------------


def fix(x: Any, out: Any = None) -> Any:
    """trunc()"""
    return unary("trunc", x, out)


def sinc(x: Any) -> Any:
    """sin(pi x) / (pi x), and 1 at 0."""
    x = _array("sinc", x) * math.pi
    return where(x == 0, 1.0, unary("sin", x) / x)


def isreal(x: Any) -> Any:
    """Whether elements have no imaginary part."""
    return manipulation.imag(x) == 0


def iscomplex(x: Any) -> Any:
    """Whether elements have an imaginary part."""
    return manipulation.imag(x) != 0


def isneginf(x: Any, out: Any = None) -> Any:
    """Whether elements are -infinity."""
    return binary("equal", _real("isneginf", x), -math.inf, out)


def isposinf(x: Any, out: Any = None) -> Any:
    """Whether elements are +infinity."""
    return binary("equal", _real("isposinf", x), math.inf, out)


def array_equiv(a1: Any, a2: Any) -> bool:
    """Whether two arrays broadcast and are equal then. Waits for the device: the answer is a Python bool."""
    try:
        manipulation.broadcast_shapes(_array("array_equiv", a1).shape, _array("array_equiv", a2).shape)
    except ValueError:
        return False
    return bool((a1 == a2).all())


def _heaviside(x: Any, y: Any) -> Any:
    for each in (x, y):
        if isinstance(each, complex) or getattr(each, "dtype", np.dtype(bool)).kind == "c":
            raise TypeError("heaviside: complex numbers; it takes real ones")
    return where(_isnan(x), x, where(x == 0, y, where(x > 0, 1.0, 0.0)))


def _matrix(operation: str, x: Any) -> Any:
    if _array(operation, x).ndim < 2:
        raise ValueError(f"{operation}: a matrix has two axes, not the shape {x.shape}")
    return x


def _line(operation: str, x: Any) -> Any:
    if _array(operation, x).ndim < 1:
        raise ValueError(f"{operation}: a vector has an axis, not the shape {x.shape}")
    return x


# NumPy's ufuncs that have no row in the C library: made of those that have.
UFUNCS: dict[str, Any] = {
    "exp2": lambda x: binary("pow", 2.0, x),
    "deg2rad": lambda x: _real("deg2rad", x) * (math.pi / 180),
    "rad2deg": lambda x: _real("rad2deg", x) * (180 / math.pi),
    "bitwise_count": bits.bitwise_count,
    "fabs": lambda x: abs(bits.as_floats(_real("fabs", x))),
    "fmax": lambda x, y: _extreme("fmax", "maximum", x, y),
    "fmin": lambda x, y: _extreme("fmin", "minimum", x, y),
    "heaviside": _heaviside,
    "float_power": lambda x, y: binary("pow", x if isinstance(x, Base) else float(x), y * 1.0),
    "logaddexp2": lambda x, y: binary("logaddexp", x * math.log(2), y * math.log(2)) * (1 / math.log(2)),
    "frexp": bits.frexp,
    "ldexp": bits.ldexp,
    "modf": lambda x: _parts(x),
    "spacing": bits.spacing,
    "vecdot": lambda x, y: linear.vecdot(x, y),
    "matvec": lambda x, y: linear.matmul(_matrix("matvec", x), _line("matvec", y)[..., None])[..., 0],
    "vecmat": lambda x, y: linear.matmul(_line("vecmat", x).conj()[..., None, :], _matrix("vecmat", y))[..., 0, :],
}
UFUNCS["degrees"], UFUNCS["radians"] = UFUNCS["rad2deg"], UFUNCS["deg2rad"]


def _isnan(x: Any) -> Any:
    return x != x


def _extreme(name: str, row: str, x: Any, y: Any) -> Any:
    if complexes.are_complex(x, y):
        return complexes.extreme(name, x, y)
    return where(_isnan(x), y, where(_isnan(y), x, binary(row, x, y)))


def _parts(x: Any) -> tuple[Any, Any]:
    """The part behind the point, and that before it, with the sign of x."""
    x = bits.as_floats(x)
    whole = unary("trunc", x)
    return binary("copysign", where(unary("isinf", x), 0.0, x - whole), x), whole


FUNCTIONS = {
    name: call
    for name, call in list(globals().items())
    if callable(call) and getattr(call, "__module__", "") == __name__ and name[0] != "_"
}
