"""The block of memory that studio and engine share: state to look at, and continuous values to set.

One file on tmpfs, mapped by both. Every field is a naturally aligned 32- or 64-bit number stored by one
writer, so that a single value is never torn; position, state and clock, which belong together, are guarded
by a sequence counter (odd while the callback writes). The studio looks at it through `window`, without arrays.

| part | written by | read by |
|---|---|---|
| `head`, the master's `meters` | callback (of the master's what it mixes itself) | engine, studio |
| `meters`, `inputs` | engine | studio |
| `controls` | studio (and the engine when it applies a spec) | callback |
"""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.layout import (
    CLICK_SLOT,
    CONTROL_FIELDS,
    HEAD_LENGTH,
    MAGIC,
    MASTER_SLOT,
    MAX_INPUTS,
    METER_FIELDS,
    SIZE,
    SLOTS,
    ControlField,
    Head,
    MeterField,
    steady_motion,
)

__all__ = [
    "CLICK_SLOT",
    "CONTROL_FIELDS",
    "MASTER_SLOT",
    "MAX_INPUTS",
    "METER_FIELDS",
    "SLOTS",
    "ControlField",
    "Head",
    "MeterField",
    "Shared",
]


class Shared:
    """A mapping of the shared block. Arrays are views; writing them writes the block."""

    head: NDArray[np.int64]
    controls: NDArray[np.float32]
    meters: NDArray[np.float32]
    inputs: NDArray[np.float32]

    def __init__(self, mapping: mmap.mmap) -> None:
        self._mapping = mapping
        buffer = memoryview(mapping)
        self.head = np.frombuffer(buffer, np.int64, HEAD_LENGTH)
        offset = self.head.nbytes
        self.controls = np.frombuffer(buffer, np.float32, SLOTS * CONTROL_FIELDS, offset).reshape(SLOTS, -1)
        offset += self.controls.nbytes
        self.meters = np.frombuffer(buffer, np.float32, SLOTS * METER_FIELDS, offset).reshape(SLOTS, -1)
        offset += self.meters.nbytes
        self.inputs = np.frombuffer(buffer, np.float32, MAX_INPUTS * METER_FIELDS, offset).reshape(
            MAX_INPUTS, -1
        )

    @classmethod
    def create(cls, path: Path) -> Shared:
        """Make the block anew with default controls. Called from: engine, before any callback runs."""
        path.unlink(missing_ok=True)
        with path.open("xb") as file:
            path.chmod(0o600)
            file.truncate(SIZE)
        shared = cls.attach(path, check=False)
        shared.controls[:, ControlField.GAIN] = 1.0
        shared.controls[:, ControlField.AUDIBLE] = 1.0
        shared.controls[:, ControlField.TRIM] = 1.0
        shared.head[Head.RECORD_START] = -1
        shared.head[Head.MAGIC] = MAGIC
        return shared

    @classmethod
    def attach(cls, path: Path, *, check: bool = True) -> Shared:
        """Map an existing block. Raises OSError, or ValueError if it is not ours."""
        with path.open("r+b") as file:
            mapping = mmap.mmap(file.fileno(), SIZE)
        shared = cls(mapping)
        if check and shared.head[Head.MAGIC] != MAGIC:
            raise ValueError(f"{path} is not a shared block of this version")
        return shared

    @classmethod
    def private(cls) -> Shared:
        """A block of one's own, for the offline backend and tests."""
        shared = cls(mmap.mmap(-1, SIZE))
        shared.controls[:, ControlField.GAIN] = 1.0
        shared.controls[:, ControlField.AUDIBLE] = 1.0
        shared.controls[:, ControlField.TRIM] = 1.0
        shared.head[Head.RECORD_START] = -1
        shared.head[Head.MAGIC] = MAGIC
        return shared

    def motion(self) -> tuple[int, int, int]:
        """(state, position, clock) that belong together. Called from: any process but the callback."""
        return steady_motion(self.head)
