"""Tests with SciPy, scikit-learn, Dask, matplotlib, einops and array-api-compat. Without them they are not collected."""

import os
from importlib.metadata import PackageNotFoundError, version

os.environ["SCIPY_ARRAY_API"] = "1"  # SciPy reads it when it is imported
os.environ["MPLBACKEND"] = "agg"

PACKAGES = ("scipy", "scikit-learn", "dask", "distributed", "matplotlib", "einops", "array-api-compat")
try:
    print("ecosystem:", ", ".join(f"{name} {version(name)}" for name in PACKAGES))
    collect_ignore_glob = []
except PackageNotFoundError:
    collect_ignore_glob = ["test_*.py"]
