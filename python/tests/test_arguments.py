"""NumPy's arguments on arrays of gputensor, by numpy's functions, those of gputensor.cupy, and methods: what they make
is compared with what numpy makes, and what numpy refuses is refused with the same exception."""

import inspect
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import protocols


def host():
    rng = np.random.default_rng(5)
    return SimpleNamespace(
        x=rng.normal(size=(4, 6)).astype("f4"),
        y=rng.normal(size=(4, 6)).astype("f4"),
        v=rng.normal(size=8).astype("f4"),
        c=rng.normal(size=(2, 3, 4)).astype("f4"),
        i=rng.integers(-9, 9, (4, 6)),
        n=rng.integers(0, 5, 12),
        u=rng.integers(0, 255, (4, 6)).astype("u1"),
        b=rng.random((4, 6)) > 0.5,
        h=(np.arange(1200).reshape(200, 6) % 9 * 3 + 290).astype("f2"),
        q=np.array([1, np.nan, np.inf, -np.inf, -0.0, 2], "f4"),
        z=(rng.normal(size=(4, 6)) + 1j * rng.normal(size=(4, 6))).astype("c8"),
        e=np.zeros((0, 3), "f4"),
    )


def changed(x, change):
    """A copy of an array that is changed."""
    x = x.copy()
    change(x)
    return x


