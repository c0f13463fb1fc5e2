"""Complex tensors on the device beside the CPU's: results, and gradients, of what runs on the device alone; of what does
not the results; conjugates that torch only marks as such; and what torch refuses."""

import copy
import io
import math

import numpy as np
import pytest
import torch
from torch import nn

import gputensor as gt
import gputensor.torch
from gputensor import _torch

DTYPES = [torch.complex64] + ([torch.complex128] if _torch.supports(torch.float64) else [])
TOLERANCE = {
    torch.complex64: {"rtol": 1e-4, "atol": 1e-5},
    torch.complex128: {"rtol": 1e-10, "atol": 1e-11},
    torch.float32: {"rtol": 1e-4, "atol": 1e-5},
    torch.float64: {"rtol": 1e-10, "atol": 1e-11},
}


def noise(*shape, dtype=torch.complex64, seed=1):
    return torch.randn(*shape, dtype=dtype, generator=torch.Generator().manual_seed(seed))


def equal(got, want):
    assert got.dtype is want.dtype and got.shape == want.shape and got.device.type == "gputensor"
    torch.testing.assert_close(got.detach().cpu(), want.detach(), equal_nan=True, **TOLERANCE.get(want.dtype, {}))


def compare(f, *inputs, gradients=True):
    """The result of f and, of what it can be differentiated by, the gradients."""
    found = []
    for device in ("cpu", "gputensor"):
        leaves = [
            x.detach().clone().to(device).requires_grad_(gradients and (x.is_complex() or x.is_floating_point()))
            for x in inputs
        ]
        y = f(*leaves)
        if y.requires_grad:
            weights = torch.arange(2.0 * y.numel()).cos().view(2, *y.shape)
            weights = torch.complex(weights[0], weights[1]) if y.is_complex() else weights[0]
            y.backward(weights.to(y.dtype).to(device))
        found.append([y] + [x.grad for x in leaves if x.grad is not None])
    assert len(found[0]) == len(found[1])
    for want, got in zip(*found):
        equal(got, want)


ONE = """
abs angle exp log neg reciprocal rsqrt sgn sigmoid sqrt tanh square real imag conj conj_physical
resolve_conj sum mean prod var std positive clone
""".split()
TRUTHS = "isfinite isinf isnan isreal logical_not all any".split()


def test_one_operand(no_fallback):
    x = noise(3, 4)
    for name in ONE:
        compare(getattr(torch, name), x)
    for name in TRUTHS:
        compare(getattr(torch, name), x, gradients=False)
    for f in (torch.abs, torch.conj_physical):
        compare(f, x.t()[1:, ::2])
        compare(lambda t: f(t.conj()), x[:1])
        compare(lambda t: f(t[1, 2]), x)
    for dtype in DTYPES[1:]:
        for f in (torch.abs, torch.conj_physical, torch.sum):
            compare(f, x.to(dtype))


def test_special_values(no_fallback):
    special = [0.0, -0.0, 1.0, -2.5, math.inf, -math.inf, math.nan]
    z = torch.tensor([complex(a, b) for a in special for b in special])
    for f in (torch.abs, torch.conj_physical, torch.isnan, torch.isinf, torch.isfinite, torch.nan_to_num):
        compare(f, z, gradients=False)
    compare(lambda t: torch.nan_to_num(t.conj(), 1.0, 2.0, 3.0), z, gradients=False)
    for dtype in (torch.float32, torch.float16, torch.float64):
        if dtype is not torch.float64 or _torch.supports(dtype):
            compare(torch.angle, torch.tensor(special, dtype=dtype), gradients=False)
    compare(torch.angle, torch.tensor([-2, 0, 3]), gradients=False)


