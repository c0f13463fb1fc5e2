"""Operations on every element: one function for each row of the C library's tables, which are read at import."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np

from . import binding, dtypes, errors
from .binding import Args, lib
from .reference import Base, extension

_byref = ctypes.byref


class Operation(NamedTuple):
    """A row: its number, name, how many operands it takes, its class (binding.CLASS_*), and what it computes."""

    number: int
    name: str
    arity: int
    kind: int
    meaning: str
    reduces: bool


def _table() -> dict[str, Operation]:
    rows = {}
    value, desc = ctypes.c_int32(), binding.OpDesc(ctypes.sizeof(binding.OpDesc))
    for kind in (binding.KIND_UNARY, binding.KIND_BINARY, binding.KIND_TERNARY, binding.KIND_QUATERNARY):
        index = 0
        while lib.enum_at(kind, index, _byref(value)):
            errors.check(lib.op_describe(value.value, _byref(desc)))
            name = desc.name.decode()
            rows[name] = Operation(
                value.value, name, desc.arity, desc.dtype_class, desc.meaning.decode(), bool(desc.has_identity)
            )
            index += 1
    return rows


OPERATIONS: dict[str, Operation] = _table()
REAL = ("abs", "real", "imag", "angle")  # rows that give real numbers of complex ones
# Rows that take bools as int8 where all operands are bools, as NumPy does.
OF_BOOLS = {
    OPERATIONS[name].number
    for name in "floor_divide remainder fmod pow square bitwise_left_shift bitwise_right_shift".split()
}
_fast: Any = None if extension is None else extension.apply
traced: Any = ()  # what stands for arrays while fusion.py looks at a function


def is_scalar(value: Any) -> bool:
    """Whether a value is a number that may stand beside arrays: a Python number, a NumPy scalar."""
    numbers = (bool, int, float, complex, np.generic)
    return isinstance(value, numbers) and not isinstance(value, (np.str_, np.bytes_, np.void))


def set_scalar(scalar: binding.Scalar, value: Any) -> None:
    """Python's numbers adapt to the arrays beside them (NEP 50), NumPy's scalars have their own dtype."""
    if isinstance(value, np.generic):
        scalar.dtype = dtypes.number_of(value.dtype)
        if scalar.dtype in dtypes.FLOATS:
            scalar.re = float(value)
        elif scalar.dtype in dtypes.COMPLEX:
            scalar.re, scalar.im = float(value.real), float(value.imag)
        else:
            number = int(value)
            scalar.i = number - 2**64 if number >= 2**63 else number
    elif isinstance(value, bool):
        scalar.dtype, scalar.i = binding.WEAK_BOOL, value
    elif isinstance(value, int):
        if -(2**63) <= value < 2**63:
            scalar.dtype, scalar.i = binding.WEAK_INT, value
        elif 0 < value < 2**64:
            scalar.dtype, scalar.i = binding.U64, value - 2**64
        else:
            scalar.dtype, scalar.re = binding.WEAK_FLOAT, float(value)
    elif isinstance(value, float):
        scalar.dtype, scalar.re = binding.WEAK_FLOAT, value
    elif isinstance(value, complex):
        scalar.dtype, scalar.re, scalar.im = binding.WEAK_COMPLEX, value.real, value.imag
    else:
        raise TypeError(f"gputensor: no number: {value!r}")


def fitting(operation: str, value: Any, number: int) -> Any:
    """A number that is to be stored as a dtype: Python's floats are truncated to integers, as NumPy does it. Raises
    ValueError for NaN and OverflowError for infinities and what no integer of 64 bits holds."""
    if number in dtypes.INEXACT or isinstance(value, (bool, np.generic)):
        return value
    if number == binding.BOOL:
        return bool(value)
    if isinstance(value, complex):
        raise TypeError(f"{operation}: the complex number {value} is no {dtypes.dtype_of(number)}")
    try:
        whole = int(value)
    except (ValueError, OverflowError) as error:
        raise type(error)(f"{operation}: {error}: {dtypes.dtype_of(number)}") from None
    if not -(2**63) <= whole < (2**63 if number in dtypes.SIGNED else 2**64):
        raise OverflowError(f"{operation}: the number {value} is out of range of {dtypes.dtype_of(number)}")
    return whole


def _refuse(operation: str, value: Any) -> TypeError:
    if isinstance(value, np.ndarray):
        return errors.ImplicitTransferError(
            f"{operation}: a numpy.ndarray beside an array of a device: gputensor.asarray(a, device=x.device) copies "
            "it there, gputensor.asnumpy(x) the other to the host"
        )
    return TypeError(f"{operation}: an operand is an array of gputensor or a number, not {type(value).__name__}")


def device_of(operation: str, operands: Any) -> Any:
    """The one device that all arrays among the operands are on; None if there is no array. Else ValueError."""
    device = None
    for x in operands:
        if isinstance(x, Base):
            if device is None:
                device = x.device
            elif x.device is not device:
                raise ValueError(
                    f"{operation}: arrays of two devices, {device.id} and {x.device.id}: "
                    f"x.to_device({device.id!r}) copies one"
                )
        elif isinstance(x, np.ndarray):
            raise _refuse(operation, x)
    return device


def result_number(operation: Operation, operands: Any) -> int:
    """The dtype that a result has: as the class of the operation says in tables.h."""
    if operation.kind in (binding.CLASS_COMPARE, binding.CLASS_LOGICAL, binding.CLASS_TEST):
        return binding.BOOL
    numbers = []
    for x in operands[1:] if operation.kind == binding.CLASS_SELECT else operands:
        if isinstance(x, Base):
            numbers.append(x._number)
        else:
            scalar = binding.Scalar()
            set_scalar(scalar, x)
            numbers.append(scalar.dtype)
    number = dtypes.common(*numbers)
    if operation.kind == binding.CLASS_FLOAT and number not in dtypes.INEXACT:
        return binding.F32
    if operation.number in OF_BOOLS and all(map(_is_bool, operands)):
        return binding.I8
    return dtypes.PARTS.get(number, number) if operation.name in REAL else number


def check_out(operation: str, out: Any, number: int, casting: str = "same_kind") -> None:
    """Raises TypeError if a result may not be stored in `out`: not an array, or a dtype of another kind."""
    if not isinstance(out, Base):
        raise _refuse(operation + ", out", out)
    if not dtypes.may_cast(number, out._number, casting):
        raise TypeError(
            f"{operation}: a result of {dtypes.dtype_of(number)} is not stored in an array of {out.dtype}, "
            "which would change what it is: x.astype(dtype) says so"
        )


def stored(operation: str, found: Any, out: Any, casting: str = "same_kind") -> Any:
    """A result, in `out` where that is given. Raises TypeError as check_out() does, ValueError for another shape."""
    if out is None:
        return found
    from .indexing import assign

    check_out(operation, out, found._number, casting)
    if out.shape != found.shape:
        raise ValueError(f"{operation}: a result of the shape {found.shape} is not stored in an array of {out.shape}")
    assign(out, found)
    return out


def apply(operation: Operation, operands: Any, out: Any = None, casting: str = "same_kind") -> Any:
    """The operation on arrays and numbers, into a new array or `out`.

    Raises ValueError where shapes do not broadcast or devices differ, TypeError where dtypes have nothing in common or
    an operand is no array, OverflowError where a Python integer does not fit the dtype beside it.
    """
    if out is None and _fast is not None:
        result = _fast(operation.number, *operands)
        if result is not NotImplemented:
            return result
    for x in operands:
        if isinstance(x, traced):
            return x._record(operation, operands, out)
    operands = [x[()] if type(x) is np.ndarray and not x.ndim else x for x in operands]  # NumPy makes scalars those
    device = device_of(operation.name, operands)
    if device is None:
        if not is_scalar(operands[0]):
            raise _refuse(operation.name, operands[0])
        from .creation import asarray

        operands = [asarray(operands[0]), *operands[1:]]
        device = operands[0].device
    _check_range(operation, operands)
    if operation.number in OF_BOOLS and all(map(_is_bool, operands)):
        operands = [x.astype("int8") if isinstance(x, Base) else int(x) for x in operands]
    count = len(operands)
    args = Args[count]()
    for arg, x in zip(args, operands):
        if isinstance(x, Base):
            arg.tensor = x._pointer
        elif is_scalar(x):
            set_scalar(arg.scalar, x)
        else:
            raise _refuse(operation.name, x)
    if out is not None:
        check_out(operation.name, out, result_number(operation, operands), casting)
        device_of(operation.name, (*operands, out))
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    status = lib.apply(device.queue(), operation.number, _byref(dst), args, count)
    if status < 0:
        raise _failure(status, operation, operands, device)
    return type_of(operands)._wrap(dst.value, device) if out is None else out


def _is_bool(x: Any) -> bool:
    return x._number == binding.BOOL if isinstance(x, Base) else isinstance(x, (bool, np.bool_))


def _check_range(operation: Operation, operands: Any) -> None:
    """Integers that no dtype of 64 bits holds, beside arrays of integers."""
    if operation.kind in (binding.CLASS_COMPARE, binding.CLASS_FLOAT):  # which take them for what they are
        return
    for x in operands:
        if isinstance(x, int) and not isinstance(x, bool) and not -(2**63) <= x < 2**63:
            numbers = {y._number for y in operands if isinstance(y, Base)}
            if not numbers & set(dtypes.INEXACT) and (x < 0 or x >= 2**64 or binding.U64 not in numbers):
                raise OverflowError(
                    f"{operation.name}: the integer {x} is out of range of {dtypes.dtype_of(*numbers)}"
                    if len(numbers) == 1
                    else f"{operation.name}: the integer {x} is out of range"
                )


def type_of(operands: Any) -> Any:
    """The class of the result: that of the first array."""
    for x in operands:
        if isinstance(x, Base):
            return type(x)
    raise TypeError("gputensor: no array among the operands")


def _failure(status: int, operation: Operation, operands: Any, device: Any) -> Exception:
    failure = errors.failure(status, operation.name, operands, device)
    if status == binding.E_ARGUMENT and any(isinstance(x, int) for x in operands):
        overflow = OverflowError(*failure.args)
        overflow.status = status  # type: ignore[attr-defined]
        return overflow
    return failure


def unary(name: str, x: Any, out: Any = None) -> Any:
    """apply() of an operation of one operand, by its name."""
    return apply(OPERATIONS[name], (x,), out)


def binary(name: str, a: Any, b: Any, out: Any = None) -> Any:
    """apply() of an operation of two operands, by its name."""
    return apply(OPERATIONS[name], (a, b), out)


def _of_one(row: Operation) -> Any:
    def function(x: Any, /, *, out: Any = None) -> Any:
        return apply(row, (x,), out)

    return function


def _of_two(row: Operation) -> Any:
    def function(x1: Any, x2: Any, /, *, out: Any = None) -> Any:
        return apply(row, (x1, x2), out)

    return function


def _of_three(row: Operation) -> Any:
    def function(x: Any, y: Any, z: Any, /, *, out: Any = None) -> Any:
        return apply(row, (x, y, z), out)

    return function


def _of_four(row: Operation) -> Any:
    def function(x: Any, y: Any, z: Any, w: Any, /, *, out: Any = None) -> Any:
        return apply(row, (x, y, z, w), out)

    return function


_MAKERS = {1: (_of_one, "x"), 2: (_of_two, "x1, x2"), 3: (_of_three, "x, y, z"), 4: (_of_four, "x, y, z, w")}


def _make(row: Operation) -> Any:
    """A public function for a row: gputensor.exp(x, /, *, out=None)."""
    make, letters = _MAKERS[row.arity]
    function = make(row)
    kinds = {
        binding.CLASS_NUMERIC: "numbers; the dtype that the operands have in common",
        binding.CLASS_FLOAT: "floats, and integers as float32",
        binding.CLASS_COMPARE: "anything, compared exactly; the result is bool",
        binding.CLASS_LOGICAL: "the truth of anything; the result is bool",
        binding.CLASS_SELECT: "x is taken for its truth; y and z decide the dtype of the result",
        binding.CLASS_INTEGRAL: "integers, and bool where the operation says so; the dtype that the operands have in common",
        binding.CLASS_TEST: "anything; the result is bool",
    }
    function.__name__ = function.__qualname__ = row.name
    function.__module__ = "gputensor"
    function.__doc__ = (
        f"{row.name}({letters}, /, *, out=None): {row.meaning}.\n\n"
        f"Shapes: operands broadcast. Dtypes: {kinds.get(row.kind, 'see elementwise.h')}.\n"
        "out: an array of the result's shape that takes it. Raises ValueError where shapes do not broadcast or\n"
        "devices differ, TypeError for dtypes that do not fit, OverflowError for a Python integer that does not.\n"
        "Source of the formula and limits of the error: tables.h of the C library."
    )
    return function


FUNCTIONS = {name: _make(row) for name, row in OPERATIONS.items()}


def function(name: str) -> Any:
    """The public function of a row; NotImplementedError with its name where the library has no such row."""
    try:
        return FUNCTIONS[name]
    except KeyError:
        raise NotImplementedError(f"gputensor has no {name}") from None
