"""Operators that are one function of the library other than an expression, or a few lines over operators that are."""

from __future__ import annotations

import functools
from typing import Any

import torch

from . import fallback
from .expressions import rows
from .registry import CPU_KEYS, aten, by_name, c_kernel, impl, kernel, op_of

ADD, MULTIPLY, MAXIMUM, MINIMUM, AND, OR = (
    rows[n][0] for n in ("add", "multiply", "maximum", "minimum", "logical_and", "logical_or")
)

# Views only touch sizes, strides and offsets: torch's kernels for the CPU do.
METADATA = """as_strided view _reshape_alias unfold set_.source_Storage_storage_offset set_.source_Storage
set_.source_Tensor set_ view_as_real view_as_complex"""


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
    softmax()
    indexing()
    cats()
    products()
    transforms()
    for key, is_marked, plain in (
        ("Conjugate", torch.is_conj, torch.conj),
        ("Negative", torch.is_neg, torch._neg_view),
    ):
        aten.impl("_copy_from", functools.partial(copy_marked, is_marked, plain), key)


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
    by_name("both_moments", "var_mean.correction", "self", "dim", "keepdim", "", "correction")


def softmax() -> None:
    for code, name in ((600, "softmax"), (601, "log_softmax")):
        by_name("softmax", f"_{name}.out", "self", "dim", code=code)
    by_name("softmax_gradient", "_softmax_backward_data.out", "grad_output", "output", "dim", code=600)
    by_name("softmax_gradient", "_log_softmax_backward_data.out", "grad_output", "output", "dim", code=601)


def indexing() -> None:
    for name in ("index_select", "index_select.out"):
        by_name("take", name, "self", "dim", "index")
    for name in ("take", "take.out"):
        by_name("take", name, "self", "", "index")
    by_name("gather", "gather.out", "self", "dim", "index")
    by_name("flip", "flip", "self", "dims")
    for name in ("nonzero", "nonzero.out"):
        by_name("nonzero", name, "self")


def products() -> None:
    for name in ("mm", "mm.out", "bmm", "bmm.out"):
        by_name("product", name, "self", "mat2")
    by_name("product", "dot", "self", "tensor")
    by_name("product", "vdot", "self", "other", code=1)
    for name in ("addmm", "addmm.out"):
        by_name("product", name, "mat1", "mat2", "self", "beta", "alpha")
    for name in ("baddbmm", "baddbmm.out"):
        by_name("product", name, "batch1", "batch2", "self", "beta", "alpha")
    for name in ("addmv.out",):
        by_name("product", name, "mat", "vec", "self", "beta", "alpha")


def transforms() -> None:
    for kind, (name, last) in enumerate(
        (("_fft_c2c", "forward"), ("_fft_r2c", "onesided"), ("_fft_c2r", "last_dim_size"))
    ):
        for form in (name, name + ".out"):
            by_name("fft", form, "self", "dim", "normalization", last, code=kind)


def copy_marked(is_marked: Any, plain: Any, src: Any, dst: Any, non_blocking: bool = False) -> Any:
    """A copy where torch has only marked that values are the conjugates, or the negatives, of what is in memory. Its
    own way of making them would lose what is written, as this operator does not say that it writes to dst."""
    of_one_kind = is_marked(src) == is_marked(dst)
    target = plain(dst) if is_marked(dst) else dst
    torch.ops.aten._copy_from(plain(src) if is_marked(src) else src, target, non_blocking)
    if not of_one_kind:
        target.neg_() if is_marked is torch.is_neg else target.conj_physical_()
    return dst


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


# ---- A few lines over other operators
# -------------------------------------------------------------------------------


