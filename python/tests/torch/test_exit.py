"""Processes that end with tensors alive, one of them freed by a thread, end well."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import threading, torch, torch.nn.functional as F
import gputensor.torch
model = torch.nn.Sequential(torch.nn.Linear(20, 32), torch.nn.ReLU(), torch.nn.Linear(32, 5)).to("gputensor")
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(64, 20, device="gputensor"), torch.randint(0, 5, (64,), device="gputensor")
for _ in range(3):
    optimizer.zero_grad()
    F.cross_entropy(model(x), y).backward()
    optimizer.step()
box = [torch.ones(1000, device="gputensor") * 2]
thread = threading.Thread(target=box.clear)
thread.start()
thread.join()
class Cycle: pass
alive = Cycle()
alive.me, alive.tensor, torch.kept = alive, x * 2, x + 1
print("done", flush=True)
"""


@pytest.mark.parametrize("run", range(20))
def test_processes_end(run):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, env=os.environ
    )
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert done.stderr == ""
