"""Linear algebra: the extension `linalg` of the Array API standard, 2024.12, and eig and eigvals of 2025.12.

Products, norms of elements, traces and powers run on the device. Decompositions, and what goes through them (cholesky,
det, eig, eigh, inv, pinv, matrix_rank, qr, slogdet, solve, svd; the norms 2, -2 and "nuc"), are computed on the host:
see lapack.py. Matrices are the last two axes, all others are a batch.
"""

from __future__ import annotations

import math
import operator
from typing import Any

from . import dtypes
from .elementwise import binary, unary
from .lapack import (
    LinAlgError,
    cholesky,
    det,
    eig,
    eigh,
    eigvals,
    eigvalsh,
    inv,
    matrix_rank,
    pinv,
    qr,
    slogdet,
    solve,
    svd,
    svdvals,
)
from .linear import diagonal as _diagonal
from .linear import matmul, matrix_transpose, tensordot, vecdot
from .linear import outer as _outer
from .manipulation import axis_of, permute_dims
from .reductions import _array, axes_of, max as _max, min as _min, sum as _sum

__all__ = [
    "LinAlgError",
    "cholesky",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "inv",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "outer",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "svd",
    "svdvals",
    "tensordot",
    "trace",
    "vecdot",
    "vector_norm",
]


def _matrices(operation: str, x: Any, square: bool = False) -> Any:
    if _array(operation, x).ndim < 2 or square and x.shape[-1] != x.shape[-2]:
        raise LinAlgError(f"{operation}: {'square ' if square else ''}matrices (..., M, N), not the shape {x.shape}")
    return x


def _as_floats(operation: str, x: Any) -> Any:
    """Norms of integers are those of floats."""
    return x if _array(operation, x)._number in dtypes.FLOATS + dtypes.COMPLEX else x.astype(dtypes.DEFAULT_FLOAT)


