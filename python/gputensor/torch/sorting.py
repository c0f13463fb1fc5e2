"""Scans, sorting, and what is made of sorted elements: over gt_scan, gt_topk, gt_searchsorted, gt_unique and
gt_histogram. Every sort is stable; NaN counts as more than infinity, as torch has it."""

from __future__ import annotations

from typing import Any

import torch

from .. import _torch
from . import fallback
from .expressions import rows
from .kernels import into
from .registry import by_name, kernel, op_of

ADD, MULTIPLY, MAXIMUM, MINIMUM = (rows[n][0] for n in ("add", "multiply", "maximum", "minimum"))


def install() -> None:
    by_name("scan", "cumsum.out", "self", "dim", code=ADD)
    by_name("scan", "cumprod.out", "self", "dim", code=MULTIPLY)
    by_name("sort", "sort.values_stable", "self", "dim", "descending", "", "values", "indices")
    by_name("sort", "topk.values", "self", "dim", "largest", "k", "values", "indices")


# ---- Scans -----------------------------------------------------------------------------------------------------------


def running(x: Any, values: Any, indices: Any, dim: int, code: int) -> None:
    """The largest or smallest so far, and where the last one of it stands: of NaN the last NaN."""
    _torch.scan(values, x, dim, code)
    here = (x == values) | (x != x)
    places = torch.arange(x.shape[dim] if x.dim() else 1, device=x.device)
    places = places.view([-1 if i == dim % x.dim() else 1 for i in range(x.dim())])
    _torch.scan(indices, torch.where(here, places, 0), dim, MAXIMUM)


@kernel("_cummax_helper")
def cummax(x: Any, values: Any, indices: Any, dim: int) -> None:
    running(x, values, indices, dim, MAXIMUM)


@kernel("_cummin_helper")
def cummin(x: Any, values: Any, indices: Any, dim: int) -> None:
    running(x, values, indices, dim, MINIMUM)


@kernel("_logcumsumexp")
def logcumsumexp(x: Any, dim: int) -> Any:
    """Neighbours at distance 1, 2, 4 and so on are combined, in float64 where the device has it, as on the CPU."""
    wide = x.dtype is torch.float32 and _torch.supports(torch.float64)
    y = x.double() if wide else x.clone(memory_format=torch.contiguous_format)
    n, distance = x.shape[dim] if x.dim() else 1, 1
    while distance < n:
        before, here = y.narrow(dim, 0, n - distance), y.narrow(dim, distance, n - distance)
        y = torch.cat((y.narrow(dim, 0, distance), torch.logaddexp(before, here)), dim)
        distance *= 2
    return y.to(x.dtype)


@kernel("_logcumsumexp.out")
def logcumsumexp_out(x: Any, dim: int, *, out: Any) -> Any:
    return into(out, logcumsumexp(x, dim))


# ---- Of sorted lines -------------------------------------------------------------------------------------------------


def chosen(x: Any, dim: int, keepdim: bool, values: Any, indices: Any, place: Any) -> Any:
    """The element of each sorted line at a place, which place(line, length) gives, and where it stands in x."""
    line = x.reshape(1) if x.dim() == 0 else x
    rising, order = line.sort(dim=dim, stable=True)
    at = place(rising, line.shape[dim])
    results = rising.gather(dim, at), order.gather(dim, at)
    if x.dim() == 0:
        results = results[0].view(()), results[1].view(())
    elif not keepdim:
        results = results[0].squeeze(dim), results[1].squeeze(dim)
    return into(values, results[0]), into(indices, results[1])


