"""Calls of every supported name, for numpy's protocols and for gputensor.cupy: f(xp, a), where xp is numpy or
gputensor.cupy and `a` has the same arrays for both (see `arrays`). A name without a case fails test_coverage."""

from types import SimpleNamespace

import numpy as np


def arrays():
    """Inputs, as numpy has them."""
    rng = np.random.default_rng(1)
    f = lambda *shape: rng.uniform(-2, 2, shape).astype(np.float32)  # noqa: E731
    return SimpleNamespace(
        x=f(3, 4),
        y=f(3, 4),
        row=f(4),
        v=f(6),
        cube=f(2, 3, 4),
        m=f(4, 2),
        unit=rng.uniform(-0.9, 0.9, (3, 4)).astype(np.float32),
        pos=rng.uniform(0.1, 3, (3, 4)).astype(np.float32),
        i=rng.integers(-9, 9, (3, 4)),
        j=rng.integers(1, 9, (3, 4)),
        b=rng.random((3, 4)) > 0.5,
        c=rng.random((3, 4)) > 0.5,
        s=np.array([0, np.nan, np.inf, -np.inf, -0.0, 1.5], np.float32),
        one=f(1, 3, 1),
        n=np.array([1, 0, 2, 0, 3]),
        ints=rng.integers(0, 3, (5,)),
        w=np.array([complex(1, np.nan), complex(-np.inf, 2), complex(np.nan, np.inf)], np.complex64),
        z=(rng.uniform(-2, 2, (3, 4)) + 1j * rng.uniform(-2, 2, (3, 4))).astype(np.complex64),
    )


def unary(*names):
    return lambda ufunc: [lambda xp, a, n=name: getattr(xp, ufunc)(getattr(a, n)) for name in names]


def binary(*pairs):
    return lambda ufunc: [
        lambda xp, a, p=p, q=q: getattr(xp, ufunc)(getattr(a, p), q if not isinstance(q, str) else getattr(a, q))
        for p, q in pairs
    ]


anything = unary("x", "s")
kinds = {
    unary("x", "s", "i"): "negative sign",
    unary("x", "s", "i", "b"): "square",
    unary("x", "s", "i", "b"): "absolute",
    unary("x", "s", "i"): "rint",
    unary("x", "s"): "exp expm1 sin cos tanh floor ceil trunc cbrt tan arctan arcsinh signbit",
    unary("x"): "sinh cosh",
    unary("pos", "s"): "log sqrt log2 log10 log1p reciprocal",
    unary("unit"): "arcsin arccos arctanh",
    unary("x", "i"): "positive",
    unary("s", "x"): "isnan isinf isfinite",
    unary("i", "b"): "invert",
    unary("z", "x"): "conjugate",
    unary("x", "i", "b", "s"): "logical_not",
    binary(("x", "y"), ("x", 2), ("x", "row"), ("i", "j"), ("i", 3)): "add subtract multiply maximum minimum",
    binary(("x", "y"), ("x", 2), ("x", "row"), ("x", "pos")): "divide true_divide",
    binary(("x", "y"), ("i", "j"), ("x", 0.5), ("b", True)): "floor_divide remainder mod fmod",
    binary(("pos", "y"), ("i", 2), ("x", 2), ("b", "c")): "power",
    binary(
        ("x", "y"), ("i", "j"), ("x", 0.5), ("s", 0), ("b", "c")
    ): "greater greater_equal less less_equal equal not_equal",
    binary(("b", "c"), ("x", "b"), ("i", 0)): "logical_and logical_or logical_xor",
    binary(("b", "c"), ("i", "j"), ("i", 3)): "bitwise_and bitwise_or bitwise_xor",
    binary(("i", "j"), ("j", 2), ("b", "c")): "left_shift right_shift",
    binary(("x", "y"), ("x", 1.0)): "arctan2 hypot copysign logaddexp nextafter",
}
UFUNCS = {name: make(name) for make, names in kinds.items() for name in names.split()}
UFUNCS.update(
    {
        **{name: unary("x", "unit")(name) for name in "exp2 deg2rad rad2deg degrees radians".split()},
        "fabs": unary("x", "s")("fabs"),
        "fmax": binary(("x", "y"), ("s", 0.5), ("i", "j"))("fmax"),
        "fmin": binary(("x", "y"), ("s", 0.5), ("i", "j"))("fmin"),
        "heaviside": binary(("x", 0.5), ("s", "s"))("heaviside"),
        "float_power": [lambda xp, a: xp.float_power(a.pos, a.y), lambda xp, a: xp.float_power(a.j, 2)],
        "logaddexp2": binary(("x", "y"))("logaddexp2"),
        "modf": unary("x", "s")("modf"),
        "bitwise_count": [*unary("i", "j", "b")("bitwise_count"), lambda xp, a: xp.bitwise_count(a.i - 2**62)],
        "frexp": unary("x", "s", "pos")("frexp"),
        "gcd": [*binary(("i", "j"), ("i", 12), ("j", 0))("gcd"), lambda xp, a: xp.gcd.reduce(a.i * 6, axis=1)],
        "lcm": binary(("i", "j"), ("i", 12), ("j", 0))("lcm"),
        "ldexp": binary(("x", "j"), ("s", 3), ("x", "i"))("ldexp"),
        "spacing": unary("x", "s")("spacing"),
        "vecdot": binary(("x", "y"), ("cube", "row"))("vecdot"),
        "matvec": binary(("cube", "row"))("matvec"),
        "vecmat": binary(("row", "m"))("vecmat"),
    }
)
UFUNCS["arccosh"] = [lambda xp, a: xp.arccosh(a.pos + 1)]

