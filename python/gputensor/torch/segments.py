"""Sums and their like over parts of an axis: bags of embeddings, segments, histograms."""

from __future__ import annotations

import math
from typing import Any

import torch

from .. import _torch
from . import fallback
from .indexing import MAXIMUM, MINIMUM, MULTIPLY, put
from .kernels import into
from .registry import kernel, op_of
from .sorting import places

# ---- Bags of embeddings ----------------------------------------------------------------------------------------------

SUM, MEAN, MAX = 0, 1, 2


def bags_of(indices: Any, offsets: Any) -> Any:
    """The number of its bag for each index."""
    at = torch.arange(indices.numel(), device=indices.device, dtype=offsets.dtype)
    return places(offsets, at, True) - 1


def shares(indices: Any, padding: int, each: Any, dtype: Any) -> Any:
    """How much each index counts: its weight, or 1; 0 where it is padding."""
    counts = (indices != padding).to(dtype)
    return counts if each is None else counts * each


@kernel("_embedding_bag", "_embedding_bag_forward_only")
def embedding_bag(
    weight: Any,
    indices: Any,
    offsets: Any,
    by_frequency: bool = False,
    mode: int = SUM,
    sparse: bool = False,
    each: Any = None,
    last: bool = False,
    padding: int = -1,
) -> Any:
    count = offsets.numel() - int(last)
    bags = bags_of(indices, offsets)
    if last:
        bags = bags.clamp_max(count - 1)
    counted = (indices != padding).long()
    size = torch.zeros(count, dtype=torch.int64, device=weight.device).index_add_(0, bags, counted)
    rows = weight.index_select(0, indices)
    shape = (count, weight.shape[1])
    if mode != MAX:
        rows = rows * shares(indices, padding, each, weight.dtype).unsqueeze(1)
        out = torch.zeros(shape, dtype=weight.dtype, device=weight.device).index_add_(0, bags, rows)
        if mode == MEAN:
            out = out / size.clamp_min(1).to(out.dtype).unsqueeze(1)
        return out, bags, size, size
    rows = torch.where((indices == padding).unsqueeze(1), float("-inf"), rows)
    out = put(torch.full(shape, float("-inf"), dtype=weight.dtype, device=weight.device), 0, bags, rows, MAXIMUM)
    here = torch.where(
        rows == out.index_select(0, bags), torch.arange(len(indices), device=rows.device).view(-1, 1), len(indices)
    )
    first = put(torch.full(shape, len(indices), device=rows.device), 0, bags, here, MINIMUM)
    first = torch.where((size == 0).unsqueeze(1), 0, first.clamp_max(max(len(indices) - 1, 0)))
    best = indices.take(first) if len(indices) else first
    return torch.where((size == 0).unsqueeze(1), 0, out), bags, size, best


@kernel("_embedding_bag_backward")
def embedding_bag_gradient(
    g: Any,
    indices: Any,
    offsets: Any,
    bags: Any,
    size: Any,
    best: Any,
    n: int,
    by_frequency: bool,
    mode: int,
    sparse: bool,
    each: Any,
    padding: int = -1,
) -> Any:
    if sparse:
        args = (g, indices, offsets, bags, size, best, n, by_frequency, mode, sparse, each, padding)
        return fallback.run(op_of("_embedding_bag_backward"), *args)
    return embedding_bag_dense(g, indices, bags, size, best, n, by_frequency, mode, each, padding)


@kernel("_embedding_bag_dense_backward")
def embedding_bag_dense(
    g: Any,
    indices: Any,
    bags: Any,
    size: Any,
    best: Any,
    n: int,
    by_frequency: bool,
    mode: int,
    each: Any,
    padding: int = -1,
) -> Any:
    out = torch.zeros(n, g.shape[1], dtype=g.dtype, device=g.device)
    if mode == MAX:
        return out.scatter_add_(0, best.long(), torch.where((size == 0).unsqueeze(1), 0, g))
    share = shares(indices, padding, each, g.dtype)
    if mode == MEAN:
        share = share / size.clamp_min(1).to(g.dtype).index_select(0, bags)
    if by_frequency:
        ones = torch.ones_like(indices, dtype=g.dtype)
        share = share / torch.zeros(n, dtype=g.dtype, device=g.device).index_add_(0, indices, ones).take(indices)
    return out.index_add_(0, indices, g.index_select(0, bags) * share.unsqueeze(1))


@kernel("_embedding_bag_per_sample_weights_backward")
def embedding_bag_weights(
    g: Any, weight: Any, indices: Any, offsets: Any, bags: Any, mode: int, padding: int = -1
) -> Any:
    along = (g.index_select(0, bags) * weight.index_select(0, indices)).sum(1)
    return torch.where(indices == padding, 0, along)


