"""What the tracks play, and the inputs that are monitored, as two matrix products of one plan."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.dsp.meters import peaks_into
from tui_studio.engine.ring import Block, PlaybackRing, padded
from tui_studio.engine.rt.gains import Floats, StripGains
from tui_studio.engine.rt.matrix import Curve, MovingMatrix
from tui_studio.engine.shared import SLOTS

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Hearing(IntEnum):
    """What decides whether a track's input or its tape is heard."""

    STOPPED = 0
    ROLLING = 1
    RECORDING = 2
    """Frames go into takes."""


class Listening(IntEnum):
    """A track's monitor mode, as a number."""

    AUTO = 0
    INPUT = 1
    TAPE = 2
    OFF = 3


class Tape:
    """The playback rows of a plan: ring rows in, stereo out."""

    def __init__(
        self,
        ring: PlaybackRing,
        *,
        slot: Numbers,
        side: Numbers,
        mode: Numbers,
        records: Flags,
        has_input: Flags,
    ) -> None:
        self.ring: Final = ring
        self.rows: Final = len(slot)
        self.gains: Final = StripGains(slot, side)
        self.matrix: Final = MovingMatrix(self.rows)
        self._heard: Final = _tape_heard(mode, records, has_input)
        self._peaks: Final = np.zeros(self.rows, np.float32)
        self._level: Final = np.zeros(self.rows, np.float32)
        self._work: Final = np.zeros(self.rows, np.float32)
        self.meter: Final = MeterCells(slot, side)

    def set_rt(self, controls: Floats, hearing: int, master: tuple[float, float]) -> None:
        """Aim the matrix at what the (flattened) controls say. The caller lets it settle or move."""
        self.gains.update_rt(controls)
        heard = self._heard[hearing]
        target = self.matrix.target
        np.multiply(self.gains.both[0], heard, out=target[0])
        np.multiply(self.gains.both[1], heard, out=target[1])
        np.multiply(target[0], np.float32(master[0]), out=target[0])
        np.multiply(target[1], np.float32(master[1]), out=target[1])
        np.multiply(self.gains.fader, heard, out=self._level)

    def goes_on_rt(self, before: Tape) -> bool:
        """The same is heard as of the tape before, so that a crossfade would only round it otherwise."""
        return self.ring is before.ring and self.matrix.still_as_rt(before.matrix)

    def mix_rt(self, frames: int, curve: Curve, out: Block, spare: Block) -> int:
        """Fill `out` (2, padded) with the next `frames` of the ring, without moving on.

        Returns how many frames the ring was short; they are silence.
        """
        if self.rows == 0:
            out.fill(0.0)
            return 0
        ring = self.ring
        there = min(frames, max(0, ring.filled))
        source = ring.slice_rt(ring.read, padded(frames))[: self.rows]
        self.matrix.product_rt(source, frames, curve, out, spare)
        if there < frames:
            out[:, there:] = 0.0
        return frames - there

    def go_on_rt(self, out: Block) -> None:
        """As `mix_rt` for gains that do not move and a ring that is not short; `out` is (2, padded)."""
        if self.rows == 0:
            out.fill(0.0)
            return
        ring = self.ring
        at = ring.read % ring.capacity
        self.matrix.still_rt(ring.data[: self.rows, at : at + out.shape[1]], out)

    def meter_rt(self, offset: int, frames: int, levels: Floats) -> None:
        """Raise the (flattened) strip levels to the peaks of `frames` from stream frame `offset`, after the
        fader.
        """
        there = min(frames, self.ring.written - offset)
        if self.rows == 0 or there <= 0:
            return
        peaks_into(self.ring.slice_rt(offset, there)[: self.rows], self._peaks, self._work)
        np.multiply(self._peaks, self._level, out=self._peaks)
        self.meter.raise_rt(self._peaks, levels)


class Monitors:
    """The monitor rows of a plan: device inputs in, stereo out."""

    def __init__(
        self, inputs: int, *, source: Numbers, slot: Numbers, side: Numbers, mode: Numbers, armed: Flags
    ) -> None:
        rows = len(source)
        self.rows: Final = rows
        self.gains: Final = StripGains(slot, side)
        self._source: Final = np.asarray(source, np.int64)
        self._routing: Final = np.zeros((rows, inputs), np.float32)
        self._routing[np.arange(rows), self._source] = 1.0
        self._heard: Final = _input_heard(mode, armed)
        self._shown: Final = np.maximum(self._heard, armed.astype(np.float32))
        self._mix: Final = np.zeros((2, rows), np.float32)
        self._peaks: Final = np.zeros(rows, np.float32)
        self._level: Final = np.zeros(rows, np.float32)
        self.meter: Final = MeterCells(slot, side)

    def set_rt(
        self, controls: Floats, hearing: int, master: tuple[float, float], matrix: MovingMatrix
    ) -> None:
        """Aim the callback's input matrix at what the (flattened) controls say."""
        self.gains.update_rt(controls)
        mix = self._mix
        np.multiply(self.gains.trim, self._heard[hearing], out=self._level)
        np.multiply(self.gains.both[0], self._level, out=mix[0])
        np.multiply(self.gains.both[1], self._level, out=mix[1])
        np.multiply(mix[0], np.float32(master[0]), out=mix[0])
        np.multiply(mix[1], np.float32(master[1]), out=mix[1])
        np.dot(mix, self._routing, out=matrix.target)
        np.multiply(self.gains.trim, self._shown[hearing], out=self._level)

    def meter_rt(self, input_peaks: Floats, levels: Floats) -> None:
        """Raise the (flattened) strip levels to the peaks of the inputs, after the trim."""
        if self.rows == 0:
            return
        input_peaks.take(self._source, out=self._peaks, mode="clip")
        np.multiply(self._peaks, self._level, out=self._peaks)
        self.meter.raise_rt(self._peaks, levels)


class MeterCells:
    """Where the peaks of rows go in a flattened (2, slots) table; a mono row goes to both sides."""

    def __init__(self, slot: Numbers, side: Numbers) -> None:
        left, right = np.flatnonzero(side != 2), np.flatnonzero(side != 1)
        self._rows: Final = np.concatenate([left, right]).astype(np.int64)
        self._cells: Final = np.concatenate([slot[left], slot[right] + SLOTS]).astype(np.int64)
        self._values: Final = np.zeros(len(self._rows), np.float32)
        self._before: Final = np.zeros(len(self._rows), np.float32)

    def raise_rt(self, peaks: Floats, levels: Floats) -> None:
        """Raise each cell to its row's peak."""
        peaks.take(self._rows, out=self._values, mode="clip")
        levels.take(self._cells, out=self._before, mode="clip")
        np.maximum(self._values, self._before, out=self._values)
        levels[self._cells] = self._values


def _tape_heard(mode: Numbers, records: Flags, has_input: Flags) -> Floats:
    by_input = (mode == Listening.INPUT) & has_input
    over = records & ((mode == Listening.AUTO) | (mode == Listening.OFF))
    return np.stack([~by_input, ~by_input, ~(by_input | over)]).astype(np.float32)


def _input_heard(mode: Numbers, armed: Flags) -> Floats:
    always = mode == Listening.INPUT
    now_and_then = always | ((mode == Listening.AUTO) & armed)
    return np.stack([now_and_then, always, now_and_then]).astype(np.float32)
