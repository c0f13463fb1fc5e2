"""Tests of PyTorch and TensorFlow in one process. Without both they are not collected."""

from importlib.metadata import PackageNotFoundError, version

try:
    version("torch"), version("tensorflow-cpu")
    collect_ignore_glob = []
except PackageNotFoundError:
    collect_ignore_glob = ["test_*.py"]
