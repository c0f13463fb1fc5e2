"""gputensor.binding against the headers: every function, struct and constant of it, parsed by cffi."""

import ctypes
import pathlib
import re
import subprocess

import pytest

from gputensor import binding

cffi = pytest.importorskip("cffi")
HEADERS = pathlib.Path(__file__).parents[2] / "include" / "gputensor"


@pytest.fixture(scope="module")
def header():
    """cffi's view of the headers, and the library opened with it."""
    text = subprocess.run(
        ["cpp", "-P", "-DGT_BINDING", "-include", str(HEADERS / "gputensor.h"), str(HEADERS / "dlpack.h")],
        check=True,
        text=True,
        capture_output=True,
    ).stdout
    ffi = cffi.FFI()
    ffi.cdef(text)
    return ffi, ffi.dlopen(binding.lib.path)


def letter(kind):
    """The letter of binding.py for a type of C."""
    if kind.kind == "void":
        return "v"
    if kind.kind == "pointer":
        return "s" if kind.item.cname == "char" else "p"
    return {
        "int32_t": "i",
        "int": "i",
        "int64_t": "l",
        "long": "l",
        "uint64_t": "u",
        "size_t": "z",
        "unsigned long": "z",
        "double": "d",
    }[kind.cname]


TABLES = {**binding.FUNCTIONS, **binding.BLOCKING}
BUFFERS = {"gt_build_log"}  # a char * that is written to


def functions(header):
    ffi, library = header
    return {name: ffi.typeof(getattr(library, name)) for name in dir(library) if name.startswith("gt_")}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_function(header, name):
    kind = functions(header)[name]
    signature = letter(kind.result) + "".join(letter(each) for each in kind.args)
    assert (signature.replace("s", "p") if name in BUFFERS else signature) == TABLES[name]


def test_every_function_is_bound(header):
    missing = set(functions(header)) - set(TABLES)
    assert not missing, f"functions of the headers that binding.py lacks: {sorted(missing)}"


def test_functions_that_block_say_so():
    """[blocks] of the headers: called without the interpreter's lock."""
    text = "".join(path.read_text() for path in HEADERS.glob("*.h"))
    said = set(re.findall(r"/\* \[blocks\].*?\*/\s*(?:GT_TRY|GT_API)[^(]*?(gt_\w+)\(", text, re.S))
    assert len(said) >= 8 and said <= set(binding.BLOCKING)


@pytest.mark.parametrize("name", sorted(binding.STRUCTS))
def test_struct(header, name):
    ffi, _ = header
    ours, theirs = binding.STRUCTS[name], ffi.typeof(name)
    assert ctypes.sizeof(ours) == ffi.sizeof(name)
    assert [field[0] for field in ours._fields_] == [field for field, _ in theirs.fields]
    for field, kind in theirs.fields:
        at = getattr(ours, field)
        assert (at.offset, at.size) == (kind.offset, ffi.sizeof(kind.type)), field


CONSTANTS = sorted(name for name, value in vars(binding).items() if name.isupper() and isinstance(value, int))


@pytest.mark.parametrize("name", CONSTANTS)
def test_constant(header, name):
    assert getattr(header[1], f"GT_{name}") == getattr(binding, name)


def test_there_are_many():
    assert len(TABLES) > 50 and len(CONSTANTS) > 50 and len(binding.STRUCTS) >= 12
