"""Bits of numbers: how many are 1, exponents, what is next to a number, and truths as the bits of bytes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import binding, creation, dtypes, manipulation, padding, reductions
from .elementwise import OPERATIONS, apply, binary, unary
from .manipulation import _array
from .reductions import _real
from .reference import Base
from .searching import where


MOST_EXPONENT = 5000  # beyond it, results are 0 or infinite in every dtype


def as_floats(x: Any) -> Any:
    """x, or integers and bools as floats."""
    return x if x._number in dtypes.INEXACT else x.astype(dtypes.DEFAULT_FLOAT)


def bitwise_count(x: Any) -> Any:
    """How many bits of |x| are 1, as uint8."""
    x = x.astype("uint8") if _array("bitwise_count", x).dtype == bool else x
    return apply(OPERATIONS["bitwise_count"], (x,), creation.empty(x.shape, "uint8", x.device), "unsafe")


def frexp(x: Any) -> tuple[Any, Any]:
    """The fraction, from 0.5 to less than 1 in size, and the exponent of 2, as int32."""
    x = as_floats(_real("frexp", x))
    whole = creation.empty(x.shape, "int32", x.device)
    return unary("frexp_fraction", x), apply(OPERATIONS["frexp_exponent"], (x,), whole, "unsafe")


def ldexp(x: Any, n: Any) -> Any:
    """x 2^n, of the dtype of x, for integers n. Raises TypeError for others."""
    whole = n.dtype.kind in "iub" and n.dtype != np.uint64 if hasattr(n, "dtype") else isinstance(n, int)
    if not whole:
        raise TypeError(f"ldexp: exponents are integers that int64 holds, not {getattr(n, 'dtype', type(n).__name__)}")
    if isinstance(n, int):  # which would be rounded to the dtype of x
        n = np.int64(max(min(n, MOST_EXPONENT), -MOST_EXPONENT))
    return binary("ldexp", as_floats(_real("ldexp", x)) if isinstance(x, Base) else x, n)


def spacing(x: Any) -> Any:
    """How far the next number away from 0 is, with the sign of x."""
    x = as_floats(_real("spacing", x))
    kind = x.dtype.type
    return binary("nextafter", x, where(x < 0, kind(-math.inf), kind(math.inf))) - x


def _places(operation: str, order: Any, device: Any) -> Any:
    """How far each of the 8 bits of a byte is from its lowest one. Raises ValueError for another bitorder=."""
    if order not in ("big", "little"):
        raise ValueError(f"{operation}: bitorder is big or little, not {order!r}")
    return creation.asarray(np.arange(8, dtype=np.uint8)[:: -1 if order == "big" else 1], device=device)


def _line(operation: str, a: Any, axis: Any) -> tuple[Any, Any]:
    """The array, flattened if no axis is given, with that axis as its last, and where that belongs."""
    a = manipulation.ravel(_array(operation, a)) if axis is None else _array(operation, a)
    axis = manipulation.axis_of(-1 if axis is None else axis, a.ndim)
    return manipulation.moveaxis(a, axis, -1), axis


def packbits(a: Any, axis: Any = None, bitorder: str = "big") -> Any:
    """Integers or bools along an axis, of the flattened array if none is given, as bits, 1 for those that are not 0, of
    bytes, whose last is filled up with zeros."""
    if _array("packbits", a)._number in dtypes.INEXACT:
        raise TypeError(f"packbits: integers or bools, not {a.dtype}")
    x, axis = _line("packbits", a, axis)
    count = -(-x.shape[-1] // 8)
    x = padding.pad(x != 0, [(0, 0)] * (x.ndim - 1) + [(0, 8 * count - x.shape[-1])])
    parts = manipulation.reshape(x, (*x.shape[:-1], count, 8)).astype("uint8")
    found = reductions.sum(parts << _places("packbits", bitorder, x.device), axis=-1, dtype="uint8")
    return manipulation.moveaxis(found, -1, axis)


def unpackbits(a: Any, axis: Any = None, count: Any = None, bitorder: str = "big") -> Any:
    """The bits of bytes along an axis, of the flattened array if none is given, as uint8. count: so many of them, with
    zeros behind them where there are fewer; if it is negative, without so many at the end."""
    if _array("unpackbits", a)._number != binding.U8:
        raise TypeError(f"unpackbits: uint8, not {a.dtype}")
    x, axis = _line("unpackbits", a, axis)
    parts = (x[..., None] >> _places("unpackbits", bitorder, x.device)) & 1
    found = manipulation.reshape(parts, (*x.shape[:-1], 8 * x.shape[-1]))
    if count is not None:
        if -count > found.shape[-1]:
            raise ValueError(f"unpackbits: count {count} of {found.shape[-1]} bits")
        found = found[..., :count]
        found = padding.pad(found, [(0, 0)] * (x.ndim - 1) + [(0, max(count - found.shape[-1], 0))])
    return manipulation.moveaxis(found, -1, axis)


FUNCTIONS = {"packbits": packbits, "unpackbits": unpackbits}
