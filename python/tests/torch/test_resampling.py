"""Pools of uneven windows, gradients of interpolation and padding, samples of a grid: each against the CPU."""

import itertools

import pytest
import torch
from torch.nn import functional

import gputensor.torch  # noqa: F401
from comparison import compare, noise

pytestmark = pytest.mark.usefixtures("no_fallback")


def test_adaptive_max_pool():
    for size in ((3, 5), (7, 1), (7, 9), (9, 2)):
        compare(lambda x: functional.adaptive_max_pool2d(x, size, return_indices=True), noise(2, 3, 7, 9))
    compare(lambda x: functional.adaptive_max_pool3d(x, (2, 3, 2), return_indices=True), noise(2, 5, 4, 3))
    compare(lambda x: functional.adaptive_max_pool1d(x, 4, return_indices=True), noise(3, 10))
    assert functional.adaptive_max_pool2d(torch.ones(2, 3, 4, device="gputensor"), (0, 2)).shape == (2, 0, 2)


def test_fractional_max_pool():
    torch.manual_seed(0)
    for size in ((3, 4), (1, 6), (6, 1)):
        compare(
            lambda x, u: functional.fractional_max_pool2d(x, 2, size, None, True, _random_samples=u),
            noise(2, 3, 9, 8),
            torch.rand(2, 3, 2),
        )
    compare(
        lambda x, u: functional.fractional_max_pool3d(x, (2, 3, 2), (2, 1, 3), None, True, _random_samples=u),
        noise(2, 2, 5, 6, 7),
        torch.rand(2, 2, 3),
    )


@pytest.mark.parametrize(
    "mode, n",
    [
        ("nearest", 1),
        ("nearest", 3),
        ("nearest-exact", 2),
        ("linear", 1),
        ("bilinear", 2),
        ("bicubic", 2),
        ("trilinear", 3),
    ],
)
def test_interpolation(mode, n):
    x = noise(2, 3, *(5, 4, 6)[:n])
    for size in ((3, 9, 6)[:n], (1,) * n):
        compare(lambda x: functional.interpolate(x, size, mode=mode), x)
    compare(lambda x: functional.interpolate(x, scale_factor=1.7, mode=mode), x)
    if "linear" in mode or mode == "bicubic":
        compare(lambda x: functional.interpolate(x, (7, 2, 3)[:n], mode=mode, align_corners=True), x)
    if mode in ("bilinear", "bicubic"):
        for size in ((2, 3), (8, 9)):
            compare(lambda x: functional.interpolate(x, size, mode=mode, antialias=True), x)


def test_padding():
    for how in ("reflect", "replicate"):
        for n, padding in ((1, (2, 1)), (2, (1, 2, 0, 3)), (3, (1, 1, 2, 0, 0, 1))):
            compare(lambda x: functional.pad(x, padding, mode=how), noise(2, 3, *(5, 4, 6)[:n]))
    compare(lambda x: functional.pad(x, (-1, 2, 1, -2), mode="replicate"), noise(2, 3, 5, 4))


@pytest.mark.parametrize("n", [2, 3])
def test_samples_of_a_grid(n):
    x = noise(2, 3, *(5, 4, 6)[:n])
    torch.manual_seed(4)
    grid = (torch.rand(2, *(3, 4, 2)[:n], n) * 3.4 - 1.7).requires_grad_()
    for mode, padding, align in itertools.product(
        ("bilinear", "nearest"), ("zeros", "border", "reflection"), (False, True)
    ):
        compare(lambda x, g: functional.grid_sample(x, g, mode, padding, align), x, grid)


def test_samples_of_planes_that_float16_cannot_number():
    """It has the integers up to 2^11."""
    torch.manual_seed(0)
    image, grid = torch.zeros(1, 1, 71, 91, dtype=torch.float16), (torch.rand(1, 3, 4, 2) * 1.8 - 0.9).half()
    used = []
    for device in ("cpu", "gputensor"):
        x = image.to(device, copy=True).requires_grad_()
        functional.grid_sample(x, grid.to(device), align_corners=False).sum().backward()
        used.append(x.grad.cpu())
    torch.testing.assert_close(*used, rtol=0, atol=2e-2)
