"""TensorFlow's tests, for an environment that has it: `pytest python/tests/tensorflow`. The device is given to
TensorFlow once, for all tests of the process; what a whole process does is tested in processes of their own."""
import os
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["GPUTENSOR_ISOLATE_DRIVERS"] = "1"  # before anybody asks for devices

import pytest  # noqa: E402

try:
    import gputensor.tensorflow  # noqa: F401
except ImportError as error:
    warnings.warn(f"NOT RUN: the tests of TensorFlow: {error}")
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def strict():
    """What claims a kernel of the device runs there, or fails."""
    import tensorflow
    tensorflow.config.set_soft_device_placement(False)
    yield
    tensorflow.config.set_soft_device_placement(True)
