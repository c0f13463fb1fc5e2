"""Processes that end with tensors alive, one of them freed by a thread, end well."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

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


FORK = """
import os, sys, torch, gputensor.torch
x = torch.ones(3, device="gputensor") * 2
child = os.fork()
if child:
    assert os.waitpid(child, 0)[1] == 0
    print(x.tolist())
sys.exit(0)
"""


def ends(program):
    """What a program prints, which has to end well and say nothing else."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore:.*fork:DeprecationWarning", "-c", program], capture_output=True, text=True, timeout=120, env=os.environ
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_processes_end():
    """Twenty, two at a time: most of their time is the import of torch."""
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ends, [PROGRAM] * 20)) == ["done\n"] * 20


def test_children_of_fork_end():
    assert ends(FORK) == "[2.0, 2.0, 2.0]\n"
