"""Charts in another key, with another capo, or in numbers. Only chords, keys and the capo change; all else stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tui_studio.errors import BadInputError
from tui_studio.song.chordpro.chart import Chart, Line, LineKind, Place
from tui_studio.song.chordpro.chords import Chord, read_chord, transpose_chord
from tui_studio.song.chordpro.directives import as_meta
from tui_studio.song.chordpro.nashville import from_number, to_number
from tui_studio.song.chordpro.notes import Key, read_key

HIGHEST_FRET = 24
_IN_BRACKETS = re.compile(r"\[([^\[\]*][^\[\]]*)\]")
_WITH_CHORDS = frozenset({"comment", "comment_italic", "comment_box", "highlight", "chord"})
"""Directives whose bracketed chords are chords of the song."""

Rename = Callable[[Chord], str]


def transpose(chart: Chart, semitones: int, *, flats: bool | None = None) -> tuple[str, ...]:
    """The lines of the chart so many semitones higher (lower when negative).

    Accidentals are those of the key the music then is in; without a key sharps going up and flats going down.
    `flats` overrules.
    """
    if semitones % 12 == 0:
        return chart.texts
    lines: list[str] = []
    use_flats = semitones < 0 if flats is None else flats
    for line in chart.lines:
        key = _key_in(line)
        if key:
            moved = key.transposed(semitones)
            use_flats = moved.flats if flats is None else flats
            lines.append(_with_argument(line, moved.name))
        else:
            lines.append(_renamed(line, _shift(semitones, use_flats)))
    return tuple(lines)


def with_capo(chart: Chart, fret: int) -> tuple[str, ...]:
    """The chart for a capo at this fret (0: none): other shapes, the same sound. Raises BadInputError."""
    if not 0 <= fret <= HIGHEST_FRET:
        raise BadInputError(f"there is no fret {fret}", hint=f"use 0 (no capo) to {HIGHEST_FRET}")
    lines = list(transpose(chart, capo_of(chart) - fret))
    places = [index for index, line in enumerate(chart.lines) if _meta_in(line, "capo")]
    if places:
        lines[places[0]] = _with_argument(chart.lines[places[0]], str(fret))
        drop = places[1:] if fret else places
        return tuple(text for index, text in enumerate(lines) if index not in drop)
    if fret:
        lines.insert(_end_of_meta(chart), f"{{capo: {fret}}}")
    return tuple(lines)


def in_numbers(chart: Chart, key: Key | None = None) -> tuple[str, ...]:
    """The chart with Nashville numbers for chords. `key` is for a chart that names none. Raises BadInputError."""
    return _in_key(chart, key, lambda current: lambda chord: to_number(chord, current))


def in_names(chart: Chart, key: Key | None = None) -> tuple[str, ...]:
    """The chart with chord names for Nashville and Roman numbers. Raises BadInputError without any key."""
    return _in_key(chart, key, lambda current: lambda chord: str(from_number(chord, current)))


def key_of(chart: Chart) -> Key | None:
    """The first key the chart names."""
    return next((key for line in chart.lines if (key := _key_in(line))), None)


def capo_of(chart: Chart) -> int:
    """The fret of the capo; 0 without one."""
    found = next((value for line in chart.lines if (value := _meta_in(line, "capo"))), "")
    return int(found) if found.isdecimal() else 0


def sounding_key(chart: Chart) -> Key | None:
    """The key as it is heard, capo included."""
    key = key_of(chart)
    return key.transposed(capo_of(chart)) if key else None


def _in_key(chart: Chart, key: Key | None, rename: Callable[[Key], Rename]) -> tuple[str, ...]:
    current = key_of(chart) or key
    if current is None:
        raise BadInputError("the chart names no key", hint="add a line such as {key: G}")
    lines: list[str] = []
    for line in chart.lines:
        current = _key_in(line) or current
        lines.append(_renamed(line, rename(current)))
    return tuple(lines)


def _shift(semitones: int, flats: bool) -> Rename:
    return lambda chord: str(transpose_chord(chord, semitones, flats=flats))


def _renamed(line: Line, rename: Rename) -> str:
    if line.kind in {LineKind.LYRICS, LineKind.GRID}:
        return _replaced(line.text, (piece.place for piece in line.chords if piece.place), rename)
    if line.directive and line.directive.name in _WITH_CHORDS:
        places = (Place(*found.span(1)) for found in _IN_BRACKETS.finditer(line.text))
        return _replaced(line.text, places, rename)
    return line.text


def _replaced(text: str, places: Iterable[Place], rename: Rename) -> str:
    for place in sorted(places, reverse=True):
        chord = read_chord(text[place.start : place.end])
        if chord:
            text = text[: place.start] + rename(chord) + text[place.end :]
    return text


def _meta_in(line: Line, name: str) -> str:
    """What the line says of this piece of metadata; empty when nothing."""
    if not line.directive:
        return ""
    meta = as_meta(line.directive)
    return meta.argument if meta.name == name else ""


def _key_in(line: Line) -> Key | None:
    return read_key(_meta_in(line, "key"))


def _with_argument(line: Line, value: str) -> str:
    """The directive's line with another value, everything around it as it was."""
    old = as_meta(line.directive).argument if line.directive else ""
    head, _, tail = line.text.rpartition(old)
    return f"{head}{value}{tail}"


def _end_of_meta(chart: Chart) -> int:
    """The place after the metadata at the top."""
    end = 0
    for index, line in enumerate(chart.lines):
        if line.directive and line.directive.name in {
            "title",
            "subtitle",
            "artist",
            "key",
            "meta",
            "time",
            "tempo",
        }:
            end = index + 1
        elif line.kind not in {LineKind.EMPTY, LineKind.REMARK, LineKind.DIRECTIVE}:
            break
    return end
