"""The device as programs of PyTorch meet it: its module, dtypes, saving, threads, errors, and what torch does not
allow."""

import copy
import io
import threading

import pytest
import torch
from torch import nn

import gputensor.torch

FLOATS = [torch.float32, torch.float16, torch.bfloat16]
INTEGERS = [
    torch.bool,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.int64,
    torch.uint8,
    torch.uint16,
    torch.uint32,
    torch.uint64,
]


def test_there_is_a_device():
    assert torch.accelerator.is_available()
    assert torch.accelerator.current_accelerator() == torch.device("gputensor")
    assert torch.accelerator.device_count() == 1
    assert gputensor.torch.is_available() and gputensor.torch.why_not() == ""
    assert torch.gputensor is gputensor.torch
    assert torch.get_device_module("gputensor") is gputensor.torch
    assert torch.ones(2, device="gputensor").device == torch.device("gputensor", 0)
    assert torch.ones(2).gputensor().is_gputensor


def test_properties():
    p = torch.gputensor.get_device_properties()
    assert p.name and p.total_memory > 0 and p.multi_processor_count > 0
    assert torch.gputensor.get_device_name(0) == p.name
    assert torch.gputensor.current_device() == 0 and torch.gputensor.device_count() == 1
    with pytest.raises(RuntimeError, match="gputensor:1"):
        torch.gputensor.get_device_properties(1)


def test_memory_statistics():
    before = torch.gputensor.memory_allocated()
    x = torch.ones(1 << 20, device="gputensor")
    assert torch.gputensor.memory_allocated() - before >= 4 << 20
    assert torch.gputensor.max_memory_allocated() >= torch.gputensor.memory_allocated()
    del x
    torch.gputensor.synchronize()
    assert torch.gputensor.memory_allocated() == before
    free, total = torch.gputensor.mem_get_info()
    assert 0 < free <= total
    torch.gputensor.empty_cache()
    assert torch.gputensor.memory_reserved() == torch.gputensor.memory_allocated()


def test_memory_limit():
    torch.gputensor.set_memory_limit(64 << 20)
    try:
        with pytest.raises(torch.OutOfMemoryError):
            torch.empty(1 << 28, device="gputensor")
    finally:
        torch.gputensor.set_memory_limit(0)
    assert torch.ones(3, device="gputensor").sum().item() == 3


@pytest.mark.parametrize("dtype", FLOATS + INTEGERS, ids=str)
def test_there_and_back(dtype):
    x = (torch.arange(24).reshape(2, 3, 4) % 2).to(dtype)
    y = x.to("gputensor")
    assert y.dtype is dtype and y.shape == x.shape and y.stride() == x.stride()
    for view in (
        lambda t: t,
        lambda t: t.permute(2, 0, 1),
        lambda t: t[:, ::2, 1:],
        lambda t: t[1, 2],
        lambda t: t.transpose(0, 2),
    ):
        assert torch.equal(view(y).cpu(), view(x))
        assert torch.equal(view(x).to("gputensor").cpu(), view(x))
    assert torch.equal(y.clone().cpu(), x)


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_small_floats_compute(dtype, no_fallback):
    torch.manual_seed(0)
    a, b = torch.randn(8, 8).to(dtype), torch.randn(8, 8).to(dtype)
    x, y = a.to("gputensor"), b.to("gputensor")
    tolerance = {torch.float32: 1e-5, torch.float16: 2e-3, torch.bfloat16: 2e-2}[dtype]
    for f in (
        lambda s, t: s + t,
        lambda s, t: s * t - 1.5,
        lambda s, t: s @ t,
        lambda s, t: torch.sigmoid(s).sum(0),
        lambda s, t: s.softmax(1),
    ):
        got = f(x, y)
        assert got.dtype is dtype
        torch.testing.assert_close(got.cpu(), f(a, b), rtol=tolerance, atol=tolerance)
    assert torch.equal(x.float().cpu(), a.float()) and torch.equal(a.float().to("gputensor").to(dtype).cpu(), a)


