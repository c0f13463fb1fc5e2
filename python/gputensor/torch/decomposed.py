"""Operators that torch itself takes apart into others, which the device has: torch._decomp, imported when one of
them is first called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


from . import fallback
from .kernels import into
from .registry import impl, native, op_of

NAMES = """
_batch_norm_with_update _prelu_kernel_backward
_upsample_nearest_exact1d.out _upsample_nearest_exact2d.out _upsample_nearest_exact3d.out
channel_shuffle col2im.out col2im elu_backward.grad_input embedding_dense_backward
glu.out glu_backward.grad_input grid_sampler_2d hardsigmoid_backward.grad_input hardswish_backward huber_loss
im2col im2col.out isin.Tensor_Tensor_out leaky_relu_backward.grad_input
max_unpool2d max_unpool3d mish_backward multi_margin_loss native_group_norm_backward
reflection_pad1d.out reflection_pad2d reflection_pad2d.out reflection_pad3d.out renorm.out replication_pad1d.out
replication_pad2d.out replication_pad3d.out round.decimals_out rrelu_with_noise_backward smooth_l1_loss.out
 unfold_backward upsample_bicubic2d.out upsample_bilinear2d.out
upsample_linear1d.out upsample_nearest1d.out upsample_nearest2d.out upsample_nearest3d.out upsample_trilinear3d.out
"""


def decomposed(op: Any) -> Callable[..., Any]:
    arguments = op._schema.arguments
    outputs = [a.name for a in arguments if a.kwarg_only and a.alias_info is not None and a.alias_info.is_write]

    def run(*args: Any, **kwargs: Any) -> Any:
        from torch._decomp import decomposition_table

        outs = [kwargs.pop(name) for name in outputs]
        apart = decomposition_table.get(op)  # which are there differs between versions
        result = apart(*args, **kwargs) if apart else NotImplemented
        if result is NotImplemented:
            return fallback.run(op, *args, **dict(zip(outputs, outs)), **kwargs)
        if not outs:
            return result
        values = result if isinstance(result, tuple) else (result,)
        done = tuple(into(o, v) for o, v in zip(outs, values, strict=True))
        return done if isinstance(result, tuple) else done[0]

    return run


def install() -> None:
    for name in NAMES.split():
        if name not in native:
            op = op_of(name)
            impl(name, decomposed(op))
