"""CuPy's random numbers: functions on a generator of the process, which seed() sets, and RandomState. Their numbers are
those of gputensor.random, float32 unless a dtype is given."""

from __future__ import annotations

from typing import Any

from ..random import Generator, default_rng


class RandomState(Generator):
    """A stream of random numbers, with CuPy's and NumPy's older names."""

    def seed(self, seed: Any = None) -> None:
        """Begins the stream anew; None: with a number of the system."""
        self.state = {"seed": Generator(seed).state["seed"], "counter": 0}

    def rand(self, *size: int, dtype: Any = None) -> Any:
        """random() whose shape are the arguments."""
        return self.random(size, dtype)

    def randn(self, *size: int, dtype: Any = None) -> Any:
        """standard_normal() whose shape are the arguments."""
        return self.standard_normal(size, dtype)

    def randint(self, low: Any, high: Any = None, size: Any = None, dtype: Any = "int64") -> Any:
        """Integers from low to below high, or below low."""
        return self.integers(low, high, size, dtype)

    def random_sample(self, size: Any = None, dtype: Any = None) -> Any:
        """random()"""
        return self.random(size, dtype)

    def random_integers(self, low: Any, high: Any = None, size: Any = None) -> Any:
        """Integers from low to high, or from 1 to low."""
        low, high = (1, low) if high is None else (low, high)
        return self.integers(low, high, size, endpoint=True)


_state = RandomState()


def get_random_state() -> RandomState:
    """The stream of the functions of this module."""
    return _state


_METHODS = (
    "beta binomial bytes chisquare choice dirichlet exponential f gamma geometric gumbel hypergeometric laplace "
    "logistic lognormal logseries multinomial multivariate_normal negative_binomial noncentral_chisquare noncentral_f "
    "normal pareto permutation permuted poisson power rand randint randn random random_integers random_sample "
    "rayleigh seed shuffle standard_cauchy standard_exponential standard_gamma standard_normal standard_t triangular "
    "uniform vonmises wald weibull zipf"
).split()
globals().update({_name: getattr(_state, _name) for _name in _METHODS})
ranf = sample = _state.random

__all__ = sorted(["Generator", "RandomState", "default_rng", "get_random_state", "ranf", "sample", *_METHODS])


def __getattr__(name: str) -> Any:
    raise AttributeError(f"gputensor.cupy.random has no {name}")