def middle(dim: int, ignore: bool) -> Any:
    """The lower middle; NaN, the last of what is sorted, count or are ignored."""

    def place(rising: Any, n: int) -> Any:
        if not rising.dtype.is_floating_point:
            return torch.full_like(rising.narrow(dim, 0, 1), (n - 1) // 2, dtype=torch.int64)
        wrong = (rising != rising).sum(dim, keepdim=True)
        if ignore:
            return torch.div(n - wrong - 1, 2, rounding_mode="floor").clamp_min(0)
        return torch.where(wrong > 0, n - wrong, (n - 1) // 2)

    return place


def check_line(x: Any, dim: int, name: str) -> None:
    if x.dim() and x.shape[dim] == 0:
        raise IndexError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")


@kernel("median.dim_values")
def median_dim(x: Any, dim: int, keepdim: bool = False, *, values: Any, indices: Any) -> Any:
    check_line(x, dim, "median")
    return chosen(x, dim, keepdim, values, indices, middle(dim, False))


@kernel("nanmedian.dim_values")
def nanmedian_dim(x: Any, dim: int, keepdim: bool = False, *, values: Any, indices: Any) -> Any:
    check_line(x, dim, "nanmedian")
    return chosen(x, dim, keepdim, values, indices, middle(dim, True))


def of_all(x: Any, ignore: bool) -> Any:
    if x.numel() == 0:
        return fallback.run(op_of("nanmedian" if ignore else "median"), x)
    rising = x.reshape(-1).sort().values
    return rising.gather(0, middle(0, ignore)(rising, rising.numel())).view(())


@kernel("median")
def median(x: Any) -> Any:
    return of_all(x, False)


@kernel("nanmedian")
def nanmedian(x: Any) -> Any:
    return of_all(x, True)


@kernel("kthvalue.values")
def kthvalue(x: Any, k: int, dim: int = -1, keepdim: bool = False, *, values: Any, indices: Any) -> Any:
    n = x.shape[dim] if x.dim() else 1
    if not 0 < k <= n:
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {dim}")
    return chosen(
        x,
        dim,
        keepdim,
        values,
        indices,
        lambda rising, n: torch.full_like(rising.narrow(dim, 0, 1), k - 1, dtype=torch.int64),
    )


@kernel("mode")
def mode(x: Any, dim: int = -1, keepdim: bool = False) -> Any:
    """The value that is there most often, of several the smallest one, and the last place of it."""
    check_line(x, dim, "mode")
    values = torch.empty(0, dtype=x.dtype, device=x.device)
    indices = torch.empty(0, dtype=torch.int64, device=x.device)

    def place(rising: Any, n: int) -> Any:
        line = rising.movedim(dim, -1)
        starts = torch.where(line[..., 1:] != line[..., :-1], torch.arange(1, n, device=x.device), 0)
        starts = torch.cat((torch.zeros_like(line[..., :1], dtype=torch.int64), starts), -1)
        length = torch.arange(n, device=x.device) - starts.cummax(-1).values
        return length.argmax(-1, keepdim=True).movedim(-1, dim)

    return chosen(x, dim, keepdim, values, indices, place)


@kernel("mode.values")
def mode_out(x: Any, dim: int = -1, keepdim: bool = False, *, values: Any, indices: Any) -> Any:
    found = mode(x, dim, keepdim)
    return into(values, found[0]), into(indices, found[1])


# ---- Places in what is sorted ----------------------------------------------------------------------------------------


def places(edges: Any, values: Any, right: bool, sorter: Any = None) -> torch.Tensor:
    """How many edges of each line come before each value."""
    if sorter is not None:
        edges = edges.gather(-1, sorter)
    out = torch.empty(values.shape, dtype=torch.int64, device=values.device)
    if edges.dim() == 1:
        _torch.searchsorted(out, edges, values, right)
        return out
    low, n = out.zero_(), edges.shape[-1]
    high = torch.full_like(low, n)
    for _ in range(n.bit_length()):  # a search in halves, of all lines and values at once
        middle = torch.div(low + high, 2, rounding_mode="floor")
        there = edges.gather(-1, middle.clamp_max(n - 1))
        before = (there <= values if right else there < values) & (low < high)
        low, high = torch.where(before, middle + 1, low), torch.where(before, high, middle)
    return low


def is_right(right: bool, side: Any) -> bool:
    if side is not None and side not in ("left", "right"):
        raise RuntimeError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise RuntimeError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True"
        )
    return side == "right" or right


@kernel("searchsorted.Tensor", "searchsorted.Scalar")
def searchsorted(
    edges: Any, values: Any, *, out_int32: bool = False, right: bool = False, side: Any = None, sorter: Any = None
) -> Any:
    if not isinstance(values, torch.Tensor):
        values = torch.full((), values, dtype=number_dtype(edges, values), device=edges.device)
    if edges.dim() == 0 or (edges.dim() > 1 and edges.shape[:-1] != values.shape[:-1]) or edges.dtype != values.dtype:
        return fallback.run(
            op_of("searchsorted.Tensor"),
            edges,
            values,
            out_int32=out_int32,
            right=right,
            side=side,
            sorter=sorter,
        )
    found = places(edges, values, is_right(right, side), sorter)
    return found.to(torch.int32) if out_int32 else found


def number_dtype(edges: Any, value: Any) -> Any:
    return torch.result_type(edges, value)


@kernel("searchsorted.Tensor_out", "searchsorted.Scalar_out")
def searchsorted_out(edges: Any, values: Any, *, out_int32: bool = False, out: Any, **how: Any) -> Any:
    return into(out, searchsorted(edges, values, out_int32=out_int32, **how))


@kernel("bucketize.Tensor", "bucketize.Scalar")
def bucketize(x: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False) -> Any:
    if boundaries.dim() != 1:
        raise RuntimeError(f"bucketize: boundaries tensor must be 1 dimension, but got dim({boundaries.dim()})")
    return searchsorted(boundaries, x, out_int32=out_int32, right=right)


@kernel("bucketize.Tensor_out")
def bucketize_out(x: Any, boundaries: Any, *, out_int32: bool = False, right: bool = False, out: Any) -> Any:
    return into(out, bucketize(x, boundaries, out_int32=out_int32, right=right))


# ---- Different elements ----------------------------------------------------------------------------------------------


def some(x: Any, wanted: bool) -> Any:
    """A result that is not wanted is empty."""
    return x if wanted else x.new_empty(0)


@kernel("_unique2")
def unique(x: Any, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False) -> Any:
    values, inverse, counts = _torch.unique(x)
    return values, some(inverse, return_inverse), some(counts, return_counts)


@kernel("_unique")
def unique_without_counts(x: Any, sorted: bool = True, return_inverse: bool = False) -> Any:
    return unique(x, sorted, return_inverse)[:2]


def runs(lines: Any) -> Any:
    """Where rows differ from the one before, the number of its run for each, and how long the runs are."""
    n = lines.shape[0]
    new = torch.ones(n, dtype=torch.bool, device=lines.device)
    if n > 1:
        new[1:] = (lines[1:] != lines[:-1]).flatten(1).any(1) if lines.dim() > 1 else lines[1:] != lines[:-1]
    starts = new.nonzero().view(-1)
    ends = torch.cat((starts[1:], starts.new_full((1,), n))) if n else starts
    return starts, new.cumsum(0) - 1, ends - starts


@kernel("unique_consecutive")
def unique_consecutive(
    x: Any, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    if dim is not None:
        return unique_dim_consecutive(x, dim, return_inverse, return_counts)
    line = x.reshape(-1)
    starts, inverse, counts = runs(line)
    return line[starts], some(inverse.view(x.shape), return_inverse), some(counts, return_counts)


@kernel("unique_dim_consecutive")
def unique_dim_consecutive(x: Any, dim: int, return_inverse: bool = False, return_counts: bool = False) -> Any:
    starts, inverse, counts = runs(x.movedim(dim, 0))
    return x.index_select(dim, starts), some(inverse, return_inverse), some(counts, return_counts)


COLUMNS = 64  # rows of more are sorted by the CPU: here each column takes a sort


@kernel("unique_dim")
def unique_dim(x: Any, dim: int, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False) -> Any:
    lines = x.movedim(dim, 0).flatten(1) if x.dim() > 1 else x.view(-1, 1)
    if x.numel() == 0 or lines.shape[1] > COLUMNS:
        return fallback.run(op_of("unique_dim"), x, dim, sorted, return_inverse, return_counts)
    order = torch.arange(lines.shape[0], device=x.device)
    for column in reversed(lines.unbind(1)):  # the last one first, and each sort keeps what the ones before made
        order = order[column[order].argsort(stable=True)]
    starts, inverse, counts = runs(lines[order])
    back = torch.empty_like(order).index_put_((order,), inverse)
    return x.index_select(dim, order[starts]), some(back, return_inverse), some(counts, return_counts)


# ---- Counting --------------------------------------------------------------------------------------------------------


@kernel("nonzero_static")
def nonzero_static(x: Any, *, size: int, fill_value: int = -1) -> Any:
    found = x.nonzero()[:size]
    if found.shape[0] == size:
        return found
    return torch.cat((found, found.new_full((size - found.shape[0], x.dim()), fill_value)))


@kernel("nonzero_static.out")
def nonzero_static_out(x: Any, *, size: int, fill_value: int = -1, out: Any) -> Any:
    return into(out, nonzero_static(x, size=size, fill_value=fill_value))


@kernel("bincount")
def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    if x.dim() != 1 or x.dtype.is_floating_point or minlength < 0 or (weights is not None and weights.shape != x.shape):
        return fallback.run(op_of("bincount"), x, weights, minlength)
    if weights is not None:
        weights = weights.to(torch.float32 if weights.dtype is torch.float32 else torch.float64)
    try:
        return _torch.histogram(x, None, weights, minlength)
    except IndexError as error:
        if "gt_histogram" not in str(error):  # of work before
            raise
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.") from None


@kernel("masked_scatter_")
def masked_scatter(x: Any, mask: Any, source: Any) -> Any:
    if mask.dtype is not torch.bool or source.dtype != x.dtype:
        return fallback.run(op_of("masked_scatter_"), x, mask, source)
    mask = mask.expand(x.shape)
    if x.numel() == 0 or (source.numel() == 0 and not mask.any()):
        return x
    at = mask.reshape(-1).cumsum(0) - 1
    taken = source.reshape(-1).index_select(0, torch.where(mask.reshape(-1), at, 0))
    return x.copy_(torch.where(mask, taken.view(x.shape), x))
