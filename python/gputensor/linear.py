"""Products of matrices."""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, dtypes, elementwise, errors
from .binding import lib
from .elementwise import check_out, device_of, set_scalar, stored
from .reductions import _array
from .reference import Base


def matmul(
    x1: Any,
    x2: Any,
    /,
    out: Any = None,
    *,
    alpha: Any = None,
    beta: Any = None,
    bias: Any = None,
    activation: str | None = None,
    dtype: Any = None,
) -> Any:
    """x1 @ x2: (..., m, k) times (..., k, n), batches broadcast; x1 of rank 1 is a row, x2 a column.

    alpha, beta, bias, activation: activation(alpha * (x1 @ x2) + beta * out + bias) in one kernel; beta wants `out`,
    activation is the name of an operation of one operand, such as "relu". dtype: what products are summed in, and that
    of the result; int8 @ int8 is int8, with dtype="int32" its sums are exact.

    Raises ValueError where shapes do not fit, TypeError for bools without dtype.
    """
    a, b = x1, x2
    for x in (a, b):
        if not isinstance(x, Base):
            if elementwise.is_scalar(x):
                raise ValueError("matmul: a number is no matrix; multiply scales an array")
            raise elementwise._refuse("matmul", x)
    device = device_of("matmul", (a, b, bias, out))
    opts = None
    keep: list[Any] = []
    if not (alpha is None and beta is None and bias is None and activation is None and dtype is None):
        opts = binding.MatmulOpts(ctypes.sizeof(binding.MatmulOpts))
        if activation is not None:
            if activation not in elementwise.OPERATIONS:
                raise ValueError(f"matmul: no operation is named {activation!r}")
            opts.activation = elementwise.OPERATIONS[activation].number
        if dtype is not None:
            opts.accumulate = dtypes.number_of(dtype)
        for name, value in (("alpha", alpha), ("beta", beta)):
            if value is not None:
                scalar = binding.Scalar()
                set_scalar(scalar, value)
                keep.append(scalar)
                setattr(opts, name, ctypes.addressof(scalar))
        if bias is not None:
            opts.bias = bias._pointer
    if out is not None:
        number = dtypes.common(a._number, b._number) if dtype is None else dtypes.number_of(dtype)
        check_out("matmul", out, number)
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    status = lib.matmul(
        device.queue(), ctypes.byref(dst), a._pointer, b._pointer, None if opts is None else ctypes.byref(opts)
    )
    if status < 0:
        raise errors.failure(status, "matmul", (a, b), device)
    return type(a)._wrap(dst.value, device) if out is None else out


def dot(a: Any, b: Any, out: Any = None) -> Any:
    """numpy.dot: numbers multiply, vectors and matrices as matmul, above that the last axis of a by the one before
    the last of b."""
    scalar = not isinstance(a, Base) or not isinstance(b, Base) or a.ndim == 0 or b.ndim == 0
    if scalar:
        return elementwise.binary("multiply", a, b, out)
    if b.ndim <= 2:
        return matmul(a, b, out)
    return stored("dot", tensordot(a, b, axes=((-1,), (-2,))), out)


def vdot(a: Any, b: Any) -> Any:
    """The sum of the products of all elements of two arrays of one size, of complex ones with the conjugate of a."""
    return matmul(_array("vdot", a).conj().reshape(-1), _array("vdot", b).reshape(-1))


def inner(a: Any, b: Any) -> Any:
    """Products of the last axes of both, summed."""
    if _array("inner", a).ndim == 0 or _array("inner", b).ndim == 0:
        return elementwise.binary("multiply", a, b)
    return tensordot(a, b, axes=((-1,), (-1,)))


def outer(a: Any, b: Any, out: Any = None) -> Any:
    """Every element of a times every element of b, (a.size, b.size)."""
    column, row = _array("outer", a).reshape((-1, 1)), _array("outer", b).reshape((1, -1))
    return elementwise.binary("multiply", column, row, out)


