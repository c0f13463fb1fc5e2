"""Times training steps through torch: an MLP and the network of the digits, on "gputensor" and, where torch has
CUDA, on "cuda", in turns in one run, and prints medians and their ratio.

    python torch_mlp.py [--rows 4096] [--width 2048] [--seconds 20]

Each device has a process of its own, as torch takes one accelerator in a process: where gputensor is registered, its
autograd refuses CUDA. They take turns. A step is timed from its beginning until the device is done, 5 steps at a time;
--step-sync times each. The parameters that both devices end with are compared, too. It runs from a checkout without installing anything, with a
libgputensor that is there and the extension built by one line:

    cc -std=c11 -O2 -shared -fPIC -I include \\
        -I "$(python3 -c 'import sysconfig; print(sysconfig.get_paths()["include"])')" \\
        python/src/torch*.c -o python/gputensor/_torch.abi3.so -L build -l:libgputensor.so.0.2 -Wl,-rpath,"$PWD/build"
    GPUTENSOR_LIBRARY=$PWD/build/libgputensor.so.0.2 PYTHONPATH=python python3 python/tests/bench/torch_mlp.py
"""

from __future__ import annotations

import argparse
import copy
import multiprocessing
import statistics
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import torch
from torch import nn

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"


def stepper(
    model: nn.Module, optimizer: Callable[..., torch.optim.Optimizer], x: torch.Tensor, y: torch.Tensor, device: str
) -> tuple[nn.Module, Callable[[], None]]:
    model = copy.deepcopy(model).to(device)
    x, y, how = x.to(device), y.to(device), optimizer(model.parameters())

    def step() -> None:
        how.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        how.step()

    return model, step


def mlp(rows: int, width: int) -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    model = nn.Sequential(
        nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10)
    )
    return model, torch.randn(rows, width), torch.randint(0, 10, (rows,))


def digits() -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    pixels, labels = np.load(DATA / "digits_pixels.npy")[:64], np.load(DATA / "digits_labels.npy")[:64]
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    return model, torch.from_numpy(pixels.astype(np.float32) / 16), torch.from_numpy(labels.astype(np.int64))


OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
    "Adam": lambda p: torch.optim.Adam(p, lr=1e-3),
}


def runner(device: str, rows: int, width: int, pipe: Connection) -> None:
    """What a device's process does: sets up a network and an optimizer where it gets their names, runs as many steps as
    it gets a number of and answers with the milliseconds of one, and with the parameters where it gets None."""
    if device == "gputensor":
        import gputensor.torch as accelerator

        name = accelerator.get_device_name()
    else:
        accelerator = torch.cuda
        name = torch.cuda.get_device_name() if device == "cuda" else "CPU"
    synchronize: Callable[[], None] = accelerator.synchronize if device != "cpu" else lambda: None
    torch.backends.cuda.matmul.allow_tf32 = False
    pipe.send(name)
    while (what := pipe.recv()) is not False:
        if isinstance(what, tuple):
            torch.manual_seed(0)
            model, step = stepper(*_case(what[0], rows, width, what[1]), device)
        elif what is None:
            pipe.send([p.detach().cpu().numpy() for p in model.parameters()])
        else:
            synchronize()
            start = time.perf_counter()
            for _ in range(what):
                step()
            synchronize()
            pipe.send((time.perf_counter() - start) / what * 1e3)
    pipe.send(dict(accelerator.fallbacks()) if device == "gputensor" else {})


def _case(network: str, rows: int, width: int, optimizer: str) -> tuple:
    model, x, y = digits() if network == "digits" else mlp(rows, width)
    return model, OPTIMIZERS[optimizer], x, y


def contest(network: str, pipes: dict[str, Connection], seconds: float, each: bool) -> None:
    for how in OPTIMIZERS:
        for pipe in pipes.values():
            pipe.send((network, how))
        times: dict[str, list[float]] = {d: [] for d in pipes}
        end, n = time.perf_counter() + seconds / len(OPTIMIZERS), 1 if each else 5
        while time.perf_counter() < end or min(map(len, times.values())) < 5:
            for d, pipe in pipes.items():
                pipe.send(n)
                times[d].append(pipe.recv())
        medians = {d: statistics.median(t[len(t) // 5 :]) for d, t in times.items()}
        line = "  ".join(f"{d} {m:.3f} ms" for d, m in medians.items())
        if len(pipes) > 1:
            a, b = pipes
            for pipe in pipes.values():
                pipe.send(None)
            error = max(abs(p - q).max() for p, q in zip(pipes[a].recv(), pipes[b].recv()))
            line += f"  {b} / {a} {medians[b] / medians[a]:.2f}  parameters differ by {error:.1e}"
        print(f"{network:8} {how:5} {line}  ({min(map(len, times.values())) * n} steps)", flush=True)


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--rows", type=int, default=4096)
    p.add_argument("--width", type=int, default=2048)
    p.add_argument("--seconds", type=float, default=20, help="for each network")
    p.add_argument("--step-sync", action="store_true", help="wait after every step")
    p.add_argument(
        "--beside",
        choices=["cuda", "cpu", "none"],
        default="cuda" if torch.cuda.is_available() else "none",
        help="the device to compare with",
    )
    a = p.parse_args()
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Connection] = {}
    for device in ["gputensor"] + ([a.beside] if a.beside != "none" else []):
        pipes[device], theirs = context.Pipe()
        context.Process(target=runner, args=(device, a.rows, a.width, theirs), daemon=True).start()
        print(f"{device}: {pipes[device].recv()}")
    contest("digits", pipes, a.seconds, a.step_sync)
    contest("mlp", pipes, a.seconds, a.step_sync)
    for pipe in pipes.values():
        pipe.send(False)
    print("operators on the CPU:", [pipe.recv() for pipe in pipes.values()][0] or "none")


if __name__ == "__main__":
    main()
