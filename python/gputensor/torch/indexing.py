"""Indexing by tensors, over gt_take, gt_put and gt_nonzero. An index that is out of range is found on the device and
raises IndexError at the next call that waits for it."""

from __future__ import annotations

import math
from typing import Any

import torch

from .. import _torch
from . import fallback
from .expressions import rows
from .kernels import into
from .registry import kernel, op_of

SET, ADD, MULTIPLY, MAXIMUM, MINIMUM = 0, *(rows[n][0] for n in ("add", "multiply", "maximum", "minimum"))
HOW = {"sum": ADD, "add": ADD, "prod": MULTIPLY, "multiply": MULTIPLY, "amax": MAXIMUM, "amin": MINIMUM}


def put(t: torch.Tensor, dim: int, index: torch.Tensor, values: torch.Tensor, how: int = SET) -> torch.Tensor:
    """t.select(dim, index[i]) becomes values.select(dim, i), or is combined with it."""
    t1 = t if t.dim() else t.view(1)
    if index.numel():
        _torch.put(t1, index.reshape(-1), values if t.dim() else values.reshape(-1), dim, how, False)
    return t


def put_along(t: torch.Tensor, dim: int, index: torch.Tensor, values: torch.Tensor, how: int = SET) -> torch.Tensor:
    """t[index[i, j], j] becomes values[i, j] (for axis 0), or is combined with it."""
    t1, index, values = (t, index, values) if t.dim() else (t.view(1), index.reshape(-1), values.reshape(-1))
    dim %= t1.dim()
    for axis, size in enumerate(index.shape):
        if axis != dim:
            t1 = t1.narrow(axis, 0, size)
        if values.dim():
            values = values.narrow(axis, 0, size)
    if index.numel():
        _torch.put(t1, index, values, dim, how, True)
    return t


# ---- x[i, j, ...] ----------------------------------------------------------------------------------------------------


class Selection:
    """What x[indices] names: the axes that have an index, one behind the other, as one axis of x, and the places on
    it."""

    def __init__(self, x: torch.Tensor, indices: Any) -> None:
        all = self.integers(x, indices)
        axes = [i for i, index in enumerate(all) if index is not None]
        together = axes == list(range(axes[0], axes[0] + len(axes)))
        self.at = axes[0] if together else 0
        others = [i for i in range(x.dim()) if i not in axes]
        self.order = others[: self.at] + axes + others[self.at :]
        self.view = x.permute(self.order)
        chosen = torch.broadcast_tensors(*(all[i] for i in axes))
        self.shape = chosen[0].shape
        self.sizes = [x.shape[i] for i in axes]
        self.index = self.linear([c.long() for c in chosen]) if len(axes) > 1 else chosen[0]
        self.result = (*self.view.shape[: self.at], *self.shape, *self.view.shape[self.at + len(axes) :])

    @staticmethod
    def integers(x: torch.Tensor, indices: Any) -> list[Any]:
        """One for each axis, None where all of it is meant. A mask is the places where it is true, of each of its
        axes."""
        all: list[Any] = []
        for index in indices:
            if index is not None and index.dtype in (torch.bool, torch.uint8):
                if index.shape != x.shape[len(all) : len(all) + index.dim()]:
                    raise IndexError(
                        f"The shape of the mask {list(index.shape)} at index {len(all)} does not match the shape of "
                        f"the indexed tensor {list(x.shape)}"
                    )
                all.extend(index.to(x.device).nonzero().unbind(1))
            else:
                all.append(index if index is None else index.to(x.device))
        if len(all) > x.dim():
            raise IndexError(f"too many indices for tensor of dimension {x.dim()}")
        return all + [None] * (x.dim() - len(all))

    def linear(self, chosen: list[torch.Tensor]) -> torch.Tensor:
        """One index of several; of those that are out of range one that is out of range."""
        total: Any = 0
        wrong: Any = None
        for index, size in zip(chosen, self.sizes):
            outside = (index >= size) | (index < -size)
            wrong = outside if wrong is None else wrong | outside
            total = total * size + torch.where(index < 0, index + size, index)
        return torch.where(wrong, math.prod(self.sizes), total)

    def merged(self) -> torch.Tensor:
        """x with the axes of the indices as one; a copy where no strides make it one."""
        shape = self.view.shape
        k = len(self.sizes)
        return self.view.reshape(*shape[: self.at], math.prod(self.sizes), *shape[self.at + k :])

    def take(self) -> torch.Tensor:
        return self.merged().index_select(self.at, self.index.reshape(-1)).view(self.result)

    def put(self, values: torch.Tensor, how: int) -> None:
        target = self.merged()
        flat = (*self.view.shape[: self.at], self.index.numel(), *self.view.shape[self.at + len(self.sizes) :])
        put(target, self.at, self.index, values.expand(self.result).reshape(flat), how)
        if target.data_ptr() != self.view.data_ptr():
            self.view.copy_(target.view(self.view.shape))


@kernel("index.Tensor")
def index(x: Any, indices: Any) -> Any:
    return Selection(x, indices).take()


@kernel("index.Tensor_out")
def index_out(x: Any, indices: Any, *, out: Any) -> Any:
    return into(out, index(x, indices))


