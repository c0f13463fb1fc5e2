"""Choices and comparisons of whole arrays."""

from __future__ import annotations

from typing import Any

from .elementwise import OPERATIONS, apply, binary, unary
from .reference import Base


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """x where the condition is true, else y; all three broadcast. where(condition) alone is nonzero(condition)."""
    if x is None and y is None:
        from .indexing import nonzero

        return nonzero(condition)
    return apply(OPERATIONS["where"], (condition, x, y))


def clip(x: Any, min: Any = None, max: Any = None, out: Any = None, *, a_min: Any = None, a_max: Any = None) -> Any:
    """x kept within min and max, numbers or arrays; None leaves that side open. NaN stays."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    if low is None and high is None:
        return x.copy() if out is None else apply(OPERATIONS["maximum"], (x, x), out)
    if low is None or high is None:
        return binary("minimum" if low is None else "maximum", x, high if low is None else low, out)
    return apply(OPERATIONS["clip"], (x, low, high), out)


def isclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """abs(a - b) <= atol + rtol * abs(b), element by element; infinities are close to themselves."""
    other = b if isinstance(b, Base) else None
    bound = abs(b) * rtol + atol if other is None else unary("abs", other) * rtol + atol
    close = (abs(a - b) <= bound) | (a == b)
    if equal_nan:
        close = close | ((a != a) & (b != b))
    return close


def allclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether isclose() holds everywhere. Waits for the device: the answer is a Python bool."""
    return bool(isclose(a, b, rtol, atol, equal_nan).all())


def array_equal(a: Any, b: Any) -> bool:
    """Whether shapes and all elements are equal. Waits for the device: the answer is a Python bool."""
    if a.shape != b.shape:
        return False
    return bool((a == b).all())
