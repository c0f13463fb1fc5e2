"""How long a function takes: on the host, and until the device is done."""

from __future__ import annotations

import statistics
import time
from typing import Any, NamedTuple

from .hardware import device as find_device


class Timing(NamedTuple):
    """What benchmark() has measured, in microseconds; print it."""

    name: str
    host: float
    total: float
    fastest: float
    first: float
    kernels: int
    repeat: int

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.total:.1f} us until the device is done (median of {self.repeat}; fastest "
            f"{self.fastest:.1f}), of which {self.host:.1f} us until the call returns; first call "
            f"{self.first / 1000:.1f} ms, which compiled {self.kernels} kernels"
        )


def benchmark(function: Any, *args: Any, repeat: int = 20, device: Any = None, **kwargs: Any) -> Timing:
    """Calls function(*args, **kwargs) once, which compiles what it needs, and `repeat` times more, which are measured.

    device: the one that is waited for; that of the first array among the arguments if none is given.
    """
    where = device
    if where is None:
        where = next((x.device for x in args if hasattr(x, "_pointer")), None)
    where = find_device(where)
    where.synchronize()
    before = where.statistics()["programs_built"]
    begin = time.perf_counter()
    function(*args, **kwargs)
    where.synchronize()
    first = time.perf_counter() - begin
    kernels = where.statistics()["programs_built"] - before
    hosts, totals = [], []
    for _ in range(repeat):
        begin = time.perf_counter()
        function(*args, **kwargs)
        returned = time.perf_counter()
        where.synchronize()
        totals.append(time.perf_counter() - begin)
        hosts.append(returned - begin)
    return Timing(
        getattr(function, "__name__", "function"),
        statistics.median(hosts) * 1e6,
        statistics.median(totals) * 1e6,
        min(totals) * 1e6,
        first * 1e6,
        kernels,
        repeat,
    )
