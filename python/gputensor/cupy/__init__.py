"""CuPy's names: `import gputensor.cupy as cp` in the place of `import cupy as cp`.

Functions take and return arrays of gputensor, as numpy's of the same names would. What is different from CuPy: the
default float is float32, arrays of the default device are made on `gputensor.device()`, and a name that is not here
raises AttributeError with that name. `dir(gputensor.cupy)` lists what there is.
"""

from __future__ import annotations

import builtins as _builtins
import functools as _functools
import math as _math
import sys as _sys
import types as _types_module
from typing import Any

import numpy as _np

import gputensor as _gt

from .. import (
    composed as _composed,
    creation as _creation,
    dtypes as _dtypes,
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
from .cuda import get_default_memory_pool, get_default_pinned_memory_pool
from .elements import ufunc
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
    mask_indices,
    mgrid,
    ogrid,
    r_,
    tril_indices,
    triu_indices,
)
from .kernels import ElementwiseKernel, RawKernel, RawModule, ReductionKernel
from .polynomials import poly1d
from .vectorized import vectorize

pi, e, inf, nan, newaxis = _math.pi, _math.e, _math.inf, _math.nan, None
int8, int16, int32, int64 = _np.int8, _np.int16, _np.int32, _np.int64
uint8, uint16, uint32, uint64 = _np.uint8, _np.uint16, _np.uint32, _np.uint64
float16, float32, float64, bool_ = _np.float16, _np.float32, _np.float64, _np.bool_
dtype, finfo, iinfo = _np.dtype, _np.finfo, _np.iinfo
iterable, isdtype = _np.iterable, _types.isdtype
exceptions = getattr(_np, "exceptions", _np)  # numpy >= 1.25
isscalar, can_cast, result_type = _np.isscalar, _types.can_cast, _types.result_type
promote_types, issubdtype, ndindex = _np.promote_types, _np.issubdtype, _np.ndindex

bool, complex64, complex128 = _np.bool_, _np.complex64, _np.complex128  # noqa: A001
_KINDS = (
    "byte ubyte short ushort intc uintc int_ uint intp uintp longlong ulonglong half single double csingle cdouble "
    "generic number integer signedinteger unsignedinteger inexact floating complexfloating"
).split()
_TEXTS = (
    "s_ index_exp euler_gamma set_printoptions get_printoptions printoptions format_float_positional "
    "format_float_scientific base_repr binary_repr typename mintypecode"
).split()
globals().update({_name: getattr(_np, _name) for _name in (*_KINDS, *_TEXTS)})

# The names of numpy.
for _name in (*_ufuncs.UFUNCS, *_composed.UFUNCS, "divmod"):
    if hasattr(_np, _name):  # those with a signature are called as they are
        globals()[_name] = ufunc(_name) if getattr(_np, _name).signature is None else getattr(_np, _name)
globals().update(
    {_name: _protocols.named(_call, _name) for _name, _call in _protocols.FUNCTIONS.items() if _name != "copyto"}
)
# Those of CuPy and the standard that numpy's newer versions share.
matmul, copyto = _gt.matmul, _protocols.FUNCTIONS["copyto"]
_SAME = {
    "abs": "absolute",
    "acos": "arccos",
    "acosh": "arccosh",
    "asin": "arcsin",
    "asinh": "arcsinh",
    "atan": "arctan",
    "atan2": "arctan2",
    "atanh": "arctanh",
    "bitwise_invert": "invert",
    "bitwise_left_shift": "left_shift",
    "bitwise_not": "invert",
    "bitwise_right_shift": "right_shift",
    "pow": "power",
}
globals().update({_name: globals()[_other] for _name, _other in _SAME.items()})
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


identity, logspace, geomspace = _in_order(_creation.identity), _creation.logspace, _creation.geomspace
linspace = _protocols.named(_creation.linspace, "linspace")
array, asarray = _in_order(_creation.array), _in_order(_creation.asarray)
asanyarray = asarray
empty, ones, zeros, full = (_in_order(getattr(_creation, _name)) for _name in "empty ones zeros full".split())


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    """numpy.arange: start, start + step, ... before stop."""
    return _creation.arange(start, stop, step, dtype)


