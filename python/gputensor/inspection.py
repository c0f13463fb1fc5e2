"""What the namespace can do, as the Array API standard asks it: `__array_namespace_info__()`."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import binding, dtypes, hardware
from .types import isdtype

# The data types of the standard; what else there is (float16, bfloat16) is not asked for.
NAMES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 complex64 complex128".split()


class Info:
    """Capabilities, devices and data types. Source: the section on inspection of the Array API standard, 2024.12."""

    def capabilities(self) -> dict[str, Any]:
        """Whether masks index arrays, whether shapes may depend on values, and how many axes there can be."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": binding.MAX_RANK}

    def default_device(self) -> Any:
        """The device of arrays that are made without `device=`: gputensor.device(). Raises DeviceError if there is
        none."""
        return hardware.device()

    def default_dtypes(self, *, device: Any = None) -> dict[str, np.dtype[Any]]:
        """The dtypes of arrays that are made without `dtype=`: the same on all devices."""
        hardware.device(device)
        return {
            "real floating": dtypes.DEFAULT_FLOAT,
            "complex floating": np.dtype("complex64"),
            "integral": dtypes.DEFAULT_INT,
            "indexing": dtypes.DEFAULT_INT,
        }

    def devices(self) -> list[Any]:
        """All devices: gputensor.devices()."""
        return hardware.devices()

    def dtypes(self, *, device: Any = None, kind: Any = None) -> dict[str, np.dtype[Any]]:
        """The standard's data types that a device has arrays of, by their names.

        device: the default one unless given. kind: None is all, else what isdtype() takes, a kind ("bool", "signed
        integer", "real floating", ...) or a tuple of them. Raises ValueError for others.
        """
        where = hardware.device(device)
        known = {name: np.dtype(name) for name in NAMES if np.dtype(name) in dtypes.NUMBERS}
        return {
            name: dtype
            for name, dtype in known.items()
            if where.supports(dtype) and (kind is None or isdtype(dtype, kind))
        }


def __array_namespace_info__() -> Info:  # noqa: N807
    """The object that answers the standard's questions about this namespace."""
    return Info()
