"""Data types: always `numpy.dtype`. bfloat16 is that of the package ml_dtypes, which `gputensor[bfloat16]` installs."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from . import binding, errors
from .binding import lib

NAMES = {
    binding.BOOL: "bool",
    binding.I8: "int8",
    binding.I16: "int16",
    binding.I32: "int32",
    binding.I64: "int64",
    binding.U8: "uint8",
    binding.U16: "uint16",
    binding.U32: "uint32",
    binding.U64: "uint64",
    binding.F16: "float16",
    binding.F32: "float32",
    binding.F64: "float64",
    binding.C64: "complex64",
    binding.C128: "complex128",
}
DTYPES: dict[int, np.dtype[Any]] = {number: np.dtype(name) for number, name in NAMES.items()}
NUMBERS: dict[Any, int] = {dtype: number for number, dtype in DTYPES.items()}
DEFAULT_FLOAT = np.dtype("float32")
DEFAULT_INT = np.dtype("int64")
FLOATS = (binding.F16, binding.BF16, binding.F32, binding.F64)
COMPLEX = (binding.C64, binding.C128)
INEXACT = FLOATS + COMPLEX
PARTS = {binding.C64: binding.F32, binding.C128: binding.F64}  # the dtype of real and imaginary parts
UNSIGNED = (binding.U8, binding.U16, binding.U32, binding.U64)
SIGNED = (binding.I8, binding.I16, binding.I32, binding.I64)


def bfloat16() -> np.dtype[Any]:
    """The dtype bfloat16. Raises TypeError, which says what to install, where ml_dtypes is not there."""
    if binding.BF16 not in DTYPES:
        try:
            import ml_dtypes
        except ImportError:
            raise TypeError(
                "gputensor: numpy has no bfloat16, ml_dtypes has one: pip install 'gputensor[bfloat16]'"
            ) from None
        DTYPES[binding.BF16] = np.dtype(ml_dtypes.bfloat16)
        NUMBERS[DTYPES[binding.BF16]] = binding.BF16
    return DTYPES[binding.BF16]


def dtype_of(number: int) -> np.dtype[Any]:
    """The numpy.dtype of a number of the C library."""
    found = DTYPES.get(number)
    return bfloat16() if found is None else found


def number_of(dtype: Any) -> int:
    """The C library's number of a dtype, given as NumPy takes it. Raises TypeError where there is none."""
    try:
        number = NUMBERS.get(dtype)
    except TypeError:
        number = None
    if number is not None and isinstance(dtype, np.dtype):
        return number
    if isinstance(dtype, str) and dtype == "bfloat16":
        dtype = bfloat16()
    asked = np.dtype(dtype)
    number = NUMBERS.get(asked)
    if number is None and asked.name == "bfloat16":
        bfloat16()
        number = NUMBERS.get(asked)
    if number is None and asked.newbyteorder("=") in NUMBERS:
        number = NUMBERS[asked.newbyteorder("=")]
    if number is None:
        raise TypeError(f"gputensor: no arrays of dtype {asked}: there are {', '.join(NAMES.values())} and bfloat16")
    return number


def common(*numbers: int) -> int:
    """gt_result_type. Raises TypeError where there is none: uint64 beside a signed integer."""
    out = ctypes.c_int32()
    errors.check(
        lib.result_type(
            binding.Int32s[len(numbers)](*numbers) if len(numbers) <= 16 else (ctypes.c_int32 * len(numbers))(*numbers),
            len(numbers),
            ctypes.byref(out),
        ),
        "result_type",
        [dtype_of(n) for n in numbers if n < binding.WEAK_BOOL],
    )
    return out.value


def same_kind(source: int, target: int) -> bool:
    """Whether values of one dtype may be stored as another without changing what they are: NumPy's "same_kind"."""
    rank = {**dict.fromkeys(UNSIGNED, 1), **dict.fromkeys(SIGNED, 2), **dict.fromkeys(FLOATS, 3)}
    rank.update(dict.fromkeys(COMPLEX, 4))
    return rank.get(source, 0) <= rank.get(target, 0)


def check_casting(casting: Any) -> None:
    """Raises ValueError for what is no casting= of NumPy's."""
    if casting not in ("no", "equiv", "safe", "same_kind", "unsafe"):
        raise ValueError(f"gputensor: casting is no, equiv, safe, same_kind or unsafe, not {casting!r}")


def may_cast(source: int, target: int, casting: str) -> bool:
    """Whether values of one dtype may be stored as another by NumPy's casting=. Raises ValueError for no such rule."""
    if casting == "same_kind":
        return same_kind(source, target)
    check_casting(casting)
    if casting == "safe" and source != target:
        return np.can_cast(dtype_of(source), dtype_of(target))
    return casting == "unsafe" or source == target
