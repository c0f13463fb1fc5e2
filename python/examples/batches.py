#!/usr/bin/env python3
"""Many small products at once: one call with a batch instead of a loop, measured; bias and relu in the same kernel."""

import numpy as np

import gputensor as gt

BATCH, ROWS = 256, 32
rng = np.random.default_rng(0)
a = gt.asarray(rng.random((BATCH, ROWS, ROWS), dtype=np.float32))
b = gt.asarray(rng.random((BATCH, ROWS, ROWS), dtype=np.float32))
bias = gt.asarray(rng.random(ROWS, dtype=np.float32))


def loop(a, b):
    return gt.stack([x @ y for x, y in zip(a, b)])


def batched(a, b):
    return a @ b


def fused(a, b):
    return gt.matmul(a, b, bias=bias, activation="relu")


for function in (loop, batched, fused):
    print(gt.benchmark(function, a, b, repeat=10))
assert gt.allclose(loop(a, b), batched(a, b), rtol=1e-5)
assert gt.allclose(fused(a, b), gt.relu(a @ b + bias), rtol=1e-5)
one, many = gt.benchmark(batched, a, b, repeat=10), gt.benchmark(loop, a, b, repeat=10)
print(
    f"a batch: {many.total / one.total:.1f} times the loop's speed, {many.host / one.host:.0f} times less for the host"
)
assert one.host < many.host  # the host enqueues one product, not 256
