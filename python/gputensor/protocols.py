"""NumPy's functions on arrays of gputensor: __array_ufunc__ and __array_function__.

What is in the tables below runs on the device; anything else raises TypeError with its own name. Nothing is copied to
the host by itself.
"""

from __future__ import annotations

import functools
import inspect
import os
from typing import Any

import numpy as np

from . import (
    bits,
    composed,
    creation,
    dtypes,
    elementwise,
    errors,
    fft,
    indexing,
    lapack,
    linalg,
    linear,
    joining,
    manipulation,
    polynomials,
    padding,
    repeating,
    reductions,
    scans,
    searching,
    sorting,
    statistics,
    types,
)
from .contraction import einsum
from .elementwise import OPERATIONS, apply
from .hardware import config
from .manipulation import _array
from .reference import Base
from .ufuncs import call_ufunc, unsupported


def angle(z: Any, /, deg: bool = False) -> Any:
    """The angle of complex numbers, in radians or with deg in degrees; of real ones 0 or pi, by their sign."""
    found = elementwise.unary("angle", _array("angle", z))
    return found * (180 / np.pi) if deg else found


def around(x: Any, /, decimals: int = 0, out: Any = None) -> Any:
    """x rounded to so many decimals, halves to even."""
    row = elementwise.function("round") and OPERATIONS["round"]
    if decimals == 0:
        return apply(row, (x,), out)
    if x._number not in dtypes.INEXACT:
        return elementwise.unary("positive", _tens(x, 10**-decimals) if decimals < 0 else x, out)
    scale = 10.0 ** abs(decimals)
    scaled = x * scale if decimals > 0 else x / scale
    scaled = apply(row, (scaled,), scaled)
    return elementwise.binary("divide" if decimals > 0 else "multiply", scaled, scale, out)


def _tens(x: Any, unit: int) -> Any:
    """Integers rounded to multiples of a unit, halves to even ones."""
    if unit > 2 * int(types.iinfo(x.dtype).max):
        return creation.zeros_like(x)
    times = x // unit
    rest = x - times * unit
    half = unit // 2
    up = (rest > half) | ((rest == half) & (times % 2 == 1))
    return (times + up.astype(x.dtype)) * unit


def _like(call: Any) -> Any:
    def like(
        prototype: Any, dtype: Any = None, order: Any = "K", subok: bool = True, shape: Any = None, device: Any = None
    ) -> Any:
        creation.check_order(call.__name__, order)
        return call(prototype, dtype, device, shape)

    return like


def _full_like(
    prototype: Any,
    fill_value: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: bool = True,
    shape: Any = None,
    device: Any = None,
) -> Any:
    creation.check_order("full_like", order)
    return creation.full_like(prototype, fill_value, dtype, device, shape)


def _clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, *, min: Any = None, max: Any = None) -> Any:
    return searching.clip(a, a_min if min is None else min, a_max if max is None else max, out)