def vecdot(x1: Any, x2: Any, /, axis: int = -1) -> Any:
    """Products along one axis of both, summed, those of complex numbers with the conjugate of x1; the other axes
    broadcast. Raises ValueError where the axes differ."""
    from .manipulation import moveaxis

    a, b = moveaxis(x1, axis, -1), moveaxis(x2, axis, -1)
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"vecdot: {a.shape[-1]} and {b.shape[-1]} elements along the axis")
    return matmul(a.conj()[..., None, :], b[..., :, None])[..., 0, 0]


def tensordot(x1: Any, x2: Any, /, axes: Any = 2) -> Any:
    """Products over `axes`, summed: a number n (the last n of x1, the first n of x2), or two sequences of axes."""
    from .manipulation import axis_of, permute_dims, reshape

    a, b = _array("tensordot", x1), _array("tensordot", x2)
    try:
        count = operator.index(axes)
        left, right = tuple(range(a.ndim - count, a.ndim)), tuple(range(count))
        if not 0 <= count <= min(a.ndim, b.ndim):
            raise ValueError(f"tensordot: {count} axes of shapes {a.shape} and {b.shape}")
    except TypeError:
        left, right = (tuple([x] if isinstance(x, int) else x) for x in axes)
    left, right = tuple(axis_of(x, a.ndim) for x in left), tuple(axis_of(x, b.ndim) for x in right)
    if len(left) != len(right) or any(a.shape[i] != b.shape[j] for i, j in zip(left, right)):
        raise ValueError(f"tensordot: axes {left} of the shape {a.shape} beside {right} of {b.shape}")
    a_kept = [i for i in range(a.ndim) if i not in left]
    b_kept = [i for i in range(b.ndim) if i not in right]
    shape = tuple(a.shape[i] for i in a_kept) + tuple(b.shape[i] for i in b_kept)
    summed = int(np.prod([a.shape[i] for i in left], dtype=np.int64))
    rows = int(np.prod([a.shape[i] for i in a_kept], dtype=np.int64))
    columns = int(np.prod([b.shape[i] for i in b_kept], dtype=np.int64))
    x = reshape(permute_dims(a, (*a_kept, *left)), (rows, summed))
    y = reshape(permute_dims(b, (*right, *b_kept)), (summed, columns))
    return matmul(x, y).reshape(shape)


def matrix_transpose(x: Any, /) -> Any:
    """A view with the last two axes exchanged. Raises ValueError where there are none."""
    from .manipulation import swapaxes

    if _array("matrix_transpose", x).ndim < 2:
        raise ValueError(f"matrix_transpose: two axes are exchanged, and the shape is {x.shape}")
    return swapaxes(x, -1, -2)


def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """A view of diagonals: those elements of matrices whose column is their row + offset, as the last axis.

    Raises ValueError for less than two axes or twice the same, AxisError where there is no such axis.
    """
    from .manipulation import axis_of, view

    if _array("diagonal", x).ndim < 2:
        raise ValueError(f"diagonal: two axes at least, and the shape is {x.shape}")
    first, second = axis_of(axis1, x.ndim), axis_of(axis2, x.ndim)
    if first == second:
        raise ValueError("diagonal: two different axes")
    return view(x, "diagonal", binding.lib.tensor_diagonal, binding.clamped(offset), first, second)


def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    """The sum of diagonal()."""
    from .reductions import sum

    return sum(diagonal(x, offset, axis1, axis2), -1, dtype, out)


def diag(x: Any, k: int = 0) -> Any:
    """The k-th diagonal of a matrix, as a view; of a vector the matrix with it there and zeros elsewhere."""
    if _array("diag", x).ndim == 2:
        return diagonal(x, k)
    if x.ndim != 1:
        raise ValueError(f"diag: a vector or a matrix, not the shape {x.shape}")
    from .creation import zeros

    size = x.shape[0] + abs(k)
    made = zeros((size, size), x.dtype, x.device)
    diagonal(made, k)[...] = x
    return made
