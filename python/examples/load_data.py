#!/usr/bin/env python3
"""Getting data onto the device: from lists, NumPy arrays, files and by a rule; and back. PyTorch's and TensorFlow's
ways are in gputensor.torch and gputensor.tensorflow."""

import pathlib
import tempfile

import numpy as np

import gputensor as gt
import gputensor.cupy as cp

host = np.random.default_rng(0).random((1000, 64), dtype=np.float32)

x = gt.asarray(host)  # NumPy's way: said once, where the data goes
y = cp.array([[1.0, 2.0], [3.0, 4.0]])  # CuPy's way
z = gt.asarray(host, dtype="float16")  # converted on the way
w = gt.asarray(host, device=gt.devices()[-1].id)  # to a device by its name
print(x.shape, x.dtype, x.device, "|", y.dtype, "|", z.dtype, "|", w.device)

made = gt.zeros((2, 3)), gt.ones(4, dtype="int32"), gt.arange(10), cp.linspace(0, 1, 5), gt.eye(3), gt.full((2, 2), 7)
print([(a.shape, str(a.dtype)) for a in made])

with tempfile.TemporaryDirectory() as folder:  # NumPy's files, without a detour through an array of the host
    path = pathlib.Path(folder) / "x.npy"
    gt.save(path, x)
    assert np.array_equal(np.load(path), host)
    assert (gt.load(path) == x).all()

back = gt.asnumpy(x)  # and back: said, too
assert np.array_equal(back, host) and np.array_equal(x.get(), host)
try:
    np.asarray(x)  # nothing is copied to the host without being said
except gt.ImplicitTransferError as error:
    print("np.asarray(x):", error)