def _copyto(dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:
    if not isinstance(dst, Base):
        raise errors.ImplicitTransferError("numpy.copyto: into an array of the host: gputensor.asnumpy(x, out=dst)")
    if not isinstance(src, int):  # Python's numbers adapt
        number = src._number if isinstance(src, Base) else dtypes.number_of(np.asarray(src).dtype)
        weak = isinstance(src, (float, complex)) and not isinstance(src, np.generic)
        if not dtypes.may_cast(number, dst._number, "same_kind" if weak and casting != "unsafe" else casting):
            raise TypeError(f"numpy.copyto: no {casting} cast from {dtypes.dtype_of(number)} to {dst.dtype}")
    if where is True:
        indexing.assign(dst, src)
        return
    mask = where if isinstance(where, Base) else creation.asarray(where, device=dst.device)
    if mask.dtype != bool:
        raise TypeError(f"numpy.copyto: where is bool, not {mask.dtype}")
    apply(OPERATIONS["where"], (mask, indexing.as_stored(dst, src), dst), dst, "unsafe")


def _copy(a: Any, order: Any = "K", subok: bool = False) -> Any:
    return _array("copy", a).copy(order)


def _nan_to_num(x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    if _array("nan_to_num", x)._number in dtypes.COMPLEX:
        y = x.copy() if copy else x
        for part in (manipulation.real(y), manipulation.imag(y)):
            _nan_to_num(part, False, nan, posinf, neginf)
        return y
    if x._number not in dtypes.FLOATS:
        return x.copy() if copy else x
    info = types.finfo(x.dtype)
    y = searching.where(x == x, x, float(nan))
    y = searching.where(y == np.inf, float(info.max if posinf is None else posinf), y)
    y = searching.where(y == -np.inf, float(info.min if neginf is None else neginf), y)
    if copy:
        return y
    x[...] = y
    return x


def _result_type(*operands: Any) -> np.dtype[Any]:
    return types.result_type(*operands)


def _windows(x: Any, window_shape: Any, axis: Any = None, *, subok: bool = False, writeable: bool = False) -> Any:
    return manipulation.sliding_window_view(x, window_shape, axis)


def _save(file: Any, arr: Any, allow_pickle: bool = True) -> None:
    if hasattr(file, "write"):
        raise unsupported("numpy.save to a file that is open")
    path = os.fspath(file)
    creation.save(path if path.endswith(".npy") else path + ".npy", arr)


def _shown(write: Any) -> Any:
    def shown(a: Any, max_line_width: Any = None, precision: Any = None, suppress_small: Any = None) -> str:
        options = {"linewidth": max_line_width, "precision": precision, "suppress": suppress_small}
        with np.printoptions(**{name: value for name, value in options.items() if value is not None}):
            return str(write(a))

    return shown


def _reshape(a: Any, shape: Any = None, order: str = "C", *, newshape: Any = None, copy: Any = None) -> Any:
    return manipulation.reshape(a, newshape if shape is None else shape, copy, order)


def _array2string(a: Any, *args: Any, **kwargs: Any) -> str:
    return np.array2string(creation.asnumpy(a), *args, **kwargs)


def _can_cast(from_: Any, to: Any, casting: Any = "safe") -> bool:
    return np.can_cast(from_.dtype if isinstance(from_, Base) else from_, to, casting)


def _as_float(x: Any) -> np.dtype[Any]:
    return x.dtype if _array("common_type", x)._number in dtypes.INEXACT else dtypes.DEFAULT_FLOAT


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A002
    """numpy.linalg.norm: of a vector along one axis, of matrices along two, of all elements if neither is said."""
    x = _array("norm", x)
    if axis is None and ord is not None and x.ndim not in (1, 2):
        raise ValueError(f"norm: {ord!r} of the shape {x.shape}: which axes?")
    if axis is None and (ord is None or x.ndim == 1):
        return linalg.vector_norm(x, keepdims=keepdims, ord=2 if ord is None else ord)
    axes = (-2, -1) if axis is None else tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    if len(axes) == 1:
        return linalg.vector_norm(x, axis=axes[0], keepdims=keepdims, ord=2 if ord is None else ord)
    if len(axes) != 2:
        raise ValueError(f"norm: along one axis or two, not {axes}")
    y = linalg.matrix_norm(manipulation.moveaxis(x, axes, (-2, -1)), ord="fro" if ord is None else ord)
    return manipulation.expand_dims(y, tuple(manipulation.axis_of(i, x.ndim) for i in axes)) if keepdims else y


def _cond(x: Any, p: Any = None) -> Any:
    """numpy.linalg.cond: the largest singular value by the smallest, or norms of x and of its inverse."""
    if p is None or p in (2, -2):
        values = linalg.svdvals(x)
        return values[..., -1] / values[..., 0] if p == -2 else values[..., 0] / values[..., -1]
    return linalg.matrix_norm(x, ord=p) * linalg.matrix_norm(linalg.inv(x), ord=p)


def _multi_dot(arrays: Any, *, out: Any = None) -> Any:
    """numpy.linalg.multi_dot: from left to right."""
    return elementwise.stored("multi_dot", functools.reduce(linear.matmul, arrays), out)


def _qr(a: Any, mode: str = "reduced") -> Any:
    """numpy.linalg.qr; mode "r": R alone."""
    return linalg.qr(a).R if mode == "r" else linalg.qr(a, mode=mode)


def _svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    return linalg.svd(a, full_matrices=full_matrices) if compute_uv else linalg.svdvals(a)


def _pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:
    return linalg.pinv(a, rtol=rcond if rtol is None else rtol)


def _matrix_rank(A: Any, tol: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:  # noqa: N803
    if tol is not None:
        return reductions.sum(linalg.svdvals(A) > tol, -1)
    return linalg.matrix_rank(A, rtol=rtol)


FUNCTIONS: dict[str, Any] = {
    "sum": reductions.sum,
    "prod": reductions.prod,
    "max": reductions.max,
    "min": reductions.min,
    "amax": reductions.max,
    "amin": reductions.min,
    "ptp": reductions.ptp,
    "all": reductions.all,
    "any": reductions.any,
    "mean": reductions.mean,
    "var": reductions.var,
    "std": reductions.std,
    "average": reductions.average,
    "argmax": reductions.argmax,
    "argmin": reductions.argmin,
    "count_nonzero": reductions.count_nonzero,
    "nansum": reductions.nansum,
    "nanprod": reductions.nanprod,
    "nanmax": reductions.nanmax,
    "nanmin": reductions.nanmin,
    "polyfit": lapack.polyfit,
    "roots": lapack.roots,
    "nanmean": reductions.nanmean,
    "nanvar": reductions.nanvar,
    "nanstd": reductions.nanstd,
    "cumsum": scans.cumsum,
    "cumprod": scans.cumprod,
    "nancumsum": scans.nancumsum,
    "nancumprod": scans.nancumprod,
    "cumulative_sum": scans.cumulative_sum,
    "cumulative_prod": scans.cumulative_prod,
    "sort": sorting.sort,
    "argsort": sorting.argsort,
    "bincount": sorting.bincount,
    "digitize": sorting.digitize,
    "histogram": sorting.histogram,
    "histogram_bin_edges": sorting.histogram_bin_edges,
    "searchsorted": sorting.searchsorted,
    "unique": sorting.unique,
    "unique_all": sorting.unique_all,
    "unique_counts": sorting.unique_counts,
    "unique_inverse": sorting.unique_inverse,
    "unique_values": sorting.unique_values,
    "concatenate": joining.concat,
    "stack": joining.stack,
    "vstack": joining.vstack,
    "hstack": joining.hstack,
    "dstack": joining.dstack,
    "column_stack": joining.column_stack,
    "append": joining.append,
    "reshape": _reshape,
    "ravel": manipulation.ravel,
    "transpose": manipulation.permute_dims,
    "permute_dims": manipulation.permute_dims,
    "swapaxes": manipulation.swapaxes,
    "moveaxis": manipulation.moveaxis,
    "rollaxis": manipulation.rollaxis,
    "expand_dims": manipulation.expand_dims,
    "squeeze": manipulation.squeeze,
    "broadcast_to": lambda array, shape, subok=False: manipulation.broadcast_to(array, shape),
    "broadcast_arrays": lambda *arrays, subok=False: tuple(manipulation.broadcast_arrays(*arrays)),
    "atleast_1d": joining.atleast_1d,
    "atleast_2d": joining.atleast_2d,
    "atleast_3d": joining.atleast_3d,
    "flip": manipulation.flip,
    "fliplr": manipulation.fliplr,
    "flipud": manipulation.flipud,
    "rot90": manipulation.rot90,
    "roll": repeating.roll,
    "tile": repeating.tile,
    "repeat": repeating.repeat,
    "pad": padding.pad,
    "diff": repeating.diff,
    "split": joining.split,
    "array_split": joining.array_split,
    "hsplit": joining.hsplit,
    "vsplit": joining.vsplit,
    "unstack": lambda x, *, axis=0: joining.unstack(x, axis),
    "matrix_transpose": linear.matrix_transpose,
    "dot": linear.dot,
    "vdot": linear.vdot,
    "inner": linear.inner,
    "outer": linear.outer,
    "tensordot": linear.tensordot,
    "einsum": einsum,
    "diagonal": linear.diagonal,
    "trace": linear.trace,
    "diag": linear.diag,
    "take": indexing.take,
    "take_along_axis": indexing.take_along_axis,
    "nonzero": indexing.nonzero,
    "argwhere": indexing.argwhere,
    "flatnonzero": indexing.flatnonzero,
    "put_along_axis": indexing.put_along_axis,
    "where": searching.where,
    "clip": _clip,
    "isclose": searching.isclose,
    "allclose": searching.allclose,
    "array_equal": searching.array_equal,
    "nan_to_num": _nan_to_num,
    "zeros_like": _like(creation.zeros_like),
    "ones_like": _like(creation.ones_like),
    "empty_like": _like(creation.empty_like),
    "full_like": _full_like,
    "copy": _copy,
    "copyto": _copyto,
    "tril": creation.tril,
    "triu": creation.triu,
    "meshgrid": creation.meshgrid,
    "shape": lambda a: _array("shape", a).shape,
    "ndim": lambda a: _array("ndim", a).ndim,
    "size": lambda a, axis=None: _array("size", a).size if axis is None else a.shape[axis],
    "result_type": _result_type,
    "real": manipulation.real,
    "imag": manipulation.imag,
    "angle": angle,
    "real_if_close": manipulation.real_if_close,
    "iscomplexobj": lambda x: x.dtype.kind == "c",
    "isrealobj": lambda x: x.dtype.kind != "c",
    "save": _save,
    "array_repr": _shown(repr),
    "array_str": _shown(str),
    "array2string": _array2string,
    "linspace": creation.linspace,
    "logspace": creation.logspace,
    "geomspace": creation.geomspace,
    "astype": manipulation.astype,
    "can_cast": _can_cast,
    "common_type": lambda *arrays: np.result_type(*(_as_float(x) for x in arrays)).type,
    "min_scalar_type": lambda a: a.dtype if _array("min_scalar_type", a).ndim else np.min_scalar_type(a.item()),
    **bits.FUNCTIONS,
    **composed.FUNCTIONS,
    **polynomials.FUNCTIONS,
    **statistics.FUNCTIONS,
}
# numpy.fft; fftfreq and rfftfreq take no array.
FFT: dict[str, Any] = {_name: getattr(fft, _name) for _name in fft.__all__ if not _name.endswith("freq")}
# numpy.linalg; those that are named in lapack.py go through the host.
LINALG: dict[str, Any] = {
    "cholesky": linalg.cholesky,
    "cond": _cond,
    "cross": linalg.cross,
    "det": linalg.det,
    "diagonal": linalg.diagonal,
    "eig": linalg.eig,
    "eigh": linalg.eigh,
    "eigvals": linalg.eigvals,
    "eigvalsh": linalg.eigvalsh,
    "inv": linalg.inv,
    "lstsq": lapack.lstsq,
    "matmul": linalg.matmul,
    "matrix_norm": linalg.matrix_norm,
    "matrix_power": linalg.matrix_power,
    "matrix_rank": _matrix_rank,
    "matrix_transpose": linalg.matrix_transpose,
    "multi_dot": _multi_dot,
    "norm": _norm,
    "outer": linalg.outer,
    "pinv": _pinv,
    "qr": _qr,
    "slogdet": linalg.slogdet,
    "solve": linalg.solve,
    "svd": _svd,
    "svdvals": linalg.svdvals,
    "tensordot": linalg.tensordot,
    "tensorinv": linalg.tensorinv,
    "tensorsolve": linalg.tensorsolve,
    "trace": linalg.trace,
    "vecdot": linalg.vecdot,
    "vector_norm": linalg.vector_norm,
}
if "round" in OPERATIONS:
    FUNCTIONS["round"] = FUNCTIONS["around"] = lambda a, decimals=0, out=None: around(a, decimals, out)

for _name, _call in FUNCTIONS.items():
    if not _call.__doc__ or _call.__name__ == "<lambda>":
        _call.__doc__, _call.__name__ = f"numpy.{_name}, on the device of the array.", _name


def _new(call: Any) -> Any:
    """One of numpy's functions that make arrays, on the device of x: subok makes no difference here."""

    def new(x: Any, *args: Any, order: Any = None, subok: bool = False, device: Any = None, **kwargs: Any) -> Any:
        creation.check_order(call.__name__, order)
        return call(*args, **kwargs, device=x.device)

    return new


# Functions of numpy with like=x.
LIKE: dict[str, Any] = {
    "array": _new(creation.array),
    "asarray": _new(lambda a, dtype=None, copy=None, device=None: creation.asarray(a, dtype, device, copy)),
    "arange": _new(creation.arange),
    "zeros": _new(creation.zeros),
    "ones": _new(creation.ones),
    "empty": _new(creation.empty),
    "full": _new(creation.full),
    "identity": _new(creation.identity),
    "asanyarray": _new(lambda a, dtype=None, copy=None, device=None: creation.asarray(a, dtype, device, copy)),
    "ascontiguousarray": _new(lambda a, dtype=None, device=None: creation.asarray(a, dtype, device)),
    "tri": _new(lambda N, M=None, k=0, dtype=None, device=None: creation.tri(N, M, k, dtype, device)),
    "eye": _new(lambda N, M=None, k=0, dtype=None, device=None: creation.eye(N, M, k, dtype, device)),
}


@functools.lru_cache(maxsize=None)
def _names(function: Any) -> tuple[str, ...]:
    """The names of a function's parameters that may stand without them."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # one of numpy's that are written in C
        return ()
    return tuple(p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD))


@functools.lru_cache(maxsize=None)
def _own_names(function: Any) -> tuple[str | None, ...]:
    """The names of what may stand by its place; None where callers have no name for it, as in the Array API."""
    parameters = inspect.signature(function).parameters.values()
    return tuple(
        None if p.kind == p.POSITIONAL_ONLY else p.name
        for p in parameters
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    )


def by_place(call: Any, names: tuple[str, ...], args: Any, kwargs: dict[str, Any]) -> Any:
    """Arguments that go by numpy's names, and by others or none in a function of this package, in their places."""
    own = _own_names(call)
    for name in names[len(args) : len(own)]:
        if name not in kwargs or name in own:
            break
        args = (*args, kwargs.pop(name))
    return args


def named(call: Any, name: str) -> Any:
    """A function whose arguments may go by the names that numpy's function of that name gives them."""
    names = _names(getattr(np, name, None))
    if not names or set(names) <= set(_own_names(call)):
        return call

    @functools.wraps(call)
    def function(*args: Any, **kwargs: Any) -> Any:
        return call(*(by_place(call, names, args, kwargs) if kwargs else args), **kwargs)

    return function


def module_of(function: Any) -> str:
    """Where numpy's users find a function: numpy, numpy.linalg, ..."""
    return (function.__module__ or "numpy").replace("numpy.core", "numpy").split("._")[0]


def _no_value(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if type(value).__name__ != "_NoValueType"}


IN_PLACE = {"copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask"}


def _hosted(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return (list if isinstance(value, list) else tuple)(map(_hosted, value))
    return creation.asnumpy(value) if isinstance(value, Base) else value


def _or_on_host(device: Any, host: Any, args: Any, kwargs: dict[str, Any], in_place: bool) -> Any:
    """What the device does; where it cannot, and that is allowed, what numpy does with copies on the host."""
    out = kwargs.get("out")
    changed = any(isinstance(x, Base) for x in (out if isinstance(out, tuple) else (out,)))
    if not config.allow_implicit_transfer or in_place or changed or "like" in kwargs:
        return device()
    try:
        return device()
    except TypeError:
        return host(*_hosted(args), **{name: _hosted(value) for name, value in kwargs.items()})


def array_function(x: Any, func: Any, types: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """A function of numpy on arrays of gputensor, of which x is the first, or with like=x."""
    device = functools.partial(_function, x, func, args, dict(kwargs))
    return _or_on_host(device, func, args, kwargs, func.__name__ in IN_PLACE)


def array_ufunc(ufunc: Any, method: str, inputs: Any, kwargs: dict[str, Any]) -> Any:
    """numpy.ufunc on arrays of gputensor: calls, `reduce`, `accumulate` and `outer`."""
    device = functools.partial(call_ufunc, ufunc, method, inputs, dict(kwargs))
    return _or_on_host(device, getattr(ufunc, method), inputs, kwargs, method == "at")


def _function(x: Any, func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    name, module = func.__name__, module_of(func)
    kwargs = _no_value(kwargs)
    call: Any = TABLES.get(module, {}).get(name)
    if name in LIKE and TABLES.get(module) is FUNCTIONS:
        call = functools.partial(LIKE[name], x)
    if call is None:
        raise unsupported(f"{module}.{name}")
    if kwargs and not isinstance(call, functools.partial):
        args = by_place(call, _names(func), args, kwargs)
    return call(*args, **kwargs)


TABLES: dict[str, dict[str, Any]] = {
    "numpy": FUNCTIONS,
    "numpy.lib": FUNCTIONS,
    "numpy.lib.stride_tricks": {"sliding_window_view": _windows},
    "numpy.linalg": LINALG,
    "numpy.fft": FFT,
}

__all__ = ["FUNCTIONS", "LIKE", "LINALG", "TABLES", "array_function", "array_ufunc", "around"]
