"""Training on the device: equal to the CPU, without fallbacks, without transfers that nobody asked for, in constant
memory."""

import copy
import gc

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import gputensor.torch

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-3),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
}


def mlp():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, 5))


def batch():
    torch.manual_seed(1)
    return torch.randn(64, 20), torch.randint(0, 5, (64,))


def step(model, optimizer, x, y, loss=F.cross_entropy):
    optimizer.zero_grad()
    value = loss(model(x), y)
    value.backward()
    optimizer.step()
    return value


def train(model, device, make, x, y, steps, loss=F.cross_entropy):
    model = copy.deepcopy(model).to(device)
    optimizer, x, y = make(model.parameters()), x.to(device), y.to(device)
    for _ in range(steps):
        step(model, optimizer, x, y, loss)
    return [t.detach().cpu() for t in model.state_dict().values()]


def difference(a, b):
    return max((s.float() - t.float()).abs().max().item() for s, t in zip(a, b, strict=True))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_mlp_equals_the_cpu(name, no_fallback):
    x, y = batch()
    results = [train(mlp(), device, OPTIMIZERS[name], x, y, 20) for device in ("cpu", "gputensor")]
    assert difference(*results) < 1e-6
    assert difference(results[0], mlp().state_dict().values()) > 1e-2  # it has learnt something


def test_squared_error_and_clipping(no_fallback):
    x, _ = batch()
    y = torch.randn(64, 5)

    def loss(out, target):
        return F.mse_loss(out, target)

    def clipped(device):
        model = mlp().to(device)
        optimizer = OPTIMIZERS["sgd"](model.parameters())
        for _ in range(5):
            optimizer.zero_grad()
            loss(model(x.to(device)), y.to(device)).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.1)
            optimizer.step()
        return [p.detach().cpu() for p in model.parameters()]

    assert difference(clipped("cpu"), clipped("gputensor")) < 1e-6


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_hidden_transfers(name):
    x, y = (t.to("gputensor") for t in batch())
    model = mlp().to("gputensor")
    optimizer = OPTIMIZERS[name](model.parameters())
    step(model, optimizer, x, y)
    before = gputensor.torch.transfers()
    for _ in range(3):
        value = step(model, optimizer, x, y)
    assert gputensor.torch.transfers()[1] == before[1]
    value.item()
    assert gputensor.torch.transfers()[1] == before[1] + 1


def test_thousand_steps_in_constant_memory():
    x, y = (t.to("gputensor") for t in batch())
    model = mlp().to("gputensor")
    optimizer = OPTIMIZERS["adam"](model.parameters())
    seen = []
    for i in range(1000):
        step(model, optimizer, x, y)
        if i in (50, 999):
            gc.collect()
            gputensor.torch.synchronize()
            seen.append(gputensor.torch.memory_stats())
    for key in ("used", "allocations", "programs_built"):
        assert seen[0][key] == seen[1][key], key


class Residual(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.a, self.b = nn.Conv2d(c, c, 3, padding=1, bias=False), nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.m, self.n, self.out = nn.BatchNorm2d(c), nn.BatchNorm2d(c), nn.Linear(c, 5)

    def forward(self, x):
        return self.out(F.adaptive_avg_pool2d(F.relu(x + self.n(self.b(F.relu(self.m(self.a(x)))))), 1).flatten(1))


class Transformer(nn.Module):
    def __init__(self, d=16, n=50):
        super().__init__()
        self.embedding, self.position = nn.Embedding(n, d), nn.Parameter(torch.randn(12, d))
        self.layer = nn.TransformerEncoderLayer(
            d, 2, 32, dropout=0.0, batch_first=True, norm_first=True, activation="gelu"
        )
        self.norm, self.out = nn.LayerNorm(d), nn.Linear(d, n)

    def forward(self, i):
        mask = nn.Transformer.generate_square_subsequent_mask(i.shape[1], device=i.device)
        return self.out(
            self.norm(self.layer(self.embedding(i) + self.position[: i.shape[1]], src_mask=mask))
        ).flatten(0, 1)


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 32),
        nn.Tanh(),
        nn.Linear(32, 10),
    )


def words():
    i = torch.randint(0, 50, (4, 12))
    return i, i.flatten()


MODELS = {  # the model, its batch, and what of it still runs on the CPU
    "lenet": (lenet, lambda: (torch.randn(4, 1, 28, 28), torch.randint(0, 10, (4,))), set()),
    "residual": (Residual, lambda: (torch.randn(4, 8, 12, 12), torch.randint(0, 5, (4,))), set()),
    "transformer": (Transformer, words, set()),
}


@pytest.mark.parametrize("name", MODELS)
def test_models(name):
    make, data, left = MODELS[name]
    torch.manual_seed(0)
    model, (x, y) = make(), data()
    gputensor.torch.reset_fallbacks()
    results = [
        train(model, device, lambda p: torch.optim.SGD(p, lr=0.05), x, y, 3) for device in ("cpu", "gputensor")
    ]
    assert difference(*results) < 2e-6
    assert set(gputensor.torch.fallbacks()) == left
