"""CuPy's Fourier transforms: those of gputensor.fft."""

from __future__ import annotations

from typing import Any

from .. import fft as _fft
from ..fft import *

__all__ = list(_fft.__all__)


def __getattr__(name: str) -> Any:
    raise AttributeError(f"gputensor.cupy.fft has no {name}")