def eye(N: int, M: Any = None, k: int = 0, dtype: Any = None, order: Any = "C") -> Any:  # noqa: N803
    """numpy.eye: a matrix with ones in its k-th diagonal."""
    _creation.check_order("eye", order)
    return _creation.eye(N, M, k=k, dtype=dtype)


def tri(N: int, M: Any = None, k: int = 0, dtype: Any = None) -> Any:  # noqa: N803
    """numpy.tri: a matrix with ones at and below its k-th diagonal."""
    return _creation.tri(N, M, k, dtype)


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


def _read(name: str) -> Any:
    call = getattr(_np, name)

    def read(*args: Any, **kwargs: Any) -> Any:
        x, given = call(*args, **kwargs), args[1] if len(args) > 1 else kwargs.get("dtype")
        return asarray(x.astype(_np.float32) if x.dtype == _np.float64 and given is None else x)

    read.__name__, read.__doc__ = name, f"numpy.{name}, copied to the device; floats are float32 unless dtype is given."
    return read


fromfile, fromiter, fromstring, genfromtxt, loadtxt = map(
    _read, "fromfile fromiter fromstring genfromtxt loadtxt".split()
)


def _write(name: str) -> Any:
    call = getattr(_np, name)

    def write(file: Any, *args: Any, **kwds: Any) -> None:
        host = {name: asnumpy(x) if isinstance(x, ndarray) else x for name, x in kwds.items()}
        call(file, *(asnumpy(x) if isinstance(x, ndarray) else x for x in args), **host)

    write.__name__ = name
    write.__doc__ = f"numpy.{name} of arrays, which are copied to the host. Waits for the device."
    return write


savetxt, savez, savez_compressed = map(_write, "savetxt savez savez_compressed".split())


def asarray_chkfinite(a: Any, dtype: Any = None, order: Any = "C") -> Any:
    """asarray() of what has neither NaN nor infinity: else ValueError. Waits for the device."""
    x = asarray(a, dtype=dtype, order=order)
    if not _builtins.bool(_gt.isfinite(x).all()):
        raise ValueError("asarray_chkfinite: there is an infinity or NaN")
    return x


def require(a: Any, dtype: Any = None, requirements: Any = None) -> Any:
    """An array of a dtype whose elements lie as requirements say: "C", row by row, or "F", column by column. "A", "O"
    and "W", aligned, own and writable, are always so, but that "O" copies a view."""
    letters = {each.upper()[:1] for each in (requirements or ())}
    if letters - set("CFAOWE") or {"C", "F"} <= letters:
        raise ValueError(f"require: {requirements!r}; there are C or F, and A, O, W")
    make = asfortranarray if "F" in letters else ascontiguousarray if "C" in letters else asarray
    x = make(a, dtype=dtype)
    return x.copy("F" if "F" in letters else "C") if "O" in letters and x is a else x


def isfortran(a: Any) -> Any:
    """Whether elements lie column by column, and not row by row."""
    return a.flags.fnc


def broadcast(*arrays: Any) -> Any:
    """numpy.broadcast of arrays of these shapes: shape, ndim and size are those that they have together."""
    shapes = (x.shape if isinstance(x, ndarray) else _np.shape(x) for x in arrays)
    return _np.broadcast(*(_np.broadcast_to(_np.int8(0), shape) for shape in shapes))


def asfarray(a: Any) -> Any:
    """An array of floats."""
    x = asarray(a)
    return x if x._number in _dtypes.FLOATS else x.astype("float32")


lib = _types_module.SimpleNamespace(
    stride_tricks=_types_module.SimpleNamespace(
        as_strided=_manipulation.as_strided, sliding_window_view=_manipulation.sliding_window_view
    )
)


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
    if not _name.startswith("_") and _name not in ("annotations", "Any", "elements", "grids", "kernels", "polynomials", "runtime", "vectorized")
)
