"""Trains a network on handwritten digits with Keras on TensorFlow, on an OpenCL device: their own layers, gradients and
optimizer.

python digits_keras.py [DEVICE], "/GPU:0" where nothing is said, which is gputensor's; "/CPU:0" trains the same on the
CPU. At least 0.97 of the digits that were not trained on have to be read."""

import os
import sys
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's own messages

import gputensor.tensorflow  # noqa: E402
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

DATA = Path(__file__).resolve().parents[2] / "examples" / "data"
EPOCHS, BATCH, TRAIN = 40, 64, 1297


def load() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pixels and labels, for training and for the test."""
    pixels, labels, split = (np.load(DATA / f"{name}.npy") for name in ("digits_pixels", "digits_labels", "split"))
    x, y = pixels[split].astype(np.float32) / 16, labels[split].astype(np.int64)
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def main(device: str = "/GPU:0") -> float:
    keras.utils.set_random_seed(0)
    x, y, test_x, test_y = load()
    start = time.perf_counter()
    with tf.device(device):
        model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(64, "relu"), keras.layers.Dense(10)])
        model.compile(
            keras.optimizers.SGD(0.1, momentum=0.9),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
        )
        losses = model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0).history["loss"]
        right = model.evaluate(test_x, test_y, verbose=0)[1]
    print(f"loss {losses[0]:.4f} in the first round, {losses[-1]:.4f} in the last")
    print(f"{right:.1%} of {len(test_y)} digits read, trained in {time.perf_counter() - start:.1f} s on {device}")
    print(f"{gputensor.tensorflow.launches()} operations ran on the device")
    return right


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) < 0.97)
