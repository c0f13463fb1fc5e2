"""CuPy's names: `import gputensor.cupy as cp` in the place of `import cupy as cp`.

Functions take and return arrays of gputensor, as numpy's of the same names would. What is different from CuPy: the
default float is float32, arrays of the default device are made on `gputensor.device()`, and a name that is not here
raises AttributeError with that name. `dir(gputensor.cupy)` lists what there is.
"""

from __future__ import annotations

import functools as _functools
import math as _math
import sys as _sys
from typing import Any

import numpy as _np

import gputensor as _gt

from .. import (
    composed as _composed,
    creation as _creation,
    dtypes as _dtypes,
    elementwise as _elementwise,
    joining as _joining,
    manipulation as _manipulation,
)
from .. import protocols as _protocols
from .. import ufuncs as _ufuncs
from .. import types as _types
from ..array import ndarray
from ..creation import asnumpy, load
from ..fusion import fuse
from ..manipulation import broadcast_shapes
from ..protocols import around
from . import cuda, fft, linalg, random
from .cuda import get_default_memory_pool
from .grids import (
    bartlett,
    blackman,
    c_,
    diag_indices,
    fromfunction,
    hamming,
    hanning,
    indices,
    kaiser,
    mgrid,
    ogrid,
    r_,
    tril_indices,
    triu_indices,
)
from .kernels import ElementwiseKernel, RawKernel, ReductionKernel

pi, e, inf, nan, newaxis = _math.pi, _math.e, _math.inf, _math.nan, None
int8, int16, int32, int64 = _np.int8, _np.int16, _np.int32, _np.int64
uint8, uint16, uint32, uint64 = _np.uint8, _np.uint16, _np.uint32, _np.uint64
float16, float32, float64, bool_ = _np.float16, _np.float32, _np.float64, _np.bool_
dtype, finfo, iinfo = _np.dtype, _np.finfo, _np.iinfo
isscalar, can_cast, result_type = _np.isscalar, _types.can_cast, _types.result_type
promote_types, issubdtype, ndindex, divmod = _np.promote_types, _np.issubdtype, _np.ndindex, _np.divmod  # noqa: A001

# The names of numpy.
globals().update({_name: _elementwise.FUNCTIONS[_row] for _name, _row in _ufuncs.UFUNCS.items()})
globals().update({_name: getattr(_np, _name) for _name in _composed.UFUNCS if hasattr(_np, _name)})
globals().update(
    {_name: _protocols.named(_call, _name) for _name, _call in _protocols.FUNCTIONS.items() if _name != "copyto"}
)
# Those of CuPy and the standard that numpy's newer versions share.
abs = _ufuncs.absolute  # noqa: A001
absolute, matmul, copyto = abs, _gt.matmul, _protocols.FUNCTIONS["copyto"]
concat, permute_dims, astype = _joining.concat, _manipulation.permute_dims, _manipulation.astype
conj, from_dlpack = globals()["conjugate"], _gt.from_dlpack
in1d, row_stack, trapz = globals()["isin"], globals()["vstack"], globals()["trapezoid"]


def _in_order(call: Any) -> Any:
    """A function of gputensor with CuPy's order=, which may not ask for columns."""

    @_functools.wraps(call)
    def made(*args: Any, order: Any = "C", **kwargs: Any) -> Any:
        _creation.check_order(call.__name__, order)
        return call(*args, **kwargs)

    return made


arange, eye, identity, tri = _creation.arange, _creation.eye, _creation.identity, _creation.tri
linspace, logspace, geomspace = _creation.linspace, _creation.logspace, _creation.geomspace
array, asarray = _in_order(_creation.array), _in_order(_creation.asarray)
asanyarray = asarray
empty, ones, zeros, full = (_in_order(getattr(_creation, _name)) for _name in "empty ones zeros full".split())


def get_array_module(*arrays: Any) -> Any:
    """This module if one of the arguments is an array of gputensor, else numpy."""
    for x in arrays:
        if isinstance(x, ndarray):
            return _sys.modules[__name__]
    return _np


def ascontiguousarray(a: Any, dtype: Any = None) -> Any:
    """An array whose elements lie row by row: `a` itself where they do."""
    x = asarray(a, dtype=dtype)
    return x if x._contiguous else x.copy()


def asfortranarray(a: Any, dtype: Any = None) -> Any:
    """An array whose elements lie column by column: `a` itself where they do."""
    x = asarray(a, dtype=dtype)
    return x if x.flags.f_contiguous else x.copy("F")


def frombuffer(buffer: Any, dtype: Any = "float32", count: int = -1, offset: int = 0) -> Any:
    """numpy.frombuffer, copied to the device."""
    return asarray(_np.frombuffer(buffer, dtype, count, offset))


def isreal(x: Any) -> Any:
    """Whether elements have no imaginary part."""
    return _manipulation.imag(x) == 0


def iscomplex(x: Any) -> Any:
    """Whether elements have an imaginary part."""
    return _manipulation.imag(x) != 0


def savez(file: Any, *args: Any, **kwds: Any) -> None:
    """numpy.savez of arrays, which are copied to the host. Waits for the device."""
    host = {name: asnumpy(x) if isinstance(x, ndarray) else x for name, x in kwds.items()}
    _np.savez(file, *(asnumpy(x) if isinstance(x, ndarray) else x for x in args), **host)


def asfarray(a: Any) -> Any:
    """An array of floats."""
    x = asarray(a)
    return x if x._number in _dtypes.FLOATS else x.astype("float32")


def show_config() -> str:
    """gputensor.show_config()."""
    return _gt.show_config()


def is_available() -> Any:
    """Whether there is a device."""
    return _gt.is_available()


def __getattr__(name: str) -> Any:
    raise AttributeError(f"gputensor.cupy has no {name}")


__version__ = _gt.__version__
__all__ = sorted(
    _name
    for _name in dir()
    if not _name.startswith("_") and _name not in ("annotations", "Any", "grids", "kernels", "runtime")
)
