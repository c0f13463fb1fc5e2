#!/usr/bin/env python3
"""cost.py [rounds]: what x + y of 1024 elements costs on the host, from Python and by the same calls in C, taking turns
in batches of 20 with a wait between; medians in microseconds. `cost.py large [rounds]`: how long large operations take
until the device is done, the two taking turns. Needs a C compiler and the checkout's headers."""

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
    """The functions of cost.c, linked to the library that this process has already."""
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
    functions = ctypes.PyDLL(str(made))
    for name in ("cost", "sum_of_two", "sum_of_all", "product"):
        getattr(functions, name).argtypes = [ctypes.c_void_p] * 3 + [ctypes.c_int] * (name == "cost")
    return functions


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
        cost = compiled(folder).cost
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


def measure_large(rounds):
    """For each operation, its medians in C and from Python in milliseconds, and the median of the rounds' quotients."""
    x, y, a, b = gt.ones((4096, 4096)), gt.ones((4096, 4096)), gt.ones((768, 768)), gt.ones((768, 768))
    device = x.device
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        functions = compiled(folder)
        for name, call, left, right, python in (
            ("x + y, 2^24 elements", functions.sum_of_two, x, y, lambda: x + y),
            ("x.sum(), 2^24 elements", functions.sum_of_all, x, y, lambda: x.sum()),
            ("a @ b, 768 x 768", functions.product, a, b, lambda: a @ b),
        ):
            pairs = []
            for turn in range(rounds + 1):
                pair = {}
                for way in ("C", "Python") if turn % 2 else ("Python", "C"):
                    begin = time.perf_counter()
                    if way == "C":
                        assert call(device.queue(), left._pointer, right._pointer) == 0
                    else:
                        python()
                        device.synchronize()
                    pair[way] = (time.perf_counter() - begin) * 1e3
                pairs.append(pair)
            quotient = statistics.median(pair["Python"] / pair["C"] for pair in pairs[1:])
            result[name] = (*(statistics.median(pair[way] for pair in pairs[1:]) for way in ("C", "Python")), quotient)
    return result


if __name__ == "__main__" and sys.argv[1:2] == ["large"]:
    print(f"gputensor {gt.__version__}, {gt.device().name}")
    for name, (in_c, from_python, quotient) in measure_large(int((sys.argv[2:] or [100])[0])).items():
        print(f"{name:24} C {in_c:7.2f} ms, Python {from_python:7.2f} ms, {100 * (quotient - 1):+.1f} %")
elif __name__ == "__main__":
    medians = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
    extension = "with" if reference.extension is not None else "without"
    print(f"gputensor {gt.__version__} {extension} the extension, {gt.device().name}")
    for name, median in medians.items():
        above = "" if name in ("C", "empty call") else f", {median - medians['C']:.2f} above C"
        print(f"{name:14} {median:7.2f} us{above}")