@kernel("_index_put_impl_")
def index_put(x: Any, indices: Any, values: Any, accumulate: bool = False, unsafe: bool = False) -> Any:
    values = values.to(x.device)
    masks = [i for i in indices if i is not None]
    if (
        not accumulate
        and values.numel() == 1
        and len(masks) == 1
        and masks[0].dtype is torch.bool
        and indices[0] is masks[0]
    ):
        mask = masks[0].to(x.device).view(masks[0].shape + (1,) * (x.dim() - masks[0].dim()))
        return x.copy_(torch.where(mask, values.reshape(()), x))
    Selection(x, indices).put(values, ADD if accumulate else SET)
    return x


@kernel("masked_select")
def masked_select(x: Any, mask: Any) -> Any:
    x, mask = torch.broadcast_tensors(torch.atleast_1d(x), torch.atleast_1d(mask))
    return index(x, [mask])


# ---- Along one axis --------------------------------------------------------------------------------------------------


@kernel("index_add.out")
def index_add(x: Any, dim: int, index: Any, source: Any, *, alpha: Any = 1, out: Any) -> Any:
    return put(into(out, x), dim, index, source if alpha == 1 else source * alpha, ADD)


@kernel("index_copy.out")
def index_copy(x: Any, dim: int, index: Any, source: Any, *, out: Any) -> Any:
    return put(into(out, x), dim, index, source)


@kernel("index_fill_.int_Scalar", "index_fill_.int_Tensor")
def index_fill(x: Any, dim: int, index: Any, value: Any) -> Any:
    return put(
        x,
        dim,
        index,
        torch.full((), value.item() if isinstance(value, torch.Tensor) else value, dtype=x.dtype, device=x.device),
    )


@kernel("scatter.src_out")
def scatter(x: Any, dim: int, index: Any, src: Any, *, out: Any) -> Any:
    return put_along(into(out, x), dim, index, src)


@kernel("scatter.value_out")
def scatter_value(x: Any, dim: int, index: Any, value: Any, *, out: Any) -> Any:
    return put_along(into(out, x), dim, index, torch.full((), value, dtype=x.dtype, device=x.device))


@kernel("scatter.reduce_out")
def scatter_with(x: Any, dim: int, index: Any, src: Any, *, reduce: str, out: Any) -> Any:
    return put_along(into(out, x), dim, index, src, HOW[reduce])


@kernel("scatter.value_reduce_out")
def scatter_value_with(x: Any, dim: int, index: Any, value: Any, *, reduce: str, out: Any) -> Any:
    return put_along(into(out, x), dim, index, torch.full((), value, dtype=x.dtype, device=x.device), HOW[reduce])


@kernel("scatter_add.out")
def scatter_add(x: Any, dim: int, index: Any, src: Any, *, out: Any) -> Any:
    return put_along(into(out, x), dim, index, src, ADD)


START = {"sum": 0, "mean": 0, "prod": 1, "amax": float("-inf"), "amin": float("inf")}


@kernel("scatter_reduce.two_out")
def scatter_reduce(
    x: Any, dim: int, index: Any, src: Any, reduce: str, *, include_self: bool = True, out: Any
) -> Any:
    y = into(out, x)
    if not x.dtype.is_floating_point and (reduce == "mean" or not include_self):
        return into(
            out, fallback.run(op_of("scatter_reduce.two"), x, dim, index, src, reduce, include_self=include_self)
        )
    if not include_self:
        put_along(y, dim, index, torch.full((), START[reduce], dtype=x.dtype, device=x.device))
    put_along(y, dim, index, src, ADD if reduce == "mean" else HOW[reduce])
    if reduce == "mean":
        count = torch.ones_like(x)
        if not include_self:
            put_along(count, dim, index, torch.zeros((), dtype=x.dtype, device=x.device))
        put_along(count, dim, index, torch.ones((), dtype=x.dtype, device=x.device), ADD)
        y.div_(count)
    return y


@kernel("index_reduce.out")
def index_reduce(
    x: Any, dim: int, index: Any, source: Any, reduce: str, *, include_self: bool = True, out: Any
) -> Any:
    if x.dim() == 0:
        return into(
            out,
            scatter_reduce(x, 0, index.reshape(()), source.reshape(()), reduce, include_self=include_self, out=out),
        )
    shape = [1] * x.dim()
    shape[dim] = -1
    return scatter_reduce(
        x, dim, index.view(shape).expand(source.shape), source, reduce, include_self=include_self, out=out
    )


@kernel("put_")
def put_flat(x: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
    flat = x.reshape(-1)
    put(flat, 0, index, source.reshape(-1), ADD if accumulate else SET)
    return x if flat.data_ptr() == x.data_ptr() else x.copy_(flat.view(x.shape))


@kernel("embedding_renorm_")
def embedding_renorm(weight: Any, indices: Any, most: float, p: float) -> Any:
    """Rows that are used twice are written twice, with the same."""
    places = indices.reshape(-1)
    rows = weight.index_select(0, places)
    length = torch.linalg.vector_norm(rows, p, 1, True)
    put(weight, 0, places, torch.where(length > most, rows * (most / (length + 1e-7)), rows))
    return weight


@kernel("embedding_dense_backward")
def embedding_backward(g: Any, indices: Any, n: int, padding: int, by_frequency: bool) -> Any:
    if by_frequency:
        return fallback.run(op_of("embedding_dense_backward"), g, indices, n, padding, by_frequency)
    out = torch.zeros(n, g.shape[-1], dtype=g.dtype, device=g.device)
    put(out, 0, indices, g.reshape(-1, g.shape[-1]), ADD)
    if 0 <= padding < n:
        out[padding].zero_()
    return out
