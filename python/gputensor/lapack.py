"""Decompositions of matrices, and what is computed through them: ON THE HOST, by NumPy's LAPACK.

This is the one module of the package that computes on the host. Matrices are copied there, decomposed, and the results
copied back to the device of the array; every function waits for the device. What needs no decomposition (products,
norms of elements, traces) is in linear.py and linalg.py and stays on the device.

Matrices are the last two axes, all others are a batch. Floats are computed in their own dtype, integers and bools in
float32; float16 and bfloat16, which LAPACK does not have, in float32 and rounded once. Raises TypeError for what is no
array of gputensor, numpy.linalg.LinAlgError, which is a ValueError, for shapes that are no matrices and for matrices
that have no such decomposition. Sources: LAPACK's routines, named with each function.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import dtypes
from .creation import asnumpy, upload
from .elementwise import device_of, is_scalar
from .reductions import _array
from .types import isdtype

LinAlgError = np.linalg.LinAlgError


class EighResult(NamedTuple):
    """eigh()"""

    eigenvalues: Any
    eigenvectors: Any


class EigResult(NamedTuple):
    """eig()"""

    eigenvalues: Any
    eigenvectors: Any


class QRResult(NamedTuple):
    """qr()"""

    Q: Any
    R: Any


class SlogdetResult(NamedTuple):
    """slogdet()"""

    sign: Any
    logabsdet: Any


class SVDResult(NamedTuple):
    """svd()"""

    U: Any
    S: Any
    Vh: Any


def _dtype(x: Any) -> np.dtype[Any]:
    """The dtype of results."""
    return x.dtype if isdtype(x.dtype, ("real floating", "complex floating")) else dtypes.DEFAULT_FLOAT


def _computed(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype that LAPACK computes in."""
    return dtype if dtype.itemsize > 2 else dtypes.DEFAULT_FLOAT


def _matrices(operation: str, x: Any, square: bool = False) -> np.ndarray[Any, Any]:
    """A copy on the host of what are matrices."""
    x = _array(operation, x)
    if x.ndim < 2 or square and x.shape[-1] != x.shape[-2]:
        raise LinAlgError(f"{operation}: {'square ' if square else ''}matrices (..., M, N), not the shape {x.shape}")
    return asnumpy(x.astype(_computed(_dtype(x)), copy=False))


def _back(host: Any, dtype: Any, device: Any) -> Any:
    return upload(np.asarray(host).astype(dtype, copy=False), device)


