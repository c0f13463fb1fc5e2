"""NumPy's statistics that are made of sorts, sums and products: quantiles, variances without NaN, covariances,
gradients, interpolation. All on the device; arguments have NumPy's names."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from . import binding, creation, dtypes, joining, manipulation, reductions, repeating
from .elementwise import binary, is_scalar, stored, unary
from .linear import matmul
from .manipulation import axis_of, expand_dims, moveaxis
from .reductions import _array, _real, _without_nan
from .reference import Base
from .searching import where
from .sorting import argsort, bincount, histogram_bin_edges, searchsorted, sort

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
    length = int(np.prod([x.shape[i] for i in axes], dtype=np.int64))
    return manipulation.permute_dims(x, (*kept, *axes)).reshape((*(x.shape[i] for i in kept), length))


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
    wanted = creation.cast(operation, q.get() if hasattr(q, "get") else q, binding.F64)
    wanted = wanted / 100 if "percent" in operation else wanted
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


def quantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
) -> Any:
    """Quantiles q (a number from 0 to 1, or several, which are the first axes of the result) along axes; None: of all.
    NaN where there is one. method: "linear", "lower", "higher", "midpoint", "nearest". Integers are taken for float32.
    overwrite_input makes no difference. Raises ValueError for q out of range and where there is nothing, TypeError for
    complex numbers."""
    return stored("quantile", _quantile("quantile", a, q, axis, keepdims, method, False), out)


def percentile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
) -> Any:
    """quantile() of q / 100."""
    return stored("percentile", _quantile("percentile", a, q, axis, keepdims, method, False), out)


def median(a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    """quantile() of 0.5, and NaN where there is nothing."""
    return stored("median", _quantile("median", a, 0.5, axis, keepdims, "linear", False), out)


def nanquantile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
) -> Any:
    """quantile() without NaN; NaN where there is nothing else."""
    return stored("nanquantile", _quantile("nanquantile", a, q, axis, keepdims, method, True), out)


def nanpercentile(
    a: Any,
    q: Any,
    axis: Any = None,
    out: Any = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
) -> Any:
    """percentile() without NaN."""
    return stored("nanpercentile", _quantile("nanpercentile", a, q, axis, keepdims, method, True), out)


def nanmedian(a: Any, axis: Any = None, out: Any = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    """median() without NaN."""
    return stored("nanmedian", _quantile("nanmedian", a, 0.5, axis, keepdims, "linear", True), out)


# ---- Without NaN ------------------------------------------------------------------------------------------------


def _known(operation: str, a: Any, axis: Any, instead: float) -> Any:
    if _array(operation, a)._number not in dtypes.INEXACT:
        return a
    if bool(reductions.any(reductions.all(a != a, axis))):
        raise ValueError(f"{operation}: All-NaN slice encountered")
    return _without_nan(a, instead)


def nanargmax(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """argmax() without NaN. Raises ValueError where there is nothing else, for which it waits for the device."""
    return reductions.argmax(_known("nanargmax", a, axis, -np.inf), axis, out, keepdims)


def nanargmin(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """argmin() without NaN. Raises ValueError where there is nothing else, for which it waits for the device."""
    return reductions.argmin(_known("nanargmin", a, axis, np.inf), axis, out, keepdims)


# ---- Of two variables -------------------------------------------------------------------------------------------


def _counted(x: Any, ddof: float, fweights: Any, aweights: Any) -> tuple[Any, Any]:
    """The weights of observations, and what sums of weighted products are divided by."""
    for weights in (fweights, aweights):
        if weights is not None and _array("cov", weights).shape != (x.shape[1],):
            raise RuntimeError(f"cov: weights of the shape {weights.shape} for {x.shape[1]} observations")
    if fweights is not None and fweights.dtype.kind not in "iu":
        raise TypeError(f"cov: fweights are integers, not {fweights.dtype}")
    for weights in (fweights, aweights):
        if weights is not None and bool(reductions.any(weights < 0)):
            raise ValueError("cov: negative weights")
    kind = manipulation.real(x).dtype
    parts = [each.astype(kind, copy=False) for each in (fweights, aweights) if each is not None]
    weights = parts[0] * parts[-1] if len(parts) == 2 else parts[0]
    total = reductions.sum(weights)
    if ddof and aweights is not None:
        return weights, total - reductions.sum(weights * parts[-1]) / total * ddof
    return weights, total - ddof


def cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: Any = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    """Covariances of variables, which are the rows of m (and of y), or with rowvar=False the columns: sums of products
    of what differs from the mean, of complex numbers with its conjugate, divided by n - ddof (1, or 0 if bias).
    fweights: how often each observation counts; aweights: how much. Raises ValueError where one is negative, for which
    it waits for the device."""
    parts = [joining.atleast_2d(_floats("cov", each)) for each in ((m,) if y is None else (m, y))]
    columns = not rowvar and m.ndim != 1, not rowvar and parts[-1].shape[0] != 1
    x = joining.concat([part.T if turned else part for part, turned in zip(parts, columns)], 0, None, dtype)
    less = int(not bias) if ddof is None else ddof
    if fweights is None and aweights is None:
        away = x - reductions.mean(x, 1, keepdims=True)
        left = x.shape[1] - less
        products = matmul(away, away.conj().T)
        return manipulation.squeeze(products / float(left) if left > 0 else products * np.nan)
    weights, total = _counted(x, less, fweights, aweights)
    away = x - expand_dims(reductions.average(x, 1, weights), 1)
    return manipulation.squeeze(matmul(away, (away * weights).conj().T) / total)


def corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    """cov() divided by the standard deviations of both variables."""
    from .linear import diagonal
    from .searching import clip

    c = cov(x, y, rowvar, dtype=dtype)
    if c.ndim == 0:
        return c / c
    deviation = unary("sqrt", manipulation.real(diagonal(c)))
    c = c / expand_dims(deviation, 1) / deviation
    for part in (manipulation.real(c), manipulation.imag(c)) if c._number in dtypes.COMPLEX else (c,):
        clip(part, -1.0, 1.0, part)
    return c


def histogramdd(
    sample: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> tuple[Any, list[Any]]:
    """How many points, or the sum of their weights, are in each bin of a grid, as floats, and the edges along each of
    its axes. sample: a row for each point, or a list with an array for each axis. bins, range: one for all axes, or one
    for each, as those of histogram(). Waits for the device."""
    if isinstance(sample, (list, tuple)):
        columns = [_array("histogramdd", x) for x in sample]
    else:
        points = _array("histogramdd", sample)
        points = points if points.ndim > 1 else expand_dims(points, 1)
        columns = [points[:, i] for i in np.arange(points.shape[1])]
    count = len(columns)
    each = [bins] * count if is_scalar(bins) else list(bins)
    ranges = [None] * count if range is None else list(range)
    if len(each) != count or len(ranges) != count:
        raise ValueError(f"histogramdd: bins and ranges, one for each of {count} axes")
    edges = [histogram_bin_edges(x, b, r) for x, b, r in zip(columns, each, ranges)]
    sizes = [edge.size - 1 for edge in edges]
    place: Any = 0
    inside: Any = True
    for x, edge, size in zip(columns, edges, sizes):
        at = where(x == edge[-1], size - 1, searchsorted(edge, x, "right") - 1)  # the last edge is in the last bin
        inside, place = inside & (at >= 0) & (at < size), place * size + at
    weights = None if weights is None else _array("histogramdd", weights)[inside]
    found = bincount(place[inside], weights, int(np.prod(sizes)))
    found = (found if weights is not None else found.astype(dtypes.DEFAULT_FLOAT)).reshape(sizes)
    if density:
        found = found / reductions.sum(found)
        for axis, edge in enumerate(edges):
            found = found / repeating.diff(edge).reshape([-1 if i == axis else 1 for i in np.arange(count)])
    return found, edges


def histogram2d(
    x: Any, y: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> tuple[Any, Any, Any]:
    """histogramdd() of two arrays, and the edges along each. bins: a number or edges for both, or a pair of them."""
    pair = isinstance(bins, (list, tuple)) and len(bins) == 2
    found, edges = histogramdd([x, y], bins if pair else [bins, bins], range, density, weights)
    return found, *edges


# ---- Differences and what lies between ------------------------------------------------------------------------


def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The integral along an axis by the trapezoidal rule: y at the places x, of the same shape or of one axis, or dx
    apart."""
    y = moveaxis(_floats("trapezoid", y), axis, -1)
    if x is not None:
        dx = repeating.diff(x if x.ndim == 1 else moveaxis(x, axis, -1))
    return reductions.sum((y[..., 1:] + y[..., :-1]) * dx * 0.5, -1)


