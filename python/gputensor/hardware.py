"""Devices, streams of work on them, events, and how things are configured.

An array stays on its device; there is no current device, only a default one for arrays that are made of nothing. Work
goes to the device's own stream, or in a `with stream:` block, in that thread, to the stream.
"""

from __future__ import annotations

import atexit
import ctypes
import threading
import weakref
from typing import Any, NamedTuple

from . import binding, dtypes, errors
from .binding import lib
from .errors import DeviceError, check
from .reference import DeviceBase, extension

TYPES = {
    binding.DEVICE_CPU: "cpu",
    binding.DEVICE_GPU: "gpu",
    binding.DEVICE_ACCELERATOR: "accelerator",
    binding.DEVICE_OTHER: "other",
}


class Memory(NamedTuple):
    """Memory of a device in bytes.

    used: what arrays and pending work have; cached: kept for later arrays; peak: the most that was used so far; limit:
    what may be held, 0 where none is set; total: what the device has; max_array: the largest array.
    """

    used: int
    cached: int
    peak: int
    limit: int
    total: int
    max_array: int


class _Thread(threading.local):
    def __init__(self) -> None:
        self.streams: list[Stream] = []


_thread = _Thread()
_lock = threading.RLock()


def _override(step: int) -> None:
    """Counts the `with stream:` blocks of all threads, so that without any nobody looks for one."""
    global overrides
    with _lock:
        overrides += step
        if extension is not None:
            extension.set_overrides(overrides)


overrides = 0


