"""gputensor as a device of PyTorch, without a patch to it: torch 2.10 or newer.

    import torch
    import gputensor.torch

    x = torch.ones(3, device="gputensor")
    model.to("gputensor")

This module is torch.gputensor, too, the module of the device, as torch.cuda is for its own. The environment variable
GPUTENSOR_DEVICE chooses the OpenCL device (README.md of gputensor says how), once a process: torch takes one device
of a kind that is registered from Python, so that "gputensor:1" is refused.

Tensors and arrays of the package share memory: gputensor.asarray(t), torch.from_dlpack(x).

What has no kernel runs on the CPU: arguments are copied to the host, results back. `fallbacks()` says what did and
how often, `config(fallback=False)` forbids it.

Random numbers are made on the device; a generator of its own, which torch.manual_seed seeds, gives each call its seed.
torch gives Python no way to make a torch.Generator(device="gputensor"), which raises, and so does
torch.accelerator.synchronize(): `gputensor.torch.synchronize()` waits for the device. There are no streams: all work
is of one queue, in order."""

from __future__ import annotations

import atexit as _atexit
import os as _os
from collections.abc import Iterator as _Iterator
from contextlib import contextmanager as _contextmanager
from typing import Any as _Any

import torch as _t
from torch.utils.backend_registration import _setup_privateuseone_for_python_backend

from .. import _torch
from . import autocast as _autocast, decomposed as _decomposed, expressions as _expressions, fallback as _fallback
from . import (
    attention as _attention,
    convolution as _convolution,
    distances as _distances,
    indexing as _indexing,
    kernels as _kernels,
    networks as _networks,
    optimizers as _optimizers,
    random as _random,
    recurrent as _recurrent,
    resampling as _resampling,
    segments as _segments,
    sharing as _sharing,
    sorting as _sorting,
    special as _special,
    storage as _storage,
)
from .random import (
    get_rng_state,
    get_rng_state_all,
    initial_seed,
    manual_seed,
    manual_seed_all,
    seed,
    seed_all,
    set_rng_state,
)

__all__ = [
    "config",
    "current_device",
    "device",
    "device_count",
    "empty_cache",
    "fallbacks",
    "get_amp_supported_dtype",
    "get_device_name",
    "get_device_properties",
    "get_rng_state",
    "get_rng_state_all",
    "initial_seed",
    "is_available",
    "is_bf16_supported",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "mem_get_info",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "reset_fallbacks",
    "seed",
    "seed_all",
    "set_device",
    "set_memory_limit",
    "set_rng_state",
    "synchronize",
    "transfers",
    "why_not",
]

_forked = False


def is_available() -> bool:
    """Whether there is an OpenCL device. `why_not()` says why there is none."""
    return _torch.device_count() > 0


def why_not() -> str:
    """Why there is no device; "" if there is one."""
    return _torch.reason()


def is_initialized() -> bool:
    """Whether the device has been used."""
    return _torch.initialized()


def __getattr__(name: str) -> bool:
    """`_initialized`, which tells torch.utils.checkpoint whether there is a state of random numbers to keep."""
    if name == "_initialized":
        return is_initialized()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def device_count() -> int:
    """1, or 0 without a device: torch takes one device of this kind a process."""
    return _torch.device_count()


def current_device() -> int:
    """0."""
    return 0


def set_device(device: _Any) -> None:
    """Accepts the one device there is."""
    _index(device)


class device:
    """`with torch.gputensor.device(0):`, as programs for several devices have it; the one there is stays the one."""

    def __init__(self, device: _Any) -> None:
        self.idx = _index(device)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: _Any) -> None:
        pass


def _index(device: _Any) -> int:
    index = device if isinstance(device, int) else _t.device(device if device is not None else "gputensor").index or 0
    if index != 0:
        raise RuntimeError(
            f"gputensor:{index}: there is one device a process, gputensor:0; GPUTENSOR_DEVICE chooses which it is"
        )
    return index


def get_device_properties(device: _Any = None) -> _Any:
    """What OpenCL says of the device: name, vendor, driver, platform, version, total_memory,
    multi_processor_count."""
    _index(device)
    return _torch.properties()


def get_device_name(device: _Any = None) -> str:
    """What its driver calls the device."""
    return get_device_properties(device).name


def synchronize(device: _Any = None) -> None:
    """Waits until the device has done all that was asked of it."""
    _index(device)
    _torch.synchronize()


def memory_stats(device: _Any = None) -> dict[str, int]:
    """Bytes used, cached, peak, limit (0: the device's memory), and how many buffers and kernels were made so far."""
    _index(device)
    return _torch.memory()


def memory_allocated(device: _Any = None) -> int:
    """Bytes that tensors and pending work have now."""
    return memory_stats(device)["used"]


def memory_reserved(device: _Any = None) -> int:
    """Bytes that tensors have or that are kept for later ones."""
    stats = memory_stats(device)
    return stats["used"] + stats["cached"]


def max_memory_allocated(device: _Any = None) -> int:
    """The largest memory_allocated so far."""
    return memory_stats(device)["peak"]


def mem_get_info(device: _Any = None) -> tuple[int, int]:
    """(bytes that this process could still take, all bytes) of the device."""
    total = memory_stats(device)["limit"] or get_device_properties().total_memory
    return max(total - memory_allocated(device), 0), total


def set_memory_limit(bytes: int) -> None:
    """How many bytes tensors may have; 0: the device's memory. More raises torch.OutOfMemoryError."""
    _torch.set_limit(bytes)


def empty_cache() -> None:
    """Gives back what is kept for later tensors."""
    _torch.trim()


def get_amp_supported_dtype() -> list[_t.dtype]:
    """The dtypes that torch.autocast("gputensor") takes."""
    return [_t.float16, _t.bfloat16]


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """True: every device holds bfloat16, and computes it in float32."""
    return True


def fallbacks() -> dict[str, int]:
    """The operators that ran on the CPU, as they have no kernel on the device, and how often."""
    return dict(_fallback.counts)


def reset_fallbacks() -> None:
    """Counts again from nothing."""
    _fallback.counts.clear()


def transfers() -> tuple[int, int]:
    """How many copies there were so far: (from host to device, from device to host)."""
    return _torch.transfers()


@_contextmanager
def _restore(before: bool) -> _Iterator[None]:
    try:
        yield
    finally:
        _fallback.allowed = before


def config(*, fallback: bool) -> _Any:
    """fallback=False: what has no kernel raises NotImplementedError, with the operator, shapes and dtypes, instead
    of running on the CPU. Takes effect at once, for all threads; `with config(fallback=False):` ends it at the end
    of the block."""
    before, _fallback.allowed = _fallback.allowed, fallback
    return _restore(before)


def _is_in_bad_fork() -> bool:
    return _forked


def _after_fork() -> None:
    global _forked
    _forked = is_initialized()


class _Hooks(_t._C._acc.PrivateUse1Hooks):
    def is_available(self) -> bool:
        return is_available()

    def has_primary_context(self, device: int) -> bool:
        return is_available()

    def is_built(self) -> bool:
        return True


def _install() -> None:
    import sys

    _torch.setup(_t, _kernels.stage, _fallback.run, _sharing.context)
    _setup_privateuseone_for_python_backend("gputensor", backend_module=sys.modules[__name__], hook=_Hooks())
    _expressions.install()
    _kernels.install()
    _sorting.install()
    _special.install()
    _decomposed.install()
    _random.install()
    _optimizers.install()
    _autocast.install()
    _storage.install()
    _sharing.install()
    _fallback.install()
    _atexit.register(_torch.leave)
    _os.register_at_fork(after_in_child=_after_fork)


_install()