def test_two_operands(no_fallback):
    x, y = noise(3, 4), noise(3, 4, seed=2)
    for f in (torch.add, torch.sub, torch.mul, torch.div, torch.pow, torch.eq, torch.ne):
        compare(f, x, y)
        compare(f, x, y[0, 0])
        for number in (1, 0.5, 1j, 2 - 3j):
            compare(lambda t: f(t, number), x)
    for f in (torch.add, torch.mul):
        for dtype in DTYPES[1:]:
            compare(f, x.to(dtype), y.to(dtype))
        for other in (y[:, :1].real, (y.real * 9).to(torch.int32), y.real > 0):
            compare(f, x, other)
            compare(f, other, x)
        for operand in (x.real.contiguous(), (x.real * 9).to(torch.int64)):
            compare(lambda t: f(t, 2 - 1j), operand)
    compare(torch.logical_and, x, y, gradients=False)
    for alpha in (2, 1j):
        compare(lambda a, b: torch.add(a, b, alpha=alpha), x, y)
        compare(lambda a, b: torch.sub(a, b, alpha=alpha), x, y)
    compare(lambda a, b: torch.addcmul(a, a, b, value=2j), x, y)
    compare(lambda a, b: torch.addcdiv(a, a, b, value=2j), x, y)
    for f in (lambda t: 2j - t, lambda t: 1 / t, lambda t: (1 + 2j) ** t, lambda t: t**2, lambda t: t**0.5):
        compare(f, x)
    compare(lambda a, b: torch.where(a.real > 0, a, b), x, y)
    compare(lambda a, b: torch.where(a.real > 0, a.real, b.conj()), x, y, gradients=False)
    compare(lambda a: torch.where(a.real > 0, a.real, 2j), x)


def test_mixed_lengths(no_fallback):
    x = noise(3)
    for dtype in (torch.float16, torch.bfloat16):
        compare(lambda a, b: a * b + 1, x, x.real.to(dtype), gradients=False)
    if torch.complex128 in DTYPES:
        compare(torch.mul, x, x.real.double())
        compare(torch.mul, x, x.to(torch.complex128))
        compare(torch.mul, x, torch.tensor(2.0, dtype=torch.float64))


def test_in_place(no_fallback):
    def steps(t):
        t = t.clone()
        t += 1j
        t.mul_(t.conj()).sub_(t[0].clone()).exp_()
        t[0, 1] = 2 - 1j
        t[t.real > 5] = 3j
        t.real.mul_(2)
        t.imag[1] = 7
        t[:, 2].zero_()
        t.conj_physical_()
        return t

    compare(steps, noise(3, 4) / 2, gradients=False)


def test_products(no_fallback):
    """Products are given what is only marked as conjugate as it is."""
    a, b, c = noise(3, 4), noise(5, 4, seed=2), noise(3, 5, seed=3)
    for dtype in DTYPES[1:]:
        compare(lambda x, y: x.conj() @ y.mT, a.to(dtype), b.to(dtype))
    compare(lambda x, y: x @ y.mT, a, b)
    compare(lambda x, y: x @ y.mH, a, b)
    compare(lambda x, y: x.conj() @ y.mH, a, b)
    compare(lambda x, y: x @ y[0].conj(), a, b)
    compare(lambda x, y: torch.bmm(x[None].conj(), y.mH[None]), a, b)
    compare(lambda x, y, z: torch.addmm(z, x, y.mH, beta=2j, alpha=1 - 1j), a, b, c)
    compare(lambda x, y, z: torch.addmm(z.conj(), x.conj(), y.mT, beta=0.5), a, b, c)
    compare(lambda x, y, z: torch.addmm(z * math.nan, x, y.mT, beta=0), a, b, c, gradients=False)
    compare(lambda x, y, z: torch.baddbmm(z[None], x[None], y.mH[None], beta=1j), a, b, c)
    compare(lambda x, y, z: torch.addmv(z[:, 0], x, y[0], alpha=1j, beta=2), a, b, c)
    compare(lambda x, y: torch.einsum("ij,kj->ik", x, y.conj()), a, b)
    compare(lambda x, y: torch.outer(x[0], y[1].conj()), a, b)
    compare(nn.functional.linear, a, b)
    for left in (lambda t: t, torch.conj):
        for right in (lambda t: t, torch.conj):
            for f in (torch.dot, torch.vdot):
                compare(lambda x, y: f(left(x[0]), right(y[0])), a, b)


def test_a_product_into_a_conjugate():
    a, b = noise(3, 4), noise(4, 3, seed=2)
    found = []
    for device in ("cpu", "gputensor"):
        out = torch.zeros(3, 3, dtype=a.dtype, device=device)
        torch.mm(a.to(device), b.to(device), out=out.conj())
        found.append(out)
    equal(found[1], found[0])