def _slopes(y: Any, step: float, edge_order: int) -> tuple[Any, Any, Any]:
    """Differences along the last axis, of places that are `step` apart: the first, those between, and the last."""
    middle = (y[..., 2:] - y[..., :-2]) * (0.5 / step)
    if edge_order == 1:
        return (y[..., 1:2] - y[..., :1]) / step, middle, (y[..., -1:] - y[..., -2:-1]) / step
    first = (y[..., 1:2] * 2.0 - y[..., :1] * 1.5 - y[..., 2:3] * 0.5) / step
    return first, middle, (y[..., -1:] * 1.5 - y[..., -2:-1] * 2.0 + y[..., -3:-2] * 0.5) / step


def _slopes_at(y: Any, places: Any, edge_order: int) -> tuple[Any, Any, Any]:
    """The same of places of any distances."""
    steps = repeating.diff(places)
    a, b = steps[:-1], steps[1:]
    both = a + b
    middle = (y[..., 2:] * (a / (b * both))) + y[..., 1:-1] * ((b - a) / (a * b)) - y[..., :-2] * (b / (a * both))
    if edge_order == 1:
        return (y[..., 1:2] - y[..., :1]) / steps[0], middle, (y[..., -1:] - y[..., -2:-1]) / steps[-1]
    p, q, r, s = steps[0], steps[1], steps[-2], steps[-1]
    first = y[..., 1:2] * ((p + q) / (p * q)) - y[..., :1] * ((p * 2 + q) / (p * (p + q)))
    last = y[..., -1:] * ((s * 2 + r) / (s * (r + s))) - y[..., -2:-1] * ((r + s) / (r * s))
    first, last = first - y[..., 2:3] * (p / (q * (p + q))), last + y[..., -3:-2] * (s / (r * (r + s)))
    return first, middle, last


