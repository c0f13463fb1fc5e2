#!/usr/bin/env python3
"""Saving memory: smaller dtypes, work in place, views, results into arrays that are there, a limit, and the pool."""

import gputensor as gt
import gputensor.cupy as cp

gt.empty_cache()
MIB = 2**20


def used():
    gt.synchronize()
    return (gt.memory_info().used - start) / MIB


start = gt.memory_info().used
x = gt.ones((1024, 1024))  # 4 MiB
print(f"float32: {used():.1f} MiB")
half = x.astype("float16")
del x
print(f"float16: {used():.1f} MiB")

x = gt.ones((1024, 1024))
peak = gt.memory_info().peak
x *= 2  # in place: no memory for a result
x += 1
view = x[::2].T  # a view: none either
gt.exp(x, out=x)  # into an array that is there
assert gt.memory_info().peak == max(peak, gt.memory_info().used)
print(f"in place and with views: {used():.1f} MiB")

pool = cp.get_default_memory_pool()  # memory of freed arrays is kept for the next ones
del x, view, half
gt.synchronize()
print(f"kept for later: {pool.free_bytes() / MIB:.1f} MiB")
pool.free_all_blocks()
assert pool.free_bytes() == 0

pool.set_limit(size=pool.used_bytes() + 8 * MIB)
try:
    gt.zeros((4096, 4096))  # 64 MiB: too many
except MemoryError as error:
    print("MemoryError:", error)
pool.set_limit(size=0)

large = gt.asarray([1.0] * 4096)  # what does not fit at once goes in parts
total = sum((gt.broadcast_to(large[i : i + 512], (64, 512)) * 2).sum().item() for i in range(0, 4096, 512))
assert total == 64 * 4096 * 2
