"""Arrays with more elements put before and after along each axis: `pad`."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from . import binding, creation, dtypes, errors, manipulation, reductions
from .binding import lib, shape_array
from .elementwise import fitting, is_scalar, set_scalar, unary
from .joining import concat
from .manipulation import _array, axis_of
from .reference import Base

_byref = ctypes.byref

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


def _median(x: Any, axis: int, keepdims: bool) -> Any:
    from .statistics import median

    return median(x, axis, keepdims=keepdims)


# What is put beside an axis, of so many elements at that end.
OF_ENDS: dict[str, Any] = {
    "maximum": reductions.max,
    "minimum": reductions.min,
    "mean": reductions.mean,
    "median": _median,
}
# What a mode may be told.
OPTIONS = {
    "constant": {"constant_values"},
    "linear_ramp": {"end_values"},
    "reflect": {"reflect_type"},
    "symmetric": {"reflect_type"},
    **dict.fromkeys(OF_ENDS, {"stat_length"}),
}


def pad(x: Any, pad_width: Any, mode: str = "constant", **kwargs: Any) -> Any:
    """x with so many elements put before and after along each axis.

    pad_width: a number, (before, after), a pair for each axis, or a dict of them by axes. mode: "constant", with
    constant_values=0, a number or one for each side as pad_width; "edge"; "reflect", "symmetric", an image of what is
    there, at the last element or behind it, with reflect_type="odd" turned upside down, too; "wrap"; "empty", of no
    matter what; "linear_ramp", from the edge to end_values=0, given as constant_values; "maximum", "minimum", "mean",
    "median" of stat_length=None elements at that end, given as pad_width, None: of all.

    Raises ValueError for widths that are negative, what a mode is not told, and nothing that would be repeated;
    NotImplementedError for other modes; TypeError for widths that are no integers.
    """
    x = _array("pad", x)
    if mode not in (*PAD_MODES, *OF_ENDS, "linear_ramp", "empty"):
        modes = ", ".join((*PAD_MODES, *OF_ENDS, "linear_ramp", "empty"))
        raise NotImplementedError(f"pad: mode {mode!r}; there are {modes}")
    if not set(kwargs) <= OPTIONS.get(mode, set()):
        raise ValueError(f"pad: {', '.join(kwargs)}= in the mode {mode!r}")
    widths = _widths(x, pad_width)
    if any(w < 0 for pair in widths for w in pair):
        raise ValueError("pad: a negative width")
    if mode in OF_ENDS:
        return _with_ends(x, widths, mode, kwargs.get("stat_length"))
    if mode == "linear_ramp":
        return _with_ramps(x, widths, kwargs.get("end_values", 0))
    if kwargs.get("reflect_type", "even") == "odd":
        return _with_images(x, widths, mode == "symmetric")
    if kwargs.get("reflect_type", "even") != "even":
        raise ValueError(f"pad: reflect_type is even or odd, not {kwargs['reflect_type']!r}")
    values = kwargs.get("constant_values", 0)
    if isinstance(values, Base) and not values.ndim:  # type: ignore[attr-defined,unused-ignore]
        values = values.item()  # type: ignore[attr-defined,unused-ignore]
    number = PAD_MODES["constant" if mode == "empty" else mode]
    if is_scalar(values):
        return _pad(x, widths, number, values)
    for axis, pair in enumerate(_pairs(x, values)):
        for side in range(2):
            each = [(0, 0)] * x.ndim
            each[axis] = (0, widths[axis][1]) if side else (widths[axis][0], 0)
            x = _pad(x, each, number, pair[side])
    return x


def _pairs(x: Any, values: Any) -> Any:
    """Something for both ends of each axis."""
    return np.broadcast_to(np.asarray(creation.asnumpy(values) if isinstance(values, Base) else values), (x.ndim, 2))


def _joined(before: Any, x: Any, after: Any, axis: int) -> Any:
    return concat([each.astype(x.dtype, copy=False) for each in (before, x, after)], axis)


def _front(axis: int, part: slice) -> Any:
    return (*(slice(None),) * axis, part)


def _with_ends(x: Any, widths: Any, mode: str, lengths: Any) -> Any:
    """x between what its ends have on the whole, along one axis after the other."""
    lengths = [(None, None)] * x.ndim if lengths is None else _pairs(x, lengths)
    for axis, ((before, after), pair) in enumerate(zip(widths, lengths)):
        size = x.shape[axis]
        first, last = (size if n is None else min(round(float(n)), size) for n in pair)
        if first < 0 or last < 0:
            raise ValueError("pad: a negative stat_length")
        if (not first or not last) and (before or after):
            raise ValueError(f"pad: there is no {mode} of no elements, along axis {axis}")
        ends = []
        for part, width in ((slice(0, first), before), (slice(size - last, size), after)):
            shape = (*x.shape[:axis], width, *x.shape[axis + 1 :])
            if not width:
                ends.append(creation.empty(shape, x.dtype, x.device))
                continue
            found = OF_ENDS[mode](_summable(x[_front(axis, part)], mode), axis, keepdims=True)
            whole = x.dtype.kind in "iu" and found._number in dtypes.FLOATS
            ends.append(manipulation.broadcast_to(unary("round", found) if whole else found, shape))
        x = _joined(ends[0], x, ends[1], axis)
    return x


def _summable(x: Any, mode: str) -> Any:
    """Integers whose mean is to be exact, where the device has what holds them."""
    wide = mode in ("mean", "median") and x._number not in dtypes.INEXACT and x.device.supports("float64")
    return x.astype("float64") if wide else x


def _with_ramps(x: Any, widths: Any, values: Any) -> Any:
    """x between ramps from its edges to values, along one axis after the other."""
    kind: Any = dtypes.DEFAULT_FLOAT
    if x._number not in dtypes.INEXACT:
        kind = "float64" if x.device.supports("float64") else kind
    elif x.dtype.itemsize > 2:  # the half floats' differences are not of their range
        kind = x.dtype
    for axis, ((before, after), pair) in enumerate(zip(widths, _pairs(x, values))):
        size = x.shape[axis]
        if not size and (before or after):
            raise ValueError(f"pad: there is no edge along axis {axis}, which is empty")
        ramps = []
        for place, width, value in ((0, before, pair[0]), (size - 1, after, pair[1])):
            steps = creation.arange(width, dtype=kind, device=x.device).reshape((width, *(1,) * (x.ndim - 1 - axis)))
            edge = x[_front(axis, slice(place, place + 1) if size else slice(0, 0))].astype(kind, copy=False)
            value = value.item()
            ramp = steps * ((edge - value) / max(width, 1)) + value
            ramps.append(unary("floor", ramp) if x.dtype.kind in "iu" else ramp)
        x = _joined(ramps[0], x, manipulation.flip(ramps[1], axis), axis)
    return x


def _with_images(x: Any, widths: Any, symmetric: bool) -> Any:
    """x between its images turned upside down, along one axis after the other, as often as they have room."""
    for axis, (before, after) in enumerate(widths):
        size = x.shape[axis]
        period = size if symmetric else size - 1
        if not size and (before or after):
            raise ValueError(f"pad: there is nothing to reflect along axis {axis}, which is empty")
        if not period and (before or after):
            each = [(0, 0)] * x.ndim
            each[axis] = before, after
            x, before, after = _pad(x, each, binding.PAD_EDGE, 0), 0, 0
        skip = 0 if symmetric else 1
        while before or after:
            now = x.shape[axis]
            room = (now - skip) // period * period
            first, last = min(room, before), min(room, after)
            left, right = slice(skip, skip + first), slice(now - skip - last, now - skip)
            images = [manipulation.flip(x[_front(axis, part)], axis) for part in (left, right)]
            edges = (x[_front(axis, part)] for part in (slice(0, 1), slice(now - 1, now)))
            images = [edge * 2 - image for edge, image in zip(edges, images)]
            x, before, after = _joined(images[0], x, images[1], axis), before - first, after - last
    return x


def _pad(x: Any, widths: list[tuple[int, int]], mode: int, value: Any) -> Any:
    scalar = binding.Scalar()
    set_scalar(scalar, fitting("pad", value, x._number))
    before, after = (shape_array(tuple(binding.clamped(pair[side]) for pair in widths)) for side in range(2))
    dst = ctypes.c_void_p()
    status = lib.pad(x.device.queue(), _byref(dst), x._pointer, before, after, mode, _byref(scalar))
    if status < 0:
        failure = errors.failure(status, "pad", (x,), x.device)
        raise OverflowError(*failure.args) if "out of range" in str(failure) else failure
    return type(x)._wrap(dst.value, x.device)
