"""Functions of arrays that become one kernel: `fuse`.

A fused function is looked at, not read: it is called with stand-ins for its arrays, which write down what is done with
them, and that is an expression of the C library (expression.h).
"""

from __future__ import annotations

import ctypes
import functools
from typing import Any

import numpy as np

from . import composed, elementwise, errors, manipulation, operators, protocols, reductions, searching, ufuncs
from .binding import E_INDEX, E_SHAPE, Args, lib
from .elementwise import OPERATIONS, Operation, device_of, is_scalar, set_scalar
from .reference import Base

MOST_TRACES = 256
_NONE = object()  # no axes, which None is not


class Trace:
    """The expression that a function is, the arrays and scalars that it has of its own, and what it returns."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[str, str] = {}  # an operation: the name of what it gives
        self.own: dict[str, Any] = {}
        self.text, self.parts = b"", [b""]  # all of it; each result alone
        self.results = 0  # in a tuple; 0: one that stands alone
        self.reduction: Reduction | None = None  # the last step
        self.axes: Any = _NONE  # of the reductions before it
        self.made_of: dict[str, frozenset[str]] = {}  # the arrays that a value varies with, element by element
        self.whole: list[frozenset[str]] = []  # those of values that have the shape of the result

    def name_of(self, value: Any) -> str:
        """An operand as it stands in the expression."""
        if isinstance(value, Tracer):
            if value._trace is not self:
                raise TypeError(f"{self.name}: a value of another call of a fused function")
            return value._name
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int) and -(2**63) < value < 2**63:
            return str(int(value))
        if isinstance(value, float) and not isinstance(value, np.generic):
            return repr(float(value))
        if not isinstance(value, Base) and not is_scalar(value):
            raise elementwise._refuse(self.name, value)
        for name, known in self.own.items():
            if known is value:
                return name
        name = f"c{len(self.own)}"
        self.own[name] = value
        return name

    def add(self, row: str, operands: Any) -> Tracer:
        """An operation, which is computed once however often it is written."""
        names = [self.name_of(x) for x in operands]
        return Tracer(self, self._line(f"{row}({','.join(names)})", frozenset().union(*map(self._arrays_of, names))))

    def reduce(self, name: str, of: str, axis: Any) -> str:
        """A reduction that goes on to be computed with; its name."""
        axis = tuple(axis) if isinstance(axis, (tuple, list)) else axis
        if self.axes not in (_NONE, axis):
            raise TypeError(f"{self.name}: reductions along {self.axes} and along {axis} in one fused function")
        self.axes = axis
        self.whole.append(self._arrays_of(of))
        return self._line(f"{name}({of})", frozenset())

    def _line(self, line: str, arrays: frozenset[str]) -> str:
        name = self.lines.setdefault(line, f"t{len(self.lines)}")
        self.made_of[name] = arrays
        return name

    def _arrays_of(self, name: str) -> frozenset[str]:
        return self.made_of.get(name, frozenset((name,)))

    def close(self, value: Any) -> None:
        """What the function has returned."""
        several = isinstance(value, (tuple, list))
        values = tuple(value) if several else (value,)
        self.results = len(values) if several else 0
        if isinstance(value, Reduction):
            self.reduction, values = value, (value.of,)
        for each in values:
            if not isinstance(each, Tracer):
                raise TypeError(
                    f"{self.name}: a fused function returns what it computes of arrays, one or up to 4 in a tuple, or "
                    f"one reduction, not {type(each).__name__}"
                )
        before = "".join(f"{name}={line};" for line, name in self.lines.items())
        names = [self.name_of(each) for each in values]
        self.whole += map(self._arrays_of, names)
        if self.axes is not _NONE and (several or self.reduction is not None):
            raise TypeError(f"{self.name}: one result beside reductions within a fused function, and none at its end")
        if self.reduction is not None and self.reduction.row == "mean":
            raise TypeError(f"{self.name}: mean is not the last step of a fused function")
        self.text = (before + ";".join(names)).encode()
        self.parts = [(before + name).encode() for name in names]


class Tracer:
    """Stands for an array in a function that is looked at."""

    __slots__ = ("_trace", "_name")
    __array_priority__ = 2000
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, trace: Trace, name: str) -> None:
        self._trace, self._name = trace, name

    def _record(self, operation: Operation, operands: Any, out: Any = None) -> Any:
        if out is not None:
            raise TypeError(f"{operation.name}: out= in a fused function")
        return self._trace.add(operation.name, operands)

    def _reduce(self, operation: str, row: str, axis: Any, dtype: Any, out: Any, keepdims: Any) -> Any:
        if out is not None:
            raise TypeError(f"{operation}: out= in a fused function")
        return Reduction(self, operation, row, axis, dtype, keepdims)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        row = OPERATIONS.get(ufuncs.UFUNCS.get(ufunc.__name__, ""))
        if ufunc.__name__ in _COMPOSED and method == "__call__" and not kwargs:
            return composed.UFUNCS[ufunc.__name__](*inputs)
        if row is None or method != "__call__" or kwargs:
            raise TypeError(f"{self._trace.name}: numpy.{ufunc.__name__} like this in a fused function")
        if ufunc.__name__ == "rint":  # integers become floats
            inputs = (self._trace.add("multiply", (inputs[0], 1.0)),)
        return self._trace.add(row.name, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function.__name__ not in _FUNCTIONS:
            raise TypeError(f"{self._trace.name}: numpy.{function.__name__} in a fused function")
        return _FUNCTIONS[function.__name__](*args, **kwargs)

    def __bool__(self) -> bool:
        raise TypeError(f"{self._trace.name}: a fused function decides by elements with where(condition, x, y)")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise TypeError(f"{self._trace.name}: .{name} in a fused function, which computes element by element")

    def _to_host(self) -> Any:
        raise TypeError(f"{self._trace.name}: a fused function has no numbers on the host: float(), int(), len()")

    __float__ = __int__ = __complex__ = __index__ = __len__ = _to_host

    def __matmul__(self, other: Any) -> Any:
        raise TypeError(f"{self._trace.name}: @ in a fused function, which computes element by element")

    __rmatmul__ = __matmul__

    def __iter__(self) -> Any:
        raise TypeError(f"{self._trace.name}: elements are not taken apart in a fused function")

    def __getitem__(self, key: Any) -> Any:
        raise TypeError(f"{self._trace.name}: elements are not taken apart in a fused function")

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(f"{self._trace.name}: a fused function changes no array; it returns results")

    @property
    def real(self) -> Any:
        """The real part."""
        return self._trace.add("real", (self,))

    @property
    def imag(self) -> Any:
        """The imaginary part, 0 of what is not complex."""
        return self._trace.add("imag", (self,))

    def conj(self) -> Any:
        """gputensor.conj."""
        return self._trace.add("conj", (self,))

    conjugate = conj

    def copy(self) -> Any:
        """The same value."""
        return self

    def clip(self, min: Any = None, max: Any = None) -> Any:  # noqa: A002
        """gputensor.clip."""
        return searching.clip(self, min, max)

    def sum(self, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Any:
        """gputensor.sum, as the last step or with keepdims=True."""
        return reductions.sum(self, axis, dtype, keepdims=keepdims)

    def prod(self, axis: Any = None, dtype: Any = None, keepdims: bool = False) -> Any:
        """gputensor.prod, as the last step or with keepdims=True."""
        return reductions.prod(self, axis, dtype, keepdims=keepdims)

    def max(self, axis: Any = None, keepdims: bool = False) -> Any:
        """gputensor.max, as the last step or with keepdims=True."""
        return reductions.max(self, axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False) -> Any:
        """gputensor.min, as the last step or with keepdims=True."""
        return reductions.min(self, axis, keepdims=keepdims)

    def all(self, axis: Any = None, keepdims: bool = False) -> Any:
        """gputensor.all, as the last step or with keepdims=True."""
        return reductions.all(self, axis, keepdims=keepdims)

    def any(self, axis: Any = None, keepdims: bool = False) -> Any:
        """gputensor.any, as the last step or with keepdims=True."""
        return reductions.any(self, axis, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Any:
        """gputensor.mean, with keepdims=True and not as the last step."""
        return reductions.mean(self, axis, keepdims=keepdims)

    def __neg__(self) -> Any:
        return self._trace.add("negative", (self,))

    def __pos__(self) -> Any:
        return self._trace.add("positive", (self,))

    def __abs__(self) -> Any:
        return self._trace.add("abs", (self,))

    def __invert__(self) -> Any:
        return self._trace.add("bitwise_invert", (self,))


class Reduction(Tracer):
    """The sum, or another reduction, of what a function computes: its last step, or with keepdims=True one of them."""

    __slots__ = ("of", "operation", "row", "axis", "dtype", "keepdims")

    def __init__(self, of: Tracer, operation: str, row: str, axis: Any, dtype: Any, keepdims: Any) -> None:
        self._trace = of._trace
        self.of, self.operation, self.row, self.axis = of, operation, row, axis
        self.dtype, self.keepdims = dtype, keepdims

    @property
    def _name(self) -> str:  # type: ignore[override]
        if not self.keepdims or self.dtype is not None:
            raise TypeError(
                f"{self._trace.name}: {self.operation} goes on to be computed with, for which a fused function needs "
                "keepdims=True and no dtype"
            )
        return self._trace.reduce(self.operation, self.of._name, self.axis)


# Ufuncs without a row that are made of those with one, whatever the dtypes are.
_COMPOSED = {"deg2rad", "degrees", "exp2", "fmax", "fmin", "logaddexp2", "rad2deg", "radians"}

# What numpy dispatches by __array_function__.
_FUNCTIONS = {
    "where": searching.where,
    "clip": protocols._clip,
    "round": protocols.around,
    "around": protocols.around,
    "amax": reductions.max,
    "amin": reductions.min,
    "real": manipulation.real,
    "imag": manipulation.imag,
    **{name: getattr(reductions, name) for name in ("sum", "prod", "max", "min", "mean", "all", "any")},
}


def _operator(row: str, swapped: bool) -> Any:
    def method(self: Tracer, other: Any) -> Any:
        if other is None:  # else == would be False for the whole array
            raise TypeError(f"{self._trace.name}: {row} of None in a fused function")
        if not isinstance(other, (Tracer, Base, np.ndarray)) and not is_scalar(other):
            return NotImplemented
        return self._trace.add(row, (other, self) if swapped else (self, other))

    return method


_COMPARISONS = {"<": "lt", "<=": "le", "==": "eq", "!=": "ne", ">": "gt", ">=": "ge"}
_ARITHMETIC = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "&": "and",
    "|": "or",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
}
for _symbol, _name in {**_COMPARISONS, **_ARITHMETIC}.items():
    setattr(Tracer, f"__{_name}__", _operator(operators.NUMERIC[_symbol], False))
for _symbol, _name in _ARITHMETIC.items():
    setattr(Tracer, f"__r{_name}__", _operator(operators.NUMERIC[_symbol], True))
elementwise.traced = Tracer


def _key(value: Any) -> Any:
    """What tells values apart that are equal, but of which other kernels come: 2 and 2.0, 0.0 and -0.0."""
    if isinstance(value, Base):
        return Base
    if isinstance(value, tuple):  # an array in one is part of the trace, and has no hash
        return type(value), tuple(x if isinstance(x, Base) else _key(x) for x in value)
    return type(value), repr(value) if isinstance(value, (float, complex, np.inexact)) else value


def _places(axis: Any) -> tuple[Any, int]:
    """Axes as the C library takes them."""
    if axis is None:
        return None, 0
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    return (ctypes.c_int32 * len(axes))(*axes), len(axes)


def _are_whole(trace: Trace, operands: dict[str, Any]) -> bool:
    """Whether all that is reduced, and the result, have the shape of all operands together, as gt_eval_along has it."""
    shapes = {name: x.shape for name, x in operands.items() if isinstance(x, Base)}
    try:
        whole = np.broadcast_shapes(*shapes.values())
    except ValueError:
        return True  # which the library says more of
    return all(np.broadcast_shapes(*(shapes[x] for x in names if x in shapes)) == whole for names in trace.whole)


class Fused:
    """A function that is computed in one kernel."""

    def __init__(self, function: Any, name: str | None = None) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.name = str(name or getattr(function, "__name__", "fuse"))
        self._traces: dict[Any, Trace] = {}

    def _look(self, args: Any, kwargs: Any) -> Trace:
        trace = Trace(self.name)
        names = (f"x{i}" for i in range(len(args) + len(kwargs)))

        def stand_in(value: Any) -> Any:
            return Tracer(trace, next(names)) if isinstance(value, Base) else value

        stands = [stand_in(value) for value in args]
        trace.close(self.function(*stands, **{name: stand_in(value) for name, value in kwargs.items()}))
        return trace

    def _trace(self, args: Any, kwargs: Any) -> Trace:
        key = (tuple(map(_key, args)), tuple((name, _key(value)) for name, value in kwargs.items()))
        try:
            known = self._traces.get(key)
        except TypeError:  # an argument that nothing is known by
            return self._look(args, kwargs)
        if known is None:
            known = self._look(args, kwargs)
            if len(self._traces) >= MOST_TRACES:
                self._traces.clear()
            self._traces[key] = known
        return known

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        values = (*args, *kwargs.values())
        arrays = [x for x in values if isinstance(x, Base)]
        if not arrays or any(isinstance(x, Tracer) for x in values):  # there, in another fused function
            return self.function(*args, **kwargs)
        device_of(self.name, values)
        trace = self._trace(args, kwargs)
        operands = [(f"x{i}", x) for i, x in enumerate(arrays)] + list(trace.own.items())
        device = device_of(self.name, [x for _, x in operands])
        if len(operands) > max(Args):
            raise NotImplementedError(f"{self.name}: {len(operands)} arrays and scalars, and {max(Args)} are the most")
        items = Args[len(operands)]()
        for item, (name, x) in zip(items, operands):
            item.name = name.encode()
            if isinstance(x, Base):
                item.tensor = x._pointer
            else:
                set_scalar(item.scalar, x)
        if trace.axes is not _NONE and not _are_whole(trace, dict(operands)):
            return self.function(*args, **kwargs)
        return self._run(trace, items, arrays, device)

    def _run(self, trace: Trace, items: Any, arrays: Any, device: Any) -> Any:
        queue, n, last, wrap = device.queue(), len(items), trace.reduction, type(arrays[0])._wrap
        status, dst, inner = 0, (ctypes.c_void_p * max(trace.results, 1))(), trace.axes is not _NONE
        if last is not None:
            row, opts = OPERATIONS[last.row].number, reductions._opts(last.keepdims, last.dtype)
            places = _places(last.axis)
            status = lib.eval_reduce(queue, row, dst, trace.text, items, n, *places, ctypes.byref(opts))
        elif inner:
            status = lib.eval_along(queue, dst, trace.text, items, n, *_places(trace.axes))
        elif trace.results:
            status = lib.eval_all(queue, dst, trace.results, trace.text, items, n)
        if (last is not None or inner) and status == E_INDEX:
            raise reductions.AxisError(str(errors.failure(status, self.name, arrays, device)))
        if last is not None or inner or (trace.results and status != E_SHAPE):
            errors.check(status, self.name, arrays, device)
            made = [wrap(pointer, device) for pointer in dst]
        else:  # one, or some of several shapes
            made = []
            for text in trace.parts:
                errors.check(lib.eval(queue, dst, text, items, n), self.name, arrays, device)
                made.append(wrap(dst[0], device))
                dst[0] = None
        return tuple(made) if trace.results else made[0]

    def __repr__(self) -> str:
        return f"<fused {self.name}>"


def fuse(*functions: Any, kernel_name: str | None = None) -> Any:
    """@fuse, or @fuse(): a function of arrays whose operations become one kernel, with the same results bit by bit.

        @gputensor.fuse
        def update(x, m, rate=0.1):
            return x - rate * gputensor.tanh(m), m * 0.9

    The function may use operators, every function on elements of gputensor and of numpy (where and clip, too), other
    fused functions, Python's numbers and arrays from around it, and may end with one sum, prod, max, min, all or any.
    Or it has one result, and sums and the like, and means, on the way, with keepdims=True and all along the same axes:

        @gputensor.fuse
        def softmax(x):
            e = gputensor.exp(x - x.max(axis=-1, keepdims=True))
            return e / e.sum(axis=-1, keepdims=True)

    It is called once for each set of arguments that are no arrays, with stand-ins for the arrays: what it prints or
    counts is done then, numbers and arrays from around it are those of then, and it cannot ask for shapes, dtypes or
    elements. Called without arrays of gputensor it is the function itself. kernel_name: what messages call it.

    Raises TypeError for what is not computed element by element, and what the operations raise.
    """
    if len(functions) > 1 or (functions and not callable(functions[0])):
        raise TypeError("fuse: takes one function")
    if functions:
        return Fused(functions[0], kernel_name)
    return lambda function: Fused(function, kernel_name)
