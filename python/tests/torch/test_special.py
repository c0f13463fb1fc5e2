"""Special functions against the CPU's in float64, in both dtypes, and at their limits."""

import math

import pytest
import torch

import gputensor.torch

pytestmark = pytest.mark.usefixtures("no_fallback")


def grid(low, high, n=400):
    return torch.linspace(low, high, n, dtype=torch.float64)


def pairs():
    """Of all sizes, the second one near the first one."""
    torch.manual_seed(3)
    a = 10 ** (torch.rand(1000, dtype=torch.float64) * 5 - 2)
    return a, a * torch.exp(torch.randn(1000, dtype=torch.float64) * 2 / (1 + a.sqrt()))


# The error allowed: of the value, or where that is smaller of 1.
CASES = {
    "digamma": (torch.digamma, [torch.cat([grid(-9.3, 30), grid(1e-6, 2), grid(1, 1e6)])], 2e-5),
    "trigamma": (lambda x: torch.polygamma(1, x), [torch.cat([grid(-9.3, 30), grid(0.01, 2)])], 2e-5),
    "polygamma": (lambda x: torch.polygamma(3, x), [torch.cat([grid(-4.3, 30), grid(0.1, 2)])], 1e-4),
    "zeta": (torch.special.zeta, [grid(1.01, 20), torch.cat([grid(0.1, 50, 200), grid(0.5, 2, 200)])], 2e-6),
    "i0": (torch.i0, [grid(-60, 60)], 2e-6),
    "i0e": (torch.special.i0e, [grid(-500, 500)], 2e-6),
    "i1": (torch.special.i1, [grid(-60, 60)], 2e-6),
    "i1e": (torch.special.i1e, [grid(-500, 500)], 2e-6),
    "erfinv": (torch.erfinv, [torch.cat([grid(-1, 1), grid(-1e-4, 1e-4)])], 1e-6),
    "ndtri": (torch.special.ndtri, [torch.cat([grid(0, 1), 10 ** grid(-30, -1)])], 1e-6),
    "log_ndtr": (torch.special.log_ndtr, [torch.cat([grid(-50, 10), grid(-3, 3)])], 2e-6),
    "erfcx": (torch.special.erfcx, [torch.cat([grid(-5, 50), grid(0, 3)])], 5e-6),
    "igamma": (torch.igamma, pairs(), 2e-5),
    "igammac": (torch.igammac, pairs(), 2e-5),
}


@pytest.mark.parametrize("name", CASES)
def test_values(name):
    f, inputs, tolerance = CASES[name]
    for dtype, allowed in ((torch.float32, tolerance), (torch.float64, 1e-8)):
        if dtype is torch.float64 and not gputensor.torch._torch.supports(dtype):
            continue
        given = [x.to(dtype) for x in inputs]
        want = f(*(x.double() for x in given))
        got = f(*(x.to("gputensor") for x in given))
        assert got.dtype is dtype
        torch.testing.assert_close(got.cpu().double(), want, rtol=allowed, atol=allowed, check_dtype=False)


INF, NAN = math.inf, math.nan
LIMITS = {
    "digamma": [(0.0, -INF), (-0.0, INF), (-1.0, NAN), (INF, INF), (-INF, NAN), (NAN, NAN)],
    "trigamma": [(0.0, INF), (-1.0, INF), (INF, 0), (NAN, NAN)],
    "polygamma": [(0.0, INF), (-2.0, INF), (INF, 0), (NAN, NAN)],
    "zeta": [(1, 2, INF), (0.5, 1, NAN), (2, 0, INF), (2, -1, INF), (2.5, -0.5, NAN), (2, INF, 0), (NAN, 1, NAN)],
    "i0": [(0.0, 1), (INF, INF), (-INF, INF), (NAN, NAN)],
    "i0e": [(0.0, 1), (INF, 0), (-INF, 0), (NAN, NAN)],
    "i1": [(0.0, 0), (INF, INF), (-INF, -INF), (NAN, NAN)],
    "i1e": [(0.0, 0), (INF, 0), (-INF, 0), (NAN, NAN)],
    "erfinv": [(0.0, 0), (1, INF), (-1, -INF), (1.5, NAN), (-INF, NAN), (NAN, NAN)],
    "ndtri": [(0.0, -INF), (1, INF), (0.5, 0), (-0.1, NAN), (1.1, NAN), (NAN, NAN)],
    "log_ndtr": [(INF, 0), (-INF, -INF), (NAN, NAN)],
    "erfcx": [(0.0, 1), (INF, 0), (-INF, INF), (NAN, NAN)],
    "igamma": [(0, 1, 1), (1, 0, 0), (1, INF, 1), (INF, 1, 0), (0, 0, NAN), (-1, 1, NAN), (1, -1, NAN), (NAN, 1, NAN)],
    "igammac": [(0, 1, 0), (1, 0, 1), (1, INF, 0), (INF, 1, 1), (0, 0, NAN), (INF, INF, NAN), (1, NAN, NAN)],
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits(name):
    *inputs, want = torch.tensor(LIMITS[name]).unbind(1)
    got = CASES[name][0](*(x.to("gputensor") for x in inputs))
    torch.testing.assert_close(got.cpu(), want, equal_nan=True)


def test_dtypes_and_shapes():
    x = torch.tensor([[0.25, 0.5], [0.75, -0.5]])
    for y in (x.half(), x.bfloat16(), x.t(), x[:, :1], x[:0], torch.tensor(0.5), torch.tensor([1, 0])):
        want, got = torch.erfinv(y), torch.erfinv(y.to("gputensor"))
        assert got.dtype is want.dtype and got.shape == want.shape
        torch.testing.assert_close(got.cpu(), want)
    y = x.abs().to("gputensor")
    torch.testing.assert_close(torch.igamma(y, y[0]).cpu(), torch.igamma(x.abs(), x[0].abs()))
    torch.testing.assert_close(y.digamma_().cpu(), x.abs().digamma())


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int8, torch.int64])
def test_divisors(dtype, no_fallback):
    a = torch.tensor([12, 18, 127, 0, 0, 100], dtype=dtype)
    b = torch.tensor([8, 27, 21, 0, 5, 75], dtype=dtype)
    a = a if dtype is torch.uint8 else a - 20
    for f in (torch.gcd, torch.lcm):
        assert torch.equal(f(a.to("gputensor"), b.to("gputensor")).cpu(), f(a, b))
    x = a.to("gputensor")
    assert torch.equal(x.gcd_(b.to("gputensor")).cpu(), torch.gcd(a, b))
