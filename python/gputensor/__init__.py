"""gputensor: arrays on any OpenCL device, for programs of NumPy and CuPy.

    import gputensor as gt
    x = gt.asarray(a)                 # to the device
    y = gt.exp(x) * 2 + 1             # as NumPy computes it
    b = gt.asnumpy(y)                 # back

`gputensor.cupy` has CuPy's names, `gputensor.torch` makes the devices known to PyTorch, `gputensor.tensorflow` to
TensorFlow, `gputensor.dask` and `gputensor.einops` the arrays to Dask and einops. The import never fails for want of
OpenCL: is_available() says whether there is a device, show_config() why not and what to install.
"""

from __future__ import annotations

import math as _math
import sys as _sys
from typing import Any

import numpy as _np

from . import binding as _binding
from . import elementwise as _elementwise
from . import errors, fft, linalg, random, reductions as _reductions, special
from .array import ndarray
from .timing import benchmark
from .creation import (
    arange,
    array,
    asarray,
    asnumpy,
    empty,
    empty_like,
    eye,
    full,
    full_like,
    identity,
    linspace,
    load,
    logspace,
    meshgrid,
    ones,
    ones_like,
    save,
    tri,
    tril,
    triu,
    zeros,
    zeros_like,
)
from .hardware import (
    Device,
    Event,
    Memory,
    Stream,
    config,
    current_stream,
    device,
    devices,
    empty_cache,
    is_available,
    memory_info,
    set_default_device,
    show_config,
    stream,
    synchronize,
)
from .dlpack import from_dlpack
from .contraction import einsum
from .fusion import fuse
from .inspection import __array_namespace_info__
from .errors import BuildError, DeviceError, ImplicitTransferError
from .joining import (
    append,
    array_split,
    atleast_1d,
    atleast_2d,
    atleast_3d,
    column_stack,
    concat,
    concatenate,
    dstack,
    hsplit,
    hstack,
    split,
    stack,
    unstack,
    vsplit,
    vstack,
)
from .kernels import Kernel, Local
from .indexing import argwhere, flatnonzero, nonzero, put_along_axis, take, take_along_axis
from .linear import diag, diagonal, dot, inner, matmul, matrix_transpose, outer, tensordot, trace, vdot, vecdot
from .manipulation import (
    astype,
    broadcast_arrays,
    broadcast_shapes,
    broadcast_to,
    copy,
    expand_dims,
    flip,
    fliplr,
    flipud,
    imag,
    moveaxis,
    permute_dims,
    ravel,
    real,
    reshape,
    rollaxis,
    rot90,
    sliding_window_view,
    squeeze,
    swapaxes,
    transpose,
)
from .nn import log_softmax, softmax
from .protocols import angle, around
from .reductions import (
    argmax,
    argmin,
    average,
    count_nonzero,
    mean,
    nanmax,
    nanmean,
    nanmin,
    nanprod,
    nansum,
    prod,
    ptp,
    std,
    var,
)
from .padding import pad
from .repeating import diff, repeat, roll, tile
from .scans import cumprod, cumsum, cumulative_prod, cumulative_sum, nancumprod, nancumsum
from .searching import allclose, array_equal, clip, isclose, where
from .sorting import (
    argsort,
    bincount,
    digitize,
    histogram,
    histogram_bin_edges,
    isin,
    searchsorted,
    sort,
    topk,
    unique,
    unique_all,
    unique_counts,
    unique_inverse,
    unique_values,
)
from .types import can_cast, finfo, iinfo, isdtype, result_type

# Of the same names as Python's own, which this module does not use.
sum, max, min = _reductions.sum, _reductions.max, _reductions.min
all, any = _reductions.all, _reductions.any

__version__: str = _binding.lib.version_string().decode()
__array_api_version__ = "2024.12"

pi, e, inf, nan, newaxis = _math.pi, _math.e, _math.inf, _math.nan, None
bool = _np.dtype("bool")  # noqa: A001
int8, int16, int32, int64 = (_np.dtype(f"int{_bits}") for _bits in (8, 16, 32, 64))
uint8, uint16, uint32, uint64 = (_np.dtype(f"uint{_bits}") for _bits in (8, 16, 32, 64))
float16, float32, float64 = (_np.dtype(f"float{_bits}") for _bits in (16, 32, 64))
complex64, complex128 = _np.dtype("complex64"), _np.dtype("complex128")

_rows = {_name: _call for _name, _call in _elementwise.FUNCTIONS.items() if _name not in ("where", "clip", "round", "real", "imag", "angle")}
globals().update(_rows)
if "round" in _elementwise.OPERATIONS:
    round = around  # noqa: A001

__all__ = [_name for _name in dir() if not _name.startswith("_") and _name not in ("annotations", "Any")]

# What is there already learns of the arrays: workers of Dask import what their tasks name, not gputensor.dask.
for _user, _modules in (("dask", {"dask.array", "distributed"}), ("einops", {"einops"})):
    if not _modules.isdisjoint(_sys.modules):
        try:
            __import__(f"gputensor.{_user}")
        except ImportError:  # Dask without its arrays
            pass


def __getattr__(name: str) -> Any:
    if name == "bfloat16":
        from .dtypes import bfloat16

        return bfloat16()
    if name in ("cupy", "dask", "einops", "tensorflow", "torch"):
        import importlib

        return importlib.import_module(f"gputensor.{name}")
    raise AttributeError(f"gputensor has no {name}")
