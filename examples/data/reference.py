#!/usr/bin/python3
"""Train the digits example's 16 networks with NumPy, in float32 and in float64, and write losses.npy."""
import pathlib
import sys
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
TRAIN, BATCH, CLASSES = 1297, 64, 10
RATE, MOMENTUM = 0.1, 0.9


def load(name):
    return np.load(HERE / f"{name}.npy", allow_pickle=False)


def forward(weights, x):
    """Hidden layer, softmax and its logarithm; x [rows, 64] is broadcast over the networks."""
    w1, b1, w2, b2 = weights
    hidden = np.maximum(x @ w1 + b1, 0)
    z = hidden @ w2 + b2
    z -= z.max(axis=-1, keepdims=True)
    exp = np.exp(z)
    total = exp.sum(axis=-1, keepdims=True)
    return hidden, exp / total, z - np.log(total)


def step(weights, velocity, x, labels):
    """One step of gradient descent with momentum, in place; returns each network's loss summed over the rows."""
    hidden, delta, log_softmax = forward(weights, x)
    rows = np.arange(len(x))
    delta[:, rows, labels] -= 1
    delta /= len(x)
    back = (delta @ weights[2].swapaxes(1, 2)) * (hidden > 0)
    gradients = (x.T @ back, back.sum(axis=1, keepdims=True),
                 hidden.swapaxes(1, 2) @ delta, delta.sum(axis=1, keepdims=True))
    for w, v, g in zip(weights, velocity, gradients):
        v *= MOMENTUM
        v += g
        w -= RATE * v
    return -log_softmax[:, rows, labels].sum(axis=1)


def train(dtype):
    """Returns losses [epochs, networks], the test set's softmax outputs [networks, 500, 10] and the seconds taken."""
    split, order = load("split"), load("order")
    x, labels = load("digits_pixels").astype(dtype) / dtype(16), load("digits_labels")
    w1, w2 = load("w1").astype(dtype), load("w2").astype(dtype)
    weights = [w1, np.zeros((len(w1), 1, w1.shape[2]), dtype), w2, np.zeros((len(w2), 1, CLASSES), dtype)]
    velocity = [np.zeros_like(w) for w in weights]
    losses = np.zeros((len(order), len(w1)), dtype)
    start = time.perf_counter()
    for epoch, loss in zip(split[order], losses):
        for at in range(0, TRAIN, BATCH):
            rows = epoch[at:at + BATCH]
            loss += step(weights, velocity, x[rows], labels[rows])
        loss /= TRAIN
    seconds = time.perf_counter() - start
    assert all(w.dtype == dtype for w in weights)
    return losses, forward(weights, x[split[TRAIN:]])[1], seconds


def report(dtype, losses, softmax, seconds):
    """Prints the outcome of one run; returns the ensemble's test accuracy."""
    labels = load("digits_labels")[load("split")[TRAIN:]]
    single = (softmax.argmax(axis=-1) == labels).mean(axis=1)
    ensemble = (softmax.mean(axis=0).argmax(axis=-1) == labels).mean()
    print(f"{dtype.__name__}: {len(losses)} epochs in {seconds:.1f} s, {1000 * seconds / len(losses):.0f} ms an epoch")
    for which, loss in (("first", losses[0]), ("last", losses[-1])):
        print(f"  loss of the {which} epoch: {loss.min():.7f} to {loss.max():.7f}, mean {loss.mean():.7f}")
    print("  test accuracy of each network:", " ".join(f"{a:.3f}" for a in single))
    print(f"  lowest {single.min():.3f}, mean {single.mean():.4f}, highest {single.max():.3f}, "
          f"standard deviation {single.std():.4f}")
    print(f"  ensemble: {ensemble:.3f}")
    return ensemble


def main():
    runs = {dtype: train(dtype) for dtype in (np.float32, np.float64)}
    accuracies = [report(dtype, *run) for dtype, run in runs.items()]
    exact = runs[np.float64][0][0]
    difference = np.abs(runs[np.float32][0][0] / exact - 1).max()
    print(f"first-epoch losses: float32 and float64 differ by at most {difference:.1e} relative")
    if difference > 1e-5 or min(accuracies) < 0.97:
        sys.exit("the runs disagree or the ensemble is too poor: losses.npy is not written")
    # Rounding to float32 hides the last bits of float64, which differ between BLAS libraries.
    np.save(HERE / "losses.npy", exact.astype(np.float32), allow_pickle=False)


if __name__ == "__main__":
    main()
