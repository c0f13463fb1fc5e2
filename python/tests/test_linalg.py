"""gputensor.linalg, beside NumPy's: values, shapes, data types; batches; and what is no matrix."""

import itertools
import math

import numpy as np
import pytest

import gputensor as gt
from gputensor import lapack, linalg

RNG = np.random.default_rng(5)
DTYPES = ["float32"] + ["float64"] * gt.device().supports("float64")


def matrices(*shape, dtype="float32"):
    return RNG.normal(size=shape).astype(dtype)


def positive(*shape, dtype="float32"):
    a = matrices(*shape, dtype=dtype)
    return a @ np.swapaxes(a, -1, -2) + np.eye(shape[-1], dtype=dtype)


def near(actual, expected, dtype=None, scale=1.0):
    expected = np.asarray(expected)
    assert isinstance(actual, gt.ndarray) and actual.shape == expected.shape
    assert actual.dtype == (expected.dtype if dtype is None else dtype)
    eps = 2e-5 if actual.dtype in (np.float32, np.complex64) else 1e-12
    np.testing.assert_allclose(gt.asnumpy(actual), expected, rtol=eps * scale, atol=eps * scale)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("batch", [(), (2,), (2, 0), (3, 1)])
def test_decompositions(dtype, batch):
    a, s = matrices(*batch, 4, 4, dtype=dtype), positive(*batch, 4, 4, dtype=dtype)
    x, y = gt.asarray(a), gt.asarray(s)
    near(linalg.cholesky(y), np.linalg.cholesky(s))
    near(linalg.cholesky(y, upper=True), np.swapaxes(np.linalg.cholesky(s), -1, -2))
    near(linalg.det(x), np.linalg.det(a), scale=5)
    near(linalg.inv(y), np.linalg.inv(s), scale=5)
    sign, logarithm = linalg.slogdet(x)
    near(sign, np.linalg.slogdet(a)[0])
    near(logarithm, np.linalg.slogdet(a)[1], scale=5)
    for uplo in "LU":
        values, vectors = linalg.eigh(y, uplo)
        near(values, np.linalg.eigh(s)[0], scale=5)
        near(vectors @ (values[..., None] * vectors.mT), s, scale=50)
        near(linalg.eigvalsh(y, uplo), np.linalg.eigvalsh(s), scale=5)
    assert linalg.eigh(y).eigenvalues.shape == (*batch, 4) and linalg.slogdet(x)._fields == ("sign", "logabsdet")


@pytest.mark.parametrize("upper", [False, True])
def test_cholesky_of_complex_matrices(upper):
    a = matrices(2, 3, 3) + 1j * matrices(2, 3, 3)
    hermitian = (a @ np.conj(np.swapaxes(a, -1, -2)) + np.eye(3)).astype("complex64")
    factor = linalg.cholesky(gt.asarray(hermitian), upper=upper)
    near(factor.mT.conj() @ factor if upper else factor @ factor.mT.conj(), hermitian, scale=50)
    host = gt.asnumpy(factor)
    kept = np.triu(host) if upper else np.tril(host)
    assert host.tobytes() == kept.tobytes(), "the zeros beside the triangle are 0 + 0j"
    assert not np.signbit(np.diagonal(host, 0, -2, -1).imag).any()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (2, 4, 3), (2, 0, 3), (0, 2, 2), (2, 3, 0)])
def test_of_any_matrices(dtype, shape):
    a = matrices(*shape, dtype=dtype)
    x, (m, n) = gt.asarray(a), shape[-2:]
    k = min(m, n)
    for mode, columns in (("reduced", k), ("complete", m)):
        q, r = linalg.qr(x, mode=mode)
        assert q.shape == (*shape[:-1], columns) and r.shape == (*shape[:-2], columns, n)
        near(q @ r, a, scale=5)
        assert linalg.qr(x)._fields == ("Q", "R")
    for full in (True, False):
        u, s, vh = linalg.svd(x, full_matrices=full)
        assert u.shape == (*shape[:-1], m if full else k) and vh.shape == (*shape[:-2], n if full else k, n)
        near(s, np.linalg.svd(a, compute_uv=False), scale=5)
        near((u[..., :k] * s[..., None, :]) @ vh[..., :k, :], a, scale=10)
    near(linalg.svdvals(x), np.linalg.svd(a, compute_uv=False), scale=5)
    near(linalg.pinv(x), np.linalg.pinv(a), scale=20)
    ranks = linalg.matrix_rank(x)
    assert ranks.dtype == np.int64 and ranks.shape == shape[:-2] and np.all(gt.asnumpy(ranks) == k)