FUNCTIONS = {
    "sum": [
        lambda xp, a: xp.sum(a.x),
        lambda xp, a: xp.sum(a.cube, axis=(0, 2)),
        lambda xp, a: xp.sum(a.i, axis=1, keepdims=True),
        lambda xp, a: xp.sum(a.b),
    ],
    "prod": [lambda xp, a: xp.prod(a.x, axis=0), lambda xp, a: xp.prod(a.j)],
    "max": [lambda xp, a: xp.max(a.x), lambda xp, a: xp.max(a.i, axis=-1), lambda xp, a: xp.max(a.s)],
    "min": [lambda xp, a: xp.min(a.x, axis=0), lambda xp, a: xp.min(a.i)],
    "amax": [lambda xp, a: xp.amax(a.x, axis=1)],
    "amin": [lambda xp, a: xp.amin(a.x, 1)],
    "ptp": [lambda xp, a: xp.ptp(a.x, axis=1)],
    "all": [lambda xp, a: xp.all(a.b, axis=0), lambda xp, a: xp.all(a.x)],
    "any": [lambda xp, a: xp.any(a.b, axis=1, keepdims=True), lambda xp, a: xp.any(a.i)],
    "mean": [lambda xp, a: xp.mean(a.x), lambda xp, a: xp.mean(a.x, axis=(0, 1))],
    "var": [lambda xp, a: xp.var(a.x, axis=0), lambda xp, a: xp.var(a.x, ddof=1)],
    "std": [lambda xp, a: xp.std(a.x, axis=0), lambda xp, a: xp.std(a.x, ddof=1)],
    "average": [lambda xp, a: xp.average(a.x, axis=0), lambda xp, a: xp.average(a.x, weights=a.pos)],
    "argmax": [lambda xp, a: xp.argmax(a.x), lambda xp, a: xp.argmax(a.x, axis=1)],
    "argmin": [lambda xp, a: xp.argmin(a.x, axis=0), lambda xp, a: xp.argmin(a.i)],
    "count_nonzero": [lambda xp, a: xp.count_nonzero(a.i, axis=0), lambda xp, a: xp.count_nonzero(a.b, axis=1)],
    "nansum": [lambda xp, a: xp.nansum(a.s[:2]), lambda xp, a: xp.nansum(a.i)],
    "nanprod": [lambda xp, a: xp.nanprod(a.s[1:2])],
    "nanmax": [lambda xp, a: xp.nanmax(a.s), lambda xp, a: xp.nanmax(a.x, axis=0)],
    "nanmin": [lambda xp, a: xp.nanmin(a.s), lambda xp, a: xp.nanmin(a.i)],
    "nanmean": [lambda xp, a: xp.nanmean(a.s[:2]), lambda xp, a: xp.nanmean(a.x, axis=1)],
    "packbits": [
        lambda xp, a: xp.packbits(a.b),
        lambda xp, a: xp.packbits(a.i, axis=1, bitorder="little"),
        lambda xp, a: xp.packbits(a.b.reshape(2, 3, 2), axis=0),
        lambda xp, a: xp.packbits(a.b[:0], 0),
    ],
    "unpackbits": [
        lambda xp, a: xp.unpackbits(a.j.astype("u1")),
        lambda xp, a: xp.unpackbits(a.j.astype("u1"), axis=0, count=-3),
        lambda xp, a: xp.unpackbits(a.j.astype("u1"), 1, 40, bitorder="little"),
        lambda xp, a: xp.unpackbits(xp.packbits(a.b, axis=-1), axis=-1, count=4),
    ],
    "cumsum": [
        lambda xp, a: xp.cumsum(a.cube),
        lambda xp, a: xp.cumsum(a.cube, axis=1),
        lambda xp, a: xp.cumsum(a.i, axis=-1, dtype=np.int32),
        lambda xp, a: xp.cumsum(a.b, axis=0),
    ],
    "cumprod": [lambda xp, a: xp.cumprod(a.x, axis=0), lambda xp, a: xp.cumprod(a.j)],
    "nancumsum": [lambda xp, a: xp.nancumsum(a.s[:2]), lambda xp, a: xp.nancumsum(a.i, axis=1)],
    "nancumprod": [lambda xp, a: xp.nancumprod(a.s[1:2])],
    "cumulative_sum": [
        lambda xp, a: xp.cumulative_sum(a.v),
        lambda xp, a: xp.cumulative_sum(a.cube, axis=1, include_initial=True),
    ],
    "cumulative_prod": [
        lambda xp, a: xp.cumulative_prod(a.x, axis=-1),
        lambda xp, a: xp.cumulative_prod(a.n, include_initial=True),
    ],
    "sort": [
        lambda xp, a: xp.sort(a.cube),
        lambda xp, a: xp.sort(a.i, axis=0),
        lambda xp, a: xp.sort(a.x, axis=None),
        lambda xp, a: xp.sort(a.s),
    ],
    "searchsorted": [
        lambda xp, a: xp.searchsorted(xp.sort(a.v), a.x),
        lambda xp, a: xp.searchsorted(xp.sort(a.v), a.row, side="right"),
        lambda xp, a: xp.searchsorted(a.v, a.x, sorter=xp.argsort(a.v)),
        lambda xp, a: xp.searchsorted(xp.sort(a.n), 2, "right"),
    ],
    "digitize": [lambda xp, a: xp.digitize(a.x, xp.sort(a.v)), lambda xp, a: xp.digitize(a.n, a.n[1:3], right=True)],
    "unique": [
        lambda xp, a: xp.unique(a.i),
        lambda xp, a: xp.unique(a.n, return_index=True, return_inverse=True, return_counts=True),
        lambda xp, a: xp.unique(a.b, return_counts=True),
    ],
    "unique_all": [lambda xp, a: tuple(xp.unique_all(a.n))],
    "unique_counts": [lambda xp, a: tuple(xp.unique_counts(a.i))],
    "unique_inverse": [lambda xp, a: tuple(xp.unique_inverse(a.n))],
    "unique_values": [lambda xp, a: xp.sort(xp.unique_values(a.b))],
    "bincount": [
        lambda xp, a: xp.bincount(a.n),
        lambda xp, a: xp.bincount(a.ints, minlength=7),
        lambda xp, a: xp.bincount(a.n, weights=a.v[:5]),
    ],
    "histogram": [
        lambda xp, a: xp.histogram(a.cube, bins=5),
        lambda xp, a: xp.histogram(a.n, bins=3, range=(0, 2)),
        lambda xp, a: xp.histogram(a.x, bins=xp.sort(a.v)),
        lambda xp, a: xp.histogram(a.x, bins=4, density=True),
    ],
    "histogram_bin_edges": [lambda xp, a: xp.histogram_bin_edges(a.x, 7)],
    "argsort": [
        lambda xp, a: xp.argsort(a.cube, axis=1),
        lambda xp, a: xp.argsort(a.n, kind="stable"),
        lambda xp, a: xp.argsort(a.b, axis=1, kind="stable"),
    ],
    "concatenate": [
        lambda xp, a: xp.concatenate([a.x, a.y]),
        lambda xp, a: xp.concatenate((a.x, a.y), axis=-1),
        lambda xp, a: xp.concatenate([a.x, a.v], axis=None),
    ],
    "concat": [lambda xp, a: xp.concat([a.x, a.y], axis=1)],
    "stack": [lambda xp, a: xp.stack([a.x, a.y]), lambda xp, a: xp.stack([a.x, a.y], axis=-1)],
    "vstack": [lambda xp, a: xp.vstack([a.x, a.row])],
    "hstack": [lambda xp, a: xp.hstack([a.x, a.y]), lambda xp, a: xp.hstack([a.v, a.row])],
    "dstack": [lambda xp, a: xp.dstack([a.x, a.y])],
    "column_stack": [lambda xp, a: xp.column_stack([a.row, a.row])],
    "append": [lambda xp, a: xp.append(a.x, a.y, axis=0), lambda xp, a: xp.append(a.v, a.row)],
    "reshape": [lambda xp, a: xp.reshape(a.x, (2, -1)), lambda xp, a: xp.reshape(a.x.T, (12,))],
    "ravel": [lambda xp, a: xp.ravel(a.x), lambda xp, a: xp.ravel(a.x.T)],
    "transpose": [lambda xp, a: xp.transpose(a.cube), lambda xp, a: xp.transpose(a.cube, (2, 0, 1))],
    "permute_dims": [lambda xp, a: xp.permute_dims(a.cube, (1, 2, 0))],
    "swapaxes": [lambda xp, a: xp.swapaxes(a.cube, 0, -1)],
    "moveaxis": [lambda xp, a: xp.moveaxis(a.cube, 0, -1), lambda xp, a: xp.moveaxis(a.cube, (0, 1), (1, 2))],
    "rollaxis": [
        lambda xp, a, axis=axis, start=start: xp.rollaxis(a.cube, axis, start)
        for axis, start in ((2, 0), (0, 3), (1, 1), (0, 2), (-1, 1), (1, -1))
    ],
    "expand_dims": [lambda xp, a: xp.expand_dims(a.x, 1), lambda xp, a: xp.expand_dims(a.x, (0, -1))],
    "squeeze": [lambda xp, a: xp.squeeze(a.one), lambda xp, a: xp.squeeze(a.one, axis=0)],
    "broadcast_to": [lambda xp, a: xp.broadcast_to(a.row, (3, 4))],
    "broadcast_arrays": [lambda xp, a: xp.broadcast_arrays(a.x, a.row)],
    "atleast_1d": [lambda xp, a: xp.atleast_1d(a.x[0, 0])],
    "atleast_2d": [lambda xp, a: xp.atleast_2d(a.row)],
    "atleast_3d": [lambda xp, a: xp.atleast_3d(a.x), lambda xp, a: xp.atleast_3d(a.row)],
    "flip": [lambda xp, a: xp.flip(a.x), lambda xp, a: xp.flip(a.cube, axis=(0, 2))],
    "fliplr": [lambda xp, a: xp.fliplr(a.x)],
    "flipud": [lambda xp, a: xp.flipud(a.x)],
    "rot90": [lambda xp, a: xp.rot90(a.x), lambda xp, a: xp.rot90(a.x, 2), lambda xp, a: xp.rot90(a.x, -1)],
    "roll": [
        lambda xp, a: xp.roll(a.x, 2),
        lambda xp, a: xp.roll(a.x, -1, axis=1),
        lambda xp, a: xp.roll(a.x, (1, 2), axis=(0, 1)),
        lambda xp, a: xp.roll(a.cube, (1, -2, 4), axis=(0, 2, 0)),
    ],
    "tile": [lambda xp, a: xp.tile(a.x, 2), lambda xp, a: xp.tile(a.row, (2, 3))],
    "repeat": [
        lambda xp, a: xp.repeat(a.x, 2),
        lambda xp, a: xp.repeat(a.x, 3, axis=0),
        lambda xp, a: xp.repeat(a.x, [2, 0, 1], axis=0),
        lambda xp, a: xp.repeat(a.x[0], xp.arange(4)),
        lambda xp, a: xp.repeat(a.x[:, :0], [], axis=1),
    ],
    "pad": [
        lambda xp, a: xp.pad(a.x, 1),
        lambda xp, a: xp.pad(a.x, ((0, 1), (2, 0)), constant_values=5),
        lambda xp, a: xp.pad(a.x, 2, constant_values=((1, 2), (3, 4))),
        lambda xp, a: xp.pad(a.x, ((9, 0), (3, 14)), mode="reflect"),
        lambda xp, a: xp.pad(a.cube, ((1, 2), (0, 7), (5, 0)), "symmetric"),
        lambda xp, a: xp.pad(a.x, (7, 11), "wrap"),
        lambda xp, a: xp.pad(a.x.T, 3, "edge"),
    ],
    "diff": [
        lambda xp, a: xp.diff(a.x),
        lambda xp, a: xp.diff(a.x, n=2, axis=0),
        lambda xp, a: xp.diff(a.x, prepend=0, append=a.x[:, :2]),
        lambda xp, a: xp.diff(a.x, n=9),
    ],
    "split": [lambda xp, a: xp.split(a.x, 3), lambda xp, a: xp.split(a.x, [1, 3], axis=1)],
    "array_split": [lambda xp, a: xp.array_split(a.v, 4)],
    "hsplit": [lambda xp, a: xp.hsplit(a.x, 2)],
    "vsplit": [lambda xp, a: xp.vsplit(a.x, 3)],
    "unstack": [lambda xp, a: xp.unstack(a.x, axis=1)],
    "matrix_transpose": [lambda xp, a: xp.matrix_transpose(a.cube)],
    "matmul": [
        lambda xp, a: xp.matmul(a.x, a.m),
        lambda xp, a: xp.matmul(a.cube, a.m),
        lambda xp, a: xp.matmul(a.row, a.m),
        lambda xp, a: xp.matmul(a.i, a.j.T),
    ],
    "dot": [
        lambda xp, a: xp.dot(a.x, a.m),
        lambda xp, a: xp.dot(a.row, a.row),
        lambda xp, a: xp.dot(a.cube, xp.transpose(a.cube[:, 0])),
        lambda xp, a: xp.dot(a.x, 2),
        lambda xp, a: xp.dot(a.x, xp.transpose(a.cube, (0, 2, 1))),
    ],
    "vdot": [lambda xp, a: xp.vdot(a.x, a.y)],
    "inner": [lambda xp, a: xp.inner(a.x, a.y)],
    "outer": [lambda xp, a: xp.outer(a.v, a.row)],
    "einsum": [
        lambda xp, a: xp.einsum("ij,jk->ik", a.x, a.m),
        lambda xp, a: xp.einsum("ij,jk", a.x, a.m),
        lambda xp, a: xp.einsum("bij,kj->ibk", a.cube, a.y),
        lambda xp, a: xp.einsum("...ij,...j->...i", a.cube, a.row),
        lambda xp, a: xp.einsum("i,ij,j", a.row[:3], a.x, a.row),
        lambda xp, a: xp.einsum("ij,ij->j", a.x, a.y),
        lambda xp, a: xp.einsum("bij,bij->b", a.cube, a.cube),
        lambda xp, a: xp.einsum("ij,kj->ik", a.i, a.j),
        lambda xp, a: xp.einsum("ij,lij,i->", a.x, a.one, a.row[:3]),
        lambda xp, a: xp.einsum("ii->i", a.x[:, 1:]),
        lambda xp, a: xp.einsum("ii,jk->kj", a.x[:, 1:], a.m),
        lambda xp, a: xp.einsum("ij->ji", a.x),
        lambda xp, a: xp.einsum("i...->...", a.cube),
        lambda xp, a: xp.einsum("i,j", a.row, a.v),
    ],
    "tensordot": [
        lambda xp, a: xp.tensordot(a.cube, a.x, axes=((1, 2), (0, 1))),
        lambda xp, a: xp.tensordot(a.cube, a.m, 1),
    ],
    "diagonal": [lambda xp, a: xp.diagonal(a.x), lambda xp, a: xp.diagonal(a.cube, -1, 1, 2)],
    "trace": [lambda xp, a: xp.trace(a.x), lambda xp, a: xp.trace(a.cube, 1)],
    "diag": [lambda xp, a: xp.diag(a.x, 1), lambda xp, a: xp.diag(a.row, -2)],
    "take": [
        lambda xp, a: xp.take(a.x, a.ints, axis=0),
        lambda xp, a: xp.take(a.x, a.n),
        lambda xp, a: xp.take(a.x, [[0, -1], [2, 1]], axis=1),
    ],
    "take_along_axis": [lambda xp, a: xp.take_along_axis(a.x, a.j[:, :2] % 4, axis=1)],
    "nonzero": [lambda xp, a: xp.nonzero(a.x > 0), lambda xp, a: xp.nonzero(a.i)],
    "argwhere": [lambda xp, a: xp.argwhere(a.b)],
    "flatnonzero": [lambda xp, a: xp.flatnonzero(a.b)],
    "put_along_axis": [lambda xp, a: _put_along(xp, a)],
    "where": [lambda xp, a: xp.where(a.b, a.x, a.y), lambda xp, a: xp.where(a.x > 0, a.x, 0)],
    "clip": [
        lambda xp, a: xp.clip(a.x, -1, 1),
        lambda xp, a: xp.clip(a.x, None, a.y),
        lambda xp, a: xp.clip(a.i, 0, 5),
    ],
    "isclose": [lambda xp, a: xp.isclose(a.x, a.x + 1e-7), lambda xp, a: xp.isclose(a.s, a.s, equal_nan=True)],
    "allclose": [lambda xp, a: xp.allclose(a.x, a.x + 1e-7), lambda xp, a: xp.allclose(a.x, a.y)],
    "array_equal": [
        lambda xp, a: xp.array_equal(a.x, a.x),
        lambda xp, a: xp.array_equal(a.x, a.y),
        lambda xp, a: xp.array_equal(a.x, a.v),
    ],
    "nan_to_num": [
        lambda xp, a: xp.nan_to_num(a.s),
        lambda xp, a: xp.nan_to_num(a.w),
        lambda xp, a: xp.nan_to_num(a.s, nan=2, posinf=3, neginf=-3),
    ],
    "zeros_like": [lambda xp, a: xp.zeros_like(a.x), lambda xp, a: xp.zeros_like(a.x, dtype="int32")],
    "ones_like": [lambda xp, a: xp.ones_like(a.i)],
    "full_like": [lambda xp, a: xp.full_like(a.x, 7)],
    "empty_like": [lambda xp, a: (xp.empty_like(a.i).shape, xp.empty_like(a.i).dtype.name)],
    "copy": [lambda xp, a: xp.copy(a.x.T)],
    "copyto": [lambda xp, a: _into(xp, a, a.x), lambda xp, a: _into(xp, a, 3)],
    "tril": [lambda xp, a: xp.tril(a.x), lambda xp, a: xp.tril(a.cube, 1)],
    "triu": [lambda xp, a: xp.triu(a.x), lambda xp, a: xp.triu(a.x, -1)],
    "meshgrid": [lambda xp, a: xp.meshgrid(a.row, a.v), lambda xp, a: xp.meshgrid(a.row, a.v, indexing="ij")],
    "round": [
        lambda xp, a: xp.round(a.x, 1),
        lambda xp, a: xp.round(a.x),
        lambda xp, a: xp.round(a.z, 1),
        lambda xp, a: xp.round(a.i * 5, -1),
        lambda xp, a: xp.round(a.i, 2),
        lambda xp, a: xp.round(a.i, -20),
    ],
    "around": [lambda xp, a: xp.around(a.x, 1)],
    "shape": [lambda xp, a: xp.shape(a.x)],
    "ndim": [lambda xp, a: xp.ndim(a.x)],
    "size": [lambda xp, a: xp.size(a.x), lambda xp, a: xp.size(a.x, 1)],
    "result_type": [lambda xp, a: xp.result_type(a.x, a.b), lambda xp, a: xp.result_type(a.i, np.int8)],
    "real_if_close": [
        lambda xp, a: xp.real_if_close(a.z),
        lambda xp, a: xp.real_if_close(a.z.real + 1e-9j),
        lambda xp, a: xp.real_if_close(a.z, 3e8),
        lambda xp, a: xp.real_if_close(a.i),
    ],
    "iscomplexobj": [lambda xp, a: xp.iscomplexobj(a.x), lambda xp, a: xp.iscomplexobj(a.z)],
    "isrealobj": [lambda xp, a: xp.isrealobj(a.x), lambda xp, a: xp.isrealobj(a.z)],
    "real": [lambda xp, a: xp.real(a.z), lambda xp, a: xp.real(a.x)],
    "imag": [lambda xp, a: xp.imag(a.z), lambda xp, a: xp.imag(a.x)],
    "angle": [lambda xp, a: xp.angle(a.z), lambda xp, a: xp.angle(a.z, deg=True), lambda xp, a: xp.angle(a.x)],
    "save": [lambda xp, a: _saved(xp, a.x)],
    "array_repr": [lambda xp, a: xp.array_repr(a.x)],
    "array2string": [lambda xp, a: xp.array2string(a.x, precision=2)],
    "linspace": [
        lambda xp, a: xp.linspace(a.row[0], 1, 5, dtype=np.float32),
        lambda xp, a: xp.linspace(start=a.n[0], stop=3, num=4, dtype=np.float32),
    ],
    "logspace": [lambda xp, a: xp.logspace(a.n[0], 2, 5, dtype=np.float32)],
    "geomspace": [lambda xp, a: xp.geomspace(a.n[0], 8, 4, dtype=np.float32)],
    "astype": [lambda xp, a: xp.astype(a.x, np.int32)],
    "can_cast": [lambda xp, a: xp.can_cast(a.row.dtype, np.int32)],
    "common_type": [lambda xp, a: np.dtype(xp.common_type(a.x, a.y)).name],
    "min_scalar_type": [lambda xp, a: xp.min_scalar_type(a.x).name, lambda xp, a: xp.min_scalar_type(a.n[0]).name],
    "compress": [lambda xp, a: xp.compress([True, False, True], a.x, axis=0), lambda xp, a: xp.compress(a.n > 0, a.x)],
    "extract": [lambda xp, a: xp.extract(a.b, a.x), lambda xp, a: xp.extract(a.n, a.v[:5])],
    "place": [lambda xp, a: _changed(xp, a, lambda x: xp.place(x, a.b, [7, 8]))],
    "putmask": [lambda xp, a: _changed(xp, a, lambda x: xp.putmask(x, a.b, a.y))],
    "put": [lambda xp, a: _changed(xp, a, lambda x: xp.put(x, [0, -1, 5], [7, 8]))],
    "select": [
        lambda xp, a: xp.select([a.b, a.c], [a.x, a.y]),
        lambda xp, a: xp.select([a.x > 1, a.x > 0], [a.x, a.y], default=3),
    ],
    "fill_diagonal": [
        lambda xp, a: _changed(xp, a, lambda x: xp.fill_diagonal(x, 9)),
        lambda xp, a: _changed(xp, a, lambda x: xp.fill_diagonal(x, [1, 2])),
    ],
    "isin": [lambda xp, a: xp.isin(a.n, a.ints), lambda xp, a: xp.isin(a.i, [1, 2, 3], invert=True)],
    "union1d": [lambda xp, a: xp.union1d(a.i, a.j)],
    "intersect1d": [lambda xp, a: xp.intersect1d(a.i, a.j)],
    "setdiff1d": [lambda xp, a: xp.setdiff1d(a.i, a.j)],
    "setxor1d": [lambda xp, a: xp.setxor1d(a.i, a.j)],
    "partition": [lambda xp, a: xp.sort(xp.partition(a.x, 2)[:, :2])],
    "argpartition": [lambda xp, a: xp.argpartition(a.v, 0)[:1]],
    "lexsort": [
        lambda xp, a: xp.lexsort((a.v[:5], a.ints)),
        lambda xp, a: xp.lexsort(a.i),
        lambda xp, a: xp.lexsort((a.j, a.b)),
    ],
    "resize": [lambda xp, a: xp.resize(a.x, (3, 5)), lambda xp, a: xp.resize(a.x, 5)],
    "delete": [
        lambda xp, a: xp.delete(a.x, 1, axis=0),
        lambda xp, a: xp.delete(a.x, [0, -1]),
        lambda xp, a: xp.delete(a.cube, slice(1, 3), 2),
    ],
    "insert": [
        lambda xp, a: xp.insert(a.x, 1, a.row, axis=0),
        lambda xp, a: xp.insert(a.v, [0, -1, 3], [7, 8, 9]),
        lambda xp, a: xp.insert(a.x, 2, 5, axis=1),
        lambda xp, a: xp.insert(a.v, 6, [1, 2]),
    ],
    "trim_zeros": [lambda xp, a: xp.trim_zeros(xp.append(a.n, 0)), lambda xp, a: xp.trim_zeros(a.n * 0)],
    "block": [lambda xp, a: xp.block([[a.x, a.y], [a.y, a.x]]), lambda xp, a: xp.block([a.row, a.v])],
    "dsplit": [lambda xp, a: xp.dsplit(a.cube, 2)],
    "ediff1d": [lambda xp, a: xp.ediff1d(a.x), lambda xp, a: xp.ediff1d(a.n, to_begin=[5, 6], to_end=7)],
    "apply_over_axes": [lambda xp, a: xp.apply_over_axes(xp.sum, a.cube, (0, 2))],
    "apply_along_axis": [
        lambda xp, a: xp.apply_along_axis(xp.sum, 0, a.x),
        lambda xp, a: xp.apply_along_axis(xp.sort, 1, a.cube),
    ],
    "diag_indices_from": [lambda xp, a: xp.diag_indices_from(a.x[:, :3])],
    "tril_indices_from": [lambda xp, a: xp.tril_indices_from(a.x, 1)],
    "triu_indices_from": [lambda xp, a: xp.triu_indices_from(a.x)],
    "ix_": [lambda xp, a: xp.ix_(a.n, a.ints), lambda xp, a: xp.ix_(a.n > 0, a.n)],
    "unravel_index": [lambda xp, a: xp.unravel_index(a.j, (3, 4))],
    "ravel_multi_index": [lambda xp, a: xp.ravel_multi_index((a.ints, a.n), (3, 4))],
    "kron": [lambda xp, a: xp.kron(a.x, a.m), lambda xp, a: xp.kron(a.row, a.x)],
    "cross": [lambda xp, a: xp.cross(a.x[:, :3], a.y[:, :3]), lambda xp, a: xp.cross(a.x, a.y, axis=0)],
    "diagflat": [lambda xp, a: xp.diagflat(a.m, 1)],
    "vander": [lambda xp, a: xp.vander(a.row, 3), lambda xp, a: xp.vander(a.n, increasing=True)],
    "polyval": [lambda xp, a: xp.polyval(a.row, a.x), lambda xp, a: xp.polyval(a.row[:0], a.s)],
    "polyadd": [lambda xp, a: xp.polyadd(a.row, a.v)],
    "polysub": [lambda xp, a: xp.polysub(a.v, a.row)],
    "polymul": [lambda xp, a: xp.polymul(a.v, a.row)],
    "polyder": [lambda xp, a: xp.polyder(a.v), lambda xp, a: xp.polyder(a.v, 2)],
    "correlate": [
        lambda xp, a: xp.correlate(a.v, a.row),
        lambda xp, a: xp.correlate(a.v, a.row, "same"),
        lambda xp, a: xp.correlate(a.row, a.v, "full"),
    ],
    "convolve": [
        lambda xp, a: xp.convolve(a.v, a.row),
        lambda xp, a: xp.convolve(a.row, a.v[:3], mode="same"),
        lambda xp, a: xp.convolve(a.v, a.row, mode="same"),
    ],
    "fix": [lambda xp, a: xp.fix(a.x)],
    "sinc": [lambda xp, a: xp.sinc(a.x * (a.x > 0))],
    "isneginf": [lambda xp, a: xp.isneginf(a.s)],
    "isposinf": [lambda xp, a: xp.isposinf(a.s)],
    "array_equiv": [lambda xp, a: xp.array_equiv(a.x, a.x), lambda xp, a: xp.array_equiv(a.x, a.v)],
    "median": [
        lambda xp, a: xp.median(a.x),
        lambda xp, a: xp.median(a.cube, axis=(0, 2), keepdims=True),
        lambda xp, a: xp.median(a.s),
        lambda xp, a: xp.median(a.x[:0], axis=0),
    ],
    "quantile": [
        lambda xp, a: xp.quantile(a.x, 0.3),
        lambda xp, a: xp.quantile(a.cube, [0.1, 0.9], axis=1, keepdims=True),
        *[
            lambda xp, a, m=method: xp.quantile(a.v, [0.2, 0.5, 0.75], method=m)
            for method in "lower higher midpoint nearest".split()
        ],
    ],
    "percentile": [lambda xp, a: xp.percentile(a.x, 25, axis=0), lambda xp, a: xp.percentile(a.i, [10, 50])],
    "nanmedian": [
        lambda xp, a: xp.nanmedian(a.s[:2]),
        lambda xp, a: xp.nanmedian(a.x, axis=1),
        lambda xp, a: xp.nanmedian(a.x[:, :0], axis=1),
    ],
    "nanquantile": [
        lambda xp, a: xp.nanquantile(_holed(xp, a), 0.3, axis=1),
        lambda xp, a: xp.nanquantile(_holed(xp, a), [0.25, 0.5], method="lower"),
    ],
    "nanpercentile": [lambda xp, a: xp.nanpercentile(_holed(xp, a), 80, axis=0)],
    "nanvar": [lambda xp, a: xp.nanvar(_holed(xp, a), axis=1), lambda xp, a: xp.nanvar(a.x, ddof=1, keepdims=True)],
    "nanstd": [lambda xp, a: xp.nanstd(_holed(xp, a), axis=0, ddof=1)],
    "nanargmax": [lambda xp, a: xp.nanargmax(_holed(xp, a), axis=1), lambda xp, a: xp.nanargmax(a.i)],
    "nanargmin": [lambda xp, a: xp.nanargmin(_holed(xp, a))],
    "cov": [
        lambda xp, a: xp.cov(a.x),
        lambda xp, a: xp.cov(a.row, a.v[:4], bias=True),
        lambda xp, a: xp.cov(a.x, rowvar=False, ddof=0),
        lambda xp, a: xp.cov(a.v),
    ],
    "corrcoef": [lambda xp, a: xp.corrcoef(a.x), lambda xp, a: xp.corrcoef(a.row, a.v[:4])],
    "trapezoid": [
        lambda xp, a: xp.trapezoid(a.x),
        lambda xp, a: xp.trapezoid(a.x, a.row),
        lambda xp, a: xp.trapezoid(a.x, dx=0.5, axis=0),
    ],
    "gradient": [
        lambda xp, a: xp.gradient(a.v),
        lambda xp, a: xp.gradient(a.x, 2, 0.5),
        lambda xp, a: xp.gradient(a.x, axis=1, edge_order=2),
    ],
    "interp": [
        lambda xp, a: xp.interp(a.x, xp.sort(a.row), a.v[:4]),
        lambda xp, a: xp.interp(a.s, xp.sort(a.row), a.v[:4], left=-5, right=7),
    ],
    "unwrap": [lambda xp, a: xp.unwrap(a.x * 4), lambda xp, a: xp.unwrap(a.v * 2, period=3, axis=0)],
    "array_str": [lambda xp, a: xp.array_str(a.i)],
    "isreal": [lambda xp, a: xp.isreal(a.z), lambda xp, a: xp.isreal(a.x)],
    "iscomplex": [lambda xp, a: xp.iscomplex(a.z), lambda xp, a: xp.iscomplex(a.x)],
    "sort_complex": [lambda xp, a: xp.sort_complex(a.z), lambda xp, a: xp.sort_complex(a.x)],
    "choose": [lambda xp, a: xp.choose(a.ints, [a.ints, 7, a.n]), lambda xp, a: xp.choose(a.n, [1, 2], mode="clip")],
    "piecewise": [
        lambda xp, a: xp.piecewise(a.x, [a.x < -1, a.x > 0], [5, lambda v: v * 2]),
        lambda xp, a: xp.piecewise(a.x, [a.x < 0], [-1, lambda v, by: v * by], 3),
    ],
    "poly": [lambda xp, a: xp.poly(a.row), lambda xp, a: xp.poly(a.n)],
    "polydiv": [
        lambda xp, a: xp.polydiv(a.n, a.n[:3]),
        lambda xp, a: xp.polydiv(a.v[:2], a.v),
        lambda xp, a: xp.polydiv(xp.convolve(a.v[:3], a.pos[0]), a.pos[0])[0],
        lambda xp, a: xp.polydiv(a.n[2:3] * 6, a.n[:1]),
    ],
    "polyint": [lambda xp, a: xp.polyint(a.v), lambda xp, a: xp.polyint(a.n, 2, [3, 4])],
    "polyfit": [
        lambda xp, a: xp.polyfit(a.v, a.v * 2 + 1, 1),
        lambda xp, a: xp.polyfit(a.row, a.x.T, 2, w=a.pos[0]),
    ],
    "roots": [lambda xp, a: xp.sort(xp.roots(a.v[:3]).real), lambda xp, a: xp.roots(a.n[1:])],
    "histogram2d": [
        lambda xp, a: xp.histogram2d(a.x.ravel(), a.y.ravel(), bins=3),
        lambda xp, a: xp.histogram2d(a.x.ravel(), a.y.ravel(), [2, 4], [[-1, 1], [-2, 2]], True, a.pos.ravel()),
    ],
    "histogramdd": [lambda xp, a: _flat(*xp.histogramdd(a.x[:, :3], 2)), lambda xp, a: xp.histogramdd(a.v, [3])[0]],
}


