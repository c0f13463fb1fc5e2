"""What the plug-in declares of TensorFlow's C ABI is what TensorFlow's own headers say."""
import pathlib
import re
import shutil
import subprocess

import pytest
import tensorflow

from processes import SOURCE

compiler = shutil.which("cc")
pytestmark = pytest.mark.skipif(compiler is None, reason="no C compiler")
OWN = (SOURCE / "abi.h").read_text()
HEADERS = ["tensorflow/c/experimental/stream_executor/stream_executor.h", "tensorflow/c/kernels.h",
           "tensorflow/c/kernels_experimental.h", "tensorflow/c/tf_datatype.h", "tensorflow/c/tf_status.h",
           "tensorflow/c/tf_tensor.h"]


def structs():
    """Each struct of abi.h with the names of its fields."""
    found = {}
    for body, name in re.findall(r"typedef struct \w+ \{(.*?)\} (\w+);", OWN, re.S):
        lines = [line.strip() for line in " ".join(body.split()).split(";") if line.strip()]
        found[name] = [re.search(r"\(\*(\w+)\)", line).group(1) if "(*" in line
                       else re.search(r"(\w+)$", line).group(1) for line in lines]
    return found


def values():
    """Every enumerator of abi.h."""
    bodies = re.findall(r"enum \w* ?\{(.*?)\}", OWN, re.S)
    return [name for body in bodies for name in re.findall(r"\b([A-Z]\w+)\b", body)]


def compiled(folder, name, source, *options):
    """The output of a C program."""
    file, program = folder / f"{name}.c", folder / name
    file.write_text(source)
    include = tensorflow.sysconfig.get_include()
    result = subprocess.run([compiler, "-std=gnu11", "-Wno-strict-prototypes", "-isystem", include, f"-I{SOURCE}",
                             str(file), *options, "-o", str(program)], text=True, stderr=subprocess.STDOUT,
                            stdout=subprocess.PIPE)
    assert result.returncode == 0, result.stdout
    return subprocess.run([str(program)], text=True, stdout=subprocess.PIPE, check=True).stdout.splitlines()


def facts(headers):
    """A program that prints what a header says of every struct, field and enumerator."""
    lines = [f"#include <{header}>" for header in headers] + ["#include <stdio.h>", "int main(void) {"]
    for struct, fields in structs().items():
        lines.append(f'printf("{struct} %zu\\n", sizeof({struct}));')
        for field in fields:
            lines.append(f'printf("{struct}.{field} %zu %zu\\n", offsetof({struct}, {field}), '
                         f"sizeof(({struct} *)0)->{field});")
    lines += [f'printf("{name} %d\\n", (int){name});' for name in values()]
    types = ["TF_Bool", "TF_Code", "TF_DataType", "SE_EventStatus"]
    lines += [f'printf("{name} %zu\\n", sizeof({name}));' for name in types]
    return "\n".join(lines + ["return 0; }"])


def test_layouts(tmp_path):
    own = compiled(tmp_path, "own", facts(["abi.h"]))
    theirs = compiled(tmp_path, "theirs", facts(HEADERS))
    assert len(structs()) == OWN.count("size_t struct_size") == 12 and len(own) > 140
    assert "SP_StreamExecutor.host_callback" in " ".join(own)
    assert own == theirs


def test_sizes_that_are_told(tmp_path):
    """TensorFlow counts a struct to the end of its last field, which is named here."""
    told = re.findall(r"SIZE_TO_END\((SP_\w+), (\w+)\)", (SOURCE / "device.c").read_text())
    sizes = {"SP_DeviceMemoryBase": "SP_DEVICE_MEMORY_BASE_STRUCT_SIZE", "SP_Device": "SP_DEVICE_STRUCT_SIZE",
             "SP_AllocatorStats": "SP_ALLOCATORSTATS_STRUCT_SIZE", "SP_DeviceFns": "SP_DEVICE_FNS_STRUCT_SIZE",
             "SP_StreamExecutor": "SP_STREAMEXECUTOR_STRUCT_SIZE", "SP_Platform": "SP_PLATFORM_STRUCT_SIZE",
             "SP_PlatformFns": "SP_PLATFORM_FNS_STRUCT_SIZE"}
    assert {name for name, _ in told} == set(sizes)
    lines = "".join(f'printf("%d ", (int)(offsetof({name}, {field}) + sizeof(({name} *)0)->{field} == {sizes[name]}));'
                    for name, field in told)
    source = "".join(f"#include <{header}>\n" for header in HEADERS) + "#include <stdio.h>\nint main(void) {" + lines
    assert set(compiled(tmp_path, "sizes", source + "return 0; }")[0].split()) == {"1"}


def test_functions(tmp_path):
    """Each function of the table has the type that TensorFlow declares."""
    source = "".join(f"#include <{header}>\n" for header in HEADERS) + """
#include "functions.h"
#define CHECK(type, name, parameters) { type(*function) parameters = 0; (void)(0 ? function : name); }
int main(void) { if (0) { TENSORFLOW_FUNCTIONS(CHECK) } return 0; }
"""
    folder = pathlib.Path(tensorflow.sysconfig.get_lib())
    library = folder / "libtensorflow_framework.so.2"
    compiled(tmp_path, "functions", source, "-Wall", "-Werror=incompatible-pointer-types", "-Werror", str(library),
             f"-Wl,-rpath,{folder}", "-Wl,--allow-shlib-undefined")


def test_entry_points():
    """Those that TensorFlow looks for are exported, and nothing else; nothing of TensorFlow is needed to load them."""
    plugin = gputensor_plugin()
    names = subprocess.run(["nm", "-D", "--defined-only", plugin], text=True, stdout=subprocess.PIPE, check=True).stdout
    assert {line.split()[-1] for line in names.splitlines()} == {
        "SE_InitPlugin", "TF_InitKernel", "gputensor_tensorflow_open", "gputensor_tensorflow_launches",
        "gputensor_tensorflow_memory", "gputensor_tensorflow_transfers", "gputensor_tensorflow_finish"}
    wanted = subprocess.run(["nm", "-D", "-u", plugin], text=True, stdout=subprocess.PIPE, check=True).stdout
    assert not re.search(r"\b(TF|SE|SP|TFE)_", wanted)
    needed = subprocess.run(["readelf", "-d", plugin], text=True, stdout=subprocess.PIPE, check=True).stdout
    assert "NEEDED" in needed and "tensorflow" not in needed.replace("_tensorflow.so", "")


def gputensor_plugin():
    import gputensor.tensorflow
    return str(gputensor.tensorflow._PLUGIN)
