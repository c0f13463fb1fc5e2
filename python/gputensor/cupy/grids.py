"""Indices, grids and windows: arrays that are made of sizes alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import composed, creation, indexing, joining, manipulation
from ..reference import Base


def indices(dimensions: Any, dtype: Any = "int64", sparse: bool = False) -> Any:
    """The index of every element along each axis, one behind the other: (rank, *dimensions). sparse: a tuple, with axes
    of size 1 where they do not change."""
    sizes = creation.shape_of(dimensions)
    if sparse:
        lines = [creation.arange(n, dtype=dtype) for n in sizes]
        return tuple(creation.meshgrid(*lines, indexing="ij", sparse=True, copy=False))
    if not sizes:
        return creation.empty((0,), dtype)
    return joining.stack(creation.meshgrid(*(creation.arange(n, dtype=dtype) for n in sizes), indexing="ij"))


def fromfunction(function: Any, shape: Any, *, dtype: Any = "float32", **kwargs: Any) -> Any:
    """function(i, j, ...) of the indices along each axis, arrays of the whole shape."""
    return function(*indices(shape, dtype), **kwargs)


def diag_indices(n: int, ndim: int = 2) -> tuple[Any, ...]:
    """The places of the diagonal of an array of `ndim` axes of size n."""
    return (creation.arange(n),) * ndim


def tril_indices(n: int, k: int = 0, m: Any = None) -> Any:
    """The places of a matrix (n, m) at and below its k-th diagonal."""
    return composed.tril_indices_from(creation.empty((n, n if m is None else m), "uint8"), k)


def triu_indices(n: int, k: int = 0, m: Any = None) -> Any:
    """The places of a matrix (n, m) at and above its k-th diagonal."""
    return composed.triu_indices_from(creation.empty((n, n if m is None else m), "uint8"), k)


def mask_indices(n: int, mask_func: Any, k: Any = 0) -> tuple[Any, ...]:
    """The places of a matrix (n, n) that mask_func, such as tril, leaves of ones."""
    return indexing.nonzero(mask_func(creation.ones((n, n), "int64"), k))


def _window(name: str) -> Any:
    call = getattr(np, name)

    def window(M: int, *shape: float) -> Any:  # noqa: N803
        return creation.asarray(call(M, *shape).astype(np.float32))

    window.__name__ = name
    window.__doc__ = f"numpy.{name}, computed on the host in float64; float32."
    return window


bartlett, blackman, hamming, hanning, kaiser = map(_window, "bartlett blackman hamming hanning kaiser".split())


class _Grid:
    """numpy.mgrid and numpy.ogrid, made on the host; floats are float32."""

    def __init__(self, grid: Any) -> None:
        self._grid = grid

    def __getitem__(self, key: Any) -> Any:
        made = self._grid[key]
        found = [_uploaded(x) for x in (made if isinstance(made, (tuple, list)) else [made])]
        return tuple(found) if isinstance(made, (tuple, list)) else found[0]


def _uploaded(x: Any) -> Any:
    x = np.asarray(x)
    return creation.asarray(x.astype(np.float32) if x.dtype == np.float64 else x)


class _Joined:
    """numpy.r_ and numpy.c_ of arrays, numbers and slices, without strings that say axes."""

    def __init__(self, columns: bool) -> None:
        self._columns = columns

    def __getitem__(self, key: Any) -> Any:
        parts = []
        for part in key if isinstance(key, tuple) else (key,):
            if isinstance(part, str):
                raise NotImplementedError(f"cupy.{'c_' if self._columns else 'r_'}: {part!r}; there are no strings")
            x = part if isinstance(part, Base) else _uploaded(np.r_[part] if isinstance(part, slice) else part)
            x = joining.atleast_1d(x)
            parts.append(manipulation.expand_dims(x, 1) if self._columns and x.ndim == 1 else x)
        return joining.concat(parts, -1 if self._columns else 0)


mgrid, ogrid, r_, c_ = _Grid(np.mgrid), _Grid(np.ogrid), _Joined(False), _Joined(True)
