"""Chord names: what they mean, and the same chord elsewhere.

A chord name is a root (a note, or a degree: `4`, `bVII`), a quality made of the parts in `_PARTS`, and a bass after a
slash. What is not made of these is no chord; charts keep such texts as they are.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tui_studio.song.chordpro.notes import Note, note_name, read_note

_PARTS = re.compile(
    r"""(?P<skip>[\s(),])
    |(?P<six_nine>6/9|69|6add9)
    |(?P<add>add)(?P<add_sign>[b#♭♯]?)(?P<add_number>2|4|6|9|11|13)
    |(?P<omit>no|omit)(?P<omit_number>3|5)
    |(?P<sus>sus(?:24|42|2|4|9)?)
    |(?P<alter>(?:b|♭|\#|♯|(?<=\d)[-+])(?=5|6|9|11|13)|[-+](?=5))(?P<alter_number>5|6|9|11|13)
    |(?P<major>maj|Maj|ma(?!dd)|Ma|M|\^|Δ|∆)
    |(?P<half>h|ø|Ø)
    |(?P<dim>dim|o|°|º|0)
    |(?P<aug>aug|\+)
    |(?P<minor>min|mi|m|-)
    |(?P<alt>alt)
    |(?P<number>13|11|9|7|6|5|4|2)
    """,
    re.VERBOSE,
)
_DEGREE = re.compile(r"(?P<sign>[b#♭♯]?)(?P<degree>[1-7]|VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7}
_SCALE = (0, 2, 4, 5, 7, 9, 11)
_INTERVALS = {2: 2, 4: 5, 5: 7, 6: 9, 9: 2, 11: 5, 13: 9}
"""Semitones of the degrees above the root, octaves left out."""
_NO_CHORD = re.compile(r"(?:n\.?\s?c\.?|no chord)$", re.IGNORECASE)


class Degree(NamedTuple):
    """A root counted in the scale of the key instead of named."""

    offset: int
    """Semitones above the tonic of the major key."""
    name: str


class Chord(NamedTuple):
    """A chord name taken apart."""

    root: Note | Degree
    quality: str
    """Everything between root and bass, as it was written."""
    bass: Note | Degree | None
    intervals: tuple[int, ...]
    """Semitones above the root, rising, within an octave; the root's 0 comes first."""
    wrapped: bool = False
    """It stood in parentheses."""

    @property
    def minor(self) -> bool:
        """Whether its third is a minor one."""
        return 3 in self.intervals and 4 not in self.intervals

    def __str__(self) -> str:
        bass = f"/{self.bass.name}" if self.bass else ""
        name = f"{self.root.name}{self.quality}{bass}"
        return f"({name})" if self.wrapped else name


def read_chord(text: str) -> Chord | None:
    """The chord a text names; None when it names none."""
    if text.startswith("(") and text.endswith(")"):
        inner = read_chord(text[1:-1])
        return inner and inner._replace(wrapped=True)
    root = _read_root(text)
    if root is None:
        return None
    quality, bass = _split_bass(root[1])
    intervals = _read_quality(quality)
    if intervals is None:
        return None
    if isinstance(root[0], Degree) and root[0].name.lstrip("b#♭♯").islower():
        intervals = tuple(sorted({*(3 if one == 4 else one for one in intervals)}))
    return Chord(root[0], quality, bass, intervals)


def is_no_chord(text: str) -> bool:
    """Whether a text says that nothing is played: `N.C.`, `NC`."""
    return bool(_NO_CHORD.match(text.strip()))


def transpose_chord(chord: Chord, semitones: int, *, flats: bool) -> Chord:
    """The chord so many semitones higher. One named by its degree stays, as its key moves with it."""
    root = _moved(chord.root, semitones, flats)
    return chord._replace(root=root, bass=chord.bass and _moved(chord.bass, semitones, flats))


def chord_pitches(chord: Chord, tonic: int = 0) -> tuple[int, ...]:
    """The pitch classes of a chord, its root first; `tonic` is that of the major key for a degree."""
    return tuple((root_pitch(chord.root, tonic) + interval) % 12 for interval in chord.intervals)


def root_pitch(root: Note | Degree, tonic: int = 0) -> int:
    """The pitch class of a root or bass."""
    return root.pitch if isinstance(root, Note) else (tonic + root.offset) % 12


def _moved(root: Note | Degree, semitones: int, flats: bool) -> Note | Degree:
    if not isinstance(root, Note) or semitones % 12 == 0:
        return root
    pitch = (root.pitch + semitones) % 12
    return Note(pitch, note_name(pitch, flats=flats))


def _read_root(text: str) -> tuple[Note | Degree, str] | None:
    note = read_note(text)
    if note:
        return note
    found = _DEGREE.match(text)
    if not found:
        return None
    sign = {"b": -1, "♭": -1, "#": 1, "♯": 1}.get(found["sign"], 0)
    name = found["degree"]
    number = int(name) if name.isdigit() else _ROMAN[name.upper()]
    return Degree((_SCALE[number - 1] + sign) % 12, found[0]), text[found.end() :]


def _split_bass(rest: str) -> tuple[str, Note | Degree | None]:
    """Quality and bass; a slash within `6/9` is no bass."""
    quality, slash, last = rest.rpartition("/")
    if slash:
        bass = _read_root(last)
        if bass and not bass[1]:
            return quality, bass[0]
    return rest, None


def _read_quality(quality: str) -> tuple[int, ...] | None:
    """The intervals a quality stands for; None when part of it is not understood."""
    built = _Building()
    at = 0
    while at < len(quality):
        part = _PARTS.match(quality, at)
        if not part:
            return None
        built.add(part)
        at = part.end()
    return built.intervals()


class _Building:
    """Intervals as they follow from the parts of a quality, in order."""

    def __init__(self) -> None:
        self._third: int | None = 4
        self._fifth: int | None = 7
        self._major_seventh = False
        self._diminished = False
        self._more: set[int] = set()

    def add(self, part: re.Match[str]) -> None:
        kind = next(name for name, value in part.groupdict().items() if value is not None)
        getattr(self, f"_{kind}")(part)

    def intervals(self) -> tuple[int, ...]:
        tones = {0, *self._more, *(tone for tone in (self._third, self._fifth) if tone is not None)}
        return tuple(sorted(tones))

    def _skip(self, _part: re.Match[str]) -> None:
        """Brackets, commas and blanks mean nothing."""

    def _six_nine(self, _part: re.Match[str]) -> None:
        self._more |= {9, 2}

    def _add(self, part: re.Match[str]) -> None:
        sign = {"b": -1, "♭": -1, "#": 1, "♯": 1}.get(part["add_sign"], 0)
        self._more.add((_INTERVALS[int(part["add_number"])] + sign) % 12)

    def _omit(self, part: re.Match[str]) -> None:
        if part["omit_number"] == "3":
            self._third = None
        else:
            self._fifth = None

    def _sus(self, part: re.Match[str]) -> None:
        self._third = None
        digits = part["sus"][3:] or "4"
        self._more |= {5 if digit == "4" else 2 for digit in digits}

    def _alter(self, part: re.Match[str]) -> None:
        sign = 1 if part["alter"] in {"#", "♯", "+"} else -1
        number = int(part["alter_number"])
        if number == 5:
            self._fifth = 7 + sign
        else:
            self._more.add((_INTERVALS[number] + sign) % 12)

    def _major(self, _part: re.Match[str]) -> None:
        self._major_seventh = True

    def _half(self, _part: re.Match[str]) -> None:
        self._third, self._fifth = 3, 6
        self._more.add(10)

    def _dim(self, _part: re.Match[str]) -> None:
        self._third, self._fifth, self._diminished = 3, 6, True

    def _aug(self, _part: re.Match[str]) -> None:
        self._fifth = 8

    def _minor(self, _part: re.Match[str]) -> None:
        self._third = 3

    def _alt(self, _part: re.Match[str]) -> None:
        self._fifth = 6
        self._more |= {10, 1, 3, 8}

    def _number(self, part: re.Match[str]) -> None:
        number = int(part["number"])
        if number == 5:
            self._third = None
        elif number == 4:
            self._third = None
            self._more.add(5)
        elif number in {2, 6}:
            self._more.add(_INTERVALS[number])
        else:
            self._more.add(11 if self._major_seventh else 9 if self._diminished else 10)
            self._more |= {
                _INTERVALS[one] for one in (9, 11, 13) if one <= number and (one != 11 or number == 11)
            }
