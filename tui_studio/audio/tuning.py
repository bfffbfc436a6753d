"""Notes and strings, and how far a frequency is from them. Plain arithmetic."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from tui_studio.errors import BadInputError

NAMES: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_NOTE: Final = re.compile(r"^([A-Ga-g])(#{0,2}|b{0,2})(-?\d)$")


@dataclass(frozen=True)
class StringNote:
    """One string of an instrument."""

    note: str
    offset: float = 0.0
    """Cents off equal temperament."""


TUNINGS: Final[dict[str, tuple[StringNote, ...]]] = {
    "guitar": tuple(StringNote(note) for note in ("E2", "A2", "D3", "G3", "B3", "E4")),
    "guitar, sweetened": tuple(
        StringNote(note, offset)
        for note, offset in (("E2", -12), ("A2", -10), ("D3", -8), ("G3", -4), ("B3", -6), ("E4", -3))
    ),
    "drop D": tuple(StringNote(note) for note in ("D2", "A2", "D3", "G3", "B3", "E4")),
    "DADGAD": tuple(StringNote(note) for note in ("D2", "A2", "D3", "G3", "A3", "D4")),
    "open G": tuple(StringNote(note) for note in ("D2", "G2", "D3", "G3", "B3", "D4")),
    "bass": tuple(StringNote(note) for note in ("E1", "A1", "D2", "G2")),
    "bass, 5 strings": tuple(StringNote(note) for note in ("B0", "E1", "A1", "D2", "G2")),
    "ukulele": tuple(StringNote(note) for note in ("G4", "C4", "E4", "A4")),
    "violin": tuple(StringNote(note) for note in ("G3", "D4", "A4", "E5")),
    "mandolin": tuple(StringNote(note) for note in ("G3", "D4", "A4", "E5")),
}
"""By name, the lowest string first as it lies on the neck. The sweetened guitar has the offsets that James Taylor
published for fretted steel strings (a guitar lesson of 2011).
"""


def note_of(hz: float, a4: float = 440.0) -> tuple[str, float]:
    """The nearest note of equal temperament, and the cents that `hz` is above it (−50 … 50)."""
    key = 69.0 + 12.0 * math.log2(hz / a4)
    nearest = round(key)
    return f"{NAMES[nearest % 12]}{nearest // 12 - 1}", 100.0 * (key - nearest)


def note_hz(note: str, a4: float = 440.0) -> float:
    """The frequency of `A4`, `C#3`, `Bb1` in equal temperament. Raises BadInputError."""
    return float(a4 * 2.0 ** ((note_key(note) - 69) / 12.0))


def note_key(note: str) -> int:
    """The key number of a note, 69 for `A4`. Raises BadInputError."""
    found = _NOTE.match(note.strip())
    if not found:
        raise BadInputError(f"'{note}' is not a note", hint="write its letter and octave: A4, C#3, Bb1")
    letter, signs, octave = found.groups()
    return _STEPS[letter.upper()] + signs.count("#") - signs.count("b") + 12 * (int(octave) + 1)


def nearest_string(hz: float, strings: tuple[StringNote, ...], a4: float = 440.0) -> tuple[int, float]:
    """Which string is meant (an index into `strings`), and the cents that `hz` is above its pitch."""
    off = [1200.0 * math.log2(hz / note_hz(string.note, a4)) - string.offset for string in strings]
    nearest = min(range(len(off)), key=lambda index: abs(off[index]))
    return nearest, off[nearest]
