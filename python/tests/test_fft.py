"""Fourier transforms beside NumPy's, whatever their shapes, lengths, axes and norms."""

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp

NORMS = (None, "backward", "ortho", "forward")
ONE = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
SEVERAL = ("fftn", "ifftn", "rfftn", "irfftn", "fft2", "ifft2", "rfft2", "irfft2")


def numbers(rng, shape, name, dtype):
    real = name.startswith(("rfft", "ihfft"))
    x = rng.standard_normal(shape)
    if real:
        return x.astype(dtype)
    return (x + 1j * rng.standard_normal(shape)).astype(np.result_type(dtype, np.complex64))


def near(got, want):
    got = gt.asnumpy(got)
    assert got.shape == want.shape and got.dtype == want.dtype
    most = 1e-6 if got.dtype in (np.float32, np.complex64) else 2e-15
    assert np.linalg.norm((got - want).ravel()) <= most * np.linalg.norm(want.ravel()) + 1e-300


def dtypes_of_device():
    return [np.float32] + [np.float64] * gt.device().supports("float64")


@pytest.mark.parametrize("name", ONE)
def test_one_axis(name):
    rng = np.random.default_rng(len(name))
    for k in range(24):
        dtype = dtypes_of_device()[k % len(dtypes_of_device())]
        shape = tuple(rng.integers(2, 20, size=1 + k % 3))
        axis = int(rng.integers(-len(shape), len(shape)))
        n = None if k % 2 else int(rng.integers(1, 40))
        x = numbers(rng, shape, name, dtype)
        view = np.moveaxis(x[..., ::-1], 0, -1)
        on = gt.moveaxis(gt.asarray(x)[..., ::-1], 0, -1)
        near(getattr(gt.fft, name)(on, n, axis, NORMS[k % 4]), getattr(np.fft, name)(view, n, axis, NORMS[k % 4]))


@pytest.mark.parametrize("name", SEVERAL)
def test_several_axes(name):
    rng = np.random.default_rng(len(name))
    for k in range(16):
        x = numbers(rng, tuple(rng.integers(2, 12, size=3)), name, np.float32)
        axes = tuple(int(i) for i in rng.permutation(3)[:2])
        s = None if k % 2 else tuple(int(i) for i in rng.integers(1, 14, size=2))
        arguments = {"s": s, "axes": axes, "norm": NORMS[k % 4]}
        near(getattr(gt.fft, name)(gt.asarray(x), **arguments), getattr(np.fft, name)(x, **arguments))
        near(getattr(gt.fft, name)(gt.asarray(x)), getattr(np.fft, name)(x))


def test_axes_again_and_lengths_of_the_source():
    x = numbers(np.random.default_rng(1), (4, 5), "fft", np.float32)
    near(gt.fft.fftn(gt.asarray(x), axes=(0, 1, 0)), np.fft.fftn(x, axes=(0, 1, 0)))
    near(gt.fft.fftn(gt.asarray(x), s=(-1, 3), axes=(0, 1)), np.fft.fftn(x, s=(-1, 3), axes=(0, 1)))
    near(gt.fft.fftn(gt.asarray(x), s=(7,), axes=(1,)), np.fft.fftn(x, s=(7,), axes=(1,)))


def test_out():
    x = numbers(np.random.default_rng(1), (4, 5), "fft", np.float32)
    out = gt.empty((4, 5), dtype="complex64")
    assert gt.fft.fft(gt.asarray(x), out=out) is out
    near(out, np.fft.fft(x))


def test_by_numpy():
    """On arrays of the device NumPy's functions are these; cupy has them, too."""
    x = np.arange(12, dtype=np.float32).reshape(3, 4)
    on = gt.asarray(x)
    for call in (np.fft.rfft, cp.fft.rfft):
        got = call(on, axis=0)
        assert isinstance(got, gt.ndarray)
        near(got, np.fft.rfft(x, axis=0))
    near(np.fft.fft2(on, norm="ortho"), np.fft.fft2(x, norm="ortho"))
    near(np.fft.fftshift(on, axes=1), np.fft.fftshift(x, axes=1))
    assert set(cp.fft.__all__) == set(gt.fft.__all__) == {n for n in np.fft.__all__ if n != "helper"}


def test_integers_are_float32():
    x = np.array([1, 2, 4])
    got = gt.fft.fft(gt.asarray(x))
    assert got.dtype == np.complex64
    np.testing.assert_allclose(gt.asnumpy(got), np.fft.fft(x), rtol=1e-6)
    assert gt.fft.irfft(gt.asarray(x)).dtype == np.float32


@pytest.mark.parametrize("n", [1, 2, 7, 8])
@pytest.mark.parametrize("name", ["fftfreq", "rfftfreq"])
def test_frequencies(name, n):
    got = getattr(gt.fft, name)(n, d=0.25)
    assert got.dtype == np.float32
    np.testing.assert_array_equal(gt.asnumpy(got), getattr(np.fft, name)(n, 0.25).astype(np.float32))


def test_shifts():
    x = np.arange(30).reshape(5, 6)
    for name in ("fftshift", "ifftshift"):
        for axes in (None, 0, 1, (1, 0), [-1]):
            got = getattr(gt.fft, name)(gt.asarray(x), axes=axes)
            np.testing.assert_array_equal(gt.asnumpy(got), getattr(np.fft, name)(x, axes=axes))


@pytest.mark.parametrize(
    "call",
    [
        lambda xp, x: xp.fft.fft(x, n=0),
        lambda xp, x: xp.fft.fft(x, n=-2),
        lambda xp, x: xp.fft.fft(x[:, :0]),
        lambda xp, x: xp.fft.irfft(x[:, :1]),
        lambda xp, x: xp.fft.fft(x, norm="both"),
        lambda xp, x: xp.fft.fft(x, axis=2),
        lambda xp, x: xp.fft.fftn(x, axes=(0, 2)),
        lambda xp, x: xp.fft.fftn(x, s=(2, 3), axes=(0,)),
        lambda xp, x: xp.fft.fftn(x, s=(2, 0), axes=(0, 1)),
        lambda xp, x: xp.fft.rfft(x + 1j),
        lambda xp, x: xp.fft.fft(x, n=2.5),
        lambda xp, x: xp.fft.rfftn(x, axes=()),
    ],
)
def test_errors(call):
    x = np.ones((2, 3), np.float32)
    with pytest.raises(Exception) as theirs:
        call(np, x)
    with pytest.raises(theirs.type.__mro__[0] if theirs.type is not np.exceptions.AxisError else IndexError):
        call(gt, gt.asarray(x))


def test_empty():
    x = np.zeros((0, 4), np.float32)
    near(gt.fft.fft(gt.asarray(x)), np.fft.fft(x))
