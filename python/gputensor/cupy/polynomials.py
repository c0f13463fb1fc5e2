"""CuPy's poly1d: a polynomial of one variable as an object."""

from __future__ import annotations

import operator
from typing import Any

from .. import composed, creation, joining, lapack, polynomials
from ..reference import Base


def _factors(values: Any, device: Any) -> Any:
    x: Any = values if isinstance(values, Base) else creation.asarray(values, device=device)
    x = joining.atleast_1d(x)
    if x.ndim != 1:
        raise ValueError(f"poly1d: a line of coefficients, not the shape {x.shape}")
    x = composed.trim_zeros(x, "f")
    return x if x.size else creation.zeros((1,), x.dtype, x.device)


class poly1d:  # noqa: N801
    """poly1d(c_or_r, r=False, variable="x"): the polynomial of these coefficients, the highest power first, or with
    these zeros.

    +, -, *, / take polynomials, numbers and lines of coefficients, ** integers, == polynomials; p(x) is its value, at
    a polynomial, too; p[k] the coefficient of x^k, which may be set. p / q is the quotient and the rest, 2 / p the
    polynomial of each coefficient's quotient, as NumPy's. Waits for the device, which says where zeros in front end.
    Raises ValueError for what is no line.
    """

    __array_priority__ = 3000
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]
    _coeffs: Any
    _variable: Any

    def __init__(self, c_or_r: Any, r: bool = False, variable: Any = None) -> None:
        if isinstance(c_or_r, poly1d):
            self._coeffs, self._variable = c_or_r._coeffs, c_or_r._variable if variable is None else variable
            return
        line = joining.atleast_1d(c_or_r if isinstance(c_or_r, Base) else creation.asarray(c_or_r))
        self._coeffs = _factors(polynomials.poly(line) if r else line, None)
        self._variable = "x" if variable is None else variable

    @property
    def coeffs(self) -> Any:
        """The coefficients, the highest power first."""
        return self._coeffs

    c = coef = coefficients = coeffs

    @property
    def order(self) -> int:
        """The highest power."""
        return int(self._coeffs.size) - 1

    o = order

    @property
    def variable(self) -> str:
        """What the variable is called in print."""
        return str(self._variable)

    @property
    def roots(self) -> Any:
        """Where it is 0, computed on the host."""
        return lapack.roots(self._coeffs)

    r = roots

    def _other(self, other: Any) -> Any:
        return other._coeffs if isinstance(other, poly1d) else _factors(other, self._coeffs.device)

    def __call__(self, val: Any) -> Any:
        if isinstance(val, poly1d):
            result = poly1d(self._coeffs[:1])
            for i in range(1, self.order + 1):
                result = result * val + poly1d(self._coeffs[i : i + 1])
            return result
        x = val if isinstance(val, Base) else creation.asarray(val, device=self._coeffs.device)
        return polynomials.polyval(self._coeffs, x)

    def __getitem__(self, val: int) -> Any:
        power = operator.index(val)
        return self._coeffs[self.order - power] if 0 <= power <= self.order else self._coeffs[0] * 0

    def __setitem__(self, key: int, val: Any) -> None:
        power = operator.index(key)
        if power < 0:
            raise ValueError(f"poly1d: the power {power} is negative")
        more = creation.zeros((max(power - self.order, 0),), self._coeffs.dtype, self._coeffs.device)
        self._coeffs = joining.concat((more, self._coeffs), 0)
        self._coeffs[self.order - power] = val

    def __len__(self) -> int:
        return self.order

    def __iter__(self) -> Any:
        return iter(self._coeffs)

    def __neg__(self) -> poly1d:
        return poly1d(-self._coeffs)

    def __pos__(self) -> poly1d:
        return self

    def __add__(self, other: Any) -> poly1d:
        return poly1d(polynomials.polyadd(self._coeffs, self._other(other)))

    def __sub__(self, other: Any) -> poly1d:
        return poly1d(polynomials.polysub(self._coeffs, self._other(other)))

    def __rsub__(self, other: Any) -> poly1d:
        return poly1d(polynomials.polysub(self._other(other), self._coeffs))

    def __mul__(self, other: Any) -> poly1d:
        return poly1d(polynomials.polymul(self._coeffs, self._other(other)))

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Any:
        if not isinstance(other, (poly1d, list, tuple)) and not getattr(other, "ndim", 0):
            return poly1d(self._coeffs / other)
        quotient, rest = polynomials.polydiv(self._coeffs, self._other(other))
        return poly1d(quotient), poly1d(rest)

    def __rtruediv__(self, other: Any) -> Any:
        if not isinstance(other, (list, tuple)) and not getattr(other, "ndim", 0):
            return poly1d(other / self._coeffs)
        quotient, rest = polynomials.polydiv(self._other(other), self._coeffs)
        return poly1d(quotient), poly1d(rest)

    def __pow__(self, val: int) -> poly1d:
        times = operator.index(val)
        if times < 0:
            raise ValueError(f"poly1d: the power {times} is negative")
        result = poly1d(creation.ones((1,), self._coeffs.dtype, self._coeffs.device))
        for _ in range(times):
            result = result * self
        return result

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, poly1d):
            return NotImplemented
        return self.order == other.order and bool((self._coeffs == other._coeffs).all())

    def deriv(self, m: int = 1) -> poly1d:
        """The m-th derivative."""
        return poly1d(polynomials.polyder(self._coeffs, m))

    def integ(self, m: int = 1, k: Any = 0) -> poly1d:
        """The m-th integral; k: the constants."""
        return poly1d(polynomials.polyint(self._coeffs, m, k))

    def get(self) -> Any:
        """numpy.poly1d of these coefficients, on the host. Waits for the device."""
        import numpy

        return numpy.poly1d(creation.asnumpy(self._coeffs), variable=self.variable)

    def __str__(self) -> str:
        return str(self.get())

    def __repr__(self) -> str:
        return repr(self.get())
