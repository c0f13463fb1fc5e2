"""What has no kernel on the device runs on the CPU: arguments are copied there, results and what was written are
copied back. Counted, and refused on demand."""

from __future__ import annotations

import threading
from typing import Any

import torch

from .registry import everything, name_of

counts: dict[str, int] = {}
allowed = True
lock = threading.Lock()


def describe(x: Any) -> str:
    if isinstance(x, torch.Tensor):
        return f"{str(x.dtype).removeprefix('torch.')}{list(x.shape)}"
    if isinstance(x, (list, tuple)) and any(isinstance(e, torch.Tensor) for e in x):
        return "[" + ", ".join(map(describe, x)) + "]"
    return repr(x)


def refuse(op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    given = [describe(a) for a in args] + [f"{k}={describe(v)}" for k, v in kwargs.items()]
    raise NotImplementedError(
        f"aten::{name_of(op)}({', '.join(given)}): gputensor has no kernel for it, and "
        "gputensor.torch.config(fallback=False) forbids to run it on the CPU"
    )


class Host:
    """Copies of tensors in host memory, one for each."""

    def __init__(self) -> None:
        self.copies: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

    def __call__(self, x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            if x.device.type != "gputensor":
                return x
            if id(x) not in self.copies:
                self.copies[id(x)] = (x, x.to("cpu"))
            return self.copies[id(x)][1]
        if isinstance(x, (list, tuple)):
            return type(x)(map(self, x))
        return torch.device("cpu") if isinstance(x, torch.device) else x

    def write_back(self, x: Any, written: dict[int, torch.Tensor]) -> None:
        for t in x if isinstance(x, (list, tuple)) else (x,):
            if id(t) not in self.copies:
                continue
            host = self.copies[id(t)][1]
            if t.shape != host.shape:
                t.resize_(host.shape)
            t.copy_(host)
            written[id(host)] = t


def tensor_of(argument: Any, value: Any) -> Any:
    """torch hands over the numbers of x ^ 2 as numbers where the operator takes tensors."""
    return (
        torch.tensor(value) if type(value) in (bool, int, float, complex) and "Tensor" in str(argument.type) else value
    )


def run(op: Any, *args: Any, **kwargs: Any) -> Any:
    if not allowed:
        refuse(op, args, kwargs)
    name = name_of(op)
    with lock:
        counts[name] = counts.get(name, 0) + 1
    host = Host()
    args = tuple(tensor_of(a, v) for a, v in zip(op._schema.arguments, args))
    result = op(*map(host, args), **{k: host(v) for k, v in kwargs.items()})
    written: dict[int, torch.Tensor] = {}
    for i, a in enumerate(op._schema.arguments):
        if a.alias_info is not None and a.alias_info.is_write:
            host.write_back(kwargs.get(a.name) if a.kwarg_only else args[i] if i < len(args) else None, written)

    def back(r: Any) -> Any:
        if isinstance(r, torch.Tensor):
            return written[id(r)] if id(r) in written else r.to("gputensor")
        return type(r)(map(back, r)) if isinstance(r, (list, tuple)) else r

    return back(result)


def install() -> None:
    everything.fallback(run, "PrivateUse1")
