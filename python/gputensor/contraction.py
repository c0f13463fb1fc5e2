"""Einstein's sums: products of arrays, summed over the axes that the result does not name."""

from __future__ import annotations

import math
import string
from typing import Any

from . import linear, manipulation, reductions
from .elementwise import stored
from .reductions import _array


def _spelled(subscripts: str, operands: Any) -> tuple[list[str], str]:
    """The letters of each operand and of the result, with letters in the place of "...". Raises ValueError."""
    if not isinstance(subscripts, str):
        raise TypeError("gputensor has no numpy.einsum with lists of axes: say it as text, 'ij,jk->ik'")
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        raise ValueError(f"einsum: {len(terms)} terms in {subscripts!r} for {len(operands)} arrays")
    free = [c for c in string.ascii_letters if c not in text]
    widths = [x.ndim - len(t.replace("...", "")) if "..." in t else 0 for t, x in zip(terms, operands)]
    dots = "".join(free[: max(widths, default=0)])
    spelled = [t.replace("...", dots[len(dots) - w :] if w > 0 else "") for t, w in zip(terms, widths)]
    for term, x in zip(spelled, operands):
        if len(term) != x.ndim or not all(c in string.ascii_letters for c in term):
            raise ValueError(f"einsum: {subscripts!r} for an array of the shape {x.shape}")
    if not arrow:
        every = "".join(spelled)
        right = ("..." if dots else "") + "".join(c for c in sorted(set(every) - set(dots)) if every.count(c) == 1)
    result = right.replace("...", dots)
    if len(set(result)) != len(result) or not set(result) <= set("".join(spelled)):
        raise ValueError(f"einsum: the result of {subscripts!r} has each letter once, and only those of the arrays")
    return spelled, result


def _without_repeats(term: str, x: Any) -> tuple[str, Any]:
    """A letter that an array has twice is its diagonal, a view."""
    for letter in term:
        while term.count(letter) > 1:
            first = term.index(letter)
            second = term.index(letter, first + 1)
            if x.shape[first] != x.shape[second]:
                raise ValueError(f"einsum: {letter!r} twice in an array of the shape {x.shape}, of two sizes")
            x = linear.diagonal(x, 0, first, second)
            term = "".join(c for i, c in enumerate(term) if i not in (first, second)) + letter
    return term, x


def _summed(term: str, x: Any, kept: set[str]) -> tuple[str, Any]:
    axes = tuple(i for i, c in enumerate(term) if c not in kept)
    if not axes:
        return term, x
    return "".join(c for c in term if c in kept), reductions.sum(x, axes, x.dtype)


def _product(one: tuple[str, Any], other: tuple[str, Any], kept: set[str]) -> tuple[str, Any]:
    """Two arrays as a batch of matrix products: letters of both that are kept, those of one, those that are summed."""
    (s, a), (t, b) = _summed(*one, kept | set(other[0])), _summed(*other, kept | set(one[0]))
    both = [c for c in s if c in t]
    summed = [c for c in both if c not in kept and a.shape[s.index(c)] == b.shape[t.index(c)]]
    batch = [c for c in both if c not in summed]
    rows, columns = [c for c in s if c not in t], [c for c in t if c not in s]

    def arranged(term: str, x: Any, order: list[str], parts: tuple[list[str], list[str]]) -> Any:
        x = manipulation.permute_dims(x, tuple(term.index(c) for c in order))
        size = dict(zip(order, x.shape))
        return x.reshape((*(size[c] for c in batch), *(math.prod(size[c] for c in part) for part in parts)))

    sizes = {**dict(zip(t, b.shape)), **{c: n for c, n in zip(s, a.shape) if n != 1 or c not in t}}
    x = arranged(s, a, batch + rows + summed, (rows, summed))
    y = arranged(t, b, batch + summed + columns, (summed, columns))
    z = linear.matmul(x, y) if summed else x * y
    term = "".join(batch + rows + columns)
    return _summed(term, z.reshape(tuple(sizes[c] for c in term)), kept)


def einsum(subscripts: Any, *operands: Any, out: Any = None, dtype: Any = None, **ignored: Any) -> Any:
    """Products of arrays summed over letters: einsum("ij,jk->ik", a, b) is a @ b.

    Each letter is an axis; those that the result (behind "->") lacks are summed, letters of several arrays are matched,
    one that an array has twice is its diagonal, "..." stands for axes that broadcast. Without "->" the result has the
    letters that occur once, in the alphabet's order. Computed by matrix products, two arrays at a time from the left.
    Raises ValueError for letters that do not fit the arrays. `order`, `casting` and `optimize` make no difference.
    """
    arrays = [_array("einsum", x) for x in operands]
    terms, result = _spelled(subscripts, arrays)
    if dtype is not None:
        arrays = [x.astype(dtype, copy=False) for x in arrays]
    sizes: dict[str, int] = {}
    for term, x in zip(terms, arrays):
        for c, n in zip(term, x.shape):
            if n != 1 and sizes.setdefault(c, n) != n:
                raise ValueError(f"einsum: {c!r} is {sizes[c]} in one array, {n} in another")
    parts = [_without_repeats(term, x) for term, x in zip(terms, arrays)]
    done = parts[0]
    for i, part in enumerate(parts[1:], start=1):
        done = _product(done, part, set(result).union(*(term for term, _ in parts[i + 1 :])))
    term, x = _summed(*done, set(result))
    x = manipulation.permute_dims(x, tuple(term.index(c) for c in result))
    if out is None:
        return x if len(parts) > 1 or not result else manipulation.copy(x)
    return stored("einsum", x, out)
