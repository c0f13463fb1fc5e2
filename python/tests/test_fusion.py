"""gputensor.fuse and gputensor.cupy.fuse: the same as the operations one by one, and as numpy's."""

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp


def arrays():
    rng = np.random.default_rng(7)
    a = rng.standard_normal((3, 40)).astype("float32")
    return a, rng.standard_normal(40).astype("float32"), rng.integers(-5, 5, (3, 1)).astype("int16")


def test_function(same):
    @gt.fuse
    def f(x, y, n, rate=0.5):
        """What it does."""
        half = np.tanh(x * y) + n
        return np.where(half > 0, np.sqrt(abs(half)), -half) * rate + 2**3, (n % 3 == 1) | (n < 0), half

    assert f.__name__ == "f" and f.__doc__ == "What it does."
    host = arrays()
    x, y, n = (gt.asarray(each) for each in host)
    for fused, plain in zip(f(x, y, n, rate=0.25), f.function(x, y, n, rate=0.25)):
        assert fused.dtype == plain.dtype and fused.shape == plain.shape
        assert gt.asnumpy(fused).tobytes() == gt.asnumpy(plain).tobytes()
    wanted = f(*host)  # no array of gputensor: the function itself
    for fused, plain in zip(f(x, y, n), wanted):
        np.testing.assert_allclose(gt.asnumpy(fused), plain, rtol=1e-5, atol=1e-6)


def test_one_kernel():
    """Numbers and shapes make no other kernel; what is written twice is computed once."""
    f = gt.fuse(lambda x, s: (x * s + 1) * (x * s + 1) - np.float32(2) * x)
    a = gt.asarray(np.arange(6, dtype="float32"))
    np.testing.assert_array_equal(gt.asnumpy(f(a, 2.0)), f.function(np.arange(6, dtype="float32"), 2.0))
    trace = next(iter(f._traces.values()))
    assert trace.text.count(b"multiply") == 3 and list(trace.own) == ["c0"]
    before = gt.device().statistics()["programs_built"]
    np.testing.assert_array_equal(gt.asnumpy(f(a[1:4], 3.0)), f.function(np.arange(1, 4, dtype="float32"), 3.0))
    assert gt.device().statistics()["programs_built"] == before


def test_around_it(same):
    """Arrays from around the function, as they are when it is called; another fused function."""
    weights = gt.asarray(np.float32([1, 2, 3]))
    inner = gt.fuse(lambda x: x + weights)
    outer = gt.fuse(lambda x: inner(x) * x)
    x = gt.asarray(np.float32([4, 5, 6]))
    same(outer(x), np.float32([20, 35, 54]))
    weights += 1
    same(outer(x), np.float32([24, 40, 60]))


def test_reductions(same):
    a = np.arange(12, dtype="float32").reshape(3, 4)
    x = gt.asarray(a)
    same(gt.fuse(lambda x: (x * x).sum(axis=1))(x), (a * a).sum(axis=1))
    same(gt.fuse(lambda x: gt.max(x - 5, axis=(0, 1), keepdims=True))(x), (a - 5).max(axis=(0, 1), keepdims=True))
    assert bool(gt.fuse(lambda x: np.any(x > 10))(x))
    with pytest.raises(ValueError):
        gt.fuse(lambda x: (x + 1).sum(axis=2))(x)


@gt.fuse
def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@gt.fuse
def layer_norm(x, w, b, eps=1e-5):
    d = x - np.mean(x, axis=-1, keepdims=True)
    return d / np.sqrt((d * d).mean(axis=-1, keepdims=True) + eps) * w + b


