"""The rows of the comp: the lines that are sung under their sections; where there are none, sections or bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui_studio.song.lyrics import SungLine, sung_lines
from tui_studio.song.model import Song
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import PlacedSection, grid_of, sections_of

MOST_ROWS = 4000
"""Bars beyond that are one row: nobody walks further, and drawing stays cheap."""


@dataclass(frozen=True)
class Row:
    """A span of the song one chooses a take for."""

    kind: str
    """`section` (its lines follow), `part` (a section without lines), `line` or `bars`."""
    span: str
    """As it is typed: `section 2`, `line 3`, `bars 5-8`."""
    name: str
    """As it is told: `Verse 1`, `line 3`, `bars 5-8`."""
    text: str
    words: str
    """Without chords."""
    start: int
    end: int


def rows_of(song: Song, end: int, bars: int) -> tuple[Row, ...]:
    """All rows up to frame `end`; what has no lines and no section is parted every so many `bars`."""
    sections, lines = sections_of(song), sung_lines(song)
    rows: list[Row] = []
    for section in sections:
        own = [_line_row(line) for line in lines if line.section == section.section.id]
        rows += [_section_row(section, "section" if own else "part"), *own]
    rows.extend(_bar_rows(song, sections[-1] if sections else None, end, bars))
    return tuple(rows)


def row_at(rows: tuple[Row, ...], frame: int) -> int | None:
    """The row that is sung or played at a frame: the line rather than its section."""
    found = None
    for index, row in enumerate(rows):
        if row.start > frame:
            break
        if frame < row.end:
            found = index
    return found


def _section_row(placed: PlacedSection, kind: str) -> Row:
    name = placed.section.name
    return Row(kind, f"section {placed.number}", name, name, name, placed.start, placed.end)


def _line_row(line: SungLine) -> Row:
    name = f"line {line.number}"
    return Row("line", name, name, line.text.strip(), line.words, line.start, line.end)


def _bar_rows(song: Song, last: PlacedSection | None, end: int, bars: int) -> Iterator[Row]:
    grid = grid_of(song)
    bar = last.last_bar + 1 if last else 1
    start: int = grid.frame_at(BarTime(bar, 1, 0))
    for count in range(MOST_ROWS):
        if start >= end:
            return
        after = bar + bars
        stop: int = grid.frame_at(BarTime(after, 1, 0)) if count < MOST_ROWS - 1 else end
        name = f"bars {bar}-{after - 1}" if bars > 1 else f"bar {bar}"
        yield Row("bars", name, name, name, name, start, stop)
        bar, start = after, stop
