"""CuPy's ufuncs: operations on every element, which may be called, and reduce, accumulate, outer and at."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import complexes, creation, elementwise, ufuncs
from ..reference import Base


class ufunc:  # noqa: N801
    """An operation on every element: cupy.add(x1, x2, out=None, dtype=None, where=True), cupy.add.reduce(x, axis=0),
    cupy.add.accumulate(x, axis=0), cupy.add.outer(x1, x2), cupy.add.at(x, indices, x2). What it computes is numpy's
    ufunc of that name."""

    def __init__(self, name: str) -> None:
        self._of = getattr(np, name)
        self._row = elementwise.OPERATIONS.get(ufuncs.UFUNCS.get(name, ""))
        self.__name__, self.identity = name, self._of.identity
        self.nin, self.nout, self.nargs = self._of.nin, self._of.nout, self._of.nargs
        summary = (self._of.__doc__ or "").partition("\n\n")[2].partition("\n\n")[0]
        self.__doc__ = f"{name}: numpy.{name}, on the device of the arrays. {summary}"

    def __repr__(self) -> str:
        return f"<ufunc gputensor.cupy.{self.__name__}>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) > self.nin:
            if "out" in kwargs or len(args) > self.nargs:
                raise TypeError(f"{self.__name__}: {self.nin} operands and {self.nout} results, not {len(args)}")
            outs = args[self.nin :]
            args, kwargs["out"] = args[: self.nin], outs + (None,) * (self.nout - len(outs))
        plain = self._row is not None and len(args) == self.nin and not kwargs
        if plain and self.__name__ in ("maximum", "minimum"):
            plain = not complexes.are_complex(*args)
        if plain and (self.__name__ != "absolute" or isinstance(args[0], elementwise.traced)):
            return elementwise.apply(self._row, args)  # type: ignore[arg-type]
        if any(isinstance(x, elementwise.traced) for x in args):
            return self._of(*args, **kwargs)
        return self._call("__call__", args, kwargs)

    def _call(self, method: str, args: Any, kwargs: dict[str, Any]) -> Any:
        if method == "__call__" and len(args) != self.nin:
            raise TypeError(f"{self.__name__}: {self.nin} operands, not {len(args)}")
        self._check_out(method, kwargs.get("out"))
        if not any(isinstance(x, Base) for x in args) and all(map(elementwise.is_scalar, args)):
            args = (creation.asarray(args[0]), *args[1:])
        found = ufuncs.call_ufunc(self._of, method, args, kwargs)
        if found is NotImplemented:
            kinds = ", ".join(type(x).__name__ for x in args)
            raise TypeError(f"{self.__name__}: operands are arrays of gputensor or numbers, not {kinds}")
        return found

    def _check_out(self, method: str, out: Any) -> None:
        count = self.nout if method in ("__call__", "outer") else 1
        if isinstance(out, tuple) and len(out) != count:
            raise ValueError(f"{self.__name__}: {len(out)} arrays for {count} results")
        if out is not None and count > 1 and not isinstance(out, tuple):
            raise TypeError(f"{self.__name__}: out is a tuple of {count} arrays, not {type(out).__name__}")

    def reduce(
        self, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        """All along an axis combined to one; initial= and where= as those of numpy.add.reduce."""
        kwargs.update(axis=axis, dtype=dtype, out=out, keepdims=keepdims)
        return self._call("reduce", (array,), kwargs)

    def accumulate(self, array: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any:
        """All up to each along an axis combined."""
        return self._call("accumulate", (array,), {"axis": axis, "dtype": dtype, "out": out})

    def reduceat(self, array: Any, indices: Any, axis: int = 0, dtype: Any = None, out: Any = None) -> Any:
        """What each index begins, up to before the next one, combined. Waits for indices of the device."""
        return self._call("reduceat", (array, indices), {"axis": axis, "dtype": dtype, "out": out})

    def outer(self, A: Any, B: Any, **kwargs: Any) -> Any:  # noqa: N803
        """Every element of A with every element of B."""
        return self._call("outer", (A, B), kwargs)

    def at(self, a: Any, indices: Any, *b: Any) -> None:
        """Combines elements in place; of indices that come twice both count."""
        self._call("at", (a, indices, *b), {})
