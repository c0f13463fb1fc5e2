"""Dask arrays whose chunks are arrays of gputensor.

    import dask.array as da
    import gputensor.dask

    x = da.from_array(a, chunks=1000).to_backend("gputensor")     # chunks are copied to the device
    y = (x - x.mean(axis=0)).compute()                            # an array of gputensor
    z = (x @ x.T).to_backend("numpy")                             # chunks are copied to the host

`dask.config.set({"array.backend": "gputensor"})` has da.ones, zeros, empty, full and arange make such chunks, of
float32 where no dtype is given. Chunks are made by functions of this package in `map_blocks`, too.

The import makes the arrays known to Dask: as chunks, by their size in device memory, by a name for their contents.
A process that has imported dask.array or distributed before gputensor, as a worker of Dask has, needs no import of
this module. A worker computes on its process's default device, which the environment variable GPUTENSOR_DEVICE
names; arrays that travel between processes go through the memory of the host, from default device to default device.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import dask
import dask.array as da
import numpy as np
from dask.array.backends import ArrayBackendEntrypoint, array_creation_dispatch
from dask.array.dispatch import empty_lookup, numel_lookup, percentile_lookup, to_numpy_dispatch
from dask.base import normalize_token
from dask.sizeof import sizeof

from . import creation, statistics
from .array import ndarray

__all__ = ["Backend"]


@sizeof.register(ndarray)
def _sizeof(x: Any) -> int:
    return int(x.nbytes)


@normalize_token.register(ndarray)
def _token(x: Any) -> Any:
    return "gputensor", x.device.id, normalize_token(creation.asnumpy(x))


@to_numpy_dispatch.register(ndarray)
def _to_numpy(x: Any, **kwargs: Any) -> Any:
    return creation.asnumpy(x)


@numel_lookup.register(ndarray)
def _count(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = np.float64, **kwargs: Any) -> Any:
    """How many elements a reduction over these axes has, as an array that sums of theirs can be divided by."""
    axes = range(x.ndim) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    reduced = {a % x.ndim for a in axes}
    count = math.prod(x.shape[a] for a in reduced)
    shape = [1 if a in reduced else size for a, size in enumerate(x.shape) if keepdims or a not in reduced]
    return creation.full(shape, count, dtype, x.device)


@percentile_lookup.register(ndarray)
def _percentiles(x: Any, q: Any, method: str = "linear") -> Any:
    """Percentiles of a chunk, and how many elements they are of."""
    return (statistics.percentile(x, q, method=method) if len(x) else None), len(x)


empty_lookup.register(ndarray, creation.empty)
da.register_chunk_type(ndarray)


def to_device(x: Any) -> Any:
    return creation.asarray(x)


def _made(call: Callable[..., Any], like: str, **defaults: Any) -> Any:
    """A function of dask.array that makes arrays, with chunks of gputensor."""

    def made(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get(like) is None:
            kwargs[like] = creation.empty(())
        with dask.config.set({"array.backend": "numpy"}):
            return call(*args, **{**defaults, **kwargs})

    made.__name__ = call.__name__
    made.__doc__ = f"dask.array.{call.__name__}, with chunks of gputensor."
    return staticmethod(made)


class Backend(ArrayBackendEntrypoint):  # type: ignore[misc,unused-ignore]
    """What Dask calls for its array backend "gputensor"."""

    ones = _made(da.ones, "meta", dtype="float32")
    zeros = _made(da.zeros, "meta", dtype="float32")
    empty = _made(da.empty, "meta", dtype="float32")
    full = _made(da.full, "meta")
    arange = _made(da.arange, "like")

    @property
    def RandomState(self) -> Any:
        raise NotImplementedError(
            'gputensor: dask.array.random makes numbers with the array backend "numpy": x.to_backend("gputensor")'
        )

    default_bit_generator = RandomState

    @classmethod
    def to_backend_dispatch(cls) -> Any:
        return to_device

    @classmethod
    def to_backend(cls, data: Any, **kwargs: Any) -> Any:
        return data if isinstance(data._meta, ndarray) else data.map_blocks(to_device, **kwargs)


array_creation_dispatch.register_backend("gputensor", Backend())
