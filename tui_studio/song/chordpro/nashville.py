"""Nashville numbers: chords by their degree in the key.

`1` is the major tonic; in a minor key numbers count from the relative major, as players do, so that A minor's own chord
is `6-`. Minor is written `-`, a major seventh `maj7`; everything else stays as it is.
"""

from __future__ import annotations

import re

from tui_studio.song.chordpro.chords import Chord, Degree, root_pitch
from tui_studio.song.chordpro.notes import Key, Note, note_name

_DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
_MINOR_WORD = re.compile(r"^(?:min|mi|m(?!aj|a(?!dd)))")
_MINOR_DASH = re.compile(r"^-(?!5)")


def to_number(chord: Chord, key: Key) -> str:
    """The chord as a Nashville number."""
    bass = f"/{_degree(chord.bass, key)}" if chord.bass else ""
    name = f"{_degree(chord.root, key)}{_MINOR_WORD.sub('-', chord.quality)}{bass}"
    return f"({name})" if chord.wrapped else name


def from_number(chord: Chord, key: Key) -> Chord:
    """The chord that a Nashville number or a Roman numeral stands for in this key; a named chord stays."""
    if isinstance(chord.root, Note):
        return chord
    small = chord.root.name.lstrip("b#♭♯").islower()
    quality = _MINOR_DASH.sub("m", chord.quality)
    if small and not quality.startswith(("m", "dim", "o", "°", "h", "ø")):
        quality = f"m{quality}"
    return chord._replace(
        root=_named(chord.root, key), quality=quality, bass=chord.bass and _named(chord.bass, key)
    )


def _degree(root: Note | Degree, key: Key) -> str:
    return _DEGREES[(root_pitch(root, key.relative_major) - key.relative_major) % 12]


def _named(root: Note | Degree, key: Key) -> Note:
    pitch = root_pitch(root, key.relative_major)
    return Note(pitch, note_name(pitch, flats=key.flats))
