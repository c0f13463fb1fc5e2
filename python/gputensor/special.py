"""Special functions on the device, by the names that SciPy has for them.

`scipy.special.erf(x)` and its like come here for arrays of gputensor when SciPy was imported with SCIPY_ARRAY_API=1
in the environment. Those of two lines and more are one kernel each (gputensor.fuse). Integers are computed as float32.
"""

from __future__ import annotations

import math
from typing import Any

from . import elementwise
from .fusion import fuse
from .searching import where

__all__ = ["cbrt", "entr", "erf", "erfc", "expit", "gamma", "gammaln", "logit", "ndtr", "sinc"]

cbrt = elementwise.function("cbrt")
erf = elementwise.function("erf")
erfc = elementwise.function("erfc")
expit = elementwise.function("sigmoid")
gamma = elementwise.function("tgamma")
_lgamma = elementwise.function("lgamma")
_log, _log1p = elementwise.function("log"), elementwise.function("log1p")
_sin = elementwise.function("sin")


@fuse
def gammaln(x: Any) -> Any:
    """The natural logarithm of |gamma(x)|, and -infinity of that, as SciPy has it."""
    return where(x == -math.inf, x, _lgamma(x))


@fuse
def logit(x: Any) -> Any:
    """log(x / (1 - x)), accurate near 1 / 2, where that is 0."""
    s = 2 * x - 1
    return where((x > 0.3) & (x < 0.65), _log1p(s) - _log1p(-s), _log(x / (1 - x)))


@fuse
def ndtr(x: Any) -> Any:
    """The part of a normal distribution that lies below x: erfc(-x / sqrt(2)) / 2, accurate far below 0, too."""
    return 0.5 * erfc(x * -math.sqrt(0.5))


@fuse
def entr(x: Any) -> Any:
    """-x log(x), the summand of an entropy: 0 of 0, minus infinity of x < 0."""
    return where(x > 0, -x * _log(x), where(x < 0, -math.inf, x))


@fuse
def sinc(x: Any) -> Any:
    """sin(pi x) / (pi x), 1 of 0."""
    y = math.pi * where(x == 0, 1.0, x)
    return where(x == 0, 1.0, _sin(y) / y)
