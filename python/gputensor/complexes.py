"""The larger and the smaller of complex numbers, which are ordered by the real part, then by the imaginary one."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import creation, dtypes, manipulation
from .elementwise import device_of
from .reference import Base
from .searching import where
from .types import result_type


def are_complex(*operands: Any) -> bool:
    """Whether one of arrays and numbers is complex."""
    return any(
        x._number in dtypes.COMPLEX if isinstance(x, Base) else isinstance(x, (complex, np.complexfloating))
        for x in operands
    )


def extreme(name: str, x: Any, y: Any) -> Any:
    """numpy.maximum, minimum, fmax or fmin of complex numbers: what has a NaN wins in the first two, and loses in the
    others; of two the first."""
    device, kind = device_of(name, (x, y)), result_type(x, y)
    x, y = (
        each.astype(kind, copy=False) if isinstance(each, Base) else creation.asarray(each, kind, device)
        for each in (x, y)
    )
    (a, b), (c, d) = ((manipulation.real(z), manipulation.imag(z)) for z in (x, y))
    before = (a > c) & (b == b) & (d == d) if name in ("maximum", "fmax") else (a < c) & (b == b) & (d == d)
    level = (a == c) & (b >= d if name in ("maximum", "fmax") else b <= d)
    nothing = x if name in ("maximum", "minimum") else y
    return where(before | level | (nothing != nothing), x, y)
