"""Files of several arrays, .npz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .creation import asarray


class Archive(Mapping[str, Any]):
    """The arrays of an .npz file by their names, each copied to the device when it is asked for."""

    def __init__(self, path: Any, device: Any = None) -> None:
        self._file, self._device = np.load(path), device
        self.files: list[str] = self._file.files

    def __getitem__(self, name: str) -> Any:
        return asarray(self._file[name], device=self._device)

    def __contains__(self, name: object) -> bool:
        return name in self._file

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()
