"""Questions about data types, as the Array API standard asks them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import binding, dtypes
from .reference import Base


def _number(value: Any) -> int:
    if isinstance(value, Base):
        return int(value._number)
    if isinstance(value, bool):
        return binding.WEAK_BOOL
    if isinstance(value, int):
        return binding.WEAK_INT
    if isinstance(value, float) and not isinstance(value, np.generic):
        return binding.WEAK_FLOAT
    if isinstance(value, complex) and not isinstance(value, np.generic):
        return binding.WEAK_COMPLEX
    return dtypes.number_of(value.dtype if isinstance(value, (np.generic, np.ndarray)) else value)


def result_type(*operands: Any) -> np.dtype[Any]:
    """The dtype that arrays, dtypes and numbers have in common. Raises TypeError where there is none."""
    return dtypes.dtype_of(dtypes.common(*(_number(x) for x in operands)))


def can_cast(from_: Any, to: Any, /) -> bool:
    """Whether values of one dtype, or of an array, may stand where values of another are computed."""
    return bool(binding.lib.can_cast(_number(from_), _number(to)))


class FloatInfo(NamedTuple):
    """finfo(): numbers are Python's."""

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: np.dtype[Any]

    @property
    def tiny(self) -> float:
        """NumPy's name of smallest_normal."""
        return self.smallest_normal


class IntegerInfo(NamedTuple):
    """iinfo()"""

    bits: int
    max: int
    min: int
    dtype: np.dtype[Any]


def finfo(type: Any, /) -> FloatInfo:
    """What a float dtype holds, or that of an array; of a complex dtype, what its parts hold. bits, eps (the step
    after 1), max, min, smallest_normal, dtype. Raises TypeError for other dtypes."""
    number = _number(type)
    if number not in dtypes.FLOATS + dtypes.COMPLEX:
        raise TypeError(f"finfo: {dtypes.dtype_of(number)} is no float; iinfo knows integers")
    if number == binding.BF16:
        import ml_dtypes

        found: Any = ml_dtypes.finfo(dtypes.bfloat16())
    else:
        found = np.finfo(dtypes.dtype_of(number))  # type: ignore[arg-type,unused-ignore]
    return FloatInfo(
        int(found.bits),
        float(found.eps),
        float(found.max),
        float(found.min),
        float(found.smallest_normal),
        np.dtype(found.dtype),
    )


def iinfo(type: Any, /) -> IntegerInfo:
    """What an integer dtype holds, or that of an array: bits, max, min, dtype. Raises TypeError for other dtypes."""
    number = _number(type)
    if number not in dtypes.SIGNED + dtypes.UNSIGNED:
        raise TypeError(f"iinfo: {dtypes.dtype_of(number)} is no integer; finfo knows floats")
    dtype = dtypes.dtype_of(number)
    found: Any = np.iinfo(dtype)  # type: ignore[arg-type,unused-ignore]
    return IntegerInfo(int(found.bits), int(found.max), int(found.min), dtype)


_KINDS = {
    "bool": (binding.BOOL,),
    "signed integer": dtypes.SIGNED,
    "unsigned integer": dtypes.UNSIGNED,
    "integral": dtypes.SIGNED + dtypes.UNSIGNED,
    "real floating": dtypes.FLOATS,
    "complex floating": dtypes.COMPLEX,
    "numeric": dtypes.SIGNED + dtypes.UNSIGNED + dtypes.FLOATS + dtypes.COMPLEX,
}


def isdtype(dtype: Any, kind: Any) -> bool:
    """Whether a dtype is of a kind: "bool", "signed integer", "integral", "numeric" ..., a dtype, or one of a tuple."""
    if isinstance(kind, tuple):
        return any(isdtype(dtype, each) for each in kind)
    number = dtypes.number_of(dtype)
    if isinstance(kind, str):
        if kind not in _KINDS:
            raise ValueError(f"isdtype: no kind is called {kind!r}; there are {', '.join(_KINDS)}")
        return number in _KINDS[kind]
    return number == dtypes.number_of(kind)
