"""Convolutions: products of columns, which are windows of the padded input."""

from __future__ import annotations

import math
from typing import Any

import torch

from . import depthwise
from .networks import fold, inside, listed, padded, room, windows
from .registry import kernel


def forward(x: torch.Tensor, w: torch.Tensor, stride: Any, padding: Any, dilation: Any, groups: int) -> torch.Tensor:
    n = w.dim() - 2
    p = padded(x, padding, padding)
    v = windows(p, list(w.shape[2:]), stride, dilation)
    places = v.shape[2 : 2 + n]
    if depthwise.takes(x, w, groups):
        return depthwise.forward(p, w, list(places), stride, dilation)
    order = [1 + i for i in range(1 + n)]
    columns = v.unflatten(1, (groups, -1)).permute(1, 0, *(i + 2 for i in order[:-1]), 2, *range(3 + n, 3 + 2 * n))
    count = x.shape[0] * math.prod(places)
    flat = columns.reshape(groups, count, math.prod(w.shape[1:]))
    y = torch.bmm(flat, w.reshape(groups, w.shape[0] // groups, -1).transpose(1, 2))
    return (
        y.view(groups, x.shape[0], math.prod(places), -1).permute(1, 0, 3, 2).reshape(x.shape[0], w.shape[0], *places)
    )


def input_gradient(
    g: torch.Tensor, w: torch.Tensor, shape: list[int], stride: Any, padding: Any, dilation: Any, groups: int
) -> torch.Tensor:
    n, batch, places = w.dim() - 2, g.shape[0], list(g.shape[2:])
    if depthwise.takes(g, w, groups):
        space = room(shape, list(w.shape[2:]), stride, padding, dilation, places)
        return inside(depthwise.input_gradient(g, w, groups, space, stride, dilation), padding, shape)
    rows = (
        g.reshape(batch, groups, -1, math.prod(places))
        .permute(1, 0, 3, 2)
        .reshape(groups, batch * math.prod(places), -1)
    )
    columns = torch.bmm(rows, w.reshape(groups, w.shape[0] // groups, -1))
    columns = (
        columns.view(groups, batch, *places, w.shape[1], *w.shape[2:]).movedim(2 + n, 1).movedim(2, 0).flatten(1, 2)
    )
    return fold(columns, shape, list(w.shape[2:]), stride, padding, dilation)


def weight_gradient(
    g: torch.Tensor, x: torch.Tensor, w: torch.Tensor, stride: Any, padding: Any, dilation: Any, groups: int
) -> torch.Tensor:
    n, batch, places = w.dim() - 2, g.shape[0], list(g.shape[2:])
    p = padded(x, padding, padding)
    if depthwise.takes(x, w, groups):
        return depthwise.weight_gradient(g, p, w, stride, dilation)
    v = windows(p, list(w.shape[2:]), stride, dilation)
    v = v[(slice(None), slice(None), *(slice(p) for p in places))]
    columns = v.unflatten(1, (groups, -1)).permute(1, 2, *range(3 + n, 3 + 2 * n), 0, *range(3, 3 + n))
    rows = (
        g.reshape(batch, groups, -1, math.prod(places))
        .permute(1, 2, 0, 3)
        .reshape(groups, -1, batch * math.prod(places))
    )
    return torch.bmm(rows, columns.reshape(groups, math.prod(w.shape[1:]), -1).transpose(1, 2)).reshape(w.shape)


@kernel("convolution_overrideable")
def convolution(
    x: Any,
    w: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    transposed: bool,
    output_padding: Any,
    groups: int,
) -> Any:
    n = w.dim() - 2
    stride, padding, dilation = listed(stride, n), listed(padding, n), listed(dilation, n)
    if transposed:
        shape = [
            (s - 1) * t - 2 * p + d * (k - 1) + o + 1
            for s, t, p, d, k, o in zip(
                x.shape[2:], stride, padding, dilation, w.shape[2:], listed(output_padding, n)
            )
        ]
        y = input_gradient(x, w, shape, stride, padding, dilation, groups)
    else:
        y = forward(x, w, stride, padding, dilation, groups)
    return (y if bias is None else y + bias.view(-1, *[1] * n)).contiguous()


@kernel("convolution_backward_overrideable")
def convolution_backward(
    g: Any,
    x: Any,
    w: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    transposed: bool,
    output_padding: Any,
    groups: int,
    mask: Any,
) -> Any:
    n = w.dim() - 2
    how = listed(stride, n), listed(padding, n), listed(dilation, n), groups
    gx = gw = None
    if mask[0]:
        gx = forward(g, w, *how) if transposed else input_gradient(g, w, list(x.shape[2:]), *how).contiguous()
    if mask[1]:
        gw = weight_gradient(x, g, w, *how) if transposed else weight_gradient(g, x, w, *how)
    return gx, gw, g.sum((0, *range(2, g.dim()))) if mask[2] else None
