"""DLPack: arrays of other libraries in the same process, handed over and taken.

Memory of the host is copied to the device; what lies in OpenCL memory of the same context is shared. The deleters are
the C library's, which may be called from any thread and while the process ends.
"""

from __future__ import annotations

import ctypes
from typing import Any

from . import binding, errors
from .binding import lib
from .hardware import device as find_device, devices
from .reference import Base, extension

CPU, OPENCL = 1, 4
NAMES = {False: b"dltensor_versioned", True: b"dltensor"}
USED = {False: b"used_dltensor_versioned", True: b"used_dltensor"}

_api = ctypes.pythonapi
_api.PyCapsule_IsValid.argtypes = [ctypes.py_object, ctypes.c_char_p]
_api.PyCapsule_GetPointer.restype = ctypes.c_void_p
_api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_api.PyCapsule_SetName.argtypes = [ctypes.py_object, ctypes.c_char_p]


def export(x: Any, stream: Any, max_version: Any, dl_device: Any, copy: bool | None) -> Any:
    """x.__dlpack__(): a capsule. Raises BufferError for what cannot be handed over so, ValueError for a stream."""
    if extension is None:
        raise BufferError("__dlpack__: without the extension of the package arrays can be taken, not handed over")
    if stream is not None:
        raise ValueError("__dlpack__: OpenCL has no streams to hand over; stream is None")
    kind = OPENCL if dl_device is None else int(dl_device[0])
    if kind not in (CPU, OPENCL) or kind == OPENCL and dl_device is not None and dl_device[1] != x.device.number:
        raise BufferError(f"__dlpack__: an array of {x.device.id} is not handed over as of the device {dl_device}")
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
    return extension.dlpack_capsule(out.value, legacy)


def _ask(x: Any, **wishes: Any) -> Any:
    try:
        return x.__dlpack__(max_version=(1, 1), **wishes)
    except TypeError:  # of before DLPack 1.0
        return x.__dlpack__()


def from_dlpack(x: Any, /, *, device: Any = None, copy: bool | None = None) -> Any:
    """An array of what another library has: copied from the host, shared where it is OpenCL memory of this context.

    device: where the array is to be; that of x where it is a device's, else the default one. copy: True always copies,
    False raises BufferError where a copy is needed. Raises TypeError for dtypes that there are none of here.
    """
    if isinstance(x, Base):
        from .creation import asarray

        return asarray(x, device=device, copy=copy)
    if not hasattr(x, "__dlpack_device__"):
        raise TypeError(f"from_dlpack: {type(x).__name__} has no memory to hand over: asarray() takes other data")
    kind, number = x.__dlpack_device__()
    if kind not in (CPU, OPENCL):
        raise BufferError(f"from_dlpack: memory of a device of DLPack's type {int(kind)}: copy it to the host first")
    where = devices()[number] if kind == OPENCL and device is None else find_device(device)
    capsule = _ask(x)
    legacy = bool(_api.PyCapsule_IsValid(capsule, NAMES[True]))
    flags = (binding.DLPACK_LEGACY if legacy else 0) | (binding.DLPACK_COPY if copy else 0)
    flags |= binding.DLPACK_NO_COPY if copy is False else 0
    opts = binding.DlpackOpts(ctypes.sizeof(binding.DlpackOpts), 0, 0, flags)
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
