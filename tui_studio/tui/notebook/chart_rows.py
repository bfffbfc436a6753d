"""The chart as it is read: chords above words, headings with what is laid of them, syllables at the right edge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from tui_studio.errors import BadInputError
from tui_studio.song.chordpro import Chart, Key, Line, LineKind, in_numbers, read_chart, read_key, transpose
from tui_studio.song.lyrics import chart_of, chart_parts, sung_lines
from tui_studio.song.model import Song
from tui_studio.song.notebook import ChartLineId, Section
from tui_studio.song.syllables import count_syllables
from tui_studio.tui.view.cells import Run, Tone, elided, fit, width_of

GUTTER = 5
"""Cells left of the words: the cursor's mark and the number the line is called by."""
EDGE = 4
"""Cells right of the words: syllables."""


class Chords(StrEnum):
    """How chords are shown."""

    WRITTEN = "as written"
    SOUNDING = "as they sound with the capo"
    NUMBERS = "as Nashville numbers"
    NONE = "not"


class Row(NamedTuple):
    """A line of the screen."""

    at: int
    """The chart line it belongs to, from 0."""
    runs: tuple[Run, ...]
    holds: bool
    """It is the row of the line that the cursor stands on."""


@dataclass(frozen=True)
class Laid:
    """What the song knows of the lines of its chart."""

    numbers: dict[ChartLineId, int] = field(default_factory=dict)
    """What a line is called by: its number when it is sung first."""
    sections: dict[ChartLineId, list[Section]] = field(default_factory=dict)
    """By the line that opens a part: the sections it is laid in."""
    parts: dict[ChartLineId, str] = field(default_factory=dict)
    """Titles of the parts, by the line that opens them."""


@lru_cache(4)
def laid_lines(song: Song) -> Laid:
    """Numbers, sections and titles of this song's lines."""
    laid = Laid()
    for line in sung_lines(song):
        laid.numbers.setdefault(line.line, line.number)
    for first, part in chart_parts(song):
        laid.parts[first] = part.label or part.kind.replace("_", " ").capitalize()
    for section in song.notebook.sections:
        if section.chart_part is not None:
            laid.sections.setdefault(section.chart_part, []).append(section)
    return laid


def shown_chart(song: Song, chords: Chords) -> Chart:
    """The chart with its chords as they are to be shown; as written where the chart does not say its key."""
    chart = chart_of(song)
    try:
        if chords is Chords.NUMBERS:
            return read_chart(in_numbers(chart, _key_of_sections(song)))
        if chords is Chords.SOUNDING and song.notebook.capo:
            return read_chart(transpose(chart, song.notebook.capo))
    except BadInputError:
        pass
    return chart


def has_key(song: Song) -> bool:
    """Whether chords can be shown as numbers."""
    try:
        in_numbers(chart_of(song), _key_of_sections(song))
    except BadInputError:
        return False
    return True


def chart_rows(song: Song, chords: Chords, width: int) -> list[Row]:
    """All rows of the chart, the gutter included, as wide as `width` at most."""
    return list(_rows(song, chords, width))


@lru_cache(4)
def _rows(song: Song, chords: Chords, width: int) -> tuple[Row, ...]:
    laid, ends = laid_lines(song), _ends_of_parts(song)
    lines = zip(shown_chart(song, chords).lines, song.notebook.chart, strict=True)
    return tuple(
        row
        for at, (line, own) in enumerate(lines)
        if at not in ends
        for row in _line_rows(at, line, own.id, laid, (chords, width))
    )


def _ends_of_parts(song: Song) -> set[int]:
    """The lines that say nothing but that a part ends here; nobody needs to read them."""
    lines = chart_of(song).lines
    closing = {part.end - 1 for _first, part in chart_parts(song) if part.end - 1 > part.first}
    return {at for at in closing if (one := lines[at].directive) and one.name.startswith("end_of_")}


def _line_rows(
    at: int, line: Line, line_id: ChartLineId, laid: Laid, look: tuple[Chords, int]
) -> Iterator[Row]:
    chords, width = look
    number = laid.numbers.get(line_id)
    gutter = f"{number or '':>{GUTTER - 2}} "
    if line.kind in (LineKind.LYRICS, LineKind.GRID):
        above, below = over_words(line)
        if above and chords is not Chords.NONE:
            yield Row(at, ((" " * GUTTER, Tone.PLAIN), (above, Tone.KEY)), holds=not below)
        if below or not above or chords is Chords.NONE:
            yield Row(at, _sung(gutter, below, line, width), holds=True)
    elif line.directive is not None and line_id in laid.parts:
        yield Row(at, _heading(laid.parts[line_id], laid.sections.get(line_id, [])), holds=True)
    elif line.directive is not None and line.directive.name == "title":
        yield Row(at, ((" " * GUTTER, Tone.PLAIN), (line.directive.argument, Tone.STRONG)), holds=True)
    else:
        tone = Tone.ALARM if line.kind is LineKind.BROKEN else Tone.DIM
        yield Row(at, ((" " * GUTTER, Tone.PLAIN), (line.text, tone)), holds=True)


def over_words(line: Line) -> tuple[str, str]:
    """The row of chords and the row of words below it, spread where the chords need the room."""
    if line.kind is LineKind.GRID:
        return "", line.text
    above = below = ""
    for piece in line.pieces:
        if piece.chord:
            below += " " * max(0, width_of(above) - width_of(below))
            above += " " * (width_of(below) - width_of(above)) + piece.chord.removeprefix("*") + " "
        below += piece.text
    return above.rstrip(), below.rstrip()


def _sung(gutter: str, words: str, line: Line, width: int) -> tuple[Run, ...]:
    room = max(1, width - GUTTER - EDGE)
    count = count_syllables(line.words) if line.kind is LineKind.LYRICS else 0
    syllables = f"{count or '':>{EDGE - 1}} "
    return ((f" {gutter}", Tone.DIM), (fit(elided(words, room), room), Tone.PLAIN), (syllables, Tone.DIM))


def _heading(title: str, sections: list[Section]) -> tuple[Run, ...]:
    words = [
        f"{one.bars} bar{'s' * (one.bars != 1)}{'' if one.name == title else ' as ' + one.name}"
        for one in sections
    ]
    told = ", ".join(words) or "not laid on the timeline yet: z lays it"
    return ((" ", Tone.PLAIN), (title, Tone.HEADING), (f"   {told}", Tone.DIM))


def _key_of_sections(song: Song) -> Key | None:
    return next((read_key(section.key) for section in song.notebook.sections if section.key), None)
