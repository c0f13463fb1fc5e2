"""CuPy's random numbers: functions on a generator of the process, which seed() sets. Their numbers are those of
gputensor.random, float32 unless a dtype is given."""

from __future__ import annotations

from typing import Any

from ..random import Generator, default_rng

_generator = Generator()


def seed(seed: Any = None) -> None:
    """Begins the stream of the functions of this module anew; None: with a number of the system."""
    _generator.state = {"seed": Generator(seed).state["seed"], "counter": 0}


def random(size: Any = None, dtype: Any = None) -> Any:
    """Even numbers in [0, 1)."""
    return _generator.random(size, dtype)


random_sample = ranf = sample = random


def rand(*size: int, dtype: Any = None) -> Any:
    """random() whose shape are the arguments."""
    return _generator.random(size, dtype)


def randn(*size: int, dtype: Any = None) -> Any:
    """standard_normal() whose shape are the arguments."""
    return _generator.standard_normal(size, dtype)


def randint(low: Any, high: Any = None, size: Any = None, dtype: Any = "int64") -> Any:
    """Integers from low to below high, or below low."""
    return _generator.integers(low, high, size, dtype)


def uniform(low: Any = 0.0, high: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
    """Even numbers from low to high."""
    return _generator.uniform(low, high, size, dtype)


def normal(loc: Any = 0.0, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
    """Normal numbers of that mean and standard deviation."""
    return _generator.normal(loc, scale, size, dtype)


def standard_normal(size: Any = None, dtype: Any = None) -> Any:
    """Normal numbers of mean 0 and variance 1."""
    return _generator.standard_normal(size, dtype)


def exponential(scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
    """Numbers of the density exp(-x / scale) / scale."""
    return _generator.exponential(scale, size, dtype)


def standard_exponential(size: Any = None, dtype: Any = None) -> Any:
    """Numbers of the density exp(-x)."""
    return _generator.standard_exponential(size, dtype)


def permutation(a: Any) -> Any:
    """The numbers below a, or the parts of an array, in a random order."""
    return _generator.permutation(a)


def permuted(x: Any, axis: Any = None, out: Any = None) -> Any:
    """Each line along an axis in an order of its own; None: all elements."""
    return _generator.permuted(x, axis, out)


def shuffle(a: Any) -> None:
    """Puts the parts of an array into a random order, in place."""
    _generator.shuffle(a)


def choice(a: Any, size: Any = None, replace: bool = True, p: Any = None) -> Any:
    """Parts of an array, or of the numbers below a."""
    return _generator.choice(a, size, replace, p)


__all__ = [_name for _name in dir() if not _name.startswith("_") and _name not in ("annotations", "Any")]


def __getattr__(name: str) -> Any:
    raise AttributeError(f"gputensor.cupy.random has no {name}")
