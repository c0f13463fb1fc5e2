"""Steps of torch.optim with fused=True: for each parameter one expression, which reads it, its gradient and its state,
and writes what is new of them in one launch. What they compute is what torch's kernels for the CPU do:
aten/src/ATen/native/cpu/FusedAdamKernel.cpp and FusedSGDKernel.cpp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from .. import _torch
from .registry import kernel

SMALL = (torch.float16, torch.bfloat16)


def evaluate(
    parts: Sequence[str], results: dict[str, Any], tensors: dict[str, Any], numbers: dict[str, float], found: Any
) -> None:
    """Writes to each of `results`, an operand x too, what x_new is after the parts; if found is 1, x as it was."""
    dtype = next(iter(results.values())).dtype
    operands: dict[str, Any] = {**results, **tensors, **numbers}
    if dtype in SMALL:  # computed in float32, as every number is float32
        dtype = torch.float32
        operands["one"] = 1.0
    else:
        parts = [part.replace(" * one", "") for part in parts]
    values = [f"{name}_new" for name in results]
    if found is not None:
        operands["found"] = found
        values = [f"(found == 1 ? {name} : {value})" for name, value in zip(results, values, strict=True)]
    _torch.evaluate("; ".join((*parts, *values)), tuple(results.values()), operands, dtype)


def unscale(grads: Any, scale: Any) -> None:
    """torch's kernels leave gradients without their scale, too."""
    for g in grads if scale is not None else ():
        g.div_(scale)


def number(lr: Any) -> dict[str, Any]:
    on_device = isinstance(lr, torch.Tensor) and lr.device.type != "cpu"
    return {"rate": lr if on_device else float(lr)}


def logarithm(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf


def adam(decoupled: bool, name: str) -> None:
    """c and d take the bias from m and v, the means of gradients and of their squares: 1 - beta to the power of the
    step t, and the root of that, accurate also where the power is near 1."""

    @kernel(name, name + ".tensor_lr")
    def step(
        params: Any,
        grads: Any,
        means: Any,
        squares: Any,
        largest: Any,
        steps: Any,
        *,
        lr: Any,
        beta1: float,
        beta2: float,
        weight_decay: float,
        eps: float,
        amsgrad: bool,
        maximize: bool,
        grad_scale: Any = None,
        found_inf: Any = None,
    ) -> None:
        unscale(grads, grad_scale)
        numbers = {
            "rest1": 1 - beta1,
            "beta2": beta2,
            "rest2": 1 - beta2,
            "log1": logarithm(beta1),
            "log2": logarithm(beta2),
            "eps": eps,
        }
        parts = [f"g0 = {'-' if maximize else ''}(g * one)", "p0 = p * one"]
        if weight_decay:
            numbers["decay"] = weight_decay
            parts.append("g1 = g0; p1 = p0 - p0 * (rate * decay)" if decoupled else "g1 = g0 + p0 * decay; p1 = p0")
        else:
            parts.append("g1 = g0; p1 = p0")
        parts += ["m_new = m + (g1 - m) * rest1", "v_new = v * beta2 + g1 * g1 * rest2"]
        parts += ["w_new = maximum(w * one, v_new)", "s = w_new"] if amsgrad else ["s = v_new"]
        parts += ["c = -expm1(t * log1)", "d = sqrt(-expm1(t * log2))"]
        parts += ["p_new = p1 - rate / c * m_new / (sqrt(s) / d + eps)"]
        for i, p in enumerate(params):
            results = {"p": p, "m": means[i], "v": squares[i]}
            if amsgrad:
                results["w"] = largest[i]
            evaluate(parts, results, {"g": grads[i], "t": steps[i], **number(lr)}, numbers, found_inf)


def sgd(
    params: Any,
    grads: Any,
    momenta: Any,
    *,
    weight_decay: float,
    momentum: float,
    lr: Any,
    dampening: float,
    nesterov: bool,
    maximize: bool,
    is_first_step: bool,
    grad_scale: Any = None,
    found_inf: Any = None,
) -> None:
    unscale(grads, grad_scale)
    numbers = {}
    parts = [f"g0 = {'-' if maximize else ''}(g * one)", "p0 = p * one"]
    parts.append("g1 = g0 + p0 * decay" if weight_decay else "g1 = g0")
    if weight_decay:
        numbers["decay"] = weight_decay
    if momentum:
        numbers["keep"] = momentum
        if not is_first_step:
            numbers["rest"] = 1 - dampening
        parts.append("m_new = g1" if is_first_step else "m_new = m * keep + g1 * rest")
    parts.append("s = m_new * keep + g1" if momentum and nesterov else "s = m_new" if momentum else "s = g1")
    parts.append("p_new = p0 - s * rate")
    for i, p in enumerate(params):
        results = {"p": p, "m": momenta[i]} if momentum else {"p": p}
        evaluate(parts, results, {"g": grads[i], **number(lr)}, numbers, found_inf)


def adagrad(
    params: Any,
    grads: Any,
    sums: Any,
    steps: Any,
    *,
    lr: Any,
    lr_decay: float,
    weight_decay: float,
    eps: float,
    maximize: bool,
    grad_scale: Any = None,
    found_inf: Any = None,
) -> None:
    unscale(grads, grad_scale)
    numbers = {"eps": eps, "slower": lr_decay}
    parts = [f"g0 = {'-' if maximize else ''}(g * one)", "p0 = p * one"]
    parts.append("g1 = g0 + p0 * decay" if weight_decay else "g1 = g0")
    if weight_decay:
        numbers["decay"] = weight_decay
    parts += ["s_new = s + g1 * g1", "p_new = p0 - rate / (1 + (t - 1) * slower) * g1 / (sqrt(s_new) + eps)"]
    for i, p in enumerate(params):
        evaluate(parts, {"p": p, "s": sums[i]}, {"g": grads[i], "t": steps[i], **number(lr)}, numbers, found_inf)


def add_quotients(targets: Any, above: Any, below: Any, value: Any = 1) -> None:
    """Those of integers are rounded towards 0, as torch's kernels for CUDA do it; addcdiv_ alone refuses integers.
    swa_utils.AveragedModel(use_buffers=True) has them: how many batches a BatchNorm has seen."""
    values = value.tolist() if isinstance(value, torch.Tensor) else value
    for i, (x, y, z) in enumerate(zip(targets, above, below, strict=True)):
        factor = values[i] if isinstance(values, (list, tuple)) else values
        if x.is_floating_point() or x.is_complex():
            x.addcdiv_(y, z, value=factor)
        else:
            x.add_(torch.div(y, z, rounding_mode="trunc"), alpha=factor)


def install() -> None:
    kernel("_foreach_addcdiv_.Scalar", "_foreach_addcdiv_.ScalarList", "_foreach_addcdiv_.Tensor")(add_quotients)
    kernel("_fused_adagrad_", "_fused_adagrad_.tensor_lr")(adagrad)
    adam(False, "_fused_adam_")
    adam(True, "_fused_adamw_")
    kernel("_fused_sgd_", "_fused_sgd_.tensor_lr")(sgd)
