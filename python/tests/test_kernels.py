"""Kernels of one's own: CuPy's three kinds, and gputensor.Kernel, against numpy."""

import numpy as np
import pytest

import gputensor as gt
import gputensor.cupy as cp

SQUARED = cp.ElementwiseKernel("T x, T y", "T z", "z = (x - y) * (x - y)", "squared_difference")
NORM = cp.ReductionKernel("T x", "T y", "x * x", "a + b", "y = sqrt(a)", "0", "norm")
SAXPY = cp.RawKernel(
    """
kernel void saxpy(global const float *x, global float *y, float a, long n)
{
    long i = get_global_id(0);
    if (i < n) y[i] += a * x[i];
}""",
    "saxpy",
)


def test_elementwise(rng, same):
    a, b = rng.random((3, 4), dtype=np.float32), rng.random((3, 4), dtype=np.float32)
    x, y = gt.asarray(a), gt.asarray(b)
    same(SQUARED(x, y), (a - b) ** 2)
    same(SQUARED(x.T, y.T), (a.T - b.T) ** 2)
    same(SQUARED(x[1:, ::-1], y[1:]), (a[1:, ::-1] - b[1:]) ** 2)
    same(SQUARED(x, y[0]), (a - b[0]) ** 2)
    same(SQUARED(x, 2), (a - 2) ** 2)
    same(SQUARED(gt.asarray([1, 5]), gt.asarray([3, 2])), np.array([4, 9]))
    out = gt.zeros((4, 3))
    assert SQUARED(x, y, out.T) is not None
    same(out, ((a - b) ** 2).T)
    assert SQUARED(x[:0], y[:0]).shape == (0, 4)


def test_elementwise_with_several_outputs_and_types(same):
    both = cp.ElementwiseKernel("float32 x, int32 k", "float32 y, bool big", "y = x * k + i; big = y > 3", "both")
    x, k = np.arange(4, dtype=np.float32), np.array([1, 2, 1, 2], np.int32)
    y, big = both(gt.asarray(x), gt.asarray(k))
    expected = x * k.astype(np.float32) + np.arange(4, dtype=np.float32)
    same(y, expected)
    same(big, expected > 3)
    half = cp.ElementwiseKernel("T x", "T y", "y = x * 2", "twice")
    same(half(gt.asarray(x, dtype="float16")), (x * 2).astype("float16"))
    assert half(gt.asarray(x, dtype="bfloat16")).astype("float32").tolist() == (x * 2).tolist()


def test_raw_parameters(same):
    backwards = cp.ElementwiseKernel("raw T x", "T y", "y = x[_ind.size() - i - 1]", "backwards")
    a = np.arange(5, dtype=np.float32)
    out = gt.zeros(5)
    backwards(gt.asarray(a), out)
    same(out, a[::-1])
    every = cp.ElementwiseKernel("raw T x", "raw T y", "y[i] = x[2 * i]", "every", preamble="// nothing")
    out = gt.zeros(2)
    every(gt.asarray(a), out, size=2)
    same(out, a[:4:2])


def test_reduction(rng, same):
    a = rng.random((3, 5, 4), dtype=np.float32)
    x = gt.asarray(a)
    for axis in (None, 0, -1, (0, 2)):
        expected = np.sqrt((a**2).sum(axis=axis))
        same(NORM(x, axis=axis), expected, rtol=1e-5)
    same(NORM(x, axis=1, keepdims=True), np.sqrt((a**2).sum(axis=1, keepdims=True)), rtol=1e-5)
    same(NORM(x.T, axis=0), np.sqrt((a.T**2).sum(axis=0)), rtol=1e-5)
    long = np.ones(3_000_000, np.float32)
    same(NORM(gt.asarray(long)), np.float32(np.sqrt(3e6)), rtol=1e-5)
    dot = cp.ReductionKernel("T x, T y", "float32 z", "x * y", "a + b", "z = a", "0", "dot", reduce_type="float32")
    same(dot(x, x), (a * a).sum(), rtol=1e-5)
    largest = cp.ReductionKernel("int32 x", "int32 y", "x", "max(a, b)", "y = a", "-2147483647 - 1", "largest")
    assert largest(gt.asarray([3, 9, -2], dtype="int32")).item() == 9
    assert NORM(gt.zeros(0)).item() == 0


