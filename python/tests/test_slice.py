"""One thread through everything: from a list to the device, through an operation, a product and a sum, and back."""

import numpy as np
import pytest

import gputensor as gt


def test_one_thread_through_everything(same, rng):
    a, b = rng.random((3, 4), dtype=np.float32), rng.random((4, 2), dtype=np.float32)
    x, w = gt.asarray(a), gt.asarray(b)
    same(x + x, a + a)
    same((x + 1) @ w, (a + 1) @ b)
    same(x.sum(), a.sum())
    same(np.exp(x), np.exp(a))
    assert isinstance(gt.asnumpy(x), np.ndarray)


def test_devices():
    assert gt.is_available()
    assert gt.device() in gt.devices()
    assert gt.device(gt.devices()[0].id) is gt.devices()[0]
    with pytest.raises(gt.DeviceError, match="no-such-device"):
        gt.device("no-such-device")
    assert "device" in gt.show_config()
