#!/usr/bin/env python3
"""A program of NumPy becomes one for the device: its arrays move, its functions stay."""

import numpy as np

import gputensor as gt


def standardise(x):
    """Written for NumPy, and not changed: each column to mean 0 and deviation 1, then a soft clip."""
    x = (x - np.mean(x, axis=0)) / (np.std(x, axis=0) + 1e-6)
    return np.tanh(x) + 0.01 * np.concatenate([x[::-1, 1:], x[:, :1]], axis=1)


host = np.random.default_rng(0).normal(3, 2, (500, 8)).astype(np.float32)
on_host = standardise(host)
on_device = standardise(gt.asarray(host))  # the same function: numpy's calls run where the array is
assert isinstance(on_device, gt.ndarray)
print("largest difference:", np.abs(gt.asnumpy(on_device) - on_host).max())
assert np.allclose(gt.asnumpy(on_device), on_host, atol=1e-5)

# dtypes: float32 unless data says otherwise; Python's numbers adapt; a cast is said.
x = gt.asarray(host)
print(
    (x * 2).dtype,
    (x + np.float64(1)).dtype if x.device.supports("float64") else "no float64 here",
    x.astype("float16").dtype,
    x.astype("int32").dtype,
)

try:
    np.linalg.svd(x)  # what is not there says so, and does not go to the host behind your back
except TypeError as error:
    print("np.linalg.svd(x):", error)
