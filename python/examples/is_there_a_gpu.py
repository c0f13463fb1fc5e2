#!/usr/bin/env python3
"""Is there a GPU? Lists the devices and says which one is used, and where there is none, what to install."""

import gputensor as gt
import gputensor.cupy as cp

if not gt.is_available():
    gt.show_config()  # says why, and what to install
    raise SystemExit("no OpenCL device")

for device in gt.devices():
    float64 = "float64" if device.supports("float64") else "no float64"
    print(f"{device.id}: {device.name}, {device.memory_bytes / 2**30:.1f} GiB, {device.compute_units} units, {float64}")
print("used where nothing is said:", gt.device().id)
print("is it a GPU?", "yes" if gt.device().type == "gpu" else "no: " + gt.device().type)

# The same questions in CuPy's words.
print("cp.cuda.is_available():", cp.cuda.is_available())
for number in range(cp.cuda.runtime.getDeviceCount()):
    print(number, cp.cuda.runtime.getDeviceProperties(number)["name"].decode())
