"""Discrete Fourier transforms with the names of numpy.fft and the Array API standard: `gt.fft.rfft(x)`.

They are gt_fft of the C library, on the device, of any length. float64 and complex128 are transformed as complex128,
everything else as complex64, integers too, which NumPy takes for float64. norm: what results are divided by, "backward"
(None, too: those of inverse transforms by their length), "ortho" (all by the square root of it), "forward".
"""

from __future__ import annotations

import ctypes
import operator
from typing import Any

import numpy as np

from . import binding, creation, dtypes, errors, manipulation, repeating
from .binding import Int32s, Int64s, lib
from .elementwise import check_out, device_of, stored
from .reductions import _array

_byref = ctypes.byref
_NORMS = {None: 0, "backward": 0, "ortho": 1, "forward": 2}


def _norm(norm: Any) -> int:
    try:
        return _NORMS[norm]
    except (KeyError, TypeError):
        raise ValueError(f'Invalid norm value {norm}; should be "backward", "ortho" or "forward".') from None


def _length(n: Any) -> int:
    number = operator.index(n)
    if number < 1:
        raise ValueError(f"Invalid number of FFT data points ({number}) specified.")
    return number


def _result(x: Any, kind: int) -> int:
    wide = x._number in (binding.F64, binding.C128)
    if kind == binding.FFT_C2R:
        return binding.F64 if wide else binding.F32
    return binding.C128 if wide else binding.C64


def _transform(
    operation: str, x: Any, lengths: list[int], axes: list[int], norm: Any, kind: int, inverse: bool, out: Any = None
) -> Any:
    """gt_fft along different axes of x, counted from the front."""
    number = _norm(norm)
    if kind == binding.FFT_R2C and x._number in dtypes.COMPLEX:
        raise TypeError(f"{operation}: real numbers are to go in, not {x.dtype}")
    if out is not None:
        device_of(operation, (x, out))
        check_out(operation, out, _result(x, kind), "same_kind")
    sizes = Int64s[len(lengths)](*lengths)
    opts = binding.FftOpts(ctypes.sizeof(binding.FftOpts), kind, inverse, number, ctypes.cast(sizes, ctypes.c_void_p))
    dst = ctypes.c_void_p(None if out is None else out._pointer)
    status = lib.fft(x.device.queue(), _byref(dst), x._pointer, Int32s[len(axes)](*axes), len(axes), _byref(opts))
    if status < 0:
        raise errors.failure(status, operation, (x,), x.device)
    return type(x)._wrap(dst.value, x.device) if out is None else out


def _one(operation: str, x: Any, n: Any, axis: Any, norm: Any, kind: int, inverse: bool, out: Any) -> Any:
    x = _array(operation, x)
    axis = manipulation.axis_of(axis, x.ndim)
    if n is None:
        n = x.shape[axis] if kind != binding.FFT_C2R else 2 * (x.shape[axis] - 1)
    return _transform(operation, x, [_length(n)], [axis], norm, kind, inverse, out)


def _several(operation: str, x: Any, s: Any, axes: Any, norm: Any, kind: int, inverse: bool, out: Any) -> Any:
    x = _array(operation, x)
    if axes is None:
        axes = range(x.ndim) if s is None else range(-len(s), 0)
    axes = [manipulation.axis_of(axis, x.ndim) for axis in axes]
    if s is None:
        s = [x.shape[axis] for axis in axes]
        if kind == binding.FFT_C2R and axes:
            s[-1] = 2 * (s[-1] - 1)
    if len(s) != len(axes):
        raise ValueError("Shape and axes have different lengths.")
    if not axes and kind != binding.FFT_C2C:
        raise IndexError(f"{operation}: no axes, of which the last one is to be real")
    s = [x.shape[axis] if n == -1 else n for n, axis in zip(s, axes)]  # -1: as many as there are
    lengths = [_length(n) for n in s]
    if len(set(axes)) == len(axes):
        return _transform(operation, x, lengths, axes, norm, kind, inverse, out)
    if kind != binding.FFT_C2C:
        raise ValueError(f"{operation}: an axis twice in {tuple(axes)}")
    for axis, n in list(zip(axes, lengths))[::-1]:
        x = _transform(operation, x, [n], [axis], norm, kind, inverse)
    return stored(operation, x, out)


def fft(x: Any, /, n: Any = None, axis: Any = -1, norm: Any = "backward", out: Any = None) -> Any:
    """The transform along an axis: sum over j of x[j] exp(-2 pi i j k / n) for k < n. n: its length, to which the axis
    is cropped or padded with zeros."""
    return _one("fft", x, n, axis, norm, binding.FFT_C2C, False, out)


def ifft(x: Any, /, n: Any = None, axis: Any = -1, norm: Any = "backward", out: Any = None) -> Any:
    """The inverse of fft()."""
    return _one("ifft", x, n, axis, norm, binding.FFT_C2C, True, out)


def rfft(x: Any, /, n: Any = None, axis: Any = -1, norm: Any = "backward", out: Any = None) -> Any:
    """fft() of real numbers: the first n // 2 + 1 results, of which the others would be conjugates."""
    return _one("rfft", x, n, axis, norm, binding.FFT_R2C, False, out)


