"""Kernels of one's own: CuPy's ElementwiseKernel, ReductionKernel and RawKernel, in OpenCL C."""
from __future__ import annotations

from typing import Any


def _missing(name: str) -> Any:
    class Missing:
        def __init__(self, *_: Any, **__: Any) -> None:
            raise NotImplementedError(f"gputensor.cupy has no {name}")
    Missing.__name__ = name
    return Missing


ElementwiseKernel = _missing("ElementwiseKernel")
ReductionKernel = _missing("ReductionKernel")
RawKernel = _missing("RawKernel")
