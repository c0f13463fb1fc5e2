#!/usr/bin/env python3
"""Functions of arrays that become one kernel each: less memory is read, nothing in between is written."""

import numpy as np

import gputensor as gt


@gt.fuse
def gelu(x):
    return 0.5 * x * (1 + gt.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))


@gt.fuse
def adam(p, g, m, v, rate, t):  # several results, in one pass
    m = m + (g - m) * 0.1
    v = v + (g * g - v) * 0.001
    return p - rate * (m / (1 - 0.9**t)) / (gt.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v


@gt.fuse
def squares_about(x, mean):  # a reduction may be the last step: what it reduces is in no memory
    return gt.sum((x - mean) * (x - mean), axis=-1, keepdims=True)


@gt.fuse
def normal(x, mean, squares, n):
    return (x - mean) / gt.sqrt(squares / n + 1e-5)


def layer_norm(x):
    mean = gt.mean(x, axis=-1, keepdims=True)
    return normal(x, mean, squares_about(x, mean), x.shape[-1])


rng = np.random.default_rng(0)
host = rng.standard_normal((512, 1024), dtype=np.float32)
x = gt.asarray(host)
print(gt.benchmark(gelu, x))
print(gt.benchmark(gelu.function, x))  # the function as it stands: an operation at a time
assert np.array_equal(gt.asnumpy(gelu(x)), gt.asnumpy(gelu.function(x)))  # the same bits

p, m, v = x, gt.zeros_like(x), gt.zeros_like(x)
for t in (1.0, 2.0, 3.0):  # other numbers: no other kernel
    p, m, v = adam(p, x, m, v, 0.01, gt.asarray(t))
assert np.allclose(gt.asnumpy(p), host - 0.03 * np.sign(host), atol=1e-3)

want = (host - host.mean(-1, keepdims=True)) / np.sqrt(host.var(-1, keepdims=True) + 1e-5)
assert np.allclose(gt.asnumpy(layer_norm(x)), want, atol=1e-5)
print("layer norm:", gt.asnumpy(layer_norm(x))[0, :3])