def irfft(x: Any, /, n: Any = None, axis: Any = -1, norm: Any = "backward", out: Any = None) -> Any:
    """The inverse of rfft(): n real numbers, 2 (m - 1) of m if n is None."""
    return _one("irfft", x, n, axis, norm, binding.FFT_C2R, True, out)


def hfft(x: Any, /, n: Any = None, axis: Any = -1, norm: Any = "backward", out: Any = None) -> Any:
    """fft() of what is given by its first half, the other being its conjugates: n real numbers."""
    return _one("hfft", x, n, axis, norm, binding.FFT_C2R, False, out)


def ihfft(x: Any, /, n: Any = None, axis: Any = -1, norm: Any = "backward", out: Any = None) -> Any:
    """The inverse of hfft(): the first n // 2 + 1 results of ifft() of real numbers."""
    return _one("ihfft", x, n, axis, norm, binding.FFT_R2C, True, out)


def fftn(x: Any, /, s: Any = None, axes: Any = None, norm: Any = "backward", out: Any = None) -> Any:
    """fft() along several axes (None: all, or the last ones if lengths s are given)."""
    return _several("fftn", x, s, axes, norm, binding.FFT_C2C, False, out)


def ifftn(x: Any, /, s: Any = None, axes: Any = None, norm: Any = "backward", out: Any = None) -> Any:
    """The inverse of fftn()."""
    return _several("ifftn", x, s, axes, norm, binding.FFT_C2C, True, out)


def rfftn(x: Any, /, s: Any = None, axes: Any = None, norm: Any = "backward", out: Any = None) -> Any:
    """rfft() along the last of the axes, and fft() along the others."""
    return _several("rfftn", x, s, axes, norm, binding.FFT_R2C, False, out)


def irfftn(x: Any, /, s: Any = None, axes: Any = None, norm: Any = "backward", out: Any = None) -> Any:
    """The inverse of rfftn(): s[-1] real numbers along the last of the axes."""
    return _several("irfftn", x, s, axes, norm, binding.FFT_C2R, True, out)


def fft2(x: Any, /, s: Any = None, axes: Any = (-2, -1), norm: Any = "backward", out: Any = None) -> Any:
    """fftn() along two axes."""
    return _several("fft2", x, s, axes, norm, binding.FFT_C2C, False, out)


def ifft2(x: Any, /, s: Any = None, axes: Any = (-2, -1), norm: Any = "backward", out: Any = None) -> Any:
    """ifftn() along two axes."""
    return _several("ifft2", x, s, axes, norm, binding.FFT_C2C, True, out)


def rfft2(x: Any, /, s: Any = None, axes: Any = (-2, -1), norm: Any = "backward", out: Any = None) -> Any:
    """rfftn() along two axes."""
    return _several("rfft2", x, s, axes, norm, binding.FFT_R2C, False, out)


def irfft2(x: Any, /, s: Any = None, axes: Any = (-2, -1), norm: Any = "backward", out: Any = None) -> Any:
    """irfftn() along two axes."""
    return _several("irfft2", x, s, axes, norm, binding.FFT_C2R, True, out)


def _frequencies(operation: str, places: Any, n: int, d: float, dtype: Any, device: Any) -> Any:
    dtype = dtypes.DEFAULT_FLOAT if dtype is None else np.dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"{operation}: frequencies are floats, not {dtype}")
    return creation.asarray((places / (n * d)).astype(dtype), device=device)


def fftfreq(n: Any, /, d: float = 1.0, dtype: Any = None, device: Any = None) -> Any:
    """The frequencies of the results of fft(), in cycles per unit of the distance d of samples: 0, 1, ..., -2, -1 over
    n d. float32 if dtype is None."""
    n = operator.index(n)
    return _frequencies("fftfreq", np.r_[0 : (n + 1) // 2, -(n // 2) : 0], n, d, dtype, device)


def rfftfreq(n: Any, /, d: float = 1.0, dtype: Any = None, device: Any = None) -> Any:
    """The frequencies of the results of rfft(): 0, 1, ..., n // 2 over n d."""
    n = operator.index(n)
    return _frequencies("rfftfreq", np.arange(n // 2 + 1), n, d, dtype, device)


def _shift(operation: str, x: Any, axes: Any, back: bool) -> Any:
    x = _array(operation, x)
    if axes is None:
        axes = range(x.ndim)
    elif not isinstance(axes, (tuple, list)):
        axes = (axes,)
    axes = tuple(manipulation.axis_of(axis, x.ndim) for axis in axes)
    return repeating.roll(x, tuple(-(x.shape[axis] // 2) if back else x.shape[axis] // 2 for axis in axes), axes)


def fftshift(x: Any, /, axes: Any = None) -> Any:
    """The frequency 0 of the results of fft() comes to the middle, along all axes or those."""
    return _shift("fftshift", x, axes, False)


def ifftshift(x: Any, /, axes: Any = None) -> Any:
    """The inverse of fftshift()."""
    return _shift("ifftshift", x, axes, True)


__all__ = [
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "ifft",
    "ifft2",
    "ifftn",
    "ifftshift",
    "ihfft",
    "irfft",
    "irfft2",
    "irfftn",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
]
