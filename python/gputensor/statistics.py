"""NumPy's statistics that are made of sorts, sums and products: quantiles, variances without NaN, covariances,
gradients, interpolation. All on the device; arguments have NumPy's names."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from . import creation, dtypes, joining, manipulation, reductions, repeating
from .elementwise import is_scalar, unary
from .linear import matmul
from .manipulation import axis_of, expand_dims, moveaxis
from .reductions import _array, _real
from .searching import where
from .sorting import searchsorted, sort

METHODS = ("linear", "lower", "higher", "midpoint", "nearest")


def _floats(operation: str, x: Any) -> Any:
    """Integers and bools as float32."""
    return x if _array(operation, x)._number in dtypes.INEXACT else x.astype(dtypes.DEFAULT_FLOAT)


def _reals(operation: str, x: Any) -> Any:
    """_floats() of what is not complex. Raises TypeError."""
    return _floats(operation, _real(operation, x))


def _lines(x: Any, axis: Any) -> Any:
    """The axes that are worked on as the last one; None: all."""
    if axis is None:
        return manipulation.ravel(x)
    axes = [axis_of(each, x.ndim) for each in (axis if isinstance(axis, (tuple, list)) else (axis,))]
    if len(set(axes)) != len(axes):
        raise ValueError(f"gputensor: an axis twice in {axis}")
    kept = [i for i in range(x.ndim) if i not in axes]
    x = manipulation.permute_dims(x, (*kept, *axes))
    return x.reshape(x.shape[: len(kept)] + (-1,) if x.size else (*x.shape[: len(kept)], 0))


def _keep(x: Any, shape: tuple[int, ...], axis: Any, keepdims: bool) -> Any:
    """The result with axes of size 1 where it was worked on; what the quantiles are in front of it stays there."""
    if not keepdims:
        return x
    rank = len(shape)
    axes = range(rank) if axis is None else (axis if isinstance(axis, (tuple, list)) else (axis,))
    gone = {axis_of(each, rank) for each in axes}
    sizes = tuple(1 if i in gone else size for i, size in enumerate(shape))
    return x.reshape(x.shape[: x.ndim - (rank - len(gone))] + sizes)


def _between(line: Any, q: float, count: int, method: str) -> Any:
    """The quantile of sorted lines of `count` elements."""
    place = q * (count - 1)
    low = int(np.floor(place))
    if method == "nearest":
        return line[..., int(np.round(place))]
    if method in ("lower", "higher"):
        return line[..., int(np.ceil(place)) if method == "higher" else low]
    part = place - low
    if method == "midpoint":
        part = 0.5 if part else 0.0
    a, b = line[..., low], line[..., min(low + 1, count - 1)]
    if part == 0:
        return a.copy()
    return a + (b - a) * part if part < 0.5 else b - (b - a) * (1 - part)


def _between_known(line: Any, q: float, method: str) -> Any:
    """The same of lines whose NaN, which are last, do not count."""
    from .indexing import take_along_axis

    count = reductions.sum(line == line, -1)
    place = (count - 1).astype("float64" if line.device.supports("float64") else "float32") * q
    low = unary("floor", place)
    part = (place - low).astype(line.dtype)
    high = unary("ceil", place)
    if method in ("lower", "nearest", "higher"):
        low = high = {"lower": low, "higher": high, "nearest": unary("round", place)}[method]
    elif method == "midpoint":
        part = where(part > 0, 0.5, part)
    ends = [reductions.max(joining.stack((each, each * 0)), 0).astype("int64") for each in (low, high)]
    a, b = (take_along_axis(line, expand_dims(each, -1), -1)[..., 0] for each in ends)
    return where(a == b, a, where(part < 0.5, a + (b - a) * part, b - (b - a) * (1 - part)))


def _quantile(operation: str, a: Any, q: Any, axis: Any, keepdims: bool, method: str, known: bool) -> Any:
    x = _reals(operation, a)
    if method not in METHODS:
        raise NotImplementedError(f"{operation}: method {method!r}; there are {', '.join(METHODS)}")
    wanted = np.asarray(q.get() if hasattr(q, "get") else q, dtype=np.float64)
    if not np.all((wanted >= 0) & (wanted <= 1)):
        raise ValueError(f"{operation}: {'percentiles' if 'percent' in operation else 'quantiles'} out of their range")
    line = sort(_lines(x, axis))
    count = line.shape[-1]
    if count == 0 and operation in ("quantile", "percentile"):
        raise ValueError(f"{operation}: of nothing, shape {x.shape}")
    if count == 0:
        line, count = creation.full((*line.shape[:-1], 1), np.nan, line.dtype, line.device), 1
    if known:
        found = [_between_known(line, float(each), method) for each in wanted.ravel()]
    else:
        last = line[..., -1]  # NaN comes last
        found = [where(last == last, _between(line, float(each), count, method), last) for each in wanted.ravel()]
    if wanted.ndim == 0:
        return _keep(found[0], x.shape, axis, keepdims)
    y = joining.stack([_keep(each, x.shape, axis, keepdims) for each in found])
    return y.reshape(wanted.shape + y.shape[1:])


def quantile(a: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """Quantiles q (a number from 0 to 1, or several, which are the first axes of the result) along axes; None: of all.
    NaN where there is one. method: "linear", "lower", "higher", "midpoint", "nearest". Integers are taken for float32.
    Raises ValueError for q out of range and where there is nothing, TypeError for complex numbers."""
    return _quantile("quantile", a, q, axis, keepdims, method, False)


def percentile(a: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """quantile() of q / 100."""
    return _quantile("percentile", a, _hundredths(q), axis, keepdims, method, False)


def median(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """quantile() of 0.5, and NaN where there is nothing."""
    return _quantile("median", a, 0.5, axis, keepdims, "linear", False)


def nanquantile(a: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """quantile() without NaN; NaN where there is nothing else."""
    return _quantile("nanquantile", a, q, axis, keepdims, method, True)


def nanpercentile(a: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """percentile() without NaN."""
    return _quantile("nanpercentile", a, _hundredths(q), axis, keepdims, method, True)


def nanmedian(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """median() without NaN."""
    return _quantile("nanmedian", a, 0.5, axis, keepdims, "linear", True)


def _hundredths(q: Any) -> Any:
    return np.asarray(q.get() if hasattr(q, "get") else q, dtype=np.float64) / 100


# ---- Without NaN ------------------------------------------------------------------------------------------------


def nanvar(a: Any, axis: Any = None, ddof: float = 0, keepdims: bool = False) -> Any:
    """var() without NaN; NaN where fewer than ddof + 1 are left."""
    x = _floats("nanvar", a)
    known = x == x
    count = reductions.sum(known, axis, keepdims=True).astype(x.dtype)
    mean = reductions.nansum(x, axis, keepdims=True) / count
    away = where(known, x - mean, 0.0)
    left = reductions.sum(known, axis, keepdims=keepdims).astype(x.dtype) - ddof
    squares = manipulation.real(away * away.conj())
    return reductions.sum(squares, axis, keepdims=keepdims) / where(left > 0, left, np.nan)


def nanstd(a: Any, axis: Any = None, ddof: float = 0, keepdims: bool = False) -> Any:
    """The square root of nanvar()."""
    return unary("sqrt", nanvar(a, axis, ddof, keepdims))


def _known(operation: str, a: Any, axis: Any, instead: float) -> Any:
    if _array(operation, a)._number not in dtypes.FLOATS:
        return a
    if bool(reductions.any(reductions.all(a != a, axis))):
        raise ValueError(f"{operation}: All-NaN slice encountered")
    return where(a == a, a, instead)


def nanargmax(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """argmax() without NaN. Raises ValueError where there is nothing else, for which it waits for the device."""
    return reductions.argmax(_known("nanargmax", a, axis, -np.inf), axis, keepdims=keepdims)


def nanargmin(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """argmin() without NaN. Raises ValueError where there is nothing else, for which it waits for the device."""
    return reductions.argmin(_known("nanargmin", a, axis, np.inf), axis, keepdims=keepdims)


# ---- Of two variables -------------------------------------------------------------------------------------------


def cov(m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: Any = None) -> Any:
    """Covariances of variables, which are the rows of m (and of y), or with rowvar=False the columns: sums of products
    of what differs from the mean, of complex numbers with its conjugate, divided by n - ddof (1, or 0 if bias)."""
    parts = [joining.atleast_2d(_floats("cov", each)) for each in ((m,) if y is None else (m, y))]
    x = joining.concat([part.T if not rowvar and part.shape[0] != 1 else part for part in parts], 0)
    away = x - reductions.mean(x, 1, keepdims=True)
    left = x.shape[1] - (int(not bias) if ddof is None else ddof)
    products = matmul(away, away.conj().T)
    return manipulation.squeeze(products / float(left) if left > 0 else products * np.nan)


def corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    """cov() divided by the standard deviations of both variables."""
    from .linear import diagonal
    from .searching import clip

    c = cov(x, y, rowvar)
    if c.ndim == 0:
        return c / c
    deviation = unary("sqrt", manipulation.real(diagonal(c)))
    c = c / expand_dims(deviation, 1) / deviation
    for part in (manipulation.real(c), manipulation.imag(c)) if c._number in dtypes.COMPLEX else (c,):
        clip(part, -1.0, 1.0, part)
    return c


# ---- Differences and what lies between ------------------------------------------------------------------------


def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The integral along an axis by the trapezoidal rule: y at the places x, of the same shape or of one axis, or dx
    apart."""
    y = moveaxis(_floats("trapezoid", y), axis, -1)
    if x is not None:
        dx = repeating.diff(x if x.ndim == 1 else moveaxis(x, axis, -1))
    return reductions.sum((y[..., 1:] + y[..., :-1]) * dx * 0.5, -1)


