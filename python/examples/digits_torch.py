"""Trains a network on handwritten digits with PyTorch, on an OpenCL device: torch's own modules, autograd and
optimizer.

python digits_torch.py [DEVICE], "gputensor" where nothing is said; "cpu" trains the same on the CPU."""

import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

import gputensor.torch

DATA = Path(__file__).resolve().parents[2] / "examples" / "data"
EPOCHS, BATCH, TRAIN = 40, 64, 1297


def load(device: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pixels and labels, for training and for the test, on the device."""
    pixels, labels, split = (np.load(DATA / f"{name}.npy") for name in ("digits_pixels", "digits_labels", "split"))
    x = torch.from_numpy(pixels[split].astype(np.float32) / 16).to(device)
    y = torch.from_numpy(labels[split].astype(np.int64)).to(device)
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def main(device: str = "gputensor") -> float:
    torch.manual_seed(0)
    x, y, test_x, test_y = load(device)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    start = time.perf_counter()
    for epoch in range(EPOCHS):
        order = torch.randperm(TRAIN).to(device)
        total = torch.zeros((), device=device)
        for rows in order.split(BATCH):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1}: loss {total.item() / TRAIN:.4f}")
    with torch.no_grad():
        right = (model(test_x).argmax(1) == test_y).float().mean().item()
    where = torch.gputensor.get_device_name() if device == "gputensor" else device
    print(f"{right:.1%} of {len(test_y)} digits read, trained in {time.perf_counter() - start:.1f} s on {where}")
    if gputensor.torch.fallbacks():
        print("on the CPU:", gputensor.torch.fallbacks())
    return right


if __name__ == "__main__":
    main(*sys.argv[1:])