def test_reductions_on_the_way(same):
    """The bits of the operations one by one, in rows that are near and in others; numpy's values."""
    rng = np.random.default_rng(5)
    for shape in ((3, 40), (2, 3, 300), (5, 7), (4, 1), (0, 3)):
        x = gt.asarray(rng.standard_normal(shape).astype("float32"))
        w, b = (gt.asarray(rng.standard_normal(shape[-1]).astype("float32")) for _ in range(2))
        for f, args in ((softmax, (x,)), (layer_norm, (x, w, b)), (softmax, (x[..., ::-1],))):
            fused, plain = f(*args), f.function(*args)
            assert fused.dtype == plain.dtype and fused.shape == plain.shape
            assert gt.asnumpy(fused).tobytes() == gt.asnumpy(plain).tobytes()
            same(fused, f.function(*map(gt.asnumpy, args)), rtol=1e-4, atol=1e-5)
    down = gt.fuse(lambda x: (x > 0) | np.any(x > 1, axis=0, keepdims=True) & np.all(x < 1, axis=0, keepdims=True))
    whole = gt.fuse(lambda x: x * x.min(axis=None, keepdims=True) - x.prod(axis=None, keepdims=True))
    n = gt.asarray(rng.integers(-3, 3, (4, 5)).astype("int16"))
    for f in (down, whole):
        assert f(n).dtype == f.function(n).dtype
        np.testing.assert_array_equal(gt.asnumpy(f(n)), gt.asnumpy(f.function(n)))
    assert next(iter(softmax._traces.values())).text.count(b"sum(") == 1


def test_reductions_of_smaller_parts():
    """What is smaller than the whole is reduced as it is, not as it is repeated."""
    x, w, v = (
        gt.asarray(np.arange(1, 1 + np.prod(shape), dtype="float32").reshape(shape)) for shape in ((3, 4), (3, 1), (4,))
    )
    for f in (
        lambda x, w: x * w.sum(axis=-1, keepdims=True),
        lambda x, w: x.sum(axis=-1, keepdims=True) * w,
        lambda x, w: x - gt.sum(x.max(axis=-1, keepdims=True), axis=-1, keepdims=True),
        lambda x, w: x + v.sum(axis=0, keepdims=True) + (x * w).sum(axis=0, keepdims=True),
    ):
        fused = gt.fuse(f)(x, w)
        np.testing.assert_array_equal(gt.asnumpy(fused), gt.asnumpy(f(x, w)))


def test_reductions_refused():
    x = gt.asarray(np.float32([[1, 2], [3, 4]]))
    for function, text in (
        (lambda x: x.sum(axis=0) + 1, "keepdims"),
        (lambda x: x.sum(axis=0, dtype="float32", keepdims=True) + 1, "no dtype"),
        (lambda x: x.sum(axis=0, keepdims=True) + x.max(axis=1, keepdims=True), "along 0 and along 1"),
        (lambda x: (x.sum(axis=0, keepdims=True) + x, x), "one result"),
        (lambda x: (x.max(axis=0, keepdims=True) - x).sum(axis=0), "one result"),
        (lambda x: (x + 1).mean(axis=0, keepdims=True), "last step"),
    ):
        with pytest.raises(TypeError, match=text):
            gt.fuse(function, kernel_name="f")(x)
    with pytest.raises(ValueError):
        gt.fuse(lambda x: x - x.max(axis=2, keepdims=True))(x)


def test_complex(same):
    """Complex numbers beside real ones, as truths, and their parts; complex numbers among the arguments."""

    @gt.fuse
    def f(z, x, turn):
        w = gt.exp(z * turn) + x
        return w, abs(w) - gt.imag(z) * x.real, gt.where(z, w.conj(), 1j), np.real(z) + x

    rng = np.random.default_rng(3)
    z = gt.asarray((rng.standard_normal((3, 40)) + 1j * rng.standard_normal((3, 40))).astype("complex64"))
    x = gt.asarray(rng.standard_normal(40).astype("float32"))
    for turn in (0.5 - 1j, np.complex64(2j), 3.0):
        for fused, plain in zip(f(z, x, turn), f.function(z, x, turn)):
            assert fused.dtype == plain.dtype and fused.shape == plain.shape
            assert gt.asnumpy(fused).tobytes() == gt.asnumpy(plain).tobytes()
    product = gt.fuse(lambda z, w: (z * w).sum(axis=1))
    same(product(z, x), gt.asnumpy((z * x).sum(axis=1)))
    sign = gt.fuse(lambda z, c: z * 0 + c)
    one = gt.asarray(np.zeros(1, "complex64"))
    assert [np.signbit(gt.asnumpy(sign(one, c)).imag[0]) for c in (complex(1, 0.0), complex(1, -2.0))] == [False, True]


