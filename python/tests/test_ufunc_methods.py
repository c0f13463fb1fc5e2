"""reduce, accumulate, reduceat, outer and at of ufuncs, against NumPy's own."""

import functools
import warnings

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp

RNG = np.random.default_rng(1)
WHOLE = RNG.integers(1, 9, (5, 7)).astype(np.int32)
REAL = RNG.uniform(0.5, 2, (5, 7)).astype(np.float32)
HOLES = np.where(REAL > 1.5, np.float32(np.nan), REAL)
FLOATS = "add multiply maximum minimum fmax fmin hypot logaddexp logaddexp2 subtract divide fmod remainder"
INTEGERS = "add multiply maximum minimum bitwise_and bitwise_or bitwise_xor gcd lcm subtract floor_divide left_shift"
CASES = [(name, "f") for name in FLOATS.split()] + [(name, "i") for name in INTEGERS.split()]


def operands(name, kind):
    return WHOLE if kind == "i" else HOLES if name in ("fmax", "fmin", "maximum") else REAL


def same(actual, expected):
    assert isinstance(actual, gt.ndarray) and actual.shape == expected.shape
    assert actual.dtype == expected.dtype or expected.dtype == np.float64
    np.testing.assert_allclose(gt.asnumpy(actual), expected, rtol=2e-5, atol=1e-6)


