"""CuPy's linear algebra: numpy.linalg's names on arrays of gputensor. Decompositions are computed on the host, by
NumPy's LAPACK: see gputensor.lapack."""

from __future__ import annotations

from typing import Any

from .. import protocols as _protocols
from ..lapack import LinAlgError

globals().update(_protocols.LINALG)

__all__ = sorted(["LinAlgError", *_protocols.LINALG])


def __getattr__(name: str) -> Any:
    raise AttributeError(f"gputensor.cupy.linalg has no {name}")
