"""torch's own database of operators: each with its sample inputs on the device against the CPU, in float32.

python op_db.py [NAME ...] prints how each operator did: native, through the fallback, or failed, and why."""

from __future__ import annotations

import collections
import sys
import warnings

import torch
from torch.testing._internal.common_methods_invocations import op_db

import gputensor.torch

LEFT_OUT = (
    "empty",
    "rand",
    "normal",
    "multinomial",
    "bernoulli",
    "dropout",
    "sparse",
    "jiterator",
    "linalg.",
    "fft.",
    "special.",
    "signal.",
)
# Of what chance makes, on each device by numbers of its own, shapes and dtypes are compared (values: test_random.py).
RANDOM = (
    "cauchy",
    "exponential",
    "geometric",
    "uniform",
    "nn.functional.fractional_max_pool3d",
    "nn.functional.multi_head_attention_forward",
    "nn.functional.rrelu",
    "nn.functional.scaled_dot_product_attention",
)
# Operators that want their second argument in host memory on every device.
HOST_ARGUMENT = ("tensor_split",)
SAMPLES = 3


def operators():
    """Those that take float32 and are neither random nor of the families left out."""
    return [o for o in op_db if torch.float32 in o.dtypes and not any(s in o.name for s in LEFT_OUT)]


def key(o):
    return o.name + ("." + o.variant_test_name if o.variant_test_name else "")


def move(x):
    """On the device; of a view all that it is a view of, since operators may look there."""
    if isinstance(x, torch.Tensor):
        storage = x.untyped_storage()
        if x.numel() == 0 or storage.nbytes() <= x.numel() * x.element_size():
            return x.detach().to("gputensor")
        base = torch.empty(0, dtype=x.dtype).set_(storage).to("gputensor")
        return base.as_strided(x.shape, x.stride(), x.storage_offset())
    if isinstance(x, (list, tuple)) and not isinstance(x, torch.Size) and not hasattr(x, "_fields"):
        return type(x)(map(move, x))
    return x


def flat(r):
    if isinstance(r, torch.Tensor):
        return [r]
    return [t for e in r for t in flat(e)] if isinstance(r, (list, tuple)) else []


def check(o, dtype=torch.float32, rtol=1e-4, atol=1e-5):
    """(how it did, what fell back or why it failed)."""
    fallen = set()
    try:
        for k, s in enumerate(o.sample_inputs("cpu", dtype)):
            if k >= SAMPLES:
                break
            want = o(s.input, *s.args, **s.kwargs)
            args = [*s.args] if o.name in HOST_ARGUMENT else [move(a) for a in s.args]
            device = move(s.input), args, {n: move(v) for n, v in s.kwargs.items()}
            gputensor.torch.reset_fallbacks()
            got = o(device[0], *device[1], **device[2])
            fallen |= set(gputensor.torch.fallbacks())
            for a, b in zip(flat(want), flat(got), strict=True):
                if o.name in RANDOM:
                    assert (b.shape, b.dtype) == (a.shape, a.dtype)
                else:
                    torch.testing.assert_close(b.cpu(), a, rtol=rtol, atol=atol, equal_nan=True)
    except Exception as e:
        return "failed", f"{type(e).__name__}: {str(e).splitlines()[0][:160] if str(e) else ''}"
    return ("fallback", " ".join(sorted(fallen))) if fallen else ("native", "")


def sweep(names=()):
    warnings.simplefilter("ignore")
    return {key(o): check(o) for o in operators() if not names or o.name in names}


if __name__ == "__main__":
    results = sweep(sys.argv[1:])
    fallen = collections.Counter()
    for name, (how, why) in results.items():
        if how != "native":
            print(f"{how:9}{name:45}{why}", flush=True)
        if how == "fallback":
            fallen.update(why.split())
    print(collections.Counter(how for how, _ in results.values()), "of", len(results))
    print(fallen.most_common(60))
