"""einops on arrays of gputensor: `import gputensor.einops`, and einops.rearrange, reduce, repeat, pack, unpack and einsum
take them. A process that has imported einops before gputensor needs no import of this module.

What einops has for the Array API standard, `einops.array_api`, takes the arrays without it.
"""

from __future__ import annotations

from typing import Any

from einops._backends import AbstractBackend

from . import creation, dtypes, joining, manipulation, repeating
from .array import ndarray
from .contraction import einsum

__all__ = ["Backend"]


class Backend(AbstractBackend):  # type: ignore[misc,unused-ignore]
    """What einops calls: it finds the subclasses of its own class by themselves."""

    framework_name = "gputensor"

    def is_appropriate_type(self, tensor: Any) -> bool:
        return isinstance(tensor, ndarray)

    def from_numpy(self, x: Any) -> Any:
        return creation.asarray(x)

    def to_numpy(self, x: Any) -> Any:
        return creation.asnumpy(x)

    def arange(self, start: int, stop: int) -> Any:
        return creation.arange(start, stop)

    def stack_on_zeroth_dimension(self, tensors: list[Any]) -> Any:
        return joining.stack(tensors)

    def add_axis(self, x: Any, new_position: int) -> Any:
        return manipulation.expand_dims(x, new_position)

    def tile(self, x: Any, repeats: Any) -> Any:
        return repeating.tile(x, repeats)

    def concat(self, tensors: list[Any], axis: int) -> Any:
        return joining.concat(tensors, axis=axis)

    def is_float_type(self, x: Any) -> bool:
        return x._number in dtypes.FLOATS

    def einsum(self, pattern: str, *x: Any) -> Any:
        return einsum(pattern, *x)
