"""What the tracks play, and the inputs that are monitored, as two matrix products of one plan."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.ring import Block, PlaybackRing, padded
from tui_studio.engine.rt.gains import Floats, StripGains
from tui_studio.engine.rt.matrix import Curve, MovingMatrix

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
        self.heard: Final = _tape_heard(mode, records, has_input)
        """By `Hearing`, per row: 1 where the tape is heard."""

    def set_rt(self, controls: Floats, hearing: int, master: tuple[float, float]) -> None:
        """Aim the matrix at what the (flattened) controls say. The caller lets it settle or move."""
        self.gains.update_rt(controls)
        heard = self.heard[hearing]
        target = self.matrix.target
        np.multiply(self.gains.both[0], heard, out=target[0])
        np.multiply(self.gains.both[1], heard, out=target[1])
        np.multiply(target[0], np.float32(master[0]), out=target[0])
        np.multiply(target[1], np.float32(master[1]), out=target[1])

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

    def still_rt(self, offset: int, out: Block) -> None:
        """Fill `out` (2, padded) with the mix from stream frame `offset` on, which is there, by gains that do not move."""
        if self.rows == 0:
            out.fill(0.0)
            return
        ring = self.ring
        at = offset % ring.capacity
        self.matrix.still_rt(ring.data[: self.rows, at : at + out.shape[1]], out)


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
        self.heard: Final = _input_heard(mode, armed)
        """By `Hearing`, per row: 1 where the input is heard."""
        self.shown: Final = np.maximum(self.heard, armed.astype(np.float32))
        """By `Hearing`, per row: 1 where the strip's level is the input's."""
        self._mix: Final = np.zeros((2, rows), np.float32)
        self._level: Final = np.zeros(rows, np.float32)

    def set_rt(
        self, controls: Floats, hearing: int, master: tuple[float, float], matrix: MovingMatrix
    ) -> None:
        """Aim the callback's input matrix at what the (flattened) controls say."""
        self.gains.update_rt(controls)
        mix = self._mix
        np.multiply(self.gains.trim, self.heard[hearing], out=self._level)
        np.multiply(self.gains.both[0], self._level, out=mix[0])
        np.multiply(self.gains.both[1], self._level, out=mix[1])
        np.multiply(mix[0], np.float32(master[0]), out=mix[0])
        np.multiply(mix[1], np.float32(master[1]), out=mix[1])
        np.dot(mix, self._routing, out=matrix.target)


def _tape_heard(mode: Numbers, records: Flags, has_input: Flags) -> Floats:
    by_input = (mode == Listening.INPUT) & has_input
    over = records & ((mode == Listening.AUTO) | (mode == Listening.OFF))
    return np.stack([~by_input, ~by_input, ~(by_input | over)]).astype(np.float32)


def _input_heard(mode: Numbers, armed: Flags) -> Floats:
    always = mode == Listening.INPUT
    now_and_then = always | ((mode == Listening.AUTO) & armed)
    return np.stack([now_and_then, always, now_and_then]).astype(np.float32)