@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
def test_fourier_transforms(norm, no_fallback):
    x = noise(3, 4, 4)
    for name in "fft ifft hfft irfft fft2 ifft2 irfft2 fftn ifftn irfftn hfftn".split():
        compare(lambda t: getattr(torch.fft, name)(t, norm=norm), x)
    for name in "fft ifft rfft ihfft fft2 rfft2 fftn rfftn ihfftn".split():
        compare(lambda t: getattr(torch.fft, name)(t, norm=norm), x.real.contiguous())
    compare(lambda t: torch.fft.fft(t.conj(), 6, dim=0, norm=norm), x)
    compare(lambda t: torch.fft.irfft(t, 6, dim=1, norm=norm), x)
    compare(lambda t: torch.fft.fft(t.transpose(0, 2)[1:], 2, dim=1, norm=norm), x)
    for dtype in DTYPES[1:] if norm is None else ():
        compare(torch.fft.fft2, x.to(dtype))
        compare(torch.fft.irfft, x.to(dtype))
        compare(torch.fft.rfft, x.to(dtype).real)
    compare(lambda t: torch.fft.fft(t, norm=norm), torch.arange(5))


def test_spectrograms(no_fallback):
    window = torch.hann_window(8)
    compare(lambda t, w: torch.stft(t, 8, window=w, return_complex=True), torch.randn(40), window)
    compare(torch.fft.fftshift, noise(5))


def test_along_axes(no_fallback):
    x, y = noise(3, 4), noise(3, 4, seed=2)
    index = torch.tensor([[0, 2, 1, 1], [2, 0, 0, 1], [1, 1, 1, 1]])
    for f in (
        lambda t: t.sum(0),
        lambda t: t.mean((0, 1), keepdim=True),
        lambda t: t.prod(1),
        lambda t: t.var(1, correction=0),
        lambda t: torch.var_mean(t, 0)[0],
        lambda t: torch.var_mean(t, 0)[1],
        lambda t: t.std(0, keepdim=True),
        lambda t: t.cumsum(1),
        lambda t: t.cumprod(0),
        lambda t: t.norm(),
        lambda t: torch.linalg.vector_norm(t, 3, 1),
        lambda t: torch.linalg.vector_norm(t, math.inf),
        lambda t: t.diff(dim=1),
        lambda t: t.roll(1, 1),
        lambda t: t.flip(0),
        lambda t: t.tril(),
        lambda t: t[:, :3].trace(),
        lambda t: t[:, [0, 2]],
        lambda t: t[t.real > 0],
        lambda t: t.conj().index_select(0, index[0, :2].to(t.device)),
        lambda t: t.gather(0, index.to(t.device)),
        lambda t: t.repeat(2, 1),
        lambda t: t.conj().repeat_interleave(2, 0),
        lambda t: t.masked_fill(t.real > 0, 2j),
        lambda t: torch.view_as_real(t),
        lambda t: torch.view_as_real(t.conj().resolve_conj()),
        lambda t: nn.functional.pad(t, (1, 2), value=2.0),
        lambda t: t.conj().imag * 2,
    ):
        compare(f, x)
    for f in (
        lambda a, b: torch.cat([a, b.real, b.conj()]),
        lambda a, b: torch.stack([a.conj(), b], 1),
        lambda a, b: torch.kron(a, b),
        lambda a, b: a.scatter_add(0, index.to(a.device), b),
        lambda a, b: a.index_add(0, index[0, :2].to(a.device), b[:2]),
        lambda a, b: torch.linalg.cross(a[:, :3], b[:, :3].conj()),
        lambda a, b: torch.dist(a, b),
        lambda a, b: torch.complex(a.real, b.imag),
        lambda a, b: torch.polar(a.abs(), b.imag),
    ):
        compare(f, x, y)
    compare(lambda t: t.sum(dtype=torch.complex64), x.real, gradients=False)
    compare(torch.view_as_complex, noise(3, 2, dtype=torch.float32))


