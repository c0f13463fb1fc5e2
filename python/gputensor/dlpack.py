"""DLPack: arrays of other libraries in the same process, handed over and taken.

Memory of the host is copied to the device; what lies in OpenCL memory of the same context is shared, and so are
tensors of PyTorch's device "gputensor". The deleters are the C library's, which may be called from any thread and while
the process ends.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from . import binding, errors
from .binding import lib
from .hardware import current_stream, device as find_device, devices
from .reference import Base, extension

CPU, OPENCL, EXTENSION = 1, 4, 12
NAMES = {False: b"dltensor_versioned", True: b"dltensor"}
USED = {False: b"used_dltensor_versioned", True: b"used_dltensor"}

_api = ctypes.pythonapi
_api.PyCapsule_IsValid.argtypes = [ctypes.py_object, ctypes.c_char_p]
_api.PyCapsule_GetPointer.restype = ctypes.c_void_p
_api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_api.PyCapsule_SetName.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Guest:
    """A framework whose tensors lie in memory of this library, known by addresses: DLPack's type EXTENSION. It sets
    `device`, a function that gives the Device, and `capsule`, which gives a tensor's, or None for what is no such
    tensor."""

    def __init__(self) -> None:
        self.device: Callable[[], Any] | None = None
        self.capsule: Callable[[Any], Any] | None = None


guest = Guest()


def _in_order(before: Any, after: Any) -> None:
    """Work of the stream `after` comes behind that of `before`."""
    if before is not after:
        after.wait_for(before.record())


def _is_of(x: Any, kind: int, number: int) -> bool:
    if kind == OPENCL:
        return number == x.device.number
    return kind == CPU or ((kind, number) == (EXTENSION, 0) and is_guest(x.device))


def is_guest(device: Any) -> bool:
    return guest.device is not None and guest.device() is device


def where_is(x: Any) -> tuple[int, int]:
    """x.__dlpack_device__(): of OpenCL, but of PyTorch's device where that is this one."""
    return (EXTENSION, 0) if is_guest(x.device) else (OPENCL, x.device.number)


def export(x: Any, stream: Any, max_version: Any, dl_device: Any, copy: bool | None) -> Any:
    """x.__dlpack__(): a capsule. Raises BufferError for what cannot be handed over so, ValueError for a stream."""
    if extension is None:
        raise BufferError("__dlpack__: without the extension of the package arrays can be taken, not handed over")
    if stream is not None:
        raise ValueError("__dlpack__: OpenCL has no streams to hand over; stream is None")
    kind, number = where_is(x) if dl_device is None else map(int, dl_device)
    if not _is_of(x, kind, number):
        raise BufferError(f"__dlpack__: an array of {x.device.id} is not handed over as of the device {dl_device}")
    if kind == EXTENSION and copy is None and any(apart < 0 for apart in x.strides):  # which PyTorch does not take
        copy = True
    legacy = max_version is None or max_version[0] < 1
    flags = binding.DLPACK_LEGACY if legacy else 0
    if copy is not None:
        flags |= binding.DLPACK_COPY if copy else binding.DLPACK_NO_COPY
    opts = binding.DlpackOpts(ctypes.sizeof(binding.DlpackOpts), kind, 0, flags)
    out = ctypes.c_void_p()
    status = lib.to_dlpack(x.device.queue(), ctypes.byref(out), x._pointer, ctypes.byref(opts))
    if status == binding.E_UNSUPPORTED:
        raise BufferError(str(errors.failure(status, "__dlpack__", (x,), x.device)))
    errors.check(status, "__dlpack__", (x,), x.device)
    if kind == EXTENSION:
        _in_order(current_stream(x.device), x.device.stream)
    return extension.dlpack_capsule(out.value, legacy)


def _ask(x: Any, **wishes: Any) -> Any:
    try:
        return x.__dlpack__(max_version=(1, 1), **wishes)
    except TypeError:  # of before DLPack 1.0
        return x.__dlpack__()


def from_dlpack(x: Any, /, *, device: Any = None, copy: bool | None = None) -> Any:
    """An array of what another library has: copied from the host, shared where it is OpenCL memory of this context, or
    a tensor of PyTorch's device "gputensor".

    device: where the array is to be; that of x where it is a device's, else the default one. copy: True always copies,
    False raises BufferError where a copy is needed. Raises TypeError for dtypes that there are none of here.
    """
    if isinstance(x, Base):
        from .creation import asarray

        return asarray(x, device=device, copy=copy)
    if not hasattr(x, "__dlpack_device__"):
        raise TypeError(f"from_dlpack: {type(x).__name__} has no memory to hand over: asarray() takes other data")
    where, wanted, capsule = _source(x, None if device is None else find_device(device))
    y = _take(where, capsule, copy)
    if wanted is where:
        return y
    if copy is False:
        raise BufferError(f"from_dlpack: copy=False, and the memory is of {where.id}, not {wanted.id}")
    return y.to_device(wanted)


def _source(x: Any, wanted: Any) -> tuple[Any, Any, Any]:
    """The device that takes what x has, the one that is to have it, and a capsule."""
    capsule = None if guest.capsule is None else guest.capsule(x)
    if capsule is not None and guest.device is not None:
        where = guest.device()
        _in_order(where.stream, current_stream(where))
        return where, wanted or where, capsule
    kind, number = x.__dlpack_device__()
    if kind == EXTENSION and guest.device is not None:
        where = guest.device()
    elif kind in (CPU, OPENCL):
        where = devices()[number] if kind == OPENCL else wanted or find_device(None)
    else:
        raise BufferError(f"from_dlpack: memory of a device of DLPack's type {int(kind)}: copy it to the host first")
    return where, wanted or where, _ask(x)


def _take(where: Any, capsule: Any, copy: bool | None) -> Any:
    legacy = bool(_api.PyCapsule_IsValid(capsule, NAMES[True]))
    flags = (binding.DLPACK_LEGACY if legacy else 0) | (binding.DLPACK_COPY if copy else 0)
    flags |= binding.DLPACK_NO_COPY if copy is False else 0
    opts = binding.DlpackOpts(ctypes.sizeof(binding.DlpackOpts), EXTENSION, 0, flags)
    out = ctypes.c_void_p()
    status = lib.from_dlpack(
        where.queue(), ctypes.byref(out), _api.PyCapsule_GetPointer(capsule, NAMES[legacy]), ctypes.byref(opts)
    )
    if status == binding.E_UNSUPPORTED:
        raise BufferError(str(errors.failure(status, "from_dlpack", (), where)))
    errors.check(status, "from_dlpack", (), where)
    _api.PyCapsule_SetName(capsule, USED[legacy])
    from .array import ndarray

    return ndarray._wrap(out.value, where)
