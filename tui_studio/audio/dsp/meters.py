"""Peaks and overs of planar blocks."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

FULL_SCALE: Final = np.float32(32767.0 / 32768.0)
"""What a 16-bit converter gives at its upper limit; at or above it (or its negative) is an over."""


def peaks_into(block: NDArray[np.float32], out: NDArray[np.float32], scratch: NDArray[np.float32]) -> None:
    """Write the peak (largest magnitude) of every row of `block` into `out`; `scratch` is as long as `out`.

    Allocates nothing of the block's size. Called from: callback and others.
    """
    np.maximum.reduce(block, axis=-1, out=out)
    np.minimum.reduce(block, axis=-1, out=scratch)
    np.negative(scratch, out=scratch)
    np.maximum(out, scratch, out=out)


class OverCounter:
    """Counts overs (runs of frames at or above full scale) and keeps the peak, over any sequence of blocks.

    What is no number, or infinite, counts as full scale.
    Called from: butler.
    """

    def __init__(self, channels: int) -> None:
        self.runs: list[int] = [0] * channels
        self.first: int | None = None
        """Frame of the first over, counted from the first frame added."""
        self.peak = 0.0
        self._inside = [False] * channels
        self._frames = 0
        self._peaks = np.zeros(channels, np.float32)
        self._scratch = np.zeros(channels, np.float32)

    def add(self, block: NDArray[np.float32]) -> None:
        """Count the columns of `block` (channels, n) as the frames that follow."""
        if not block.shape[1]:
            return
        peaks_into(block, self._peaks, self._scratch)
        if not math.isfinite(float(self._peaks.max())):
            block = np.nan_to_num(block, nan=1.0, posinf=1.0, neginf=-1.0)
            peaks_into(block, self._peaks, self._scratch)
        self.peak = max(self.peak, float(self._peaks.max()))
        for row in range(block.shape[0]):
            if self._peaks[row] >= FULL_SCALE:
                self._count(row, block[row])
            else:
                self._inside[row] = False
        self._frames += block.shape[1]

    def _count(self, row: int, samples: NDArray[np.float32]) -> None:
        over = np.abs(samples) >= FULL_SCALE
        starts = over[1:] & ~over[:-1]
        self.runs[row] += int(np.count_nonzero(starts)) + int(bool(over[0]) and not self._inside[row])
        self._inside[row] = bool(over[-1])
        first = self._frames + int(over.argmax())
        self.first = first if self.first is None else min(self.first, first)
