"""Two devices in one process: arrays stay where they are, and nothing mixes them by itself. PoCL makes two of one."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import copy, pickle
import numpy as np
import gputensor as gt, gputensor.cupy as cp

devices = gt.devices()
if len(devices) < 2:
    print("one device")
    raise SystemExit
a, b = devices[0], devices[-1]
gt.set_default_device(a)
ones = np.ones((3, 3), np.float32)
x, y = gt.asarray(ones, device=a), gt.asarray(ones, device=b)
i, m = gt.asarray([0, 1], device=b), gt.asarray(ones > 0, device=b)
E = cp.ElementwiseKernel("T x, T y", "T z", "z = x + y", "k")
R = cp.ReductionKernel("T x, T y", "T z", "x * y", "a + b", "z = a", "0", "r")
raw = gt.Kernel("kernel void f(global float *x, global float *y) {}", "f")
for n, call in enumerate([
    lambda: x + y, lambda: x @ y, lambda: gt.add(x, y), lambda: np.add(x, y), lambda: x.__iadd__(y), lambda: x < y,
    lambda: x.__imatmul__(y), lambda: gt.where(x, x, y), lambda: gt.concat([x, y]), lambda: x[i], lambda: x[m],
    lambda: x.__setitem__(m, 1), lambda: x.__setitem__(i, 1), lambda: x.__setitem__(0, y[0]),
    lambda: x.__setitem__([0], y[0]), lambda: gt.exp(x, out=y), lambda: gt.sum(x, axis=0, out=y[0]),
    lambda: gt.matmul(x, x, out=y), lambda: gt.matmul(x, x, bias=y[0]), lambda: x.mean(0, out=y[0]),
    lambda: x.argmax(0, out=i), lambda: x.std(0, out=y[0]), lambda: gt.take(x, i), lambda: gt.clip(x, y, 1),
    lambda: gt.concat([x], out=y), lambda: gt.put_along_axis(x, gt.zeros((3, 1), "int64"), y[:, :1], 1),
    lambda: E(x, y), lambda: E(x, x, y), lambda: R(x, y), lambda: raw(x, y, grid=(1,)), lambda: np.copyto(x, y),
    lambda: np.add.at(x, [0], y[0]), lambda: gt.isclose(x, y), lambda: gt.array_equal(x, y),
    lambda: gt.cumsum(x, 0, out=y),
]):
    try:
        call()
    except ValueError as error:
        assert a.id in str(error) and b.id in str(error), (n, error)
    else:
        raise SystemExit(f"number {n} mixes devices")
assert x.tolist() == y.tolist() == ones.tolist()
for n, call in enumerate([
    lambda: x.to_device(b), lambda: x.to_device(b.id), lambda: gt.asarray(x, device=b), lambda: copy.deepcopy(y),
    lambda: pickle.loads(pickle.dumps(y)), lambda: y + 1, lambda: 1 - y, lambda: -y, lambda: y.sum(), lambda: y @ y,
    lambda: y.argmax(), lambda: y[[0, 1]], lambda: y[ones > 0], lambda: y[m], lambda: y.T[0], lambda: gt.concat([y, y]),
    lambda: np.append(y, 1), lambda: np.pad(y, 1), lambda: np.tril(y), lambda: np.diag(y[0]), lambda: np.zeros_like(y),
    lambda: np.full_like(y, 3), lambda: np.zeros(3, like=y), lambda: np.array([1, 2], like=y),
    lambda: np.arange(3, like=y), lambda: gt.asarray([y[0, 0], 2.0]), lambda: gt.asarray([[y[0, 0], 2], [1, 2]]),
    lambda: gt.asarray([1.0, x[0, 0]], device=b), lambda: y.astype("int32"), lambda: E(1.0, y), lambda: R(y, y),
]):
    assert call().device is b, n
with gt.Stream(b) as stream:
    assert gt.current_stream(b) is stream and gt.current_stream(a) is a.stream
    z = y + 1
stream.wait()
with cp.cuda.Device(b.number):
    assert cp.ones(2).device is b
assert cp.ones(2).device is a and z.tolist() == (ones + 1).tolist()
pickles = [pickle.dumps(x), pickle.dumps(y)]
for default, devices in (a, (a, b)), (b, (b, b)):  # of the default device: to the default one of the reader
    gt.set_default_device(default)
    assert [pickle.loads(data).device for data in pickles] == [*devices]
assert x.to_device(b).to_device(a).tolist() == ones.tolist()
print("two devices")
"""


@pytest.mark.parametrize("extension", ["on", "off"])
def test_two_devices(extension):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=300,
        env={
            **os.environ,
            "POCL_DEVICES": "pthread pthread",
            "GPUTENSOR_DEVICE": "0",
            "GPUTENSOR_EXTENSION": extension,
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] in ("two devices", "one device")
