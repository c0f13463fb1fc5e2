"""Distances between points, losses with margins and others that compare all with all."""

from __future__ import annotations

import functools
import math
from typing import Any

import torch

from .kernels import into
from .networks import reduced
from .registry import kernel

# ---- Distances -------------------------------------------------------------------------------------------------------


def length(d: Any, p: float) -> Any:
    """The p-norm along the last axis."""
    if d.shape[-1] == 0:
        return torch.zeros(d.shape[:-1], dtype=d.dtype, device=d.device)
    if p == 0:
        return (d != 0).sum(-1).to(d.dtype)
    if p == 1:
        return d.abs().sum(-1)
    if p == 2:
        return (d * d).sum(-1).sqrt()
    return d.abs().amax(-1) if p == math.inf else (d.abs() ** p).sum(-1) ** (1 / p)


def slope(d: Any, p: float, dist: Any) -> Any:
    """How the p-norm, dist, grows with each part of d; 0 where it is 0."""
    if p == 0:
        return d * 0
    if p == 1:
        return d.sign()
    if p == 2:
        return torch.where(dist == 0, 0, d / dist)
    if p == math.inf:
        return d.sign() * (d.abs() == dist)
    rate = d.sign() * d.abs() ** (p - 1) / dist ** (p - 1)
    return torch.where((dist == 0) | ((d == 0) & (p < 1)), 0, rate)


PRODUCT = 25  # points from which on torch has squares of distances made of products


@kernel("_cdist_forward")
def cdist(a: Any, b: Any, p: float, mode: int | None) -> Any:
    many = a.shape[-2] > PRODUCT or b.shape[-2] > PRODUCT
    if p == 2 and a.shape[-1] > 0 and (mode == 1 or (mode in (None, 0) and many)):
        squares = (a * a).sum(-1, keepdim=True), (b * b).sum(-1, keepdim=True)
        left = torch.cat((-2 * a, squares[0], torch.ones_like(squares[0])), -1)
        right = torch.cat((b, torch.ones_like(squares[1]), squares[1]), -1)
        return (left @ right.transpose(-1, -2)).clamp_min(0).sqrt()
    return length(a.unsqueeze(-2) - b.unsqueeze(-3), p)


@kernel("_cdist_backward")
def cdist_gradient(g: Any, a: Any, b: Any, p: float, dist: Any) -> Any:
    if a.numel() == 0 or b.numel() == 0:
        return torch.zeros_like(a)
    d = a.unsqueeze(-2) - b.unsqueeze(-3)
    return (slope(d, p, dist.unsqueeze(-1)) * g.unsqueeze(-1)).sum(-2)


@functools.lru_cache(maxsize=16)
def pairs(n: int) -> torch.Tensor:
    """(2, n (n - 1) / 2): the numbers of each pair of n points."""
    return torch.triu_indices(n, n, 1).to("gputensor")


@kernel("_pdist_forward")
def pdist(x: Any, p: float = 2.0) -> Any:
    if x.shape[0] < 2:
        return x.new_empty(0)
    i, j = pairs(x.shape[0])
    return length(x.index_select(0, i) - x.index_select(0, j), p)


@kernel("_pdist_backward")
def pdist_gradient(g: Any, x: Any, p: float, dist: Any) -> Any:
    out = torch.zeros_like(x, memory_format=torch.contiguous_format)
    if x.shape[0] < 2 or x.shape[1] == 0:
        return out
    i, j = pairs(x.shape[0])
    d = x.index_select(0, i) - x.index_select(0, j)
    each = slope(d, p, dist.unsqueeze(-1)) * g.unsqueeze(-1)
    return out.index_add_(0, i, each).index_add_(0, j, -each)


# ---- Losses ----------------------------------------------------------------------------------------------------------


def lines(x: Any) -> Any:
    return x.reshape(-1, x.shape[-1] if x.dim() else 1)


def per_sample(g: Any, rows: Any, reduction: int) -> Any:
    """The gradient of each row's loss, as a column."""
    g = g.reshape(-1, 1)
    return g / rows.shape[0] if reduction == 1 else g


@kernel("multi_margin_loss_backward")
def multi_margin_gradient(
    g: Any, x: Any, target: Any, p: Any, margin: Any, weight: Any = None, reduction: int = 1
) -> Any:
    rows, target = lines(x), target.reshape(-1, 1)
    classes = torch.arange(rows.shape[1], device=x.device)
    z = margin - rows.gather(1, target) + rows
    each = torch.where((z > 0) & (classes != target), 1.0 if p == 1 else 2 * z, 0) / rows.shape[1]
    if weight is not None:
        each = each * weight.take(target)
    each = torch.where(classes == target, -each.sum(1, keepdim=True), each)
    return (each * per_sample(g, rows, reduction)).view(x.shape)


