"""What networks are made of besides products and elementwise operators: windows and pools as strided views of the
padded input, norms, losses."""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import torch

from .registry import kernel

# ---- Windows ---------------------------------------------------------------------------------------------------------


def listed(x: Any, n: int) -> list[int]:
    """One number for each of n axes, of a list of one or n."""
    x = [x] if isinstance(x, int) else list(x)
    return x * n if len(x) == 1 else x


def padded(x: torch.Tensor, before: list[int], after: list[int], value: float = 0) -> torch.Tensor:
    if not any(before) and not any(after):
        return x
    n = len(before)
    sizes = [s + b + a for s, b, a in zip(x.shape[-n:], before, after)]
    p = torch.full((*x.shape[:-n], *sizes), value, dtype=x.dtype, device=x.device)
    inside(p, before, list(x.shape[-n:])).copy_(x)
    return p


def inside(p: torch.Tensor, start: list[int], size: list[int]) -> torch.Tensor:
    for i, (b, s) in enumerate(zip(start, size)):
        p = p.narrow(i - len(start), b, s)
    return p


def windows(p: torch.Tensor, size: list[int], stride: list[int], dilation: list[int]) -> torch.Tensor:
    """(..., places, within the window) as a view of a padded input."""
    n = len(size)
    lead, steps = list(p.stride()[:-n]), p.stride()[-n:]
    places = [(s - d * (k - 1) - 1) // t + 1 for s, k, t, d in zip(p.shape[-n:], size, stride, dilation)]
    return p.as_strided(
        (*p.shape[:-n], *places, *size),
        (*lead, *(s * t for s, t in zip(steps, stride)), *(s * d for s, d in zip(steps, dilation))),
        p.storage_offset(),
    )


def room(shape: list[int], size: Any, stride: Any, padding: Any, dilation: Any, places: Any) -> list[int]:
    """What windows reach of an input, the padding too."""
    return [
        max(s + 2 * p, d * (k - 1) + t * (o - 1) + 1)
        for s, p, d, k, t, o in zip(shape, padding, dilation, size, stride, places)
    ]


def fold(
    columns: torch.Tensor,
    shape: list[int],
    size: list[int],
    stride: list[int],
    padding: list[int],
    dilation: list[int],
) -> torch.Tensor:
    """Adds columns (lead, places, within the window) up where they come from: the gradient of windows."""
    n = len(size)
    lead, places = columns.shape[: -2 * n], columns.shape[-2 * n : -n]
    space = room(shape, size, stride, padding, dilation, places)
    out = torch.zeros((*lead, *space), dtype=columns.dtype, device=columns.device)
    for at in itertools.product(*map(range, size)):
        part = (..., *(slice(a * d, a * d + (o - 1) * t + 1, t) for a, d, o, t in zip(at, dilation, places, stride)))
        out[part] += columns[(..., *at)]
    return inside(out, padding, shape)


# ---- Pools -----------------------------------------------------------------------------------------------------------


def extra(size: int, k: int, t: int, p: int, d: int, ceil: bool) -> int:
    """How much more than the padding an input needs behind it in ceil mode."""
    span = size + 2 * p - d * (k - 1) - 1
    places = (span + (t - 1 if ceil else 0)) // t + 1
    if ceil and (places - 1) * t >= size + p:
        places -= 1
    return max((places - 1) * t - span, 0)


def pool_windows(
    x: Any, size: Any, stride: Any, padding: Any, dilation: Any, ceil: bool, value: float
) -> torch.Tensor:
    more = [
        extra(s, k, t, p, d, ceil) for s, k, t, p, d in zip(x.shape[-len(size) :], size, stride, padding, dilation)
    ]
    return windows(padded(x, padding, [p + m for p, m in zip(padding, more)], value), size, stride, dilation)


def max_pool(
    n: int, x: Any, size: Any, stride: Any = (), padding: Any = 0, dilation: Any = 1, ceil: bool = False
) -> Any:
    size, padding, dilation = listed(size, n), listed(padding, n), listed(dilation, n)
    stride = listed(stride, n) if stride else size
    lowest = float("-inf") if x.dtype.is_floating_point else torch.iinfo(x.dtype).min
    v = pool_windows(x, size, stride, padding, dilation, ceil, lowest).flatten(-n)
    values, within = v.max(-1)
    index = 0
    for i in range(n):
        place = (
            torch.arange(values.shape[i - n], device=x.device).view(-1, *[1] * (n - 1 - i)) * stride[i] - padding[i]
        )
        step = torch.div(within, math.prod(size[i + 1 :]), rounding_mode="floor") % size[i]
        index = index * x.shape[i - n] + (place + step * dilation[i])
    return values, index


@kernel("max_pool2d_with_indices.out")
def max_pool2d(x: Any, *args: Any, out: Any, indices: Any) -> Any:
    values, index = max_pool(2, x, *args)
    return out.resize_(values.shape).copy_(values), indices.resize_(index.shape).copy_(index)


kernel("max_pool3d_with_indices")(functools.partial(max_pool, 3))


def max_pool_gradient(n: int, g: Any, x: Any, indices: Any) -> torch.Tensor:
    out = torch.zeros(x.shape, dtype=x.dtype, device=x.device).flatten(-n)
    return out.scatter_add(-1, indices.flatten(-n), g.flatten(-n)).view(x.shape)


@kernel("max_pool2d_with_indices_backward.grad_input")
def max_pool2d_backward(
    g: Any, x: Any, size: Any, stride: Any, padding: Any, dilation: Any, ceil: Any, indices: Any, *, grad_input: Any
) -> Any:
    return grad_input.copy_(max_pool_gradient(2, g, x, indices))


@kernel("max_pool3d_with_indices_backward")
def max_pool3d_backward(
    g: Any, x: Any, size: Any, stride: Any, padding: Any, dilation: Any, ceil: Any, indices: Any
) -> Any:
    return max_pool_gradient(3, g, x, indices)


def divisor(x: Any, size: Any, stride: Any, padding: Any, ceil: bool, include: bool, override: int | None) -> Any:
    """What the sums of windows are divided by: a number, or one for each place."""
    n = len(size)
    more = [extra(s, k, t, p, 1, ceil) for s, k, t, p in zip(x.shape[-n:], size, stride, padding)]
    if override is not None:
        return override
    if not any(more) and (include or not any(padding)):
        return math.prod(size)
    ones = torch.ones(x.shape[-n:], dtype=x.dtype, device=x.device)
    if include:
        ones = padded(ones, padding, padding, 1)
        padding = [0] * n
    return pool_windows(ones, size, stride, padding, [1] * n, ceil, 0).sum(tuple(range(-n, 0)))


def avg_pool(
    n: int,
    x: Any,
    size: Any,
    stride: Any = (),
    padding: Any = 0,
    ceil: bool = False,
    include: bool = True,
    override: Any = None,
) -> Any:
    size, padding = listed(size, n), listed(padding, n)
    stride = listed(stride, n) if stride else size
    sums = pool_windows(x, size, stride, padding, [1] * n, ceil, 0).sum(tuple(range(-n, 0)))
    return sums / divisor(x, size, stride, padding, ceil, include, override)


def avg_pool_gradient(
    n: int, g: Any, x: Any, size: Any, stride: Any, padding: Any, ceil: bool, include: bool, override: Any = None
) -> Any:
    size, padding = listed(size, n), listed(padding, n)
    stride = listed(stride, n) if stride else size
    g = g / divisor(x, size, stride, padding, ceil, include, override)
    columns = g.view(*g.shape, *[1] * n).expand(*g.shape, *size)
    return fold(columns, list(x.shape[-n:]), size, stride, padding, [1] * n)


for dims in (2, 3):

    def pool_out(x: Any, *args: Any, out: Any, n: int = dims) -> Any:
        y = avg_pool(n, x, *args)
        return out.resize_(y.shape).copy_(y)

    def pool_backward(*args: Any, grad_input: Any, n: int = dims) -> Any:
        return grad_input.copy_(avg_pool_gradient(n, *args))

    kernel(f"avg_pool{dims}d.out")(pool_out)
    kernel(f"avg_pool{dims}d_backward.grad_input")(pool_backward)


def adaptive(n: int, x: Any, size: Any) -> torch.Tensor:
    if all(s and i % s == 0 for i, s in zip(x.shape[-n:], size)):
        return avg_pool(n, x, [i // s for i, s in zip(x.shape[-n:], size)])
    for axis in range(
        -n, 0
    ):  # the mean is separable: one axis after the other, a product with the weights of the places
        i, s = x.shape[axis], size[axis]
        weights = torch.zeros(s, i)
        for j in range(s):
            a, b = j * i // s, -(-(j + 1) * i // s)
            weights[j, a:b] = 1 / (b - a)
        x = (x.movedim(axis, -1) @ weights.to(x.device, x.dtype).t()).movedim(-1, axis)
    return x.contiguous()


def adaptive_gradient(n: int, g: Any, x: Any) -> torch.Tensor:
    size = g.shape[-n:]
    if all(s and i % s == 0 for i, s in zip(x.shape[-n:], size)):
        k = [i // s for i, s in zip(x.shape[-n:], size)]
        return avg_pool_gradient(n, g, x, k, k, [0] * n, False, True)
    for axis in range(-n, 0):
        i, s = x.shape[axis], size[axis]
        weights = torch.zeros(s, i)
        for j in range(s):
            a, b = j * i // s, -(-(j + 1) * i // s)
            weights[j, a:b] = 1 / (b - a)
        g = (g.movedim(axis, -1) @ weights.to(g.device, g.dtype)).movedim(-1, axis)
    return g.contiguous()


for dims in (2, 3):
    kernel(f"_adaptive_avg_pool{dims}d")(functools.partial(adaptive, dims))
    kernel(f"_adaptive_avg_pool{dims}d_backward")(functools.partial(adaptive_gradient, dims))


# ---- Norms -----------------------------------------------------------------------------------------------------------


def per_channel(t: Any, x: torch.Tensor) -> Any:
    return None if t is None else t.view(1, -1, *[1] * (x.dim() - 2))


def scaled(x: torch.Tensor, weight: Any, bias: Any) -> torch.Tensor:
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


def wide(t: Any) -> Any:
    """float16 and bfloat16 are normalised in float32, as torch does."""
    return t.float() if t is not None and t.dtype in (torch.float16, torch.bfloat16) else t


@kernel("native_batch_norm", "_native_batch_norm_legit")
def batch_norm(
    x: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any, training: bool, momentum: float, eps: float
) -> Any:
    y, axes = wide(x), [0, *range(2, x.dim())]
    weight, bias = wide(weight), wide(bias)
    if training:
        var, mean = torch.var_mean(y, axes, correction=0)
        n = x.numel() // max(x.shape[1], 1)
        for running, now in ((running_mean, mean), (running_var, var * (n / max(n - 1, 1)))):
            if running is not None:
                running.mul_(1 - momentum).add_(now.to(running.dtype), alpha=momentum)
        rstd = torch.rsqrt(var + eps)
        saved = mean, rstd
    else:
        mean, rstd = wide(running_mean), torch.rsqrt(wide(running_var) + eps)
        saved = x.new_empty(0), x.new_empty(0)
    scale = rstd if weight is None else rstd * weight
    shift = -mean * scale if bias is None else bias - mean * scale
    out = (
        scaled(y, per_channel(scale, x), per_channel(shift, x))
        if not training
        else scaled((y - per_channel(mean, x)) * per_channel(scale, x), None, per_channel(bias, x))
    )
    return out.to(x.dtype), *saved


@kernel("_native_batch_norm_legit.no_stats")
def batch_norm_without_statistics(x: Any, weight: Any, bias: Any, training: bool, momentum: float, eps: float) -> Any:
    return batch_norm(x, weight, bias, None, None, training, momentum, eps)


@kernel("native_batch_norm_backward")
def batch_norm_backward(
    g: Any,
    x: Any,
    weight: Any,
    running_mean: Any,
    running_var: Any,
    mean: Any,
    rstd: Any,
    train: bool,
    eps: float,
    mask: Any,
) -> Any:
    axes, y, dy = [0, *range(2, x.dim())], wide(x), wide(g)
    if not train:
        mean, rstd = wide(running_mean), torch.rsqrt(wide(running_var) + eps)
    normal = (y - per_channel(mean, x)) * per_channel(rstd, x)
    sums, dots = dy.sum(axes), (dy * normal).sum(axes)
    scale = rstd if weight is None else rstd * wide(weight)
    gx = None
    if mask[0]:
        n = x.numel() // max(x.shape[1], 1)
        inner = dy - (per_channel(sums, x) + normal * per_channel(dots, x)) / n if train else dy
        gx = (inner * per_channel(scale, x)).to(x.dtype)
    kind = weight.dtype if weight is not None else x.dtype
    return gx, dots.to(kind) if mask[1] else None, sums.to(kind) if mask[2] else None


@kernel("batch_norm_backward")
def batch_norm_backward_of(
    g: Any,
    x: Any,
    weight: Any,
    running_mean: Any,
    running_var: Any,
    mean: Any,
    rstd: Any,
    train: bool,
    eps: float,
    mask: Any,
    reserve: Any,
) -> Any:
    return batch_norm_backward(g, x, weight, running_mean, running_var, mean, rstd, train, eps, mask)


def sum_beside(x: torch.Tensor, dim: int) -> torch.Tensor:
    """The sums along the other axes, if there are any: torch takes no axes for all of them."""
    return x.sum([i for i in range(x.dim()) if i != dim % x.dim()], keepdim=True) if x.dim() > 1 else x


@kernel("_weight_norm_interface")
def weight_norm(v: Any, g: Any, dim: int = 0) -> Any:
    y = wide(v)
    length = sum_beside(y * y, dim).sqrt_()
    return (v * (g / length)).to(v.dtype), length


@kernel("_weight_norm_interface_backward")
def weight_norm_backward(grad: Any, v: Any, g: Any, length: Any, dim: int) -> Any:
    y, dy = wide(v), wide(grad)
    along = sum_beside(dy * y, dim)
    gv = (dy - y * (along / (length * length))) * (wide(g) / length)
    return gv.to(v.dtype), (along / length).to(g.dtype)


@kernel("native_layer_norm")
def layer_norm(x: Any, shape: Any, weight: Any, bias: Any, eps: float) -> Any:
    axes, y = tuple(range(x.dim() - len(shape), x.dim())), wide(x)
    var, mean = torch.var_mean(y, axes, correction=0, keepdim=True)
    rstd = torch.rsqrt(var + eps)
    return scaled((y - mean) * rstd, wide(weight), wide(bias)).to(x.dtype), mean, rstd


@kernel("native_layer_norm_backward")
def layer_norm_backward(g: Any, x: Any, shape: Any, mean: Any, rstd: Any, weight: Any, bias: Any, mask: Any) -> Any:
    inner = tuple(range(x.dim() - len(shape), x.dim()))
    outer = tuple(range(x.dim() - len(shape)))
    y, dy = wide(x), wide(g)
    normal = (y - mean) * rstd
    dw = dy * normal
    gx = None
    if mask[0]:
        h = dy if weight is None else dy * wide(weight)
        gx = ((h - h.mean(inner, keepdim=True) - normal * (h * normal).mean(inner, keepdim=True)) * rstd).to(x.dtype)
    gw = (dw.sum(outer) if outer else dw).to(weight.dtype) if mask[1] and weight is not None else None
    gb = (dy.sum(outer) if outer else dy.clone()).to(bias.dtype) if mask[2] and bias is not None else None
    return gx, gw, gb


@kernel("native_group_norm")
def group_norm(x: Any, weight: Any, bias: Any, n: int, c: int, hw: int, groups: int, eps: float) -> Any:
    y = wide(x).reshape(n, groups, -1)
    var, mean = torch.var_mean(y, 2, correction=0)
    rstd = torch.rsqrt(var + eps)
    normal = ((y - mean.unsqueeze(2)) * rstd.unsqueeze(2)).view(x.shape)
    return scaled(normal, per_channel(wide(weight), x), per_channel(wide(bias), x)).to(x.dtype), mean, rstd


# ---- Losses ----------------------------------------------------------------------------------------------------------


def picked(x: Any, target: Any, weight: Any, ignore: int) -> Any:
    """(the classes to look at, where the target is not to be ignored, as numbers or 0 the weights)"""
    keep = target != ignore
    index = target.clamp(0, max(x.shape[1] - 1, 0)) if 0 > ignore or ignore >= x.shape[1] else target
    w = keep.to(x.dtype) if weight is None else weight.index_select(0, index.reshape(-1)).view(index.shape) * keep
    return index.unsqueeze(1), w


@kernel("nll_loss_forward.output", "nll_loss2d_forward.output")
def nll_loss_out(
    x: Any, target: Any, weight: Any, reduction: int, ignore: int, *, output: Any, total_weight: Any
) -> Any:
    loss, total = nll_loss(x, target, weight, reduction, ignore)
    return output.resize_(loss.shape).copy_(loss), total_weight.resize_(()).copy_(total)


@kernel("nll_loss2d_forward")
def nll_loss(x: Any, target: Any, weight: Any, reduction: int, ignore: int) -> Any:
    if x.dim() == 1:
        loss, total = nll_loss(x.unsqueeze(0), target.reshape(1), weight, reduction, ignore)
        return loss.reshape(()), total
    index, w = picked(x, target, weight, ignore)
    losses = -torch.where(w == 0, 0, x.gather(1, index).squeeze(1) * w)
    total = w.sum()
    if reduction == 0:
        return losses, total.fill_(0)
    return (losses.sum() / total if reduction == 1 else losses.sum()), total


@kernel("nll_loss2d_backward")
def nll_loss_backward(
    g: Any, x: Any, target: Any, weight: Any, reduction: int, ignore: int, total_weight: Any
) -> Any:
    if x.dim() == 1:
        return nll_loss_backward(
            g.reshape(-1), x.unsqueeze(0), target.reshape(1), weight, reduction, ignore, total_weight
        ).squeeze(0)
    index, w = picked(x, target, weight, ignore)
    each = -(g * w) / total_weight if reduction == 1 else -(g * w)
    classes = torch.arange(x.shape[1], device=x.device).view(-1, *[1] * (x.dim() - 2))
    return torch.where(classes == index, each.unsqueeze(1), 0)


@kernel("nll_loss_backward.grad_input", "nll_loss2d_backward.grad_input")
def nll_loss_backward_out(*args: Any, grad_input: Any) -> Any:
    return grad_input.copy_(nll_loss_backward(*args))


def reduced(losses: torch.Tensor, reduction: int) -> torch.Tensor:
    return losses if reduction == 0 else losses.mean() if reduction == 1 else losses.sum()


@kernel("mse_loss.out")
def mse_loss(x: Any, target: Any, reduction: int = 1, *, out: Any) -> Any:
    d = x - target
    loss = reduced(d * d, reduction)
    return out.resize_(loss.shape).copy_(loss)


@kernel("mse_loss_backward")
def mse_loss_backward(g: Any, x: Any, target: Any, reduction: int) -> Any:
    return (x - target) * g * (2 / x.numel() if reduction == 1 else 2)


def averaged(g: torch.Tensor, x: torch.Tensor, reduction: int) -> torch.Tensor:
    return g / x.numel() if reduction == 1 else g


@kernel("smooth_l1_loss_backward.grad_input")
def smooth_l1_backward(g: Any, x: Any, target: Any, reduction: int, beta: float, *, grad_input: Any) -> Any:
    d = x - target
    slope = d.sign() if beta == 0 else (d / beta).clamp(-1, 1)
    return grad_input.copy_(averaged(slope * g, x, reduction))


@kernel("huber_loss_backward.out")
def huber_backward(g: Any, x: Any, target: Any, reduction: int, delta: float, *, grad_input: Any) -> Any:
    return grad_input.copy_(averaged((x - target).clamp(-delta, delta) * g, x, reduction))


@kernel("glu_backward")
def glu_backward(g: Any, x: Any, dim: int) -> Any:
    a, b = x.chunk(2, dim)
    gate = torch.sigmoid(b)
    return torch.cat((g * gate, g * a * gate * (1 - gate)), dim)


@kernel("log_sigmoid_forward")
def log_sigmoid(x: Any) -> Any:
    return x.clamp(max=0) - torch.log1p(torch.exp(-x.abs())), x.new_empty(0)


@kernel("log_sigmoid_backward")
def log_sigmoid_backward(g: Any, x: Any, buffer: Any) -> Any:
    return g * torch.sigmoid(-x)


@kernel("binary_cross_entropy")
def binary_cross_entropy(x: Any, target: Any, weight: Any = None, reduction: int = 1) -> Any:
    losses = (target - 1) * torch.log1p(-x).clamp(min=-100) - target * x.log().clamp(min=-100)
    return reduced(losses if weight is None else losses * weight, reduction)


@kernel("binary_cross_entropy_backward")
def binary_cross_entropy_backward(g: Any, x: Any, target: Any, weight: Any = None, reduction: int = 1) -> Any:
    out = g * (x - target) / ((1 - x) * x).clamp(min=1e-12)
    out = out if weight is None else out * weight
    return out / x.numel() if reduction == 1 else out
