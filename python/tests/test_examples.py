"""Every program of python/examples runs, and judges itself by its status."""

import os
import pathlib
import subprocess
import sys

import pytest

FRAMEWORKS = ("torch", "keras", "tensorflow", "dask")  # their programs are tested with them
EXAMPLES = sorted(
    path
    for path in pathlib.Path(__file__).parents[1].joinpath("examples").glob("*.py")
    if not path.stem.endswith(FRAMEWORKS)
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path, tmp_path):
    done = subprocess.run(
        [sys.executable, str(path)], capture_output=True, text=True, timeout=600, cwd=tmp_path, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout and not [line for line in done.stderr.splitlines() if not line.startswith("MESA: ")]


def test_there_is_one_for_each_section():
    assert {path.stem for path in EXAMPLES} >= {
        "is_there_a_gpu",
        "load_data",
        "convert",
        "compute",
        "batches",
        "memory",
        "streams",
        "digits",
    }
