"""The tests of PyTorch's device. Without PyTorch they are not collected."""

from importlib.metadata import PackageNotFoundError, version

import pytest

try:
    version("torch")
    collect_ignore_glob = []
except PackageNotFoundError:
    collect_ignore_glob = ["*"]


@pytest.fixture
def no_fallback():
    """Nothing in the test may run on the CPU."""
    import gputensor.torch

    with gputensor.torch.config(fallback=False):
        yield
