"""Distributions of random numbers, made of uniform, normal and exponential ones: methods of gputensor.random.Generator.

They are computed in float32 unless dtype is float64, from parameters that are rounded to that, and are the same on
every device. Parameters broadcast, to `size` where that is given; beside an array of the device they are first rounded
to its dtype, integers of the device to float32. Numbers and arrays of the host are looked at: ValueError names a
parameter that is out of range. Functions that say so wait for the device, and look at its arrays, too.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import binding, creation, dtypes, elementwise, manipulation, reductions, rejection, searching
from .hardware import device as find_device
from .reference import Base

_TINY = float(np.finfo(np.float32).tiny)
_LEAST_SHAPE = 1e-35  # by which exponential numbers are divided, and stay finite; its gamma numbers are 0, too


def _is_number(x: Any) -> bool:
    return isinstance(x, (int, float, np.integer, np.floating))


def _check(operation: str, name: str, value: Any, positive: bool = False) -> None:
    """Raises ValueError for a parameter, or one of several, that is negative, or 0 where it is to be positive. What is
    on the device is not looked at: that would wait."""
    if _is_number(value):
        wrong = value <= 0 if positive else value < 0
    elif isinstance(value, np.ndarray) or isinstance(value, (list, tuple)) and not creation._has_arrays(value):
        host = np.asarray(value)
        wrong = (host <= 0 if positive else host < 0).any()
    else:
        return
    if wrong:
        raise ValueError(f"{operation}: {name} is {'not positive' if positive else 'negative'}: {value}")


# What may not be, and what is.
_RULES: dict[str, Any] = {
    "negative": lambda x: x >= 0,
    "negative or too large for int64": lambda x: (x >= 0) & (x < 2.0**63),
    "not positive": lambda x: x > 0,
    "no probability": lambda x: (x >= 0) & (x <= 1),
    "not above 0 and at most 1": lambda x: (x > 0) & (x <= 1),
    "not from 0 to below 1": lambda x: (x >= 0) & (x < 1),
    "not above 1": lambda x: x > 1,
    "NaN": lambda x: x == x,
}


def _seen(operation: str, name: str, value: Any, wrong: str) -> Any:
    """A parameter, as numbers of float64 of the host or floats of the device, that is not wrong."""
    if isinstance(value, Base):
        x: Any = value if value.dtype in (np.float32, np.float64) else value.astype(dtypes.DEFAULT_FLOAT)
    else:
        x = np.asarray(creation.asnumpy(value) if creation._has_arrays(value) else value)
        if x.dtype.kind not in "biuf":
            raise TypeError(f"{operation}: {name} is real, not {x.dtype}")
        x = x.astype(np.float64)
    if not bool(_RULES[wrong](x).all()):
        raise ValueError(f"{operation}: {name} is {wrong}: {value}")
    return x


def _lined(x: Any, shape: Any) -> Any:
    """A parameter of rank 0 as it is, others as a line with one for each result of that shape."""
    if not x.ndim:
        return x
    return (manipulation if isinstance(x, Base) else np).broadcast_to(x, shape).reshape(-1)


def _whole(*floats: Any) -> Any:
    """Sums of floats that are integers, as int64."""
    device = next(x.device for x in floats if isinstance(x, Base))
    parts = [x.astype("int64") if isinstance(x, Base) else creation.asarray(x, "int64", device) for x in floats]
    return sum(parts[1:], parts[0])


def _computed(dtype: Any) -> Any:
    """What numbers of a dtype are computed in."""
    return np.float64 if dtype is not None and np.dtype(dtype) == np.float64 else dtypes.DEFAULT_FLOAT


def _stored_as(dtype: Any, x: Any) -> Any:
    return x if dtype is None else x.astype(dtype, copy=False)


class Distributions:
    """What a Generator makes of its uniform, normal and exponential numbers."""

    device: Any
    random: Any
    normal: Any
    standard_normal: Any
    standard_exponential: Any
    _poisson: Any

    # ---- Parameters ----

    def _given(self, operation: str, size: Any, **parameters: Any) -> tuple[Any, int, list[Any]]:
        """The shape of results, how many they are, and the parameters, each given as (value, what it may not be): of
        rank 0 or lines of that many, on the host, or all on the device where one of them is."""
        values = [_seen(operation, name, *given) for name, given in parameters.items()]
        shape = manipulation.broadcast_shapes(*(x.shape for x in values))
        if size is not None:
            wanted = tuple(creation.shape_of(size))
            if manipulation.broadcast_shapes(shape, wanted) != wanted:
                raise ValueError(f"{operation}: parameters of the shape {shape} do not broadcast to the size {wanted}")
            shape = wanted
        like = next((x for x in values if isinstance(x, Base)), None)
        if like is not None:
            values = [x if isinstance(x, Base) else creation.asarray(x, like.dtype, like.device) for x in values]
        return shape, math.prod(shape), [_lined(x, shape) for x in values]

    def _there(self, x: Any, dtype: Any = dtypes.DEFAULT_FLOAT) -> Any:
        """A parameter on the device."""
        return (
            x.astype(dtype, copy=False) if isinstance(x, Base) else creation.asarray(x, dtype, find_device(self.device))
        )

    @staticmethod
    def _made(operation: str, line: Any, shape: Any, dtype: Any, out: Any = None) -> Any:
        """Results in their shape and dtype."""
        return elementwise.stored(operation, _stored_as(dtype, line.reshape(shape)), out)

    def _parameter(self, operation: str, name: str, value: Any, dtype: Any, least: Any = 0) -> Any:
        """A number as Python's, others as an array of what is computed in, so that results are. least: 0, "more" than
        that, or None for any."""
        if least is not None:
            _check(operation, name, value, least == "more")
        if _is_number(value):
            return float(value)
        return creation.asarray(value, _computed(dtype), value.device if isinstance(value, Base) else self.device)

    def _exponentials(self, size: Any, *parameters: Any, dtype: Any = None) -> Any:
        """standard_exponential() in the shape of the parameters where size is None, and never 0."""
        if size is None:
            size = manipulation.broadcast_shapes(*(getattr(x, "shape", ()) for x in parameters))
        return elementwise.binary("maximum", self.standard_exponential(size, _computed(dtype)), _TINY)

    def lognormal(self, mean: Any = 0.0, sigma: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Numbers whose logarithms are normal, of that mean and standard deviation."""
        return elementwise.unary("exp", self.normal(mean, sigma, size, dtype))

    def _place_and_scale(self, operation: str, loc: Any, scale: Any, dtype: Any) -> tuple[Any, Any]:
        return self._parameter(operation, "loc", loc, dtype, None), self._parameter(operation, "scale", scale, dtype)

    def laplace(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the density exp(-|x - loc| / scale) / (2 scale)."""
        loc, scale = self._place_and_scale("laplace", loc, scale, dtype)
        one, other = (self._exponentials(size, loc, scale, dtype=dtype) for _ in range(2))
        return _stored_as(dtype, (one - other) * scale + loc)

    def gumbel(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the distribution function exp(-exp(-(x - loc) / scale))."""
        loc, scale = self._place_and_scale("gumbel", loc, scale, dtype)
        x = self._exponentials(size, loc, scale, dtype=dtype)
        return _stored_as(dtype, elementwise.unary("log", x) * -scale + loc)

    def logistic(self, loc: Any = 0.0, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the distribution function 1 / (1 + exp(-(x - loc) / scale))."""
        loc, scale = self._place_and_scale("logistic", loc, scale, dtype)
        one, other = (self._exponentials(size, loc, scale, dtype=dtype) for _ in range(2))
        return _stored_as(dtype, elementwise.unary("log", one / other) * scale + loc)

    def rayleigh(self, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Lengths of vectors of two normal numbers of mean 0 and that standard deviation."""
        scale = self._parameter("rayleigh", "scale", scale, dtype)
        x = self._exponentials(size, scale, dtype=dtype)
        return _stored_as(dtype, elementwise.unary("sqrt", x * 2.0) * scale)

    def weibull(self, a: Any, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the distribution function 1 - exp(-x^a), and 0 where a is 0."""
        a = self._parameter("weibull", "a", a, dtype)
        x = self._exponentials(size, a, dtype=dtype)
        if isinstance(a, float):
            return _stored_as(dtype, x ** (1.0 / a) if a else x * 0.0)
        return _stored_as(dtype, searching.where(a == 0, 0.0, x ** (1.0 / a)))

    def pareto(self, a: Any, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the distribution function 1 - (1 + x)^-a."""
        a = self._parameter("pareto", "a", a, dtype, "more")
        return _stored_as(dtype, elementwise.unary("expm1", self._exponentials(size, a, dtype=dtype) / a))

    def power(self, a: Any, size: Any = None, dtype: Any = None) -> Any:
        """Numbers from 0 to 1 of the distribution function x^a."""
        a = self._parameter("power", "a", a, dtype, "more")
        x = -elementwise.unary("expm1", -self._exponentials(size, a, dtype=dtype))
        return _stored_as(dtype, x ** (1.0 / a))

    def standard_cauchy(self, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the density 1 / (pi (1 + x^2))."""
        return _stored_as(
            dtype, self.standard_normal(size, _computed(dtype)) / self.standard_normal(size, _computed(dtype))
        )

    def multivariate_normal(self, mean: Any, cov: Any, size: Any = None) -> Any:
        """Normal vectors of that mean and of those covariances, a matrix, which is decomposed on the host."""
        matrix = creation.cast("multivariate_normal", creation.asnumpy(cov), binding.F64)
        center = creation.cast("multivariate_normal", creation.asnumpy(mean), binding.F32)
        middle = creation.asarray(center, device=self.device)
        if middle.ndim != 1 or matrix.shape != middle.shape * 2:
            raise ValueError(f"multivariate_normal: a mean of the shape {middle.shape}, covariances {matrix.shape}")
        u, s, _ = np.linalg.svd(matrix)
        root = creation.asarray((u * np.sqrt(s)).T.astype(np.float32), device=middle.device)
        shape = () if size is None else creation.shape_of(size)
        return self.standard_normal((*shape, middle.size)) @ root + middle

    # ---- Made of gamma numbers, which wait for the device ----

    def _gammas(self, count: int, a: Any, dtype: Any = None) -> tuple[Any, Any]:
        """Gamma numbers of a shape, each as x * exp(more), as x of a small shape is nothing in float32; None: 0."""
        kind = _computed(dtype)
        a = self._there(a, kind) if isinstance(a, Base) else np.asarray(a, kind)  # 1 below and 1 here are one
        x = rejection.gammas(self, count, self._there(np.where(a < 1, a + 1, a), kind), kind)
        if not bool((a < 1).any()):
            return x, None
        a = self._there(a, kind)
        less = self._exponentials(count, dtype=dtype) / -elementwise.binary("maximum", a, _LEAST_SHAPE)
        return x, searching.where(a < 1, less, 0.0)

    def _gamma_line(self, count: int, a: Any, dtype: Any = None) -> Any:
        x, more = self._gammas(count, a, dtype)
        return x if more is None else x * elementwise.unary("exp", more)

    def standard_gamma(self, shape: Any, size: Any = None, dtype: Any = None, out: Any = None) -> Any:
        """gamma() of the scale 1."""
        size = out.shape if size is None and out is not None else size
        dtype = out.dtype if dtype is None and out is not None else dtype
        sizes, count, (a,) = self._given("standard_gamma", size, shape=(shape, "negative"))
        return self._made("standard_gamma", self._gamma_line(count, a, dtype), sizes, dtype, out)

    def gamma(self, shape: Any, scale: Any = 1.0, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the density x^(shape - 1) exp(-x / scale), but for a factor. Waits for the device."""
        given = {"shape": (shape, "negative"), "scale": (scale, "negative")}
        sizes, count, (a, scale) = self._given("gamma", size, **given)
        found = self._gamma_line(count, a, dtype) * self._there(scale, _computed(dtype))
        return self._made("gamma", found, sizes, dtype)

    def chisquare(self, df: Any, size: Any = None, dtype: Any = None) -> Any:
        """Sums of squares of df normal numbers. Waits for the device."""
        sizes, count, (df,) = self._given("chisquare", size, df=(df, "not positive"))
        return self._made("chisquare", self._gamma_line(count, df / 2, dtype) * 2.0, sizes, dtype)

    def noncentral_chisquare(self, df: Any, nonc: Any, size: Any = None, dtype: Any = None) -> Any:
        """Sums of squares of df normal numbers whose means have squares that add up to nonc: chisquare() of df and
        twice as many more as poisson() of the half of it says. Waits for the device."""
        given = {"df": (df, "not positive"), "nonc": (nonc, "negative")}
        sizes, count, (df, nonc) = self._given("noncentral_chisquare", size, **given)
        found = self._noncentral("noncentral_chisquare", count, df, nonc, dtype)
        return self._made("noncentral_chisquare", found, sizes, dtype)

    def _noncentral(self, operation: str, count: int, df: Any, nonc: Any, dtype: Any) -> Any:
        kind = _computed(dtype)
        more = sum(self._there(x, kind) for x in self._poisson(operation, "nonc", count, nonc / 2))
        return self._gamma_line(count, self._there(df / 2, kind) + more, dtype) * 2.0

    def f(self, dfnum: Any, dfden: Any, size: Any = None, dtype: Any = None) -> Any:
        """Quotients of chisquare(dfnum) / dfnum and chisquare(dfden) / dfden. Waits for the device."""
        given = {"dfnum": (dfnum, "not positive"), "dfden": (dfden, "not positive")}
        sizes, count, (dfnum, dfden) = self._given("f", size, **given)
        quotient = self._quotient(count, dfnum / 2, dfden / 2, dtype) * self._there(dfden / dfnum, _computed(dtype))
        return self._made("f", quotient, sizes, dtype)

    def _quotient(self, count: int, a: Any, b: Any, dtype: Any) -> Any:
        """Gamma numbers of the shape a by others of the shape b."""
        (x, more), (y, less) = self._gammas(count, a, dtype), self._gammas(count, b, dtype)
        if more is None and less is None:
            return x / y
        return x / y * elementwise.unary("exp", (0.0 if more is None else more) - (0.0 if less is None else less))

    def noncentral_f(self, dfnum: Any, dfden: Any, nonc: Any, size: Any = None, dtype: Any = None) -> Any:
        """f() with noncentral_chisquare(dfnum, nonc) above. Waits for the device."""
        given = {"dfnum": (dfnum, "not positive"), "dfden": (dfden, "not positive"), "nonc": (nonc, "negative")}
        sizes, count, (dfnum, dfden, nonc) = self._given("noncentral_f", size, **given)
        ratio = self._there(dfden / dfnum * 0.5, _computed(dtype))
        above = self._noncentral("noncentral_f", count, dfnum, nonc, dtype) * ratio
        return self._made("noncentral_f", above / self._gamma_line(count, dfden / 2, dtype), sizes, dtype)

    def beta(self, a: Any, b: Any, size: Any = None, dtype: Any = None) -> Any:
        """Numbers from 0 to 1 of the density x^(a - 1) (1 - x)^(b - 1), but for a factor. Waits for the device."""
        given = {"a": (a, "not positive"), "b": (b, "not positive")}
        sizes, count, (a, b) = self._given("beta", size, **given)
        return self._made("beta", 1.0 / (1.0 + self._quotient(count, b, a, dtype)), sizes, dtype)

    def dirichlet(self, alpha: Any, size: Any = None, dtype: Any = None) -> Any:
        """Vectors of gamma numbers of the shapes alpha, a line, by their sum. Waits for the device."""
        like = _seen("dirichlet", "alpha", alpha, "not positive")
        if like.ndim != 1:
            raise ValueError(f"dirichlet: alpha is a line, not the shape {like.shape}")
        sizes = (*(() if size is None else creation.shape_of(size)), *like.shape)
        x, more = self._gammas(math.prod(sizes), _lined(like, sizes), dtype)
        x = x.reshape(sizes)
        if more is not None and like.size:
            more = more.reshape(sizes)
            x *= elementwise.unary("exp", more - reductions.max(more, -1, keepdims=True))
        return _stored_as(dtype, x / reductions.sum(x, -1, keepdims=True))

    def standard_t(self, df: Any, size: Any = None, dtype: Any = None) -> Any:
        """Quotients of normal numbers and the root of chisquare(df) / df. Waits for the device."""
        sizes, count, (df,) = self._given("standard_t", size, df=(df, "not positive"))
        kind = _computed(dtype)
        x, more = self._gammas(count, df / 2, dtype)
        found = self.standard_normal(count, kind) * elementwise.unary("sqrt", self._there(df / 2, kind) / x)
        return self._made(
            "standard_t", found if more is None else found * elementwise.unary("exp", more * -0.5), sizes, dtype
        )

    # ---- Others ----

    def triangular(self, left: Any, mode: Any, right: Any, size: Any = None, dtype: Any = None) -> Any:
        """Numbers from left to right whose density is a triangle with its top at mode. Waits for the device where one
        of them is there."""
        given = {"left": (left, "NaN"), "mode": (mode, "NaN"), "right": (right, "NaN")}
        sizes, count, (left, mode, right) = self._given("triangular", size, **given)
        for wrong, what in (
            (left > mode, "left > mode"),
            (mode > right, "mode > right"),
            (left == right, "left == right"),
        ):
            if bool(wrong.any()):
                raise ValueError(f"triangular: {what}")
        kind, root, base = _computed(dtype), elementwise.FUNCTIONS["sqrt"], right - left
        parts = ((mode - left) / base, (right - mode) / base, left, right, base)
        before, after, left, right, base = (self._there(x, kind) for x in parts)
        u = self.random(count, kind)
        rising, falling = left + base * root(u * before), right - base * root((1.0 - u) * after)
        return self._made("triangular", searching.where(u < before, rising, falling), sizes, dtype)

    def wald(self, mean: Any, scale: Any, size: Any = None, dtype: Any = None) -> Any:
        """Numbers of the inverse Gaussian distribution, as J. R. Michael, W. R. Schucany and R. W. Haas make them
        (Generating random variates using transformations with multiple roots, 1976). Waits for the device where a
        parameter is there."""
        given = {"mean": (mean, "not positive"), "scale": (scale, "not positive")}
        sizes, count, (mean, scale) = self._given("wald", size, **given)
        kind, root = _computed(dtype), elementwise.FUNCTIONS["sqrt"]
        y, u = self.standard_normal(count, kind), self.random(count, kind)
        w, mean = y * y * self._there(mean / scale, kind), self._there(mean, kind)
        part = 2.0 / (root(w) + root(w + 4.0))
        x = mean * part * part
        return self._made("wald", searching.where(u * (mean + x) <= mean, x, mean / part / part), sizes, dtype)

    def vonmises(self, mu: Any, kappa: Any, size: Any = None, dtype: Any = None) -> Any:
        """Angles from -pi to pi of the density exp(kappa cos(x - mu)), but for a factor. Waits for the device."""
        given = {"mu": (mu, "NaN"), "kappa": (kappa, "negative")}
        sizes, count, (mu, kappa) = self._given("vonmises", size, **given)
        kind = _computed(dtype)
        x = rejection.circular(self, count, self._there(np.minimum(kappa, 1e30), kind), kind) + self._there(mu, kind)
        return self._made("vonmises", (x + math.pi) % (2 * math.pi) - math.pi, sizes, dtype)
