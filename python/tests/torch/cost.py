"""Host time of x + y through torch above the same calls of the C library (create, gt_binary, free), in microseconds.

python cost.py: both in turns, in batches of 20 with a finish between; medians, and the least, of the time of the
calling thread, which is what it costs the program, and of the clock, which other programs on the machine lengthen."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch

import gputensor.torch
from gputensor import _torch

BATCH = 20


def timed(f: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.thread_time_ns(), time.perf_counter_ns()
    f()
    spent = (time.thread_time_ns() - cpu) / BATCH / 1000, (time.perf_counter_ns() - wall) / BATCH / 1000
    gputensor.torch.synchronize()
    return spent


def main(rounds: int = 2000) -> list[tuple[str, float, float]]:
    """[(what, torch, C)]"""
    x, y = torch.ones(1024, device="gputensor"), torch.ones(1024, device="gputensor")

    def through_torch() -> None:
        for _ in range(BATCH):
            x + y

    times = [(timed(through_torch), timed(lambda: _torch.add_in_c(x, y, BATCH))) for _ in range(rounds)]
    columns = {"median of the thread's time": (0, statistics.median), "least of the thread's time": (0, min)}
    columns["median of the clock"] = (1, statistics.median)
    return [(what, f(t[k] for t, _ in times), f(c[k] for _, c in times)) for what, (k, f) in columns.items()]


if __name__ == "__main__":
    for what, t, c in main():
        print(f"x + y of 1024 elements, {what}: torch {t:.2f} us, C {c:.2f} us, above C {t - c:.2f} us")
