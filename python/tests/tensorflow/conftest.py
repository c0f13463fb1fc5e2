"""TensorFlow's tests: they need TensorFlow, and are skipped without it. The device is given to TensorFlow once, for all
tests of the process; what a whole process does is tested in processes of their own (`run`)."""
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["GPUTENSOR_ISOLATE_DRIVERS"] = "1"  # before anybody asks for devices

import pytest  # noqa: E402

tensorflow = pytest.importorskip("tensorflow")
import gputensor.tensorflow  # noqa: E402,F401

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src" / "tensorflow"


@pytest.fixture(autouse=True)
def strict():
    """What claims a kernel of the device runs there, or fails."""
    tensorflow.config.set_soft_device_placement(False)
    yield
    tensorflow.config.set_soft_device_placement(True)


def run(code, *arguments, **environment):
    """Runs a program in a process of its own."""
    return subprocess.run([sys.executable, "-c", code, *arguments], env={**os.environ, **environment}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
