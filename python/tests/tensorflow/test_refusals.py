"""Where it cannot work, the import raises, and says why."""
import re
import shutil
import subprocess

import pytest

from processes import SOURCE, run

IMPORT = """
try:
    import gputensor.tensorflow
except ImportError as error:
    print("refused:", error)
"""


def refused(before="", **environment):
    done = run(before + IMPORT, **environment)
    assert done.returncode == 0, done.stdout
    assert "refused: gputensor.tensorflow: " in done.stdout, done.stdout
    return done.stdout


def test_no_tensorflow():
    assert "no TensorFlow" in refused("import sys; sys.modules['tensorflow'] = None")


def test_too_late():
    assert "before the first operation" in refused("import tensorflow; tensorflow.ones([2])")


def test_for_cuda():
    said = refused("import tensorflow; tensorflow.sysconfig.get_build_info = lambda: {'is_cuda_build': True}")
    assert "built for CUDA" in said and "tensorflow-cpu" in said


def test_no_device():
    said = refused(OCL_ICD_VENDORS="/nonexistent", GPUTENSOR_DEVICE="")
    assert "no OpenCL platform" in said


def test_devices_asked_before():
    said = refused("import gputensor; gputensor.is_available()", GPUTENSOR_ISOLATE_DRIVERS="0")
    assert "import gputensor.tensorflow first, or set GPUTENSOR_ISOLATE_DRIVERS=1" in said


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_another_malloc(tmp_path):
    """Drivers loaded apart would give its memory to the C library's free."""
    source, library = tmp_path / "malloc.c", tmp_path / "malloc.so"
    source.write_text("#include <stddef.h>\nvoid *__libc_malloc(size_t);\n"
                      "void *malloc(size_t n) { return __libc_malloc(n); }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-fno-builtin", str(source), "-o", str(library)], check=True)
    assert "another malloc" in refused(LD_PRELOAD=str(library))


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_missing_functions(tmp_path):
    """A TensorFlow that lacks one of them, as 2.19 to 2.21 do; and none at all."""
    names = re.findall(r"^    X\(.*?, (TF_\w+),", (SOURCE / "functions.h").read_text(), re.M)
    assert len(names) > 25 and "TF_GetInputTensorFromVariable" in names
    probe = """
import ctypes, sys
import gputensor, pathlib
if len(sys.argv) > 1: ctypes.CDLL(sys.argv[1])
plugin = ctypes.CDLL(str(pathlib.Path(gputensor.__file__).parent / "_tensorflow.so"))
plugin.gputensor_tensorflow_open.restype = ctypes.c_char_p
print(plugin.gputensor_tensorflow_open())
"""
    assert "TensorFlow is not loaded" in run(probe).stdout
    for lost in names:
        source, library = tmp_path / "framework.c", tmp_path / f"{lost}.so"
        source.write_text("".join(f"int {name}(void) {{ return 0; }}\n" for name in names if name != lost))
        subprocess.run(["cc", "-shared", "-fPIC", "-Wl,-soname,libtensorflow_framework.so.2", str(source), "-o",
                        str(library)], check=True)
        if lost in (names[0], "TF_AssignVariable", "TF_GetInputTensorFromVariable"):
            assert f"does not export {lost}" in run(probe, str(library)).stdout
