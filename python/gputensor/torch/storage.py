"""Storages by themselves. torch has no way to be given an allocator from Python, so that torch.UntypedStorage(n,
device="gputensor") crashes in torch; what copies and loads storages is made of tensors here."""

from __future__ import annotations

import copy
from typing import Any

import torch

from .registry import CPU_KEYS, aten, kernel, op_of


def as_bytes(storage: Any) -> torch.Tensor:
    """A tensor of all bytes of a storage."""
    return torch.empty(0, dtype=torch.uint8, device=storage.device).set_(storage)


def deepcopy(storage: Any, memo: dict[Any, Any]) -> Any:
    if storage.device.type != "gputensor":
        return storage.__deepcopy__(memo)
    copies = memo.setdefault("torch", {})
    if storage._cdata not in copies:
        copies[storage._cdata] = as_bytes(storage).clone().untyped_storage()
    return copies[storage._cdata]


def tag(storage: Any) -> str | None:
    return "gputensor:0" if storage.device.type == "gputensor" else None


def load(storage: Any, location: str) -> Any:
    """A storage of a file, which torch has read to the host, on the device that it was saved from or that is asked
    for."""
    if not location.startswith("gputensor"):
        return None
    return as_bytes(storage).to("gputensor").untyped_storage()


@kernel("_to_copy")
def to_copy(x: torch.Tensor, *, non_blocking: bool = False, **how: Any) -> torch.Tensor:
    """torch asks for pinned memory where the host is not to wait, and there is none."""
    return op_of("_to_copy")._handle.redispatch_boxed(CPU_KEYS, x, non_blocking=False, **how)


@kernel("_has_compatible_shallow_copy_type")
def may_become(x: torch.Tensor, other: torch.Tensor) -> bool:
    """Whether x.data = other keeps x the tensor that it is. torch asks in Module.to(), which otherwise makes new
    parameters: weights that are shared would be two, and an optimizer would keep the old ones."""
    return all(t.layout == torch.strided and t.device.type != "meta" for t in (x, other))


def pin_memory(x: torch.Tensor, device: Any = None) -> torch.Tensor:
    """A copy in memory like any other: torch takes no allocator of pinned memory from Python, and without this one
    DataLoader(pin_memory=True) would raise."""
    return x.clone()


def install() -> None:
    aten.impl("_pin_memory", pin_memory, "CPU")
    copy._deepcopy_dispatch[torch.UntypedStorage] = deepcopy  # type: ignore[attr-defined]
    torch.serialization.register_package(15, tag, load)
