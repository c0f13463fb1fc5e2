"""What only a fresh process shows: starting without drivers, one copy of the library, an end with arrays alive, fork,
and everything by ctypes alone."""

import os
import pathlib
import subprocess
import sys

import pytest

import gputensor as gt

HERE = pathlib.Path(__file__).parent


def run(code, status=0, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=300,
        cwd="/",
        env={**os.environ, **environment},
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


NOTHING = {"OCL_ICD_VENDORS": "/no/such/folder", "OCL_ICD_FILENAMES": "", "OPENCL_VENDOR_PATH": "/no/such/folder"}
WITHOUT = """
import gputensor as gt, gputensor.cupy as cp
assert not gt.is_available() and gt.devices() == [] and not cp.cuda.is_available()
assert cp.cuda.runtime.getDeviceCount() == 0
text = gt.show_config()
assert "none" in text and "pocl-opencl-icd" in text
for call in (lambda: gt.asarray([1]), lambda: gt.zeros(3), lambda: gt.device(), gt.memory_info, gt.synchronize):
    try:
        call()
    except gt.DeviceError as error:
        assert str(error) != ""
    else:
        raise SystemExit("no error")
"""


def test_without_a_driver():
    run(WITHOUT, **NOTHING)


def test_without_the_loader():
    """No libOpenCL.so.1 at all, as on a machine without OpenCL."""
    text = run("import gputensor as gt; print(gt.is_available()); gt.show_config()", GPUTENSOR_OPENCL="/no/such/lib.so")
    assert text.startswith("False") and "libOpenCL" in text


def test_one_copy_of_the_library():
    run(
        """
import gputensor as gt
assert gt.ones(3).sum().item() == 3
copies = {line.split()[-1] for line in open("/proc/self/maps") if "libgputensor" in line}
assert len(copies) == 1 and next(iter(copies)) == __import__("os").path.realpath(gt.binding.lib.path), copies
from gputensor import reference
if reference.extension is not None:
    assert "_core" in open("/proc/self/maps").read()
""".replace("gt.binding", "__import__('gputensor.binding').binding")
    )


def test_by_ctypes_alone():
    """The reference: the same tests of arrays without the extension."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "test_array.py",
            "test_indexing.py",
            "test_errors.py",
            "test_threads.py",
        ],
        cwd=HERE,
        capture_output=True,
        text=True,
        env={**os.environ, "GPUTENSOR_EXTENSION": "off"},
        timeout=900,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("times", range(20))
def test_the_end_with_arrays_alive(times):
    run("""
import threading, gputensor as gt
kept = [gt.ones((100, 100)) for _ in range(10)]
late = gt.ones(5)
stream = gt.Stream()
with stream:
    cycle = [kept[0] @ kept[1]]
cycle.append(cycle)
threading.Thread(target=lambda: globals().pop("late")).start()
kept[2] += 1
""")


def test_fork_is_refused():
    if not hasattr(os, "fork"):
        pytest.skip("no fork")
    run("""
import os, gputensor as gt
x = gt.ones(3)
pid = os.fork()
if pid == 0:
    try:
        x + 1
    except RuntimeError as error:
        os._exit(7 if "fork" in str(error) else 8)
    os._exit(9)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
assert x.sum().item() == 3
""")


def test_the_default_device_is_of_the_environment():
    run("import gputensor as gt; assert gt.device().number == 0", GPUTENSOR_DEVICE="0")
    run(
        "import gputensor as gt\ntry: gt.device()\nexcept gt.DeviceError as e: assert 'nope' in str(e)\n"
        "else: raise SystemExit(1)",
        GPUTENSOR_DEVICE="nope",
    )
    assert gt.is_available()
