"""Sorting beside numpy's: dtypes, orders, places, what is refused."""

import numpy as np
import pytest

import gputensor as gt


def test_dtypes(same, rng):
    for name in ("bool", "int8", "int16", "int32", "int64", "uint8", "uint64", "float16", "float32"):
        a = rng.integers(-100, 100, (5, 60)).astype(name)
        same(gt.sort(gt.asarray(a), axis=0), np.sort(a, axis=0))
        same(gt.argsort(gt.asarray(a)), np.argsort(a, kind="stable"))


def test_orders(same):
    a = np.array([3, np.nan, -0.0, 0.0, -np.inf, 1, np.nan], "float32")
    x = gt.asarray(a)
    same(gt.argsort(x), [4, 2, 3, 5, 0, 1, 6])
    same(gt.argsort(x, descending=True), [1, 6, 0, 5, 2, 3, 4])
    same(gt.sort(x), np.sort(a))
    assert np.signbit(gt.asnumpy(gt.sort(x))[1:3]).tolist() == [True, False]
    values, places = gt.topk(x[2:6], 2)
    same(values, np.float32([1, 0]))
    same(places, [3, 0])
    values, places = gt.topk(x[:1], 1, largest=False)
    same(values, np.float32([3]))
    same(places, [0])


def test_complex(same, rng):
    """By the real part, then by the imaginary one; what has a NaN is last, in numpy's order."""
    for name, part in (("complex64", "float32"), ("complex128", "float64")):
        if not gt.device().supports(name):
            continue
        a = rng.choice(np.array([0, -0.0, 1, -1, np.nan, np.inf, 3], part), 1200).view(name).reshape(20, 30)
        x, line = gt.asarray(a), np.sort(a.ravel(), kind="stable")
        same(gt.sort(x, axis=0), np.sort(a, axis=0, kind="stable"))
        same(np.argsort(x.T, axis=None), np.argsort(a.T, axis=None, kind="stable"))
        places = 29 - np.argsort(a[:, ::-1], axis=1, kind="stable")[:, ::-1]  # falling, and equal ones still rise
        same(gt.argsort(x, descending=True), places)
        values, indices = gt.topk(x, 4)
        same(indices, places[:, :4])
        same(values, np.take_along_axis(a, places[:, :4], 1))
        for nan in (True, False):
            how = {"return_index": True, "return_inverse": True, "return_counts": True, "equal_nan": nan}
            for got, want in zip(np.unique(x, **how), np.unique(a, **how)):
                same(got, want)
        for side in ("left", "right"):
            same(np.searchsorted(gt.asarray(line), x, side), np.searchsorted(line, a, side))
        same(np.isin(x, x[0, :5]), np.isin(a, a[0, :5]))


def test_real_ones_as_complex(same):
    """complex128 of what has 8 bytes, where the device has that, as NumPy has it of all."""
    a = np.array([3, -1, 2])
    for name in ("int8", "float32", "int64"):
        wide = name == "int64" and gt.device().supports("complex128")
        same(np.sort_complex(gt.asarray(a.astype(name))), np.sort_complex(a).astype("c16" if wide else "c8"))


def test_in_place(same, rng):
    a = rng.integers(0, 9, (4, 7))
    x = gt.asarray(a)
    assert x.sort(axis=0) is None
    a.sort(axis=0)
    same(x, a)
    x.T.sort()
    a.T.sort()
    same(x, a)
    same(x.argsort(axis=1), a.argsort(axis=1, kind="stable"))


def test_refusals():
    x = gt.ones((2, 3))
    for call in (gt.sort, gt.argsort):
        with pytest.raises(ValueError, match="axis"):
            call(x, axis=2)
        with pytest.raises(TypeError, match="order"):
            call(x, order="name")
        with pytest.raises(gt.ImplicitTransferError):
            call(np.ones(3))
    for k in (-1, 4):
        with pytest.raises(ValueError, match="topk"):
            gt.topk(x, k)


def test_unique(same):
    a = np.array([[3, np.nan, 1], [np.nan, 1, 3]], "float32")
    x = gt.asarray(a)
    values, indices, inverse, counts = gt.unique_all(x)
    same(values, np.float32([1, 3, np.nan, np.nan]))
    same(indices, [2, 0, 1, 3])
    same(inverse, [[1, 2, 0], [3, 0, 1]])
    same(counts, [2, 2, 1, 1])
    same(gt.unique(x), np.unique(a))
    assert gt.unique_counts(gt.zeros(0)).counts.shape == (0,)
    assert gt.unique_inverse(x).inverse_indices.shape == (2, 3)


def test_counts(same, rng):
    for name in ("uint8", "int16", "uint64", "int64"):
        a = rng.integers(0, 20, 300).astype(name)
        same(gt.bincount(gt.asarray(a)), np.bincount(a.astype("int64")))
    same(gt.bincount(gt.zeros(0, dtype="int32"), minlength=2), [0, 0])
    a = rng.standard_normal(1000).astype("float32")
    for got, want in zip(gt.histogram(gt.asarray(a)), np.histogram(a)):
        np.testing.assert_allclose(gt.asnumpy(got), want, rtol=1e-5)


def test_histograms(same, rng):
    a = rng.integers(-9, 9, (40, 50)).astype("float32") / 2
    w = rng.integers(0, 5, (40, 50)).astype("float32")
    x, weights = gt.asarray(a), gt.asarray(w)
    for bins, reach in ((7, None), (8, (-2, 2)), ([-4, -1, -1, 0, 3], None), (np.arange(-3, 4), None)):
        for how in ({}, {"weights": True}, {"density": True}, {"weights": True, "density": True}):
            given = {**how, **({"weights": weights} if "weights" in how else {})}
            with np.errstate(invalid="ignore"):  # a bin of no width
                want = np.histogram(a, bins, reach, **{**how, **({"weights": w} if "weights" in how else {})})
            for got, expected in zip(gt.histogram(x, bins, reach, **given), want):
                np.testing.assert_allclose(gt.asnumpy(got), expected, rtol=1e-5)
    numbers = rng.integers(0, 30, 500)
    same(gt.bincount(gt.asarray(numbers), minlength=40), np.bincount(numbers, minlength=40))
    summed = gt.bincount(gt.asarray(numbers), weights=gt.asarray(w.ravel()[:500]))
    np.testing.assert_allclose(gt.asnumpy(summed), np.bincount(numbers, w.ravel()[:500]))
    with pytest.raises(ValueError, match="monotonically"):
        gt.histogram(x, [3, 1])
    with pytest.raises(ValueError, match="weights"):
        gt.histogram(x, weights=weights[0])
    with pytest.raises(ValueError, match="weights"):
        gt.bincount(gt.asarray(numbers), weights=weights)


def test_search_refusals():
    x = gt.arange(5)
    with pytest.raises(ValueError, match="side"):
        gt.searchsorted(x, x, side="middle")
    with pytest.raises(ValueError, match="searchsorted"):
        gt.searchsorted(gt.ones((2, 2)), x)
    with pytest.raises(TypeError, match="searchsorted"):
        gt.searchsorted(x, x.astype("uint64"))
    with pytest.raises(gt.ImplicitTransferError):
        gt.searchsorted(x, np.ones(3))
    with pytest.raises(TypeError, match="bincount"):
        gt.bincount(gt.ones(3))
    with pytest.raises(ValueError, match="negative"):
        gt.bincount(gt.asarray([1, -1]))
    with pytest.raises(IndexError, match="searchsorted"):
        gt.searchsorted(x, 2, sorter=gt.asarray([0, 1, 2, 3, 9])).item()
