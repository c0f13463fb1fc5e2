"""The program of python/examples that is written with Keras reads digits, on the device."""
import pathlib
import re
import subprocess
import sys

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "digits_keras.py"


def test_digits():
    done = subprocess.run([sys.executable, str(EXAMPLE)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert float(re.search(r"([\d.]+)% of 500 digits", done.stdout)[1]) >= 97
    assert int(re.search(r"(\d+) operations ran on the device", done.stdout)[1]) > 40 * 21 * 10
