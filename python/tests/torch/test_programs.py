"""What programs of PyTorch do besides training a network of products: recurrent layers, loaders of data, mixed
precision, writing through views, and calls that are wrong; each as on the CPU."""

import copy

import pytest
import torch
from torch import nn

import gputensor.torch

DEVICES = ("cpu", "gputensor")


def everywhere(f):
    """What f gives for each device, on the CPU."""
    cpu, there = (f(torch.device(d)).cpu() for d in DEVICES)
    assert (cpu.dtype, cpu.shape) == (there.dtype, there.shape)
    torch.testing.assert_close(there, cpu, equal_nan=True)
    return cpu


RECURRENT = {
    "lstm": lambda: nn.LSTM(4, 5, 2, batch_first=True),
    "lstm of both directions": lambda: nn.LSTM(4, 5, bidirectional=True),
    "lstm without bias": lambda: nn.LSTM(4, 5, bias=False),
    "gru": lambda: nn.GRU(4, 5, 2),
    "gru without bias": lambda: nn.GRU(4, 5, bias=False),
    "rnn": lambda: nn.RNN(4, 5),
}


@pytest.mark.parametrize("name", RECURRENT)
def test_recurrent_layers(name, no_fallback):
    torch.manual_seed(0)
    layer, x = RECURRENT[name](), torch.randn(3, 4, 4)
    results = []
    for device in DEVICES:
        model, inputs = copy.deepcopy(layer).to(device), x.detach().to(device).requires_grad_()
        out, state = model(inputs)
        (out.square().sum() + sum(s.sin().sum() for s in (state if isinstance(state, tuple) else (state,)))).backward()
        results.append([out.detach().cpu(), inputs.grad.cpu()] + [p.grad.cpu() for p in model.parameters()])
    for a, b in zip(*results, strict=True):
        torch.testing.assert_close(b, a, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("cell", [nn.LSTMCell, nn.GRUCell])
def test_recurrent_cells(cell, no_fallback):
    torch.manual_seed(0)
    layer, x = cell(4, 3), torch.randn(2, 4)
    a, b = (copy.deepcopy(layer).to(d)(x.to(d)) for d in DEVICES)
    for s, t in zip(*(r if isinstance(r, tuple) else (r,) for r in (a, b)), strict=True):
        torch.testing.assert_close(t.cpu(), s)


@pytest.mark.parametrize("workers", [0, 1])
def test_loaders_with_pinned_memory(workers):
    data = torch.utils.data.TensorDataset(torch.arange(20.0).view(10, 2), torch.arange(10))
    loader = torch.utils.data.DataLoader(data, batch_size=4, pin_memory=True, num_workers=workers)
    seen = [(x.to("gputensor", non_blocking=True).sum().item(), y.sum().item()) for x, y in loader]
    assert seen == [(28.0, 6), (92.0, 22), (70.0, 17)]


def test_context_of_the_device():
    with torch.gputensor.device(0), torch.gputensor.device("gputensor"):
        assert torch.gputensor.current_device() == 0
    with pytest.raises(RuntimeError, match="gputensor:1"):
        torch.gputensor.device(1)


def test_scaled_gradients(no_fallback):
    """torch.amp.GradScaler: a step that overflows is left out and halves the scale, others are taken and double it."""
    results = []
    for device in DEVICES:
        weight = nn.Parameter(torch.ones(3, device=device))
        optimizer = torch.optim.SGD([weight], lr=0.5)
        scaler = torch.amp.GradScaler(device, init_scale=4.0, growth_interval=2)
        seen = []
        for factor in (1.0, 1.0, float("inf"), 2.0, 1.0, 3.0):
            optimizer.zero_grad()
            scaler.scale((weight * factor).sum()).backward()
            scaler.step(optimizer)
            scaler.update()
            seen += [scaler.get_scale(), *weight.tolist()]
        results.append(seen)
    assert results[0] == results[1] and 2.0 in [results[0][i] / 4 for i in range(0, 24, 4)]


def test_expanded_tensors_are_not_written_to():
    x = torch.ones(1, 3, device="gputensor")
    e = x.expand(2, 3)
    for write in (
        lambda: e.add_(1),
        lambda: e.relu_(),
        lambda: e.copy_(torch.zeros(2, 3)),
        lambda: e.uniform_(),
        lambda: torch.add(x, x.t(), out=x.expand(3, 3)),
    ):
        with pytest.raises(RuntimeError, match="single memory location"):
            write()
    assert x.tolist() == [[1, 1, 1]]
    e.fill_(5)
    assert x.tolist() == [[5, 5, 5]]
    e.zero_()
    assert x.tolist() == [[0, 0, 0]]


@pytest.mark.parametrize("name", ["logical_and_", "add_", "copysign_"])
def test_what_is_written_to_does_not_grow(name):
    x = torch.ones(3, device="gputensor")
    with pytest.raises(RuntimeError, match="shape"):
        getattr(x, name)(torch.ones(2, 3, device="gputensor"))
    assert x.shape == (3,)


def test_numbers_of_no_axes():
    everywhere(lambda d: torch.gather(torch.tensor(3.0, device=d), 0, torch.tensor(0, device=d)))
    everywhere(lambda d: torch.gather(torch.tensor([3.0, 4.0], device=d), 0, torch.tensor(1, device=d)))
    everywhere(lambda d: torch.masked_select(torch.tensor(3.0, device=d), torch.tensor(True, device=d)))
    everywhere(lambda d: torch.empty(2, 3, device=d).copy_(2))


def test_small_floats_in_the_middle_of_an_expression():
    """Where an operand of a step is smaller than the result."""
    x, y = torch.tensor([[0.0], [1.0], [2.0]], dtype=torch.float16), torch.tensor([0.0, 1.0, 3.0, float("nan")])
    for other in (y, y.half(), torch.tensor([1, 2, 3, 4], dtype=torch.uint8)):
        everywhere(lambda d, other=other: torch.xlogy(x.to(d), other.to(d)).float())


def test_what_the_cpu_refuses():
    x, b = torch.ones(2, 3, device="gputensor"), torch.tensor([True, False], device="gputensor")
    for wrong in (
        lambda: x ^ 1.5,
        lambda: x.bitwise_or(2.0),
        lambda: b - b,
        lambda: 1 - b,
        lambda: -b,
        lambda: b.int() - b,
    ):
        with pytest.raises((NotImplementedError, RuntimeError), match="not implemented|not supported"):
            wrong()
    for wrong in (torch.var_mean, torch.std_mean, torch.var):
        with pytest.raises((NotImplementedError, RuntimeError), match="only support"):
            wrong(b.int())
    assert gputensor.torch.transfers()[0] > 0


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_numbers_beside_small_floats_are_not_rounded(dtype):
    """Computed in float32 and rounded once, at the end; compared as what they are in the small dtype."""
    torch.manual_seed(0)
    x = torch.randn(2000).to(dtype)
    for f in (
        lambda a: a * 0.1,
        lambda a: a + 1e-3,
        lambda a: 0.3 - a,
        lambda a: a / 3.3,
        lambda a: torch.addcmul(a, a, a, value=0.7),
        lambda a: torch.nn.functional.leaky_relu(a, 0.1),
    ):
        assert torch.equal(f(x.to("gputensor")).cpu(), f(x.float()).to(dtype))
    assert torch.full((1,), 0.1, dtype=dtype).to("gputensor").eq(0.1).item()
