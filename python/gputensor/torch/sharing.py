"""Tensors and arrays of the package share their memory, by DLPack: gputensor.asarray(t), and the other way round
torch.from_dlpack(x)."""

from __future__ import annotations

import functools
from typing import Any

import torch
from torch.utils.dlpack import to_dlpack

from .. import dlpack, errors, hardware
from ..binding import lib


@functools.cache
def device() -> hardware.Device:
    """The device of arrays that torch's is, once and for all."""
    number = lib.device_find(None)
    if number < 0:
        raise errors.failure(number, "gputensor.torch")
    return hardware.devices()[number]


def context() -> int:
    return device().context()


def capsule(x: Any) -> Any:
    """torch's own __dlpack__ asks for DLPack's type of the device, of which it knows none for this one."""
    if not isinstance(x, torch.Tensor) or x.device.type != "gputensor":
        return None
    if x.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    if x.layout != torch.strided or x.is_conj() or x.is_neg():
        raise BufferError("from_dlpack: a sparse tensor, or marked as conjugate or negative: x.resolve_conj()")
    return to_dlpack(x)


def install() -> None:
    dlpack.guest.device, dlpack.guest.capsule = device, capsule