EQUAL = {
    "where of sum": lambda xp, a: xp.sum(a.x, where=a.x > 0),
    "where of sum along an axis": lambda xp, a: xp.sum(a.i, axis=0, where=a.b, keepdims=True, initial=7),
    "where that broadcasts": lambda xp, a: xp.sum(a.x, axis=1, where=a.b[0]),
    "where of prod": lambda xp, a: xp.prod(a.x, axis=1, initial=2, where=a.b),
    "where of max": lambda xp, a: xp.max(a.x, axis=0, initial=-9, where=a.b),
    "where of min": lambda xp, a: a.u.min(1, initial=200, where=a.b),
    "where of any": lambda xp, a: xp.any(a.x > 1, where=a.b, axis=0),
    "where of all": lambda xp, a: a.b.all(1, where=a.x > 0),
    "where of mean": lambda xp, a: xp.mean(a.x, axis=0, where=a.b, keepdims=True),
    "where of mean of integers": lambda xp, a: a.i.mean(where=a.b, dtype="f4"),
    "where of var": lambda xp, a: xp.var(a.x, axis=1, where=a.b, ddof=1),
    "where of std": lambda xp, a: a.x.std(where=a.b),
    "where of var of complex numbers": lambda xp, a: xp.var(a.z, where=a.b),
    "where of nansum": lambda xp, a: xp.nansum(a.q[:2], where=a.q[:2] != 9),
    "where of nanmean": lambda xp, a: xp.nanmean(a.x, axis=0, where=a.b),
    "where of nanmax": lambda xp, a: xp.nanmax(a.q, initial=-5, where=a.q < 9),
    "where of True": lambda xp, a: xp.sum(a.x, where=np.True_),
    "where of False": lambda xp, a: xp.sum(a.x, axis=0, where=False),
    "where of a ufunc": lambda xp, a: xp.add(a.x, a.y, where=a.b, out=xp.zeros_like(a.x)),
    "where of a ufunc made of others": lambda xp, a: xp.deg2rad(a.x, where=a.b, out=xp.zeros_like(a.x)),
    "where of divide": lambda xp, a: xp.divide(1, a.x, out=xp.zeros_like(a.x), where=a.x > 0),
    "where that makes the result larger": lambda xp, a: xp.add(a.x[0], 1, where=a.b | True),
    "where of modf": lambda xp, a: xp.modf(a.x, out=(a.x * 0, a.x * 0), where=a.b),
    "where of reduce": lambda xp, a: xp.add.reduce(a.x, where=a.b),
    "initial of max": lambda xp, a: xp.max(a.x, initial=0),
    "initial of a dtype": lambda xp, a: xp.max(a.x, axis=0, initial=np.float64(0.25)),
    "initial of nothing": lambda xp, a: xp.max(a.e, initial=3, axis=0),
    "initial beside no result": lambda xp, a: xp.min(a.e, initial=3, axis=1),
    "initial of sum": lambda xp, a: a.i.sum(axis=1, initial=3),
    "initial of sum in a dtype": lambda xp, a: a.u.sum(dtype="u1", initial=3),
    "initial of reduce": lambda xp, a: xp.maximum.reduce(a.x, axis=None, initial=0),
    "out of sum with initial": lambda xp, a: xp.sum(a.x, axis=0, out=xp.zeros_like(a.x[0]), initial=1),
    "out of nanmean": lambda xp, a: xp.nanmean(a.x, axis=0, out=xp.empty_like(a.x[0])),
    "out of nanvar": lambda xp, a: xp.nanvar(a.x, 0, None, xp.empty_like(a.x[0]), 1),
    "out of nanstd": lambda xp, a: xp.nanstd(a.x, axis=0, out=xp.empty_like(a.x[0])),
    "out of median": lambda xp, a: xp.median(a.x, 0, xp.empty_like(a.x[0]), True),
    "out of percentile": lambda xp, a: xp.percentile(a.x, 30, 1, xp.empty_like(a.x[:, 0])),
    "out of divmod": lambda xp, a: xp.divmod(a.x, a.y, out=(a.x * 0, a.x * 0)),
    "out by its place": lambda xp, a: xp.add(a.x, a.y, xp.zeros_like(a.x)),
    "out by its place, of one operand": lambda xp, a: xp.sqrt(a.x * a.x, a.x * 0),
    "order of a ufunc": lambda xp, a: xp.add(a.x, a.y, order="C", subok=True),
    "dtype of a ufunc": lambda xp, a: xp.add(a.u, a.u, dtype="i4"),
    "reduce": lambda xp, a: xp.bitwise_xor.reduce(a.i, axis=None),
    "accumulate": lambda xp, a: xp.maximum.accumulate(a.x, axis=1),
    "outer": lambda xp, a: xp.subtract.outer(a.v, a.n),
    "reduce along an axis": lambda xp, a: xp.bitwise_or.reduce(a.u, axis=1, keepdims=True),
    "reduce along several axes": lambda xp, a: xp.bitwise_and.reduce(a.i | 8, axis=(0, -1)),
    "reduce of one": lambda xp, a: xp.logaddexp.reduce(a.v[:1]),
    "reduce of many": lambda xp, a: xp.logaddexp.reduce(a.x, axis=1),
    "reduce of nothing": lambda xp, a: [xp.bitwise_and.reduce(e) for e in (a.u[:0], a.i[:0], a.b[:0])],
    "reduce of bools": lambda xp, a: xp.bitwise_or.reduce(a.b),
    "add.at": lambda xp, a: changed(a.v, lambda x: xp.add.at(x, [0, 0, 2], 1)),
    "subtract.at": lambda xp, a: changed(a.v, lambda x: xp.subtract.at(x, [0, 0, 2], a.v[:3])),
    "subtract.at of unsigned ones": lambda xp, a: changed(a.u, lambda x: xp.subtract.at(x, ([0, 0], [1, 1]), 3)),
    "add.at of two axes": lambda xp, a: changed(a.x, lambda x: xp.add.at(x, ([0, 0], [1, 1]), 2)),
    "reshape by columns": lambda xp, a: a.x.reshape(6, 4, order="F"),
    "reshape of a transposed array": lambda xp, a: xp.reshape(a.x.T, (3, -1), order="A"),
    "reshape of three axes": lambda xp, a: a.c.reshape((4, -1), order="F"),
    "ravel as it lies": lambda xp, a: xp.ravel(a.c.transpose(2, 0, 1), order="K"),
    "ravel by columns": lambda xp, a: a.x.ravel("F"),
    "ravel of any order": lambda xp, a: a.x.T.ravel(order="A"),
    "flatten by columns": lambda xp, a: a.x.flatten("F"),
    "astype": lambda xp, a: a.x.astype("i4", "C", "unsafe", True, False),
    "take wraps": lambda xp, a: xp.take(a.x, [0, 25, -26], mode="wrap"),
    "take clips": lambda xp, a: a.x.take(a.i[0], axis=1, mode="clip"),
    "take into": lambda xp, a: a.x.take([0, 1], axis=1, out=xp.zeros_like(a.x[:, :2])),
    "put clips": lambda xp, a: changed(a.x, lambda x: xp.put(x, [0, 99], 5, mode="clip")),
    "put wraps": lambda xp, a: changed(a.x, lambda x: x.put([0, 30, -1], [5, 6, 7], mode="wrap")),
    "flat": lambda xp, a: a.x.T.flat[5],
    "flat of a slice": lambda xp, a: a.x.flat[2:9:2],
    "flat of indices": lambda xp, a: a.x.flat[[1, 2]],
    "flat one by one": lambda xp, a: [float(e) for e in a.x[::2].flat],
    "flat is assigned": lambda xp, a: changed(a.x, lambda x: x.T.flat.__setitem__(slice(2, 7), [1, 2, 3])),
    "flat as a whole": lambda xp, a: changed(a.x, lambda x: setattr(x, "flat", 7)),
    "equal NaN": lambda xp, a: xp.array_equal(a.q, a.q, equal_nan=True),
    "no equal NaN": lambda xp, a: xp.array_equal(a.q, a.q[::-1], equal_nan=True),
    "large integers are not close": lambda xp, a: [
        xp.isclose(a.i + 2**40, a.i + (2**40 + 1), rtol=0, atol=0.5),
        xp.isclose(a.i + 2**40, a.i + (2**40 + 1), rtol=0, atol=1),
        xp.isclose(a.i * 2**59, a.i[::-1] * -(2**59), rtol=0.5),
        xp.isclose(a.u, a.i, atol=3),
    ],
    "sparse grid": lambda xp, a: xp.meshgrid(a.v, a.n, sparse=True, copy=False),
    "average and weights": lambda xp, a: xp.average(a.x, 0, a.v[:4], True),
    "average and count": lambda xp, a: xp.average(a.x, axis=1, returned=True),
    "average along two axes": lambda xp, a: xp.average(a.c, axis=(2, 0), weights=a.c[:, 0].T * 0 + a.v[:2]),
    "diagonal of three axes": lambda xp, a: changed(
        xp.zeros_like(a.x, shape=(3, 3, 3)), lambda x: xp.fill_diagonal(x, 2)
    ),
    "diagonal that wraps": lambda xp, a: changed(
        xp.zeros_like(a.x, shape=(7, 3)), lambda x: xp.fill_diagonal(x, [1, 2], wrap=True)
    ),
    "diagonal of a tall matrix": lambda xp, a: changed(
        xp.zeros_like(a.x, shape=(7, 3)), lambda x: xp.fill_diagonal(x, 4)
    ),
    "polynomial of numbers": lambda xp, a: xp.polyval([1, 2, 3], a.x),
    "gradient of places": lambda xp, a: xp.gradient(a.v, xp.cumsum(xp.abs(a.v))),
    "gradient of places, second order": lambda xp, a: xp.gradient(a.x, a.v[:4].cumsum(), axis=0, edge_order=2),
    "periodic interpolation": lambda xp, a: xp.interp(a.x, a.v, a.n[:8], period=2),
    "interpolation at a number": lambda xp, a: xp.interp(0.5, xp.sort(a.v), a.v),
    "linspace along an axis": lambda xp, a: xp.linspace(a.v[:2], a.n[:2], 3, axis=1),
    "linspace by names": lambda xp, a: xp.linspace(start=a.v[0], stop=1, num=3),
    "unique rows": lambda xp, a: xp.unique(a.i[:, :2] // 5, axis=0, return_index=True, return_counts=True),
    "unique columns": lambda xp, a: xp.unique(a.b[:2], axis=1),
    "which unique row": lambda xp, a: xp.unique(a.i[:, :1] // 5, axis=0, return_inverse=True)[1].reshape(-1),
    "unique parts of three axes": lambda xp, a: xp.unique(a.c > 0, axis=0, return_counts=True),
    "where they meet": lambda xp, a: xp.intersect1d(a.n, a.n + 2, return_indices=True),
    "weighted covariances": lambda xp, a: xp.cov(a.x, aweights=xp.abs(a.v[:6])),
    "counted covariances": lambda xp, a: xp.cov(a.x, fweights=a.n[:6] + 1, aweights=xp.abs(a.v[:6]), ddof=1),
    "choices by a mask": lambda xp, a: xp.choose(a.b, [a.u, 7]),
    "derivative of small integers": lambda xp, a: xp.polyder(a.u[0]),
    "fraction of integers": lambda xp, a: xp.modf(a.i),
    "counts of bools": lambda xp, a: xp.bincount(a.b[0]),
    "dtype of what is made of others": lambda xp, a: xp.deg2rad(a.x, dtype="f2"),
    "numbers beside small integers": lambda xp, a: [xp.append(a.u, 300), xp.diff(a.u[0], prepend=0)],
    "small integers divided by a large number": lambda xp, a: a.u / 2**64,
    "nanvar of large integers": lambda xp, a: xp.nanvar(a.i * 2**58, axis=0),
    "nanstd of few integers": lambda xp, a: xp.nanstd(a.i[:2], axis=0, ddof=2),
    "lines of one": lambda xp, a: xp.convolve(a.v[2], a.v[3]),
    "zeros at the ends of axes": lambda xp, a: [
        xp.trim_zeros(xp.pad(a.u, ((1, 2), (0, 3))), "b"),
        xp.trim_zeros(xp.pad(a.x, 1), axis=1),
        xp.trim_zeros(a.x * 0),
    ],
    "nothing to put": lambda xp, a: changed(a.i, lambda x: (xp.put(x, [0, 1], x[:0]), xp.putmask(x, x > 0, x[:0]))),
    "quantile of no lines": lambda xp, a: xp.percentile(a.e, 50.0, axis=-1),
    "insert nothing": lambda xp, a: xp.insert(a.v, [], 5),
    "what two dtypes have in common": lambda xp, a: xp.intersect1d(a.u, a.u.astype("i4")),
    "one bound of small integers": lambda xp, a: [xp.clip(a.u, -1, None), xp.clip(a.u, None, 300), a.u.clip(10)],
    "initial of bools": lambda xp, a: xp.max(a.b & False, axis=0, initial=True),
    "falling bins": lambda xp, a: xp.digitize(a.x, xp.sort(a.v)[::-1], right=True),
    "bins of a list": lambda xp, a: xp.digitize(a.x, [0, 1]),
    "lists beside arrays": lambda xp, a: [
        xp.append(a.n, [1, 2]),
        xp.setdiff1d(a.n, [1, 2]),
        xp.diff(a.v, prepend=[0.0]),
    ],
    "first index by columns": lambda xp, a: xp.unravel_index(5, (3, 4), order="F"),
    "padding of no matter what": lambda xp, a: xp.pad(a.v, 2, mode="empty")[2:-2],
    "R alone": lambda xp, a: xp.abs(xp.linalg.qr(a.x, "r")),
    "nanargmax into": lambda xp, a: xp.nanargmax(a.x, 0, xp.empty_like(a.i[0])),
    "compress into": lambda xp, a: xp.compress(a.b[0], a.x, 1, xp.zeros_like(a.x[:, a.b[0]])),
    "arrays between which powers lie": lambda xp, a: xp.logspace(a.v[:2], 1, 3, axis=1),
    "by NumPy's names": lambda xp, a: [
        *xp.split(ary=a.x, indices_or_sections=2),
        *xp.split(a.x, axis=1, indices_or_sections=3),
        xp.average(a=a.x, axis=0),
        xp.rot90(m=a.x),
        xp.diag(v=a.v),
        xp.vstack(tup=(a.v, a.v)),
        xp.pad(array=a.v, pad_width=1),
        xp.array_equal(a1=a.v, a2=a.v),
        xp.zeros_like(a=a.x),
    ],
    "vstack of a dtype": lambda xp, a: xp.vstack([a.v, a.v], dtype="f2"),
    "unravel by columns": lambda xp, a: xp.unravel_index(a.n, (3, 4), order="F"),
    "ravel indices by columns": lambda xp, a: xp.ravel_multi_index((a.n % 3, a.n % 4), (3, 4), order="F"),
    "ravel indices that wrap": lambda xp, a: xp.ravel_multi_index((a.n, a.n), (3, 4), mode="wrap"),
    "where of halves": lambda xp, a: [xp.mean(a.h, where=a.h > 0), xp.mean(a.h, 1, where=a.b[0])],
    "where of outer": lambda xp, a: xp.add.outer(a.x[0, :4], a.v[:6], where=a.b, out=a.x * 0),
    "where of outer that is made": lambda xp, a: xp.multiply.outer(a.x[0], a.v, where=True),
    "one out of two": lambda xp, a: [
        changed(a.x * 0, lambda q: xp.modf(a.x, q)),
        changed(a.x * 0, lambda q: xp.divmod(a.x, a.y, q)),
        changed(a.x * 0, lambda q: xp.divmod(a.x, a.y, out=(None, q))),
        changed(a.x * 0, lambda q: xp.modf(a.x, q, where=a.b)),
    ],
    "out of another kind": lambda xp, a: [
        xp.absolute(a.x * 5, out=a.i * 0, casting="unsafe"),
        xp.fabs(a.x * 5, out=a.i * 0, casting="unsafe"),
        xp.add(a.x * 5, 1, out=a.i * 0, casting="unsafe"),
        *xp.divmod(a.x, a.y, out=(a.i * 0, a.i * 0), casting="unsafe"),
        xp.concatenate([a.x * 5, a.x], out=xp.zeros_like(a.i, shape=(8, 6)), casting="unsafe"),
    ],
    "out that is larger": lambda xp, a: xp.deg2rad(a.x[0], out=a.x * 0),
    "safe casts": lambda xp, a: [
        xp.concatenate([a.u, a.u], dtype="i4", casting="safe"),
        xp.stack([a.u, a.u], casting="no"),
        xp.vstack([a.u, a.i], casting="safe"),
        changed(a.i, lambda x: xp.copyto(x, a.u, casting="safe")),
        changed(a.x, lambda x: xp.copyto(x, 1.5, casting="no")),
    ],
    "nothing but zeros": lambda xp, a: [
        xp.trim_zeros(a.v * 0, "f"),
        xp.trim_zeros(a.v * 0, "B"),
        xp.trim_zeros(a.x * 0, "f", axis=1),
        xp.trim_zeros(a.v * 0, "bf"),
    ],
    "one constant of several integrals": lambda xp, a: [xp.polyint(a.v, 2, [3]), xp.polyint(a.v, 1, [3, 4])],
    "numbers of few bits": lambda xp, a: [
        xp.ldexp(a.v.astype("f2"), a.n[:1]),
        xp.ldexp(a.i, 2),
        xp.ldexp(a.v.astype("f2"), a.n[:1], dtype="f4"),
        xp.ldexp(a.v.astype("f2"), 10**9),
        xp.gcd.reduce(-3 - abs(a.i[:1])),
        xp.gcd(a.u, a.u[0, 0]),
        xp.lcm(a.i.astype("i1"), a.i.astype("i1")[::-1]),
        xp.bitwise_count(a.i.astype("i1") - 120),
        *xp.frexp(a.v.astype("f2") * xp.full_like(a.v, 2.0**-14, dtype="f2")),
        xp.spacing(abs(a.v).astype("f2")),  # numpy's float16 has no signs here
    ],
    "bools are int8 where they have no meaning of their own": lambda xp, a: [
        a.b // a.b[0],
        a.b % True,
        a.b**a.b,
        a.b << a.b,
        True // a.b,
        *xp.divmod(a.b, a.b),
        xp.square(a.b, out=a.i * 0),
    ],
    "first index by small letters": lambda xp, a: xp.unravel_index(a.n, (3, 4), order="f"),
}


def upload(a):
    return SimpleNamespace(**{name: gt.asarray(x) for name, x in vars(a).items()})


def compare(actual, expected):
    if isinstance(expected, (tuple, list)):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            compare(one, other)
    elif isinstance(expected, (np.ndarray, np.generic)) and not isinstance(actual, (int, np.integer)):
        assert isinstance(actual, gt.ndarray) and actual.shape == expected.shape
        narrow = {"float64": "float32", "complex128": "complex64"}
        assert actual.dtype == narrow.get(expected.dtype.name, expected.dtype)
        rtol = 2e-3 if expected.dtype == np.float16 else 2e-4
        np.testing.assert_allclose(gt.asnumpy(actual), expected, rtol=rtol, atol=1e-5)
    else:
        assert actual == expected


@pytest.mark.parametrize("name", EQUAL)
@pytest.mark.parametrize("xp", [np, cp], ids=["numpy", "cupy"])
def test_arguments(name, xp, of_newer_numpy):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected = EQUAL[name](np, host())
        except (TypeError, ValueError) as missing:
            of_newer_numpy(missing)
    compare(EQUAL[name](xp, upload(host())), expected)


REFUSED = [
    lambda xp, a: xp.digitize(a.x, a.v),
    lambda xp, a: xp.digitize(a.x, a.v[0]),
    lambda xp, a: xp.place(a.x, a.b, a.x[:0]),
    lambda xp, a: xp.flip(a.x, (0, -2)),
    lambda xp, a: xp.vsplit(a.v, 2),
    lambda xp, a: xp.hsplit(a.v[0], 2),
    lambda xp, a: xp.compress(a.b, a.x),
    lambda xp, a: xp.lexsort((a.v, a.n)),
    lambda xp, a: xp.vander(a.x),
    lambda xp, a: xp.ix_(a.b),
    lambda xp, a: xp.histogram(a.x, a.v),
    lambda xp, a: xp.partition(a.v, 8),
    lambda xp, a: xp.argpartition(a.x, [1, -5], axis=0),
    lambda xp, a: a.i.__setitem__(0, 2**63),
    lambda xp, a: xp.full_like(a.i, 2**63),
    lambda xp, a: format(a.v, ".2f"),
    lambda xp, a: xp.sum(a.x, where=a.i),
    lambda xp, a: xp.sum(a.x, where=a.b[:, :2]),
    lambda xp, a: xp.max(a.x, where=a.b),
    lambda xp, a: xp.max(a.e),
    lambda xp, a: xp.add(a.x, 1, where=a.i, out=a.x * 0),
    lambda xp, a: xp.add(a.x, a.y, out=a.u * 0, where=a.b),
    lambda xp, a: xp.take(a.x, [1], mode="no"),
    lambda xp, a: xp.take(a.e, [1], axis=0, mode="wrap"),
    lambda xp, a: a.x.reshape(6, 4, order="X"),
    lambda xp, a: a.x.ravel("X"),
    lambda xp, a: xp.average(a.x, weights=a.v),
    lambda xp, a: xp.average(a.x, axis=0, weights=a.v),
    lambda xp, a: xp.fill_diagonal(a.c, 1),
    lambda xp, a: xp.fill_diagonal(a.v, 1),
    lambda xp, a: xp.gradient(a.v, a.v[:3]),
    lambda xp, a: xp.interp(a.x, a.v, a.v, period=0),
    lambda xp, a: xp.cov(a.x, fweights=a.v[:6]),
    lambda xp, a: xp.cov(a.x, fweights=a.n),
    lambda xp, a: xp.vstack([a.v, a.v], dtype="i4"),
    lambda xp, a: xp.piecewise(a.x, [a.x > 0], []),
    lambda xp, a: xp.polyfit(a.v, a.n, 1),
    lambda xp, a: xp.polyfit(a.v, a.v, -1),
    lambda xp, a: xp.polyint(a.v, -1),
    lambda xp, a: xp.roots(a.x),
    lambda xp, a: xp.add(a.x),
    lambda xp, a: xp.add(a.x, a.x, a.x, a.x),
    lambda xp, a: xp.histogramdd(a.x, [2, 3]),
    lambda xp, a: xp.histogramdd(a.x[:, :2], [[3, 1, 2], 2]),
    lambda xp, a: xp.histogramdd(a.x[:, :2], [a.x, a.x]),
    lambda xp, a: xp.histogram2d(a.v, a.v, bins=a.v[:4]),
    lambda xp, a: xp.histogram_bin_edges(a.x, [3, 1]),
    lambda xp, a: xp.cov(a.x, aweights=a.x[0]),
    lambda xp, a: xp.cov(a.x, fweights=a.i[0]),
    lambda xp, a: xp.polyint(a.v, 3, [3, 4]),
    lambda xp, a: xp.trim_zeros(a.v, "fx"),
    lambda xp, a: xp.trim_zeros(a.v, ""),
    lambda xp, a: xp.unravel_index(a.n, (3, 4), order="A"),
    lambda xp, a: xp.ravel_multi_index((a.n % 3, a.n % 4), (3, 4), order="K"),
    lambda xp, a: xp.choose(a.i, [a.x, a.x]),
    lambda xp, a: xp.choose(a.n, [a.n, a.n]),
    lambda xp, a: xp.choose(a.n, []),
    lambda xp, a: xp.modf(a.x, out=a.x * 0),
    lambda xp, a: xp.modf(a.x, out=(a.x * 0,)),
    lambda xp, a: xp.add(a.x, a.x, out=(a.x * 0, a.x * 0)),
    lambda xp, a: xp.add.reduce(a.x, out=(a.x[0] * 0, a.x[0] * 0)),
    lambda xp, a: xp.add(a.x, a.y, casting="any"),
    lambda xp, a: xp.absolute(a.x, out=a.i * 0),
    lambda xp, a: xp.fabs(a.x, out=a.i * 0),
    lambda xp, a: xp.fabs(a.x, out=a.x[:2] * 0),
    lambda xp, a: xp.bitwise_xor.reduce(a.u, out=a.u[:2] * 0),
    lambda xp, a: xp.concatenate([a.v, a.v], dtype="f2", casting="safe"),
    lambda xp, a: xp.concatenate([a.v, a.v], casting="any"),
    lambda xp, a: xp.concatenate([a.u, a.i], casting="no"),
    lambda xp, a: xp.stack([a.v, a.v], dtype="f2", casting="equiv"),
    lambda xp, a: xp.vstack([a.v, a.v], dtype="f2", casting="safe"),
    lambda xp, a: xp.copyto(a.u, a.i, casting="safe"),
    lambda xp, a: xp.copyto(a.x, a.y, casting="any"),
    lambda xp, a: a.x.astype("i4", casting="any"),
    lambda xp, a: xp.median(a.x, 0, a.x * 0),
    lambda xp, a: xp.quantile(a.x, 0.3, 0, a.x[0, :1] * 0),
    lambda xp, a: xp.nanmean(a.x, 0, out=a.x * 0),
    lambda xp, a: xp.nanvar(a.x, 0, out=a.x * 0),
    lambda xp, a: xp.nanstd(a.x, 0, out=a.x * 0),
    lambda xp, a: xp.nanmax(a.x, 0, out=a.x * 0),
    lambda xp, a: xp.mean(a.x, 0, out=a.x * 0, where=a.b),
    lambda xp, a: xp.var(a.x, 0, out=a.x * 0, where=a.b),
    lambda xp, a: xp.sum(a.x, 0, out=a.x * 0, initial=1),
    lambda xp, a: xp.take(a.x, [1], axis=0, out=a.x * 0),
    lambda xp, a: xp.take(a.x, [1], axis=0, out=a.i[:1] * 0),
    lambda xp, a: xp.compress(a.b[0], a.x, 1, a.x * 0),
    lambda xp, a: xp.dot(a.c, a.c.swapaxes(1, 2), xp.zeros_like(a.x, shape=(5, 2, 3, 2, 3))),
    lambda xp, a: xp.einsum("ij->i", a.x, out=xp.zeros_like(a.x, shape=(2, 4))),
    lambda xp, a: xp.gcd(a.x, 2),
    lambda xp, a: xp.gcd.reduce(a.x[:1]),
    lambda xp, a: xp.gcd.reduce(a.b[:1]),
    lambda xp, a: xp.lcm(a.b, a.b),
    lambda xp, a: xp.bitwise_count(a.x),
    lambda xp, a: xp.ldexp(a.x, a.x),
    lambda xp, a: xp.ldexp(a.x, 2.0),
    lambda xp, a: xp.ldexp(a.x, a.i.astype("u8")),
    lambda xp, a: xp.floor_divide(a.b, a.b, out=a.b),
    lambda xp, a: a.b.__ifloordiv__(a.b),
    lambda xp, a: xp.frexp(a.z),
    lambda xp, a: xp.packbits(a.x),
    lambda xp, a: xp.packbits(a.b, bitorder="up"),
    lambda xp, a: xp.unpackbits(a.i),
    lambda xp, a: xp.unpackbits(a.u, count=-1000),
    lambda xp, a: xp.fabs(a.z),
]


@pytest.mark.parametrize("call", REFUSED)
@pytest.mark.parametrize("xp", [np, cp], ids=["numpy", "cupy"])
def test_what_numpy_refuses(call, xp):
    with pytest.raises(Exception) as expected, warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        call(np, host())
    kind = next(each for each in expected.type.__mro__ if each.__module__ == "builtins")
    if kind is DeprecationWarning:  # numpy 2.5 still does what is a TypeError before it and after it
        kind = TypeError
    assert kind not in (AttributeError, NameError), "numpy refuses it, and not how it is written"
    with pytest.raises(kind):
        call(xp, upload(host()))


def test_where_leaves_what_is_in_out():
    a = host()
    x = upload(a)
    for xp in (np, cp):
        out = x.y.copy()
        assert xp.add(x.x, 1, where=x.b, out=out) is out
        compare(out, np.where(a.b, a.x + 1, a.y))
    with pytest.raises(gt.ImplicitTransferError, match="where"):
        np.sum(x.x, where=a.b)


def test_choices_that_are_not_stored():
    a = upload(host())
    for xp in (np, cp):
        with pytest.raises(ValueError, match="choose"):
            xp.choose(a.i % 2, [a.x, a.y], xp.zeros_like(a.x, shape=(2, 4, 6)))


def test_means_of_halves_are_summed_in_float32():
    """As those without where= are; numpy's nanmean and average of them overflow."""
    pytest.importorskip("ml_dtypes")
    h = np.tile(np.array([299, 301], "f2"), 500)
    for dtype in ("float16", "bfloat16"):
        x, known = gt.asarray(h).astype(dtype), gt.arange(1000) != 5
        weights = gt.ones_like(x)
        for mean in (x.mean(where=known), np.nanmean(x), cp.nanmean(x, where=known), np.average(x, weights=weights)):
            assert mean.dtype == x.dtype and abs(mean.item() - 300) <= 2
        assert np.average(x, weights=weights, returned=True)[1].dtype == x.dtype
        spread = gt.asarray(np.tile(np.array([-200, 200, 0, 0], "f2"), 250)).astype(dtype)
        for variance in (spread.var(where=True), spread.var(where=spread < 9999), np.nanvar(spread)):
            assert variance.dtype == x.dtype and abs(variance.item() / 20000 - 1) < 0.01
        assert abs(cp.nanstd(spread).item() / 20000**0.5 - 1) < 0.01
        assert x.mean(where=known, dtype="float32").dtype == np.float32


def test_casting_of_products():
    a = host()
    x = upload(a)
    made = gt.zeros((4, 4), dtype="int64")
    assert np.matmul(x.x * 3, x.y.T, out=made, casting="unsafe") is made
    compare(made, (a.x * 3 @ a.y.T).astype("i8"))
    with pytest.raises(TypeError, match="matmul"):
        np.matmul(x.x, x.y.T, out=made)
    with pytest.raises(TypeError, match="casting"):
        np.add(x.x, x.y, casting="safe")


@pytest.mark.parametrize("name", ["fromfile", "fromiter", "fromstring", "loadtxt", "genfromtxt"])
def test_what_is_read_has_the_dtype_that_is_said(name, tmp_path):
    file = tmp_path / "numbers"
    np.array([1.5, 2.5]).tofile(file) if name == "fromfile" else file.write_text("1.5 2.5")
    of = {"fromiter": [1.5, 2.5], "fromstring": "1.5 2.5"}.get(name, file)
    more = {"sep": " "} if name == "fromstring" else {}
    call = getattr(cp, name)
    if name != "fromiter":
        assert call(of, **more).dtype == np.float32 and call(of, **more).tolist() == [1.5, 2.5]
    for read in (lambda: call(of, np.float64, **more), lambda: call(of, dtype="float64", **more)):
        if gt.device().supports("float64"):
            assert read().dtype == np.float64 and read().tolist() == [1.5, 2.5]
        else:
            with pytest.raises(TypeError, match="float64"):
                read()


def test_ufuncs_of_cupy():
    x = upload(host())
    assert (cp.add.nin, cp.add.nout, cp.add.nargs, cp.modf.nout) == (2, 1, 3, 2) and cp.add.__name__ == "add"
    assert cp.add.identity == 0 and cp.maximum.identity is None
    assert "cupy.add" in repr(cp.add) and "numpy.add" in cp.add.__doc__
    assert cp.add(2, 3).item() == 5 and cp.fabs(-2).item() == 2 and cp.absolute(-3).item() == 3
    with pytest.raises(TypeError, match="add.*list"):
        cp.add([1, 2], x.v)
    with pytest.raises(TypeError, match="add"):
        cp.add(x.x, x.x, x.x, out=x.x)
    with pytest.raises(TypeError, match="numpy.modf.at"):
        cp.modf.at(x.v, [0])


# What functions do not take over of numpy's, which are then refused by their names.
LACKING = {
    "weights": "quantile nanquantile percentile nanpercentile",
    "mean": "std var nanstd nanvar",
    "cov": "polyfit",
}


@pytest.mark.parametrize("name", protocols.FUNCTIONS)
def test_places_and_names_are_numpys(name):
    """Arguments of numpy's functions stand in its places, whatever they are called here, and every name is known."""
    try:
        theirs = inspect.signature(getattr(np, name)).parameters.values()
    except (AttributeError, TypeError, ValueError) as missing:
        pytest.skip(str(missing))
    call = protocols.FUNCTIONS[name]
    ours, own = inspect.signature(call).parameters, protocols._own_names(call)
    if any(p.kind == p.VAR_POSITIONAL for p in (*theirs, *ours.values())):
        return
    for place, p in enumerate(theirs):
        if p.kind == p.VAR_KEYWORD or name in LACKING.get(p.name, "").split():
            continue
        if p.name in own:
            assert p.kind == p.KEYWORD_ONLY or own[place] == p.name
        elif p.name in ours and ours[p.name].kind == p.KEYWORD_ONLY:
            assert p.kind == p.KEYWORD_ONLY
        else:
            assert place < len(own) and own[place] not in [q.name for q in theirs], p.name


@pytest.mark.parametrize("a", [np.arange(7) + 1_700_000_001, np.full(3, 1_066_042_886, "i4")], ids=["several", "one"])
def test_histogram_of_large_integers(a):
    counts, edges = gt.histogram(gt.asarray(a), bins=3)
    assert counts.sum().item() == a.size
    if gt.device().supports("float64"):
        expected = np.histogram(a, bins=3)
        assert edges.dtype == np.float64 and gt.asnumpy(edges).tolist() == expected[1].tolist()
        assert gt.asnumpy(counts).tolist() == expected[0].tolist()
    assert gt.histogram(gt.asarray(a % 5), bins=3)[1].dtype == np.float32


def test_rounded_by_python():
    x = gt.asarray([2.567, 3.25])
    assert round(x[0], 1) == 2.6 and round(x[0]) == 3 and isinstance(round(x[0]), int)
    compare(round(x, 1), np.round(np.asarray([2.567, 3.25], "f4"), 1))


def test_views_of_any_strides():
    a = np.arange(12, dtype=np.float32)
    x = gt.asarray(a)
    view = cp.lib.stride_tricks.as_strided(x[1:], (3, 4), (8, 4))
    compare(view, np.lib.stride_tricks.as_strided(a[1:], (3, 4), (8, 4)))
    view[0, 0] = 50
    assert x[1].item() == 50
    compare(cp.lib.stride_tricks.sliding_window_view(x, 3), np.lib.stride_tricks.sliding_window_view(gt.asnumpy(x), 3))
    for shape, strides in (((5, 5), (8, 4)), ((3, 4), (8, 3)), ((3,), (8, 4))):
        with pytest.raises((IndexError, ValueError), match="strided"):
            cp.lib.stride_tricks.as_strided(x[1:], shape, strides)


def test_full_of_arrays_and_lists():
    compare(gt.full((2, 3), [1, 2, 3]), np.full((2, 3), [1, 2, 3]))
    compare(cp.full_like(gt.zeros((2, 3)), [1, 2, 3]), np.full((2, 3), [1, 2, 3], "f4"))
    compare(cp.eye(N=2, M=3), np.eye(2, 3))
    compare(cp.arange(start=2, stop=5), np.arange(2, 5))
    compare(cp.tri(N=3, k=1), np.tri(3, k=1))
    with pytest.raises(ValueError):
        gt.full((2, 3), [1, 2])


def test_integers_that_float32_does_not_hold():
    x = gt.asarray(np.array([16777217, -16777219], dtype=np.int64))
    assert np.rint(x).dtype == np.float32
    assert float(np.rint(2.5, out=gt.zeros(()))) == 2
    if x.device.supports("float64"):
        wide = gt.zeros(2, dtype="float64")
        for found in (np.rint(x, dtype="float64"), np.rint(x, out=wide), wide):
            assert found.dtype == np.float64 and found.tolist() == [16777217, -16777219]


def test_exponents_that_bfloat16_does_not_hold():
    x = gt.asarray(np.array([2.0**-133], dtype=np.float32)).astype(gt.bfloat16)
    by_array = gt.asnumpy(cp.ldexp(x, gt.asarray([257])).astype("float32")).tolist()
    assert by_array in ([2.0**124], [0.0])  # 0 where such small numbers count as that
    assert gt.asnumpy(cp.ldexp(x, 257).astype("float32")).tolist() == by_array
