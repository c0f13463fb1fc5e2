"""Random numbers of the device: what they are, that they stay there, seeds, and what is refused."""

import math

import pytest
import torch
from torch import nn

import gputensor.torch  # noqa: F401

N = 100_000


def empty(dtype=torch.float32, n=N):
    return torch.empty(n, dtype=dtype, device="gputensor")


@pytest.mark.parametrize(
    "draw, mean, deviation",
    [
        (lambda: empty().uniform_(), 0.5, 12**-0.5),
        (lambda: empty().uniform_(-3, 1), -1, 4 / 12**0.5),
        (lambda: empty(torch.float16).uniform_(), 0.5, 12**-0.5),
        (lambda: empty(torch.bfloat16).normal_(2, 0.5), 2, 0.5),
        (lambda: empty().normal_(), 0, 1),
        (lambda: torch.randn(N, device="gputensor") * 3, 0, 3),
        (lambda: empty().exponential_(4), 0.25, 0.25),
        (lambda: empty().log_normal_(0, 0.25), math.exp(1 / 32), 0.256),
        (lambda: empty().geometric_(0.25), 4, 12**0.5),
        (lambda: empty(torch.int32).geometric_(0.25), 4, 12**0.5),
        (lambda: empty().bernoulli_(0.2), 0.2, 0.4),
        (lambda: empty(torch.bool).bernoulli_(0.2), 0.2, 0.4),
        (lambda: torch.bernoulli(torch.full((N,), 0.2, device="gputensor")), 0.2, 0.4),
        (lambda: empty().bernoulli_(torch.tensor(0.2, device="gputensor")), 0.2, 0.4),
        (lambda: torch.randint(-5, 5, (N,), device="gputensor"), -0.5, (99 / 12) ** 0.5),
        (lambda: empty(torch.uint8).random_(), 127.5, 256 / 12**0.5),
        (lambda: empty(torch.bool).random_(), 0.5, 0.5),
        (lambda: empty().random_(0, 10), 4.5, (99 / 12) ** 0.5),
        (lambda: empty(torch.int64).random_().cpu().double() / 2.0**63, 0.5, 12**-0.5),
    ],
)
def test_what_they_are(draw, mean, deviation):
    torch.manual_seed(1)
    x = draw().cpu().double()
    assert abs(x.mean().item() - mean) < 5 * deviation / N**0.5 + 0.004 * abs(mean)
    assert abs(x.std().item() - deviation) < 0.03 * deviation


def test_of_cauchy_the_quartiles():
    x = empty().cauchy_(1, 2).cpu()
    quartiles = x.quantile(torch.tensor([0.25, 0.5, 0.75]))
    assert torch.allclose(quartiles, torch.tensor([-1.0, 1.0, 3.0]), atol=0.1)


def test_they_stay_on_the_device():
    x = empty()
    before = torch.gputensor.transfers()
    x.uniform_(), x.normal_(), x.exponential_(), x.bernoulli_(0.5), x.random_(0, 4)
    nn.functional.dropout(x, 0.5)
    assert torch.gputensor.transfers() == before


def test_seeds():
    def draws(**more):
        return [empty(n=7).normal_(**more).tolist(), torch.rand(3, device="gputensor", **more).tolist()]

    torch.manual_seed(5)
    one = draws()
    torch.manual_seed(5)
    assert draws() == one
    assert draws() != one
    generator = torch.Generator()
    assert draws(generator=generator.manual_seed(9)) == draws(generator=generator.manual_seed(9))
    state = torch.gputensor.get_rng_state()
    with torch.random.fork_rng(devices=[0], device_type="gputensor"):
        draws()
    assert torch.equal(torch.gputensor.get_rng_state(), state)


def test_orders():
    for dtype in (torch.int64, torch.int32, torch.float32):
        torch.manual_seed(2)
        x = torch.randperm(1000, device="gputensor", dtype=dtype)
        torch.manual_seed(2)
        assert torch.equal(x.cpu(), torch.randperm(1000, device="gputensor", dtype=dtype).cpu())
        assert x.dtype == dtype and x.cpu().sort().values.tolist() == list(range(1000)) != x.tolist()
    assert torch.randperm(0, device="gputensor").tolist() == []


