"""What every array is at its base: a handle of the C library, its device, and facts about it, by ctypes alone.

The extension `_core` has the same class in C, with operators that call the library without a detour. `Base` and the
functions below are those of the extension where it is there, else, or with GPUTENSOR_EXTENSION=off, those of this file.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any

import numpy as np

from . import binding, dtypes
from .binding import lib
from .errors import check

slow_binary: Any = None
slow_inplace: Any = None
slow_unary: Any = None


class ReferenceBase:
    """A tensor of the C library."""

    __slots__ = ("_pointer", "device", "_facts", "__weakref__")
    _pointer: int
    device: Any
    _facts: Any

    @classmethod
    def _wrap(cls, pointer: int, device: Any) -> Any:
        self = object.__new__(cls)
        self._pointer = pointer
        self.device = device
        self._facts = None
        return self

    def __del__(self) -> None:
        pointer = getattr(self, "_pointer", 0)
        if pointer and lib is not None:
            lib.tensor_free(pointer)

    def _describe(self) -> Any:
        if self._facts is None:
            desc = binding.TensorDesc(ctypes.sizeof(binding.TensorDesc))
            check(lib.tensor_describe(self._pointer, ctypes.byref(desc)))
            dtype = dtypes.dtype_of(desc.dtype)
            strides = tuple(stride * dtype.itemsize for stride in desc.strides[: desc.rank])
            self._facts = (
                desc.dtype,
                dtype,
                tuple(desc.shape[: desc.rank]),
                strides,
                desc.count,
                bool(desc.contiguous),
                desc.offset,
            )
        return self._facts

    @property
    def _number(self) -> int:
        return int(self._describe()[0])

    @property
    def dtype(self) -> np.dtype[Any]:
        """The data type, a numpy.dtype."""
        return self._describe()[1]

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of each axis."""
        return self._describe()[2]

    @property
    def strides(self) -> tuple[int, ...]:
        """How many bytes neighbours along each axis lie apart; negative where a view runs backwards."""
        return self._describe()[3]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self._describe()[2])

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self._describe()[4])

    @property
    def _contiguous(self) -> bool:
        return bool(self._describe()[5])

    @property
    def _offset(self) -> int:
        return int(self._describe()[6])


def _operators() -> None:
    """Python's operators: `slow_binary(symbol, a, b)`, `slow_unary`, `slow_inplace` of the module operators."""

    def binary(symbol: str) -> Any:
        return (lambda self, other: slow_binary(symbol, self, other)), (
            lambda self, other: slow_binary(symbol, other, self)
        )

    for name, symbol in BINARY.items():
        forward, backward = binary(symbol)
        setattr(ReferenceBase, f"__{name}__", forward)
        setattr(ReferenceBase, f"__r{name}__", backward)
        setattr(
            ReferenceBase,
            f"__i{name}__",
            (lambda symbol: lambda self, other: slow_inplace(symbol, self, other))(symbol),
        )
    for name, symbol in COMPARE.items():
        setattr(ReferenceBase, f"__{name}__", binary(symbol)[0])
    for name, symbol in UNARY.items():
        setattr(ReferenceBase, f"__{name}__", (lambda symbol: lambda self: slow_unary(symbol, self))(symbol))
    setattr(ReferenceBase, "__hash__", None)


BINARY = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "matmul": "@",
    "and": "&",
    "or": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
}
COMPARE = {"lt": "<", "le": "<=", "eq": "==", "ne": "!=", "gt": ">", "ge": ">="}
UNARY = {"neg": "-", "pos": "+", "abs": "abs", "invert": "~"}
_operators()


class ReferenceDevice:
    """What the extension looks at: `_queue`, the address of the queue of the device, 0 before its first use."""

    _queue = 0


def _extension() -> Any:
    if os.environ.get("GPUTENSOR_EXTENSION") == "off":
        return None
    try:
        import importlib

        return importlib.import_module("gputensor._core")
    except ImportError:
        return None


extension: Any = _extension()
Base: Any = ReferenceBase if extension is None else extension.Base
DeviceBase: Any = ReferenceDevice if extension is None else extension.DeviceBase
if extension is not None:
    extension.set_dtypes(dtypes.DTYPES, dtypes.dtype_of)


def set_slow(binary: Any, unary: Any, inplace: Any) -> None:
    """Tells the operators what to call for all that they do not do themselves."""
    global slow_binary, slow_unary, slow_inplace
    slow_binary, slow_unary, slow_inplace = binary, unary, inplace
    if extension is not None:
        extension.set_slow(binary, unary, inplace)