def test_convolutions(no_fallback):
    image, weight = noise(2, 3, 6, 6), noise(4, 3, 3, 3, seed=2)
    compare(lambda a, b: nn.functional.conv2d(a, b.conj(), padding=1), image, weight)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_there_and_back(dtype):
    x = noise(2, 3, 4, dtype=dtype)
    for view in (
        (lambda t: t, lambda t: t[:, ::2, 1:].conj().imag)
        if dtype is torch.complex128
        else (
            lambda t: t,
            lambda t: t.permute(2, 0, 1),
            lambda t: t[:, ::2, 1:],
            lambda t: t.conj(),
            lambda t: t.conj().transpose(0, 2),
            lambda t: t.imag,
            lambda t: t.conj().imag,
            lambda t: t[:0],
        )
    ):
        assert torch.equal(view(x).to("gputensor").cpu(), view(x))
        assert torch.equal(view(x.to("gputensor")).cpu(), view(x))
        assert torch.equal(view(x.to("gputensor")).clone().cpu(), view(x))
    y = x.to("gputensor")
    assert y.dtype is dtype and y[0, 1, 2].item() == x[0, 1, 2].item() and y.tolist() == x.tolist()
    assert bool(y[0, 0, 0]) and not bool(torch.zeros((), dtype=dtype, device="gputensor"))
    assert repr(y[0, 0].conj().cpu()) == repr(x[0, 0].conj().resolve_conj()) and "1.*j" not in repr(y[0, 0].conj())
    assert copy.deepcopy(y).cpu().equal(x)


@pytest.mark.filterwarnings("ignore:Casting complex values to real")
def test_casts(no_fallback):
    x = noise(3, 4) * 5
    for dtype in (torch.float32, torch.float16, torch.int64, torch.uint8, torch.bool, *DTYPES):
        values = x.abs().to(x.dtype) if dtype is torch.uint8 else x
        for f in (lambda t: t.to(dtype), lambda t: t.conj().to(dtype)):
            compare(f, values, gradients=False)
    for dtype in (torch.float32, torch.float16, torch.int64, torch.bool):
        compare(lambda t: t.to(torch.complex64), x.real.to(dtype), gradients=False)
    assert torch.equal(x.to("gputensor").to("cpu", torch.float32), x.real)
    assert torch.equal(x.real.contiguous().to("gputensor", torch.complex64).cpu(), x.real.to(torch.complex64))


def test_marked_conjugates_are_written_to(no_fallback):
    def written(a, b):
        a, b = a.clone(), b.clone()
        a[0].conj().copy_(b[0])
        a[1].conj().copy_(b[1].conj())
        a[2].conj().imag.copy_(b[2].real)
        a[3].conj().add_(b[3])
        a[4].conj().fill_(1j)
        return a

    compare(written, noise(5, 4), noise(5, 4, seed=2), gradients=False)
    x, y = noise(4), torch.zeros(4, dtype=torch.complex64)
    y.conj().copy_(x.to("gputensor"))
    assert torch.equal(y, x.conj())
    z = torch.zeros(4, dtype=torch.complex64, device="gputensor")
    z.conj().copy_(x)
    assert torch.equal(z.cpu(), x.conj())


def test_new_tensors(no_fallback):
    for make in (
        lambda d: torch.zeros(2, dtype=torch.complex64, device=d),
        lambda d: torch.ones(2, 2, dtype=torch.complex64, device=d),
        lambda d: torch.full((2,), 1 - 2j, device=d),
        lambda d: torch.tensor([1j, 2], device=d),
        lambda d: torch.eye(3, dtype=torch.complex64, device=d),
        lambda d: torch.linspace(1j, 2 + 5j, 7, device=d),
        lambda d: torch.linspace(1, 2, 3, dtype=torch.complex64, device=d),
        lambda d: torch.full_like(torch.tensor([1j], device=d), 2),
    ):
        equal(make("gputensor"), make("cpu"))
    x = torch.randn(4000, dtype=torch.complex64, device="gputensor")
    assert abs(x.real.var().item() - 0.5) < 0.06 and abs(x.imag.var().item() - 0.5) < 0.06
    x = torch.rand(4000, dtype=torch.complex64, device="gputensor")
    assert 0 <= x.imag.min().item() and x.imag.max().item() < 1 and abs(x.mean().item() - (0.5 + 0.5j)) < 0.05