def cross(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """Cross products of vectors of three elements along an axis; the other axes broadcast. The dtype is the one that
    both have in common. Raises ValueError where the axis has another size, or is not of both."""
    from .joining import stack
    from .manipulation import moveaxis

    a, b, axis = _array("cross", x1), _array("cross", x2), operator.index(axis)
    if axis >= 0 and a.ndim != b.ndim:
        raise ValueError(f"cross: an axis of the shapes {a.shape} and {b.shape} counts from the end")
    a, b = moveaxis(a, axis, -1), moveaxis(b, axis, -1)
    if a.shape[-1] != 3 or b.shape[-1] != 3:
        raise ValueError(f"cross: vectors of 3 elements, not {a.shape[-1]} and {b.shape[-1]}")
    a, b = [a[..., i] for i in range(3)], [b[..., i] for i in range(3)]
    return stack([a[i - 2] * b[i - 1] - a[i - 1] * b[i - 2] for i in range(3)], axis=axis)


def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """A view of the diagonals of matrices (..., M, N), as the last axis: those elements whose column is their row +
    offset. Raises LinAlgError for less than two axes."""
    return _diagonal(_matrices("diagonal", x), offset, -2, -1)


def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """Sums (...) of the diagonals of matrices (..., M, N). Integers are summed in int64 or uint64 unless dtype is
    given."""
    return _sum(diagonal(x, offset=offset), -1, dtype)


def outer(x1: Any, x2: Any, /) -> Any:
    """Every element of x1, of one axis, times every element of x2, of one axis. Raises ValueError for other ranks."""
    if _array("outer", x1).ndim != 1 or _array("outer", x2).ndim != 1:
        raise ValueError(f"outer: two vectors, not the shapes {x1.shape} and {x2.shape}")
    return _outer(x1, x2)


def matrix_power(x: Any, n: int, /) -> Any:
    """x @ x @ ... @ x, n times, of matrices (..., M, M): by squaring. n = 0 is the identity, a negative n a power of
    the inverse, which LAPACK makes on the host."""
    from .creation import eye
    from .manipulation import broadcast_to

    x, n = _matrices("matrix_power", x, square=True), operator.index(n)
    if n == 0:
        return broadcast_to(eye(x.shape[-1], dtype=x.dtype, device=x.device), x.shape).copy()
    square = inv(x) if n < 0 else x
    n, result = abs(n), None
    while True:
        if n & 1:
            result = square if result is None else matmul(result, square)
        n >>= 1
        if not n:
            return result.copy() if result is x else result
        square = matmul(square, square)


def _power_norm(x: Any, order: float, axis: Any, keepdims: bool) -> Any:
    """sum(|x|^p)^(1/p)"""
    return binary("pow", _sum(binary("pow", abs(x), order), axis, keepdims=keepdims), 1.0 / order)


def _two_norm(x: Any, axis: Any, keepdims: bool) -> Any:
    size = abs(x)
    return unary("sqrt", _sum(size * size, axis, keepdims=keepdims))


def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:  # noqa: A002
    """Norms along an axis, or over several, or all: sum(|x|^ord)^(1/ord); inf and -inf are the largest and the smallest
    |x|, 0 counts what is not 0. Integers are taken for float32; norms of complex numbers are real."""
    x = _as_floats("vector_norm", x)
    if isinstance(axis, (tuple, list)):
        axis = tuple(axis)
    axes_of(axis, x.ndim)
    if ord in (math.inf, -math.inf):
        if ord > 0 and x.size == 0:
            return _sum(abs(x), axis, keepdims=keepdims)
        return (_max if ord > 0 else _min)(abs(x), axis, keepdims=keepdims)
    if ord == 0:
        return _sum((x != 0).astype(abs(x).dtype), axis, keepdims=keepdims)
    if ord == 1:
        return _sum(abs(x), axis, keepdims=keepdims)
    if ord == 2:
        return _two_norm(x, axis, keepdims)
    return _power_norm(x, float(ord), axis, keepdims)


def _kept(x: Any, keepdims: bool) -> Any:
    return x[..., None, None] if keepdims else x


def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:  # noqa: A002
    """Norms (...) of matrices (..., M, N). ord: "fro", the root of the sum of squares; 1 and -1, inf and -inf: the
    largest and smallest sum of |x| of a column, of a row; "nuc", 2, -2: the sum, the largest, the smallest of the
    singular values, which LAPACK finds on the host. Raises ValueError for others."""
    x = _as_floats("matrix_norm", _matrices("matrix_norm", x))
    if ord == "fro":
        return _two_norm(x, (-2, -1), keepdims)
    if ord in (1, -1, math.inf, -math.inf):
        sums = _sum(abs(x), -2 if abs(ord) == 1 else -1, keepdims=False)
        if ord > 0 and sums.shape[-1] == 0:
            return _kept(_sum(sums, -1), keepdims)
        return _kept((_max if ord > 0 else _min)(sums, -1), keepdims)
    if ord in ("nuc", 2, -2):
        values = svdvals(x)
        if ord == "nuc" or ord == 2 and values.shape[-1] == 0:
            return _kept(_sum(values, -1), keepdims)
        return _kept((_max if ord == 2 else _min)(values, -1), keepdims)
    raise ValueError(f"matrix_norm: ord is fro, nuc, 1, 2, inf or one of these negative, not {ord!r}")


def tensorinv(a: Any, ind: int = 2) -> Any:
    """The inverse of an array for tensordot(a, b, ind): its first ind axes are the rows of a square matrix, the others
    the columns. Computed on the host."""
    shape = _array("tensorinv", a).shape
    if ind <= 0:
        raise ValueError(f"tensorinv: ind is positive, not {ind}")
    rows = math.prod(shape[:ind])
    if a.size != rows * rows:
        raise LinAlgError(f"tensorinv: the shape {shape} is no square matrix of its first {ind} axes and the others")
    return inv(a.reshape(rows, rows)).reshape(shape[ind:] + shape[:ind])


def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    """The x of tensordot(a, x, x.ndim) = b; axes of a are moved to the end before. Computed on the host."""
    if axes is not None:
        moved = [axis_of(axis, _array("tensorsolve", a).ndim) for axis in axes]
        a = permute_dims(a, (*(i for i in range(a.ndim) if i not in moved), *moved))
    shape = _array("tensorsolve", a).shape[_array("tensorsolve", b).ndim :]
    if a.size != math.prod(shape) ** 2 or b.size != math.prod(shape):
        raise LinAlgError(f"tensorsolve: the shapes {a.shape} and {b.shape} are no square matrix and a vector of it")
    return solve(a.reshape(b.size, b.size), b.reshape(-1)).reshape(shape)
