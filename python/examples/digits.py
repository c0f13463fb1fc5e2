#!/usr/bin/env python3
"""digits.py: trains a network to read handwritten digits with plain arrays on the device, gradients written by hand.

64 pixels, 64 hidden values (relu), probabilities of 10 digits (softmax); gradient descent with momentum. The data are
those of examples/data. Ends with an error if less than 97 % of the digits that it has not seen are read."""

import pathlib
import sys
import time

import numpy as np

import gputensor.cupy as cp

DATA = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / "examples" / "data")
TRAIN, BATCH, EPOCHS, RATE, MOMENTUM = 1297, 64, 20, 0.1, 0.9

split = np.load(DATA / "split.npy")
pixels = np.load(DATA / "digits_pixels.npy").reshape(-1, 64)[split]
labels = np.load(DATA / "digits_labels.npy").reshape(-1)[split]
x = cp.asarray(pixels, dtype=cp.float32) / 16
y = (cp.asarray(labels).reshape(-1, 1) == cp.arange(10)).astype(cp.float32)
x_train, y_train, x_test, y_test = x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]

rng = np.random.default_rng(1)
w1 = cp.asarray(rng.normal(0, (2 / 64) ** 0.5, (64, 64)), dtype=cp.float32)
w2 = cp.asarray(rng.normal(0, (1 / 64) ** 0.5, (64, 10)), dtype=cp.float32)
b1, b2 = cp.zeros(64), cp.zeros(10)
parameters = [w1, b1, w2, b2]
velocities = [cp.zeros_like(p) for p in parameters]


def forward(x):
    hidden = cp.maximum(x @ w1 + b1, 0)
    z = hidden @ w2 + b2
    p = cp.exp(z - z.max(axis=1, keepdims=True))
    return hidden, p / p.sum(axis=1, keepdims=True)


def accuracy(x, y):
    return (forward(x)[1].argmax(axis=1) == y.argmax(axis=1)).astype(cp.float32).mean().item()


begin = time.perf_counter()
for epoch in range(EPOCHS):
    order = cp.asarray(rng.permutation(TRAIN))
    xs, ys = x_train[order], y_train[order]
    for start in range(0, TRAIN, BATCH):
        xb, yb = xs[start : start + BATCH], ys[start : start + BATCH]
        hidden, p = forward(xb)
        dz = (p - yb) / len(xb)
        dh = (dz @ w2.T) * (hidden > 0)
        gradients = [xb.T @ dh, dh.sum(axis=0), hidden.T @ dz, dz.sum(axis=0)]
        for parameter, velocity, gradient in zip(parameters, velocities, gradients):
            velocity *= MOMENTUM
            velocity -= gradient * RATE
            parameter += velocity
    if epoch % 10 == 9:
        print(
            f"epoch {epoch + 1}: {accuracy(x_train, y_train):.4f} of the digits seen, {accuracy(x_test, y_test):.4f} "
            "of the others"
        )
read = accuracy(x_test, y_test)
print(f"{read:.4f} of {len(x_test)} unseen digits read, {time.perf_counter() - begin:.1f} s on {x.device}")
sys.exit(read < 0.97)