def test_raw_kernel(same):
    x, y = cp.arange(10, dtype=cp.float32), cp.ones(10)
    SAXPY.compile()
    SAXPY((3,), (4,), (x, y, np.float32(2), 10))
    same(y, np.arange(10, dtype=np.float32) * 2 + 1)
    SAXPY((3,), (4,), (x, y, -2.0, np.int64(10)))
    same(y, np.ones(10, np.float32))
    sums = cp.RawKernel(
        """
kernel void sums(global const float *x, global float *y, local float *shared)
{
    int i = get_local_id(0), j;
    float sum = 0;
    shared[i] = x[get_global_id(0)];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (j = 0; j < get_local_size(0); j++) sum += shared[j];
    if (i == 0) y[get_group_id(0)] = sum;
}""",
        "sums",
    )
    y = cp.zeros(2)
    sums((2,), (4,), (cp.arange(8, dtype=cp.float32), y), shared_mem=16)
    assert y.tolist() == [6, 22]


def test_kernel(same):
    add = gt.Kernel("kernel void f(global int *x, int by) { x[get_global_id(0) + 3 * get_global_id(1)] += by; }", "f")
    x = gt.zeros((2, 3), dtype="int32")
    add(x, np.int32(5), grid=(3, 2))
    add(x, np.int32(1), grid=(3, 1), block=(3, 1))
    same(x, np.array([[6, 6, 6], [5, 5, 5]], np.int32))
    x.device.release()
    fresh = gt.zeros((2, 3), dtype="int32")
    add(fresh, np.int32(5), grid=(3, 2))  # compiled anew
    assert fresh.sum().item() == 30


@pytest.mark.parametrize(
    "call, error, text",
    [
        (lambda: cp.ElementwiseKernel("T x", "T y", "y = no_such(x)", "bad")(gt.ones(2)), gt.BuildError, "no_such"),
        (lambda: cp.ElementwiseKernel("T x", "", "x", "bad"), ValueError, "output"),
        (lambda: cp.ElementwiseKernel("T", "T y", "y = 1", "bad"), ValueError, "parameter"),
        (lambda: cp.ElementwiseKernel("T x", "T x", "x = 1", "bad"), ValueError, "twice"),
        (lambda: cp.ElementwiseKernel("T i", "T y", "y = 1", "bad"), ValueError, "named i"),
        (lambda: cp.ElementwiseKernel("complex256 x", "T y", "y = 1", "bad"), TypeError, "complex256"),
        (lambda: cp.ElementwiseKernel("T x", "T y", "y = 1", "not a name"), ValueError, "not a name"),
        (lambda: SQUARED(gt.ones(2)), TypeError, "squared_difference: 2 "),
        (lambda: SQUARED(gt.ones(2), gt.ones(3)), ValueError, r"squared_difference.*\(2,\).*\(3,\)"),
        (lambda: SQUARED(gt.ones(2), gt.ones(2, "int32")), TypeError, "T is float32 and int32"),
        (lambda: SQUARED(gt.ones(2), np.ones(2)), gt.ImplicitTransferError, "squared_difference"),
        (lambda: SQUARED(gt.ones(2), "text"), TypeError, "str"),
        (lambda: SQUARED(gt.ones(2), gt.ones(2), gt.ones(3)), ValueError, "squared_difference"),
        (lambda: cp.ElementwiseKernel("float32 x", "T y", "y = x", "bad")(gt.ones(2)), TypeError, "T"),
        (
            lambda: cp.ElementwiseKernel("raw T x", "raw T y", "y[i] = x[i]", "bad")(gt.ones(2), gt.ones(2)),
            ValueError,
            "size",
        ),
        (
            lambda: cp.ElementwiseKernel("raw T x", "T y", "y = x[i]", "bad")(
                gt.ones(2, "float16"), gt.ones(2, "float16")
            ),
            TypeError,
            "raw",
        ),
        (lambda: NORM(gt.ones(2), axis=1), ValueError, "axis 1"),
        (lambda: NORM(3.0), TypeError, "array"),
        (lambda: cp.ReductionKernel("raw T x", "T y", "x", "a", "y = a", "0"), ValueError, "raw"),
        (lambda: SAXPY((1,), (4,), (gt.ones(4), gt.ones(4))), ValueError, "saxpy"),
        (lambda: SAXPY((1,), (4,), (gt.ones(8)[2:6], gt.ones(4), np.float32(1), 4)), NotImplementedError, "first"),
        (lambda: SAXPY((1,) * 4, (4,), (gt.ones(4),)), ValueError, "axes"),
        (lambda: cp.RawKernel("kernel void f(global int *x) {}", "g").compile(), ValueError, "g"),
        (
            lambda: gt.Kernel("kernel void f(global float *x) {}", "f")(np.ones(2), grid=(1,)),
            gt.ImplicitTransferError,
            "host",
        ),
    ],
)
def test_wrong(call, error, text):
    with pytest.raises(error, match=text):
        call()
