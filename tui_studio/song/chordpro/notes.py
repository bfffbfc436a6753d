"""Names of notes and keys, and the pitch classes they stand for."""

from __future__ import annotations

import re
from typing import NamedTuple

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11, "H": 11}
_SIGNS = {"#": 1, "♯": 1, "##": 2, "x": 2, "is": 1, "b": -1, "♭": -1, "bb": -2, "es": -1, "s": -1, "": 0}
_NOTE = re.compile(
    r"(?:(?P<dutch>[CDFGAH])is|(?P<flat>[CDFGB])es|(?P<short>[EA])s(?!us)|(?P<letter>[A-H])(?P<sign>##|bb|[#♯b♭x])?)"
)
"""English (C#, Bb), German and Dutch names (H, Cis, Bes, Es, As); `Asus` is an A."""
_KEY = re.compile(r"\s*(?P<mode>maj(?:or)?|M|min(?:or)?|m|-)?\s*$")
_SHARPS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLATS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_KEYS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
"""Keys with the fewest accidentals, as players name them."""
_FLAT_MAJORS = frozenset({5, 10, 3, 8, 1})
"""F, Bb, Eb, Ab, Db."""


class Note(NamedTuple):
    """A note without its octave."""

    pitch: int
    """0 for C … 11 for B."""
    name: str
    """As it was written."""


class Key(NamedTuple):
    """A key."""

    pitch: int
    """Of the tonic."""
    minor: bool
    name: str

    @property
    def flats(self) -> bool:
        """Whether its accidentals are flats."""
        if self.name[1:2] in {"b", "♭"}:
            return True
        return self.name[1:2] not in {"#", "♯"} and self.relative_major in _FLAT_MAJORS

    @property
    def relative_major(self) -> int:
        """Pitch of the major tonic with the same notes."""
        return (self.pitch + 3) % 12 if self.minor else self.pitch

    def transposed(self, semitones: int) -> Key:
        """The key so many semitones higher, as players name it."""
        pitch = (self.pitch + semitones) % 12
        return Key(pitch, self.minor, f"{_MINOR_KEYS[pitch]}m" if self.minor else _KEYS[pitch])


def read_note(text: str) -> tuple[Note, str] | None:
    """The note a text begins with, and the rest of it; None when it begins with none."""
    found = _NOTE.match(text)
    if not found:
        return None
    letter = found["letter"] or found["dutch"] or found["flat"] or found["short"]
    sign = _SIGNS[found[0][1:]]
    return Note((_LETTERS[letter] + sign) % 12, found[0]), text[found.end() :]


def read_key(text: str) -> Key | None:
    """The key of `Am`, `F#`, `Bb major`, `C minor`; None for anything else."""
    read = read_note(text.strip())
    mode = _KEY.match(read[1]) if read else None
    if not read or not mode:
        return None
    minor = (mode["mode"] or "")[:3] in {"m", "min", "-"}
    return Key(read[0].pitch, minor, f"{read[0].name}m" if minor else read[0].name)


def note_name(pitch: int, *, flats: bool) -> str:
    """The name of a pitch class, with a flat or a sharp where it needs one."""
    return (_FLATS if flats else _SHARPS)[pitch % 12]
