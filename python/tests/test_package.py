"""The package as it is installed: what lies in it, what the wheel needs, types, and the sentence of a refused sdist."""

import importlib.metadata
import inspect
import os
import pathlib
import subprocess
import sys

import pytest

import gputensor as gt
import gputensor.cupy as cp
from gputensor import binding, reference

FOLDER = pathlib.Path(gt.__file__).parent
CHECKOUT = pathlib.Path(__file__).parents[2]


def test_one_library():
    assert [path.name for path in FOLDER.rglob("*gputensor.so*")] == [pathlib.Path(binding.lib.path).name]
    for pattern in ("*.a", "*.pc", "*.cmake", "*.h", "lib*.so"):
        assert not list(FOLDER.rglob(pattern))
    assert not [path for path in FOLDER.rglob("*") if path.is_symlink()]
    names = [str(path) for path in importlib.metadata.files("gputensor") or []]
    assert sum("libgputensor" in name for name in names) == 1
    assert importlib.metadata.version("gputensor") == gt.__version__


def test_what_the_library_needs():
    needed = subprocess.run(["readelf", "-d", binding.lib.path], capture_output=True, text=True, check=True).stdout
    assert "OpenCL" not in needed and "clblast" not in needed.lower()
    if reference.extension is not None:
        needed = subprocess.run(
            ["readelf", "-d", reference.extension.__file__], capture_output=True, text=True, check=True
        ).stdout
        assert pathlib.Path(binding.lib.path).name in needed and "$ORIGIN" in needed


def test_extension_is_of_the_stable_abi():
    assert reference.extension is None or reference.extension.__file__.endswith("_core.abi3.so")


def test_wheel():
    wheel = os.environ.get("GPUTENSOR_WHEEL")
    if not wheel:
        pytest.skip("GPUTENSOR_WHEEL names no wheel")
    assert pathlib.Path(wheel).name.endswith(("-cp310-abi3-linux_x86_64.whl", "-cp310-abi3-linux_aarch64.whl"))
    pytest.importorskip("auditwheel")
    shown = subprocess.run(
        [sys.executable, "-m", "auditwheel", "show", wheel], capture_output=True, text=True, check=True
    )
    assert "manylinux_2_" in shown.stdout and "OpenCL" not in shown.stdout and "clblast" not in shown.stdout.lower()


def test_no_source_distribution(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "import backend; backend.build_sdist('.')"],
        cwd=CHECKOUT / "python",
        capture_output=True,
        text=True,
    )
    if "No module named 'scikit_build_core'" in done.stderr:
        pytest.skip("scikit-build-core is not here")
    assert done.returncode == 1 and "pip install ./python" in done.stderr


def test_types():
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", os.devnull, "gputensor"],
        cwd=CHECKOUT / "python",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def documented(module):
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            yield name, value


@pytest.mark.parametrize("module", [gt, cp], ids=lambda module: module.__name__)
def test_everything_has_a_docstring(module):
    assert [name for name, value in documented(module) if not inspect.getdoc(value)] == []


def test_names_are_there():
    assert set(dir(gt)) >= set(gt.__all__) and set(dir(cp)) >= set(cp.__all__)


def test_cost():
    """The figures of README.md, here only as a bound that no machine should miss: cost.py prints them."""
    import cost

    if reference.extension is None:
        pytest.skip("no extension")
    import shutil

    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    medians = cost.measure(100)
    assert medians["empty call"] < 1 and medians["x + y"] < medians["C"] + 10