def test_ranks():
    a = np.diag(np.array([3, 1, 1e-3, 0], np.float32))
    x = gt.asarray(np.stack([a, a]))
    assert linalg.matrix_rank(x).tolist() == [3, 3] and linalg.matrix_rank(x, rtol=0.01).tolist() == [2, 2]
    assert linalg.matrix_rank(x, rtol=gt.asarray([0.01, 0.5])).tolist() == [2, 1]
    near(linalg.pinv(x[0], rtol=0.01), np.diag(np.array([1 / 3, 1, 0, 0], np.float32)))
    near(linalg.pinv(x, rtol=gt.asarray([0.5, 0.01]))[0], np.diag(np.array([1 / 3, 0, 0, 0], np.float32)))
    assert linalg.matrix_rank(gt.zeros((2, 2))).item() == 0


@pytest.mark.parametrize(
    "a, b",
    [
        ((3, 3), (3,)),
        ((3, 3), (3, 2)),
        ((2, 3, 3), (3,)),
        ((2, 3, 3), (3, 2)),
        ((3, 3), (2, 3, 1)),
        ((2, 1, 3, 3), (4, 3, 3)),
    ],
)
def test_solve(a, b):
    a, b = positive(*a), matrices(*b)
    near(
        linalg.solve(gt.asarray(a), gt.asarray(b)),
        np.linalg.solve(a, b[:, None])[..., 0] if b.ndim == 1 else np.linalg.solve(a, b),
        scale=5,
    )


def test_integers_are_floats():
    x = gt.asarray([[2, 0], [0, 3]])
    near(linalg.inv(x), np.array([[0.5, 0], [0, 1 / 3]], np.float32))
    near(linalg.det(x), np.float32(6))
    near(linalg.vector_norm(x), np.float32(math.sqrt(13)))
    half = linalg.inv(x.astype("float16"))
    assert half.dtype == np.float16 and half.tolist() == [[0.5, 0], [0, float(np.float16(1 / 3))]]


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), (1, -1), (0, 1, 2)])
@pytest.mark.parametrize("ord", [2, 1, 0, math.inf, -math.inf, 3, -1.5])
def test_vector_norm(axis, ord):
    a = matrices(2, 3, 2)
    for keep in (False, True):
        at = (0, 1, 2) if axis is None else axis
        rest = [i for i in range(3) if i not in {each % 3 for each in np.atleast_1d(at)}]
        lines = a.transpose(*rest, *sorted(set(range(3)) - set(rest))).reshape(*[a.shape[i] for i in rest], -1)
        expected = np.linalg.norm(lines, ord=ord, axis=-1)
        if keep:
            expected = expected.reshape([a.shape[i] if i in rest else 1 for i in range(3)])
        near(linalg.vector_norm(gt.asarray(a), axis=axis, keepdims=keep, ord=ord), expected, "float32", scale=5)


