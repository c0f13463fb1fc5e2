"""Choices and comparisons of whole arrays."""

from __future__ import annotations

import cmath
from typing import Any

from . import dtypes
from .elementwise import OPERATIONS, _refuse, apply, binary, unary
from .reductions import _array
from .reference import Base
from .types import iinfo


def where(condition: Any, x1: Any = None, x2: Any = None, /) -> Any:
    """x1 where the condition is true, else x2; all three broadcast, and numbers adapt to the arrays beside them.
    where(condition) alone is nonzero(condition)."""
    if x1 is None and x2 is None:
        from .indexing import nonzero

        return nonzero(condition)
    if x1 is None or x2 is None:
        raise ValueError("where: either both or neither of x1 and x2")
    return apply(OPERATIONS["where"], (condition, x1, x2))


def _whole(x: Any, *bounds: Any) -> bool:
    """Whether an array and its bounds, as far as they are given, are integers."""
    return x._number in dtypes.SIGNED + dtypes.UNSIGNED and all(type(each) in (int, type(None)) for each in bounds)


def clip(x: Any, /, min: Any = None, max: Any = None, out: Any = None, *, a_min: Any = None, a_max: Any = None) -> Any:
    """x kept within min and max, numbers or arrays; None leaves that side open. NaN stays."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    if low is None and high is None:
        x = _array("clip", x)
        return x.copy() if out is None else apply(OPERATIONS["maximum"], (x, x), out)
    if isinstance(x, Base) and _whole(x, low, high):
        limits = iinfo(x)  # beyond which bounds do not bind
        low, high = limits.min if low is None else low, limits.max if high is None else high
    if low is None or high is None:
        return binary("minimum" if low is None else "maximum", x, high if low is None else low, out)
    return apply(OPERATIONS["clip"], (x, low, high), out)


def _as_float(x: Any) -> Any:
    """Integers and bools as floats: differences of theirs would wrap."""
    return x.astype(dtypes.DEFAULT_FLOAT) if isinstance(x, Base) and x._number not in dtypes.INEXACT else x


def _distance(a: Any, b: Any) -> Any:
    """abs(a - b) as floats: of two integers made of the exact one, so that large neighbours stay apart."""
    whole = dtypes.SIGNED + dtypes.UNSIGNED
    if isinstance(a, Base) and isinstance(b, Base) and a._number in whole and b._number in whole:
        if a.dtype == b.dtype or "uint64" not in (a.dtype, b.dtype):
            far = binary("maximum", a, b) - binary("minimum", a, b)
            return _as_float(far.view(f"uint{8 * far.itemsize}"))
    return abs(_as_float(a) - _as_float(b))


def isclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """abs(a - b) <= atol + rtol * abs(b), element by element; infinities are close to themselves."""
    equal, far = a == b, _distance(a, b)
    a, b = _as_float(a), _as_float(b)
    close = (far <= abs(b) * rtol + atol) & (unary("isfinite", b) if isinstance(b, Base) else cmath.isfinite(b))
    close |= equal
    if equal_nan:
        close = close | ((a != a) & (b != b))
    return close


def allclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether isclose() holds everywhere. Waits for the device: the answer is a Python bool."""
    return bool(isclose(a, b, rtol, atol, equal_nan).all())


def array_equal(a: Any, b: Any, equal_nan: bool = False) -> bool:
    """Whether shapes and all elements are equal, with equal_nan NaN to NaN, too. Waits for the device: the answer is a
    Python bool."""
    for x in (a, b):
        if not isinstance(x, Base):
            raise _refuse("array_equal", x)
    if a.shape != b.shape:
        return False
    equal = a == b
    return bool(((equal | ((a != a) & (b != b))) if equal_nan else equal).all())
