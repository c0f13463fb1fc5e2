"""Programs that run in processes of their own, and where the plug-in's source is."""
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src" / "tensorflow"


def computes(dtype):
    """Whether the device computes with float64; it does with all other types."""
    import tensorflow as tf
    with tf.device("/CPU:0"):
        one = tf.ones([1], dtype)
    try:
        with tf.device("/GPU:0"):
            tf.negative(one)
    except tf.errors.InvalidArgumentError:
        assert dtype == "float64"
        return False
    return True


def run(code, *arguments, **environment):
    """Runs a program, which must end by itself."""
    return subprocess.run([sys.executable, "-c", code, *arguments], env={**os.environ, **environment}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
