"""Random numbers with NumPy's names: `gt.random.default_rng(seed).normal(size=(2, 3))`.

The numbers are those of gt_random in the C library: Philox 4x32-10, whose key is the seed. The same seed and the same
calls give the same bits on every device. They are not NumPy's numbers of that seed. The default float is float32.
Negative scales raise ValueError; those in an array of the device are looked at only by functions that wait for it.
"""

from __future__ import annotations

import ctypes
import operator
import secrets
import threading
from typing import Any

import numpy as np

from . import (
    binding,
    creation,
    dtypes,
    elementwise,
    errors,
    indexing,
    manipulation,
    rejection,
    searching,
    sorting,
    types,
)
from .binding import lib, shape_array
from .counts import Counts
from .distributions import _check, _is_number
from .hardware import device as find_device
from .reference import Base

_byref = ctypes.byref
_LOWER = 2**64 - 1
_PERIOD = 2**112  # the uppermost bits of the counter are those of words that are drawn again


def _key(seed: Any) -> int:
    """64 bits: a number that fits is the seed itself, others go through NumPy's SeedSequence."""
    if seed is None:
        return secrets.randbits(64)
    try:
        number = operator.index(seed)
    except TypeError:
        return int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0])
    if number < 0:
        raise ValueError(f"gputensor: the seed {number} is negative")
    return number if number <= _LOWER else int(np.random.SeedSequence(number).generate_state(1, np.uint64)[0])


