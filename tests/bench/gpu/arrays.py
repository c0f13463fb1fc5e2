#!/usr/bin/env python3
"""arrays.py [PATTERN]: the Python package beside CuPy on the same card in one run (beside NumPy, where there
is no CuPy).

Scans, sorts, indexing, random numbers, fused expressions, reductions and transforms of arrays of random numbers. Times
are medians of rounds that alternate between the sides, with one wait at the end of each; GB/s count what each operation
must read and write at least. "ratio" > 1: gputensor is faster. GPUTENSOR_DEVICE chooses gputensor's device."""
import re
import statistics
import sys
import time

import numpy as np

import gputensor as gt
import gputensor.cupy as ours_cupy

try:
    import cupy as cp
    wait_rival, N = cp.cuda.runtime.deviceSynchronize, 1 << 26
except ImportError:
    cp, wait_rival, N = None, (lambda: None), 1 << 22
xp = cp or np
only = sys.argv[1] if len(sys.argv) > 1 else ""
rng = np.random.default_rng(1)


def both(a):
    return gt.asarray(a), (cp.asarray(a) if cp else a)


def timed(call, wait, n):
    wait()
    begin = time.perf_counter()
    for _ in range(n):
        call()
    wait()
    return (time.perf_counter() - begin) / n


def compare(name, size, ours, theirs, same=None):
    """`size`: bytes that the operation moves. `same`: how near the results must be (None: not compared)."""
    if not re.search(only, name):
        return
    try:
        begin = time.perf_counter()
        got = ours()
        gt.synchronize()
        first, want, note = time.perf_counter() - begin, theirs(), ""
        if same is not None:
            want = want.get() if cp else want
            error = float(np.max(np.abs(gt.asnumpy(got).astype(np.complex128) - want), initial=0))
            note = f"  error {error:.1e}" + ("" if error <= same else " WRONG")
        sides = [(ours, gt.synchronize), (theirs, wait_rival)]
        n = [max(1, min(200, int(0.02 / max(timed(f, w, 2), 1e-7)))) for f, w in sides]
        times = [[] for _ in sides]
        for _ in range(7):
            for t, (f, w), k in zip(times, sides, n):
                t.append(timed(f, w, k))
        x, y = map(statistics.median, times)
        print(f"{name:34} {1e6 * x:10.0f} {1e6 * y:10.0f} us  {1e-9 * size / x:8.1f} GB/s  ratio {y / x:6.2f}"
              f"  first call {1e3 * first:6.0f} ms{note}", flush=True)
    except Exception as failure:  # a case that fails must not hide the others
        print(f"{name:34} FAILED: {type(failure).__name__}: {str(failure)[:300]}", flush=True)


flat = rng.standard_normal(N).astype(np.float32)
x, u = both(flat)
X, U = both(flat.reshape(-1, 4096))
k, w = both(rng.integers(0, 2**31, N).astype(np.int32))
i, j = both(rng.integers(0, N, N).astype(np.int64))
m, o = x > 0, u > 0
size = flat.nbytes

compare("copy", 2 * size, lambda: x.copy(), lambda: u.copy(), 0)
compare("cumsum flat float32", 2 * size, lambda: gt.cumulative_sum(x, axis=0), lambda: xp.cumsum(u), 1)
compare("cumsum rows float32", 2 * size, lambda: gt.cumulative_sum(X, axis=1), lambda: xp.cumsum(U, axis=1), 1e-2)
compare("cumsum columns float32", 2 * size, lambda: gt.cumulative_sum(X, axis=0), lambda: xp.cumsum(U, axis=0), 1e-1)
compare("sort flat float32", 2 * size, lambda: gt.sort(x), lambda: xp.sort(u), 0)
compare("sort flat int32", 2 * size, lambda: gt.sort(k), lambda: xp.sort(w), 0)
compare("sort rows float32", 2 * size, lambda: gt.sort(X), lambda: xp.sort(U), 0)
compare("sort columns float32", 2 * size, lambda: gt.sort(X, axis=0), lambda: xp.sort(U, axis=0), 0)
compare("argsort flat float32", 3 * size, lambda: gt.argsort(x), lambda: xp.argsort(u))
compare("argsort rows float32", 3 * size, lambda: gt.argsort(X), lambda: xp.argsort(U))
compare("unique values int32", 2 * size, lambda: gt.unique_values(k), lambda: xp.unique(w), 0)
compare("searchsorted", 3 * size, lambda: gt.searchsorted(s, x), lambda: xp.searchsorted(v, u), 0) if (
    s := gt.sort(x)) is not None and (v := xp.sort(u)) is not None else None
compare("take random float32", 4 * size, lambda: gt.take(x, i), lambda: xp.take(u, j), 0)
compare("select by a mask", 1.75 * size, lambda: x[m], lambda: u[o], 0)
compare("nonzero of a mask", 1.25 * size, lambda: gt.nonzero(m)[0], lambda: xp.nonzero(o)[0], 0)
ours, theirs = gt.random.default_rng(1), xp.random.default_rng(1)
compare("uniform float32", size, lambda: ours.random(N, dtype=np.float32), lambda: theirs.random(N, dtype=np.float32))
compare("normal float32", size, lambda: ours.standard_normal(N, dtype=np.float32),
        lambda: theirs.standard_normal(N, dtype=np.float32))
