"""Tensors of the device and arrays of the package: the same memory, in order, whoever writes."""

import gc

import numpy as np
import pytest
import torch

import gputensor as gt
import gputensor.torch  # noqa: F401

DTYPES = [torch.float32, torch.float16, torch.int64, torch.uint8, torch.bool, torch.complex64]
CHANGES = {
    "whole": lambda t: t,
    "turned": lambda t: t.t(),
    "part": lambda t: t[1:, ::2],
    "expanded": lambda t: t[:1].expand(3, 4),
    "number": lambda t: t[1, 2],
    "none": lambda t: t[:0],
}


def numbers(dtype=torch.float32):
    return (torch.arange(12).view(3, 4) % 7).to(dtype).to("gputensor")


@pytest.mark.parametrize("take", [gt.asarray, gt.from_dlpack])
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_arrays_of_tensors(take, dtype):
    for change in CHANGES.values():
        t = change(numbers(dtype))
        before = torch.gputensor.transfers()
        x = take(t)
        assert torch.gputensor.transfers() == before
        np.testing.assert_array_equal(gt.asnumpy(x), t.cpu().numpy())


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_tensors_of_arrays(dtype):
    a = (np.arange(12).reshape(3, 4) % 7).astype(str(dtype).removeprefix("torch."))
    changes = lambda x: x, lambda x: x.T, lambda x: x[1:, ::2], lambda x: x[::-1], lambda x: x[1, 2], lambda x: x[:0]
    for change in changes:
        t = torch.from_dlpack(change(gt.asarray(a)))
        assert t.device == torch.device("gputensor:0") and t.dtype is dtype
        np.testing.assert_array_equal(t.cpu().numpy(), change(a))


def test_memory_is_the_same():
    t = numbers()
    x = gt.asarray(t)
    x *= 2
    t += 1
    x[0] = 50
    assert t.tolist() == gt.asnumpy(x).tolist() == [[50, 50, 50, 50], [9, 11, 13, 1], [3, 5, 7, 9]]
    u = torch.from_dlpack(x[1:])
    u.zero_()
    assert t.sum().item() == 200
    del t, x
    gc.collect()
    assert u.tolist() == [[0] * 4] * 2


def test_the_last_one_frees():
    for _ in range(2):
        gc.collect()
        torch.gputensor.synchronize()
        before = torch.gputensor.memory_allocated()
        t = torch.ones(1 << 18, device="gputensor")
        x = gt.asarray(t)
        u = torch.from_dlpack(x)
        del t, x
        assert u.sum().item() == 1 << 18
        assert before + (1 << 20) <= torch.gputensor.memory_allocated() < before + (2 << 20)
        del u
        gc.collect()
        torch.gputensor.synchronize()
    assert torch.gputensor.memory_allocated() == before


def test_copies():
    t = numbers()
    x = gt.asarray(t, copy=True)
    y = gt.from_dlpack(t, copy=True)
    same = gt.asarray(t, copy=False)
    z = torch.from_dlpack(same, copy=True)
    t.zero_()
    assert gt.asnumpy(x).sum() == gt.asnumpy(y).sum() == z.sum().item() == 31 and gt.asnumpy(same).sum() == 0
    assert gt.asarray(numbers(), dtype="int32").dtype == np.int32
    with pytest.raises(ValueError, match="another dtype"):
        gt.asarray(t, dtype="int32", copy=False)


def test_streams_come_in_order():
    t = torch.zeros(1 << 21, device="gputensor")
    with gt.Stream() as stream:
        for i in range(3):
            for _ in range(10):
                t += 1
            x = gt.asarray(t)
            for _ in range(10):
                x = x + 1
            assert (torch.from_dlpack(x) == 10 * (i + 2)).all().item()
    stream.wait()


def test_what_is_not_handed_over():
    with pytest.raises(BufferError, match="require gradient"):
        gt.asarray(numbers().requires_grad_())
    with pytest.raises(BufferError, match="conj"):
        gt.asarray(numbers(torch.complex64).conj())
    x = gt.asarray(np.ones(3, np.float32))
    with pytest.raises(BufferError):
        x.__dlpack__(dl_device=(2, 0))
    assert gt.asarray(torch.arange(3)).dtype == np.int64  # of the host, copied


def test_one_limit_for_both():
    used = gt.memory_info().used
    t = torch.ones(1 << 18, device="gputensor")
    assert gt.memory_info().used >= used + t.nbytes