def test_refused():
    x = gt.asarray(np.float32([1, 2]))

    def changes(x):
        x[0] = 1

    for function, text in (
        (lambda x: x.shape[0] * x, "shape"),
        (lambda x: x if x > 1 else -x, "where"),
        (lambda x: x[0], "taken apart"),
        (lambda x: [each for each in x], "taken apart"),
        (lambda x: float(x), "<lambda>: .* no numbers on the host"),
        (lambda x: range(x), "<lambda>: .* no numbers on the host"),
        (lambda x: len(x) * x, "<lambda>: .* no numbers on the host"),
        (lambda x: x @ x, "<lambda>: @"),
        (lambda x: np.float32([1, 2]) @ x, "<lambda>: numpy.matmul"),
        (changes, "changes no array"),
        (lambda x: 3, "not int"),
        (lambda x: np.cumsum(x), "cumsum"),
        (lambda x: np.add.reduce(x), "add"),
        (lambda x: x + "a", "str"),
        (lambda x: gt.exp(x, out=x), "out="),
    ):
        with pytest.raises(TypeError, match=text):
            gt.fuse(function)(x)
    with pytest.raises(gt.ImplicitTransferError):
        gt.fuse(lambda x, y: x + y)(x, np.float32([1, 2]))
    with pytest.raises(TypeError):
        gt.fuse(lambda x: x & 1)(x)
    with pytest.raises(ValueError, match="broadcast"):
        gt.fuse(lambda x, y: x + y)(x, gt.zeros(3))
    with pytest.raises(TypeError):
        gt.fuse(3)


def test_arguments_that_are_equal_but_not_the_same():
    times = gt.fuse(lambda x, c: x * c[0])
    x = gt.asarray(np.arange(4, dtype="int32"))
    assert times(x, (2,)).dtype == np.int32
    assert times(x, (2.0,)).dtype == (x * 2.0).dtype
    assert times(gt.zeros(2, dtype="bool"), (True,)).dtype == np.bool_
    signed = gt.fuse(gt.copysign)
    ones = gt.ones(2, dtype="float32")
    np.testing.assert_array_equal(gt.asnumpy(signed(ones, np.float32(0.0))), [1, 1])
    np.testing.assert_array_equal(gt.asnumpy(signed(ones, np.float32(-0.0))), [-1, -1])


def test_cupy():
    @cp.fuse(kernel_name="squared")
    def squared_difference(x, y):
        return (x - y) * (x - y)

    @cp.fuse
    def plus(x):
        return cp.add(x, 1)

    x = cp.arange(4, dtype="float32")
    np.testing.assert_array_equal(cp.asnumpy(squared_difference(x, 1.5)), (np.arange(4, dtype="float32") - 1.5) ** 2)
    np.testing.assert_array_equal(cp.asnumpy(plus(x)), np.arange(1, 5))
    assert squared_difference(5, 3) == 4
    assert "squared" in repr(squared_difference)


def test_integers_are_rounded_to_floats():
    x = gt.asarray(np.arange(4, dtype=np.int32))
    fused, plain = gt.fuse(lambda v: np.rint(v))(x), np.rint(x)
    assert fused.dtype == plain.dtype and fused.tolist() == plain.tolist()


def test_none_is_no_operand():
    with pytest.raises(TypeError, match="None"):
        gt.fuse(lambda v: v == None)(gt.ones(2))  # noqa: E711


@pytest.mark.parametrize("xp", [np, cp])
def test_ufuncs_that_are_made_of_others(xp, same):
    a, b = arrays()[0], arrays()[1]
    a[0, :3] = np.nan
    x, y = gt.asarray(a), gt.asarray(b)
    for call in (
        lambda u, v: xp.fmax(u, v) - xp.fmin(u, 0.5),
        lambda u, v: xp.exp2(v) + xp.deg2rad(u) * xp.rad2deg(v),
        lambda u, v: xp.logaddexp2(u, v) + xp.degrees(xp.radians(v)),
    ):
        fused, plain = gt.fuse(call)(x, y), call(x, y)
        assert gt.asnumpy(fused).tobytes() == gt.asnumpy(plain).tobytes()
    same(gt.fuse(lambda u, v: xp.fmax(u, v))(x, y), np.fmax(a, b))
