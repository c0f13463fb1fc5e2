"""Scans, sorting and what is made of sorted elements, where they are easily wrong: NaN, equal elements, no axes, no
elements, strides, dtypes, in place and out=. All without the CPU, and all against it."""

import itertools

import pytest
import torch

import gputensor.torch

NAN, INF = float("nan"), float("inf")
pytestmark = pytest.mark.usefixtures("no_fallback")


def inputs():
    torch.manual_seed(5)
    special = torch.tensor([3.0, NAN, -INF, 1.0, INF, -0.0, NAN, 0.0, 1.0, 3.0])
    few = torch.randint(0, 4, (5, 6, 7))
    return {
        "special": special,
        "matrix": special.repeat(3, 1).T.contiguous(),
        "few": few,
        "strided": few.permute(2, 0, 1)[::2, :, 1:],
        "float": torch.randn(4, 33),
        "half": torch.randn(4, 9).half(),
        "bfloat": torch.randint(-3, 3, (2, 9)).bfloat16(),
        "bool": few > 1,
        "uint8": few.to(torch.uint8),
        "int16": -few.to(torch.int16),
        "number": torch.tensor(2.5),
        "empty": torch.empty(3, 0),
        "one": torch.tensor([7]),
    }


INPUTS = inputs()


def same(got, want):
    """Values, dtypes and shapes of tensors and of tuples of them."""
    if isinstance(want, torch.Tensor):
        assert got.dtype is want.dtype and got.shape == want.shape
        torch.testing.assert_close(
            got.cpu(), want, rtol=1e-5 if want.dtype is torch.float32 else 1e-2, atol=1e-5, equal_nan=True
        )
        return
    assert len(got) == len(want)
    for a, b in zip(got, want):
        same(a, b)


def compare(f, *args):
    same(f(*(a.to("gputensor") if isinstance(a, torch.Tensor) else a for a in args)), f(*args))


def axes(x):
    return range(-x.dim(), x.dim()) if x.dim() else (0, -1)


@pytest.mark.parametrize("name", INPUTS)
def test_sort(name):
    x = INPUTS[name]
    for dim, falling in itertools.product(axes(x), (False, True)):
        compare(lambda t: t.sort(dim=dim, descending=falling, stable=True), x)
        compare(lambda t: t.argsort(dim=dim, descending=falling, stable=True), x)


