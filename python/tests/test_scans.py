"""Scans beside numpy's: dtypes, axes, destinations, what is refused."""

import numpy as np
import pytest

import gputensor as gt


def test_dtypes(same):
    for name in ("bool", "int8", "int64", "uint8", "uint32", "float16", "float32"):
        a = np.arange(12).reshape(3, 4).astype(name)
        same(gt.cumsum(gt.asarray(a), axis=1), np.cumsum(a, axis=1))
    same(gt.asarray(a).cumsum(axis=0, dtype="int32"), a.cumsum(axis=0, dtype="int32"))
    same(gt.asarray(a).cumprod(), a.cumprod())
    same(gt.cumsum(gt.asarray(np.float32(3))), np.cumsum(np.float32(3)))


def test_into(same):
    a = np.arange(6, dtype="int64").reshape(2, 3)
    x, out = gt.asarray(a), gt.zeros((2, 3), dtype="int64")
    assert gt.cumsum(x, axis=1, out=out) is out
    same(out, np.cumsum(a, axis=1))
    assert gt.cumsum(x, axis=0, out=x) is x
    same(x, np.cumsum(a, axis=0))
    with pytest.raises(TypeError, match="cumsum"):
        gt.cumsum(gt.ones(3), out=gt.zeros(3, dtype="int32"))
    with pytest.raises(ValueError, match="shape"):
        gt.cumsum(gt.ones(3), out=gt.zeros(4))


@pytest.mark.parametrize("dtype", ("float16", "float32", "complex64"))
@pytest.mark.parametrize("axis", (0, 1))
def test_signs_of_zeros(dtype, axis):
    """As adding one by one has them: only sums of -0s alone are -0."""
    a = np.full((3, 40), -0.0, dtype)
    if dtype == "complex64":
        a.imag[:] = -0.0
    a[1, 20] = 0
    made, wanted = gt.asnumpy(gt.cumsum(gt.asarray(a), axis=axis)), np.cumsum(a, axis=axis)
    assert not made.any()
    assert np.array_equal(np.signbit(made.real), np.signbit(wanted.real))
    assert np.array_equal(np.signbit(made.imag), np.signbit(wanted.imag))


def test_initial(same):
    """The standard's: a result that is one longer, of which nothing before it is lost."""
    a = np.arange(1, 7, dtype="int32").reshape(2, 3)
    x = gt.asarray(a)
    same(gt.cumulative_sum(x, axis=1, include_initial=True), [[0, 1, 3, 6], [0, 4, 9, 15]])
    same(gt.cumulative_prod(x, axis=0, include_initial=True), [[1, 1, 1], [1, 2, 3], [4, 10, 18]])
    same(gt.cumulative_sum(gt.zeros(0), include_initial=True), np.zeros(1, "float32"))
    out = gt.zeros(4, dtype="float32")
    assert gt.cumulative_sum(gt.ones(3), out=out, include_initial=True) is out
    same(out, np.arange(4, dtype="float32"))
    out = gt.ones(4)
    same(gt.cumulative_sum(out[:3], out=out, include_initial=True), np.arange(4, dtype="float32"))
    kept = gt.ones(9)
    with pytest.raises(ValueError):
        gt.cumulative_sum(gt.ones(3), out=kept, include_initial=True)
    same(kept, np.ones(9, "float32"))


def test_refusals():
    x = gt.ones((2, 3))
    with pytest.raises(ValueError, match="cumulative_sum: which axis"):
        gt.cumulative_sum(x)
    for axis in (2, -3):
        with pytest.raises(np.exceptions.AxisError if hasattr(np, "exceptions") else np.AxisError):
            gt.cumsum(x, axis=axis)
    with pytest.raises(gt.ImplicitTransferError):
        gt.cumsum(np.ones(3))
