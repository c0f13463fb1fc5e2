"""Storages by themselves. torch has no way to be given an allocator from Python, so that torch.UntypedStorage(n,
device="gputensor") crashes in torch; what copies and loads storages is made of tensors here."""

from __future__ import annotations

import copy
from typing import Any

import torch

from .registry import aten


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


def pin_memory(x: torch.Tensor, device: Any = None) -> torch.Tensor:
    """A copy in memory like any other: torch takes no allocator of pinned memory from Python, and without this one
    DataLoader(pin_memory=True) would raise."""
    return x.clone()


def install() -> None:
    aten.impl("_pin_memory", pin_memory, "CPU")
    copy._deepcopy_dispatch[torch.UntypedStorage] = deepcopy  # type: ignore[attr-defined]
    torch.serialization.register_package(15, tag, load)
