"""Polynomials, arrays of their factors with the highest power first, and the convolution that multiplies them."""

from __future__ import annotations

import operator
from typing import Any

from . import creation, dtypes, indexing, joining, linear, manipulation, padding, reductions
from .elementwise import binary, is_scalar, unary
from .joining import concat
from .manipulation import astype
from .reductions import _array, _summed_in
from .reference import Base
from .searching import where


def vander(x: Any, N: Any = None, increasing: bool = False) -> Any:  # noqa: N803
    """Powers of a line, in columns, falling unless increasing."""
    if _array("vander", x).ndim != 1:
        raise ValueError(f"vander: a line, not the shape {x.shape}")
    count = x.shape[0] if N is None else operator.index(N)
    kind = x.dtype if x._number in dtypes.INEXACT else dtypes.DEFAULT_INT
    powers = creation.arange(count, dtype=kind, device=x.device)
    powers = powers if increasing else manipulation.flip(powers)
    return binary("pow", astype(manipulation.expand_dims(x, 1), kind, copy=False), powers)


def polyval(p: Any, x: Any) -> Any:
    """The polynomial of the coefficients p, an array or numbers of Python, the highest power first, at x: by Horner's
    rule."""
    factors = list(p) if isinstance(p, (list, tuple)) else joining.unstack(_array("polyval", p))
    result: Any = 0 if factors or not isinstance(x, Base) else creation.zeros_like(x)
    for factor in factors:
        result = result * x + factor
    return result


def _sum_of(operation: str, row: str, a1: Any, a2: Any) -> Any:
    parts = [joining.atleast_1d(_array(operation, x)) for x in (a1, a2)]
    size = max(x.shape[0] for x in parts)
    parts = [
        concat((creation.zeros((size - x.shape[0],), x.dtype, x.device), x), 0) if x.shape[0] < size else x
        for x in parts
    ]
    return binary(row, *parts)


def polyadd(a1: Any, a2: Any) -> Any:
    """The sum of two polynomials, the highest power first."""
    return _sum_of("polyadd", "add", a1, a2)


def polysub(a1: Any, a2: Any) -> Any:
    """The difference of two polynomials, the highest power first."""
    return _sum_of("polysub", "subtract", a1, a2)


def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    """The m-th integral of a polynomial, the highest power first; k: the constants, one for all or one for each."""
    if m < 0:
        raise ValueError(f"polyint: {m} times")
    constants = [0] if k is None else [k] if is_scalar(k) else list(k)
    constants = constants * m if len(constants) == 1 else constants
    if len(constants) < m:
        raise ValueError(f"polyint: {len(constants)} constants for {m} times")
    p = _array("polyint", p)
    p = p if p._number in dtypes.INEXACT else p.astype(dtypes.DEFAULT_FLOAT)
    for _, constant in zip(range(m), constants):
        y = p / creation.arange(p.shape[0], 0, -1, p.dtype, p.device)
        p = concat((y, creation.full((1,), constant, y.dtype, p.device)), 0)
    return p


def poly(seq_of_zeros: Any) -> Any:
    """The polynomial with these zeros, the highest power first, which has the factor 1."""
    x = _array("poly", seq_of_zeros)
    if x.ndim != 1:
        raise ValueError(f"poly: zeros of one axis, not the shape {x.shape}")
    x = x if x._number in dtypes.INEXACT else x.astype(dtypes.DEFAULT_FLOAT)
    p = creation.ones((1,), x.dtype, x.device)
    for zero in joining.unstack(x):
        p = concat((p, p[:1] * 0), 0) - concat((p[:1] * 0, p * zero), 0)
    return p


def polyder(p: Any, m: int = 1) -> Any:
    """The m-th derivative of a polynomial, the highest power first."""
    if m < 0:
        raise ValueError(f"polyder: {m} times")
    for _ in range(m):
        size = _array("polyder", p).shape[0]
        kind = p.dtype if p._number in dtypes.INEXACT or p.dtype == "uint64" else dtypes.DEFAULT_INT
        p = p[:-1] * creation.arange(size - 1, 0, -1, dtype=kind, device=p.device)
    return p