y, v2 = both(rng.standard_normal(N).astype(np.float32))
def products(a, b, c):
    return a * b + b * c


fused, theirs_fused = gt.fuse(products), (cp.fuse(products) if cp else products)
compare("fused a * b + b * c", 3 * size, lambda: fused(x, y, x), lambda: theirs_fused(u, v2, u), 1e-5)
compare("softmax rows", 2 * size, lambda: gt.softmax(X, axis=1),
        lambda: (lambda e: e / e.sum(axis=1, keepdims=True))(xp.exp(U - U.max(axis=1, keepdims=True))), 1e-6)
compare("argmax flat", size, lambda: gt.argmax(x), lambda: xp.argmax(u), 0)
compare("sum columns", size, lambda: gt.sum(X, axis=0), lambda: U.sum(axis=0), 1)
compare("sum of the middle axis", size, lambda: gt.sum(x.reshape((-1, 64, 64)), axis=1),
        lambda: u.reshape(-1, 64, 64).sum(axis=1), 1e-2)
r, rr = both(rng.integers(0, X.shape[0], 1 << 22).astype(np.int64))
c, cc = both(rng.integers(0, X.shape[1], 1 << 22).astype(np.int64))
compare("x[i, j] of 2^22 places", 24 << 22, lambda: X[r, c], lambda: U[rr, cc], 0)
compare("histogram of 100 bins", size, lambda: gt.histogram(x, bins=100, range=(-4, 4))[0],
        lambda: xp.histogram(u, bins=100, range=(-4, 4))[0], 0)
compare("permutation", 16 * N, lambda: ours.permutation(N), lambda: xp.random.permutation(N))
# Values that go to places: fewer and fewer of them, and many to few.
for label, count, places in (("2^24 to 2^26", N >> 2, N), ("2^20 to 2^26", N >> 6, N), ("2^14 to 2^26", N >> 12, N),
                             ("2^24 to 100", N >> 2, 100), ("1000 to 2^26", 1000, N)):
    i1, j1 = both(rng.integers(0, places, count).astype(np.int64))
    a1, b1 = both(rng.integers(-9, 9, count).astype(np.float32))
    c1, d1 = both(np.zeros(places, np.float32))

    def added(add, target, index, value):
        add.at(target, index, value)
        return target

    def replaced(target, index, value):
        target[index] = value
        return target

    compare(f"add.at {label}", 20 * count, lambda: added(ours_cupy.add, c1, i1, a1), lambda: added(xp.add, d1, j1, b1), 0)
    compare(f"x[i] = y {label}", 16 * count, lambda: replaced(c1, i1, a1), lambda: replaced(d1, j1, b1))
e1, f1 = both(rng.integers(0, X.shape[1], (X.shape[0], 64)).astype(np.int64))
g1, h1 = both(np.ones((X.shape[0], 64), np.float32))
compare("put_along_axis rows", 16 * e1.size, lambda: ours_cupy.put_along_axis(X.copy(), e1, g1, 1),
        lambda: xp.put_along_axis(U.copy(), f1, h1, 1))
compare("take_along_axis rows", 16 * e1.size, lambda: gt.take_along_axis(X, e1, axis=1),
        lambda: xp.take_along_axis(U, f1, 1), 0)


def normalised(a):
    d = a - a.mean(axis=1, keepdims=True)
    return d / ((d * d).mean(axis=1, keepdims=True) + 1e-5) ** 0.5


fused_norm = gt.fuse(normalised)
compare("fused layer norm rows", 2 * size, lambda: fused_norm(X), lambda: normalised(U), 1e-4)
compare("sum of rows of 100", 4 * (N // 100 * 100), lambda: gt.sum(x[: N // 100 * 100].reshape((-1, 100)), axis=1),
        lambda: u[: N // 100 * 100].reshape(-1, 100).sum(axis=1), 1e-2)
z = rng.standard_normal(N // 2).astype(np.float32).view(np.complex64)
for label, shape in (("flat", (-1,)), ("rows of 4096", (-1, 4096)), ("rows of 1000", (-1, 1000))):
    n = z.size // 1000 * 1000 if shape[-1] == 1000 else z.size
    f, g = both(z[:n].reshape(shape))
    compare(f"fft {label} complex64", 2 * f.nbytes, lambda: gt.fft.fft(f), lambda: xp.fft.fft(g), 0.2)
    compare(f"rfft {label} float32", 2 * f.nbytes, lambda: gt.fft.rfft(f.real), lambda: xp.fft.rfft(g.real), 0.2)
edge = 2048 if cp else 512
f, g = both((rng.standard_normal((edge, edge)) + 1j * rng.standard_normal((edge, edge))).astype(np.complex64))
compare(f"matmul {edge} complex64", 3 * f.nbytes, lambda: f @ f, lambda: g @ g, 0.01)
