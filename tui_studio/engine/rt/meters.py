"""Levels into the shared block: peaks since they were read, holds, and runs at full scale."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from tui_studio.audio.dsp.meters import FULL_SCALE, peaks_into
from tui_studio.engine.ring import Block
from tui_studio.engine.rt.gains import Floats
from tui_studio.engine.shared import MASTER_SLOT, MAX_INPUTS, SLOTS, MeterField, Shared

_ONE: Final = np.float32(1.0)
_NOTHING: Final = np.float32(0.0)


class InputMeters:
    """Peak, hold and clip runs of the device inputs. Called from: callback."""

    def __init__(self, shared: Shared, inputs: int, max_block: int) -> None:
        shown = min(inputs, MAX_INPUTS)
        table = shared.inputs[:shown]
        self._peak: Final = table[:, MeterField.PEAK_LEFT]
        self._hold: Final = table[:, MeterField.HOLD]
        self._clips: Final = table[:, MeterField.CLIPS]
        self._shown: Final = shown
        self.peaks: Final = np.zeros(inputs, np.float32)
        """Of the last block."""
        self._work: Final = np.zeros(inputs, np.float32)
        self._over: Final = np.zeros(shown * (max_block + 1), np.float32)
        """Row by row, 1 where a frame is over; the last frame of the block before comes first."""
        self._rise: Final = np.zeros_like(self._over)
        self._before: Final = np.zeros(shown, np.float32)
        self._runs: Final = np.zeros(shown, np.float32)

    def block_rt(self, block: Block, frames: int) -> None:
        """Meter `frames` of `block`. Samples that are not numbers are made silence, in place."""
        if not len(self.peaks):
            return
        peaks_into(block[:, :frames], self.peaks, self._work)
        if not math.isfinite(float(np.maximum.reduce(self.peaks))):
            np.nan_to_num(block, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
            peaks_into(block[:, :frames], self.peaks, self._work)
        peaks = self.peaks[: self._shown]
        np.maximum(self._peak, peaks, out=self._peak)
        np.maximum(self._hold, peaks, out=self._hold)
        if float(np.maximum.reduce(peaks)) >= FULL_SCALE:
            self._count_rt(block, frames)
        else:
            self._before.fill(0.0)

    def _count_rt(self, block: Block, frames: int) -> None:
        # All in one row: numpy buffers a whole two-dimensional slice, but not a row.
        size = self._shown * (frames + 1)
        over, rise = self._over[:size], self._rise[:size]
        table = over.reshape(self._shown, frames + 1)
        table[:, 1:] = block[: self._shown, :frames]
        np.abs(over, out=over)
        np.subtract(over, FULL_SCALE, out=over)
        np.heaviside(over, _ONE, out=over)
        table[:, 0] = self._before
        np.subtract(over[1:], over[:-1], out=rise[1:])
        np.maximum(rise, _NOTHING, out=rise)
        rises = rise.reshape(self._shown, frames + 1)
        rises[:, 0] = 0.0
        np.add.reduce(rises, axis=1, out=self._runs)
        np.add(self._clips, self._runs, out=self._clips)
        self._before[:] = table[:, frames]

    def clear_rt(self) -> None:
        """Forget holds and clips."""
        self._hold[:] = 0.0
        self._clips[:] = 0.0


class StripMeters:
    """Peak, hold and clips of the strips. A clip here is a run of blocks at or above full scale."""

    def __init__(self, shared: Shared) -> None:
        self._peak: Final = shared.meters.T[MeterField.PEAK_LEFT : MeterField.PEAK_RIGHT + 1]
        self._hold: Final = shared.meters[:, MeterField.HOLD]
        self._clips: Final = shared.meters[:, MeterField.CLIPS]
        self.levels: Final = np.zeros(SLOTS * 2, np.float32)
        """Of the block at hand: the left sides of all slots, then the right sides."""
        self._pairs: Final = self.levels.reshape(2, SLOTS)
        self._loudest: Final = np.zeros(SLOTS, np.float32)
        self._over: Final = np.zeros(SLOTS, np.float32)
        self._before: Final = np.zeros(SLOTS, np.float32)

    def begin_rt(self) -> None:
        """A block begins: nothing was heard yet."""
        self.levels.fill(0.0)

    def end_rt(self, master: Floats) -> None:
        """The block is over: publish, with the peaks of the master's two sides."""
        self._pairs[:, MASTER_SLOT] = master
        np.maximum(self._peak[0], self._pairs[0], out=self._peak[0])
        np.maximum(self._peak[1], self._pairs[1], out=self._peak[1])
        np.maximum(self._pairs[0], self._pairs[1], out=self._loudest)
        np.maximum(self._hold, self._loudest, out=self._hold)
        np.subtract(self._loudest, FULL_SCALE, out=self._over)
        np.heaviside(self._over, _ONE, out=self._over)
        np.subtract(self._over, self._before, out=self._loudest)
        np.maximum(self._loudest, _NOTHING, out=self._loudest)
        np.add(self._clips, self._loudest, out=self._clips)
        self._before[:] = self._over

    def clear_rt(self) -> None:
        """Forget holds and clips."""
        self._hold[:] = 0.0
        self._clips[:] = 0.0
