"""PyTorch, TensorFlow and arrays share the device and its memory in one process, whichever of them comes first."""

import os
import subprocess
import sys

import pytest

TORCH = """
import torch
import gputensor.torch
def by_torch(a, b):
    x, y = (torch.from_numpy(m).to("gputensor").requires_grad_() for m in (a, b))
    (x @ y).sigmoid().sum().backward()
    return y.grad.cpu().numpy()
"""
TENSORFLOW = """
import gputensor.tensorflow
import tensorflow as tf
def by_tensorflow(a, b):
    with tf.device("/GPU:0"), tf.GradientTape() as tape:
        x, y = tf.constant(a), tf.Variable(b)
        loss = tf.reduce_sum(tf.sigmoid(x @ y))
    assert "GPU" in loss.device
    return tape.gradient(loss, y).numpy()
"""
CHECK = """
import numpy as np
import gputensor as gt
random = np.random.default_rng(1)
a, b = (random.standard_normal(s).astype(np.float32) for s in ((30, 20), (20, 10)))
s = 1 / (1 + np.exp(-a.astype(np.float64) @ b))
want = a.T @ (s * (1 - s))
x, y = gt.asarray(a), gt.asarray(b)
z = gt.sigmoid(x @ y)
for name, got in ("torch", by_torch(a, b)), ("tensorflow", by_tensorflow(a, b)), ("arrays", gt.asnumpy(x.T @ (z * (1 - z)))):
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5, err_msg=name)
print("done", flush=True)
"""


@pytest.mark.parametrize("program", [TENSORFLOW + TORCH, TORCH + TENSORFLOW], ids=["tensorflow_first", "torch_first"])
def test_together(program):
    done = subprocess.run(
        [sys.executable, "-c", program + CHECK],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "GPUTENSOR_ISOLATE_DRIVERS": "1", "TF_CPP_MIN_LOG_LEVEL": "2"},
    )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
