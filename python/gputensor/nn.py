"""What networks are made of besides products and elementwise operations."""

from __future__ import annotations

import ctypes
from typing import Any

from . import binding, dtypes, errors
from .binding import lib
from .elementwise import _refuse
from .manipulation import axis_of
from .reference import Base


def _lines(operation: str, number: int, x: Any, axis: int, dtype: Any) -> Any:
    if not isinstance(x, Base):
        raise _refuse(operation, x)
    a: Any = x
    opts = binding.SoftmaxOpts(ctypes.sizeof(binding.SoftmaxOpts), 0 if dtype is None else dtypes.number_of(dtype))
    dst = ctypes.c_void_p()
    status = lib.softmax(
        a.device.queue(), number, ctypes.byref(dst), a._pointer, axis_of(axis, max(a.ndim, 1)), ctypes.byref(opts)
    )
    errors.check(status, operation, (a,), a.device)
    return type(a)._wrap(dst.value, a.device)


def softmax(x: Any, axis: int = -1, dtype: Any = None) -> Any:
    """exp(x) / sum(exp(x)) along an axis, without overflow. Integers are computed as float32.

    Raises AxisError where there is no such axis, TypeError for a dtype that is no float. Source: Blanchard, Higham,
    Higham, "Accurately computing the log-sum-exp and softmax functions", IMA J. Numer. Anal. 41, 2021.
    """
    return _lines("softmax", binding.SOFTMAX, x, axis, dtype)


def log_softmax(x: Any, axis: int = -1, dtype: Any = None) -> Any:
    """x - log(sum(exp(x))) along an axis: the logarithm of softmax(), accurate where that is near 0 or 1."""
    return _lines("log_softmax", binding.LOG_SOFTMAX, x, axis, dtype)
