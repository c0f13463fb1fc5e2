"""table.py RESULTS: the table of tests/bench/host/run. A line of RESULTS: "old" or "new", then a line of host.c."""
import statistics
import sys

FIELDS = 4  # microseconds: total, OpenCL, above; OpenCL calls
runs, calls = {}, {}
with open(sys.argv[1], encoding="ascii") as results:
    for line in results:
        side, *figures, name, called = line.rstrip("\n").split("\t")
        runs.setdefault(name, {}).setdefault(side, []).append([float(figure) for figure in figures])
        calls[name, side] = called
complete = {name: sides for name, sides in runs.items() if len(sides) == 2}
if not complete:
    sys.exit("nothing was measured")

print(f"{'':28} {'old: total':>11} {'OpenCL':>7} {'above':>7} {'calls':>6} "
      f"{'new: total':>11} {'OpenCL':>7} {'above':>7} {'calls':>6} {'total':>7} {'above':>7}")
for name, sides in complete.items():
    old, new = ([statistics.median(run[i] for run in sides[side]) for i in range(FIELDS)] for side in ("old", "new"))
    total, above = (statistics.median(n[i] / o[i] for o, n in zip(sides["old"], sides["new"])) for i in (0, 2))
    print(f"{name:28} {old[0]:11.3f} {old[1]:7.3f} {old[2]:7.3f} {old[3]:6.2f} "
          f"{new[0]:11.3f} {new[1]:7.3f} {new[2]:7.3f} {new[3]:6.2f} {total:7.2f} {above:7.2f}")
print("\nOpenCL calls of one call:")
for name in complete:
    print(f"{name:28} {calls[name, 'new']}")
    if calls[name, "old"] != calls[name, "new"]:
        print(f"{'  old':28} {calls[name, 'old']}")
sys.exit(len(complete) != len(runs))
