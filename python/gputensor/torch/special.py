"""Special functions that the library has no row for, as kernels of this package: special.cl."""

from __future__ import annotations

import functools
import math
from pathlib import Path
from typing import Any

import torch

from .. import _torch
from . import fallback
from .kernels import into
from .registry import impl, op_of

UNARY = """
digamma erfinv i0 special_i0e=i0e special_i1=i1 special_i1e=i1e special_ndtri=ndtri special_log_ndtr=log_ndtr
special_erfcx=erfcx
"""
BINARY = "igamma igammac special_zeta=zeta"


@functools.cache
def program(name: str, kind: str, wide: bool) -> Any:
    source = Path(__file__).with_name("special.cl").read_text()
    options = f"-DKIND={kind} -DFUNCTION={name}" + (" -DWIDE" if wide else "")
    return _torch.program(source, "run", options)


def evaluate(name: str, kind: str, *inputs: Any) -> Any:
    """In float32, or in float64 where that is the dtype."""
    wide = any(x.dtype is torch.float64 for x in inputs)
    operands = [x.to(torch.float64 if wide else torch.float32).contiguous() for x in torch.broadcast_tensors(*inputs)]
    y = torch.empty_like(operands[0])
    if y.numel():
        _torch.run_program(program(name, kind, wide), y, *operands)
    return y


def register(op: str, name: str, kind: str) -> None:
    def run(*operands: Any, out: Any) -> Any:
        return into(out, evaluate(name, kind, *operands))

    impl(op + ".out", run)


def polygamma(n: int, x: Any, *, out: Any) -> Any:
    """(-1)^(n + 1) n! zeta(n + 1, x)"""
    if n < 0 or n > 170:
        return fallback.run(op_of("polygamma.out"), n, x, out=out)
    if n == 0:
        return into(out, evaluate("digamma", "UNARY", x))
    factor = math.factorial(n) * (1.0 if n % 2 else -1.0)
    y = evaluate("zeta", "BINARY", torch.full((), n + 1.0, device=x.device), x)
    return into(out, y * factor)


def install() -> None:
    for kind, names in (("UNARY", UNARY), ("BINARY", BINARY)):
        for entry in names.split():
            op, _, name = entry.partition("=")
            register(op, name or op, kind)
    impl("polygamma.out", polygamma)
