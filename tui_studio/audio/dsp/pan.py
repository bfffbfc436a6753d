"""The pan law: constant power for mono, balance for stereo."""

from __future__ import annotations

import math


def mono_gains(pan: float) -> tuple[float, float]:
    """(left, right) of a mono strip at `pan` (-1 … 1): constant power, -3 dB in the centre."""
    angle = (pan + 1.0) * math.pi / 4.0
    return math.cos(angle), math.sin(angle)


def stereo_gains(pan: float) -> tuple[float, float]:
    """(left to left, right to right) of a stereo strip at `pan` (-1 … 1): balance, unity in the centre."""
    return min(1.0, 1.0 - pan), min(1.0, 1.0 + pan)
