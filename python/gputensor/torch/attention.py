"""Attention that torch has operators of its own for: of one head or many, and a whole layer of a transformer, which
torch.nn.TransformerEncoderLayer is in evaluation without gradients."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch.nn import functional

from .registry import kernel


def scores(q: Any, k: Any, causal: bool, mask: Any, scale: Any) -> Any:
    s = q @ k.transpose(-1, -2) * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    if mask is not None:
        s = torch.where(mask, s, float("-inf")) if mask.dtype is torch.bool else s + mask
    if causal:
        rows, columns = (torch.arange(n, device=q.device) for n in s.shape[-2:])
        s = torch.where(columns <= rows.unsqueeze(1), s, float("-inf"))
    return s


@kernel("_scaled_dot_product_flash_attention_for_cpu")
def attention(
    q: Any, k: Any, v: Any, dropout: float = 0.0, causal: bool = False, *, attn_mask: Any = None, scale: Any = None
) -> Any:
    s = scores(q, k, causal, attn_mask, scale)
    return s.softmax(-1) @ v, s.logsumexp(-1)


@kernel("_scaled_dot_product_flash_attention_for_cpu_backward")
def attention_gradient(
    g: Any,
    q: Any,
    k: Any,
    v: Any,
    out: Any,
    lse: Any,
    dropout: float,
    causal: bool,
    *,
    attn_mask: Any = None,
    scale: Any = None,
) -> Any:
    p = torch.exp(scores(q, k, causal, attn_mask, scale) - lse.unsqueeze(-1))
    ds = p * (g @ v.transpose(-1, -2) - (g * out).sum(-1, keepdim=True))
    ds = ds * (1 / math.sqrt(q.shape[-1]) if scale is None else scale)
    return ds @ k, ds.transpose(-1, -2) @ q, p.transpose(-1, -2) @ g


# ---- Of many heads ---------------------------------------------------------------------------------------------------

OF_PLACES, OF_PADDING = 0, 1


def allowed(mask: Any, kind: int | None) -> Any:
    """Where to look, for each example, head, place and place that it looks at, of a mask that says where not to."""
    if mask is None:
        return None
    free = mask.bool().logical_not()
    return free[:, None, None, :] if kind == OF_PADDING else free


def projections(q: Any, k: Any, v: Any, weight: Any, bias: Any) -> Any:
    if q is k and k is v:
        return functional.linear(q, weight, bias).chunk(3, -1)
    return map(functional.linear, (q, k, v), weight.chunk(3), bias.chunk(3))


@kernel("_native_multi_head_attention")
def many_heads(
    q: Any,
    k: Any,
    v: Any,
    width: int,
    count: int,
    weight: Any,
    bias: Any,
    out_weight: Any,
    out_bias: Any,
    mask: Any = None,
    need_weights: bool = True,
    average: bool = True,
    mask_type: int | None = None,
) -> Any:
    parts = projections(q, k, v, weight, bias)
    heads = [part.unflatten(-1, (count, -1)).transpose(1, 2) for part in parts]
    p = scores(heads[0], heads[1], False, allowed(mask, mask_type), None).softmax(-1)
    y = functional.linear((p @ heads[2]).transpose(1, 2).flatten(2), out_weight, out_bias)
    return y, (p.mean(1) if average else p) if need_weights else None


@kernel("_transformer_encoder_layer_fwd")
def encoder_layer(
    x: Any,
    width: int,
    count: int,
    weight: Any,
    bias: Any,
    out_weight: Any,
    out_bias: Any,
    gelu: bool,
    norm_first: bool,
    eps: float,
    norm_weight_1: Any,
    norm_bias_1: Any,
    norm_weight_2: Any,
    norm_bias_2: Any,
    weight_1: Any,
    bias_1: Any,
    weight_2: Any,
    bias_2: Any,
    mask: Any = None,
    mask_type: int | None = None,
) -> Any:
    def first(t: Any) -> Any:
        return functional.layer_norm(t, (width,), norm_weight_1, norm_bias_1, eps)

    def second(t: Any) -> Any:
        return functional.layer_norm(t, (width,), norm_weight_2, norm_bias_2, eps)

    def attend(t: Any) -> Any:
        how = (mask, False, True, mask_type)
        return many_heads(t, t, t, width, count, weight, bias, out_weight, out_bias, *how)[0]

    def feed(t: Any) -> Any:
        h = functional.linear(t, weight_1, bias_1)
        return functional.linear(functional.gelu(h) if gelu else functional.relu(h), weight_2, bias_2)

    if norm_first:
        x = x + attend(first(x))
        return x + feed(second(x))
    x = first(x + attend(x))
    return second(x + feed(x))


@kernel("_nested_tensor_from_mask_left_aligned")
def is_to_be_nested(x: Any, mask: Any) -> bool:
    """No: the device has no nested tensors, and torch.nn.TransformerEncoder then computes what is padding, too."""
    return False
