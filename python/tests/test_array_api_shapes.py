"""Functions of the Array API standard on arrays of random shapes and arguments, beside NumPy's: results, their shapes
and data types, and that both refuse the same. GPUTENSOR_SEED chooses them."""

import os
import warnings

import numpy as np
import pytest

import gputensor as gt

SEED = int(os.environ.get("GPUTENSOR_SEED", 0))
ROUNDS = 200 if os.environ.get("GPUTENSOR_TESTS") == "all" else 25
DTYPES = {"i": "int64", "f": "float32", "b": "bool"}


class Draw:
    """Random shapes, arrays and arguments."""

    def __init__(self, name):
        self.rng = np.random.default_rng([SEED, *name.encode()])

    def number(self, low, high):
        return int(self.rng.integers(low, high))

    def coin(self):
        return bool(self.rng.random() < 0.5)

    def shape(self, low=0, high=4):
        least = 0 if self.rng.random() < 0.15 else 1
        return tuple(int(size) for size in self.rng.integers(least, 5, self.number(low, high + 1)))

    def array(self, shape, kind="i"):
        return np.asarray(self.rng.integers(0 if kind == "b" else -4, 2 if kind == "b" else 5, shape)).astype(
            DTYPES[kind]
        )

    def axis(self, rank):
        return self.number(-rank, rank)

    def axes(self, rank):
        some = self.rng.permutation(rank)[: self.number(0, rank + 1)]
        return tuple(int(axis) - rank * self.number(0, 2) for axis in some)

    def any_axis(self, rank):
        """None, an axis, which may be one too far, or several."""
        kind = self.number(0, 5)
        if kind == 0 or rank == 0:
            return None
        return self.axes(rank) if kind == 1 else self.number(-rank, rank + (self.rng.random() < 0.1))

    def broadcasting(self, shape):
        """A shape that broadcasts with another one, and may not once in a while."""
        some = [1 if self.rng.random() < 0.3 else size for size in shape[self.number(0, len(shape) + 1) :]]
        return tuple(size + (self.rng.random() < 0.03) for size in some)


def reduction(kind):
    def make(draw):
        x = draw.array(draw.shape(), kind)
        return (x,), {"axis": draw.any_axis(x.ndim), "keepdims": draw.coin()}

    return make


def one_axis(draw):
    x = draw.array(draw.shape(), "f")
    return (x,), {"axis": None if draw.coin() or not x.ndim else draw.axis(x.ndim), "keepdims": draw.coin()}


def along(**more):
    def make(draw):
        x = draw.array(draw.shape(1), "f")
        return (x,), {"axis": draw.axis(x.ndim), **{name: call(draw) for name, call in more.items()}}

    return make


def binary(kind):
    def make(draw):
        shape = draw.shape()
        return (draw.array(shape, kind), draw.array(draw.broadcasting(shape), kind)), {}

    return make


def where(draw):
    shape = draw.shape()
    condition = draw.array(draw.broadcasting(shape), "b")
    return (condition, draw.array(shape, "f"), draw.array(draw.broadcasting(shape), "f")), {}


def joined(stack):
    def make(draw):
        shape = draw.shape(not stack)
        axis = draw.axis(len(shape) + stack)
        parts = []
        for _ in range(draw.number(1, 4)):
            sizes = list(shape)
            if not stack and shape:
                sizes[axis] = draw.number(0, 4)
            parts.append(draw.array(sizes, "f"))
        return (parts,), {"axis": axis}

    return make


def roll(draw):
    x = draw.array(draw.shape(1))
    axes = draw.axes(x.ndim) or (0,)
    if draw.coin():
        return (x, draw.number(-9, 9)), {"axis": None if draw.coin() else axes[0]}
    return (x, tuple(draw.number(-9, 9) for _ in axes)), {"axis": axes}


def moveaxis(draw):
    x = draw.array(draw.shape())
    source = draw.axes(x.ndim)
    return (x, source, tuple(int(i) for i in draw.rng.permutation(x.ndim)[: len(source)])), {}


def permute(draw):
    x = draw.array(draw.shape())
    return (x, tuple(int(i) - x.ndim * draw.number(0, 2) for i in draw.rng.permutation(x.ndim))), {}


def reshape(draw):
    x = draw.array(draw.shape(1))
    sizes = [int(size) for size in draw.rng.permutation(x.shape)]
    if x.size and draw.coin():
        sizes[draw.number(0, len(sizes))] = -1
    return (x, tuple(sizes)), {}


def matmul(draw):
    a = draw.shape(1)
    batch = [1 if draw.coin() else size for size in a[:-2]][draw.number(0, max(len(a) - 1, 1)) :]
    b = (a[-1],) if draw.number(0, 3) == 0 else (*batch, a[-1] + (draw.rng.random() < 0.05), draw.number(0, 4))
    return (draw.array(a, "f"), draw.array(b, "f")), {}


def tensordot(draw):
    a, count = draw.shape(1, 3), draw.number(0, 3)
    b = (*a[max(len(a) - count, 0) :], *draw.shape(0, 2))
    return (draw.array(a, "f"), draw.array(b, "f")), {"axes": min(count, len(a))}


def vecdot(draw):
    shape = draw.shape(1)
    return (draw.array(shape, "f"), draw.array(shape[draw.number(0, len(shape)) :], "f")), {}


