"""Functions of complex numbers that the C library has no row for: each one kernel, fused of operations on the real and
the imaginary part.

The formulas are Kahan's (Branch Cuts for Complex Elementary Functions, 1987); NaN, infinities and the signs of zeros
are those of the Array API standard 2024.12, which are C11's, annex G. The error is some units in the last place of the
result's length, where intermediate values neither overflow nor become denormal.
"""

from __future__ import annotations

import cmath
import math
from typing import Any

from . import dtypes
from .elementwise import FUNCTIONS as rows
from .elementwise import device_of
from .fusion import fuse
from .reference import Base

INF, NAN, PI = math.inf, math.nan, math.pi
LARGE = 1e37  # twice as much is still a float32, and so is the square of the root of it
where, isfinite, isinf, isnan = (rows[name] for name in ("where", "isfinite", "isinf", "isnan"))
exp, expm1, log, log1p, sqrt, hypot, atan2 = (rows[n] for n in "exp expm1 log log1p sqrt hypot atan2".split())
sin, cos, tan, sinh, cosh, tanh, asinh = (rows[n] for n in "sin cos tan sinh cosh tanh asinh".split())
copysign, maximum, minimum = rows["copysign"], rows["maximum"], rows["minimum"]


def _if(condition: Any, then: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
    return where(condition, then[0], other[0]), where(condition, then[1], other[1])


def _exp(x: Any, y: Any) -> tuple[Any, Any]:
    half, whole = exp(x * 0.5), exp(x)
    found = _if(x > 80, (half * cos(y) * half, half * sin(y) * half), (whole * cos(y), whole * sin(y)))
    found = _if((x == -INF) & ~isfinite(y), (whole, copysign(0.0, y)), found)
    found = _if((x == INF) & ~isfinite(y), (x, x - x), found)
    return _if(y == 0, (whole, y), found)


def _expm1(x: Any, y: Any) -> tuple[Any, Any]:
    half = sin(y * 0.5)
    re, im = _exp(x, y)
    near = expm1(x) * cos(y) - 2.0 * half * half + 0.0
    found = where(x > 80, re, near), im
    found = _if((x == -INF) & ~isfinite(y), (copysign(1.0, x), im), found)
    return _if(y == 0, (expm1(x) + 0.0, y), found)


def _log(x: Any, y: Any) -> tuple[Any, Any]:
    a, b = abs(x), abs(y)
    large, small, length = maximum(a, b), minimum(a, b), hypot(x, y)
    near = 0.5 * log1p((large - 1.0) * (large + 1.0) + small * small)
    far = where(large > LARGE, log(hypot(x * 0.25, y * 0.25)) + math.log(4), log(length))
    return where((length > 0.5) & (length < 2.0), near, far), atan2(y, x)


def _log1p(x: Any, y: Any) -> tuple[Any, Any]:
    part = x * (2.0 + x) + y * y
    re, im = _log(1.0 + x, y)
    return where(abs(part) < 0.5, 0.5 * log1p(part), re), im


def _sqrt(x: Any, y: Any) -> tuple[Any, Any]:
    scale = where(maximum(abs(x), abs(y)) > LARGE, 0.25, 1.0)
    a, b = abs(x) * scale, y * scale
    root = sqrt((a + hypot(a, b)) * 0.5)
    back, rest = where(scale < 1.0, 2.0, 1.0), b / (root * 2.0)
    found = _if(x < 0, (abs(rest) * back, copysign(root, y) * back), (root * back, rest * back))
    found = _if((x == 0) & (y == 0), (abs(x), y), found)
    found = _if((x == INF) & isfinite(y), (x, y * 0.0), found)
    found = _if((x == -INF) & isfinite(y), (abs(y) * 0.0, copysign(INF, y)), found)
    found = _if((x == INF) & isnan(y), (x, y), found)
    found = _if((x == -INF) & isnan(y), (y, -x), found)
    return _if(isinf(y), (abs(y), y), found)


def _sinh(x: Any, y: Any) -> tuple[Any, Any]:
    half, sign = exp(abs(x) * 0.5), copysign(1.0, x)
    far = sign * (half * cos(y) * half * 0.5), half * sin(y) * half * 0.5
    found = _if(abs(x) > 80, far, (sinh(x) * cos(y), cosh(x) * sin(y)))
    found = _if((isinf(x) | (x == 0)) & ~isfinite(y), (x, y - y), found)
    return _if(y == 0, (sinh(x), y), found)


def _cosh(x: Any, y: Any) -> tuple[Any, Any]:
    half, sign = exp(abs(x) * 0.5), copysign(1.0, x)
    far = half * cos(y) * half * 0.5, sign * (half * sin(y) * half * 0.5)
    found = _if(abs(x) > 80, far, (cosh(x) * cos(y), sinh(x) * sin(y)))
    found = _if(isinf(x) & ~isfinite(y), (abs(x), y - y), found)
    found = _if((x == 0) & ~isfinite(y), (y - y, x), found)
    return _if(y == 0, (cosh(x), sign * y), found)


def _tanh(x: Any, y: Any) -> tuple[Any, Any]:
    turn, s = tan(y), sinh(x)
    beta = 1.0 + turn * turn
    below = 1.0 + beta * s * s
    near = beta * sqrt(1.0 + s * s) * s / below, turn / below
    small = exp(abs(x) * -2.0)
    far = copysign(1.0, x), where(isinf(x) & ~isfinite(y), 0.0, 4.0 * sin(y) * cos(y) * small)
    found = _if(abs(x) > 20, far, near)
    found = _if((x == 0) & ~isfinite(y), (x, y - y), found)
    return _if(y == 0, (tanh(x), y), found)


def _roots(x: Any, y: Any) -> tuple[Any, ...]:
    """The square roots of 1 - z and of 1 + z."""
    return *_sqrt(1.0 - x, -y), *_sqrt(1.0 + x, y)


def _acos(x: Any, y: Any) -> tuple[Any, Any]:
    p, q, u, v = _roots(x, y)
    found = 2.0 * atan2(p, u), asinh(u * q - v * p)
    found = _if(isinf(x) | isinf(y), (atan2(abs(y), x), copysign(INF, -y)), found)
    found = _if(isinf(x) & isnan(y), (y, abs(x)), found)
    return _if((x == 0) & isnan(y), (where(isnan(y), PI / 2, y), y), found)


def _acosh(x: Any, y: Any) -> tuple[Any, Any]:
    re, im = _acos(x, y)
    return abs(im), copysign(re, y)


def _asinh(x: Any, y: Any) -> tuple[Any, Any]:
    p, q, u, v = _roots(y, -x)
    found = asinh(q * u - p * v), atan2(y, p * u - q * v)
    found = _if(isinf(x) | isinf(y), (copysign(INF, x), atan2(y, abs(x))), found)
    return _if(isnan(x) & (y == 0), (x, y), found)


def _atanh(x: Any, y: Any) -> tuple[Any, Any]:
    a = abs(x)
    away = hypot(1.0 - a, y)
    found = copysign(0.25 * log1p(4.0 * (a / away) / away), x), 0.5 * atan2(2.0 * y, (1.0 - x) * (1.0 + x) - y * y)
    found = _if((x == 0) & isnan(y), (x, y), found)
    right = where(isnan(y), y, copysign(PI / 2, y))
    return _if(isinf(x) | isinf(y), (copysign(0.0, x), right), found)


def _turned(function: Any) -> Any:
    """-i f(iz)"""

    def turned(x: Any, y: Any) -> tuple[Any, Any]:
        re, im = function(-y, x)
        return im, -re

    return turned


def _times(function: Any, factor: float) -> Any:
    def scaled(x: Any, y: Any) -> tuple[Any, Any]:
        re, im = function(x, y)
        return re * factor, im * factor

    return scaled


FORMULAS = {
    "exp": _exp,
    "expm1": _expm1,
    "log": _log,
    "log1p": _log1p,
    "log2": _times(_log, 1 / math.log(2)),
    "log10": _times(_log, 1 / math.log(10)),
    "sqrt": _sqrt,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "acos": _acos,
    "acosh": _acosh,
    "asinh": _asinh,
    "atanh": _atanh,
    "sin": _turned(_sinh),
    "tan": _turned(_tanh),
    "asin": _turned(_asinh),
    "atan": _turned(_atanh),
    "cos": lambda x, y: _cosh(-y, x),
    "round": lambda x, y: (rows["round"](x), rows["round"](y)),
}
_kernels = {name: fuse(formula, kernel_name=name) for name, formula in FORMULAS.items()}


def takes(name: str, operands: Any) -> bool:
    """Whether these are complex numbers of which this module computes a function."""
    return (name in FORMULAS or name == "pow") and any(
        x._number in dtypes.COMPLEX if isinstance(x, Base) else isinstance(x, complex) for x in operands
    )


def joined(re: Any, im: Any, kind: Any) -> Any:
    """Complex numbers of their parts."""
    from .creation import empty
    from .indexing import assign

    made = empty(re.shape, kind, re.device)
    assign(made.real, re)
    assign(made.imag, im)
    return made


def _pow(x: Any, y: Any, kind: Any) -> Any:
    """exp(y log(x)), 1 where y is 0, 0 where x is and y's real part is not below 0."""
    base = x.astype(kind, copy=False) if isinstance(x, Base) else kind.type(x)
    power = y.astype(kind, copy=False) if isinstance(y, Base) else kind.type(y)
    logarithm = log(base) if isinstance(base, Base) else kind.type(cmath.log(base)) if base else kind.type(-INF)
    found = exp(power * logarithm)
    found = where((base == 0) & (power.real > 0), kind.type(0), found)
    return where(power == 0, kind.type(1), found)


def compute(name: str, operands: Any, out: Any = None) -> Any:
    """A function of this module on arrays and numbers, into a new array or `out`."""
    from .creation import empty
    from .elementwise import check_out
    from .indexing import assign
    from .manipulation import broadcast_shapes
    from .types import result_type

    device = device_of(name, operands)
    kind = result_type(*operands)
    shape = broadcast_shapes(*(x.shape for x in operands if isinstance(x, Base)))
    if 0 in shape:
        made = empty(shape, kind, device)
    elif name == "pow":
        made = _pow(operands[0], operands[1], kind)
    else:
        re, im = _kernels[name](operands[0].real, operands[0].imag)
        made = joined(re, im, kind)
    if out is None:
        return made
    check_out(name, out, made._number)
    assign(out, made)
    return out


__all__ = ["FORMULAS", "compute", "joined", "takes"]
