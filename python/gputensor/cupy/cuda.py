"""The parts of cupy.cuda that make sense on every vendor's devices."""

from __future__ import annotations

from typing import Any

import gputensor as _gt

from .. import hardware as _hardware
from . import runtime


def is_available() -> bool:
    """Whether there is a device."""
    return bool(_gt.is_available())


class Device:
    """A device by number, or the default one. In a `with` block it is the default one."""

    def __init__(self, device: Any = None) -> None:
        self._device = _gt.device(device)
        self.id = self._device.number

    def __int__(self) -> int:
        return self.id

    def __enter__(self) -> Device:
        self._before = _hardware._default
        self.use()
        return self

    def __exit__(self, *_: object) -> None:
        _gt.set_default_device(self._before)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Device) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Device {self.id}: {self._device.name}>"

    def use(self) -> None:
        """Arrays are made on this device from now on."""
        _gt.set_default_device(self._device)

    def synchronize(self) -> None:
        """Waits for its work."""
        self._device.synchronize()

    @property
    def mem_info(self) -> tuple[int, int]:
        """Bytes that are free for this process, and all that there are."""
        memory = self._device.memory()
        return (memory.limit or memory.total) - memory.used, memory.total


class Event(_gt.Event):
    """A point in a stream. `get_elapsed_time` wants two of streams of this module."""

    def __init__(self, block: bool = False, disable_timing: bool = False, interprocess: bool = False) -> None:
        if interprocess:
            raise NotImplementedError("gputensor.cupy.cuda.Event: interprocess")
        super().__init__()


def get_elapsed_time(start_event: Event, end_event: Event) -> float:
    """Milliseconds on the device between two events, both recorded in streams of this module."""
    return start_event.elapsed(end_event) * 1000


class Stream(_gt.Stream):
    """A line of work on the default device. Stream.null is the device's own."""

    def __init__(self, null: bool = False, non_blocking: bool = False, ptds: bool = False) -> None:
        super().__init__(None, profile=not null, _own=null)

    @property
    def done(self) -> bool:
        """Whether all its work is done; waits for a millisecond at most."""
        try:
            self.record().wait(0.001)
        except TimeoutError:
            return False
        return True

    def use(self) -> Stream:
        """This thread's work goes to the stream from now on."""
        if not self._own:
            self.__enter__()
        else:
            while _hardware._thread.streams:
                _hardware._thread.streams[-1].__exit__()
        return self


def get_current_stream() -> Any:
    """The stream that takes this thread's work on the default device."""
    return _gt.current_stream()


class MemoryPool:
    """The pool of the default device, or of one."""

    def __init__(self, device: Any = None) -> None:
        self._name = device

    def _of(self) -> Any:
        return _gt.device(self._name)

    def used_bytes(self) -> int:
        """Bytes that arrays and pending work have."""
        return int(self._of().memory().used)

    def free_bytes(self) -> int:
        """Bytes that are kept for later arrays."""
        return int(self._of().memory().cached)

    def total_bytes(self) -> int:
        """used_bytes() + free_bytes()."""
        return self.used_bytes() + self.free_bytes()

    def free_all_blocks(self, stream: Any = None) -> None:
        """Gives what is kept back to the device."""
        self._of().empty_cache()

    def set_limit(self, size: int | None = None, fraction: float | None = None) -> None:
        """The most that may be held, in bytes or as a part of the device's memory; 0: all. Beyond it: MemoryError."""
        if (size is None) == (fraction is None):
            raise ValueError("set_limit: size or fraction, one of the two")
        if fraction is not None:
            if not 0 <= fraction <= 1:
                raise ValueError(f"set_limit: a fraction of {fraction}")
            size = int(self._of().memory_bytes * fraction)
        assert size is not None
        if size < 0:
            raise ValueError(f"set_limit: {size} bytes")
        self._of().set_limit(size)

    def get_limit(self) -> int:
        """The limit in bytes, 0 where none is set."""
        return int(self._of().memory().limit)


class PinnedMemoryPool:
    """Memory of the host for copies, which the drivers keep here: there are no blocks of it to free."""

    def n_free_blocks(self) -> int:
        """0"""
        return 0

    def free_all_blocks(self) -> None:
        """Nothing."""


class _Null:
    """Stream.null: the own stream of what is the default device when it is asked for."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        return owner(null=True)


Stream.null = _Null()  # type: ignore[attr-defined]
_pool, _pinned_pool = MemoryPool(), PinnedMemoryPool()


def get_default_memory_pool() -> MemoryPool:
    """The pool of the default device."""
    return _pool


def get_default_pinned_memory_pool() -> PinnedMemoryPool:
    """The pool of the host's memory for copies."""
    return _pinned_pool


def __getattr__(name: str) -> Any:
    raise AttributeError(f"gputensor.cupy.cuda has no {name}")


__all__ = [
    "Device",
    "Event",
    "MemoryPool",
    "PinnedMemoryPool",
    "Stream",
    "get_current_stream",
    "get_default_memory_pool",
    "get_default_pinned_memory_pool",
    "get_elapsed_time",
    "is_available",
    "runtime",
]
