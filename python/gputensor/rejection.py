"""Random numbers by rejection: a proposal for each place in one kernel, and again for the places that refused theirs.

Gamma numbers are made as G. Marsaglia and W. W. Tsang do it (A simple method for generating gamma variables, 2000);
counts by the quotient of two uniform numbers, as E. Stadlober does it (The ratio of uniforms approach for generating
discrete random variates, 1990), whose hat holds for Poisson's, binomial and hypergeometric numbers of any parameters.
Logarithms of probabilities are those of quotients to the most probable count, in which nothing large cancels, so that
float32 is enough. All functions wait for the device, which says how many places are left.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import elementwise, indexing
from .fusion import fuse
from .searching import where

HAT = 2 * math.sqrt(2 / math.e), 3 - 2 * math.sqrt(3 / math.e)  # its width by the deviation, and beside it
_FAR = 1e30  # what no logarithm of a probability is, and no deviation from which matters


def until_accepted(propose: Any, count: int, parameters: Any) -> Any:
    """propose(count, *parameters) gives values and which of them stand; it is called again for those that do not.
    Parameters have rank 0, or one axis with an element for each value."""
    value, stands = propose(count, *parameters)
    left = indexing.flatnonzero(~stands)
    while left.size:
        again, stands = propose(left.size, *(x if not x.ndim else indexing.take(x, left) for x in parameters))
        value[left] = again
        left = indexing.take(left, indexing.flatnonzero(~stands))
    return value


# ---- Gamma ------------------------------------------------------------------------------------------------------


@fuse
def _gamma_step(normal: Any, exponential: Any, shape: Any) -> Any:
    d = shape - 1 / 3
    t = normal / elementwise.unary("sqrt", d) * (1 / 3)
    ratio = (t + 1.0) * (t + 1.0) * (t + 1.0)
    # The logarithm of what is accepted: x^2 / 2 + d (1 - v + log v), whose lowest powers of t cancel.
    series = t * t * t * t * (t * (0.6 - t * 0.5) - 0.75)
    direct = 3 * elementwise.unary("log1p", t) - t * (3.0 - t * (1.5 - t))
    small = abs(t) < 0.03
    accepted = (-exponential <= d * where(small, series, direct)) | (shape > _FAR)  # infinity has no logarithm of 1
    return d * ratio, (t > -1.0) & accepted


def gammas(rng: Any, count: int, shape: Any, dtype: Any) -> Any:
    """Numbers of the gamma distribution of a shape of 1 and more."""

    def propose(n: int, a: Any) -> Any:
        return _gamma_step(rng.standard_normal(n, dtype), rng.standard_exponential(n, dtype), a)

    return until_accepted(propose, count, (shape,))


# ---- Counts -----------------------------------------------------------------------------------------------------


@fuse
def _count_step(x: Any, y: Any, center: Any, width: Any) -> Any:
    return elementwise.unary("floor", center + width * ((y - 0.5) / x)), 2 * elementwise.unary("log", x)


def _rest(y: Any) -> Any:
    """log((y - 1)!) without Stirling's (y - 1/2) log(y) - y + log(2 pi) / 2: at y + 1, and what is between."""
    z = 1 / (y + 1.0)
    s = z * z
    series = z * (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680))))
    return series + (y + 0.5) * elementwise.unary("log1p", 1 / y) - 1.0


def _log_rising(y: Any, d: Any) -> Any:
    """log((y + d - 1)! / (y - 1)!) - d log(y)."""
    t = d / y
    log = elementwise.unary("log1p", t)
    series = t * t * (1 / 2 - t * (1 / 6 - t * (1 / 12 - t * (1 / 20 - t * (1 / 30 - t * (1 / 42 - t * (1 / 56)))))))
    bent = where(abs(t) < 0.1, series, (1.0 + t) * log - t)
    return y * bent - 0.5 * log + (_rest(y + d) - _rest(y))


@fuse
def _rising(y: Any, d: Any) -> Any:
    return _log_rising(y, d)


@fuse
def _rising_and_falling(y: Any, z: Any, d: Any) -> Any:
    return _log_rising(y, d) + _log_rising(z, -d)


def log_slope(ratio: Any, excess: Any) -> Any:
    """The logarithm of a quotient and of what it has beyond 1, of which the latter may be the more exact; far from
    any probability where it is infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(abs(excess) < 0.5, np.log1p(excess), np.log(ratio))
    return np.clip(found, -_FAR, _FAR)


def counts(rng: Any, count: int, center: Any, width: Any, slope: Any, *factorials: Any) -> Any:
    """How far counts, as float32, are from the most probable one. Of d from there the logarithm of the probability is
    d * slope less log((y + d - 1)! / (y - 1)!) - d log(y) for each y of factorials, of every second with -d for d.
    center: the middle of the hat, half a count behind the mean, from the most probable count; width: its width."""

    def propose(n: int, center: Any, width: Any, slope: Any, *ys: Any) -> Any:
        d, limit = _count_step(rng.random(n), rng.random(n), center, width)
        log = d * slope
        for i in range(0, len(ys), 2):
            log -= _rising(ys[i], d) if i + 1 == len(ys) else _rising_and_falling(ys[i], ys[i + 1], d)
        return d, limit <= log

    return until_accepted(propose, count, (center, width, slope, *factorials))


# ---- Others -----------------------------------------------------------------------------------------------------


@fuse
def _zipf_step(exponential: Any, v: Any, rate: Any) -> Any:
    most = rate * (63 * math.log(2))  # the rest of what is beyond int64 is as probable as what is in it
    x = elementwise.unary("floor", elementwise.unary("exp", elementwise.binary("fmod", exponential, most) / rate))
    less = elementwise.unary("expm1", -rate * elementwise.unary("log1p", 1 / x))
    least = elementwise.unary("expm1", rate * -math.log(2))
    return x, (x < 2.0**63) & (v * x * less >= least)


def zipf(rng: Any, count: int, rate: Any) -> Any:
    """Whole numbers x whose probability is as x^-(rate + 1), as L. Devroye makes them (Non-uniform random variate
    generation, 1986, chapter X.6); of those that int64 holds."""

    def propose(n: int, rate: Any) -> Any:
        return _zipf_step(rng.standard_exponential(n), rng.random(n), rate)

    return until_accepted(propose, count, (rate,))


@fuse
def _circle_step(u: Any, v: Any, exponential: Any, kappa: Any) -> Any:
    root = elementwise.unary("sqrt", 1.0 + 4 * kappa * kappa)
    base = (1.0 + 1 / (root + 2 * kappa)) * 0.5  # kappa * (s - 1), where s is Best's and Fisher's
    sine, cosine = elementwise.unary("sin", u * (math.pi / 2)), elementwise.unary("cos", u * (math.pi / 2))
    away = base * (2 * sine * sine) / (base + kappa * (2 * cosine * cosine))  # 1 - cos(angle)
    y = base + kappa * away
    half = elementwise.unary("asin", elementwise.unary("sqrt", elementwise.binary("minimum", away * 0.5, 1.0)))
    return where(v < 0.5, half * 2, half * -2), elementwise.unary("log", y) + 1.0 - y >= -exponential


def circular(rng: Any, count: int, kappa: Any, dtype: Any) -> Any:
    """Angles of the density exp(kappa cos x), as D. J. Best and N. I. Fisher make them (Efficient simulation of the von
    Mises distribution, 1979)."""

    def propose(n: int, kappa: Any) -> Any:
        return _circle_step(rng.random(n, dtype), rng.random(n, dtype), rng.standard_exponential(n, dtype), kappa)

    return until_accepted(propose, count, (kappa,))
