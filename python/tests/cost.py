#!/usr/bin/env python3
"""cost.py [rounds]: what x + y of 1024 elements costs on the host, from Python and by the same calls in C, taking turns
in batches of 20 with a wait between; medians in microseconds. Needs a C compiler and the checkout's headers."""

import ctypes
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import gputensor as gt
from gputensor import binding, reference

HERE = pathlib.Path(__file__).parent
BATCH = 20


def compiled(folder):
    """cost() of cost.c, linked to the library that this process has already."""
    made = pathlib.Path(folder) / "cost.so"
    subprocess.run(
        [
            "cc",
            "-O2",
            "-shared",
            "-fPIC",
            f"-I{HERE.parents[1] / 'include'}",
            str(HERE / "cost.c"),
            "-o",
            str(made),
            binding.lib.path,
        ],
        check=True,
    )
    function = ctypes.PyDLL(str(made)).cost
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
    return function


def measure(rounds):
    """Medians: of C, of the operator, of numpy's function of it, of an empty call, in microseconds a call."""
    x, y = gt.ones(1024), gt.ones(1024)
    queue, device = x.device.queue(), x.device
    nothing = getattr(reference.extension, "nothing", None) or (lambda *_: None)

    def in_python():
        for _ in range(BATCH):
            x + y

    def by_function(add=gt.add):
        for _ in range(BATCH):
            add(x, y)

    def empty():
        for _ in range(BATCH):
            nothing(x, y)

    with tempfile.TemporaryDirectory() as folder:
        cost = compiled(folder)
        ways = {
            "C": lambda: cost(queue, x._pointer, y._pointer, BATCH),
            "x + y": in_python,
            "gt.add(x, y)": by_function,
            "empty call": empty,
        }
        times = {name: [] for name in ways}
        order = list(ways)
        for _ in range(rounds):
            order.append(order.pop(0))
            for name in order:
                way = ways[name]
                begin = time.perf_counter()
                way()
                times[name].append((time.perf_counter() - begin) / BATCH * 1e6)
                device.synchronize()
    return {name: statistics.median(each) for name, each in times.items()}


if __name__ == "__main__":
    medians = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
    extension = "with" if reference.extension is not None else "without"
    print(f"gputensor {gt.__version__} {extension} the extension, {gt.device().name}")
    for name, median in medians.items():
        above = "" if name in ("C", "empty call") else f", {median - medians['C']:.2f} above C"
        print(f"{name:14} {median:7.2f} us{above}")
