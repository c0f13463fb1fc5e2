"""Programs that run in processes of their own, and where the plug-in's source is."""
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src" / "tensorflow"


def run(code, *arguments, **environment):
    """Runs a program, which must end by itself."""
    return subprocess.run([sys.executable, "-c", code, *arguments], env={**os.environ, **environment}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
