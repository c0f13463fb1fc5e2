"""The array."""

from __future__ import annotations

import ctypes
import math
import operator
from typing import Any, Iterator

import numpy as np

from . import creation, dlpack, dtypes, errors, indexing, joining, linear, manipulation, operators, repeating
from . import reductions, scans, searching, sorting
from .binding import lib
from .hardware import config, device as find_device
from .errors import ImplicitTransferError
from .reference import Base

__all__ = ["ndarray", "operators"]

VERSIONS = ("2021.12", "2022.12", "2023.12", "2024.12")  # of the Array API standard


def _shape_arguments(shape: tuple[Any, ...]) -> Any:
    return shape[0] if len(shape) == 1 else shape


class ndarray(Base):  # type: ignore[misc,valid-type,unused-ignore]
    """An n-dimensional array in the memory of an OpenCL device, or a view of one.

    gputensor.ndarray(shape, dtype="float32", device=None) has elements of any value; asarray, zeros, arange and the
    like make arrays with contents. Operators follow NumPy: operands broadcast, dtypes are promoted, Python's numbers
    adapt. Work is enqueued, and only what returns Python or NumPy objects waits for it.

    Attributes: shape, dtype (numpy.dtype), device, strides (in bytes), ndim, size, itemsize, nbytes, T, mT.
    """

    __slots__ = ()
    __array_priority__ = 1000

    def __new__(cls, shape: Any, dtype: Any = None, device: Any = None) -> Any:
        return creation.empty(shape, dtype, device)

    # ---- What it is

    @property
    def itemsize(self) -> int:
        """Bytes of an element."""
        return int(self.dtype.itemsize)

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return int(self.size * self.dtype.itemsize)

    @property
    def T(self) -> Any:
        """A view with all axes reversed."""
        return manipulation.permute_dims(self)

    @property
    def mT(self) -> Any:
        """A view with the last two axes exchanged. Raises ValueError where there are none."""
        return linear.matrix_transpose(self)

    @property
    def flags(self) -> Any:
        """Whether elements lie row by row (c_contiguous), column by column (f_contiguous)."""
        return Flags(self._contiguous, self.T._contiguous)

    @property
    def real(self) -> Any:
        """The real parts: a view of a complex array, which may be assigned to; other arrays are their own."""
        return manipulation.real(self)

    @real.setter
    def real(self, value: Any) -> None:
        indexing.assign(manipulation.real(self), value)

    @property
    def imag(self) -> Any:
        """The imaginary parts: a view of a complex array, which may be assigned to; zeros of other arrays."""
        return manipulation.imag(self)

    @imag.setter
    def imag(self, value: Any) -> None:
        if self._number not in dtypes.COMPLEX:
            raise TypeError(f"an array of {self.dtype} has no imaginary part to assign to")
        indexing.assign(manipulation.imag(self), value)

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        """The module with the functions for this array. Raises ValueError for a version of the standard that it does
        not follow."""
        import gputensor

        if api_version is not None and api_version not in VERSIONS:
            raise ValueError(f"gputensor: version {api_version!r} of the array API: there are {', '.join(VERSIONS)}")
        return gputensor

    # ---- Across

    def get(self, out: Any = None) -> Any:
        """A copy on the host, a numpy.ndarray; asnumpy(x)."""
        return creation.asnumpy(self, out)

    def to_numpy(self) -> Any:
        """A copy on the host. matplotlib and other programs ask arrays of any library for their values so."""
        return creation.asnumpy(self)

    @property
    def flat(self) -> Any:
        """The elements row by row, as one axis: x.flat[3], x.flat[2:5] = 7, for e in x.flat, x.flat = 0."""
        return indexing.Flat(self)

    @flat.setter
    def flat(self, value: Any) -> None:
        indexing.Flat(self)[...] = value

    def set(self, values: Any) -> None:
        """Fills the array with one of the host of the same shape."""
        self[...] = np.asarray(values)

    def to_device(self, device: Any, /, *, stream: Any = None) -> Any:
        """The array on another device, itself if it is there. "cpu" and other types mean a device, not the host.

        Copied through the memory of the host. Raises DeviceError where there is no such device, TypeError where that
        lacks the dtype.
        """
        target = find_device(device)
        if target is self.device:
            return self
        dst = ctypes.c_void_p()
        status = lib.transfer(target.queue(), ctypes.byref(dst), self.device.queue(), self._pointer)
        errors.check(status, "to_device", (self,), target)
        return ndarray._wrap(dst.value, target)

    def item(self, *index: Any) -> Any:
        """An element as a Python number: the only one, or that at an index (one number counts in row-major order)."""
        x: Any = self
        if index:
            at = index[0] if len(index) == 1 and isinstance(index[0], tuple) else index
            if len(at) == 1 and self.ndim != 1:
                flat = operator.index(at[0])
                if not -self.size <= flat < self.size:
                    raise IndexError(f"index {flat} is out of bounds for size {self.size}")
                at = tuple(int(i) for i in np.unravel_index(flat % self.size, self.shape))
            x = self[at]
        if x.size != 1:
            raise ValueError(f"item: can only convert an array of size 1 to a Python scalar, not the shape {x.shape}")
        return creation.asnumpy(x).item()

    def tolist(self) -> Any:
        """All elements as nested lists of Python numbers."""
        return creation.asnumpy(self).tolist()

    def tobytes(self) -> bytes:
        """All elements, row by row, as bytes."""
        return bytes(creation.asnumpy(self).tobytes())

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if not config.allow_implicit_transfer:
            raise ImplicitTransferError(
                f"numpy wants an array of {self.device.id} on the host, and nothing is copied there unless it is said: "
                "gputensor.asnumpy(x) or x.get() says it; gputensor.config(allow_implicit_transfer=True) allows it "
                "everywhere"
            )
        if copy is False:
            raise ValueError("gputensor: copy=False, and an array of a device is copied to the host")
        host = creation.asnumpy(self)
        return host if dtype is None else host.astype(dtype, copy=False)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        from .protocols import array_ufunc

        return array_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from .protocols import array_function

        return array_function(self, func, types, args, kwargs)

    def __dlpack_device__(self) -> tuple[int, int]:
        """DLPack's type for OpenCL, and the number of the device; where PyTorch has the device, the type and number of
        that."""
        return dlpack.where_is(self)

    def __dlpack__(
        self, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: bool | None = None
    ) -> Any:
        """A capsule of DLPack: memory of the device that `__dlpack_device__` tells, or with dl_device=(4, number)
        OpenCL memory, shared; with dl_device=(1, 0) a copy on the host."""
        return dlpack.export(self, stream, max_version, dl_device, copy)

    def __reduce__(self) -> Any:
        return _restore, (creation.asnumpy(self), None if self.device is find_device() else self.device.id)

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> Any:
        return self.copy()

    # ---- Python's own

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len() of unsized object: an array of rank 0")
        return int(self.shape[0])

    def __iter__(self) -> Iterator[Any]:
        if not self.ndim:
            raise TypeError("iteration over an array of rank 0")
        return iter(joining.unstack(self))

    def __contains__(self, value: Any) -> bool:
        found = self == value
        return bool(found.any()) if isinstance(found, Base) else False

    def _only(self, kind: str) -> Any:
        if self.size != 1:
            raise TypeError(f"only arrays of size 1 become a Python {kind}, not the shape {self.shape}")
        return creation.asnumpy(self).item()

    def __bool__(self) -> bool:
        if self.size != 1:
            raise ValueError(f"the truth value of an array of shape {self.shape} is ambiguous: use any() or all()")
        return bool(creation.asnumpy(self).item())

    def __int__(self) -> int:
        return int(self._only("int"))

    def __float__(self) -> float:
        return float(self._only("float"))

    def __complex__(self) -> complex:
        return complex(self._only("complex"))

    def __index__(self) -> int:
        if self.ndim or self._number not in dtypes.SIGNED + dtypes.UNSIGNED:
            raise TypeError("only integer arrays of rank 0 can be converted to an index")
        return int(creation.asnumpy(self).item())

    def __format__(self, spec: str) -> str:
        if spec and self.ndim:
            raise TypeError(f"only arrays of rank 0 are written as {spec!r} says, not the shape {self.shape}")
        return format(self.item(), spec) if spec else str(self)

    def __round__(self, digits: Any = None) -> Any:
        return round(self.item(), digits) if not self.ndim else self.round(digits or 0)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __repr__(self) -> str:
        return _text(self, np.array_repr)

    def __str__(self) -> str:
        return _text(self, np.array_str)

    def __getitem__(self, key: Any) -> Any:
        return indexing.getitem(self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        indexing.setitem(self, key, value)

    # ---- Methods of the same names as functions

    def astype(
        self, dtype: Any, order: Any = "K", casting: str = "unsafe", subok: bool = True, copy: bool = True
    ) -> Any:
        """gputensor.astype(x, dtype)."""
        creation.check_order("astype", order)
        return manipulation.astype(self, dtype, copy, casting)

    def copy(self, order: str = "C") -> Any:
        """A copy that lies row by row, or, with order="F", column by column."""
        if order == "F":
            return manipulation.permute_dims(manipulation.copy(manipulation.permute_dims(self)))
        creation.check_order("copy", order)
        return manipulation.copy(self)

    def view(self, dtype: Any = None) -> Any:
        """Another array on the same memory, whose bytes are taken for those of another dtype if one is given: the last
        axis is longer or shorter then, and must lie without gaps. Raises ValueError where it does not fit."""
        if dtype is None:
            return manipulation.view(self, "view", lib.tensor_alias)
        return manipulation.reinterpret(self, dtype)

    def byteswap(self, inplace: bool = False) -> Any:
        """An array whose elements have their bytes in the other order; inplace: this one."""
        swapped = manipulation.byteswapped(self)
        if not inplace:
            return swapped
        self[...] = swapped
        return self

    def choose(self, choices: Any, out: Any = None, mode: str = "raise") -> Any:
        """Of several arrays the element of the number that this one has there: see numpy.choose."""
        from .composed import choose

        return choose(self, choices, out, mode)

    def reshape(self, *shape: Any, order: str = "C", copy: Any = None) -> Any:
        """gputensor.reshape(x, shape)."""
        return manipulation.reshape(self, _shape_arguments(shape), copy, order)

    def ravel(self, order: str = "C") -> Any:
        """gputensor.ravel(x)."""
        return manipulation.ravel(self, order)

    def flatten(self, order: str = "C") -> Any:
        """ravel(), copied."""
        return self.ravel(order).copy()

    def transpose(self, *axes: Any) -> Any:
        """gputensor.permute_dims(x, axes)."""
        order = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
        return manipulation.permute_dims(self, order or None)

    def squeeze(self, axis: Any = None) -> Any:
        """gputensor.squeeze(x, axis)."""
        return manipulation.squeeze(self, axis)

    def swapaxes(self, axis1: int, axis2: int) -> Any:
        """gputensor.swapaxes(x, axis1, axis2)."""
        return manipulation.swapaxes(self, axis1, axis2)

    def repeat(self, repeats: Any, axis: int | None = None) -> Any:
        """gputensor.repeat(x, repeats, axis)."""
        return repeating.repeat(self, repeats, axis)

    def fill(self, value: Any) -> None:
        """Stores a number in all elements."""
        indexing.assign(self, value)

    def take(self, indices: Any, axis: int | None = None, out: Any = None, mode: str = "raise") -> Any:
        """gputensor.take(x, indices, axis)."""
        return indexing.take(self, indices, axis, out, mode)

    def put(self, indices: Any, values: Any, mode: str = "raise") -> None:
        """numpy.put(x, indices, values)."""
        from . import composed

        composed.put(self, indices, values, mode)

    def compress(self, condition: Any, axis: Any = None) -> Any:
        """numpy.compress(condition, x, axis)."""
        from . import composed

        return composed.compress(condition, self, axis)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
        """numpy.diagonal(x), a view."""
        return linear.diagonal(self, offset, axis1, axis2)

    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
        """numpy.trace(x)."""
        return linear.trace(self, offset, axis1, axis2, dtype, out)

    def nonzero(self) -> Any:
        """gputensor.nonzero(x)."""
        return indexing.nonzero(self)

    def dot(self, other: Any, out: Any = None) -> Any:
        """gputensor.dot(x, other)."""
        return linear.dot(self, other, out)

    def clip(self, min: Any = None, max: Any = None, out: Any = None) -> Any:
        """gputensor.clip(x, min, max)."""
        return searching.clip(self, min, max, out)

    def round(self, decimals: int = 0, out: Any = None) -> Any:
        """gputensor.round(x, decimals)."""
        from .protocols import around

        return around(self, decimals, out)

    def conj(self) -> Any:
        """gputensor.conj(x); the array itself if it is not complex."""
        from .elementwise import unary

        return unary("conj", self) if self._number in dtypes.COMPLEX else self

    conjugate = conj

    def sum(
        self,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        """gputensor.sum(x, axis)."""
        return reductions.sum(self, axis, dtype, out, keepdims, initial, where)

    def prod(
        self,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        """gputensor.prod(x, axis)."""
        return reductions.prod(self, axis, dtype, out, keepdims, initial, where)

    def max(
        self, axis: Any = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
    ) -> Any:
        """gputensor.max(x, axis)."""
        return reductions.max(self, axis, out, keepdims, initial, where)

    def min(
        self, axis: Any = None, out: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
    ) -> Any:
        """gputensor.min(x, axis)."""
        return reductions.min(self, axis, out, keepdims, initial, where)

    def ptp(self, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
        """gputensor.ptp(x, axis)."""
        return reductions.ptp(self, axis, out, keepdims)

    def cumsum(self, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """gputensor.cumsum(x, axis)."""
        return scans.cumsum(self, axis, dtype, out)

    def cumprod(self, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """gputensor.cumprod(x, axis)."""
        return scans.cumprod(self, axis, dtype, out)

    def sort(self, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None) -> None:
        """Sorts the array itself along an axis."""
        if order is not None:
            raise TypeError("gputensor.sort: there are no fields to order by")
        sorting.sort_into(self, axis)

    def argsort(self, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None) -> Any:
        """gputensor.argsort(x, axis)."""
        return sorting.argsort(self, axis, kind, order)

    def partition(self, kth: Any, axis: Any = -1, kind: Any = None, order: Any = None) -> None:
        """sort(), which parts at every place."""
        self.sort(axis, kind, order)

    def argpartition(self, kth: Any, axis: Any = -1, kind: Any = None, order: Any = None) -> Any:
        """argsort(), which parts at every place."""
        return sorting.argsort(self, axis, kind, order)

    def searchsorted(self, v: Any, side: str = "left", sorter: Any = None) -> Any:
        """gputensor.searchsorted(x, v)."""
        return sorting.searchsorted(self, v, side, sorter)

    def argmax(self, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
        """gputensor.argmax(x, axis)."""
        return reductions.argmax(self, axis, out, keepdims)

    def argmin(self, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
        """gputensor.argmin(x, axis)."""
        return reductions.argmin(self, axis, out, keepdims)

    def mean(
        self, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True
    ) -> Any:
        """gputensor.mean(x, axis)."""
        return reductions.mean(self, axis, dtype, out, keepdims, where=where)

    def var(
        self,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        ddof: float = 0,
        keepdims: bool = False,
        *,
        where: Any = True,
    ) -> Any:
        """gputensor.var(x, axis)."""
        return reductions.var(self, axis, dtype, out, ddof, keepdims, where=where)

    def std(
        self,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        ddof: float = 0,
        keepdims: bool = False,
        *,
        where: Any = True,
    ) -> Any:
        """gputensor.std(x, axis)."""
        return reductions.std(self, axis, dtype, out, ddof, keepdims, where=where)

    def all(self, axis: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True) -> Any:
        """gputensor.all(x, axis)."""
        return reductions.all(self, axis, out, keepdims, where=where)

    def any(self, axis: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True) -> Any:
        """gputensor.any(x, axis)."""
        return reductions.any(self, axis, out, keepdims, where=where)


class Flags:
    """How the elements of an array lie."""

    def __init__(self, c_contiguous: bool, f_contiguous: bool) -> None:
        self.c_contiguous, self.f_contiguous = c_contiguous, f_contiguous
        self.fnc, self.forc = f_contiguous and not c_contiguous, f_contiguous or c_contiguous
        self.writeable = self.owndata = True

    def __getitem__(self, name: str) -> bool:
        return bool(getattr(self, name.lower()))


def _restore(host: Any, device: str | None) -> Any:
    """An array from a pickle: on the device that it came from if there is one of that id, else on the default one.

    An array of the default device (None) goes to the default one of the process that it comes to.
    """
    try:
        where = find_device(device)
    except errors.DeviceError:
        where = find_device()
    return creation.upload(host, where)


def _text(x: Any, write: Any) -> str:
    """repr() and str(), as NumPy's. Of an array that is too long to show, only what is shown is copied."""
    options = np.get_printoptions()
    edge = int(options["edgeitems"])
    if x.size <= options["threshold"]:
        return str(write(creation.asnumpy(x)))
    parts = x
    for axis, size in enumerate(x.shape):
        if size > 2 * edge + 1:
            front = (slice(None),) * axis
            parts = joining.concat(
                (parts[front + (slice(None, edge + 1),)], parts[front + (slice(-edge, None),)]), axis
            )
    host = creation.asnumpy(parts)
    if host.size >= math.prod(x.shape):
        return str(write(host))
    with np.printoptions(threshold=0):
        text = str(write(host))
    told, at = f"shape={host.shape}", text.rfind("shape=(")
    if at < 0:
        return text
    head, rest = text[:at].rstrip(), text[at:].replace(told, f"shape={x.shape}")  # the line may have grown too long
    fits = len(head) - head.rfind("\n") + len(rest) <= options["linewidth"]
    return head + (" " if fits else "\n" + " " * len("array(")) + rest
