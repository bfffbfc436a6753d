"""Where and how two takes meet best: the quietest, most alike point near a boundary, and the crossfade around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

SEARCH_SECONDS: Final = 0.05
"""A boundary moves no further than this."""
NEEDED_SECONDS: Final = 0.1
"""What should be handed over on each side of the boundary."""

_WINDOW_SECONDS: Final = 0.012
_LENGTHS: Final = (0.03, 0.02, 0.01, 0.005, 0.002)
_ALIKE_LENGTH: Final = 0.01
"""Seconds: where the takes are alike a short crossfade does, and hides more."""
_BURST: Final = 4.0
"""A crossfade is kept off places so many times (in power) louder than its middle: they are attacks."""
_EQUAL_GAIN_FROM: Final = math.sqrt(2.0) - 1.0
"""Correlation r from which equal gain is nearer to even loudness. In the middle equal power gives 1 + r of a take's
power and equal gain (1 + r) / 2: equally far from 1, in dB, where (1 + r)² = 2.
"""
_SILENT: Final = 1e-8
"""Mean square of −80 dBFS."""

Block = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Settling:
    """What is advised for one boundary."""

    shift: int
    """Frames by which the boundary should move; negative is earlier."""
    crossfade: int
    """Frames, centred on the boundary after the shift."""
    equal_gain: bool
    """Equal gain, as the takes are alike there; else equal power."""
    likeness: float
    """Correlation of the two takes within the crossfade, −1 … 1."""
    level_db: float
    """RMS of the louder of the two around the boundary, dBFS; −144 for silence."""


def settle(earlier: Block, later: Block, rate: int, boundary: int) -> Settling:
    """Advise on the boundary between two takes.

    Both blocks (channels, n) hold the same song frames of the take before and the take after; `boundary` is its column.
    `NEEDED_SECONDS` on each side let all of the search be used; with less there, less is searched.
    """
    left, right = _mono(earlier), _mono(later)
    half = max(1, round(_WINDOW_SECONDS * rate) // 2)
    first = max(half, boundary - round(SEARCH_SECONDS * rate))
    last = min(left.size - half, boundary + round(SEARCH_SECONDS * rate))
    if last <= first:
        return Settling(0, 0, equal_gain=False, likeness=0.0, level_db=-144.0)
    places = np.arange(first, last + 1)
    power = _around(left * left, places, half) + _around(right * right, places, half)
    apart = _around((left - right) ** 2, places, half)
    distance = np.abs(places - boundary) / (SEARCH_SECONDS * rate)
    place = int(places[np.argmin((apart + 0.1 * power + _SILENT) * (1.0 + 0.5 * distance))])
    likeness = _likeness(left, right, place, half)
    crossfade = _crossfade(left, right, rate, place, likeness)
    level = max(_mean(left * left, place, half), _mean(right * right, place, half))
    return Settling(
        shift=place - boundary,
        crossfade=crossfade,
        equal_gain=likeness >= _EQUAL_GAIN_FROM,
        likeness=likeness,
        level_db=max(-144.0, 10.0 * math.log10(level)) if level > 0.0 else -144.0,
    )


def _mono(block: Block) -> Doubles:
    return np.asarray(block.mean(axis=0, dtype=np.float64), np.float64)


def _around(values: Doubles, places: NDArray[np.intp], half: int) -> Doubles:
    """Mean of the `half` values on each side of each place."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray((sums[places + half] - sums[places - half]) / (2.0 * half), np.float64)


def _mean(values: Doubles, place: int, half: int) -> float:
    part = values[max(0, place - half) : place + half]
    return float(part.mean()) if part.size else 0.0


def _likeness(left: Doubles, right: Doubles, place: int, half: int) -> float:
    one, other = left[max(0, place - half) : place + half], right[max(0, place - half) : place + half]
    power = math.sqrt(float(np.dot(one, one)) * float(np.dot(other, other)))
    return float(np.dot(one, other)) / power if power > _SILENT * one.size else 0.0


def _crossfade(left: Doubles, right: Doubles, rate: int, place: int, likeness: float) -> int:
    """The longest crossfade that the likeness asks for and that takes no attack along."""
    power = np.maximum(left * left, right * right)
    middle = _mean(power, place, round(_LENGTHS[-1] * rate))
    wanted = _ALIKE_LENGTH if likeness >= _EQUAL_GAIN_FROM else _LENGTHS[0]
    for length in (seconds for seconds in _LENGTHS if seconds <= wanted):
        half = round(length * rate / 2.0)
        fits = half <= place <= left.size - half
        if fits and _loudest(power[place - half : place + half], rate) <= _BURST * middle + 10.0 * _SILENT:
            return 2 * half
    return 2 * min(round(_LENGTHS[-1] * rate / 2.0), place, left.size - place)


def _loudest(power: Doubles, rate: int) -> float:
    """The loudest two milliseconds."""
    width = min(power.size, max(1, round(_LENGTHS[-1] * rate)))
    sums = np.concatenate(([0.0], np.cumsum(power)))
    return float((sums[width:] - sums[:-width]).max()) / width
