#!/usr/bin/python3
"""Make the input arrays of the digits example from the original data: make.py digits.csv[.gz]"""
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES, TRAIN, PIXELS, HIDDEN, CLASSES = 1797, 1297, 64, 64, 10
NETWORKS, EPOCHS = 16, 60
SEED = 0


def read_digits(path):
    rows = np.loadtxt(path, delimiter=",")
    if rows.shape != (SAMPLES, PIXELS + 1):
        raise ValueError(f"{path}: expected {SAMPLES} rows of {PIXELS + 1} numbers, found {rows.shape}")
    pixels, labels = rows[:, :-1], rows[:, -1]
    for values, top in ((pixels, 16), (labels, CLASSES - 1)):
        if not np.isin(values, np.arange(top + 1)).all():
            raise ValueError(f"{path}: expected integers from 0 to {top}")
    return pixels.astype(np.uint8), labels.astype(np.uint8)


def he_normal(rng, inputs, outputs):
    return (rng.standard_normal((NETWORKS, inputs, outputs)) * np.sqrt(2 / inputs)).astype(np.float32)


def main(source):
    pixels, labels = read_digits(source)
    # RandomState: unlike default_rng's, its streams are frozen, so a later NumPy makes the same files.
    rng = np.random.RandomState(SEED)
    arrays = {
        "digits_pixels": pixels,
        "digits_labels": labels,
        "split": rng.permutation(SAMPLES).astype(np.int32),
        "w1": he_normal(rng, PIXELS, HIDDEN),
        "w2": he_normal(rng, HIDDEN, CLASSES),
        "order": np.stack([rng.permutation(TRAIN) for _ in range(EPOCHS)]).astype(np.int16),
    }
    for name, array in arrays.items():
        np.save(HERE / f"{name}.npy", array, allow_pickle=False)
        print(f"{name}.npy: {array.dtype} {array.shape}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