def _flat(found, edges):
    return found, *edges


def _changed(xp, a, change):
    target = xp.copy(a.x)
    change(target)
    return target


def _holed(xp, a):
    return xp.where(a.b | (a.x > 1), a.x, np.nan)


def _into(xp, a, source):
    target = xp.zeros_like(a.y)
    xp.copyto(target, source)
    return target


def _put_along(xp, a):
    target = xp.zeros_like(a.x)
    xp.put_along_axis(target, a.j[:, :1] % 4, a.x[:, :1], 1)
    return target


def _saved(xp, x):
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.npy")
        xp.save(path, x)
        return np.load(path).tolist()


LIKE = {
    "asanyarray": lambda **like: np.asanyarray([1, 2], **like),
    "ascontiguousarray": lambda **like: np.ascontiguousarray([[True]], **like),
    "tri": lambda **like: np.tri(3, 4, 1, dtype="float32", **like),
    "array": lambda **like: np.array([1, 2, 3], **like),
    "asarray": lambda **like: np.asarray([[True]], **like),
    "arange": lambda **like: np.arange(5, **like),
    "zeros": lambda **like: np.zeros((2, 3), dtype="float32", **like),
    "ones": lambda **like: np.ones(3, dtype="int8", **like),
    "empty": lambda **like: np.empty(0, dtype="int8", **like),
    "full": lambda **like: np.full((2, 2), 7, **like),
    "eye": lambda **like: np.eye(3, dtype="float32", **like),
    "identity": lambda **like: np.identity(3, dtype="float32", **like),
}
