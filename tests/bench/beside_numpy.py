"""python tests/bench/beside_numpy.py [TEXT]: gputensor beside NumPy, in turn in one process, in an environment with
both; only what has TEXT in its name. A ratio above 1: gputensor is faster. GPUTENSOR_DEVICE picks the device."""
import statistics
import sys
import time

import gputensor as gt
import numpy as np

ROUNDS = 7
rng = np.random.default_rng(1)
x = rng.standard_normal(1 << 22).astype(np.float32)
numbers = rng.integers(0, 1000, 1 << 22)
there, numbers_there = gt.asarray(x), gt.asarray(numbers)


def complex_numbers(shape, dtype):
    host = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(dtype)
    return gt.asarray(host), host


plane_there, plane = complex_numbers((1024, 1024), np.complex64)
line_there, line = gt.reshape(plane_there, (-1,)), plane.reshape(-1)
wide_there, wide = complex_numbers((1024, 1024), np.complex128)
prime_there, prime = complex_numbers(1000003, np.complex64)
rows_there, rows = gt.reshape(there, (1024, 4096)), x.reshape(1024, 4096)
mask_there, mask = there > 0, x > 0
contests = {
    "float32 sort 4 Mi": (lambda: gt.sort(there), lambda: np.sort(x)),
    "float32 sort 1024 rows of 4096": (lambda: gt.sort(rows_there), lambda: np.sort(rows)),
    "float32 argsort 4 Mi": (lambda: gt.argsort(there), lambda: np.argsort(x)),
    "float32 unique 4 Mi": (lambda: gt.unique(there), lambda: np.unique(x)),
    "float32 cumsum 4 Mi": (lambda: gt.cumulative_sum(there), lambda: np.cumsum(x)),
    "float32 x[mask] 4 Mi": (lambda: there[mask_there], lambda: x[mask]),
    "int64 bincount 4 Mi": (lambda: gt.bincount(numbers_there), lambda: np.bincount(numbers)),
    "float32 histogram 4 Mi": (lambda: gt.histogram(there, 100)[0], lambda: np.histogram(x, 100)[0]),
    "permutation 4 Mi": (
        lambda generator=gt.random.default_rng(1): generator.permutation(1 << 22),
        lambda: rng.permutation(1 << 22),
    ),
    "complex64 fft 1 Mi": (lambda: gt.fft.fft(line_there), lambda: np.fft.fft(line)),
    "complex64 fft2 1024 x 1024": (
        lambda: gt.fft.fftn(plane_there, axes=(0, 1)),
        lambda: np.fft.fftn(plane, axes=(0, 1)),
    ),
    "complex64 fft 1000003": (lambda: gt.fft.fft(prime_there), lambda: np.fft.fft(prime)),
    "complex64 matmul 1024": (lambda: plane_there @ plane_there, lambda: plane @ plane),
    "complex128 matmul 1024": (lambda: wide_there @ wide_there, lambda: wide @ wide),
    "complex64 multiply 1 Mi": (lambda: line_there * line_there, lambda: line * line),
    "complex64 exp 1 Mi": (lambda: gt.exp(line_there), lambda: np.exp(line)),
    "complex128 sqrt 1 Mi": (lambda: gt.sqrt(wide_there), lambda: np.sqrt(wide)),
}


def seconds(call):
    begin = time.perf_counter()
    result = call()
    if not isinstance(result, np.ndarray):
        gt.asnumpy(result[:1])  # waits
    return time.perf_counter() - begin


for name, (ours, theirs) in contests.items():
    if len(sys.argv) > 1 and sys.argv[1] not in name:
        continue
    seconds(ours)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    ours_s, theirs_s = (statistics.median(column) for column in zip(*pairs))
    ratio = theirs_s / ours_s
    print(f"{name:30} {ours_s * 1e3:8.2f} ms {theirs_s * 1e3:8.2f} ms NumPy {np.__version__:8} ratio {ratio:.2f}")
