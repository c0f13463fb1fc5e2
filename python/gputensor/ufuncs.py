"""NumPy's ufuncs on arrays of this package: which row of the C library each is, and how it is called."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import binding, composed, dtypes, elementwise, errors, indexing, linear, manipulation, reductions, scans
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
            if casting != "unsafe" and not dtypes.same_kind(source, number):
                raise TypeError(f"{label}: an input of {x.dtype} is not cast to {dtypes.dtype_of(number)} by itself")
            x = x.astype(dtypes.dtype_of(number), copy=False)
        made.append(x)
    return made


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
    for x in inputs[:1] if method == "at" else inputs:
        if not isinstance(x, (Base, np.ndarray)) and not elementwise.is_scalar(x):
            return NotImplemented
    out = kwargs.pop("out", None)
    out = out[0] if isinstance(out, tuple) else out
    dtype, where = kwargs.pop("dtype", None), kwargs.pop("where", True)
    casting = kwargs.pop("casting", "same_kind")
    if casting not in ("same_kind", "unsafe"):
        raise unsupported(f"{label} with casting={casting!r}")
    if isinstance(out, np.ndarray):
        raise errors.ImplicitTransferError(
            f"{label}: out is an array of the host: out=None, and gputensor.asnumpy(...)"
        )
    if where is not True:
        raise unsupported(f"{label} with where=")
    if name == "matmul" and method == "__call__" and not kwargs:
        inputs = inputs if dtype is None else _as_dtype(label, inputs, dtype, casting)
        return linear.matmul(inputs[0], inputs[1], out)
    if name == "divmod" and method == "__call__" and not kwargs and out is None and dtype is None:
        return apply(OPERATIONS["floor_divide"], inputs), apply(OPERATIONS["remainder"], inputs)
    if name in composed.UFUNCS and method == "__call__" and dtype is None and not kwargs:
        return stored(composed.UFUNCS[name](*inputs), out)
    row = OPERATIONS.get(UFUNCS.get(name, ""))
    if row is None:
        raise unsupported(label)
    if method == "reduce" and row.reduces:
        if kwargs.pop("initial", None) is not None:
            raise unsupported(f"{label} with initial=")
        axis = kwargs.pop("axis", 0)
        keepdims = kwargs.pop("keepdims", False)
        if not kwargs:
            return reductions.reduce(name, row.name, inputs[0], axis, dtype, out, keepdims)
    if method == "accumulate" and row.reduces and set(kwargs) <= {"axis"}:
        return scans.scan(name, row.name, inputs[0], kwargs.get("axis", 0), dtype, out)
    if kwargs:
        raise unsupported(f"{label} with {', '.join(kwargs)}=")
    if method == "__call__":
        if name == "absolute" and inputs[0].dtype == bool:
            return absolute(inputs[0], out=out)
        return _computed(label, row, inputs, out, dtype, casting)
    if method == "at" and name in indexing.COMBINE and isinstance(inputs[0], Base) and len(inputs) == 3:
        return indexing.put_at(inputs[0], inputs[1], inputs[2], name)
    if method == "outer" and row.arity == 2:
        a, b = inputs
        if isinstance(a, Base) and isinstance(b, Base):
            a = manipulation.reshape(a, a.shape + (1,) * b.ndim)  # type: ignore[attr-defined,unused-ignore]
        return _computed(label, row, (a, b), out, dtype, casting)
    raise unsupported(label)


def stored(result: Any, out: Any) -> Any:
    if out is None:
        return result
    elementwise.check_out("out", out, result._number)
    indexing.assign(out, result)
    return out


def absolute(x: Any, out: Any = None) -> Any:
    """|x|, of bools too."""
    if _array("absolute", x).dtype != bool:
        return apply(OPERATIONS["abs"], (x,), out)
    return x.copy() if out is None else apply(OPERATIONS["maximum"], (x, x), out)