def take(draw):
    x = draw.array(draw.shape(1))
    axis = draw.axis(x.ndim)
    size = x.shape[axis]
    return (x, draw.rng.integers(-size, max(size, -size + 1), draw.number(0, 5) if size else 0)), {"axis": axis}


def take_along(draw):
    x = draw.array(draw.shape(1))
    axis = draw.axis(x.ndim) % x.ndim
    shape = (*x.shape[:axis], draw.number(0, 4) if x.shape[axis] else 0, *x.shape[axis + 1 :])
    size = x.shape[axis]
    return (x, draw.rng.integers(-size, max(size, -size + 1), shape)), {"axis": axis}


def searchsorted(draw):
    line = np.sort(draw.array(draw.shape(1, 1), "f"))
    return (line, draw.array(draw.shape(0, 3), "f")), {"side": "left" if draw.coin() else "right"}


def triangle(draw):
    return (draw.array(draw.shape(2)),), {"k": draw.number(-5, 6)}


CASES = {
    **dict.fromkeys("sum prod max min".split(), reduction("f")),
    "count_nonzero": reduction("i"),
    **dict.fromkeys(("all", "any"), reduction("b")),
    **dict.fromkeys(("mean", "std", "var"), reduction("f")),
    **dict.fromkeys(("argmax", "argmin"), one_axis),
    "sort": along(),
    "argsort": along(stable=lambda draw: True),
    "cumulative_sum": along(include_initial=Draw.coin),
    "diff": along(n=lambda draw: draw.number(0, 4)),
    "unstack": along(),
    **dict.fromkeys(("add", "multiply", "less", "equal", "maximum"), binary("f")),
    "logical_xor": binary("b"),
    "where": where,
    "broadcast_arrays": lambda draw: ([np.asarray(x) for x in binary("f")(draw)[0]], {}),
    "concat": joined(0),
    "stack": joined(1),
    "roll": roll,
    "flip": lambda draw: ((draw.array(draw.shape(1)),), {"axis": draw.any_axis(1)}),
    "moveaxis": moveaxis,
    "permute_dims": permute,
    "reshape": reshape,
    "expand_dims": lambda draw: ((draw.array(draw.shape(0, 3)),), {"axis": draw.number(-1, 2)}),
    "squeeze": lambda draw: ((draw.array((1, draw.number(1, 3), *draw.shape(0, 2))),), {"axis": draw.number(-2, 2)}),
    "tile": lambda draw: (
        (draw.array(draw.shape(0, 3)), tuple(draw.number(0, 3) for _ in range(draw.number(0, 4)))),
        {},
    ),
    "repeat": lambda draw: ((draw.array(draw.shape(1)), draw.number(0, 4)), {"axis": 0 if draw.coin() else None}),
    "tril": triangle,
    "triu": triangle,
    "matrix_transpose": lambda draw: ((draw.array(draw.shape(0)),), {}),
    "matmul": matmul,
    "tensordot": tensordot,
    "vecdot": vecdot,
    "take": take,
    "take_along_axis": take_along,
    "nonzero": lambda draw: ((draw.array(draw.shape(1)),), {}),
    "searchsorted": searchsorted,
    "unique_inverse": lambda draw: ((draw.array(draw.shape()),), {}),
    "linspace": lambda draw: ((draw.number(-9, 9), draw.number(-9, 9), draw.number(0, 9)), {"endpoint": draw.coin()}),
    "arange": lambda draw: ((draw.number(-9, 9), draw.number(-9, 9), draw.number(-4, 0) if draw.coin() else 1.25), {}),
    "eye": lambda draw: ((draw.number(0, 5), draw.number(0, 5)), {"k": draw.number(-5, 6)}),
    "meshgrid": lambda draw: (
        [draw.array(draw.shape(1, 1)) for _ in range(draw.number(0, 4))],
        {"indexing": ("ij", "xy")[draw.coin()]},
    ),
}


def moved(value):
    if isinstance(value, np.ndarray):
        return gt.asarray(value)
    return [moved(each) for each in value] if isinstance(value, list) else value


def agree(actual, expected):
    if isinstance(expected, (tuple, list)):
        assert len(actual) == len(expected)
        for one, other in zip(actual, expected):
            agree(one, other)
        return
    assert isinstance(actual, gt.ndarray) and actual.shape == expected.shape
    assert actual.dtype == (np.float32 if expected.dtype == np.float64 else expected.dtype)
    np.testing.assert_allclose(gt.asnumpy(actual), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_random_shapes(name):
    if not hasattr(np, name):
        return  # of numpy before 2.0
    draw = Draw(name)
    for _ in range(ROUNDS):
        arguments, keywords = CASES[name](draw)
        note = f"{name} of {[getattr(x, 'shape', x) for x in arguments]} {keywords}, GPUTENSOR_SEED={SEED}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                expected = getattr(np, name)(*arguments, **keywords)
            except (ValueError, IndexError, TypeError) as refused:
                with pytest.raises((ValueError, IndexError, TypeError)):
                    getattr(gt, name)(*map(moved, arguments), **keywords)
                    pytest.fail(f"numpy: {refused}: {note}")
                continue
        try:
            agree(getattr(gt, name)(*map(moved, arguments), **keywords), expected)
        except Exception as failure:
            raise AssertionError(note) from failure
