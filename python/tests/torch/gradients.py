"""The gradients of torch's own operators on the device against the CPU's, in float32.

python gradients.py prints what fell back and what failed."""

from __future__ import annotations

import collections
import warnings

import op_db
import torch

import gputensor.torch

SAMPLES = 2
NO_GRADIENT = ("to", "tensor_split", "as_strided.partial_views", "chalf")
# Chance decides.
NO_GRADIENT += ("nn.functional.fractional_max_pool3d", "nn.functional.multi_head_attention_forward")
NO_GRADIENT += ("nn.functional.rrelu",)


def leaf(x, device):
    if isinstance(x, torch.Tensor):
        y = x.detach().to(device)
        return y.requires_grad_(x.requires_grad) if x.is_floating_point() or x.is_complex() else y
    if isinstance(x, (list, tuple)) and not isinstance(x, torch.Size) and not hasattr(x, "_fields"):
        return type(x)(leaf(e, device) for e in x)
    return x


def gradients(o, sample, device):
    """The gradients of a weighted sum of the results; None where nothing has one."""
    inputs = leaf([sample.input, *sample.args], device)
    named = {n: leaf(v, device) for n, v in sample.kwargs.items()}
    out = o(*inputs, **named)
    outs = [t for t in op_db.flat(sample.output_process_fn_grad(out)) if t.requires_grad]
    if not outs:
        return None
    weights = [torch.arange(t.numel(), dtype=torch.float32).cos().view(t.shape).to(device) for t in outs]
    torch.autograd.backward(outs, [w.to(t.dtype) for t, w in zip(outs, weights, strict=True)])
    leaves = [t for t in op_db.flat(inputs) + op_db.flat(list(named.values())) if t.requires_grad]
    return [None if t.grad is None else t.grad.cpu() for t in leaves]


def check(o):
    """(how it did, what fell back or why it failed)."""
    fallen = set()
    try:
        for k, sample in enumerate(o.sample_inputs("cpu", torch.float32, requires_grad=True)):
            if k >= SAMPLES:
                break
            want = gradients(o, sample, "cpu")
            gputensor.torch.reset_fallbacks()
            got = gradients(o, sample, "gputensor")
            fallen |= set(gputensor.torch.fallbacks())
            assert (want is None) == (got is None), "a gradient on one device alone"
            for a, b in zip(want or (), got or (), strict=True):
                assert (a is None) == (b is None), "a gradient on one device alone"
                if a is not None:
                    torch.testing.assert_close(b, a, rtol=1e-3, atol=1e-4, equal_nan=True)
    except Exception as e:
        return "failed", f"{type(e).__name__}: {str(e).splitlines()[0][:160] if str(e) else ''}"
    return ("fallback", " ".join(sorted(fallen))) if fallen else ("native", "")


def sweep():
    warnings.simplefilter("ignore")
    return {
        op_db.key(o): check(o) for o in op_db.operators() if o.supports_autograd and op_db.key(o) not in NO_GRADIENT
    }


if __name__ == "__main__":
    results = sweep()
    for name, (how, why) in results.items():
        if how != "native":
            print(f"{how:9}{name:45}{why}")
    print(collections.Counter(how for how, _ in results.values()), "of", len(results))