def into(out: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """A result where the caller wants it."""
    if out.shape != value.shape:
        out.resize_(value.shape)
    return out.copy_(value)


@kernel("max.dim_max")
def max_dim(x: Any, dim: int, keepdim: bool = False, *, max: Any, max_values: Any) -> Any:
    return torch.amax(x, dim, keepdim, out=max), torch.argmax(x, dim, keepdim, out=max_values)


@kernel("min.dim_min")
def min_dim(x: Any, dim: int, keepdim: bool = False, *, min: Any, min_indices: Any) -> Any:
    return torch.amin(x, dim, keepdim, out=min), torch.argmin(x, dim, keepdim, out=min_indices)


@kernel("aminmax.out")
def aminmax(x: Any, *, dim: Any = None, keepdim: bool = False, min: Any, max: Any) -> Any:
    axes = () if dim is None else (dim,)
    return into(min, torch.amin(x, axes, keepdim)), into(max, torch.amax(x, axes, keepdim))


@kernel("std.correction")
def std(x: Any, dim: Any = None, *, correction: Any = None, keepdim: bool = False) -> Any:
    return torch.var(x, dim, correction=1 if correction is None else correction, keepdim=keepdim).sqrt_()


@kernel("std.correction_out")
def std_out(x: Any, dim: Any = None, *, correction: Any = None, keepdim: bool = False, out: Any) -> Any:
    return into(out, std(x, dim, correction=correction, keepdim=keepdim))


@kernel("std_mean.correction")
def std_mean(x: Any, dim: Any = None, *, correction: Any = None, keepdim: bool = False) -> Any:
    var, mean = torch.var_mean(x, dim, correction=1 if correction is None else correction, keepdim=keepdim)
    return var.sqrt_(), mean


def norm(x: Any, p: Any, dim: Any, keepdim: bool, dtype: Any) -> torch.Tensor:
    x, p, dim = x.to(dtype or x.dtype), 2.0 if p is None else float(p), dim or None
    x = x.abs() if x.is_complex() else x
    if p == 2:
        return (x * x).sum(dim, keepdim).sqrt_()
    x = x.abs()
    if p in (float("inf"), float("-inf")):
        return (torch.amax if p > 0 else torch.amin)(x, dim or (), keepdim)
    if p == 0:
        return (x != 0).sum(dim, keepdim).to(x.dtype)
    return x.sum(dim, keepdim) if p == 1 else x.pow(p).sum(dim, keepdim).pow(1 / p)


@kernel("linalg_vector_norm.out")
def vector_norm(x: Any, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, out: Any) -> Any:
    return into(out, norm(x, ord, dim, keepdim, dtype))


@kernel("norm.out", "norm.dtype_out")
def norm_out(x: Any, p: Any, dim: Any, keepdim: bool = False, *, dtype: Any = None, out: Any) -> Any:
    return into(out, norm(x, p, dim, keepdim, dtype))


@kernel("clamp.out", "clamp.Tensor_out")
def clamp(x: Any, min: Any = None, max: Any = None, *, out: Any) -> Any:
    if min is not None:
        x = torch.clamp_min(x, min, out=out)
    return x if max is None else torch.clamp_max(x, max, out=out)


def triangle(x: Any, diagonal: int, lower: bool) -> torch.Tensor:
    rows = torch.arange(x.shape[-2], device=x.device).unsqueeze(1) + diagonal
    columns = torch.arange(x.shape[-1], device=x.device)
    return torch.where(columns <= rows if lower else columns >= rows, x, 0)


@kernel("tril.out")
def tril(x: Any, diagonal: int = 0, *, out: Any) -> Any:
    return into(out, triangle(x, diagonal, True))


@kernel("triu.out")
def triu(x: Any, diagonal: int = 0, *, out: Any) -> Any:
    return into(out, triangle(x, diagonal, False))


@kernel("trace")
def trace(x: Any) -> Any:
    return x.diagonal().sum()


@kernel("eye.m_out")
def eye(n: int, m: int, *, out: Any) -> Any:
    out.resize_(n, m).zero_().diagonal().fill_(1)
    return out


eye_square = kernel("eye.out")(lambda n, *, out: eye(n, n, out=out))


@kernel("linspace.out")
def linspace(start: Any, end: Any, steps: int, *, out: Any) -> Any:
    if out.dtype.is_complex:
        out.resize_(steps)
        for part in ("real", "imag"):
            torch.linspace(getattr(start, part), getattr(end, part), steps, out=getattr(out, part))
        return out
    if steps < 2 or not out.dtype.is_floating_point:
        return into(out, torch.linspace(start, end, steps, dtype=out.dtype))
    ramp = torch.arange(steps, device=out.device, dtype=torch.float32)
    step = (end - start) / (steps - 1)
    return into(out, torch.where(ramp < steps // 2, start + ramp * step, end - (steps - 1 - ramp) * step))


@kernel("logspace.out")
def logspace(start: Any, end: Any, steps: int, base: float = 10.0, *, out: Any) -> Any:
    if not out.dtype.is_floating_point:
        return into(out, torch.logspace(start, end, steps, base, dtype=out.dtype))
    return into(out, torch.pow(base, torch.linspace(start, end, steps, dtype=out.dtype, device=out.device)))


@kernel("kaiser_window", "kaiser_window.periodic", "kaiser_window.beta")
def kaiser_window(n: int, periodic: bool = True, beta: float = 12.0, *, dtype: Any = None, **how: Any) -> Any:
    """torch's own lacks a part that only its devices have."""
    wide = torch.kaiser_window(n, periodic, beta, dtype=torch.float64)
    return wide.to(dtype or torch.get_default_dtype()).to("gputensor")


def indices_of(triangle: Any, rows: int, columns: int, offset: int, dtype: Any) -> Any:
    whole = torch.ones(rows, columns, dtype=torch.bool, device="gputensor")
    return triangle(whole, offset).nonzero().t().contiguous().to(dtype or torch.int64)


@kernel("tril_indices")
def tril_indices(rows: int, columns: int, offset: int = 0, *, dtype: Any = None, **how: Any) -> Any:
    return indices_of(torch.tril, rows, columns, offset, dtype)


@kernel("triu_indices")
def triu_indices(rows: int, columns: int, offset: int = 0, *, dtype: Any = None, **how: Any) -> Any:
    return indices_of(torch.triu, rows, columns, offset, dtype)


@kernel("roll")
def roll(x: Any, shifts: Any, dims: Any = ()) -> Any:
    if not dims:
        return roll(x.flatten(), shifts, [0]).view(x.shape)
    for shift, dim in zip(shifts, dims):
        n = x.shape[dim] if x.dim() else 0
        if n:
            x = torch.cat((x.narrow(dim, n - shift % n, shift % n), x.narrow(dim, 0, n - shift % n)), dim)
    return x.clone() if not any(shifts) else x


@kernel("equal")
def equal(a: Any, b: Any) -> bool:
    return a.shape == b.shape and bool((a == b).all().item())


conjugate = kernel("conj_physical_")(lambda x: torch.conj_physical(x, out=x) if x.is_complex() else x)


@kernel("complex.out")
def complex_of_parts(real: Any, imag: Any, *, out: Any) -> Any:
    out.resize_(torch.broadcast_shapes(real.shape, imag.shape))
    out.real.copy_(real)
    out.imag.copy_(imag)
    return out


@kernel("polar.out")
def polar(abs: Any, angle: Any, *, out: Any) -> Any:
    return complex_of_parts(abs * angle.cos(), abs * angle.sin(), out=out)


@kernel("nan_to_num.out")
def nan_to_num(x: Any, nan: Any = None, posinf: Any = None, neginf: Any = None, *, out: Any) -> Any:
    if x.is_complex():
        parts = torch.view_as_real(x.resolve_conj()), torch.view_as_real(out.resize_(x.shape))
        nan_to_num(parts[0], nan, posinf, neginf, out=parts[1])
        return out
    if not x.dtype.is_floating_point:
        return into(out, x)
    limits = torch.finfo(x.dtype)
    y = torch.where(x == float("inf"), limits.max if posinf is None else posinf, x)
    y = torch.where(x == float("-inf"), limits.min if neginf is None else neginf, y)
    return into(out, torch.where(x != x, 0.0 if nan is None else nan, y))


@kernel("nansum")
def nansum(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    if x.is_complex():
        return fallback.run(op_of("nansum"), x, dim, keepdim, dtype=dtype)
    return torch.where(x != x, 0, x).sum(dim or None, keepdim, dtype=dtype)


@kernel("count_nonzero.dim_IntList")
def count_nonzero(x: Any, dim: Any) -> Any:
    return (x != 0).sum(dim or None)


@kernel("addbmm")
def addbmm(x: Any, a: Any, b: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    return torch.addmm(x, a.transpose(0, 1).flatten(1), b.flatten(0, 1), beta=beta, alpha=alpha)


@kernel("logit")
def logit(x: Any, eps: Any = None) -> Any:
    y = x if eps is None else x.clamp(eps, 1 - eps)
    return torch.log(y / (1 - y))


@kernel("logit_backward.grad_input")
def logit_backward(grad: Any, x: Any, eps: Any = None, *, grad_input: Any) -> Any:
    g = grad / (x * (1 - x))
    outside = (x < 0) | (x > 1) if eps is None else (x < eps) | (x > 1 - eps)
    return into(grad_input, torch.where(outside, float("nan") if eps is None else 0.0, g))


@kernel("linalg_cross.out")
def cross(a: Any, b: Any, *, dim: int = -1, out: Any) -> Any:
    a, b = torch.broadcast_tensors(a, b)
    ahead, behind = [[t.roll(-s, dim) for t in (a, b)] for s in (1, 2)]
    return into(out, ahead[0] * behind[1] - behind[0] * ahead[1])


def join_many(tensors: Any, dim: int, out: Any) -> Any:
    """More tensors than the extension joins in one call, in groups."""
    while len(tensors) > GROUP:
        tensors = [torch.cat(tensors[i : i + GROUP], dim) for i in range(0, len(tensors), GROUP)]
    return torch.cat(tensors, dim, out=out)


def cats() -> None:
    join = c_kernel("cat", op_of("cat.out"), (0, 1))

    def cat(tensors: Any, dim: int = 0, *, out: Any) -> Any:
        return join(tensors, dim, out=out) if len(tensors) <= GROUP else join_many(tensors, dim, out)

    impl("cat.out", cat)


GROUP = 40