@pytest.mark.parametrize("name", INPUTS)
def test_topk(name):
    """Of equal elements either one may be meant: places are compared by what stands there."""
    x = INPUTS[name]
    if x.dtype is torch.bool:
        return
    y = x.to("gputensor")
    for dim, largest in itertools.product(axes(x), (False, True)):
        n = x.shape[dim] if x.dim() else 1
        for k in {0, n and 1, n // 2, n} if x.dim() else {1}:
            values, places = y.topk(k, dim, largest)
            same(values, x.topk(k, dim, largest).values)
            same(y.gather(dim, places), values.cpu())
    with pytest.raises(RuntimeError, match="out of range"):
        y.topk(99)


@pytest.mark.parametrize("name", INPUTS)
def test_scans(name):
    x = INPUTS[name]
    for dim in axes(x):
        compare(lambda t: t.cumsum(dim), x)
        compare(lambda t: t.cumprod(dim), x)
        if x.dtype is not torch.bool:
            compare(lambda t: t.cummax(dim), x)
            compare(lambda t: t.cummin(dim), x)
        if x.dtype is torch.float32:
            compare(lambda t: t.logcumsumexp(dim), x)
            compare(lambda t: t.cumsum(dim, dtype=torch.float64), x) if torch_has_double() else None
    if x.dtype is torch.uint8:
        compare(lambda t: t.cumsum(0, dtype=torch.uint8), x)
        compare(lambda t: t.cumsum(1, dtype=torch.float32), x)


def torch_has_double():
    return gputensor.torch._torch.supports(torch.float64)


@pytest.mark.parametrize("name", [n for n in INPUTS if n != "empty"])
def test_of_sorted_lines(name):
    """Places only where no elements are equal."""
    x = INPUTS[name]
    if x.dtype is torch.bool:
        return
    distinct = name in ("float", "number", "one")
    for dim, keep in itertools.product(axes(x), (False, True)):
        n = x.shape[dim] if x.dim() else 1
        for f in (
            lambda t: t.median(dim, keep),
            lambda t: t.nanmedian(dim, keep),
            lambda t: t.kthvalue((n + 1) // 2, dim, keep),
        ):
            compare(f if distinct else lambda t: f(t).values, x)
        if not x.isnan().any():
            compare(lambda t: t.mode(dim, keep), x) if distinct else compare(lambda t: t.mode(dim, keep).values, x)
    compare(lambda t: t.median(), x)
    compare(lambda t: t.nanmedian(), x)


def test_places_in_what_is_sorted():
    lines = torch.tensor([[1.0, 2, 2, 5], [0, 0, 7, 9]])
    values = torch.tensor([[2.0, 0, 9], [0, 7, 10]])
    order = torch.tensor([[3, 1, 0, 2], [2, 3, 0, 1]])
    for right, int32 in itertools.product((False, True), (False, True)):
        compare(lambda s, v: torch.searchsorted(s, v, right=right, out_int32=int32), lines, values)
        compare(lambda s, v: torch.searchsorted(s[0], v, right=right, out_int32=int32), lines, values)
        compare(lambda s, v: torch.bucketize(v, s[0], right=right, out_int32=int32), lines, values)
        compare(lambda s: torch.searchsorted(s[0], 2.0, right=right), lines)
        compare(lambda s: torch.bucketize(2, s[0], right=right), lines)
        compare(
            lambda s, v, o: torch.searchsorted(s, v, right=right, sorter=o), lines.flip(1), values, order.sort().indices
        )
    compare(lambda s, v: torch.searchsorted(s, v, side="right"), lines, values)
    compare(lambda s, v: torch.searchsorted(s, v), torch.empty(0), values)
    compare(lambda s, v: torch.searchsorted(s, v), torch.empty(2, 0), values)
    compare(lambda s, v: torch.searchsorted(s, v), lines.long(), values.long())
    with pytest.raises(RuntimeError, match="opposites"):
        torch.searchsorted(lines.to("gputensor"), values.to("gputensor"), side="left", right=True)


@pytest.mark.parametrize("name", [n for n in INPUTS if n not in ("half", "bfloat", "matrix")])
def test_unique(name):
    """PyTorch's CPU numbers equal NaN by chance, and leaves lines with NaN unsorted: those are not compared."""
    x = INPUTS[name]
    for inverse, counts in itertools.product((False, True), (False, True)):
        compare(lambda t: torch.unique(t, return_inverse=inverse, return_counts=counts), x)
        compare(lambda t: torch.unique_consecutive(t, return_inverse=inverse, return_counts=counts), x)
        for dim in range(x.dim() if x.numel() and name != "special" else 0):
            how = {"dim": dim, "return_inverse": inverse, "return_counts": counts}
            compare(lambda t: torch.unique_consecutive(t, **how), x)
            compare(lambda t: torch.unique(t, **how), x)


def test_unique_rows():
    x = torch.tensor([[1, 2], [0, 3], [1, 2], [0, 1], [0, 3]])
    for f in (torch.unique, torch.unique_consecutive):
        compare(lambda t: f(t, dim=0, return_inverse=True, return_counts=True), x)
        compare(lambda t: f(t, dim=0, return_inverse=True, return_counts=True), x.repeat_interleave(2, 0))


def test_where_masks_say():
    x, mask = torch.arange(12.0).view(3, 4), torch.arange(12).view(3, 4) % 3 == 1
    source = -torch.arange(1.0, 9)
    compare(lambda t, m, s: t.masked_scatter(m, s), x, mask, source)
    compare(lambda t, m, s: t.masked_scatter(m[0], s), x, mask, source.repeat(2))
    compare(lambda t, m, s: t.t().clone().masked_scatter_(m.t(), s), x, mask, source)
    compare(lambda t, m, s: t.masked_scatter(m & ~m, s[:0]), x, mask, source)
    compare(lambda t, m: t.masked_select(m), x, mask)
    compare(lambda m: torch.nonzero_static(m, size=9, fill_value=-7), mask)
    compare(lambda m: torch.nonzero_static(m, size=2), mask)
    y = x.to("gputensor")
    with pytest.raises(IndexError):
        y.masked_scatter(mask.to("gputensor"), source.to("gputensor")[:2]).cpu()


def test_bincount():
    x, weights = torch.tensor([3, 0, 3, 1]), torch.tensor([0.5, 1.0, 2.0, 4.0])
    compare(lambda t: t.bincount(), x)
    compare(lambda t: t.bincount(minlength=9), x.to(torch.uint8))
    compare(lambda t, w: t.bincount(w), x, weights)
    compare(lambda t: t.bincount(minlength=3), x[:0])
    with pytest.raises(RuntimeError, match="non-negative"):
        (-x).to("gputensor").bincount()


def test_in_place_and_out():
    x = torch.randn(5, 8)
    compare(lambda t: t.clone().cumsum_(1), x)
    compare(lambda t: t.clone().t().cumprod_(0), x)
    y = x.to("gputensor")
    values, places = torch.zeros(0, device="gputensor"), torch.zeros(0, dtype=torch.int64, device="gputensor")
    for f in (torch.sort, torch.cummax, torch.median, torch.mode):
        f(y, dim=1, out=(values, places))
        same((values, places), f(x, dim=1))
    torch.topk(y, 3, out=(values, places))
    same((values, places), torch.topk(x, 3))
    room = torch.zeros(8, 5, device="gputensor")
    torch.cumsum(y, 0, out=room.t())
    same(room, x.cumsum(0).t())
    with pytest.raises(IndexError):
        y.sort(dim=2)
    with pytest.raises(IndexError):
        y.cumsum(-3)