def test_numbers_and_mixed_dtypes():
    i, f = torch.arange(6), torch.linspace(-1, 1, 6)
    I, G = i.to("gputensor"), f.to("gputensor")
    for op in (
        lambda a, b: a + b,
        lambda a, b: a * 2,
        lambda a, b: a * 2.5,
        lambda a, b: a / 4,
        lambda a, b: b * a + 1,
        lambda a, b: a > b,
        lambda a, b: (a == 3) | (b > 0),
        lambda a, b: a + True,
        lambda a, b: 1 - b,
        lambda a, b: 2 / (b + 3),
        lambda a, b: a**2,
        lambda a, b: b**3,
        lambda a, b: a % 4,
        lambda a, b: a // 4,
        lambda a, b: torch.where(a > 2, b, 0),
        lambda a, b: a.float().mean(),
        lambda a, b: a.sum(),
        lambda a, b: a.prod(),
        lambda a, b: b.max(),
        lambda a, b: a.to(torch.uint8) + 250,
        lambda a, b: -a,
        lambda a, b: a + torch.tensor(2.5),
        lambda a, b: b + torch.tensor(2.5, dtype=torch.float64),
        lambda a, b: a.clamp(1, 3),
        lambda a, b: b.clamp(min=0),
        lambda a, b: (b > 0).sum(),
        lambda a, b: (b > 0).any(),
        lambda a, b: b.argmax(),
    ):
        want, got = op(i, f), op(I, G)
        assert got.dtype is want.dtype and got.shape == want.shape
        torch.testing.assert_close(got.cpu(), want)


def test_axes_of_a_number():
    x = torch.tensor(3.0, device="gputensor")
    for f in (
        lambda t: t.sum(0),
        lambda t: t.mean(-1),
        lambda t: t.amax(0),
        lambda t: t.softmax(0),
        lambda t: t.max(0).values,
        lambda t: t.argmax(0),
    ):
        assert torch.equal(f(x).cpu(), f(x.cpu()))
    with pytest.raises(IndexError):
        x.sum(1)


def test_empty_tensors():
    for shape in ((0,), (0, 3), (2, 0, 4)):
        x = torch.empty(shape)
        y = x.to("gputensor")
        assert (
            torch.equal((y + 1).cpu(), x + 1)
            and torch.equal(y.sum().cpu(), x.sum())
            and torch.equal(y.t().cpu() if y.dim() < 3 else x, x.t() if x.dim() < 3 else x)
        )
    assert torch.equal(
        (torch.ones(2, 0, device="gputensor") @ torch.ones(0, 3, device="gputensor")).cpu(), torch.zeros(2, 3)
    )


def test_in_place_and_out():
    x = torch.arange(6.0).view(2, 3).to("gputensor")
    y = x[:, 1]
    y += 1
    x.mul_(2)[0] = 7
    assert x.tolist() == [[7, 7, 7], [6, 10, 10]]
    out = torch.empty(0, device="gputensor")
    torch.add(x, 1, out=out)
    assert out.tolist() == [[8, 8, 8], [7, 11, 11]]
    with pytest.raises(RuntimeError, match="can't be cast"):
        torch.ones(2, dtype=torch.int64, device="gputensor").add_(1.5)


def test_resize_and_set():
    x = torch.arange(4.0, device="gputensor")
    x.resize_(6)
    assert x[:4].tolist() == [0, 1, 2, 3] and x.shape == (6,)
    x.resize_(2, 2)
    assert x.tolist() == [[0, 1], [2, 3]]
    assert (
        torch.ones(1, 2, 3, 3, device="gputensor")
        .contiguous(memory_format=torch.channels_last)
        .is_contiguous(memory_format=torch.channels_last)
    )


def test_modules():
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3)).to("gputensor")
    assert all(p.device.type == "gputensor" for p in model.state_dict().values())
    again = copy.deepcopy(model)
    assert torch.equal(again[0].weight.cpu(), model[0].weight.cpu())
    assert model.half()[0].weight.dtype is torch.float16 and model.cpu()[0].weight.device.type == "cpu"


def test_save_and_load(tmp_path):
    state = nn.Linear(4, 3).to("gputensor").state_dict()
    torch.save(state, tmp_path / "model.pt")
    for where, device in ((None, "gputensor"), ("cpu", "cpu"), ("gputensor", "gputensor")):
        loaded = torch.load(tmp_path / "model.pt", map_location=where)
        assert loaded["weight"].device.type == device and torch.equal(loaded["weight"].cpu(), state["weight"].cpu())
    buffer = io.BytesIO()
    torch.save(torch.arange(6, device="gputensor")[2:4], buffer)
    buffer.seek(0)
    assert torch.load(buffer).tolist() == [2, 3]


def test_default_device():
    torch.set_default_device("gputensor")
    try:
        assert torch.ones(2).device.type == "gputensor" and nn.Linear(2, 2).weight.device.type == "gputensor"
        assert torch.arange(3).tolist() == [0, 1, 2] and torch.tensor([1.5]).item() == 1.5
    finally:
        torch.set_default_device(None)
    with torch.device("gputensor"):
        assert torch.zeros(2).device.type == "gputensor"
    assert torch.zeros(2).device.type == "cpu"


