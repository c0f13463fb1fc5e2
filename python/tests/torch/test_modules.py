"""Modules that go to the device and back, and what torch.nn does in operators of its own."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

import gputensor.torch  # noqa: F401


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.out = nn.Embedding(9, 4), nn.Linear(4, 9, bias=False)
        self.out.weight = self.words.weight

    def forward(self, i):
        return self.out(self.words(i))


def test_weights_that_are_shared_stay_one(no_fallback):
    torch.manual_seed(0)
    model, i = Tied(), torch.arange(9)
    F.cross_entropy(model(i), i).backward()
    want, model.words.weight.grad = model.words.weight.grad, None
    model.to("gputensor")
    assert model.out.weight is model.words.weight and model.out.weight.device.type == "gputensor"
    i = i.to("gputensor")
    F.cross_entropy(model(i), i).backward()
    torch.testing.assert_close(model.words.weight.grad.cpu(), want)


def test_an_optimizer_made_before_has_the_parameters():
    model = nn.Linear(2, 1, bias=False)
    weight, optimizer = model.weight, torch.optim.SGD(model.parameters(), lr=1.0)
    nn.init.zeros_(weight)
    for device in ("gputensor", "cpu", "gputensor"):
        model.to(device)
        assert model.weight is weight and weight.device.type == device
        assert weight.grad is None or weight.grad.device.type == device
        optimizer.zero_grad()
        model(torch.ones(1, 2, device=device)).sum().backward()
        optimizer.step()
    assert weight.tolist() == [[-3, -3]]


def test_modules_without_sizes():
    x = torch.ones(2, 3, 5, 5, device="gputensor")
    model = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(2)).to("gputensor")
    assert model(x).shape == (2, 2) and model[3].in_features == 36


def test_data_of_another_device():
    p = nn.Parameter(torch.ones(2))
    p.data = torch.zeros(3, device="gputensor")
    assert p.device.type == "gputensor" and p.tolist() == [0, 0, 0] and isinstance(p, nn.Parameter)
    with pytest.raises(RuntimeError, match="incompatible tensor type"):
        p.data = torch.zeros(3, device="meta")


def test_checkpoints_take_the_same_random_numbers():
    x = torch.ones(1000, device="gputensor", requires_grad=True)
    for reentrant in (True, False):
        x.grad = None
        y = checkpoint(lambda t: F.dropout(t) * t, x, use_reentrant=reentrant)
        y.sum().backward()
        assert torch.equal(x.grad, 2 * y)


def test_copies_to_the_host_that_do_not_block():
    x = torch.arange(3.0, device="gputensor")
    y = x.to("cpu", torch.float64, non_blocking=True)
    assert y.dtype is torch.float64 and y.tolist() == [0, 1, 2]
    assert x.to("gputensor", non_blocking=True) is x


# ---- In evaluation ---------------------------------------------------------------------------------------------------

PADDING = torch.tensor([[0, 0, 0, 0, 0], [0, 0, 0, 1, 1], [0, 0, 0, 0, 1]], dtype=torch.bool)
LATER = torch.ones(5, 5, dtype=torch.bool).triu(1)


def everywhere(model, f):
    """What f gives of the model in evaluation."""
    model.eval()
    with torch.no_grad():
        return [f(model.to(device), device) for device in ("cpu", "gputensor")]


def same(want, got):
    for a, b in zip(want, got, strict=True):
        torch.testing.assert_close(b.cpu(), a, rtol=1e-5, atol=1e-5)


MASKS = {"mask": LATER, "src_key_padding_mask": PADDING}


@pytest.mark.parametrize("given", [(), ("mask",), ("src_key_padding_mask",), tuple(MASKS)], ids="+".join)
@pytest.mark.parametrize("kind", [{"norm_first": True}, {"activation": "gelu"}], ids=str)
def test_encoders(kind, given, no_fallback):
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(8, 2, 12, batch_first=True, **kind)
    model, x = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False), torch.randn(3, 5, 8)
    same(*everywhere(model, lambda m, d: [m(x.to(d), **{k: MASKS[k].to(d) for k in given})]))


def test_encoders_with_padding_at_the_end(no_fallback):
    """Of padding torch gives 0 on the CPU, and what is computed of it here."""
    torch.manual_seed(0)
    model, x = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 12, batch_first=True), 2), torch.randn(3, 5, 8)
    want, got = everywhere(model, lambda m, d: m(x.to(d), src_key_padding_mask=PADDING.to(d)))
    same([want[~PADDING]], [got.cpu()[~PADDING]])


@pytest.mark.parametrize("how", [{}, {"need_weights": False}, {"average_attn_weights": False}], ids=str)
def test_attention_of_many_heads(how, no_fallback):
    torch.manual_seed(0)
    model, x = nn.MultiheadAttention(8, 2, batch_first=True), torch.randn(3, 5, 8)
    for masks in ({}, {"attn_mask": LATER}, {"key_padding_mask": PADDING}):
        results = everywhere(model, lambda m, d: m(*[x.to(d)] * 3, **{k: v.to(d) for k, v in masks.items()}, **how))
        same(*([t for t in r if t is not None] for r in results))


# ---- With gradients --------------------------------------------------------------------------------------------------


def gradients(make, f):
    found = []
    for device in ("cpu", "gputensor"):
        torch.manual_seed(0)
        model = make().to(device)
        y = f(model, device)
        y.square().sum().backward()
        found.append([y.detach(), *(p.detach() for p in model.parameters()), *(p.grad for p in model.parameters())])
    same(*found)


@pytest.mark.parametrize("name, dim", [("weight", 0), ("weight", 1), ("weight", None), ("bias", 0)])
def test_weight_norm(name, dim, no_fallback):
    x = torch.arange(15.0).view(3, 5) / 15
    make = lambda: nn.utils.parametrizations.weight_norm(nn.Linear(5, 4), name, dim)  # noqa: E731
    gradients(make, lambda m, d: m(x.to(d)).sin())


@pytest.mark.parametrize("p", [1.0, 2.0])
def test_embedding_of_bounded_norm(p, no_fallback):
    i = torch.tensor([[0, 2], [2, 3]])
    gradients(lambda: nn.Embedding(5, 3, max_norm=1.0, norm_type=p), lambda m, d: m(i.to(d)).sin())


@pytest.mark.parametrize(
    "make",
    [
        lambda d: torch.tril_indices(3, 4, 1, device=d),
        lambda d: torch.triu_indices(4, 3, -1, dtype=torch.int32, device=d),
        lambda d: torch.logspace(-1, 2, 7, device=d),
        lambda d: torch.logspace(0, 3, 4, base=2, dtype=torch.float16, device=d),
        lambda d: torch.kaiser_window(9, device=d),
        lambda d: torch.kaiser_window(8, False, 3.0, dtype=torch.float16, device=d),
        lambda d: torch.special.xlog1py(*torch.tensor([[0, 1, 2.0], [-1, 2, torch.nan]], device=d)),
    ],
)
def test_made_on_the_device(make, no_fallback):
    want, got = make("cpu"), make("gputensor")
    assert got.device.type == "gputensor" and got.dtype is want.dtype
    torch.testing.assert_close(got.cpu(), want, equal_nan=True)


def test_halves_beside_complex_numbers():
    x = torch.ones(3, dtype=torch.float16, device="gputensor")
    for wrong in (
        lambda: x * 1j,
        lambda: 1j + x,
        lambda: torch.complex(x, x),
        lambda: x.to(torch.complex32),
        lambda: torch.ones(2, dtype=torch.complex32).to("gputensor"),
    ):
        with pytest.raises(NotImplementedError, match="complex32.*complex64"):
            wrong()
    assert (x.float() * 1j).tolist() == [1j] * 3
