"""What a failed call of the C library becomes: the exception that a user of NumPy expects, with all that is known."""

from __future__ import annotations

import ctypes
from typing import Any, NoReturn

from . import binding
from .binding import lib


class ImplicitTransferError(TypeError):
    """An array of a device stands where an array of the host is wanted, or the other way round.

    Nothing is copied between the two unless the program says so: `gputensor.asnumpy(x)` or `x.get()` copies to the
    host, `gputensor.asarray(a, device=...)` to a device.
    """


class DeviceError(RuntimeError):
    """There is no such device, or it failed."""


class BuildError(RuntimeError):
    """A kernel did not compile. The message has the compiler's log where there is one."""


EXCEPTIONS: dict[int, type[Exception]] = {
    binding.E_ARGUMENT: ValueError,
    binding.E_SHAPE: ValueError,
    binding.E_DTYPE: TypeError,
    binding.E_UNSUPPORTED: NotImplementedError,
    binding.E_NO_DEVICE: DeviceError,
    binding.E_OUT_OF_MEMORY: MemoryError,
    binding.E_BUILD: BuildError,
    binding.E_DEVICE: DeviceError,
    binding.E_CONTEXT: ValueError,
    binding.E_INDEX: IndexError,
    binding.E_IO: OSError,
    binding.E_FORMAT: ValueError,
    binding.E_TIMEOUT: TimeoutError,
    binding.E_FORKED: RuntimeError,
    binding.E_INTERNAL: RuntimeError,
    binding.E_OPERATION: NotImplementedError,
    binding.E_HOST_SIZE: ValueError,
    binding.E_MISSING_DTYPE: TypeError,
}


def last_error() -> binding.Error:
    """The record of this thread's last failure."""
    error = binding.Error(ctypes.sizeof(binding.Error))
    lib.last_error_get(ctypes.byref(error))
    return error


def describe(operand: Any) -> str:
    """An operand in a message: `float32 (2, 3)` of an array, else the value."""
    if hasattr(operand, "_pointer"):
        return f"{operand.dtype} {operand.shape}"
    if isinstance(operand, str):
        return operand
    text = repr(operand)
    return text if len(text) < 40 else type(operand).__name__


def failure(status: int, operation: str = "", operands: Any = (), device: Any = None) -> Exception:
    """The exception for a status, with the library's message, the operands and the device."""
    error = last_error()
    message = error.message.decode() if error.status == status else f"status {status}"
    if operation and operation not in message:
        message = f"{operation}: {message}"
    where = [describe(operand) for operand in operands]
    if device is not None:
        where.append(f"on {device.id}")
    if where:
        message += f" [{', '.join(where)}]"
    exception = EXCEPTIONS.get(status, RuntimeError)(message)
    exception.status = status  # type: ignore[attr-defined]
    return exception


def fail(status: int, operation: str = "", operands: Any = (), device: Any = None) -> NoReturn:
    """Raises the exception for a status."""
    raise failure(status, operation, operands, device)


def check(status: int, operation: str = "", operands: Any = (), device: Any = None) -> int:
    """Returns the status if it is none of a failure, and raises what it stands for if it is."""
    if status < 0:
        raise failure(status, operation, operands, device)
    return status
