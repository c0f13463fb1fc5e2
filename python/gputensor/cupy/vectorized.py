"""CuPy's vectorize: a function of numbers that becomes one kernel for arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import creation, elementwise, manipulation
from ..fusion import fuse
from ..reference import Base


class vectorize:  # noqa: N801
    """vectorize(pyfunc, otypes=None): pyfunc of all elements, in one kernel, as gputensor.fuse makes it.

    pyfunc may use operators and functions on elements; it decides by where(condition, x, y), not by `if`. otypes: the
    dtype of the result, or those of several, as a letter or a list of dtypes. Raises TypeError for what is not computed
    element by element; excluded, cache and signature are not supported.
    """

    def __init__(
        self,
        pyfunc: Any,
        otypes: Any = None,
        doc: Any = None,
        excluded: Any = None,
        cache: bool = False,
        signature: Any = None,
    ) -> None:
        if excluded or cache or signature is not None:
            raise NotImplementedError("vectorize: excluded, cache and signature are not supported")
        self.pyfunc, self.otypes = pyfunc, None if otypes is None else [np.dtype(each) for each in otypes]
        self.__doc__ = pyfunc.__doc__ if doc is None else doc
        self.__name__ = getattr(pyfunc, "__name__", "vectorize")
        self._fused = fuse(pyfunc)

    def __call__(self, *args: Any) -> Any:
        given = [x if isinstance(x, Base) or elementwise.is_scalar(x) else creation.asarray(x) for x in args]
        if given and not any(isinstance(x, Base) for x in given):
            given[0] = creation.asarray(given[0])
        found = self._fused(*given)
        results = found if isinstance(found, tuple) else (found,)
        if self.otypes is not None:
            if len(self.otypes) != len(results):
                raise ValueError(f"{self.__name__}: {len(self.otypes)} otypes for {len(results)} results")
            results = tuple(manipulation.astype(x, kind, copy=False) for x, kind in zip(results, self.otypes))
        return results if isinstance(found, tuple) else results[0]