# ---- Segments --------------------------------------------------------------------------------------------------------

START = {"sum": 0.0, "mean": 0.0, "prod": 1.0, "max": float("-inf"), "min": float("inf")}
HOW = {"prod": MULTIPLY, "max": MAXIMUM, "min": MINIMUM}


class Segments:
    """data as lines along one axis, and the number of its segment for each element of the axis, counted over all
    lines."""

    def __init__(self, data: Any, lengths: Any, offsets: Any, axis: int) -> None:
        ends = offsets.long() if lengths is None else torch.nn.functional.pad(lengths.long().cumsum(-1), (1, 0))
        self.lengths = ends.diff(dim=-1)
        self.n = data.shape[axis]
        self.lines = math.prod(data.shape[:axis])
        self.count = self.lengths.shape[-1]
        at = torch.arange(self.n, device=data.device).expand(*ends.shape[:-1], self.n).contiguous()
        number = places(ends.contiguous(), at, True).view(self.lines, self.n) - 1
        first = torch.arange(self.lines, device=data.device).view(-1, 1) * self.count
        self.number = (number.clamp(0, self.count - 1) + first).view(-1)
        self.shape = (*data.shape[:axis], self.count, *data.shape[axis + 1 :])
        self.rest = data.shape[axis + 1 :]

    def rows(self, data: Any, count: int) -> Any:
        return data.reshape(self.lines * count, -1)

    def combine(self, data: Any, reduce: str, start: float) -> Any:
        rows = self.rows(data, self.n)
        out = torch.full((self.lines * self.count, rows.shape[1]), start, dtype=data.dtype, device=data.device)
        if reduce in HOW:
            return put(out, 0, self.number, rows, HOW[reduce])
        return out.index_add_(0, self.number, rows)


@kernel("segment_reduce")
def segment_reduce(
    data: Any,
    reduce: str,
    *,
    lengths: Any = None,
    indices: Any = None,
    offsets: Any = None,
    axis: int = 0,
    unsafe: bool = False,
    initial: Any = None,
) -> Any:
    if data.numel() == 0 or indices is not None or reduce not in START:
        how = {"lengths": lengths, "indices": indices, "offsets": offsets, "axis": axis, "unsafe": unsafe}
        return fallback.run(op_of("segment_reduce"), data, reduce, **how, initial=initial)
    parts = Segments(data, lengths, offsets, axis)
    out = parts.combine(data, reduce, START[reduce] if initial is None else initial)
    if reduce == "mean":
        size = parts.lengths.reshape(-1, 1).to(out.dtype)
        out = torch.where(size == 0, out if initial is not None else float("nan"), out / size.clamp_min(1))
    return out.view(parts.shape)


@kernel("_segment_reduce_backward")
def segment_gradient(
    g: Any,
    output: Any,
    data: Any,
    reduce: str,
    *,
    lengths: Any = None,
    offsets: Any = None,
    axis: int = 0,
    initial: Any = None,
) -> Any:
    if data.numel() == 0 or reduce == "prod":
        how = {"lengths": lengths, "offsets": offsets, "axis": axis, "initial": initial}
        return fallback.run(op_of("_segment_reduce_backward"), g, output, data, reduce, **how)
    parts = Segments(data, lengths, offsets, axis)
    rows = parts.rows(g, parts.count)
    if reduce == "mean":
        rows = rows / parts.lengths.reshape(-1, 1).clamp_min(1).to(g.dtype)
    each = rows.index_select(0, parts.number).view(data.shape)
    if reduce in ("max", "min"):  # those that are the largest share the gradient
        whole = parts.rows(output, parts.count)
        largest = (data == whole.index_select(0, parts.number).view(data.shape)) | (data != data)
        count = parts.combine(largest.to(g.dtype), "sum", 0.0).index_select(0, parts.number).view(data.shape)
        each = torch.where(largest, each / count, 0)
    return each


# ---- Histograms ------------------------------------------------------------------------------------------------------


def outer_bounds(x: Any) -> list[float]:
    if x.numel() == 0:
        return [0.0, 1.0]
    low, high = torch.stack(x.aminmax()).tolist()
    if not math.isfinite(low) or not math.isfinite(high):
        raise RuntimeError(f"torch.histogram(dd): dimension 0's range [{low}, {high}] is not finite")
    return [low, high] if low < high else [low - 0.5, high + 0.5]


def edges_of(low: float, high: float, bins: int, x: Any) -> Any:
    return torch.linspace(low, high, bins + 1, dtype=x.dtype).to(x.device)


