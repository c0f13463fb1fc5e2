"""The parts of cupy.cuda.runtime that make sense on every vendor's devices."""

from __future__ import annotations

from typing import Any

import gputensor as _gt


def getDeviceCount() -> int:
    """The number of devices."""
    return len(_gt.devices())


def getDevice() -> int:
    """The number of the default device."""
    return int(_gt.device().number)


def setDevice(device: int) -> None:
    """Makes a device the default one."""
    _gt.set_default_device(device)


def getDeviceProperties(device: int) -> dict[str, Any]:
    """name (bytes, as CuPy's), totalGlobalMem, multiProcessorCount, clockRate in kHz, sharedMemPerBlock."""
    found = _gt.device(device)
    return {
        "name": found.name.encode(),
        "totalGlobalMem": found.memory_bytes,
        "multiProcessorCount": found.compute_units,
        "clockRate": found.clock_mhz * 1000,
        "sharedMemPerBlock": found.local_bytes,
    }


def memGetInfo() -> tuple[int, int]:
    """Bytes of the default device that are free for this process, and all that there are."""
    memory = _gt.memory_info()
    return (memory.limit or memory.total) - memory.used, memory.total


def deviceSynchronize() -> None:
    """Waits for the work of the default device."""
    _gt.synchronize()


def driverGetVersion() -> str:
    """The version of the default device's driver."""
    return str(_gt.device().driver)


def __getattr__(name: str) -> Any:
    raise AttributeError(f"gputensor.cupy.cuda.runtime has no {name}")
