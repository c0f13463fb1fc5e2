"""What is made and dropped leaves nothing behind: objects and references of Python, memory of the device, handles of
the C library; so a loop of any length has constant memory."""

import copy
import gc
import pickle
import sys
import tracemalloc

import numpy as np
import pytest

import gputensor as gt
from gputensor import binding, reference

ROUNDS = 1000


@pytest.fixture(autouse=True)
def fresh():
    """Made anew: a test may have released the device."""
    globals().update(X=gt.ones((4, 4)), Y=gt.ones((4, 4)), I=gt.asarray([0, 1]))


class Other:
    def __radd__(self, left):
        return left


def failing(call, error):
    def fails():
        try:
            call()
        except error:
            return
        raise AssertionError("no error")

    return fails


def in_a_stream():
    with gt.Stream():
        X + Y


CALLS = {
    "operators": lambda: (X + Y, 2 - X, X @ Y, -X, +X, X == Y, X + Other()),
    "in place": lambda: (X.__iadd__(0), X.__iadd__(np.float32(0)), X.__imatmul__(gt.eye(4))),
    "facts": lambda: [(x.shape, x.strides, x.dtype, x.size, x.nbytes, x.flags) for x in (X[1:], X.T)],
    "views": lambda: (X[1:, 0], X.T, X.reshape(16), list(X)),
    "indices": lambda: (X[I], X.__setitem__(I, 1), X.__setitem__(slice(1), 1)),
    "functions": lambda: (np.exp(X), np.sum(X, axis=0), gt.addcmul(X, X, Y, 0.5), np.add(X, 0, out=X)),
    "a shape that does not fit": failing(lambda: X + gt.ones(3), ValueError),
    "an operand that is none": failing(lambda: X + "text", TypeError),
    "an array of the host": failing(lambda: X + np.ones(4), gt.ImplicitTransferError),
    "an index out of range": failing(lambda: X[9], IndexError),
    "a result that does not fit": failing(lambda: I.__iadd__(0.5), TypeError),
    "a number that does not fit": failing(lambda: I + 2**70, OverflowError),
    "a name that is not there": failing(lambda: np.packbits(X), TypeError),
}
WAITING = {  # for the device: less often
    "copies": lambda: (gt.asarray(np.ones(4)[:2], dtype="float32"), X.tolist(), repr(X)),
    "pickles": lambda: (pickle.loads(pickle.dumps(X)), copy.deepcopy(X)),
    "dlpack": lambda: (X.__dlpack__(), gt.from_dlpack(np.ones(2, np.float32))),
    "masks": lambda: (X[X > 0], X.__setitem__(X > 2, 0)),
    "streams": in_a_stream,
}


@pytest.mark.parametrize("name", [*CALLS, *WAITING])
def test_nothing_stays(name):
    if name == "dlpack" and reference.extension is None:
        pytest.skip("handed over by the extension")
    call, rounds = (CALLS[name], ROUNDS) if name in CALLS else (WAITING[name], ROUNDS // 20)
    known = (gt.device(), X, type(X), X.dtype, None)

    def state():
        gt.synchronize()
        gc.collect()
        return [tracemalloc.get_traced_memory()[0], gt.memory_info().used, *map(sys.getrefcount, known)]

    def stays():
        before = state()
        for _ in range(rounds):
            call()
        objects, memory, *references = (b - a for a, b in zip(before, state()))
        few = max(10, rounds // 10)
        return objects > 16 * ROUNDS or memory > 4096 or max(map(abs, references[:-1])) > few or references[-1] > rounds

    tracemalloc.start()
    try:
        for _ in range(20):
            call()
        assert not all(stays() for _ in range(4))  # caches of Python's own fill up, a leak goes on
    finally:
        tracemalloc.stop()


def test_handles_are_given_back(monkeypatch):
    """Kernels, those of a device that was released too, events and queues."""
    freed = []
    for name in ("kernel_free", "event_free", "queue_free"):
        call = getattr(binding.lib, name)
        monkeypatch.setattr(binding.lib, name, lambda *args, n=name, c=call: freed.append(n) or c(*args))
    kernel = gt.Kernel("kernel void f(global float *x) { x[get_global_id(0)] += 1; }", "f")
    x = gt.zeros(3)
    kernel(x, grid=(3,))
    x.device.release()
    y = gt.zeros(3)
    kernel(y, grid=(3,))
    assert freed == ["kernel_free"] and y.tolist() == [1, 1, 1]
    del kernel
    assert freed == ["kernel_free"] * 2
    event = gt.current_stream().record()
    event.record()
    del event
    assert freed[2:] == ["event_free"] * 2
    for _ in range(5):
        stream = gt.Stream()
        with stream:
            gt.zeros(3)
        stream.wait()
        stream.close()
        del stream
    assert freed[4:].count("queue_free") == 5 and freed.count("event_free") >= 6


def test_capsules_that_nobody_takes():
    if reference.extension is None:
        pytest.skip("handed over by the extension")
    gt.synchronize()
    used = gt.memory_info().used
    for version in (None, (1, 0)):
        for _ in range(20):
            x = gt.ones(10000)
            capsule = x.__dlpack__(max_version=version)
            del x, capsule
    gt.synchronize()
    assert gt.memory_info().used <= used + 1024
