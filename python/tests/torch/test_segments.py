"""Bags of embeddings, segments, histograms, distances and losses with margins: against the CPU, and without it."""

import itertools
import math

import pytest
import torch
from comparison import compare, noise
from torch.nn import functional

import gputensor.torch  # noqa: F401

pytestmark = pytest.mark.usefixtures("no_fallback")
# 2.10 on the CPU takes a frequency of 3 for 2.
COUNTS_RIGHT = tuple(map(int, torch.__version__.split(".")[:2])) > (2, 11)
INDICES = torch.tensor([3, 1, 1, 4, 0, 3, 3])


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_bags(mode):
    """An empty bag in the middle and one at the end; padding."""
    offsets = torch.tensor([0, 2, 2, 5, 7])
    for padding, last, by_frequency in itertools.product((None, 3), (False, True), (False, True)):
        how = {"mode": mode, "padding_idx": padding, "include_last_offset": last}
        how["scale_grad_by_freq"] = by_frequency and mode != "max" and COUNTS_RIGHT
        compare(lambda w, i, o: functional.embedding_bag(i, w, o, **how), noise(5, 3), INDICES, offsets)
    if mode == "sum":
        each = noise(7).detach().requires_grad_()
        for padding in (None, 3):
            compare(
                lambda w, e, i, o: functional.embedding_bag(
                    i,
                    w,
                    o,
                    mode=mode,
                    per_sample_weights=e,
                    padding_idx=padding,
                ),
                noise(5, 3),
                each,
                INDICES,
                offsets,
            )
    compare(lambda w, i: functional.embedding_bag(i, w, mode=mode), noise(5, 3), INDICES[:6].view(2, 3))


@pytest.mark.parametrize("reduce", ["sum", "mean", "max", "min"])
def test_segments(reduce):
    lengths = torch.tensor([2, 0, 3, 1])
    for initial in (None, 1.5):
        compare(
            lambda x, n: torch.segment_reduce(x, reduce, lengths=n, initial=initial).nan_to_num(7.0, 8.0, 9.0),
            noise(6, 2),
            lengths,
        )
    compare(
        lambda x, n: torch.segment_reduce(x, reduce, lengths=n, axis=1),
        noise(2, 6, 3),
        torch.tensor([[1, 2, 3], [4, 1, 1]]),
    )
    compare(lambda x, o: torch.segment_reduce(x, reduce, offsets=o), noise(6), torch.tensor([0, 4, 6]))
    x = torch.tensor([2.0, 2.0, 1.0, 1.0, 1.0]).requires_grad_()
    compare(lambda x, n: torch.segment_reduce(x, reduce, lengths=n), x, torch.tensor([3, 2]))


def test_products_of_segments():
    x = noise(6, 2).detach().to("gputensor")
    lengths = torch.tensor([2, 0, 4])
    got = torch.segment_reduce(x, "prod", lengths=lengths.to("gputensor"))
    torch.testing.assert_close(got.cpu(), torch.segment_reduce(x.cpu(), "prod", lengths=lengths))


def test_histograms():
    x = torch.tensor([0.0, 0.1, 0.5, 0.999, 1.0, -3.0, 2.0, 0.5])
    weight = torch.arange(8.0)
    edges = torch.tensor([0.0, 0.1, 0.5, 1.0])
    for density in (False, True):
        for f in (
            lambda x, w, e: torch.histogram(x, e, density=density),
            lambda x, w, e: torch.histogram(x, e, weight=w, density=density),
            lambda x, w, e: torch.histogram(x, 7, density=density),
            lambda x, w, e: torch.histogram(x, 5, range=(0.0, 1.0), weight=w, density=density),
            lambda x, w, e: torch.histogramdd(x.view(4, 2), [3, 4], density=density).hist,
            lambda x, w, e: torch.histogramdd(x.view(4, 2), [e, e], weight=w[:4], density=density).hist,
        ):
            same(f, x, weight, edges)
    same(lambda x: torch.histc(x, 6), x)
    same(lambda x: torch.histc(x, 4, 0, 1), x)
    same(lambda x: torch.histc(x[:1], 4), x)
    same(lambda x: torch.histogram(x[:0], 4), x)
    with pytest.raises(RuntimeError, match="finite"):
        torch.histogram(torch.tensor([math.inf], device="gputensor"), 3)


def same(f, *inputs):
    want, got = f(*inputs), f(*(x.to("gputensor") for x in inputs))
    for a, b in zip(want, got, strict=True) if isinstance(want, tuple) else ((want, got),):
        torch.testing.assert_close(b.cpu(), a)


@pytest.mark.parametrize("p", [0.0, 0.5, 1.0, 2.0, 3.0, math.inf])
def test_distances(p):
    a = noise(2, 5, 3)
    b = (a.detach()[:, :4] + torch.eye(4, 3) * 2).requires_grad_()
    compare(lambda a, b: torch.cdist(a, b, p, compute_mode="donot_use_mm_for_euclid_dist"), a, b)
    compare(lambda a, b: torch.cdist(a, b[0], p), a, b)
    compare(lambda a: torch.pdist(a[0], p), a)
    if p == 2:
        compare(lambda a, b: torch.cdist(a, b), noise(30, 3), noise(4, 3))


def test_losses_with_margins():
    x, target = noise(4, 5), torch.tensor([1, 0, 4, 4])
    for p, reduction, weight in itertools.product((1, 2), ("none", "mean", "sum"), (None, torch.rand(5))):
        compare(
            lambda x, t: functional.multi_margin_loss(
                x,
                t,
                p,
                0.7,
                None if weight is None else weight.to(x.device),
                reduction=reduction,
            ),
            x,
            target,
        )
    labels = torch.tensor([[3, 0, -1, 1, 2], [-1, 1, 1, 1, 1], [0, 1, 2, 3, 4], [2, -1, 2, -1, 0]])
    compare(lambda x, t: functional.multilabel_margin_loss(x[0], t[0]), x, labels)
    for reduction in ("none", "mean", "sum"):
        compare(lambda x, t: functional.multilabel_margin_loss(x, t, reduction=reduction), x, labels)


def test_frexp():
    x = torch.tensor([0.0, -0.0, 1.0, 0.75, -3.0, 1e-40, -1.4e-45, 3.4e38, math.inf, -math.inf, math.nan, 2.0**-126])
    want, got = torch.frexp(x), torch.frexp(x.to("gputensor"))
    finite = x.isfinite()
    torch.testing.assert_close(got[0].cpu(), want[0], rtol=0, atol=0, equal_nan=True)
    assert torch.equal(got[1].cpu()[finite], want[1][finite])
    for y in (x.half(), x.bfloat16()):
        assert torch.equal(torch.frexp(y.to("gputensor"))[0].cpu()[finite], torch.frexp(y)[0][finite])


def test_randomized_relu():
    torch.manual_seed(1)
    x = torch.linspace(-1, 1, 10_000)
    y = functional.rrelu(x.to("gputensor"), 0.25, 0.75, training=True).cpu()
    assert torch.equal(y[x > 0], x[x > 0])
    slopes = y[x < 0] / x[x < 0]
    assert 0.25 <= slopes.min() and slopes.max() <= 0.75 and abs(slopes.mean() - 0.5) < 0.02
    compare(lambda x: functional.rrelu(x, 0.2, 0.4), noise(9))


def test_shifts():
    x = torch.tensor([1, 5, -8])
    same(lambda x: x << 2, x)
    same(lambda x: x >> 1, x)
