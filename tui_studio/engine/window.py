"""The studio's view of the shared block, without NumPy: importing that takes longer than all the studio reads by it."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tui_studio.engine.layout import (
    CONTROL_FIELDS,
    HEAD_LENGTH,
    MAGIC,
    MAX_INPUTS,
    METER_FIELDS,
    SIZE,
    SLOTS,
    Head,
    MeterField,
    steady_motion,
)

PEAKS: Final = (MeterField.PEAK_LEFT, MeterField.PEAK_RIGHT)

Peaks = tuple[list[float], list[float]]
"""Linear amplitudes, left and right, a number for each slot (or input)."""


class Window:
    """A mapping of the shared block. Used from one thread."""

    def __init__(self, mapping: mmap.mmap) -> None:
        whole = memoryview(mapping)
        end = 8 * HEAD_LENGTH
        self.head = whole[:end].cast("q")
        """See `layout.Head`."""
        self._controls, end = _floats(whole, end, SLOTS * CONTROL_FIELDS)
        self._meters, end = _floats(whole, end, SLOTS * METER_FIELDS)
        self._inputs, end = _floats(whole, end, MAX_INPUTS * METER_FIELDS)

    @classmethod
    def attach(cls, path: Path) -> Window:
        """Map an existing block. Raises OSError, or ValueError if it is not ours."""
        with path.open("r+b") as file:
            window = cls(mmap.mmap(file.fileno(), SIZE))
        if window.head[Head.MAGIC] != MAGIC:
            raise ValueError(f"{path} is not a shared block of this version")
        return window

    def motion(self) -> tuple[int, int, int]:
        """(state, position, clock) that belong together."""
        return steady_motion(self.head)

    def set_control(self, slot: int, field: int, value: float) -> None:
        """One of `layout.ControlField`; heard once `controls_changed` was called."""
        self._controls[slot * CONTROL_FIELDS + field] = value

    def set_controls(self, slot: int, values: Iterable[float]) -> None:
        """The first fields of a slot, as `set_control`."""
        for field, value in enumerate(values):
            self.set_control(slot, field, value)

    def controls_changed(self) -> None:
        """All that was set is to be heard."""
        self.head[Head.CONTROLS_VERSION] += 1

    def take_strip_peaks(self) -> Peaks:
        """The peaks of all slots since they were last taken."""
        return _take(self._meters)

    def take_input_peaks(self) -> Peaks:
        """The peaks of all inputs since they were last taken."""
        return _take(self._inputs)

    def strip_hold(self, slot: int) -> tuple[float, int]:
        """The highest peak and the clips since the counters were cleared."""
        return _hold(self._meters, slot)

    def strip_clips(self) -> list[float]:
        """The clips of all slots since the counters were cleared."""
        return list(self._meters[MeterField.CLIPS :: METER_FIELDS])

    def input_clips(self) -> list[float]:
        """As `strip_clips`, of all inputs."""
        return list(self._inputs[MeterField.CLIPS :: METER_FIELDS])

    def input_hold(self, number: int) -> tuple[float, int]:
        """As `strip_hold`, of an input from 0."""
        return _hold(self._inputs, number)


def _floats(whole: memoryview, start: int, count: int) -> tuple[memoryview[float], int]:
    end = start + 4 * count
    return whole[start:end].cast("f"), end


def _take(meters: memoryview[float]) -> Peaks:
    nothing = memoryview(array("f", bytes(len(meters) // METER_FIELDS * 4)))
    left, right = (meters[field::METER_FIELDS] for field in PEAKS)
    taken = list(left), list(right)
    left[:] = right[:] = nothing
    return taken


def _hold(meters: memoryview[float], row: int) -> tuple[float, int]:
    first = row * METER_FIELDS
    return meters[first + MeterField.HOLD], int(meters[first + MeterField.CLIPS])