def _real(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of absolute values."""
    return np.dtype(f"f{dtype.itemsize // 2}") if dtype.kind == "c" else dtype


def _symmetric(operation: str, x: Any, uplo: str) -> Any:
    if uplo not in ("L", "U"):
        raise ValueError(f"{operation}: UPLO is L or U, not {uplo!r}")
    return _matrices(operation, x, square=True)


def cholesky(x: Any, /, *, upper: bool = False) -> Any:
    """L with x = L L^H of positive definite matrices (..., M, M), lower triangular; upper: U with x = U^H U. Only the
    lower triangle of x is read. LAPACK: potrf."""
    host = _matrices("cholesky", x, square=True)
    if upper:  # of conj(x), as conj of the factor of x had zeros -0j
        return _back(np.swapaxes(np.linalg.cholesky(np.conjugate(host)), -1, -2), _dtype(x), x.device)
    return _back(np.linalg.cholesky(host), _dtype(x), x.device)


def det(x: Any, /) -> Any:
    """Determinants (...) of matrices (..., M, M). LAPACK: getrf."""
    return _back(np.linalg.det(_matrices("det", x, square=True)), _dtype(x), x.device)


def slogdet(x: Any, /) -> SlogdetResult:
    """sign and logabsdet of matrices (..., M, M): the determinant is sign * exp(logabsdet). Of singular matrices the
    sign is 0 and logabsdet -inf. LAPACK: getrf."""
    sign, logabsdet = np.linalg.slogdet(_matrices("slogdet", x, square=True))
    return SlogdetResult(_back(sign, _dtype(x), x.device), _back(logabsdet, _real(_dtype(x)), x.device))


def inv(x: Any, /) -> Any:
    """Inverses (..., M, M). Raises LinAlgError for a singular matrix. LAPACK: gesv."""
    return _back(np.linalg.inv(_matrices("inv", x, square=True)), _dtype(x), x.device)


def solve(x1: Any, x2: Any, /) -> Any:
    """y with x1 @ y = x2: x1 (..., M, M) and x2 (..., M, K), whose batches broadcast, or x2 of the shape (M,). LAPACK:
    gesv."""
    device_of("solve", (_array("solve", x1), _array("solve", x2)))
    vector = x2.ndim == 1
    both = np.result_type(_dtype(x1), _dtype(x2))
    a = _matrices("solve", x1, square=True)
    b = asnumpy(x2.astype(_computed(_dtype(x2)), copy=False))
    b = b[:, None] if vector else b
    if b.ndim < 2 or b.shape[-2] != a.shape[-1]:
        raise LinAlgError(f"solve: {x2.shape} beside matrices of the shape {x1.shape}")
    found = np.linalg.solve(a, b)
    return _back(found[..., 0] if vector else found, both, x1.device)


def eigh(x: Any, /, UPLO: Any = "L") -> EighResult:  # noqa: N803
    """Eigenvalues (..., M), rising and real, and eigenvectors (..., M, M), in columns, of symmetric or Hermitian
    matrices (..., M, M), of which one triangle is read. LAPACK: syevd, heevd."""
    values, vectors = np.linalg.eigh(_symmetric("eigh", x, UPLO), UPLO)
    return EighResult(_back(values, _real(_dtype(x)), x.device), _back(vectors, _dtype(x), x.device))


def eigvalsh(x: Any, /, UPLO: Any = "L") -> Any:  # noqa: N803
    """The eigenvalues of eigh()."""
    values = np.linalg.eigvalsh(_symmetric("eigvalsh", x, UPLO), UPLO)
    return _back(values, _real(_dtype(x)), x.device)


def _complex(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype("complex128" if dtype in (np.float64, np.complex128) else "complex64")


def eig(x: Any, /) -> EigResult:
    """Eigenvalues (..., M) and eigenvectors (..., M, M), in columns, of any matrices (..., M, M): always complex, in no
    order. LAPACK: geev."""
    values, vectors = np.linalg.eig(_matrices("eig", x, square=True))
    dtype = _complex(_dtype(x))
    return EigResult(_back(values, dtype, x.device), _back(vectors, dtype, x.device))


def eigvals(x: Any, /) -> Any:
    """The eigenvalues of eig()."""
    return _back(np.linalg.eigvals(_matrices("eigvals", x, square=True)), _complex(_dtype(x)), x.device)


def qr(x: Any, /, *, mode: str = "reduced") -> QRResult:
    """Q, whose columns are orthonormal, and upper triangular R, with x = Q R, of matrices (..., M, N). mode "reduced":
    Q is (..., M, K) and R (..., K, N), K = min(M, N); "complete": (..., M, M) and (..., M, N). LAPACK: geqrf, orgqr."""
    if mode not in ("reduced", "complete"):
        raise ValueError(f"qr: mode is reduced or complete, not {mode!r}")
    q, r = np.linalg.qr(_matrices("qr", x), mode=mode)  # type: ignore[call-overload,unused-ignore]
    return QRResult(_back(q, _dtype(x), x.device), _back(r, _dtype(x), x.device))


def svd(x: Any, /, *, full_matrices: bool = True) -> SVDResult:
    """U, S, Vh with x = U diag(S) Vh of matrices (..., M, N): U (..., M, M), singular values S (..., K), falling, K =
    min(M, N), Vh (..., N, N). full_matrices=False: U is (..., M, K), Vh (..., K, N). LAPACK: gesdd."""
    u, s, vh = np.linalg.svd(_matrices("svd", x), full_matrices=bool(full_matrices))
    kind = _dtype(x)
    return SVDResult(_back(u, kind, x.device), _back(s, _real(kind), x.device), _back(vh, kind, x.device))


def _singular_values(operation: str, x: Any) -> Any:
    return np.linalg.svd(_matrices(operation, x), compute_uv=False)


def svdvals(x: Any, /) -> Any:
    """Singular values (..., K) of matrices (..., M, N), falling, K = min(M, N). LAPACK: gesdd."""
    return _back(_singular_values("svdvals", x), _real(_dtype(x)), x.device)


def _relative(operation: str, x: Any, rtol: Any) -> Any:
    """Below what part of the largest a singular value is none, for each matrix: max(M, N) * eps unless given."""
    if rtol is None:
        return np.asarray(max(x.shape[-2:]) * np.finfo(_real(_computed(_dtype(x)))).eps)
    return np.asarray(rtol if is_scalar(rtol) else asnumpy(_array(operation, rtol)))


def matrix_rank(x: Any, /, *, rtol: Any = None) -> Any:
    """How many singular values (int64, ...) of matrices (..., M, N) are larger than rtol (a number or an array that
    broadcasts with the batch; max(M, N) * eps of the dtype unless given) times the largest. LAPACK: gesdd."""
    values = _singular_values("matrix_rank", x)
    largest = values.max(axis=-1, keepdims=True, initial=0)
    rank = np.count_nonzero(values > largest * _relative("matrix_rank", x, rtol)[..., None], axis=-1)
    return _back(rank, np.int64, x.device)


def pinv(x: Any, /, *, rtol: Any = None) -> Any:
    """Moore-Penrose pseudo-inverses (..., N, M) of matrices (..., M, N). Singular values up to rtol times the largest
    are taken for 0, as in matrix_rank(). LAPACK: gesdd."""
    host = _matrices("pinv", x)
    return _back(np.linalg.pinv(host, _relative("pinv", x, rtol)), _dtype(x), x.device)


def roots(p: Any) -> Any:
    """The zeros of a polynomial, the highest power first: eigenvalues of its companion matrix, complex if one of them
    is. LAPACK: geev."""
    if _array("roots", p).ndim != 1:
        raise ValueError(f"roots: factors of one axis, not the shape {p.shape}")
    kind = _dtype(p)
    found = np.roots(asnumpy(p.astype(_computed(kind), copy=False)))
    return _back(found, _complex(kind) if np.iscomplexobj(found) else _real(kind), p.device)


def polyfit(x: Any, y: Any, deg: int, rcond: Any = None, full: bool = False, w: Any = None) -> Any:
    """The polynomial of a degree, the highest power first, that comes nearest to points: y has the places' length, or
    a column for each polynomial; w: how much each point counts. full: and what lstsq() tells. LAPACK: gelsd."""
    from .polynomials import vander
    from .elementwise import unary
    from .manipulation import expand_dims
    from .reductions import sum

    kind = np.result_type(_dtype(_array("polyfit", x)), _dtype(_array("polyfit", y)))
    x, y = x.astype(kind, copy=False), y.astype(kind, copy=False)
    if x.ndim != 1 or y.ndim not in (1, 2) or x.shape != y.shape[:1] or not x.size:
        raise TypeError(f"polyfit: places of the shape {x.shape} and values of {y.shape}")
    if deg < 0:
        raise ValueError(f"polyfit: the degree {deg}")
    left, right = vander(x, deg + 1), y
    if w is not None:
        weights = expand_dims(_array("polyfit", w).astype(kind, copy=False), 1)
        left, right = left * weights, y * (weights if y.ndim == 2 else weights[:, 0])
    scale = unary("sqrt", sum(left * left, 0))
    rcond = len(x) * float(np.finfo(_computed(kind)).eps) if rcond is None else rcond
    found, *told = lstsq(left / scale, right, rcond)
    found = found / (scale if y.ndim == 1 else expand_dims(scale, 1))
    return (found, *(told[0], told[1], told[2], rcond)) if full else found


def lstsq(a: Any, b: Any, rcond: Any = None) -> tuple[Any, Any, int, Any]:
    """NumPy's lstsq: y of the smallest norm that makes the norm of b - a @ y smallest, the sums of the squares of what
    is left, the rank of a, and its singular values. a: (M, N), b: (M,) or (M, K). LAPACK: gelsd."""
    device_of("lstsq", (_array("lstsq", a), _array("lstsq", b)))
    kind = np.result_type(_dtype(a), _dtype(b))
    host = asnumpy(b.astype(_computed(_dtype(b)), copy=False))
    y, left, rank, values = np.linalg.lstsq(_matrices("lstsq", a), host, rcond)
    parts = (_back(y, kind, a.device), _back(left, _real(kind), a.device))
    return *parts, int(rank), _back(values, _real(kind), a.device)