def test_views():
    whole = torch.zeros(6, 8, device="gputensor")
    whole[1:4, ::2].uniform_(1, 2)
    host = whole.cpu()
    assert (host[1:4, ::2] >= 1).all() and host.count_nonzero() == 12


def test_edges():
    assert empty(n=3).uniform_(2, 2).tolist() == [2, 2, 2] and empty(n=3).normal_(1, 0).tolist() == [1, 1, 1]
    assert not empty(torch.bool).bernoulli_(0).any() and empty(torch.bool).bernoulli_(1).all()
    assert torch.rand(0, device="gputensor").shape == (0,)
    wide = empty(torch.int64).random_(-(2**63), None).cpu()
    assert wide.min() < -(2**61) and wide.max() > 2**61


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: empty().uniform_(2, 1), "from=2"),
        (lambda: empty().normal_(0, -1), "std"),
        (lambda: empty().exponential_(0), "lambda"),
        (lambda: empty().bernoulli_(1.5), "p to be in"),
        (lambda: empty(torch.int32).random_(4, 4), "from=4 >= to=4"),
        (lambda: empty(torch.uint8).random_(0, 300), "out of bounds"),
        (lambda: empty(torch.int32).normal_(), "floats"),
        (lambda: empty().geometric_(1), "geometric_"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(RuntimeError, match=words):
        call()


def test_floats_of_16_bits_are_rounded_once():
    """Steps in between of float16 would give a wait of 0, and 4096 of numbers below it."""
    assert int(empty(torch.float16).geometric_(0.999).min()) >= 1
    assert float(empty(torch.float16).random_(4090, 4096).max()) < 4096
    with pytest.raises(RuntimeError, match="out of bounds"):
        empty(torch.float16).random_(0, 100000)


def shares(found, classes):
    return torch.stack([(found == i).double().mean() for i in range(classes)]).cpu()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16], ids=str)
@pytest.mark.parametrize("n, replacement", [(1, False), (2, False), (1, True), (3, True)])
def test_multinomial(dtype, n, replacement, no_fallback):
    chances = torch.tensor([1, 2, 0, 5], dtype=dtype, device="gputensor")
    torch.manual_seed(1)
    found = torch.multinomial(chances.expand(N, -1), n, replacement)
    assert found.shape == (N, n) and found.dtype is torch.int64
    want = torch.tensor([1, 2, 0, 5]).double() / 8
    for column in found.unbind(1) if replacement else found.unbind(1)[:1]:
        assert (shares(column, 4) - want).abs().max() < 0.01 and not (column == 2).any()
    assert replacement or n == 1 or not (found[:, 0] == found[:, 1]).any()
    one = torch.multinomial(chances, 2)
    assert one.shape == (2,) and 2 not in one.tolist()


def test_multinomial_of_wrong_chances():
    for wrong in ([0, 0], [-1, 2], [float("nan"), 1], [float("inf"), 1]):
        for device in ("cpu", "gputensor"):
            with pytest.raises(RuntimeError, match="probability tensor|sum of prob"):
                torch.multinomial(torch.tensor(wrong, dtype=torch.float32, device=device), 1)
    for device in ("cpu", "gputensor"):
        with pytest.raises(RuntimeError, match="without replacement"):
            torch.multinomial(torch.ones(2, device=device), 3)


@pytest.mark.parametrize(
    "draw",
    [
        lambda m, s: torch.normal(m.expand(N, 2), s),
        lambda m, s: torch.normal(m.expand(N, 2), 0.5),
        lambda m, s: torch.normal(2.0, s.expand(N, 2)),
        lambda m, s: torch.normal(m.expand(N, 2), s, out=torch.empty(0, device="gputensor")),
        lambda m, s: torch.distributions.Normal(m, s).sample((N,)),
    ],
)
def test_normal_numbers_of_tensors(draw, no_fallback):
    mean, deviation = (torch.tensor(v, device="gputensor") for v in ([2.0, 2.0], [0.5, 0.5]))
    torch.manual_seed(1)
    x = draw(mean, deviation)
    assert x.shape == (N, 2) and (x.mean(0) - 2).abs().max() < 0.02 and (x.std(0) - 0.5).abs().max() < 0.02
    with pytest.raises(RuntimeError, match="std >= 0"):
        torch.normal(mean, -deviation)
    with pytest.raises(RuntimeError, match="std >= 0.0, but found std -1"):
        torch.normal(mean, -1.0)