@pytest.fixture(params=CASES, ids="-".join)
def case(request):
    name, kind = request.param
    host = operands(name, kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield getattr(np, name), host, gt.asarray(host)


def test_reduce(case):
    ufunc, a, x = case
    for axis in (0, 1, -1):
        same(ufunc.reduce(x, axis), np.asarray(ufunc.reduce(a, axis)))
    same(ufunc.reduce(x[::-2, 3:], 1, keepdims=True), ufunc.reduce(a[::-2, 3:], 1, keepdims=True))
    same(ufunc.reduce(x[:1]), ufunc.reduce(a[:1]))
    out = gt.zeros(7, np.asarray(ufunc.reduce(a)).dtype)
    assert ufunc.reduce(x, out=out) is out
    same(out, ufunc.reduce(a))


@pytest.mark.parametrize("name", ["power", "arctan2"])
def test_of_numpys_vectors(name):
    """NumPy's own result of these is that of the first and the last, where a CPU has AVX-512."""
    ufunc, x = getattr(np, name), gt.asarray(REAL)
    same(ufunc.reduce(x), functools.reduce(ufunc, REAL))
    same(ufunc.reduceat(x, [0, 2]), np.stack([ufunc(REAL[0], REAL[1]), functools.reduce(ufunc, REAL[2:])]))
    same(ufunc.accumulate(x)[1], ufunc(REAL[0], REAL[1]))


def test_accumulate(case):
    ufunc, a, x = case
    for axis in (0, -1):
        same(ufunc.accumulate(x, axis), ufunc.accumulate(a, axis))
    same(ufunc.accumulate(x[:, ::-3]), ufunc.accumulate(a[:, ::-3]))
    assert ufunc.accumulate(x[:0]).shape == (0, 7)


def test_reduceat(case):
    ufunc, a, x = case
    for axis, places in ((0, [0, 2, 2, 1, 4]), (1, [3, 0, 5]), (-1, [6]), (0, [0])):
        same(ufunc.reduceat(x, places, axis), ufunc.reduceat(a, places, axis))
        same(getattr(cp, ufunc.__name__).reduceat(x, gt.asarray(places), axis), ufunc.reduceat(a, places, axis))
    assert ufunc.reduceat(x, np.array([], int)).shape == (0, 7)


@pytest.mark.parametrize("name", ["gcd", "lcm", "hypot", "logaddexp", "logaddexp2", "bitwise_or", "add"])
def test_of_one_element(name):
    """Which has the dtype that more have, and is no absolute value but of reduce() beside an identity."""
    ufunc, a = getattr(np, name), np.array([-3, 4], np.int32)
    x = gt.asarray(a)
    for actual, expected in (
        (ufunc.reduce(x[:1]), np.asarray(ufunc.reduce(a[:1]))),
        (ufunc.reduceat(x, [0, 1]), ufunc.reduceat(a, [0, 1])),
        (ufunc.accumulate(x[:1]), ufunc.accumulate(a[:1])),
    ):
        same(actual, expected)
        assert actual.dtype.kind == expected.dtype.kind


@pytest.mark.parametrize("name", ["add", "subtract", "logaddexp"])
def test_of_all_axes(name):
    """None and a tuple are an axis where there is one alone."""
    ufunc, x = getattr(np, name), gt.asarray(REAL)
    for axis in (None, (0,), (-1,)):
        same(ufunc.accumulate(x[0], axis), ufunc.accumulate(REAL[0], axis))
        same(ufunc.reduceat(x[0], [0, 2], axis), ufunc.reduceat(REAL[0], [0, 2], axis))
    for axis in (None, (0, 1), ()):
        with pytest.raises(ValueError, match=f"numpy.{name}.accumulate"):
            ufunc.accumulate(x, axis)
        with pytest.raises(ValueError, match=f"numpy.{name}.reduceat"):
            ufunc.reduceat(x, [0], axis)


def test_outer(case):
    ufunc, a, x = case
    same(ufunc.outer(x[0], x[:2, :3]), ufunc.outer(a[0], a[:2, :3]))


def test_outer_of_two_results():
    for actual, expected in zip(np.divmod.outer(gt.asarray(WHOLE[0]), gt.asarray(WHOLE[1])), np.divmod.outer(*WHOLE[:2])):
        same(actual, expected)


def test_at(case):
    ufunc, a, x = case
    for key, value in (
        ([0, 2, 0, 0], a[:4]),
        ((slice(None), [1, 1]), a[0, 0]),
        ((slice(1, 3), 2), a[3, 3]),
        ([3, 3], a[0]),
    ):
        host, y = a.copy(), x.copy()
        ufunc.at(host, key, value)
        ufunc.at(y, key, gt.asarray(value) if value.ndim else value)
        same(y, host)


def test_at_of_one_operand():
    host, y = REAL.copy(), gt.asarray(REAL)
    for name, key in (("negative", ([0, 0, 1],)), ("sqrt", ([2, 2, 2], [1, 1, 2])), ("square", (slice(None), [0]))):
        getattr(np, name).at(host, key)
        getattr(np, name).at(y, key)
    same(y, host)
    np.negative.at(y, [])
    same(y, host)


def test_refused():
    x = gt.asarray(REAL)
    with pytest.raises(IndexError, match="numpy.add.reduceat"):
        np.add.reduceat(x, [0, 5])
    with pytest.raises(IndexError, match="numpy.add.reduceat"):
        np.add.reduceat(x, [-1])
    with pytest.raises(TypeError, match="numpy.add.reduceat"):
        np.add.reduceat(x, [0.5])
    for wrong in (0, [[0]]):
        with pytest.raises(ValueError, match="numpy.add.reduceat"):
            np.add.reduceat(x, wrong)
    with pytest.raises(TypeError, match="numpy.subtract.reduceat"):
        np.subtract.reduceat(x[0, 0], [0])
    with pytest.raises(ValueError, match="numpy.subtract.reduce"):
        np.subtract.reduce(x, (0, 1))
    for axes in ((0, 0), (1, -1)):
        with pytest.raises(ValueError, match="an axis twice"):
            np.bitwise_or.reduce(gt.asarray(WHOLE), axes)
    with pytest.raises(ValueError, match="numpy.divide.reduce"):
        np.divide.reduce(x[:0])
    with pytest.raises(TypeError, match="numpy.less.reduce"):
        np.less.reduce(x)
    with pytest.raises(TypeError, match="numpy.divide.at"):
        np.divide.at(gt.asarray(WHOLE), [0], 2)
    with pytest.raises(TypeError, match="numpy.subtract.reduce with initial"):
        np.subtract.reduce(x, initial=1.0)
    with pytest.raises(ValueError):
        np.add.reduceat(x, [0], 2)
    assert np.bitwise_and.reduce(gt.zeros((0, 2), "uint8")).tolist() == [255, 255]
