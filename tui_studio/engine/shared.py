"""The block of memory that studio and engine share: state to look at, and continuous values to set.

One file on tmpfs, mapped by both. Every field is a naturally aligned 32- or 64-bit number stored by one
writer, so that a single value is never torn; position, state and clock, which belong together, are guarded
by a sequence counter (odd while the callback writes).

| part | written by | read by |
|---|---|---|
| `head`, `meters`, `inputs` | callback (engine) | studio |
| `controls` | studio (and the engine when it applies a spec) | callback |
"""

from __future__ import annotations

import mmap
from enum import IntEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

SLOTS: Final = 256
"""Strips, the master's included."""
MASTER_SLOT: Final = 255
CLICK_SLOT: Final = 254
MAX_INPUTS: Final = 128
MAGIC: Final = 0x54554931


class Head(IntEnum):
    """Indices of the int64 head."""

    MAGIC = 0
    SEQUENCE = 1
    STATE = 2
    POSITION = 3
    CLOCK = 4
    RATE = 5
    BLOCK = 6
    SPEC_SERIAL = 7
    XRUNS = 8
    LATE_BLOCKS = 9
    STARVED = 10
    DROPPED = 11
    LOAD_PPM = 12
    """Share of the block used by the callback, smoothed, in millionths."""
    PUNCHED_IN = 13
    """1 while frames go into takes."""
    RECORD_START = 14
    """Song frame where the open pass began to record; -1 when none."""
    DEVICE_OPEN = 15
    CONTROLS_VERSION = 16
    """Raised by whoever wrote controls, after writing."""
    CLEAR_REQUESTS = 17
    """Raised by the command thread; the callback zeroes holds, clips and counters."""
    LAST_XRUN_POSITION = 18
    HEARTBEAT = 19
    """Counts callbacks."""
    REHEARSING = 20
    """1 while a rehearsal is open, 2 while it is punched in."""
    LEAD_LEFT = 21
    """Frames of the lead that are still to come; 0 when none."""


HEAD_LENGTH: Final = 32


class ControlField(IntEnum):
    """Columns of `controls`, float32, one row per slot."""

    GAIN = 0
    """Linear fader gain; 0 is silence."""
    PAN = 1
    """-1 … 1. Mono: constant power, -3 dB centre. Stereo: balance, unity centre."""
    AUDIBLE = 2
    """1, or 0 when muted or not soloed while others are. The studio resolves mute and solo."""
    TRIM = 3
    """Linear input gain of the monitored input."""


CONTROL_FIELDS: Final = 8


class MeterField(IntEnum):
    """Columns of `meters` (per slot) and `inputs` (per device input), float32, linear amplitude.

    The callback keeps a maximum since it was last read: readers take the value and write 0.
    """

    PEAK_LEFT = 0
    PEAK_RIGHT = 1
    HOLD = 2
    """Maximum since the counters were cleared."""
    CLIPS = 3
    """Runs of frames at or above full scale since the counters were cleared."""


METER_FIELDS: Final = 4

_SIZE: Final = 8 * HEAD_LENGTH + 4 * (
    SLOTS * CONTROL_FIELDS + SLOTS * METER_FIELDS + MAX_INPUTS * METER_FIELDS
)


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
            file.truncate(_SIZE)
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
            mapping = mmap.mmap(file.fileno(), _SIZE)
        shared = cls(mapping)
        if check and shared.head[Head.MAGIC] != MAGIC:
            raise ValueError(f"{path} is not a shared block of this version")
        return shared

    @classmethod
    def private(cls) -> Shared:
        """A block of one's own, for the offline backend and tests."""
        shared = cls(mmap.mmap(-1, _SIZE))
        shared.controls[:, ControlField.GAIN] = 1.0
        shared.controls[:, ControlField.AUDIBLE] = 1.0
        shared.controls[:, ControlField.TRIM] = 1.0
        shared.head[Head.RECORD_START] = -1
        shared.head[Head.MAGIC] = MAGIC
        return shared

    def motion(self) -> tuple[int, int, int]:
        """(state, position, clock) that belong together. Called from: any process but the callback."""
        head = self.head
        for _ in range(1000):
            before = int(head[Head.SEQUENCE])
            result = int(head[Head.STATE]), int(head[Head.POSITION]), int(head[Head.CLOCK])
            if not before & 1 and before == int(head[Head.SEQUENCE]):
                return result
        return result