class Device(DeviceBase):  # type: ignore[misc,unused-ignore]
    """An OpenCL device. `gputensor.devices()` lists them.

    Attributes: id ("gpu:0"), name, vendor, driver, platform, version, type ("cpu", "gpu", "accelerator", "other"),
    compute_units, clock_mhz, unified_memory, memory_bytes, max_alloc_bytes, local_bytes.
    """

    number: int
    id: str
    name: str
    vendor: str
    driver: str
    platform: str
    version: str
    type: str
    compute_units: int
    clock_mhz: int
    memory_bytes: int
    max_alloc_bytes: int
    local_bytes: int
    unified_memory: bool
    _queue: int

    def __init__(self, number: int) -> None:
        desc = binding.DeviceDesc(ctypes.sizeof(binding.DeviceDesc))
        check(lib.device_describe(number, ctypes.byref(desc)))
        self.number = number
        for name in ("id", "name", "vendor", "driver", "platform", "version"):
            setattr(self, name, getattr(desc, name).decode(errors="replace"))
        for name in ("compute_units", "clock_mhz", "memory_bytes", "max_alloc_bytes", "local_bytes"):
            setattr(self, name, getattr(desc, name))
        self.unified_memory = bool(desc.unified_memory)
        self.type = TYPES.get(desc.type, "other")
        self._support = bytes(desc.support)
        self._context = 0
        self._stream: Stream | None = None
        self._left: list[int] = []  # events after the work of streams that are gone

    def __repr__(self) -> str:
        return f"Device({self.id!r}, {self.name!r}, {self.memory_bytes / 2**30:.3g} GiB)"

    def __str__(self) -> str:
        return self.id

    def __reduce__(self) -> Any:
        return device, (self.id,)

    def supports(self, dtype: Any) -> bool:
        """Whether the device has arrays of a dtype."""
        return self._support[dtypes.number_of(dtype)] != binding.SUPPORT_NONE

    def _open(self) -> int:
        """The queue of the device, which is opened at its first use."""
        with _lock:
            if not self._queue:
                context = ctypes.c_void_p()
                check(lib.context_create(ctypes.byref(context), self.number, None))
                self._context = context.value or 0
                self._queue = lib.context_queue(context)
            return self._queue

    def queue(self) -> int:
        """The address of the gt_queue that takes the work of this thread."""
        if overrides:
            for stream in reversed(_thread.streams):
                if stream.device is self:
                    return stream._address()
        return self._queue or self._open()

    def context(self) -> int:
        """The address of the gt_context of the device."""
        if not self._queue:
            self._open()
        return self._context

    @property
    def stream(self) -> Stream:
        """The device's own stream, which takes all work outside of `with stream:` blocks."""
        if self._stream is None:
            self._stream = Stream(self, _own=True)
        return self._stream

    def synchronize(self) -> None:
        """Waits until the work of this thread's stream on the device is done, and raises what failed of it."""
        check(lib.queue_finish(self.queue()), "synchronize", device=self)

    def memory(self) -> Memory:
        """What of its memory is used now, by this process."""
        stats = binding.ContextStats(ctypes.sizeof(binding.ContextStats))
        check(lib.context_statistics(self.context(), ctypes.byref(stats)))
        return Memory(stats.used, stats.cached, stats.peak, stats.limit, self.memory_bytes, self.max_alloc_bytes)

    def statistics(self) -> dict[str, int]:
        """All counters of the context: memory, allocations, kernels compiled and kept."""
        stats = binding.ContextStats(ctypes.sizeof(binding.ContextStats))
        check(lib.context_statistics(self.context(), ctypes.byref(stats)))
        return {field[0]: getattr(stats, field[0]) for field in binding.ContextStats._fields_[2:]}

    def set_limit(self, limit: int = 0) -> None:
        """Arrays of the device take at most so many bytes; 0: what the device has. Beyond it: MemoryError."""
        check(lib.context_set_limit(self.context(), int(limit)), "set_limit", device=self)

    def empty_cache(self, keep: int = 0) -> None:
        """Gives memory that is kept for later arrays back to the device, but for `keep` bytes."""
        check(lib.context_trim(self.context(), int(keep)), "empty_cache", device=self)

    def _leave(self, event: int) -> None:
        with _lock:
            for each in [each for each in self._left if lib.event_done(each)]:
                self._left.remove(each)
                lib.event_free(each)
            self._left.append(event)

    def release(self) -> None:
        """Gives memory pool and kernels of the device back; the next use makes new ones.

        Arrays that were made before can still be copied to the host, and nothing else: operations on them raise
        ValueError. PyTorch, where it has begun to work on the device, stays with the old ones, and its tensors and new
        arrays no longer share memory.
        """
        with _lock:
            context, self._context, self._queue, self._stream = self._context, 0, 0, None
        if context:
            lib.context_free(context)


def _device_count() -> int:
    return int(lib.device_count())


_devices: list[Device] = []
_default: Device | None = None


def devices() -> list[Device]:
    """All devices, in the order of their numbers; none where there is no driver (show_config says why)."""
    with _lock:
        while len(_devices) < _device_count():
            _devices.append(Device(len(_devices)))
        return list(_devices)


def is_available() -> bool:
    """Whether there is an OpenCL device. Never raises, whatever drivers there are."""
    return bool(lib.is_available(None))


def device(name: Any = None) -> Device:
    """A device by its id ("gpu:0"), number, type ("gpu"), or a part of its name; None: the default one.

    The default is what `set_default_device` was told, else what the environment variable GPUTENSOR_DEVICE names, else
    a GPU before an accelerator before a CPU. Raises DeviceError where there is no such device.
    """
    if isinstance(name, Device):
        return name
    if name is None and _default is not None:
        return _default
    if name is not None and not isinstance(name, (str, int)):
        raise TypeError(f"gputensor: a device is a Device, a name or a number, not {type(name).__name__}")
    number = lib.device_find(None if name is None else str(name).encode())
    if number < 0:
        raise errors.failure(number, "device")
    if number >= len(_devices):
        devices()
    return _devices[number]


def set_default_device(name: Any) -> None:
    """Arrays that are made without `device=` are made there; None: what GPUTENSOR_DEVICE names, or the best one."""
    global _default
    _default = None if name is None else device(name)