def _correlated(operation: str, a: Any, v: Any, mode: str) -> Any:
    """Sums of products of all windows of the longer one with the shorter one."""
    if _array(operation, a).ndim != 1 or _array(operation, v).ndim != 1 or not a.size or not v.size:
        raise ValueError(f"{operation}: two lines, not the shapes {a.shape} and {v.shape}")
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"{operation}: mode is valid, same or full, not {mode!r}")
    size = v.size
    before = {"valid": 0, "same": size // 2, "full": size - 1}[mode]
    after = {"valid": 0, "same": size - 1 - size // 2, "full": size - 1}[mode]
    if not before and not after:
        return linear.matmul(manipulation.sliding_window_view(a, size), v)
    padded = padding.pad(a, (before, after))
    if v._number not in dtypes.INEXACT or bool(reductions.all(unary("isfinite", v))):
        return linear.matmul(manipulation.sliding_window_view(padded, size), v)
    inside = linear.matmul(manipulation.sliding_window_view(a, size), v)
    known = padding.pad(creation.full(a.shape, True, bool, a.device), (before, after))
    ends = ((0, before), (padded.size - size + 1 - after, padded.size - size + 1))
    first, last = (_partly(padded, known, v, start, stop, inside.dtype) for start, stop in ends)
    return concat((first, inside, last), 0)


AT_ONCE = 1 << 22  # products that are in memory together


def _partly(padded: Any, known: Any, v: Any, start: int, stop: int, kind: Any) -> Any:
    """Sums at an end, where v, which is not all finite, reaches beyond a: of what is there, as infinity times the padding
    is NaN."""
    size, wide = v.size, _summed_in(kind)
    rows = max(1, AT_ONCE // size)
    made = [creation.empty((0,), wide, v.device)]
    for row in range(start, stop, rows):
        part = slice(row, min(row + rows, stop) + size - 1)
        x, there = (manipulation.sliding_window_view(each[part], size) for each in (padded, known))
        products = x.astype(wide, copy=False) * v.astype(wide, copy=False)
        made.append(reductions.sum(where(there, products, 0), 1))
    return concat(made, 0).astype(kind, copy=False)


def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """Sums of a[i + k] * conj(v[i]) for all k where both lie over each other: all of the shorter one (valid), as many
    as the longer one has (same), or any (full). Waits for the device where v has floats and reaches beyond a."""
    v = _array("correlate", v).conj()
    if _array("correlate", a).size < v.size:
        return manipulation.flip(_correlated("correlate", v, a, mode))
    return _correlated("correlate", a, v, mode)


def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """correlate() with v turned round; polynomials multiply so."""
    a, v = joining.atleast_1d(_array("convolve", a)), joining.atleast_1d(_array("convolve", v))
    if a.size < v.size:
        a, v = v, a
    return _correlated("convolve", a, manipulation.flip(v), mode)


def polymul(a1: Any, a2: Any) -> Any:
    """The product of two polynomials, the highest power first."""
    return convolve(a1, a2)


def polydiv(u: Any, v: Any) -> tuple[Any, Any]:
    """The quotient of two polynomials, and what is left, the highest power first, without what rounding leaves in
    front. Waits for the device, which says where that ends."""
    u, v = (joining.atleast_1d(_array("polydiv", x)) for x in (u, v))
    if u.ndim != 1 or v.ndim != 1 or not v.size:
        raise ValueError(f"polydiv: two lines, not the shapes {u.shape} and {v.shape}")
    rest = (u * 1.0 + v[:1] * 0.0).copy()
    count = max(u.size - v.size + 1, 1)
    quotient = creation.zeros((count,), rest.dtype, rest.device)
    for i in range(u.size - v.size + 1):
        quotient[i] = rest[i] / v[0]
        rest[i : i + v.size] -= quotient[i] * v
    left = [i for i in creation.asnumpy(indexing.flatnonzero(abs(rest) > 1e-8)).tolist() if i < rest.size - 1]
    return quotient, rest[left[0] if left else rest.size - 1 :]


FUNCTIONS = {
    call.__name__: call
    for call in (
        convolve,
        correlate,
        poly,
        polyadd,
        polyder,
        polydiv,
        polyint,
        polymul,
        polysub,
        polyval,
        vander,
    )
}
