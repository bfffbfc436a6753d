"""The level of the mix into the shared block, where readers take it and leave 0."""

from __future__ import annotations

import math
from typing import Final, cast

import numpy as np

from tui_studio.audio.dsp.meters import FULL_SCALE, peaks_into
from tui_studio.engine.ring import Block
from tui_studio.engine.shared import MASTER_SLOT, METER_FIELDS, MeterField, Shared

# Plain numbers: see `transport`.
_FULL_SCALE: Final = float(FULL_SCALE)
_FIRST: Final = MASTER_SLOT * METER_FIELDS
_LEFT: Final = _FIRST + int(MeterField.PEAK_LEFT)
_RIGHT: Final = _FIRST + int(MeterField.PEAK_RIGHT)
_HOLD: Final = _FIRST + int(MeterField.HOLD)
_CLIPS: Final = _FIRST + int(MeterField.CLIPS)


class MasterMeter:
    """Peaks, hold and clips of the master. A clip is a run of blocks at or above full scale. Called from: callback."""

    def __init__(self, shared: Shared) -> None:
        self._cells: Final = cast("memoryview[float]", shared.meters.reshape(-1).data)
        """Single numbers come and go faster this way."""
        self._peaks: Final = np.zeros(2, np.float32)
        self._work: Final = np.zeros(2, np.float32)
        self._over = False

    def see_rt(self, master: Block) -> bool:
        """Publish the level of these frames. False, with nothing published, when they are not made of numbers."""
        peaks_into(master, self._peaks, self._work)
        left, right = self._peaks.tolist()
        loudest = left if left > right else right
        if not math.isfinite(left + right):
            return False
        cells = self._cells
        cells[_LEFT] = max(cells[_LEFT], left)
        cells[_RIGHT] = max(cells[_RIGHT], right)
        cells[_HOLD] = max(cells[_HOLD], loudest)
        over = loudest >= _FULL_SCALE
        if over and not self._over:
            cells[_CLIPS] += 1
        self._over = over
        return True

    def rest_rt(self) -> None:
        """What is heard next is metered by others."""
        self._over = False

    def clear_rt(self) -> None:
        """Forget hold and clips."""
        self._cells[_HOLD] = self._cells[_CLIPS] = 0.0
