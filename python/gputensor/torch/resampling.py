"""Pools with windows of different sizes, gradients of interpolation and of padding, and samples of a grid: what reads
an input at places that are worked out on the way."""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import torch

from . import fallback
from .kernels import into
from .networks import max_pool_gradient
from .registry import kernel, op_of

# ---- Pools -----------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=32)
def adaptive_windows(sizes: tuple[int, ...], outs: tuple[int, ...]) -> torch.Tensor:
    """The numbers of the elements of each window, row by row; a shorter window repeats its last ones."""
    per_axis = []
    for size, out in zip(sizes, outs):
        bounds = [(j * size // out, -(-(j + 1) * size // out)) for j in range(out)]
        longest = max(b - a for a, b in bounds)
        per_axis.append([[min(a + k, b - 1) for k in range(longest)] for a, b in bounds])
    steps = [math.prod(sizes[i + 1 :]) for i in range(len(sizes))]
    return torch.tensor(
        [
            [sum(i * s for i, s in zip(at, steps)) for at in itertools.product(*window)]
            for window in itertools.product(*per_axis)
        ]
    ).to("gputensor")


def adaptive_max(n: int, x: Any, size: Any, out: Any, indices: Any) -> Any:
    shape = (*x.shape[:-n], *size)
    if math.prod(shape) == 0:
        return out.resize_(shape), indices.resize_(shape)
    windows = adaptive_windows(tuple(x.shape[-n:]), tuple(size))
    count, longest = windows.shape
    parts = x.flatten(-n).index_select(-1, windows.view(-1)).unflatten(-1, (count, longest))
    values, within = parts.max(-1)
    places = windows.view(-1).take(within + torch.arange(0, count * longest, longest, device=x.device))
    return into(out, values.view(shape)), into(indices, places.view(shape))


def fractional_max(n: int, x: Any, window: Any, size: Any, samples: Any, out: Any, indices: Any) -> Any:
    """Windows begin where the samples say, one for each plane and axis; those are listed from the last axis on for
    planes, and from the first on for volumes."""
    samples = samples.reshape(-1, n).to(x.dtype)
    places: Any = torch.zeros((), dtype=torch.int64, device=x.device)
    for i, (full, k, o) in enumerate(zip(x.shape[-n:], window, size)):
        u = samples[:, n - 1 - i if n == 2 else i].unsqueeze(1)
        start = torch.full((u.shape[0], o), full - k, dtype=torch.int64, device=x.device)
        if o > 1:
            alpha = (full - k) / (o - 1)
            steps = torch.arange(o - 1, device=x.device, dtype=x.dtype)
            start[:, :-1] = ((steps + u) * alpha).long() - (u * alpha).long()
        axis = [1] * (2 * n + 1)
        axis[0], axis[1 + i], axis[1 + n + i] = u.shape[0], o, k
        within = start.unsqueeze(2) + torch.arange(k, device=x.device)
        places = places * full + within.view(axis)
    planes = x.reshape(places.shape[0], -1)
    all = places.reshape(places.shape[0], -1)
    values, best = planes.gather(1, all).view(*all.shape[:1], math.prod(size), -1).max(-1)
    found = all.view(*values.shape, -1).gather(-1, best.unsqueeze(-1))
    shape = (*x.shape[:-n], *size)
    return into(out, values.view(shape)), into(indices, found.view(shape))


@kernel("fractional_max_pool2d.output")
def fractional_max_pool2d(x: Any, window: Any, size: Any, samples: Any, *, output: Any, indices: Any) -> Any:
    return fractional_max(2, x, window, size, samples, output, indices)


@kernel("fractional_max_pool3d.output")
def fractional_max_pool3d(x: Any, window: Any, size: Any, samples: Any, *, output: Any, indices: Any) -> Any:
    return fractional_max(3, x, window, size, samples, output, indices)


@kernel("fractional_max_pool2d_backward.grad_input")
def fractional_gradient(g: Any, x: Any, window: Any, size: Any, indices: Any, *, grad_input: Any) -> Any:
    return into(grad_input, max_pool_gradient(2, g, x, indices))


@kernel("fractional_max_pool3d_backward")
def fractional_gradient3d(g: Any, x: Any, window: Any, size: Any, indices: Any) -> Any:
    return max_pool_gradient(3, g, x, indices)


for dims in (2, 3):

    def pool(x: Any, size: Any, *, out: Any, indices: Any, n: int = dims) -> Any:
        return adaptive_max(n, x, size, out, indices)

    def pool_gradient(g: Any, x: Any, indices: Any, *, grad_input: Any, n: int = dims) -> Any:
        return into(grad_input, max_pool_gradient(n, g, x, indices))

    kernel(f"adaptive_max_pool{dims}d.out")(pool)
    kernel(f"adaptive_max_pool{dims}d_backward.grad_input")(pool_gradient)


# ---- Gradients of interpolation: what each axis was multiplied by, the other way -------------------------------------


def of_one_axis(op: str, x: torch.Tensor, how: tuple[Any, ...]) -> torch.Tensor:
    """An operator of one or two axes along the last one, on the host."""
    f = op_of(op)
    if op.endswith("1d"):
        return f(x.unsqueeze(0), *how).squeeze(0)
    size, *options, scale = how
    return f(x.view(1, x.shape[0], 1, -1), [1, *size], *options, None, scale).view(x.shape[0], -1)


@functools.lru_cache(maxsize=32)
def weights(op: str, size: int, out: int, options: tuple[Any, ...]) -> torch.Tensor:
    """(size, out): how much of each element is in each result."""
    return of_one_axis(op, torch.eye(size, dtype=torch.float64), ([out], *options)).float().to("gputensor")


def resample(x: Any, op: str, sizes: Any, outs: Any, options: Any, scales: Any, transpose: bool) -> Any:
    for i, (size, out, scale) in enumerate(zip(sizes, outs, scales)):
        axis = i - len(sizes)
        w = weights(op, size, out, (*options, scale)).to(x.dtype)
        x = (x.movedim(axis, -1) @ (w.t() if transpose else w)).movedim(-1, axis)
    return x.contiguous()


def interpolation(name: str, op: str, n: int) -> None:
    @kernel(name)
    def gradient(g: Any, out: Any, size: Any, align: bool, *scales: Any, grad_input: Any) -> Any:
        scales = (*scales, *[None] * n)[:n]
        return into(grad_input, resample(g, op, size[2:], out, (align,), scales, True))


interpolation("upsample_linear1d_backward.grad_input", "upsample_linear1d", 1)
interpolation("upsample_bilinear2d_backward.grad_input", "upsample_linear1d", 2)
interpolation("upsample_trilinear3d_backward.grad_input", "upsample_linear1d", 3)
interpolation("upsample_bicubic2d_backward.grad_input", "upsample_bicubic2d", 2)
interpolation("_upsample_bilinear2d_aa_backward.grad_input", "_upsample_bilinear2d_aa", 2)
interpolation("_upsample_bicubic2d_aa_backward.grad_input", "_upsample_bicubic2d_aa", 2)

for smooth in ("_upsample_bilinear2d_aa", "_upsample_bicubic2d_aa"):

    def antialiased(
        x: Any, size: Any, align: bool, sh: Any = None, sw: Any = None, *, out: Any, op: str = smooth
    ) -> Any:
        return into(out, resample(x, op, x.shape[2:], size, (align,), (sh, sw), False))

    kernel(smooth + ".out")(antialiased)


# ---- Gradients of what repeats elements: the sums of the gradients of what each became -------------------------------


@functools.lru_cache(maxsize=64)
def origins(op: str, size: int, how: tuple[Any, ...]) -> torch.Tensor:
    """Which element each result of an operator along one axis is."""
    numbers = torch.arange(size, dtype=torch.float64).view(1, 1, -1)
    return op_of(op)(numbers, *how).view(-1).long().to("gputensor")


def gathered(g: Any, axis: int, size: int, where: torch.Tensor) -> torch.Tensor:
    shape = list(g.shape)
    shape[axis] = size
    return torch.zeros(shape, dtype=g.dtype, device=g.device).index_add_(axis, where, g)


def nearest(name: str, op: str, n: int) -> None:
    @kernel(name)
    def gradient(g: Any, out: Any, size: Any, *scales: Any, grad_input: Any) -> Any:
        scales = (*scales, *[None] * n)[:n]
        for i in range(n):
            g = gathered(g, 2 + i, size[2 + i], origins(op, size[2 + i], ((out[i],), scales[i])))
        return into(grad_input, g)


for dims in (1, 2, 3):
    nearest(f"upsample_nearest{dims}d_backward.grad_input", "upsample_nearest1d", dims)
    nearest(f"_upsample_nearest_exact{dims}d_backward.grad_input", "_upsample_nearest_exact1d", dims)


def unpadded(op: str, g: Any, x: Any, padding: Any) -> Any:
    for i in range(len(padding) // 2):
        size = x.shape[-1 - i]
        g = gathered(g, g.dim() - 1 - i, size, origins(op, size, (tuple(padding[2 * i : 2 * i + 2]),)))
    return g


for how, dims in itertools.product(("reflection", "replication"), (1, 2, 3)):

    def pad_gradient(g: Any, x: Any, padding: Any, op: str = f"{how}_pad1d") -> Any:
        return unpadded(op, g, x, padding)

    def pad_gradient_out(g: Any, x: Any, padding: Any, *, grad_input: Any, op: str = f"{how}_pad1d") -> Any:
        return into(grad_input, unpadded(op, g, x, padding))

    if (how, dims) not in (("reflection", 1), ("reflection", 3), ("replication", 1)):
        kernel(f"{how}_pad{dims}d_backward")(pad_gradient)
    kernel(f"{how}_pad{dims}d_backward.grad_input")(pad_gradient_out)


# ---- Samples of a grid -----------------------------------------------------------------------------------------------

LINEAR, NEAREST, CUBIC = 0, 1, 2
ZEROS, BORDER, REFLECTION = 0, 1, 2


def reflected(at: Any, low: float, high: float) -> Any:
    """A coordinate reflected at both ends, and the sign of its growth."""
    if high <= low:
        return at * 0, at * 0
    away = at - low
    span = high - low
    flips = torch.floor(away.abs() / span)
    extra = away.abs() - flips * span
    odd = flips % 2 == 1
    sign = torch.where(away < 0, -1.0, 1.0)
    return torch.where(odd, span - extra, extra) + low, torch.where(odd, -sign, sign)


def coordinate(grid: Any, size: int, padding: int, align: bool) -> Any:
    """Where a coordinate from -1 to 1 is on an axis, and how fast that grows with it."""
    at = (grid + 1) / 2 * (size - 1) if align else ((grid + 1) * size - 1) / 2
    growth: Any = (size - 1) / 2 if align else size / 2
    if padding == REFLECTION:
        at, sign = reflected(at, 0.0, size - 1.0) if align else reflected(at, -0.5, size - 0.5)
        growth = growth * sign
    if padding != ZEROS:
        growth = growth * ((at > 0) & (at < size - 1))
        at = at.clamp(0, size - 1)
    return at, growth


def corners(grid: Any, sizes: Any, mode: int, padding: int, align: bool) -> Any:
    """For each element that counts: its number, how much, and how that grows along each axis of the grid."""
    n = len(sizes)
    axes = [coordinate(grid[..., n - 1 - i], sizes[i], padding, align) for i in range(n)]
    if mode == NEAREST:
        axes = [(torch.round(at), growth) for at, growth in axes]
    for corner in itertools.product((0, 1), repeat=n) if mode == LINEAR else [(0,) * n]:
        yield corner_of(axes, sizes, corner)


def corner_of(axes: Any, sizes: Any, corner: Any) -> Any:
    place: Any = 0
    inside: Any = None
    shares, slopes = [], []
    for (at, growth), size, c in zip(axes, sizes, corner):
        here = torch.floor(at) + c
        there = (here >= 0) & (here <= size - 1)
        inside = there if inside is None else inside & there
        place = place * size + torch.where(there, here, 0).long()  # floats do not have all numbers of elements
        distance = at - torch.floor(at)
        shares.append(distance if c else 1 - distance)
        slopes.append(growth if c else -growth)
    total = functools.reduce(lambda a, b: a * b, shares) * inside
    growths = []
    for i in range(len(sizes)):
        others = [s for j, s in enumerate(shares) if j != i]
        growths.append(functools.reduce(lambda a, b: a * b, others, inside * slopes[i]))
    return place, total, growths


def flat_planes(x: Any, place: Any) -> Any:
    """x with its axes of places as one, and the places for each plane."""
    n, planes = x.shape[:2]
    return x.reshape(n, planes, -1), place.reshape(n, 1, -1).expand(n, planes, -1)


@kernel("grid_sampler_3d")
def grid_sampler_3d(x: Any, grid: Any, mode: int, padding: int, align: bool) -> Any:
    shape = (*x.shape[:2], *grid.shape[1:-1])
    y: Any = torch.zeros(shape, dtype=x.dtype, device=x.device)
    for place, share, _ in corners(grid, x.shape[2:], mode, padding, align):
        values, places = flat_planes(x, place)
        y = y + values.gather(2, places).view(shape) * share.unsqueeze(1)
    return y


@kernel("grid_sampler_2d_backward", "grid_sampler_3d_backward")
def grid_gradient(g: Any, x: Any, grid: Any, mode: int, padding: int, align: bool, mask: Any) -> Any:
    if mode == CUBIC:
        return fallback.run(op_of("grid_sampler_2d_backward"), g, x, grid, mode, padding, align, mask)
    flat = torch.zeros_like(x.reshape(*x.shape[:2], -1)) if mask[0] else None
    slopes: Any = [0] * (x.dim() - 2)
    for place, share, growths in corners(grid, x.shape[2:], mode, padding, align):
        values, places = flat_planes(x, place)
        if flat is not None:
            flat = flat.scatter_add(2, places, (g * share.unsqueeze(1)).reshape(*g.shape[:2], -1))
        if mask[1] and mode == LINEAR:
            along = (values.gather(2, places).view(g.shape) * g).sum(1)
            slopes = [s + along * w for s, w in zip(slopes, growths)]
    toward = (torch.stack(slopes[::-1], -1) if mode == LINEAR else torch.zeros_like(grid)) if mask[1] else None
    return None if flat is None else flat.view(x.shape), toward