def memory_info(name: Any = None) -> Memory:
    """What of a device's memory is used, cached, and left: a named tuple of bytes."""
    return device(name).memory()


def empty_cache(name: Any = None) -> None:
    """Gives memory of freed arrays, which is kept for later ones, back to the device."""
    device(name).empty_cache()


def synchronize(name: Any = None) -> None:
    """Waits for the work of a device, and raises what failed of it."""
    device(name).synchronize()


class Event:
    """A point in a stream, which is reached when all work before it is done."""

    def __init__(self) -> None:
        self._pointer = 0
        self.device: Device | None = None

    def __del__(self) -> None:
        if self._pointer and lib is not None:
            lib.event_free(self._pointer)

    def record(self, stream: Stream | None = None) -> Event:
        """Puts the event behind the work of a stream, by default of this thread's on the default device."""
        stream = stream or current_stream()
        out = ctypes.c_void_p()
        check(lib.event_record(stream._address(), ctypes.byref(out)), "Event.record", device=stream.device)
        if self._pointer:
            lib.event_free(self._pointer)
        self._pointer, self.device = out.value or 0, stream.device
        return self

    def _recorded(self) -> int:
        if not self._pointer:
            raise ValueError("gputensor: the event was not recorded: event.record(stream)")
        return self._pointer

    @property
    def done(self) -> bool:
        """Whether the event is reached; does not wait."""
        return bool(check(lib.event_done(self._recorded()), "Event.done"))

    def wait(self, timeout: float | None = None) -> None:
        """Waits until the event is reached, at most `timeout` seconds. Raises TimeoutError after them."""
        if timeout is not None and not timeout >= 0:
            raise ValueError(f"Event.wait: a timeout of {timeout} seconds")
        nanoseconds = -1 if timeout is None else int(min(timeout, 2.0**32) * 1e9)
        check(lib.event_wait(self._recorded(), nanoseconds), "Event.wait")

    synchronize = wait

    def elapsed(self, end: Event) -> float:
        """Seconds on the device from this event to `end`; both of streams made with profile=True. Waits for both."""
        out = ctypes.c_int64()
        check(lib.event_elapsed(self._recorded(), end._recorded(), ctypes.byref(out)), "Event.elapsed")
        return out.value * 1e-9


class Stream:
    """A line of work on a device. Work of one stream runs in order, of two in any order or at once.

        with gputensor.Stream("gpu:0") as s:
            y = x @ w
        s.wait()

    Arrays may be used on another stream after `other.wait_for(s.record())`. `profile=True` lets its events measure
    time on the device. Arrays stay good when their stream is gone.
    """

    def __init__(self, name: Any = None, profile: bool = False, _own: bool = False) -> None:
        self.device = device(name)
        self._own = _own
        self._pointer = 0
        if not _own:
            out = ctypes.c_void_p()
            opts = binding.QueueOpts(ctypes.sizeof(binding.QueueOpts), int(profile), 0, 0)
            check(
                lib.queue_create(ctypes.byref(out), self.device.context(), ctypes.byref(opts)),
                "Stream",
                device=self.device,
            )
            self._pointer = out.value or 0
            _streams.add(self)

    def __del__(self) -> None:
        if getattr(self, "_pointer", 0) and lib is not None:
            self.close()

    def _address(self) -> int:
        if self._own:
            return self.device._queue or self.device._open()
        if not self._pointer:
            raise ValueError("gputensor: the stream is closed")
        return self._pointer

    def close(self) -> None:
        """Gives the queue back. Its pending work still runs; using the stream again raises ValueError."""
        pointer, self._pointer = self._pointer, 0
        if pointer:
            event = ctypes.c_void_p()
            if lib.event_record(pointer, ctypes.byref(event)) == 0:
                self.device._leave(event.value or 0)
            lib.queue_free(pointer)

    def __enter__(self) -> Stream:
        self._address()
        _thread.streams.append(self)
        _override(1)
        return self

    def __exit__(self, *_: object) -> None:
        _thread.streams.pop()
        _override(-1)

    def record(self, event: Event | None = None) -> Event:
        """An event after all work so far."""
        return (event or Event()).record(self)

    def wait_for(self, event: Event) -> None:
        """Later work of this stream comes after the event. Does not wait itself."""
        check(lib.queue_wait(self._address(), event._recorded()), "Stream.wait_for", device=self.device)

    wait_event = wait_for

    def flush(self) -> None:
        """Has the device start what there is to do, without waiting for it."""
        check(lib.queue_flush(self._address()), "Stream.flush", device=self.device)

    def wait(self) -> None:
        """Waits until all work of the stream is done, and raises what failed of it."""
        check(lib.queue_finish(self._address()), "Stream.wait", device=self.device)

    synchronize = wait


