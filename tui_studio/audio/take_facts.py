"""What can be measured of a take over a span, as numbers with units, and takes compared by it.

It knows nothing of feeling: it counts gaps and overs, measures level, noise, timing and steadiness.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.dsp.meters import OverCounter
from tui_studio.audio.intonation import Intonation, intonation
from tui_studio.audio.onsets import find_onsets
from tui_studio.units import SILENCE_DB, gain_to_db

SILENT_DB: Final = -60.0
"""A span whose loudest 50 ms are below this holds no playing."""
_FRAME_SECONDS: Final = 0.05
_GRID_REACH_SECONDS: Final = 0.12
_TAKE_REACH_SECONDS: Final = 0.1

Block = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Timing:
    """How a take's onsets lie to a grid, or to the other takes'."""

    offset_ms: float
    """The median; negative is early."""
    spread_ms: float
    """The median distance from it."""
    onsets: int
    """How many onsets had something to be held against."""


@dataclass(frozen=True)
class TakeFacts:
    """One take over one span."""

    level_db: float
    """RMS of the parts that sound, dBFS."""
    peak_db: float
    noise_db: float
    """RMS of the quietest tenth, dBFS: the noise floor where there are pauses."""
    overs: int
    """Runs of frames at full scale, all channels."""
    onsets: tuple[int, ...]
    """Frames from the span's start."""
    timing: Timing | None
    """Against the grid; None without a grid or without onsets near it."""
    intonation: Intonation | None
    """None for what has no single pitch: drums, chords."""

    @property
    def silent(self) -> bool:
        """Whether nothing is played in the span."""
        return self.level_db < SILENT_DB


def take_facts(sound: Block, rate: int, grid: Sequence[int] = (), a4: float = 440.0) -> TakeFacts:
    """Measure a take's block (channels, n) over a span. `grid` holds frames from the span's start (beats, or their parts)."""
    mono = np.ascontiguousarray(sound.mean(axis=0), np.float32)
    counter = OverCounter(sound.shape[0])
    counter.add(sound)
    levels = _levels(mono, rate)
    loud = levels[levels > 0.01 * levels.max()] if levels.size else levels
    silent = not loud.size or _db(float(levels.max())) < SILENT_DB
    onsets = np.zeros(0, np.intp) if silent else find_onsets(mono, rate)
    return TakeFacts(
        level_db=_db(float(loud.mean())) if loud.size else SILENCE_DB,
        peak_db=max(SILENCE_DB, gain_to_db(counter.peak)),
        noise_db=_db(float(np.percentile(levels, 10))) if levels.size else SILENCE_DB,
        overs=sum(counter.runs),
        onsets=tuple(int(frame) for frame in onsets),
        timing=timing(onsets, grid, rate, _GRID_REACH_SECONDS),
        intonation=None if silent else intonation(mono, rate, a4),
    )


def timing(
    onsets: Sequence[int] | NDArray[np.intp],
    grid: Sequence[int],
    rate: int,
    reach_seconds: float = _GRID_REACH_SECONDS,
) -> Timing | None:
    """How onsets lie to the nearest grid frames; those further off than `reach_seconds` are left out."""
    if not len(onsets) or not len(grid):
        return None
    frames, places = np.asarray(onsets, np.float64), np.sort(np.asarray(grid, np.float64))
    after = np.clip(np.searchsorted(places, frames), 1, max(1, places.size - 1))
    right = places[np.minimum(after, places.size - 1)]
    left = places[after - 1]
    off = np.where(np.abs(frames - left) <= np.abs(frames - right), frames - left, frames - right)
    off = off[np.abs(off) <= reach_seconds * rate] * 1000.0 / rate
    if not off.size:
        return None
    middle = float(np.median(off))
    return Timing(middle, float(np.median(np.abs(off - middle))), int(off.size))


def timing_to_others(takes: Sequence[TakeFacts], rate: int) -> list[Timing | None]:
    """For each take, how its onsets lie to the nearest ones of all the other takes."""
    found: list[Timing | None] = []
    for take in takes:
        each = [
            timing(take.onsets, other.onsets, rate, _TAKE_REACH_SECONDS)
            for other in takes
            if other is not take
        ]
        known = [one for one in each if one]
        if not known:
            found.append(None)
            continue
        offsets, spreads = [one.offset_ms for one in known], [one.spread_ms for one in known]
        found.append(
            Timing(float(np.median(offsets)), float(np.median(spreads)), max(one.onsets for one in known))
        )
    return found


def _levels(mono: Block, rate: int) -> Doubles:
    """Mean squares of `_FRAME_SECONDS` each."""
    size = max(1, round(_FRAME_SECONDS * rate))
    if mono.size < size:
        return np.array([float(np.mean(mono.astype(np.float64) ** 2))]) if mono.size else np.zeros(0)
    whole = mono[: mono.size - mono.size % size].astype(np.float64)
    return np.asarray((whole * whole).reshape(-1, size).mean(axis=1), np.float64)


def _db(power: float) -> float:
    return max(SILENCE_DB, 10.0 * math.log10(power)) if power > 0.0 else SILENCE_DB