@kernel("multi_margin_loss_backward.grad_input")
def multi_margin_gradient_out(*args: Any, grad_input: Any) -> Any:
    return into(grad_input, multi_margin_gradient(*args))


def labelled(x: Any, target: Any) -> Any:
    """The labels of each row, which are listed up to the first -1; which are so listed; and for each label and class
    how far the margin is undercut."""
    rows, target = lines(x), lines(target)
    listed = (target >= 0).long().cumprod(1) == 1
    label = torch.where(listed, target, 0)
    return label, listed, 1 - rows.gather(1, label).unsqueeze(2) + rows.unsqueeze(1)


@kernel("multilabel_margin_loss_forward")
def multilabel_margin(x: Any, target: Any, reduction: int) -> Any:
    label, listed, z = labelled(x, target)
    is_target = torch.zeros_like(z[:, 0]).scatter_add(1, label, listed.to(x.dtype)).clamp_max(1)
    counts = listed.unsqueeze(2) & (is_target == 0).unsqueeze(1)
    losses = torch.where(counts, z.clamp_min(0), 0).sum((1, 2)) / label.shape[1]
    losses = losses.view(x.shape[:-1])
    return reduced(losses, reduction), is_target.view(target.shape)


@kernel("multilabel_margin_loss_forward.output")
def multilabel_margin_out(x: Any, target: Any, reduction: int, *, output: Any, is_target: Any) -> Any:
    return tuple(map(into, (output, is_target), multilabel_margin(x, target, reduction)))


@kernel("multilabel_margin_loss_backward")
def multilabel_gradient(g: Any, x: Any, target: Any, reduction: int, is_target: Any) -> Any:
    label, listed, z = labelled(x, target)
    others = lines(is_target) == 0
    hit = ((z > 0) & listed.unsqueeze(2) & others.unsqueeze(1)).to(x.dtype) / label.shape[1]
    each = hit.sum(1).scatter_add(1, label, -hit.sum(2))
    return (each * per_sample(g, label, reduction)).view(x.shape)


@kernel("multilabel_margin_loss_backward.grad_input")
def multilabel_gradient_out(*args: Any, grad_input: Any) -> Any:
    return into(grad_input, multilabel_gradient(*args))


# ---- Of one operand --------------------------------------------------------------------------------------------------


@kernel("rrelu_with_noise")
def rrelu(
    x: Any, noise: Any, lower: Any = 1 / 8, upper: Any = 1 / 3, training: bool = False, generator: Any = None
) -> Any:
    if not training:
        return torch.nn.functional.leaky_relu(x, (lower + upper) / 2)
    drawn = torch.empty_like(noise).uniform_(lower, upper, generator=generator)
    noise.copy_(torch.where(x <= 0, drawn, 1))
    return x * noise


@kernel("rrelu_with_noise_")
def rrelu_in_place(x: Any, noise: Any, *args: Any, **how: Any) -> Any:
    return x.copy_(rrelu(x, noise, *args, **how))


@kernel("rrelu_with_noise.out")
def rrelu_out(x: Any, noise: Any, *args: Any, out: Any, **how: Any) -> Any:
    return into(out, rrelu(x, noise, *args, **how))


@kernel("frexp.Tensor_out")
def frexp(x: Any, *, mantissa: Any, exponent: Any) -> Any:
    """Read from the bits: numbers too small for an exponent of their own are multiplied by a power of 2 first."""
    wide = x if x.dtype is torch.float64 else x.float()
    whole, digits, bias = (torch.int64, 52, 1022) if wide.dtype is torch.float64 else (torch.int32, 23, 126)
    small = wide.abs() < torch.finfo(wide.dtype).tiny
    bits = torch.where(small, wide * 2.0 ** (digits + 1), wide).view(whole)
    raised = torch.bitwise_and(torch.bitwise_right_shift(bits, digits), 2 * bias + 3)
    plain = (wide != 0) & (wide == wide) & (wide.abs() != float("inf"))
    half = torch.bitwise_or(torch.bitwise_and(bits, ~((2 * bias + 3) << digits)), bias << digits).view(wide.dtype)
    power = torch.where(plain, raised - bias - torch.where(small, digits + 1, 0), 0)
    return into(mantissa, torch.where(plain, half, wide)), into(exponent, power)


@kernel("_efficientzerotensor")
def zeros(size: Any, *, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: Any = None) -> Any:
    return torch.zeros(size, dtype=dtype, device="gputensor")
