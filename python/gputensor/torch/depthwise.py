"""Convolutions of each channel by itself, as sums over the positions of a window: as products of matrices they would be
one for each channel, with one column. A filter is (channels * m, 1, sizes): m results of each channel."""

from __future__ import annotations

import itertools
import math
from typing import Any

import torch

from .. import _torch

TERMS = 7  # positions that are summed in a launch: two tensors each, and the sum so far


def takes(x: torch.Tensor, w: torch.Tensor, groups: int) -> bool:
    return groups > 1 and w.shape[1] == 1 and w.is_floating_point() and x.dtype == w.dtype


def wide(x: torch.Tensor) -> torch.Tensor:
    return x if x.dtype == torch.float64 else x.float()


def positions(p: torch.Tensor, places: list[int], size: Any, stride: Any, dilation: Any) -> list[torch.Tensor]:
    """What windows have at each position of them: (batch, channels, places) of a padded input."""
    return [
        p[(..., *(slice(a * d, a * d + (o - 1) * t + 1, t) for a, d, o, t in zip(at, dilation, places, stride)))]
        for at in itertools.product(*map(range, size))
    ]


def filters(w: torch.Tensor, channels: int) -> torch.Tensor:
    """(positions, channels, m)"""
    return wide(w).reshape(channels, -1, math.prod(w.shape[2:])).permute(2, 0, 1)


def forward(p: torch.Tensor, w: torch.Tensor, places: list[int], stride: Any, dilation: Any) -> torch.Tensor:
    n, channels = len(places), p.shape[1]
    parts = positions(p, places, w.shape[2:], stride, dilation)
    weights = filters(w, channels).reshape(len(parts), channels, -1, *[1] * n)
    y = torch.empty((p.shape[0], channels, weights.shape[2], *places), dtype=weights.dtype, device=p.device)
    for first in range(0, len(parts), TERMS):
        last = min(first + TERMS, len(parts))
        operands = {f"x{i}": parts[i].unsqueeze(2) for i in range(first, last)}
        operands |= {f"w{i}": weights[i] for i in range(first, last)}
        terms = [f"x{i} * w{i}" for i in range(first, last)]
        if first:
            operands["y"], terms = y, ["y", *terms]
        if y.numel():
            _torch.evaluate(" + ".join(terms), (y,), operands, y.dtype)
    return y.flatten(1, 2).to(w.dtype)


def input_gradient(
    g: torch.Tensor, w: torch.Tensor, channels: int, room: list[int], stride: Any, dilation: Any
) -> torch.Tensor:
    """All of the room that windows have, the padding too."""
    n, places = w.dim() - 2, list(g.shape[2:])
    weights = filters(w, channels)
    grads = wide(g).unflatten(1, (channels, -1))
    out = torch.zeros((g.shape[0], channels, *room), dtype=weights.dtype, device=g.device)
    for i, part in enumerate(positions(out, places, w.shape[2:], stride, dilation)):
        for j in range(grads.shape[2]):
            part.addcmul_(grads[:, :, j], weights[i, :, j].reshape(-1, *[1] * n))
    return out.to(g.dtype)


def weight_gradient(g: torch.Tensor, p: torch.Tensor, w: torch.Tensor, stride: Any, dilation: Any) -> torch.Tensor:
    n, places = w.dim() - 2, list(g.shape[2:])
    grads, axes = wide(g).unflatten(1, (p.shape[1], -1)), (0, *range(3, 3 + n))
    parts = positions(p, places, w.shape[2:], stride, dilation)
    sums = [(part.unsqueeze(2) * grads).sum(axes) for part in parts]
    return torch.stack(sums, -1).reshape(w.shape).to(w.dtype)
