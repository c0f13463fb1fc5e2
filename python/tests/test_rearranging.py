"""Padding, rolling, repeating, windows; and numbers, arrays of rank 0, where numpy takes them for lines of one."""

import time

import numpy as np
import pytest

import gputensor as gt

A = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "symmetric", "wrap"])
def test_padding_of_any_width(mode, same, rng):
    for _ in range(12):
        shape = tuple(int(n) for n in rng.integers(1, 6, rng.integers(0, 4)))
        a = rng.integers(-9, 9, shape).astype(np.float32)
        widths = [tuple(int(w) for w in rng.integers(0, 14, 2)) for _ in shape] or 2
        same(gt.pad(gt.asarray(a), widths, mode), np.pad(a, widths, mode))


MADE = [("linear_ramp", "end_values"), *((each, "stat_length") for each in ("maximum", "minimum", "mean", "median"))]


@pytest.mark.parametrize("mode, option", [*MADE, ("reflect", "odd"), ("symmetric", "odd")])
def test_padding_made_of_the_ends(mode, option, same, rng):
    for turn in range(12):
        shape = tuple(int(n) for n in rng.integers(1, 6, rng.integers(0, 4)))
        a = rng.integers(0, 50, shape).astype(["float32", "int32", "uint8", "bool"][turn % 4])
        widths = [tuple(int(w) for w in rng.integers(0, 8, 2)) for _ in shape] or 2
        pairs = [tuple(int(w) for w in rng.integers(1, 5, 2)) for _ in shape] or 2
        if a.dtype == bool and option == "odd":  # NumPy subtracts no bools
            a = a.astype("int8")
        options = {"reflect_type": "odd"} if option == "odd" else {option: pairs} if turn // 4 % 2 else {}
        same(np.pad(gt.asarray(a), widths, mode, **options), np.pad(a, widths, mode, **options), rtol=2e-5, atol=1e-5)


def test_padding_arguments(same):
    x = gt.asarray(A)
    same(gt.pad(x, {1: (1, 2), -1: 3}), np.pad(A, ((0, 0), (1, 2), (3, 3))))
    same(gt.pad(x.astype("uint8"), 1, constant_values=gt.asarray(7)), np.pad(A.astype("uint8"), 1, constant_values=7))
    same(gt.pad(x[:0], ((1, 2), (0, 0), (1, 0))), np.pad(A[:0], ((1, 2), (0, 0), (1, 0))))
    half = gt.asarray([-60000], dtype="float16")  # whose distance float16 does not hold
    same(gt.pad(half, 2, "linear_ramp", end_values=60000), np.array([60000, 0, -60000, 0, 60000], "float16"))
    with pytest.raises(ValueError, match="no elements"):
        gt.pad(x[:0], 1, "wrap")
    with pytest.raises(OverflowError, match="300"):
        gt.pad(x.astype("uint8"), 1, constant_values=300)
    with pytest.raises(ValueError, match="reflect_type"):
        gt.pad(x, 1, "wrap", reflect_type="odd")
    with pytest.raises(ValueError, match="reflect_type"):
        gt.pad(x, 1, "reflect", reflect_type="strange")
    for wrong in (0, -1):
        with pytest.raises(ValueError, match="pad"):
            gt.pad(x, 1, "maximum", stat_length=wrong)
    for mode in ("mean", "linear_ramp", "reflect"):
        with pytest.raises(ValueError, match="pad: .*axis 0"):
            gt.pad(x[:0], 1, mode, **({"reflect_type": "odd"} if mode == "reflect" else {}))
    with pytest.raises(ValueError):
        gt.pad(x, 2**60)


