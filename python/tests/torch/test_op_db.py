"""torch's own operators, in float32, against the CPU: how many run on the device alone, and which do not work, each
by name with the reason. A failure that is not listed and a listed one that passes fail the test alike."""

import collections

import gradients
import op_db

FAILING = {
    "chalf": "the library has no complex numbers of two halves",
}
NATIVE = 500


def test_operators():
    results = op_db.sweep()
    failed = {name: why for name, (how, why) in results.items() if how == "failed"}
    counts = collections.Counter(how for how, _ in results.values())
    print(dict(counts))
    assert {n: w for n, w in failed.items() if n not in FAILING} == {}, "new failures"
    assert sorted(n for n in FAILING if n not in failed) == [], "listed as failing, but passed"
    assert counts["native"] >= NATIVE and len(results) >= 500


def test_a_failure_is_seen():
    """The comparison is able to fail."""
    o = next(o for o in op_db.operators() if o.name == "add")
    wrong = type(
        "Wrong", (), {"sample_inputs": o.sample_inputs, "__call__": lambda self, x, *a, **k: x + x if x.is_cpu else x}
    )()
    assert op_db.check(wrong)[0] == "failed"


def test_gradients():
    results = gradients.sweep()
    counts = collections.Counter(how for how, _ in results.values())
    print(dict(counts))
    assert {name: why for name, (how, why) in results.items() if how == "failed"} == {}
    assert counts["native"] >= 415
