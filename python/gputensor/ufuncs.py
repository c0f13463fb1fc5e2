"""NumPy's ufuncs on arrays of this package: which row of the C library each is, and how it is called."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import (
    binding,
    bits,
    complexes,
    composed,
    creation,
    dtypes,
    elementwise,
    errors,
    indexing,
    linear,
    manipulation,
    reductions,
    scans,
    ufunc_methods,
)
from .elementwise import OPERATIONS, apply
from .manipulation import _array
from .reference import Base

# numpy's name of a ufunc: the row of the C library's tables.
UFUNCS = {
    "absolute": "abs",
    "negative": "negative",
    "positive": "positive",
    "conjugate": "conj",
    "exp": "exp",
    "expm1": "expm1",
    "log": "log",
    "log1p": "log1p",
    "log2": "log2",
    "log10": "log10",
    "sqrt": "sqrt",
    "square": "square",
    "cbrt": "cbrt",
    "reciprocal": "reciprocal",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "floor": "floor",
    "ceil": "ceil",
    "trunc": "trunc",
    "rint": "round",
    "sign": "sign",
    "signbit": "signbit",
    "isnan": "isnan",
    "isinf": "isinf",
    "isfinite": "isfinite",
    "invert": "bitwise_invert",
    "logical_not": "logical_not",
    "add": "add",
    "subtract": "subtract",
    "multiply": "multiply",
    "divide": "divide",
    "true_divide": "divide",
    "floor_divide": "floor_divide",
    "remainder": "remainder",
    "mod": "remainder",
    "fmod": "fmod",
    "power": "pow",
    "maximum": "maximum",
    "minimum": "minimum",
    "arctan2": "atan2",
    "hypot": "hypot",
    "copysign": "copysign",
    "nextafter": "nextafter",
    "logaddexp": "logaddexp",
    "greater": "greater",
    "greater_equal": "greater_equal",
    "less": "less",
    "less_equal": "less_equal",
    "equal": "equal",
    "not_equal": "not_equal",
    "logical_and": "logical_and",
    "logical_or": "logical_or",
    "logical_xor": "logical_xor",
    "bitwise_and": "bitwise_and",
    "bitwise_or": "bitwise_or",
    "bitwise_xor": "bitwise_xor",
    "left_shift": "bitwise_left_shift",
    "right_shift": "bitwise_right_shift",
    "gcd": "gcd",
    "lcm": "lcm",
}
UFUNCS = {name: row for name, row in UFUNCS.items() if row in OPERATIONS}


def unsupported(what: str) -> TypeError:
    return TypeError(f"gputensor has no {what}; gputensor.asnumpy(x) copies an array to the host for numpy's own")


def _as_dtype(label: str, inputs: Any, dtype: Any, casting: str) -> list[Any]:
    """What a ufunc with dtype= computes with: its inputs in that dtype, if they may be cast to it."""
    number = dtypes.number_of(dtype)
    made = []
    for x in inputs:
        if isinstance(x, (Base, np.generic)):
            source = dtypes.number_of(x.dtype)
            if not dtypes.may_cast(source, number, casting):
                raise TypeError(f"{label}: an input of {x.dtype} is not cast to {dtypes.dtype_of(number)} by itself")
            x = x.astype(dtypes.dtype_of(number), copy=False)
        made.append(x)
    return made


def _cast(label: str, inputs: Any, dtype: Any, casting: str) -> Any:
    return inputs if dtype is None else _as_dtype(label, inputs, dtype, casting)


def _computed(label: str, row: Any, inputs: Any, out: Any, dtype: Any, casting: str) -> Any:
    """A row on inputs, computed in a dtype where one is given."""
    if dtype is not None:
        number = dtypes.number_of(dtype)
        tests = row.kind in (binding.CLASS_COMPARE, binding.CLASS_LOGICAL, binding.CLASS_TEST)
        inputs = inputs if tests else _as_dtype(label, inputs, dtype, casting)
        if elementwise.result_number(row, inputs) != number:
            raise TypeError(f"{label}: the result is never of {dtypes.dtype_of(number)}")
    return apply(row, inputs, out, casting)


def call_ufunc(ufunc: Any, method: str, inputs: Any, kwargs: dict[str, Any]) -> Any:
    name = ufunc.__name__
    label = f"numpy.{name}" if method == "__call__" else f"numpy.{name}.{method}"
    for x in inputs[:1] if method in ("at", "reduceat") else inputs:
        if not isinstance(x, (Base, np.ndarray)) and not elementwise.is_scalar(x):
            return NotImplemented
    outs = kwargs.pop("out", None)
    outs = outs if isinstance(outs, tuple) else (outs,)
    out, outs = outs[0], outs + (None,) * (ufunc.nout - len(outs))
    where = kwargs.pop("where", True)
    dtype, casting = kwargs.pop("dtype", None), kwargs.pop("casting", "same_kind")
    dtypes.check_casting(casting)
    if casting not in ("same_kind", "unsafe"):
        raise unsupported(f"{label} with casting={casting!r}")
    creation.check_order(label, kwargs.pop("order", "K"))
    kwargs.pop("subok", None)
    if any(isinstance(each, np.ndarray) for each in outs):
        raise errors.ImplicitTransferError(
            f"{label}: out is an array of the host: out=None, and gputensor.asnumpy(...)"
        )
    if where is not True and method in ("__call__", "outer"):
        made = call_ufunc(ufunc, method, inputs, {"dtype": dtype, "casting": casting, **kwargs})
        return _where(label, made, outs, where, casting)
    if name == "matmul" and method == "__call__" and not kwargs:
        inputs = _cast(label, inputs, dtype, casting)
        if casting == "same_kind":
            return linear.matmul(inputs[0], inputs[1], out)
        return _into(label, linear.matmul(inputs[0], inputs[1]), out, casting)
    if name == "divmod" and method == "__call__" and not kwargs and dtype is None:
        made = apply(OPERATIONS["floor_divide"], inputs), apply(OPERATIONS["remainder"], inputs)
        return _all_stored(label, made, outs, casting)
    if name in composed.UFUNCS and method == "__call__" and not kwargs:
        cast = inputs[:1] if name == "ldexp" else inputs  # exponents stay integers
        made = composed.UFUNCS[name](*_cast(label, cast, dtype, casting), *inputs[len(cast) :])
        return _all_stored(label, made if isinstance(made, tuple) else (made,), outs, casting)
    if method == "outer" and ufunc.nin == 2 and not ufunc.signature:
        a, b = inputs
        if isinstance(a, Base) and isinstance(b, Base):
            a = manipulation.reshape(a, a.shape + (1,) * b.ndim)  # type: ignore[attr-defined,unused-ignore]
        return call_ufunc(ufunc, "__call__", (a, b), {"out": outs, "dtype": dtype, "casting": casting, **kwargs})
    row = OPERATIONS.get(UFUNCS.get(name, ""))
    if row is None and (name not in composed.UFUNCS or ufunc.signature or method == "__call__"):
        raise unsupported(label)
    if method == "__call__":
        if kwargs:
            raise unsupported(f"{label} with {', '.join(kwargs)}=")
        return _called(name, row, inputs, out, dtype, casting)
    if method == "at":
        return _at(ufunc, row, *inputs)
    return _along(ufunc, method, row, inputs, out, {"dtype": dtype, "casting": casting, "where": where, **kwargs})


def _called(name: str, row: Any, inputs: Any, out: Any, dtype: Any, casting: str) -> Any:
    if name == "absolute" and dtype is None:
        return absolute(inputs[0], out, casting)
    if name == "rint" and dtype is None and isinstance(inputs[0], Base):
        whole = inputs[0]._number not in dtypes.INEXACT  # type: ignore[attr-defined,unused-ignore]
        wide = whole and out is not None and out.dtype == np.float64
        inputs = [inputs[0].astype(np.float64) if wide else bits.as_floats(inputs[0])]
    if name in ("maximum", "minimum") and dtype is None and complexes.are_complex(*inputs):
        return _into(f"numpy.{name}", complexes.extreme(name, *inputs), out, casting)
    return _computed(f"numpy.{name}", row, inputs, out, dtype, casting)


def _at(ufunc: Any, row: Any, x: Any, key: Any, *values: Any) -> None:
    """ufunc.at(x, key) or ufunc.at(x, key, value)."""
    name, label = ufunc.__name__, f"numpy.{ufunc.__name__}.at"
    if not isinstance(x, Base) or len(values) != ufunc.nin - 1 or ufunc.nout != 1:
        raise unsupported(label)
    if name == "subtract":
        away = indexing._value(x, values[0])
        if away._number not in dtypes.INEXACT:  # -1 of uint8 is 255 of more
            away = away.astype(x.dtype, copy=False)  # type: ignore[attr-defined,unused-ignore]
        return indexing.put_at(x, key, elementwise.unary("negative", away), "add")
    if name in indexing.COMBINE:
        return indexing.put_at(x, key, values[0], name)
    return ufunc_methods.combined_at(name, _plain(ufunc), x, key, *values)


def _plain(ufunc: Any) -> Any:
    return lambda *operands: call_ufunc(ufunc, "__call__", operands, {})


def _along(ufunc: Any, method: str, row: Any, inputs: Any, out: Any, options: dict[str, Any]) -> Any:
    """ufunc.reduce(x, axis), accumulate(x, axis), reduceat(x, indices, axis)."""
    name, label = ufunc.__name__, f"numpy.{ufunc.__name__}.{method}"
    if ufunc.nin != 2 or ufunc.nout != 1 or row is not None and row.kind == binding.CLASS_COMPARE:
        raise unsupported(label)
    dtype, casting, where = (options.pop(each) for each in ("dtype", "casting", "where"))
    axis, keepdims = options.pop("axis", 0), options.pop("keepdims", False)
    initial = options.pop("initial", None)
    initial = None if type(initial).__name__ == "_NoValueType" else initial
    if method != "reduce":
        axis = ufunc_methods.only_axis(label, inputs[0], axis)
    known = row is not None and row.reduces
    if options or not known and (where is not True or initial is not None):
        given = [*options, *["where"] * (where is not True), *["initial"] * (initial is not None)]
        raise unsupported(f"{label} with {', '.join(given)}=")
    if method == "reduce" and known:
        return reductions.reduce(name, row.name, inputs[0], axis, dtype, out, keepdims, initial, where)
    if method == "accumulate" and known:
        return scans.scan(name, row.name, inputs[0], axis, dtype, out)
    x = ufunc_methods.checked(name, row, inputs[0])
    if method == "reduceat":

        def reduce(part: Any, along: int) -> Any:
            return call_ufunc(ufunc, "reduce", (part,), {"axis": along, "dtype": dtype})

        return elementwise.stored(label, ufunc_methods.reduced_at(name, reduce, x, inputs[1], axis), out)
    x = _cast(label, (x,), dtype, casting)[0]
    if method == "reduce":
        return elementwise.stored(label, ufunc_methods.reduced(name, _plain(ufunc), x, axis, keepdims), out)
    return elementwise.stored(label, ufunc_methods.accumulated(name, _plain(ufunc), x, axis), out)


def _into(label: str, found: Any, out: Any, casting: str) -> Any:
    """A result, which broadcasts to `out` where that is given."""
    if out is None:
        return found
    elementwise.check_out(label, out, found._number, casting)
    return elementwise.stored(label, manipulation.broadcast_to(found, out.shape), out, casting)


def _all_stored(label: str, results: Any, outs: Any, casting: str) -> Any:
    """One result or several, each in its own of `outs` where that is given."""
    made = tuple(_into(label, each, out, casting) for each, out in zip(results, outs, strict=True))
    return made if len(made) > 1 else made[0]


def _where(label: str, made: Any, outs: Any, where: Any, casting: str) -> Any:
    """Results with where=: what is in `out` stays where the mask is false; without one it is of no matter what."""
    if isinstance(made, tuple):
        return tuple(_where(label, each, (out,), where, casting) for each, out in zip(made, outs))
    mask, out = reductions.check_mask(label, made, where), outs[0]
    if out is None:
        shape = manipulation.broadcast_shapes(made.shape, mask.shape)
        return made if shape == made.shape else manipulation.broadcast_to(made, shape).copy()
    elementwise.check_out(label, out, made._number, casting)
    return apply(OPERATIONS["where"], (mask, indexing.as_stored(out, made), out), out, "unsafe")


def absolute(x: Any, out: Any = None, casting: str = "same_kind") -> Any:
    """|x|, of bools too."""
    if _array("absolute", x).dtype != bool:
        return apply(OPERATIONS["abs"], (x,), out, casting)
    return x.copy() if out is None else apply(OPERATIONS["maximum"], (x, x), out, casting)