def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Differences of neighbours on either side, divided by twice their distance; at the ends those of first or second
    order. varargs: the distance, or the places, an array of one axis, one for all axes or one for each; 1 if none is
    given. Several axes give a tuple."""
    x = _floats("gradient", f)
    single = axis is not None and not isinstance(axis, (tuple, list))
    axes = range(x.ndim) if axis is None else [axis_of(i, x.ndim) for i in ([axis] if single else axis)]
    steps = varargs or (1.0,)
    steps = steps * len(axes) if len(steps) == 1 else steps
    if len(steps) != len(axes):
        raise TypeError(f"gradient: {len(steps)} distances for {len(axes)} axes")
    if edge_order not in (1, 2):
        raise ValueError(f"gradient: edge_order is 1 or 2, not {edge_order!r}")
    found = []
    for i, step in zip(axes, steps):
        y = moveaxis(x, i, -1)
        if y.shape[-1] < edge_order + 1:
            raise ValueError(f"gradient: {edge_order + 1} elements at least, and the shape is {x.shape}")
        if is_scalar(step) or isinstance(step, Base) and not step.ndim:  # type: ignore[attr-defined,unused-ignore]
            parts = _slopes(y, step, edge_order)
        else:
            places = _floats("gradient", step)
            if places.shape != y.shape[-1:]:
                raise ValueError(f"gradient: places of the shape {places.shape} for {y.shape[-1]} elements")
            parts = _slopes_at(y, places, edge_order)
        found.append(moveaxis(joining.concat(parts, -1), -1, i))
    return found[0] if len(found) == 1 else tuple(found)


def _periodic(x: Any, places: Any, values: Any, period: float) -> tuple[Any, Any, Any]:
    """x and points within one period, which rise, with the neighbours of both ends."""
    if period == 0:
        raise ValueError("interp: a period of 0")
    x, places = (binary("remainder", each, abs(period)) for each in (x, places))
    order = argsort(places)
    places, values = places[order], values[order]
    places = joining.concat((places[-1:] - abs(period), places, places[:1] + abs(period)), 0)
    return x, places, joining.concat((values[-1:], values, values[:1]), 0)


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """The values at x of the line through the points (xp, fp), of which xp rises; outside of them `left` and `right`,
    unless given the first and the last of fp. period: points and x repeat themselves so, and no x is outside."""
    places, values = _reals("interp", xp), _floats("interp", fp)
    if places.ndim != 1 or places.shape != values.shape or not places.size:
        raise ValueError(f"interp: points of the shapes {places.shape} and {values.shape}")
    x = _reals("interp", creation.asarray(x, places.dtype, places.device) if is_scalar(x) else x)
    if period is not None:
        (x, places, values), left, right = _periodic(x, places, values, period), None, None
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
        histogram2d,
        histogramdd,
        interp,
        median,
        nanargmax,
        nanargmin,
        nanmedian,
        nanpercentile,
        nanquantile,
        percentile,
        quantile,
        trapezoid,
        unwrap,
    )
}
