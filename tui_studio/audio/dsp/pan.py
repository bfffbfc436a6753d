"""The pan law: constant power for mono, balance for stereo."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def mono_gains(pan: float) -> tuple[float, float]:
    """(left, right) of a mono strip at `pan` (-1 … 1): constant power, -3 dB in the centre."""
    angle = (pan + 1.0) * math.pi / 4.0
    return math.cos(angle), math.sin(angle)


def stereo_gains(pan: float) -> tuple[float, float]:
    """(left to left, right to right) of a stereo strip at `pan` (-1 … 1): balance, unity in the centre."""
    return min(1.0, 1.0 - pan), min(1.0, 1.0 + pan)


def fill_pan(pan: NDArray[np.float32], side: NDArray[np.int64], out: NDArray[np.float32]) -> None:
    """Write the pan gains of many rows into `out` (2, rows): to the left and to the right output.

    `pan` and `side` are as long as there are rows; `side` is 0 for mono, 1 and 2 for a pair's left and right.
    Called from: callback (when controls changed) and others.
    """
    angle = (pan + np.float32(1.0)) * np.float32(math.pi / 4.0)
    mono = side == 0
    out[0] = np.where(mono, np.cos(angle), np.where(side == 1, np.minimum(1.0, 1.0 - pan), 0.0))
    out[1] = np.where(mono, np.sin(angle), np.where(side == 2, np.minimum(1.0, 1.0 + pan), 0.0))
