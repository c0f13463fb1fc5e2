"""Operators that are one function of the library other than an expression, or a few lines over operators that are."""

from __future__ import annotations

import functools
from typing import Any

import torch

from .expressions import rows
from .registry import CPU_KEYS, by_name, impl, kernel, op_of

ADD, MULTIPLY, MAXIMUM, MINIMUM, AND, OR = (
    rows[n][0] for n in ("add", "multiply", "maximum", "minimum", "logical_and", "logical_or")
)

# Views only touch sizes, strides and offsets: torch's kernels for the CPU do.
METADATA = """as_strided view _reshape_alias unfold set_.source_Storage_storage_offset set_.source_Storage set_.source_Tensor set_"""


def install() -> None:
    for name in METADATA.split():
        impl(name, functools.partial(op_of(name)._handle.redispatch_boxed, CPU_KEYS))
    by_name("empty", "empty.memory_format", "size", "", "dtype", "device", "memory_format")
    by_name("empty", "empty_strided", "size", "stride", "dtype", "device", "")
    by_name("copy_from", "_copy_from")
    by_name("copy_from", "_copy_from_and_resize")
    by_name("item", "_local_scalar_dense")
    by_name("fill", "fill_.Scalar")
    by_name("fill", "fill_.Tensor")
    by_name("fill", "zero_")
    by_name("arange", "arange.start_out")
    reductions()
    products()


def reductions() -> None:
    def reduce(code: int, *names: str) -> None:
        for name in names:
            by_name("reduce", name, "self", "dim", "keepdim", "dtype", code=code)

    reduce(ADD, "sum.IntList_out")
    reduce(MULTIPLY, "prod.int_out", "prod")
    reduce(MAXIMUM, "amax.out", "max", "max.unary_out")
    reduce(MINIMUM, "amin.out", "min", "min.unary_out")
    reduce(AND, "all.out", "all.all_out")
    reduce(OR, "any.out", "any.all_out")
    by_name("arg_reduce", "argmax.out", "self", "dim", "keepdim", code=MAXIMUM)
    by_name("arg_reduce", "argmin.out", "self", "dim", "keepdim", code=MINIMUM)
    by_name("moments", "mean.out", "self", "dim", "keepdim", "dtype", "", code=0)
    for name in ("var.correction", "var.correction_out"):
        by_name("moments", name, "self", "dim", "keepdim", "", "correction", code=1)


def products() -> None:
    for name in ("mm", "mm.out", "bmm", "bmm.out"):
        by_name("product", name, "self", "mat2")
    by_name("product", "dot", "self", "tensor")
    by_name("product", "vdot", "self", "other")
    for name in ("addmm", "addmm.out"):
        by_name("product", name, "mat1", "mat2", "self", "beta", "alpha")
    for name in ("baddbmm", "baddbmm.out"):
        by_name("product", name, "batch1", "batch2", "self", "beta", "alpha")
    for name in ("addmv.out",):
        by_name("product", name, "mat", "vec", "self", "beta", "alpha")


def stage(src: torch.Tensor, dst: torch.Tensor) -> None:
    """Copies from or to the device what is no plain copy: the host converts, broadcasts and makes contiguous."""
    if dst.device.type == "gputensor":
        dst.copy_(src.to("cpu", dst.dtype).expand(dst.shape).contiguous())
    else:
        host = torch.empty(src.shape, dtype=src.dtype)
        torch.ops.aten._copy_from(src, host)
        dst.copy_(host)


def dense(size: Any) -> list[int]:
    strides, n = [], 1
    for s in reversed(size):
        strides.append(n)
        n *= max(s, 1)
    return strides[::-1]


@kernel("resize_")
def resize(t: torch.Tensor, size: Any, memory_format: Any = None) -> torch.Tensor:
    order = torch.contiguous_format if memory_format in (None, torch.preserve_format) else memory_format
    fresh = torch.empty(size, dtype=t.dtype, device=t.device, memory_format=order)
    if (t.storage_offset() + fresh.numel()) * t.element_size() > t.untyped_storage().nbytes():
        if t.numel():
            fresh.view(-1)[: t.numel()].copy_(t.reshape(-1))
        return t.set_(fresh.untyped_storage(), 0, fresh.size(), fresh.stride())
    return op_of("as_strided_")(t, fresh.size(), fresh.stride())
