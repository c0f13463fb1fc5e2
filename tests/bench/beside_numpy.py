"""python tests/bench/beside_numpy.py: gputensor beside NumPy, in turn in one process, in an environment with both. A
ratio above 1: gputensor is faster. GPUTENSOR_DEVICE picks the device."""
import statistics
import time

import gputensor as gt
import numpy as np

ROUNDS = 7
rng = np.random.default_rng(1)
x = rng.standard_normal(1 << 22).astype(np.float32)
numbers = rng.integers(0, 1000, 1 << 22)
there, numbers_there = gt.asarray(x), gt.asarray(numbers)
contests = {
    "float32 sort 4 Mi": (lambda: gt.sort(there), lambda: np.sort(x)),
    "float32 argsort 4 Mi": (lambda: gt.argsort(there), lambda: np.argsort(x)),
    "float32 unique 4 Mi": (lambda: gt.unique(there), lambda: np.unique(x)),
    "float32 cumsum 4 Mi": (lambda: gt.cumulative_sum(there), lambda: np.cumsum(x)),
    "int64 bincount 4 Mi": (lambda: gt.bincount(numbers_there), lambda: np.bincount(numbers)),
    "float32 histogram 4 Mi": (lambda: gt.histogram(there, 100)[0], lambda: np.histogram(x, 100)[0]),
    "permutation 4 Mi": (
        lambda generator=gt.random.default_rng(1): generator.permutation(1 << 22),
        lambda: rng.permutation(1 << 22),
    ),
}


def seconds(call):
    begin = time.perf_counter()
    result = call()
    if not isinstance(result, np.ndarray):
        gt.asnumpy(result[:1])  # waits
    return time.perf_counter() - begin


for name, (ours, theirs) in contests.items():
    seconds(ours)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    ours_s, theirs_s = (statistics.median(column) for column in zip(*pairs))
    ratio = theirs_s / ours_s
    print(f"{name:28} {ours_s * 1e3:8.2f} ms {theirs_s * 1e3:8.2f} ms NumPy {np.__version__:8} ratio {ratio:.2f}")