def counted(columns: Any, edges: Any, weight: Any, density: bool) -> Any:
    """How many points, whose coordinates are the columns, are in each box between edges."""
    found = in_bins(columns[0], edges[0], weight) if len(edges) == 1 else in_boxes(columns, edges, weight)
    if density:
        found = found / found.sum()
        for i, bounds in enumerate(edges):
            found = found / bounds.diff().view([-1 if i == j else 1 for j in range(len(edges))])
    return found


def in_bins(x: Any, edges: Any, weight: Any) -> Any:
    line = x.reshape(-1)
    return _torch.histogram(line, edges, None if weight is None else weight.reshape(-1), 0).to(edges.dtype)


def in_boxes(columns: Any, edges: Any, weight: Any) -> Any:
    number: Any = torch.zeros((), dtype=torch.int64, device=edges[0].device)
    inside: Any = torch.ones((), dtype=torch.bool, device=edges[0].device)
    for x, bounds in zip(columns, edges):
        bins = bounds.numel() - 1
        at = places(bounds, x.contiguous(), True) - 1
        at = torch.where(x == bounds[-1], bins - 1, at)
        inside = inside & (x >= bounds[0]) & (x <= bounds[-1])
        number = number * bins + at
    shape = [e.numel() - 1 for e in edges]
    total = math.prod(shape)
    where = torch.where(inside, number, total).view(-1)
    ones = torch.ones_like(where, dtype=edges[0].dtype) if weight is None else weight.reshape(-1)
    found = torch.zeros(total + 1, dtype=edges[0].dtype, device=where.device).index_add_(0, where, ones)
    return found[:-1].view(shape)


@kernel("histogram.bins_tensor")
def histogram(x: Any, bins: Any, *, weight: Any = None, density: bool = False) -> Any:
    return counted([x.reshape(-1)], [bins], weight, density), bins.clone()


@kernel("histogram.bin_ct")
def histogram_of(x: Any, bins: int = 100, *, range: Any = None, weight: Any = None, density: bool = False) -> Any:
    edges = histogramdd_edges(x.reshape(-1, 1), [bins], range=range)[0]
    return counted([x.reshape(-1)], [edges], weight, density), edges


@kernel("histogram.bins_tensor_out")
def histogram_out(x: Any, bins: Any, *, hist: Any, bin_edges: Any, **how: Any) -> Any:
    return tuple(map(into, (hist, bin_edges), histogram(x, bins, **how)))


@kernel("histogram.bin_ct_out")
def histogram_of_out(x: Any, bins: int = 100, *, hist: Any, bin_edges: Any, **how: Any) -> Any:
    return tuple(map(into, (hist, bin_edges), histogram_of(x, bins, **how)))


@kernel("_histogramdd_bin_edges")
def histogramdd_edges(x: Any, bins: Any, *, range: Any = None, weight: Any = None, density: bool = False) -> Any:
    if range is not None and any(high < low for low, high in zip(range[::2], range[1::2])):
        raise RuntimeError("torch.histogram(dd): min should not exceed max")
    edges = []
    for i, n in enumerate(bins):
        low, high = outer_bounds(x[..., i]) if range is None else range[2 * i : 2 * i + 2]
        edges.append(edges_of(*((low, high) if low < high else (low - 0.5, high + 0.5)), n, x))
    return edges


@kernel("_histogramdd_from_bin_cts")
def histogramdd(x: Any, bins: Any, *, range: Any = None, weight: Any = None, density: bool = False) -> Any:
    return histogramdd_of(x, histogramdd_edges(x, bins, range=range), weight=weight, density=density)


@kernel("_histogramdd_from_bin_tensors")
def histogramdd_of(x: Any, bins: Any, *, weight: Any = None, density: bool = False) -> Any:
    return counted(x.reshape(-1, x.shape[-1]).unbind(1), bins, weight, density)


@kernel("histc")
def histc(x: Any, bins: int = 100, min: Any = 0, max: Any = 0) -> Any:
    if not x.dtype.is_floating_point or bins < 1 or max < min:
        return fallback.run(op_of("histc"), x, bins, min, max)
    if min == max:
        min, max = (float(min), float(max)) if x.numel() == 0 else torch.stack(x.aminmax()).tolist()
        if not math.isfinite(min) or not math.isfinite(max):
            raise RuntimeError(f"torch.histc: range of [{min}, {max}] is not finite")
    if min == max:
        min, max = min - 1, max + 1
    line = x.reshape(-1)
    inside = (line >= min) & (line <= max)
    at = ((line - min) * bins / (max - min)).clamp(0, bins - 1)
    edges = torch.arange(bins + 1, dtype=torch.int32, device=x.device)
    return _torch.histogram(torch.where(inside, at, -1).int(), edges, None, 0).to(x.dtype)


@kernel("histc.out")
def histc_out(x: Any, bins: int = 100, min: Any = 0, max: Any = 0, *, out: Any) -> Any:
    return into(out, histc(x, bins, min, max))
