"""How operators of torch come to be kernels of the device: torch.library's impl for the dispatch key PrivateUse1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from .. import _torch

aten = torch.library.Library("aten", "IMPL")
everything = torch.library.Library("_", "IMPL")
CPU_KEYS = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)

native: set[str] = set()


def op_of(name: str) -> Any:
    """The operator of a name such as "add.out"; that of "relu" is the overload without a name."""
    packet, _, overload = name.partition(".")
    return getattr(getattr(torch.ops.aten, packet), overload or "default")


def name_of(op: Any) -> str:
    schema = op._schema
    return schema.name.removeprefix("aten::") + ("." + schema.overload_name if schema.overload_name else "")


def has_kernel(op: Any, key: str) -> bool:
    try:
        return torch._C._dispatch_has_kernel_for_dispatch_key("aten::" + name_of(op), key)
    except RuntimeError:
        return False


def written(op: Any) -> int:
    """The first argument that the operator writes to, or -1."""
    for i, a in enumerate(op._schema.arguments):
        if a.alias_info is not None and a.alias_info.is_write:
            return i
    return -1


def impl(name: str, f: Callable[..., Any]) -> None:
    aten.impl(name, f, "PrivateUse1")
    native.add(name)


def c_kernel(
    kind: str, op: Any, roles: tuple[int, ...] = (), code: int = 0, expression: Any = None
) -> Callable[..., Any]:
    """A kernel of the extension for an operator: torch.h and torch_kernels.c say what the parts are."""
    arguments = tuple(
        (a.name if a.kwarg_only else None, *((a.default_value,) if a.has_default_value() else ()))
        for a in op._schema.arguments
    )
    return _torch.kernel(kind, op, arguments, written(op), code, roles, expression)


def by_name(kind: str, name: str, *roles: str, code: int = 0) -> None:
    """Registers a kernel of the extension whose operands are the arguments of these names."""
    op = op_of(name)
    names = [a.name for a in op._schema.arguments]
    impl(name, c_kernel(kind, op, tuple(names.index(r) if r in names else -1 for r in roles), code))


def kernel(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a function of Python."""

    def register(f: Callable[..., Any]) -> Callable[..., Any]:
        for name in names:
            impl(name, f)
        return f

    return register
