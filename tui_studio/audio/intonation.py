"""How steady a sung or played line is in pitch."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.pitch import track_pitch

STEP_SECONDS: Final = 0.02
_SHORTEST_NOTE: Final = 7
"""Steps of a note that is long enough to be held steady."""
_SMOOTH: Final = 9
"""Steps of one vibrato: what swings faster is expression, what moves slower is drift."""
_LEAP_CENTS: Final = 80.0

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Intonation:
    """Pitch over a span."""

    wander_cents: float
    """How far the held notes drift from their own middle (RMS, vibrato left out)."""
    off_cents: float
    """Median distance of the held notes from the nearest notes of equal temperament."""
    notes: int
    seconds: float
    """How long notes were held altogether."""


def intonation(sound: NDArray[np.float32], rate: int, a4: float = 440.0) -> Intonation | None:
    """The intonation of a mono line; None when no note of it is held."""
    hertz = track_pitch(sound, rate, round(STEP_SECONDS * rate))
    cents = 6900.0 + 1200.0 * np.log2(np.where(hertz > 0.0, hertz, a4) / a4)
    notes = [cents[start:end] for start, end in _notes(hertz > 0.0, cents)]
    if not notes:
        return None
    drifts = [_smooth(note) - np.median(note) for note in notes]
    middles = np.array([float(np.median(note)) for note in notes])
    return Intonation(
        wander_cents=float(np.sqrt(np.mean(np.concatenate(drifts) ** 2))),
        off_cents=float(np.median(np.abs(middles - 100.0 * np.round(middles / 100.0)))),
        notes=len(notes),
        seconds=sum(note.size for note in notes) * STEP_SECONDS,
    )


def _notes(voiced: NDArray[np.bool_], cents: Doubles) -> list[tuple[int, int]]:
    """Spans of steps that hold one note; a step of the bow or the voice on each side is left out."""
    leaps = np.abs(np.diff(cents)) > _LEAP_CENTS
    breaks = np.flatnonzero(leaps | ~voiced[1:] | ~voiced[:-1]) + 1
    edges = [0, *(int(each) for each in breaks), cents.size]
    spans = [(start + 1, end - 1) for start, end in pairwise(edges) if voiced[start]]
    return [(start, end) for start, end in spans if end - start >= _SHORTEST_NOTE]


def _smooth(note: Doubles) -> Doubles:
    width = min(_SMOOTH, note.size)
    return np.convolve(note, np.ones(width) / width, "valid")
