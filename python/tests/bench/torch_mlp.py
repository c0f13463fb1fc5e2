"""Times training steps through torch: an MLP and the network of the digits, on "gputensor" and, where torch has
CUDA, on "cuda", in turns in one run, and prints medians and their ratio.

    python torch_mlp.py [--rows 4096] [--width 2048] [--seconds 20]

A step is timed from its beginning until the device is done, 5 steps at a time; --step-sync times each. The
parameters that both devices end with are compared, too. It runs from a checkout without installing anything, with a
libgputensor that is there and the extension built by one line:

    cc -std=c11 -O2 -shared -fPIC -I include \\
        -I "$(python3 -c 'import sysconfig; print(sysconfig.get_paths()["include"])')" \\
        python/src/torch*.c -o python/gputensor/_torch.abi3.so -L build -l:libgputensor.so.0.2 -Wl,-rpath,"$PWD/build"
    GPUTENSOR_LIBRARY=$PWD/build/libgputensor.so.0.2 PYTHONPATH=python python3 python/tests/bench/torch_mlp.py
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

import gputensor.torch

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"
SYNCHRONIZE = {"gputensor": gputensor.torch.synchronize, "cuda": torch.cuda.synchronize, "cpu": lambda: None}


def stepper(
    model: nn.Module, optimizer: Callable[..., torch.optim.Optimizer], x: torch.Tensor, y: torch.Tensor, device: str
) -> Callable[[], None]:
    model = copy.deepcopy(model).to(device)
    x, y, how = x.to(device), y.to(device), optimizer(model.parameters())

    def step() -> None:
        how.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        how.step()

    step.model = model  # type: ignore[attr-defined]
    return step


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


def contest(
    name: str, case: tuple[nn.Module, torch.Tensor, torch.Tensor], devices: list[str], seconds: float, each: bool
) -> None:
    for how, optimizer in OPTIMIZERS.items():
        steps = {d: stepper(case[0], optimizer, case[1], case[2], d) for d in devices}
        counts = dict.fromkeys(devices, 0)
        times: dict[str, list[float]] = {d: [] for d in devices}
        end, n = time.perf_counter() + seconds / len(OPTIMIZERS), 1 if each else 5
        while time.perf_counter() < end or min(map(len, times.values())) < 5:
            for d in devices:
                SYNCHRONIZE[d]()
                start = time.perf_counter()
                for _ in range(n):
                    steps[d]()
                SYNCHRONIZE[d]()
                times[d].append((time.perf_counter() - start) / n * 1e3)
                counts[d] += n
        medians = {d: statistics.median(t[len(t) // 5 :]) for d, t in times.items()}
        line = "  ".join(f"{d} {m:.3f} ms" for d, m in medians.items())
        if len(devices) > 1:
            a, b = devices
            errors = [
                (p.detach().cpu() - q.detach().cpu()).abs().max().item()
                for p, q in zip(steps[a].model.parameters(), steps[b].model.parameters())
            ]  # type: ignore[attr-defined]
            line += f"  {b} / {a} {medians[b] / medians[a]:.2f}  parameters differ by {max(errors):.1e}"
        print(f"{name:8} {how:5} {line}  ({min(counts.values())} steps)", flush=True)


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--rows", type=int, default=4096)
    p.add_argument("--width", type=int, default=2048)
    p.add_argument("--seconds", type=float, default=20, help="for each network")
    p.add_argument("--step-sync", action="store_true", help="wait after every step")
    p.add_argument(
        "--beside",
        default="cuda" if torch.cuda.is_available() else "",
        help="the device to compare with: cuda, cpu or none",
    )
    a = p.parse_args()
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = False
    devices = ["gputensor"] + ([a.beside] if a.beside in SYNCHRONIZE else [])
    print(
        "gputensor:",
        gputensor.torch.get_device_name(),
        "" if a.beside != "cuda" else "cuda: " + torch.cuda.get_device_name(),
    )
    contest("digits", digits(), devices, a.seconds, a.step_sync)
    contest(f"mlp {a.width}", mlp(a.rows, a.width), devices, a.seconds, a.step_sync)
    print("operators on the CPU:", gputensor.torch.fallbacks() or "none")


if __name__ == "__main__":
    main()