def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Differences of neighbours on either side, divided by twice their distance; at the ends those of first or second
    order. varargs: the distance, one for all axes or one for each; 1 if none is given. A list for several axes."""
    x = _floats("gradient", f)
    single = axis is not None and not isinstance(axis, (tuple, list))
    axes = range(x.ndim) if axis is None else [axis_of(i, x.ndim) for i in ([axis] if single else axis)]
    steps = varargs or (1.0,)
    steps = steps * len(axes) if len(steps) == 1 else steps
    if len(steps) != len(axes):
        raise TypeError(f"gradient: {len(steps)} distances for {len(axes)} axes")
    if edge_order not in (1, 2):
        raise ValueError(f"gradient: edge_order is 1 or 2, not {edge_order!r}")
    if not all(is_scalar(step) for step in steps):
        raise NotImplementedError("gradient: distances are numbers, one for each axis")
    found = []
    for i, step in zip(axes, steps):
        y = moveaxis(x, i, -1)
        if y.shape[-1] < edge_order + 1:
            raise ValueError(f"gradient: {edge_order + 1} elements at least, and the shape is {x.shape}")
        middle = (y[..., 2:] - y[..., :-2]) * (0.5 / step)
        if edge_order == 1:
            first, last = (y[..., 1:2] - y[..., :1]) / step, (y[..., -1:] - y[..., -2:-1]) / step
        else:
            first = (y[..., 1:2] * 2.0 - y[..., :1] * 1.5 - y[..., 2:3] * 0.5) / step
            last = (y[..., -1:] * 1.5 - y[..., -2:-1] * 2.0 + y[..., -3:-2] * 0.5) / step
        found.append(moveaxis(joining.concat((first, middle, last), -1), -1, i))
    return found[0] if len(found) == 1 else found


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None) -> Any:
    """The values at x of the line through the points (xp, fp), of which xp rises; outside of them `left` and `right`,
    unless given the first and the last of fp."""
    places, values = _reals("interp", xp), _floats("interp", fp)
    if places.ndim != 1 or places.shape != values.shape or not places.size:
        raise ValueError(f"interp: points of the shapes {places.shape} and {values.shape}")
    x = _reals("interp", x)
    low = searchsorted(places, x, "right") - 1
    last = places.size - 1
    low = where(low < 0, 0, where(low > last - 1, max(last - 1, 0), low))
    high = where(low + 1 > last, last, low + 1)
    a, b, f, g = places[low], places[high], values[low], values[high]
    y = where(x == a, f, f + (g - f) / (b - a) * (x - a))
    y = where(x >= places[-1], values[-1] if right is None else where(x > places[-1], right, values[-1]), y)
    y = where(x < places[0], values[0] if left is None else left, y)
    return where(x == x, y, x)


def unwrap(p: Any, discont: Any = None, axis: int = -1, period: float = 2 * np.pi) -> Any:
    """Angles without jumps: where neighbours along an axis differ by more than `discont`, or half a period, periods are
    added to what follows."""
    from .elementwise import binary

    x = _reals("unwrap", p)
    y = moveaxis(x, axis, -1)
    steps = repeating.diff(y)
    half = period / 2
    wrapped = binary("remainder", steps + half, period) - half
    wrapped = where((wrapped == -half) & (steps > 0), half, wrapped)
    added = where(abs(steps) < (half if discont is None else discont), 0.0, wrapped - steps)
    from .scans import cumsum

    return moveaxis(joining.concat((y[..., :1], y[..., 1:] + cumsum(added, -1)), -1), -1, operator.index(axis))


FUNCTIONS = {
    call.__name__: call
    for call in (
        corrcoef,
        cov,
        gradient,
        interp,
        median,
        nanargmax,
        nanargmin,
        nanmedian,
        nanpercentile,
        nanquantile,
        nanstd,
        nanvar,
        percentile,
        quantile,
        trapezoid,
        unwrap,
    )
}
