"""NumPy's methods of ufuncs, for operations that have no kernel for them: made of calls on parts of arrays.

`operate` is the ufunc itself. Operations that may be grouped as one likes take as many calls as the length has binary
digits; others go from one element of a line to the next, all lines at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import creation, dtypes, elementwise, indexing, joining, manipulation, reductions, scans, sorting
from .manipulation import _array
from .reference import Base

# What may be grouped, and the result of nothing, None where there is none.
GROUPED: dict[str, Any] = {
    "bitwise_and": -1,
    "bitwise_or": 0,
    "bitwise_xor": 0,
    "logaddexp": -np.inf,
    "logaddexp2": -np.inf,
    "hypot": 0,
    "gcd": 0,
    "lcm": None,
    "fmax": None,
    "fmin": None,
}


def _front(line: Any, n: int, operate: Any) -> Any:
    """The first n of parts, in the dtype that operating on them gives."""
    return line[:n].astype(operate(line[:1], line[:1]).dtype, copy=False)


def _halved(line: Any, operate: Any) -> Any:
    while line.shape[0] > 1:
        half = line.shape[0] // 2
        made = operate(line[:half], line[half : 2 * half])
        line = joining.concat((made, line[2 * half :].astype(made.dtype, copy=False)), 0) if line.shape[0] % 2 else made
    return line[0]


def reduced(name: str, operate: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """ufunc.reduce(): all along axes combined; along one axis alone where the order counts."""
    if not x.ndim:
        reductions.axes_of(axis, 0)
    found, count = reductions.axes_of(None if not x.ndim else axis, x.ndim)
    gone = list(range(x.ndim)) if found is None else sorted(found[:count])
    if len(gone) > 1 and name not in GROUPED:
        raise ValueError(f"numpy.{name}.reduce: the order counts, so that at most one axis may be specified")
    kept = [i for i in range(x.ndim) if i not in gone]
    shape = tuple(1 if i in gone else size for i, size in enumerate(x.shape)) if keepdims else None
    sizes = tuple(x.shape[i] for i in kept)
    length = int(np.prod([x.shape[i] for i in gone], dtype=np.int64))
    line = manipulation.reshape(manipulation.permute_dims(x, (*gone, *kept)), (length, *sizes))
    if not length:
        value = GROUPED.get(name)
        if value is None:
            raise ValueError(f"numpy.{name}.reduce: nothing along the axis, and the operation has no identity")
        value = value if name != "bitwise_and" or x.dtype.kind == "i" else np.invert(x.dtype.type(0))
        like = operate(*(creation.zeros((1,), x.dtype, x.device),) * 2)
        line = creation.full((1, *sizes), value, like.dtype, x.device)
    if name in ("gcd", "hypot") and length < 2:  # NumPy's, beside their identity, is the absolute value
        line = operate(line, creation.zeros_like(line))
    if name in GROUPED:
        found = _halved(_front(line, line.shape[0], operate), operate)
    else:
        found = _front(line, 1, operate)[0]
        for i in range(1, length):
            found = operate(found, line[i])
    return manipulation.reshape(found, shape if shape is not None else sizes, copy=length == 1)


def only_axis(label: str, x: Any, axis: Any) -> Any:
    """The axis that all are, or a tuple has. Raises ValueError for several."""
    axes = range(getattr(x, "ndim", 0) or 1) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if len(axes) != 1:
        raise ValueError(f"{label}: does not allow multiple axes: {axis}")
    return axes[0]


def accumulated(name: str, operate: Any, x: Any, axis: Any) -> Any:
    """ufunc.accumulate(): all up to each along an axis combined."""
    if not x.ndim:
        raise TypeError(f"numpy.{name}.accumulate: an array of rank 0")
    axis = manipulation.axis_of(axis, x.ndim)
    line = manipulation.moveaxis(x, axis, 0)
    if not line.size:
        return x.copy()
    found = _front(line, line.shape[0], operate)
    if name in GROUPED:
        step = 1
        while step < line.shape[0]:
            found = joining.concat((found[:step], operate(found[:-step], found[step:])), 0)
            step *= 2
    else:
        parts = [found[0]]
        for i in range(1, line.shape[0]):
            parts.append(operate(parts[-1], line[i]))
        found = joining.stack(parts, 0)
    return manipulation.moveaxis(found, 0, axis)


def reduced_at(name: str, reduce: Any, x: Any, indices: Any, axis: Any) -> Any:
    """ufunc.reduceat(): what each index begins, up to before the next one, combined; the element alone where that is
    not larger. All parts of one length at once. The host looks at indices, and waits for those of the device.
    reduce(array, axis): ufunc.reduce()."""
    places = np.asarray(creation.asnumpy(indices) if isinstance(indices, Base) else indices)
    if not x.ndim:
        raise TypeError(f"numpy.{name}.reduceat: an array of rank 0")
    if places.ndim != 1:
        raise ValueError(f"numpy.{name}.reduceat: indices are a line, not of the shape {places.shape}")
    if places.size and places.dtype.kind not in "iu":
        raise TypeError(f"numpy.{name}.reduceat: indices are integers, not {places.dtype}")
    axis = manipulation.axis_of(axis, x.ndim)
    size = x.shape[axis]
    for each in places.tolist():
        if not 0 <= each < size:
            raise IndexError(f"numpy.{name}.reduceat: index {each} is out of bounds for axis {axis} with size {size}")
    lengths = np.maximum(np.append(places[1:], size) - places, 1) if places.size else places
    line = manipulation.moveaxis(x, axis, 0)
    made = None
    for length in np.unique(lengths):
        which = np.flatnonzero(lengths == length)
        starts = creation.asarray(places[which].astype(np.int64), device=x.device)
        rows = starts[:, None] + creation.arange(int(length), device=x.device)
        part = reduce(indexing.take(line, rows, 0), 1)
        if length == 1:  # without the identity that reduce() may put beside it
            part = indexing.take(line, starts, 0).astype(part.dtype, copy=False)
        if made is None:
            made = creation.empty((places.size, *part.shape[1:]), part.dtype, x.device)
        made[creation.asarray(which, device=x.device)] = part
    made = line[:0].copy() if made is None else made
    return manipulation.moveaxis(made, 0, axis)


def _turns(places: Any) -> Any:
    """For each of some numbers how many equal ones are before it."""
    order = sorting.argsort(places)
    line = indexing.take(places, order)
    ranks = creation.arange(line.size, device=line.device)
    new = joining.concat((creation.full((1,), True, device=line.device), line[1:] != line[:-1]), 0)
    ranks -= scans.scan("at", "maximum", ranks * new, 0)
    turns = creation.empty(ranks.shape, ranks.dtype, ranks.device)
    turns[order] = ranks
    return turns


def combined_at(name: str, operate: Any, x: Any, key: Any, value: Any = None) -> None:
    """ufunc.at(): elements that come twice in the key are combined twice, in turns. Waits for the device."""
    places = creation.arange(x.size, device=x.device).reshape(x.shape)[key]
    beside: Any = None
    if isinstance(value, Base):
        beside = manipulation.broadcast_to(value, places.shape).reshape(-1)
    elif value is not None and not elementwise.is_scalar(value):
        beside = manipulation.broadcast_to(creation.asarray(value, device=x.device), places.shape).reshape(-1)
    places = places.reshape(-1)
    if not places.size:
        return
    turns = _turns(places)
    for turn in range(int(turns.max()) + 1):
        now = indexing.flatnonzero(turns == turn)
        there = indexing.take(places, now)
        old = indexing.take(x, there)
        new = operate(old) if value is None else operate(old, value if beside is None else indexing.take(beside, now))
        if not dtypes.may_cast(new._number, x._number, "same_kind"):
            raise TypeError(f"numpy.{name}.at: a result of {new.dtype} is not stored in an array of {x.dtype}")
        indexing.put_along_axis(x, there, new.astype(x.dtype, copy=False), None)


def checked(name: str, row: Any, x: Any) -> Any:
    """An array of a dtype that the operation takes."""
    x = _array(name, x)
    if row is not None and row.kind == elementwise.binding.CLASS_INTEGRAL and x.dtype.kind not in "biu":
        raise TypeError(f"{name}: {x.dtype} {x.shape}; it takes integers")
    return x
