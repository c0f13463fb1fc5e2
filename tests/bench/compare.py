"""compare.py RESULTS: the judgement of tests/bench/compare. A line of RESULTS: "old" or "new", gputensor's seconds,
the rival's and the contest's name, separated by tabs; the n-th lines of old and of new are a pair."""
import math
import re
import statistics
import sys

LOWEST_FAMILY, LOWEST_CONTEST = 0.97, 0.93


def family(name):
    """The family that a contest belongs to, by its name."""
    if re.search(r"matmul 1 x ", name):
        return "products " + name.split()[0]
    if "matmul" in name:
        return "batches"
    if re.search(r"\b(sum|prod|max|min|mean|variance|moments|argmax|argmin|all|any|reduce)\b", name):
        return "reductions"
    return "elementwise"


def ratios(slower, faster):
    return [s / f for s, f in zip(slower, faster)]


ours, rivals = {}, {}
with open(sys.argv[1], encoding="ascii") as results:
    for line in results:
        if line.count("\t") != 3:
            print(line.strip())  # not run, and why
            continue
        side, seconds, rival, name = line.rstrip("\n").split("\t")
        ours.setdefault(name, {"old": [], "new": []})[side].append(float(seconds))
        rivals.setdefault(name, {"old": [], "new": []})[side].append(float(rival))
if not ours:
    sys.exit("nothing was measured")

families, lines, failed = {}, {}, False
print(f"{'':28} {'old ms':>9} {'new ms':>9} {'new/old':>8} {'lowest':>7} {'highest':>7} "
      f"{'old/old':>14} {'rival':>6}")
for name, seconds in ours.items():
    old, new = seconds["old"], seconds["new"]
    if len(old) != len(new):
        sys.exit(f"{name}: {len(old)} results of old, {len(new)} of new")
    pairs = ratios(old, new)
    lines[name] = statistics.median(pairs)
    families.setdefault(family(name), []).append(lines[name])
    same = ratios(old, old[1:])
    spread = f"{min(same):6.2f} - {max(same):.2f}" if same else "-"
    rival = statistics.median(ratios(rivals[name]["old"], rivals[name]["new"]))
    print(f"{name:28} {statistics.median(old) * 1e3:9.3f} {statistics.median(new) * 1e3:9.3f} {lines[name]:8.3f} "
          f"{min(pairs):7.2f} {max(pairs):7.2f} {spread:>14} {rival:6.2f}"
          f"{'  TOO SLOW' if lines[name] < LOWEST_CONTEST else ''}")
print("\ngeometric means of new/old:")
for name, values in families.items():
    mean = math.exp(statistics.fmean(math.log(value) for value in values))
    failed |= mean < LOWEST_FAMILY
    print(f"{name:28} {mean:.3f}{'  TOO SLOW' if mean < LOWEST_FAMILY else ''}")
lowest = min(lines, key=lines.get)
failed |= lines[lowest] < LOWEST_CONTEST
print(f"lowest: {lowest}, {lines[lowest]:.3f}")
sys.exit(failed)
