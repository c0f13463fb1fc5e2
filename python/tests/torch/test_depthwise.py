"""Convolutions of each channel by itself, forwards and backwards, against the CPU."""

import pytest
import torch
import torch.nn.functional as F

import gputensor.torch  # noqa: F401

CASES = {
    "plain": (2, 1, 3, {"padding": 1}),
    "several of a channel": (2, 2, 5, {"stride": 2, "padding": 2}),
    "with holes": (2, 3, (3, 2), {"dilation": (2, 1), "stride": (1, 3)}),
    "lines": (1, 2, 4, {"padding": 3, "stride": 2}),
    "volumes": (3, 1, 2, {"padding": 1}),
}


def compute(device, dtype, n, many, size, options, transposed):
    make = torch.Generator().manual_seed(0)
    size = (size,) * n if isinstance(size, int) else size
    x = torch.randn((2, 4, *range(7, 7 + n)), generator=make).to(device, dtype).requires_grad_()
    shape = (4, many, *size) if transposed else (4 * many, 1, *size)
    w = torch.randn(shape, generator=make).to(device, dtype).requires_grad_()
    bias = torch.randn(4 * many, generator=make).to(device, dtype).requires_grad_()
    y = getattr(F, f"conv{'_transpose' if transposed else ''}{n}d")(x, w, bias, groups=4, **options)
    y.backward(torch.randn(y.shape, generator=make).to(y))
    return [t.detach().cpu().float() for t in (y, x.grad, w.grad, bias.grad)]


@pytest.mark.parametrize("transposed", (False, True), ids=("convolution", "transposed"))
@pytest.mark.parametrize("dtype", (torch.float32, torch.bfloat16), ids=str)
@pytest.mark.parametrize("name", CASES)
def test_depthwise(name, dtype, transposed, no_fallback):
    tolerance = {"rtol": 1e-4, "atol": 1e-4} if dtype == torch.float32 else {"rtol": 3e-2, "atol": 1e-1}
    ours = compute("gputensor", dtype, *CASES[name], transposed)
    theirs = compute("cpu", torch.float32 if dtype == torch.float32 else dtype, *CASES[name], transposed)
    for got, want in zip(ours, theirs, strict=True):
        torch.testing.assert_close(got, want, **tolerance)


def test_no_batch():
    w = torch.ones(3, 1, 2, 2)
    assert F.conv2d(torch.ones(0, 3, 5, 5, device="gputensor"), w.to("gputensor"), groups=3).shape == (0, 3, 4, 4)


@pytest.mark.parametrize("convolve", (F.conv2d, F.conv_transpose2d))
def test_dtypes_that_differ(convolve):
    """PyTorch's own devices refuse them."""
    x, w = torch.ones(1, 3, 5, 5, device="gputensor"), torch.ones(3, 1, 2, 2, device="gputensor")
    with pytest.raises(RuntimeError, match="Float but found BFloat16"):
        convolve(x, w.bfloat16(), groups=3)