@pytest.mark.parametrize("ord", ["fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf])
def test_matrix_norm(ord):
    a = matrices(2, 3, 4)
    for keep in (False, True):
        expected = np.linalg.norm(a, ord=ord, axis=(-2, -1), keepdims=keep)
        near(linalg.matrix_norm(gt.asarray(a), ord=ord, keepdims=keep), expected, "float32", scale=5)
    with pytest.raises(ValueError, match="matrix_norm"):
        linalg.matrix_norm(gt.asarray(a), ord=3)


def test_products():
    a, b = matrices(2, 1, 4, 3), matrices(5, 4, 3)
    x, y = gt.asarray(a), gt.asarray(b)
    near(linalg.cross(x, y), np.cross(a, b))
    near(linalg.cross(x[..., :3, :], y[..., :3, :], axis=-2), np.cross(a[..., :3, :], b[..., :3, :], axis=-2))
    near(linalg.cross(y, gt.asarray(b[0, 0])), np.cross(b, b[0, 0]))
    near(linalg.cross(x.mT, x.mT, axis=2), np.cross(np.swapaxes(a, -1, -2), np.swapaxes(a, -1, -2), axis=2))
    i = np.arange(12, dtype="int16").reshape(4, 3)
    near(linalg.outer(x[0, 0, 0], y[:, 0, 0]), np.outer(a[0, 0, 0], b[:, 0, 0]))
    near(linalg.matmul(x, y.mT), a @ np.swapaxes(b, -1, -2))
    near(linalg.vecdot(x, y), (a * b).sum(-1))
    near(linalg.tensordot(x, y, axes=((2, 3), (1, 2))), np.tensordot(a, b, axes=((2, 3), (1, 2))))
    near(linalg.tensordot(x[0, 0], y[0], axes=0), np.tensordot(a[0, 0], b[0], axes=0))
    for offset in (-1, 0, 2, 9):
        near(linalg.diagonal(y, offset=offset), np.diagonal(b, offset, -2, -1))
        near(linalg.trace(y, offset=offset), np.trace(b, offset, -2, -1))
    assert (
        linalg.trace(gt.asarray(i)).dtype == np.int64 and linalg.trace(gt.asarray(i), dtype="int16").dtype == np.int16
    )
    s = matrices(2, 3, 3)
    for n in (0, 1, 2, 3, 7, -1, -3):
        near(linalg.matrix_power(gt.asarray(s), n), np.linalg.matrix_power(s, n), scale=500)
    m = gt.asarray(s)
    m[...] = linalg.matrix_power(m, 1) * 2  # a copy
    near(m, s * 2)


def test_eig():
    a = matrices(2, 3, 3)
    if "complex64" not in gt.__array_namespace_info__().dtypes():
        return
    values, vectors = linalg.eig(gt.asarray(a))
    assert values.dtype == vectors.dtype == linalg.eigvals(gt.asarray(a)).dtype == np.complex64
    near(gt.asarray(a).astype("complex64") @ vectors, gt.asnumpy(vectors * values[:, None, :]), scale=5)


def test_results_are_on_the_device():
    x = gt.asarray(positive(3, 3))
    for result in (linalg.inv(x), *linalg.svd(x), *linalg.qr(x), linalg.matrix_rank(x), linalg.matrix_norm(x)):
        assert isinstance(result, gt.ndarray) and result.device is x.device
    assert linalg.LinAlgError is np.linalg.LinAlgError and issubclass(linalg.LinAlgError, ValueError)


def test_what_is_no_matrix():
    vector, wide, square = gt.ones(3), gt.ones((2, 3)), gt.ones((2, 2))
    names = "cholesky det eigh eigvalsh inv slogdet".split()
    calls = [lambda name=name, x=x: getattr(linalg, name)(x) for name in names for x in (vector, wide, gt.ones(()))]
    calls += [
        lambda name=name: getattr(linalg, name)(vector)
        for name in "qr svd svdvals pinv matrix_rank matrix_norm".split()
    ]
    calls += [lambda name=name: getattr(linalg, name)(vector) for name in "diagonal trace".split()]
    calls += [
        lambda: linalg.inv(gt.zeros((2, 2))),
        lambda: linalg.cholesky(-square),
        lambda: linalg.solve(square, vector),
        lambda: linalg.solve(wide, wide),
        lambda: linalg.solve(gt.zeros((2, 2)), square),
        lambda: linalg.outer(square, vector),
        lambda: linalg.cross(square, square),
        lambda: linalg.cross(gt.ones((3, 3)), vector, axis=0),
        lambda: linalg.matrix_power(wide, 2),
        lambda: linalg.qr(square, mode="raw"),
        lambda: linalg.eigh(square, "X"),
        lambda: linalg.vector_norm(square, axis=2),
        lambda: linalg.tensorsolve(gt.ones((1, 1)), gt.ones(1), axes=(2,)),
    ]
    for call in calls:
        with pytest.raises(ValueError):
            call()
    for name, value in itertools.product(("inv", "det", "svd"), (np.eye(2), 3.0, [[1.0]])):
        with pytest.raises(TypeError, match=name):
            getattr(linalg, name)(value)


def test_least_squares():
    a, b = matrices(6, 3), matrices(6, 2)
    for found, expected in zip(lapack.lstsq(gt.asarray(a), gt.asarray(b)), np.linalg.lstsq(a, b, rcond=None)):
        assert found == expected if isinstance(found, int) else near(found, expected, scale=50) is None
