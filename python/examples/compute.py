#!/usr/bin/env python3
"""Computing with CuPy's names: elements, axes, products, views, masks, indices, kernels of one's own."""

import gputensor.cupy as cp

a = cp.arange(12, dtype=cp.float32).reshape(3, 4)
b = cp.ones((4, 2), dtype=cp.float32)

print(cp.matmul(a, b))  # products; any number of batches: a @ b
print(cp.exp(-a) * 2 + cp.sqrt(a))  # element by element, with broadcasting
print(a.sum(axis=0), cp.mean(a), a.argmax(axis=1))

view = a[::-1, 1:3]  # views copy nothing
view += 100
print(a)
a[a > 50] = 0  # a mask
print(a[[2, 0]], cp.where(a > 5, a, -a))  # rows by an index; a choice
print(cp.asnumpy(a @ b))  # to the host, as numpy.ndarray

squared_difference = cp.ElementwiseKernel("T x, T y", "T z", "z = (x - y) * (x - y)", "squared_difference")
norm = cp.ReductionKernel("T x", "T y", "x * x", "a + b", "y = sqrt(a)", "0", "norm")
print(squared_difference(a, a[0]), norm(a, axis=1))  # one kernel each, in OpenCL C
