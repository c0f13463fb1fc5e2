"""Empty CUDA libraries for PyTorch's wheel of PyPI, which is one for CUDA: with them it is imported without the 3 GB of
NVIDIA's packages, and finds no CUDA device.

    python stubs.py FOLDER        then LD_LIBRARY_PATH=FOLDER python -c 'import torch'

Every function that the wheel wants of them is there, and returns 100, which is cudaErrorNoDevice. Nothing is made where
PyTorch was built for CPUs."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

NVIDIA = re.compile(r"lib(cu|nv|nccl)")
FUNCTION = re.compile(r"_{0,2}(cu|nv|nccl)[A-Za-z]*[A-Z_]")


def read(*command: str) -> str:
    return subprocess.run(["readelf", "-W", *command], capture_output=True, text=True, check=True).stdout


def needs(libraries: list[Path]) -> tuple[list[str], list[str]]:
    """The names of NVIDIA's libraries that these are linked to, and of the functions that none of these has."""
    names: set[str] = set()
    there: set[str] = set()
    missing: set[str] = set()
    for library in libraries:
        names |= {n for n in re.findall(r"\(NEEDED\).*\[(.*)\]", read("-d", str(library))) if NVIDIA.match(n)}
        for line in read("--dyn-syms", str(library)).splitlines():
            columns = line.split()
            if len(columns) >= 8 and columns[0].endswith(":"):
                (missing if columns[6] == "UND" else there).add(columns[7].split("@")[0])
    return sorted(names), sorted(f for f in missing - there if FUNCTION.match(f))


def main() -> None:
    folder = Path(sys.argv[1])
    spec = find_spec("torch")
    assert spec and spec.origin, "no PyTorch"
    names, functions = needs(sorted((Path(spec.origin).parent / "lib").glob("*.so*")))
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "functions.c"
    source.write_text("".join(f"int {f}(void) {{ return 100; }}\n" for f in functions))
    cc = ["cc", "-w", "-shared", "-fPIC", "-fno-builtin"]
    subprocess.run([*cc, "-o", str(folder / "libfunctions.so"), str(source)], check=True)
    for name in names:
        link = f"-Wl,-soname,{name},--no-as-needed,-rpath,$ORIGIN"
        empty = ["-o", str(folder / name), link, "-xc", "/dev/null", f"-L{folder}", "-lfunctions"]
        subprocess.run([*cc, *empty], check=True)
    print(f"{len(functions)} functions of {len(names)} libraries")


if __name__ == "__main__":
    main()
