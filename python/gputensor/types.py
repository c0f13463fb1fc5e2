"""Questions about data types, as the Array API standard asks them."""

from __future__ import annotations

from typing import Any

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


def can_cast(source: Any, target: Any) -> bool:
    """Whether values of one dtype, or of an array, may stand where values of another are computed."""
    return bool(binding.lib.can_cast(_number(source), _number(target)))


def finfo(dtype: Any) -> Any:
    """numpy.finfo of a float dtype or array; of complex ones that of their parts."""
    number = _number(dtype)
    if number == binding.BF16:
        import ml_dtypes

        return ml_dtypes.finfo(dtypes.bfloat16())
    return np.finfo(dtypes.dtype_of(number))


def iinfo(dtype: Any) -> Any:
    """numpy.iinfo of an integer dtype or array."""
    return np.iinfo(dtypes.dtype_of(_number(dtype)))


_KINDS = {
    "bool": (binding.BOOL,),
    "signed integer": dtypes.SIGNED,
    "unsigned integer": dtypes.UNSIGNED,
    "integral": dtypes.SIGNED + dtypes.UNSIGNED,
    "real floating": dtypes.FLOATS,
    "complex floating": dtypes.COMPLEX,
    "numeric": dtypes.SIGNED + dtypes.UNSIGNED + dtypes.INEXACT,
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
