"""Distributions of random integers: methods of gputensor.random.Generator. Results are int64 unless dtype is given.

As those of distributions.py they are computed in float32, of parameters that are rounded to that; numbers of Python and
arrays of the host are split into whole numbers and rests before. Of multinomial() and multivariate_hypergeometric(),
whose kinds are drawn one after the other, that is so of the first: what is left for the others is rounded to float32.
All wait for the device, geometric() and logseries() only where the parameter is there.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import creation, elementwise, joining, rejection, searching
from .distributions import Distributions, _seen, _stored_as, _whole
from .reference import Base

_MOST = 2**63 - 2**36  # a mean whose numbers int64 holds
_LONGEST = 2**63 - 1
_WHOLE = "negative or too large for int64"


def _split(x: Any) -> tuple[Any, Any]:
    """The whole number below each, and the rest."""
    whole = np.floor(x)
    return whole, x - whole


def _width(variance: Any) -> Any:
    """How wide the hat over counts of a variance is."""
    return np.sqrt(variance + 0.5) * rejection.HAT[0] + rejection.HAT[1]


class Counts(Distributions):
    """Of what a Generator makes the integers."""

    def geometric(self, p: Any, size: Any = None, dtype: Any = np.int64) -> Any:
        """How many throws it takes until one of probability p comes."""
        sizes, count, (p,) = self._given("geometric", size, p=(p, "not above 0 and at most 1"))
        with np.errstate(divide="ignore"):
            rate = self._there(-np.log1p(-p))
        throws = elementwise.unary("ceil", self._exponentials(count) / rate)
        return self._made("geometric", elementwise.binary("maximum", throws, 1.0), sizes, dtype)

    def logseries(self, p: Any, size: Any = None, dtype: Any = np.int64) -> Any:
        """Numbers k from 1 whose probability is as p^k / k, as A. W. Kemp makes them (Efficient generation of
        logarithmically distributed pseudo-random variables, 1981)."""
        sizes, count, (p,) = self._given("logseries", size, p=(p, "not from 0 to below 1"))
        one_of, x = elementwise.FUNCTIONS, self.random(count) * self._there(np.log1p(-p))
        log = searching.where(x < -0.7, one_of["log1p"](-one_of["exp"](x)), one_of["log"](-one_of["expm1"](x)))
        found = elementwise.unary("floor", 1.0 - self._exponentials(count) / log)
        return self._made("logseries", elementwise.binary("maximum", found, 1.0), sizes, dtype)

    def zipf(self, a: Any, size: Any = None, dtype: Any = np.int64) -> Any:
        """Numbers k from 1 whose probability is as k^-a."""
        sizes, count, (a,) = self._given("zipf", size, a=(a, "not above 1"))
        return self._made("zipf", rejection.zipf(self, count, self._there(a - 1)), sizes, dtype)

    def _counts(self, count: int, most: Any, center: Any, variance: Any, slope: Any, *factorials: Any) -> Any:
        """How far counts are from the most probable one, whose mean is `center` from there."""
        there = map(self._there, (center + 0.5, _width(variance), slope, *factorials))
        return most, rejection.counts(self, count, *there)

    def _poisson(self, operation: str, name: str, count: int, lam: Any) -> tuple[Any, Any]:
        """Numbers of Poisson's distribution as the most probable one and what is added to it."""
        if not bool((lam <= _MOST).all()):  # or NaN, the product of 0 and what float32 does not hold
            raise ValueError(f"{operation}: {name} is too large for int64")
        most, rest = _split(lam)
        slope = rejection.log_slope(lam / (most + 1), (rest - 1) / (most + 1))
        return self._counts(count, most, rest, lam, slope, most + 1)

    def poisson(self, lam: Any = 1.0, size: Any = None, dtype: Any = np.int64) -> Any:
        """How many events there are where lam are expected. Raises ValueError where int64 would not hold them."""
        sizes, count, (lam,) = self._given("poisson", size, lam=(lam, "negative"))
        return self._made("poisson", _whole(*self._poisson("poisson", "lam", count, lam)), sizes, dtype)

    def negative_binomial(self, n: Any, p: Any, size: Any = None, dtype: Any = np.int64) -> Any:
        """How many throws fail until n of probability p succeed; n need not be whole."""
        given = {"n": (n, "not positive"), "p": (p, "not above 0 and at most 1")}
        sizes, count, (n, p) = self._given("negative_binomial", size, **given)
        lam = self._gamma_line(count, n) * self._there((1 - p) / p)
        found = self._poisson("negative_binomial", "n / p", count, lam)
        return self._made("negative_binomial", _whole(*found), sizes, dtype)

    def _binomial(self, count: int, n: Any, p: Any) -> Any:
        n, q = np.trunc(n), 1 - p
        most = np.minimum(_split((n + 1) * p)[0], n)
        rest = (n + 1) * p - most
        y, z = most + 1, n - most + 1
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = rejection.log_slope(p * z / (q * y), (rest - q) / (q * y))
        return _whole(*self._counts(count, most, rest - p, n * p * q, slope, y, z))

    def binomial(self, n: Any, p: Any, size: Any = None, dtype: Any = np.int64) -> Any:
        """How many of n throws of probability p succeed."""
        sizes, count, (n, p) = self._given("binomial", size, n=(n, _WHOLE), p=(p, "no probability"))
        return self._made("binomial", self._binomial(count, n, p), sizes, dtype)

    def _hypergeometric(self, count: int, good: Any, bad: Any, sample: Any) -> Any:
        total = good + bad
        sample = np.minimum(sample, total)  # each is rounded by itself
        most = _split((sample + 1) * (good + 1) / (total + 2))[0]
        most = np.minimum(np.maximum(most, np.maximum(sample - bad, 0)), np.minimum(sample, good))
        share = good / np.maximum(total, 1)
        variance = sample * share * (1 - share) * (total - sample) / np.maximum(total - 1, 1)
        ys = most + 1, good - most + 1, np.maximum(bad - sample + most + 1, 1), sample - most + 1
        ratio = ys[1] / ys[0] * (ys[3] / ys[2])
        center = np.clip(sample * share - most, -1, 1)  # as far as the mean may be from there
        return _whole(*self._counts(count, most, center, variance, rejection.log_slope(ratio, ratio - 1), *ys))

    def hypergeometric(self, ngood: Any, nbad: Any, nsample: Any, size: Any = None, dtype: Any = np.int64) -> Any:
        """How many of nsample taken of ngood and nbad together are of the former."""
        given = {"ngood": (ngood, _WHOLE), "nbad": (nbad, _WHOLE), "nsample": (nsample, _WHOLE)}
        sizes, count, (good, bad, sample) = self._given("hypergeometric", size, **given)
        total = good + bad
        if bool((total * (1 + 2 * np.finfo(total.dtype).eps) < sample).any()):  # by more than rounding makes
            raise ValueError("hypergeometric: ngood + nbad < nsample")
        return self._made("hypergeometric", self._hypergeometric(count, good, bad, sample), sizes, dtype)

    def multivariate_hypergeometric(
        self, colors: Any, nsample: Any, size: Any = None, method: str = "marginals"
    ) -> Any:
        """How many of nsample, an integer, are of each color, of which there are so many: a line for each result.
        method makes no difference."""
        if method not in ("marginals", "count"):
            raise ValueError(f"multivariate_hypergeometric: method is marginals or count, not {method!r}")
        amounts = creation.asnumpy(colors) if isinstance(colors, Base) else np.asarray(colors)
        if amounts.ndim != 1 or amounts.dtype.kind not in "biu" or (amounts < 0).any():
            raise ValueError("multivariate_hypergeometric: colors are a line of integers that are not negative")
        rest = sum(amounts.tolist())
        if not 0 <= nsample <= rest:
            raise ValueError(f"multivariate_hypergeometric: {nsample} of {rest}")
        sizes = () if size is None else tuple(creation.shape_of(size))
        left = creation.full((math.prod(sizes),), int(nsample), "int64", self.device)
        sample: Any = np.float64(int(nsample))
        found: list[Any] = []
        for amount in amounts.tolist()[:-1]:
            rest -= amount
            good, bad = np.float64(amount), np.float64(rest)
            if found:
                good, bad, sample = (self._there(x) for x in (good, bad, left))
            drawn = self._hypergeometric(left.size, good, bad, sample)
            least = elementwise.binary("maximum", left - min(rest, _LONGEST), 0)
            most = elementwise.binary("minimum", left, min(amount, _LONGEST))
            found.append(elementwise.binary("minimum", elementwise.binary("maximum", drawn, least), most))
            left -= found[-1]
        found = [*found, left] if amounts.size else []
        return joining.stack(found, -1).reshape((*sizes, amounts.size))

    def multinomial(self, n: Any, pvals: Any, size: Any = None) -> Any:
        """How often each of several results comes in n throws, of the probabilities pvals along its last axis, of which
        the last is what is left."""
        chances = _seen("multinomial", "pvals", pvals, "no probability")
        if not chances.ndim:
            raise ValueError("multinomial: pvals of rank 0")
        kinds = chances.shape[-1]
        before = np.cumsum(chances, -1) - chances
        if kinds and bool((before[..., -1] > 1 + 1e-6).any()):
            raise ValueError("multinomial: pvals add up to more than 1")
        share = np.clip(chances / np.maximum(1 - before, 1e-30), 0, 1)
        given = {f"pvals[{i}]": (share[..., i], "no probability") for i in range(kinds)}
        sizes, count, (n, *chances) = self._given("multinomial", size, n=(n, _WHOLE), **given)
        left = self._there(n, "int64") + creation.zeros((count,), "int64", self.device)
        found: list[Any] = []
        for chance in chances[:-1]:
            everything = self._there(chance == 1, "bool")
            if found:
                n, chance = self._there(left), self._there(chance)
            drawn = elementwise.binary("minimum", self._binomial(count, n, chance), left)
            found.append(searching.where(everything, left, drawn))
            left -= found[-1]
        return joining.stack([*found, left], -1).reshape((*sizes, kinds))
