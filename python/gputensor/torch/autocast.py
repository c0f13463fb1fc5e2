"""torch.autocast("gputensor"): what computes in the smaller dtype, and what in float32. The lists are torch's for its
own devices (docs: torch.amp, "Autocast Op Reference")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from .registry import aten, everything, kernel, op_of

SMALLER = """mm bmm addmm baddbmm addbmm addmv addr mv matmul linear conv1d conv2d conv3d conv_transpose1d
conv_transpose2d.input conv_transpose3d.input convolution scaled_dot_product_attention prelu"""
FLOAT32 = """_softmax _log_softmax softmax.int log_softmax.int nll_loss nll_loss2d mse_loss l1_loss smooth_l1_loss
huber_loss binary_cross_entropy_with_logits kl_div layer_norm group_norm exp log log2 log10 log1p expm1 reciprocal
rsqrt pow.Tensor_Scalar pow.Tensor_Tensor sum sum.dim_IntList prod cumsum cumprod norm.Scalar acos asin cosh sinh tan
softplus gelu cross_entropy_loss linalg_vector_norm"""
OFF = torch._C.DispatchKeySet(torch._C.DispatchKey.AutocastPrivateUse1)


def cast(x: Any, dtype: torch.dtype) -> Any:
    if isinstance(x, torch.Tensor):
        eligible = x.is_floating_point() and x.dtype is not torch.float64 and x.device.type == "gputensor"
        return x.to(dtype) if eligible else x
    return type(x)(cast(e, dtype) for e in x) if isinstance(x, (list, tuple)) else x


def casting(op: Any, dtype: torch.dtype | None) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        to = dtype or torch.get_autocast_dtype("gputensor")
        with torch._C._ExcludeDispatchKeyGuard(OFF):
            return op(*(cast(a, to) for a in args), **{k: cast(v, to) for k, v in kwargs.items()})

    return run


def install() -> None:
    everything.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")
    for names, dtype in ((SMALLER, None), (FLOAT32, torch.float32)):
        for name in names.split():
            op = op_of(name)
            aten.impl(name, casting(op, dtype), "AutocastPrivateUse1")


# ---- torch.amp.GradScaler --------------------------------------------------------------------------------------------


@kernel("_amp_foreach_non_finite_check_and_unscale_")
def unscale(grads: Any, found: Any, inverse: Any) -> None:
    for g in grads:
        found.copy_(torch.maximum(found, (~torch.isfinite(g)).any().to(found.dtype)))
        g.mul_(inverse)


@kernel("_amp_update_scale_")
def update_scale(scale: Any, tracker: Any, found: Any, growth: float, backoff: float, interval: int) -> Any:
    good = found == 0
    steps = torch.where(good, tracker + 1, 0)
    grown = torch.where(steps == interval, scale * growth, scale)
    scale.copy_(torch.where(good, torch.where(torch.isfinite(grown), grown, scale), scale * backoff))
    tracker.copy_(torch.where(steps == interval, 0, steps))
    return scale