stream = Stream
_streams: weakref.WeakSet[Stream] = weakref.WeakSet()


@atexit.register
def _finish() -> None:
    """Waits for all work before the process ends: some drivers crash if it ends under their threads."""
    for each in list(_streams):
        if each._pointer:
            lib.queue_finish(each._pointer)
    for where in _devices:
        if where._queue:
            lib.queue_finish(where._queue)
        for event in where._left:
            lib.event_wait(event, -1)


def current_stream(name: Any = None) -> Stream:
    """The stream that takes this thread's work on a device."""
    where = device(name)
    for found in reversed(_thread.streams):
        if found.device is where:
            return found
    return where.stream


class config:
    """Settings, for good or for a block: `gputensor.config(allow_implicit_transfer=True)`, or with it in `with`.

    allow_implicit_transfer: `numpy.asarray(x)`, and what calls it, copies to the host instead of raising
    ImplicitTransferError. NumPy's functions do so where there is none of the device, or an array of the host beside:
    their results are arrays of the host then.
    """

    allow_implicit_transfer = False

    def __init__(self, **settings: Any) -> None:
        for name in settings:
            if name.startswith("_") or not hasattr(config, name):
                raise TypeError(f"gputensor.config: no setting is named {name}")
        self._before = {name: getattr(config, name) for name in settings}
        for name, value in settings.items():
            setattr(config, name, value)

    def __enter__(self) -> config:
        return self

    def __exit__(self, *_: object) -> None:
        for name, value in self._before.items():
            setattr(config, name, value)


def show_config() -> str:
    """Prints library, extension, devices, and where there are none why and what to install. Returns the text."""
    why = ctypes.c_char_p()
    available = lib.is_available(ctypes.byref(why))
    how = "no: everything goes through ctypes" if extension is None else "yes"
    lines = [f"gputensor {lib.version_string().decode()}", f"library    {lib.path}", f"extension  {how}"]
    if available:
        best = device()
        for each in devices():
            float64 = "float64" if each.supports("float64") else "no float64"
            lines.append(
                f"device     {each.id}: {each.name}, {each.memory_bytes / 2**30:.3g} GiB, {float64}, "
                f"{each.platform}, {each.version}{' (the default)' if each is best else ''}"
            )
    else:
        lines += [
            f"device     none: {(why.value or b'').decode(errors='replace')}",
            "           For a GPU install its vendor's driver with OpenCL (NVIDIA: the driver has it; AMD: ROCm or "
            "Mesa's rusticl; Intel: intel-opencl-icd),",
            "           and the loader, libOpenCL.so.1 (Debian, Ubuntu: ocl-icd-libopencl1). For the CPU: "
            "pocl-opencl-icd.",
        ]
    text = "\n".join(lines)
    print(text)
    return text


__all__ = [
    "Device",
    "DeviceError",
    "Event",
    "Memory",
    "Stream",
    "config",
    "current_stream",
    "device",
    "devices",
    "empty_cache",
    "is_available",
    "memory_info",
    "set_default_device",
    "show_config",
    "stream",
    "synchronize",
]