def test_save_and_load(tmp_path):
    x = noise(3, 2)
    for t in (x.to("gputensor"), x.to("gputensor").conj(), x.to("gputensor")[1:].imag):
        torch.save(t, tmp_path / "x.pt")
        for where in (None, "cpu"):
            loaded = torch.load(tmp_path / "x.pt", map_location=where)
            assert loaded.device.type == ("cpu" if where else "gputensor") and torch.equal(loaded.cpu(), t.cpu())
    buffer = io.BytesIO()
    torch.save(nn.Linear(2, 3, dtype=torch.complex64).to("gputensor").state_dict(), buffer)
    buffer.seek(0)
    assert torch.load(buffer)["weight"].dtype is torch.complex64


def test_dlpack():
    x = noise(3, 4).to("gputensor")
    again = torch.utils.dlpack.from_dlpack(torch.utils.dlpack.to_dlpack(x.t()))
    assert again.device.type == "gputensor" and torch.equal(again.cpu(), x.cpu().t())
    again[0, 0] = 5j
    assert x[0, 0].item() == 5j
    array = gt.from_dlpack(x.cpu())
    assert np.array_equal(array.get(), x.cpu().numpy())
    assert torch.equal(torch.from_dlpack(array.__dlpack__(dl_device=(1, 0))), x.cpu())
    assert torch.equal(torch.from_dlpack(array).cpu(), x.cpu())
    with pytest.raises(RuntimeError):  # gives back what it does not know, and leaves it to the capsule as well
        torch.from_dlpack(array.__dlpack__(dl_device=(4, array.device.number)))


def test_on_the_cpu():
    """What the library lacks for complex numbers is right there, and counted."""
    x, y = noise(3, 3), noise(3, 3, seed=2)
    gputensor.torch.reset_fallbacks()
    compare(torch.linalg.inv, x)
    compare(lambda a, b: torch.linalg.solve(a, b.conj()), x, y)
    compare(torch.logaddexp, x, y)
    compare(lambda a, b: torch.lerp(a, b, 0.3), x, y)
    assert {"linalg_inv_ex.inverse", "_linalg_solve_ex.result", "logaddexp.out", "lerp.Scalar"} <= (
        gputensor.torch.fallbacks().keys()
    )


@pytest.mark.filterwarnings("ignore:Casting complex values to real")
def test_refused():
    """As on the CPU, by the same kind of exception."""
    for f in (
        lambda t: t < t,
        lambda t: torch.maximum(t, t),
        lambda t: t.sign(),
        lambda t: t.round(),
        lambda t: t.floor(),
        lambda t: t.relu(),
        lambda t: t.max(),
        lambda t: t.argmax(),
        lambda t: t.clamp(0),
        lambda t: t.isposinf(),
        lambda t: t.nansum(),
        lambda t: torch.xlogy(t, t),
        lambda t: torch.nn.functional.hardshrink(t),
        lambda t: torch.arange(3, dtype=t.dtype, device=t.device),
        lambda t: torch.arange(0, 3j, device=t.device),
        lambda t: t.real.add_(1j),
        lambda t: t.real.fill_(1j),
        lambda t: t.real.masked_fill(t.real > 0, 1j),
        lambda t: torch.add(t.real, t.real, alpha=1j),
        lambda t: t.mm(t.real.t()),
        lambda t: torch.view_as_real(t.conj()),
    ):
        for device in ("cpu", "gputensor"):
            with pytest.raises((RuntimeError, TypeError)):
                f(noise(3, 4).to(device))


def test_training(no_fallback):
    """A complex network learns as on the CPU."""

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.first = nn.Linear(6, 8, dtype=torch.complex64)
            self.second = nn.Linear(8, 3, dtype=torch.complex64)

        def forward(self, x):
            return self.second(torch.fft.fft(self.first(x).tanh(), norm="ortho")).abs()

    found, x, y = [], noise(20, 6), torch.rand(20, 3, generator=torch.Generator().manual_seed(5))
    for device in ("cpu", "gputensor"):
        model = Network().to(device)
        made = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(10):
            made.zero_grad()
            loss = ((model(x.to(device)) - y.to(device)) ** 2).mean()
            loss.backward()
            made.step()
        found.append([loss, *model.parameters()])
    for want, got in zip(*found):
        equal(got, want)