def test_random_numbers():
    torch.manual_seed(3)
    a = torch.randn(5, device="gputensor")
    state = torch.gputensor.get_rng_state()
    b = torch.rand(5, device="gputensor")
    torch.gputensor.set_rng_state(state)
    assert torch.equal(torch.rand(5, device="gputensor").cpu(), b.cpu())
    torch.gputensor.manual_seed(3)
    assert torch.equal(torch.randn(5, device="gputensor").cpu(), a.cpu())
    with torch.random.fork_rng(devices=[0], device_type="gputensor"):
        torch.rand(9, device="gputensor")
    x = torch.ones(1000, device="gputensor")
    kept = nn.functional.dropout(x, 0.25)
    assert (
        set(kept.cpu().tolist()) <= {0.0, 1.0 / 0.75 if False else kept.max().item()}
        and 650 < (kept > 0).sum().item() < 850
    )
    assert sorted(torch.randperm(10, device="gputensor").tolist()) == list(range(10))
    assert torch.randint(0, 5, (100,), device="gputensor").max().item() < 5


def test_autocast():
    model, x = nn.Linear(8, 4).to("gputensor"), torch.randn(2, 8, device="gputensor")
    with torch.autocast("gputensor", dtype=torch.bfloat16):
        y = model(x)
        assert y.dtype is torch.bfloat16 and y.softmax(1).dtype is torch.float32 and (x @ x.t()).dtype is torch.bfloat16
    assert model(x).dtype is torch.float32
    assert torch.gputensor.get_amp_supported_dtype() == [torch.float16, torch.bfloat16]


def test_threads():
    results, x = [], torch.arange(1000.0, device="gputensor")

    def work(k):
        for _ in range(20):
            value = ((x + k) * 2).sum().item()
        results.append((k, value))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(results) == [(k, float(2 * (499500 + 1000 * k))) for k in range(4)]


def test_functional_transforms():
    x = torch.arange(4.0).view(2, 2).to("gputensor")
    assert torch.equal(torch.vmap(torch.sum)(x).cpu(), x.cpu().sum(1))
    assert torch.equal(torch.func.grad(lambda t: (t * t).sum())(x).cpu(), 2 * x.cpu())


def test_what_torch_does_not_allow():
    with pytest.raises(RuntimeError, match="one device"):
        torch.ones(2, device="gputensor:1")
    with pytest.raises(RuntimeError):
        torch.Generator(device="gputensor")
    if tuple(map(int, torch.__version__.split(".")[:2])) > (2, 10):  # 2.10 returns at once, without waiting
        with pytest.raises(RuntimeError):
            torch.accelerator.synchronize()
    with pytest.raises(NotImplementedError, match="complex64"):
        torch.ones(2, dtype=torch.complex32, device="gputensor")


def test_wrong_calls_raise_what_torch_raises():
    x = torch.ones(2, 3, device="gputensor")
    with pytest.raises(RuntimeError, match="must match the size"):
        x + torch.ones(4, device="gputensor")
    with pytest.raises(RuntimeError, match="same device"):
        x + torch.ones(2, 3)
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        x @ x
    with pytest.raises(RuntimeError):
        x.view(7)
    with pytest.raises(IndexError):
        x.sum(5)
    with pytest.raises(IndexError):
        x[torch.tensor([7], device="gputensor")].cpu()
    assert x.sum().item() == 6


def test_fallbacks_are_counted_and_refused():
    x = torch.tensor([[3.0], [4.0]], device="gputensor")
    gputensor.torch.reset_fallbacks()
    assert abs(torch.geqrf(x).a[0, 0].item()) == torch.geqrf(x).a[0, 0].abs().item() == 5
    assert gputensor.torch.fallbacks() == {"geqrf": 2}
    with gputensor.torch.config(fallback=False), pytest.raises(NotImplementedError) as e:
        torch.geqrf(x)
    assert "aten::geqrf" in str(e.value) and "float32[2, 1]" in str(e.value)
    assert abs(torch.geqrf(x).a[0, 0].item()) == 5


def test_fallback_writes_back():
    x = torch.tensor([[3.0], [4.0]], device="gputensor")
    a, tau = torch.empty(0, device="gputensor"), torch.empty(0, device="gputensor")
    torch.geqrf(x, out=(a, tau))
    want = torch.geqrf(x.cpu())
    assert torch.equal(a.cpu(), want.a) and torch.equal(tau.cpu(), want.tau)


def test_numbers_that_doubles_do_not_hold():
    x = torch.arange(3, device="gputensor")
    for number in (2**53 + 1, 2**63 - 1, -(2**63)):
        assert torch.equal((x - number).cpu(), torch.arange(3) - number)
        assert torch.equal((x + number).cpu(), torch.arange(3) + number)