def test_windows(same):
    view = np.lib.stride_tricks.sliding_window_view
    x = gt.asarray(A)
    for size, axis in ((2, 1), ((2, 3), (0, 2)), ((1, 2, 2), None), ((2, 2), (1, 1)), (2, -1)):
        same(gt.sliding_window_view(x, size, axis), view(A, size, axis))
        same(view(x, size, axis), view(A, size, axis))
    same(gt.sliding_window_view(x, 2, 2, step=2), view(A, 2, 2)[:, :, ::2])
    same(gt.sliding_window_view(x, 2, 2, dilation=2), view(A, 3, 2)[..., ::2])
    same(gt.sliding_window_view(x[:, ::-1], (2, 2), (1, 2), step=(1, 2)), view(A[:, ::-1], (2, 2), (1, 2))[:, :, ::2])
    gt.sliding_window_view(x, 2, 0)[...].sum()
    with pytest.raises(ValueError, match="repeats"):
        gt.sliding_window_view(x, 2, 1)[...] = 1


def test_counts_on_the_device(same, rng):
    x = gt.asarray(A)
    for axis, n in ((0, 2), (1, 3), (-1, 4), (None, 24)):
        counts = rng.integers(0, 4, n)
        same(gt.repeat(x, gt.asarray(counts), axis=axis), np.repeat(A, counts, axis))
        same(gt.repeat(x, gt.asarray(counts.astype("uint8")), axis=axis), np.repeat(A, counts, axis))
    same(gt.repeat(x, gt.asarray([2]), axis=1), np.repeat(A, 2, 1))
    for counts in ([1, -1], np.array([1, -1]), gt.asarray([1, -1])):
        with pytest.raises(ValueError, match="negative"):
            gt.repeat(x, counts, axis=0)


NUMBERS = [
    lambda m, x: m.cumsum(x),
    lambda m, x: m.cumsum(x, axis=0),
    lambda m, x: m.cumprod(x, axis=-1),
    lambda m, x: m.repeat(x, 3),
    lambda m, x: m.repeat(x, 3, axis=0),
    lambda m, x: m.repeat(x, 3, axis=-1),
    lambda m, x: m.squeeze(x, axis=0),
    lambda m, x: m.squeeze(x, axis=-1),
    lambda m, x: m.squeeze(x, axis=()),
    lambda m, x: m.diff(x, n=0),
    lambda m, x: m.take(x, np.array([0, -1]), axis=0),
    lambda m, x: m.roll(x, 2),
    lambda m, x: m.flip(x),
    lambda m, x: m.tile(x, (2, 1)),
    lambda m, x: m.pad(x, 1),
]
REFUSED = [
    lambda m, x: m.cumsum(x, axis=1),
    lambda m, x: m.repeat(x, 3, axis=1),
    lambda m, x: m.squeeze(x, axis=1),
    lambda m, x: m.squeeze(x, axis=(0, 0)),
    lambda m, x: m.diff(x),
]


def test_numbers(same):
    for call in NUMBERS:
        same(call(gt, gt.asarray(np.float32(3))), call(np, np.array(3, np.float32)))
    for call in REFUSED:
        for module, x in ((np, np.array(3, np.float32)), (gt, gt.asarray(np.float32(3)))):
            with pytest.raises(ValueError):
                call(module, x)


def test_what_would_never_end():
    x = gt.arange(6.0)
    with pytest.raises(MemoryError, match="parts"):
        gt.array_split(x, 2**70)
    assert [part.shape for part in gt.array_split(x, [2**70])] == [(6,), (0,)]
    assert gt.roll(x, 2**70).tolist() == np.roll(np.arange(6.0), 2**70).tolist()
    assert gt.diff(x, n=2**70).shape == (0,)
    with pytest.raises(ValueError):
        gt.repeat(x, 2**70)


def test_waits_for_no_negative_time():
    event = gt.current_stream().record()
    for seconds in (-1, -0.5, float("nan")):
        with pytest.raises(ValueError, match="timeout"):
            event.wait(seconds)
    began = time.perf_counter()
    event.wait(1e30)
    event.wait()
    assert time.perf_counter() - began < 60
