"""What gputensor.cupy has as objects: poly1d, vectorize, RawModule; and methods of arrays beside them."""

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp


def same(actual, expected):
    np.testing.assert_allclose(gt.asnumpy(getattr(actual, "c", actual)), getattr(expected, "c", expected), 1e-5, 1e-6)


def test_polynomials():
    one, other = [0.0, 1.0, -3.0, 2.0], [2.0, 1.0]
    p, q, a, b = cp.poly1d(one), cp.poly1d(other), np.poly1d(one), np.poly1d(other)
    x = np.float32([-1, 0.5, 3])
    for make in (
        lambda u, v: u + v,
        lambda u, v: u - v,
        lambda u, v: 3 - u,
        lambda u, v: u * v,
        lambda u, v: [1, 2] * u,
        lambda u, v: 2 * -u + 1,
        lambda u, v: u / 4,
        lambda u, v: 2 / v,
        lambda u, v: ([1, 2, 3] / v)[0],
        lambda u, v: ([1, 2, 3] / v)[1],
        lambda u, v: (u / v)[0],
        lambda u, v: (u / v)[1],
        lambda u, v: u**3,
        lambda u, v: u**0,
        lambda u, v: u(v),
        lambda u, v: u.deriv(),
        lambda u, v: u.deriv(2),
        lambda u, v: u.integ(2, [3, 4]),
    ):
        same(make(p, q), make(a, b))
    same(p(gt.asarray(x)), a(x))
    same(np.sort(gt.asnumpy(p.roots)), np.sort(a.roots))
    same(cp.poly1d([1.0, 2.0], r=True), np.poly1d([1, 2], r=True))
    assert p.order == len(p) == 2 and p[1].item() == -3 and p[9].item() == 0 and p == cp.poly1d(one[1:])
    assert p != q and str(p) == str(a) and "poly1d" in repr(p) and p.get() == a
    assert cp.poly1d([0.0, 0.0]).c.tolist() == [0] and cp.poly1d([1, 2], variable="z").variable == "z"
    p[4] = 7
    assert p.c.tolist() == [7, 0, 1, -3, 2]
    for wrong in (lambda: cp.poly1d([[1, 2]]), lambda: p**-1, lambda: p.__setitem__(-1, 2)):
        with pytest.raises(ValueError, match="poly1d"):
            wrong()


def test_functions_of_numbers():
    @cp.vectorize
    def away(a, b):
        """How far."""
        return cp.where(a > b, a - b, b - a)

    a = np.float32([[1, 5, 3], [2, 2, 9]])
    same(away(gt.asarray(a), 3), abs(a - 3))
    same(away(a.tolist(), gt.asarray(a[0])), abs(a - a[0]))
    assert away.__doc__ == "How far." and away(3, 5).item() == 2
    assert cp.vectorize(lambda x: x + 1, otypes="f")(gt.asarray([1, 2])).dtype == np.float32
    both = cp.vectorize(lambda x: (x, x * 2), otypes=[np.int8, np.float16])(gt.asarray([1, 2]))
    assert [x.dtype for x in both] == [np.int8, np.float16] and both[1].tolist() == [2, 4]
    with pytest.raises(ValueError, match="otypes"):
        cp.vectorize(lambda x: x, otypes="fd")(gt.ones(2))
    with pytest.raises(TypeError, match="where"):
        cp.vectorize(lambda x: x if x > 0 else -x)(gt.ones(2))
    with pytest.raises(NotImplementedError, match="signature"):
        cp.vectorize(lambda x: x, signature="(n)->()")


def test_kernels_of_one_text():
    module = cp.RawModule(
        code="kernel void twice(global float *x) { x[get_global_id(0)] *= 2; }"
        "kernel void more(global float *x) { x[get_global_id(0)] += N; }",
        options=("-DN=3",),
    )
    x = gt.asarray(np.float32([1, 2, 3, 4]))
    module.compile()
    module.get_function("twice")((2,), (2,), (x,))
    module.get_function("more")((4,), (1,), (x,))
    assert x.tolist() == [5, 7, 9, 11]
    with pytest.raises(ValueError, match="none"):
        module.get_function("none").compile()
    for make in (
        lambda: cp.RawModule(code="", name_expressions=["twice<float>"]),
        lambda: cp.RawKernel("", "twice", option=()),
        lambda: cp.ElementwiseKernel("T x", "T y", "y = x", loop_prep="T z = 2"),
    ):
        with pytest.raises(TypeError, match="unexpected keyword"):
            make()


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "uint64", "float16", "float32", "complex64"])
def test_bytes_in_the_other_order(dtype):
    a = np.arange(1, 25).reshape(2, 3, 4).astype(dtype)
    for part in ((...,), (slice(None), slice(None, None, -2)), (0, 0, 0), (slice(0), 0)):
        x, expected = gt.asarray(a)[part], np.asarray(a[part]).byteswap()
        assert gt.asnumpy(x.byteswap()).tobytes() == expected.tobytes() and x.byteswap().shape == expected.shape
        assert gt.asnumpy(x).tobytes() == np.asarray(a[part]).tobytes()
        assert x.byteswap(inplace=True) is x and gt.asnumpy(x).tobytes() == expected.tobytes()


def test_choices_by_a_method():
    a = np.array([[0, 1], [2, 0]])
    choices = [np.float32([1, 2]), np.float32([[3], [4]]), np.float32([5, 6])]
    same(gt.asarray(a).choose([gt.asarray(each) for each in choices]), a.choose(choices))
    with pytest.raises(ValueError, match="choose"):
        gt.asarray([3]).choose([1, 2])


def test_what_is_required():
    for wrong in (["C", "F"], ["Q"]):
        with pytest.raises(ValueError, match="require"):
            cp.require(gt.ones(3), requirements=wrong)
    x = gt.ones((2, 3))
    assert cp.require(x) is x and cp.require(x, requirements="O") is not x
    for wrong in (np.nan, np.inf):
        with pytest.raises(ValueError, match="asarray_chkfinite"):
            cp.asarray_chkfinite([1.0, wrong])