class Generator(Counts):
    """A stream of random numbers: made by default_rng().

    Threads may use one together: each call takes numbers of its own. What each gets depends on their order then.
    device: where arrays are made; None is the default device of the time of the call.
    """

    def __init__(self, seed: Any = None, device: Any = None) -> None:
        self._lock = threading.Lock()
        self._seed = _key(seed)
        self._counter = 0
        self.device = device

    def __repr__(self) -> str:
        return f"gputensor.random.Generator(seed={self._seed}, counter={self._counter})"

    @property
    def state(self) -> dict[str, int]:
        """Where the stream is: {"seed": ..., "counter": ...}. May be set, and then gives the same numbers again."""
        with self._lock:
            return {"seed": self._seed, "counter": self._counter}

    @state.setter
    def state(self, value: dict[str, int]) -> None:
        seed, counter = operator.index(value["seed"]), operator.index(value["counter"])
        if not 0 <= seed <= _LOWER or not 0 <= counter < _PERIOD:
            raise ValueError("state: a seed below 2**64 and a counter below 2**112, neither negative")
        with self._lock:
            self._seed, self._counter = seed, counter

    def __getstate__(self) -> dict[str, Any]:
        return {**self.state, "device": self.device if isinstance(self.device, (str, type(None))) else self.device.id}

    def __setstate__(self, value: dict[str, Any]) -> None:
        self.__init__(0, value["device"])  # type: ignore[misc]
        self.state = value

    def spawn(self, n_children: int) -> list[Any]:
        """So many generators whose numbers have nothing to do with each other, nor with those of this one."""
        n = operator.index(n_children)
        if n < 0:
            raise ValueError(f"spawn: {n} generators")
        seed, begin = self._take(n)
        children = (np.random.SeedSequence(seed, spawn_key=(begin + i,)) for i in range(n))
        return [Generator(int(each.generate_state(1, np.uint64)[0]), self.device) for each in children]

    def _take(self, count: int) -> tuple[int, int]:
        """The seed, and the first of `count` numbers of the counter that are the caller's."""
        with self._lock:
            begin = self._counter
            self._counter = (begin + count) % _PERIOD
            return self._seed, begin

    def _draw(self, name: str, kind: int, size: Any, dtype: Any, out: Any = None, **fields: Any) -> Any:
        shape = out.shape if out is not None and size is None else () if size is None else creation.shape_of(size)
        number = out._number if out is not None and dtype is None else dtypes.number_of(dtype)
        where = find_device(self.device) if out is None else out.device
        count = 1
        for each in shape:
            count *= each
        seed, begin = self._take(count)
        opts = binding.RandomOpts(size=ctypes.sizeof(binding.RandomOpts), seed=seed, **fields)
        opts.counter[0], opts.counter[1] = begin & _LOWER, begin >> 64
        dst = ctypes.c_void_p(None if out is None else out._pointer)
        status = lib.random(where.queue(), _byref(dst), number, len(shape), shape_array(shape), kind, _byref(opts))
        errors.check(status, name, () if out is None else (out,), where)
        return out if out is not None else creation._array_class()._wrap(dst.value, where)

    def _floats(self, name: str, kind: int, location: Any, scale: Any, size: Any, dtype: Any, out: Any = None) -> Any:
        """Numbers of a distribution, moved and stretched: by gt_random where both are numbers, else afterwards."""
        dtype = dtypes.DEFAULT_FLOAT if dtype is None and out is None else dtype
        _check(name, "the scale", scale)
        if _is_number(location) and _is_number(scale) and scale != 0:
            return self._draw(name, kind, size, dtype, out, location=float(location), scale=float(scale))
        location, scale = (
            float(x) if _is_number(x) else x if isinstance(x, Base) else creation.asarray(x, dtype, self.device)
            for x in (location, scale)
        )
        if size is None:
            size = manipulation.broadcast_shapes(*(getattr(x, "shape", ()) for x in (location, scale)))
        x = self._draw(name, kind, size, dtype, out)
        x *= scale
        x += location
        return x

    def random(self, size: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """Even numbers in [0, 1), of 24 bits in float32, 53 in float64, 11 in float16. An array of rank 0 where size is
        None."""
        return self._floats("random", binding.RANDOM_UNIFORM, 0, 1, size, dtype, out)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Even numbers from low to high, which rounding may give. Both may be arrays, that broadcast to size."""
        return self._floats("uniform", binding.RANDOM_UNIFORM, low, high - low, size, dtype)

    def standard_normal(self, size: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """Normal numbers of mean 0 and variance 1."""
        return self._floats("standard_normal", binding.RANDOM_NORMAL, 0, 1, size, dtype, out)

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Normal numbers of mean loc and standard deviation scale, which may be arrays."""
        return self._floats("normal", binding.RANDOM_NORMAL, loc, scale, size, dtype)

    def standard_exponential(self, size: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """Numbers of the density exp(-x)."""
        return self._floats("standard_exponential", binding.RANDOM_EXPONENTIAL, 0, 1, size, dtype, out)

    def exponential(self, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the density exp(-x / scale) / scale."""
        return self._floats("exponential", binding.RANDOM_EXPONENTIAL, 0, scale, size, dtype)

    def integers(
        self, low: Any, high: Any = None, size: Any = None, dtype: Any = np.int64, endpoint: bool = False
    ) -> Any:
        """Integers from low to below high, or to high itself with endpoint; from 0 where high is None. Each is exactly
        as probable as any other. low and high may be arrays, that broadcast to size; it waits for the device then, and
        looks at them. Raises ValueError where there are none, or the dtype does not hold them."""
        low, high = (0, low) if high is None else (low, high)
        if getattr(low, "ndim", isinstance(low, (list, tuple))) or getattr(
            high, "ndim", isinstance(high, (list, tuple))
        ):
            return self._between(low, high, size, dtype, endpoint)
        low, high = operator.index(low), operator.index(high)
        count = high - low + bool(endpoint)
        number = dtypes.number_of(dtype)
        if number == binding.BOOL:
            if low < 0 or low + count > 2:
                raise ValueError(f"integers: bool does not hold all from {low} to {low + count - 1}")
            return self.integers(low, high, size, np.uint8, endpoint).astype(bool)
        if number not in dtypes.SIGNED + dtypes.UNSIGNED:
            raise TypeError(f"integers: {np.dtype(dtype)} is no integer dtype")
        limits = np.iinfo(dtypes.dtype_of(number))
        if count < 1:
            raise ValueError(f"integers: there are none from {low} to {high}")
        if low < limits.min or low + count - 1 > limits.max:
            raise ValueError(f"integers: {limits.dtype} does not hold all from {low} to {low + count - 1}")
        if count == 2**64:  # all that there are: as the library says so
            low = count = 0
        low -= 2**64 if low > 2**63 - 1 else 0
        return self._draw("integers", binding.RANDOM_INTEGERS, size, dtype, low=low, range=count)

    def _between(self, low: Any, high: Any, size: Any, dtype: Any, endpoint: bool) -> Any:
        """integers() between arrays, of 64 bits: those of a range that the numbers of so many bits have once more than
        others are drawn again."""
        kind, where = np.dtype(dtype), find_device(self.device)
        low, high = (x if isinstance(x, Base) else np.asarray(x) for x in (low, high))
        for name, x in (("low", low), ("high", high)):
            if x.dtype.kind not in "iu" or kind.kind not in "iub":
                raise TypeError(f"integers: {name} is of integers, not {x.dtype}, and results of {kind}")
        low, high = (x if isinstance(x, Base) else creation.asarray(x, device=where) for x in (low, high))
        last = high if endpoint else high - 1
        if bool(((low > last) | (not endpoint and high == types.iinfo(high.dtype).min)).any()):
            raise ValueError("integers: low >= high")
        limits = types.iinfo(kind) if kind.kind != "b" else types.iinfo("uint8")
        most = int(limits.max) if kind.kind != "b" else 1
        if bool(((low < int(limits.min)) | (last > most)).any()):
            raise ValueError(f"integers: {kind} does not hold all of them")
        shape = manipulation.broadcast_shapes(low.shape, high.shape) if size is None else creation.shape_of(size)
        first, span = low.astype("uint64"), last.astype("uint64") - low.astype("uint64")
        first, span = (manipulation.broadcast_to(x, shape).reshape(-1) for x in (first, span))

        def propose(n: int, span: Any) -> Any:
            drawn = self._draw("integers", binding.RANDOM_INTEGERS, n, np.uint64)
            rest = searching.where(span == _LOWER, drawn, drawn % elementwise.binary("maximum", span + 1, 1))
            return rest, drawn - rest <= _LOWER - span

        found = rejection.until_accepted(propose, first.size, (span,)) + first
        return found.astype("int64").reshape(shape).astype(kind, copy=False)

    def bytes(self, length: int) -> Any:
        """Random bytes, on the host. Waits for the device."""
        return creation.asnumpy(self.integers(0, 256, (length,), np.uint8)).tobytes()

    def bernoulli(self, p: Any = 0.5, size: Any = None, dtype: Any = np.bool_) -> Any:
        """True with probability p, a number or an array of them."""
        if _is_number(p):
            return self._draw("bernoulli", binding.RANDOM_BERNOULLI, size, dtype, probability=float(p))
        chances = creation.asarray(p)
        return self._draw(
            "bernoulli",
            binding.RANDOM_BERNOULLI,
            chances.shape if size is None else size,
            dtype,
            probabilities=chances._pointer,
        )

    def _permute(self, name: str, n: int, x: Any = None, axis: int = 0, into: bool = False) -> Any:
        """gt_permutation: of the numbers below n, or the n parts of x along an axis; into: to x itself."""
        where = find_device(self.device) if x is None else x.device
        seed, begin = self._take(n)
        opts = binding.RandomOpts(size=ctypes.sizeof(binding.RandomOpts), seed=seed)
        opts.counter[0], opts.counter[1] = begin & _LOWER, begin >> 64
        dst = ctypes.c_void_p(x._pointer if into else None)
        src = None if x is None else x._pointer
        status = lib.permutation(where.queue(), _byref(dst), src, n if x is None else 0, axis, _byref(opts))
        errors.check(status, name, () if x is None else (x,), where)
        return x if into else creation._array_class()._wrap(dst.value, where)

    def permutation(self, x: Any, axis: int = 0) -> Any:
        """The numbers below x in a random order, or the parts of an array along an axis."""
        if _is_number(x):
            n = operator.index(x)
            if n < 0:
                raise ValueError(f"permutation: {n} numbers")
            return self._permute("permutation", n)
        x = creation.asarray(x)
        if x.ndim == 0:
            raise IndexError("permutation: an array of rank 0")
        axis = manipulation.axis_of(axis, x.ndim)
        return self._permute("permutation", x.shape[axis], x, axis)

    def shuffle(self, x: Any, axis: int = 0) -> None:
        """Puts the parts of an array along an axis into a random order, in place."""
        if not isinstance(x, Base):
            raise TypeError(f"shuffle: an array of gputensor, not {type(x).__name__}")
        if x.ndim == 0:
            raise TypeError("shuffle: an array of rank 0")
        axis = manipulation.axis_of(axis, x.ndim)
        self._permute("shuffle", x.shape[axis], x, axis, into=True)

    def permuted(self, x: Any, axis: Any = None, out: Any = None) -> Any:
        """The elements of each line along an axis in a random order of its own; None: all elements as one line."""
        x = creation.asarray(x)
        line, along = (manipulation.ravel(x), 0) if axis is None else (x, manipulation.axis_of(axis, x.ndim))
        keys = self._draw("permuted", binding.RANDOM_INTEGERS, line.shape, np.uint64)
        order = sorting.argsort(keys.to_device(x.device), axis=along)
        result = indexing.take_along_axis(line, order, axis=along).reshape(x.shape)
        return elementwise.stored("permuted", result, out)

    def choice(
        self, a: Any, size: Any = None, replace: bool = True, p: Any = None, axis: int = 0, shuffle: bool = True
    ) -> Any:
        """Parts of an array along an axis, or of the numbers below a, each as probable as any other; without replace
        none of them twice. p: how probable each is, which the host looks at, and waits for where it is an array of the
        device; they add up to 1. The order is random, whatever shuffle is."""
        shape = () if size is None else creation.shape_of(size)
        count = 1
        for each in shape:
            count *= each
        parts = None if _is_number(a) else creation.asarray(a)
        n = operator.index(a) if parts is None else parts.shape[manipulation.axis_of(axis, parts.ndim)]
        if n < 1 and count:
            raise ValueError("choice: there is nothing to choose from")
        if p is not None:
            chosen = self._weighted(n, count, replace, p).reshape(shape)
        elif replace:
            chosen = self.integers(0, max(n, 1), shape)
        else:
            if count > n:
                raise ValueError(f"choice: {count} of {n} without replacement")
            chosen = self._permute("choice", n)[:count].reshape(shape)
        return chosen if parts is None else indexing.take(parts, chosen.to_device(parts.device), axis=axis)

    def _weighted(self, n: int, count: int, replace: bool, p: Any) -> Any:
        """Of the numbers below n `count`, with probabilities; without replace by the smallest of exponential numbers
        divided by them, which are as if one after the other were drawn."""
        chances = creation.cast("choice", creation.asnumpy(p), binding.F64)
        if chances.shape != (n,):
            raise ValueError(f"choice: {n} parts and probabilities of the shape {chances.shape}")
        if (chances < 0).any() or not abs(chances.sum() - 1) < 1e-5:
            raise ValueError("choice: probabilities are not negative and add up to 1")
        where = find_device(self.device)
        kind = np.dtype("float64" if where.supports("float64") else "float32")
        if replace:
            ends = creation.asarray((np.cumsum(chances) / chances.sum()).astype(kind), device=where)
            return sorting.searchsorted(ends, self.random((count,), kind), "right")
        if count > np.count_nonzero(chances):
            raise ValueError(f"choice: {count} of {np.count_nonzero(chances)} without replacement")
        keys = self.standard_exponential((n,), kind) / creation.asarray(chances.astype(kind), device=where)
        return sorting.argsort(keys)[:count]


def default_rng(seed: Any = None, device: Any = None) -> Generator:
    """A Generator. seed: a number below 2**64 is the key of the stream itself, the C library's seed; larger ones and
    sequences of numbers are made to one; None asks the system. A Generator is returned as it is."""
    return seed if isinstance(seed, Generator) else Generator(seed, device)
