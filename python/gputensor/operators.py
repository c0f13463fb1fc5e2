"""Python's operators on arrays. The extension does what is common by itself and comes here with the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import binding, dtypes
from .creation import full
from .elementwise import OPERATIONS, apply, check_out, function, is_scalar, result_number
from .hardware import config
from .reference import Base, extension, set_slow

NUMERIC = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "//": "floor_divide",
    "%": "remainder",
    "**": "pow",
    "&": "bitwise_and",
    "|": "bitwise_or",
    "^": "bitwise_xor",
    "<<": "bitwise_left_shift",
    ">>": "bitwise_right_shift",
    "<": "less",
    "<=": "less_equal",
    "==": "equal",
    "!=": "not_equal",
    ">": "greater",
    ">=": "greater_equal",
}


def _row(symbol: str) -> Any:
    name = NUMERIC[symbol]
    row = OPERATIONS.get(name)
    if row is None:
        function(name)
    return row


def binary(symbol: str, a: Any, b: Any) -> Any:
    """a symbol b, one of the two an array; NotImplemented where the other is nothing that is known here."""
    other = b if isinstance(a, Base) else a
    if other is None and symbol in ("==", "!="):  # no element is None
        return full(a.shape, symbol == "!=", dtype="bool", device=a.device)
    if not isinstance(other, Base) and not is_scalar(other) and not isinstance(other, np.ndarray):
        return NotImplemented
    if config.allow_implicit_transfer and isinstance(other, np.ndarray) and other.ndim:
        return NotImplemented  # numpy's operator then asks __array_ufunc__
    if symbol == "@":
        from .linear import matmul

        return matmul(a, b)
    return apply(_row(symbol), (a, b))


def inplace(symbol: str, a: Any, b: Any) -> Any:
    """a symbol= b: the result is stored in a, whose dtype and shape stay."""
    if not isinstance(b, Base) and not is_scalar(b) and not isinstance(b, np.ndarray):
        return NotImplemented
    if symbol == "@":
        from .linear import matmul

        return matmul(a, b, out=a)
    row = _row(symbol)
    if isinstance(b, np.ndarray):
        apply(row, (a, b))  # raises
    check_out(row.name, a, result_number(row, (a, b)))
    return apply(row, (a, b), out=a, casting="unsafe")


def unary(symbol: str, a: Any, _: Any = None) -> Any:
    """-a, +a, abs(a), ~a."""
    if symbol == "+":
        if a._number == binding.BOOL:
            raise TypeError("positive: bool is no number")
        return a.copy()
    if symbol == "~" and a._number in dtypes.INEXACT:
        raise TypeError(f"bitwise_invert: no bits of {a.dtype} are inverted")
    name = {"-": "negative", "abs": "absolute", "~": "bitwise_invert"}[symbol]
    if name == "absolute":
        if a._number == binding.BOOL:
            return a.copy()
        name = "abs"
    return function(name)(a)


set_slow(binary, unary, inplace)
if extension is not None:
    _rows = {**NUMERIC, "neg": "negative", "abs": "abs", "invert": "bitwise_invert"}
    extension.set_operations({symbol: OPERATIONS[row].number for symbol, row in _rows.items() if row in OPERATIONS})
