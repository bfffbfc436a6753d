"""Memory that two processes have mapped, for a ring between them: its counters, and behind them its data.

It has no name and lives as long as one of the two has it. Where the system knows memory without files it lies in no
file system, which may be smaller than the memory there is.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.ring import COUNTERS, Block, Counters

DATA_OFFSET: Final = mmap.PAGESIZE
"""The data begin on a page of their own."""


class CommonMemory:
    """A mapping of it. `descriptor` is what the other process maps; this one closes it with `let_go`."""

    def __init__(self, descriptor: int) -> None:
        """Map what somebody made. Raises OSError."""
        self.descriptor = descriptor
        self._mapping: Final = mmap.mmap(descriptor, os.fstat(descriptor).st_size)
        self.counters: Final[Counters] = memoryview(self._mapping)[: 8 * COUNTERS].cast("q")

    @classmethod
    def make(cls, rows: int, columns: int, width: int = 4) -> CommonMemory:
        """Zeros, with room for rows of columns of so many bytes. Raises OSError."""
        descriptor = _nameless()
        try:
            os.ftruncate(descriptor, DATA_OFFSET + max(1, rows * columns * width))
            return cls(descriptor)
        except OSError:
            os.close(descriptor)
            raise

    def sound(self, rows: int, columns: int) -> Block:
        """The data as planar sound."""
        return np.frombuffer(self._mapping, np.float32, rows * columns, DATA_OFFSET).reshape(rows, columns)

    def numbers(self, rows: int, fields: int) -> NDArray[np.int64]:
        """The data as rows of numbers."""
        return np.frombuffer(self._mapping, np.int64, rows * fields, DATA_OFFSET).reshape(rows, fields)

    def let_go(self) -> None:
        """The descriptor is not needed any more; the mapping stays while anybody looks at it. Idempotent."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def _nameless() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("tui_studio", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
