"""Nothing goes to the host unless the program asks for it: copies are counted over a step of training."""

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import binding


@pytest.fixture
def copies(monkeypatch):
    """The calls that bring elements, or their number, to the host."""
    made = []
    for name in ("download", "download_async", "nonzero", "select", "unique", "transfer", "save_npy", "to_dlpack"):
        call = getattr(binding.lib, name)
        monkeypatch.setattr(binding.lib, name, lambda *args, n=name, c=call: made.append(n) or c(*args))
    return made


def step(x, y, w, b, velocity):
    """Forward, backward and momentum, with views, masks, indices and NumPy's own functions among them."""
    order = gt.asarray(np.arange(len(x))[::-1])
    x, y = x[order], y[order]
    hidden = np.maximum(x @ w + b, 0)
    p = gt.softmax(hidden)
    gradient = (p - y) / len(x)
    gradient[hidden <= 0] = 0
    dw = x.T @ gradient
    velocity *= 0.9
    velocity -= cp.clip(dw, -1, 1) * 0.1
    w += velocity
    b[1:] -= np.sum(gradient, axis=0)[1:] * 0.1
    loss = -np.mean(np.where(y > 0, np.log(p + 1e-6), 0))
    return np.concatenate([loss.reshape(1), np.mean(x, axis=0)[:2]])


def test_a_step_copies_nothing_to_the_host(copies):
    rng = np.random.default_rng(0)
    x, y = gt.asarray(rng.random((8, 5), dtype=np.float32)), gt.asarray(np.eye(8, 4, dtype=np.float32))
    w, b, velocity = gt.asarray(rng.random((5, 4), dtype=np.float32)), gt.zeros(4), gt.zeros((5, 4))
    for _ in range(3):
        result = step(x, y, w, b, velocity)
    assert copies == []
    assert np.isfinite(result.get()).all() and copies == ["download"]


def test_what_asks_for_a_copy_makes_one(copies):
    x = gt.asarray([1.0, 0.0, 2.0])
    for call, expected in (
        (lambda: x.tolist(), ["download"]),
        (lambda: repr(x), ["download"]),
        (lambda: x[x > 0], ["select"]),
        (lambda: cp.nonzero(x), ["nonzero"]),
        (lambda: gt.unique_values(x), ["unique"]),
        (lambda: bool(x.any()), ["download"]),
        (lambda: x.shape, []),
        (lambda: x + x, []),
    ):
        copies.clear()
        call()
        assert copies == expected
