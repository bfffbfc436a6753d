"""The lines that are sung, where they lie in the song, and the chords over them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from tui_studio.song.chordpro import Chart, Line, LineKind, Part, parts_of, read_chart
from tui_studio.song.model import Song
from tui_studio.song.notebook import ChartLine, ChartLineId, Section, SectionId
from tui_studio.song.syllables import count_syllables
from tui_studio.song.tempo_map import TempoGrid
from tui_studio.song.timeline import PlacedSection, grid_of, sections_of
from tui_studio.units import Frames


class SungChord(NamedTuple):
    """A chord over a line."""

    name: str
    column: int
    """Before which character of the line's words it stands."""
    start: Frames


class SungLine(NamedTuple):
    """A line of the chart where it is sung. The same line of a chorus that comes twice is two sung lines."""

    section: SectionId
    line: ChartLineId
    index_in_section: int
    """From 0."""
    text: str
    """As it stands in the chart, chords in brackets."""
    chords: tuple[SungChord, ...]
    start: Frames
    end: Frames
    number: int
    """Counted over the whole song from 1: what is typed as `line 3`."""
    words: str
    """The line without its chords."""
    syllables: int
    first_quarter: Fraction
    last_quarter: Fraction
    """Start and end in quarter notes from the song's start."""


def chart_of(song: Song) -> Chart:
    """The song's chart, read."""
    return read_lines(song.notebook.chart)


def chart_parts(song: Song) -> tuple[tuple[ChartLineId, Part], ...]:
    """The parts of the chart, each with the id of the line that opens it."""
    lines = song.notebook.chart
    return tuple((lines[part.first].id, part) for part in _parts(lines))


def part_of(song: Song, section: Section) -> Part | None:
    """The part of the chart a section lays on the timeline; None without one."""
    return None if section.chart_part is None else part_around(song, section.chart_part)


def part_around(song: Song, line: ChartLineId) -> Part | None:
    """The part of the chart this line is in; None when it is in none."""
    return _part_by_line(song.notebook.chart).get(line)


def sung_lines(song: Song) -> tuple[SungLine, ...]:
    """All lines as they are sung, in the order of the song."""
    return _sung(song.notebook.chart, sections_of(song), grid_of(song))


def lines_in(song: Song, section_id: SectionId) -> tuple[SungLine, ...]:
    """The lines of one section."""
    return tuple(line for line in sung_lines(song) if line.section == section_id)


def line_at(song: Song, frame: int) -> SungLine | None:
    """The line that is sung at a frame; None between lines."""
    return next((line for line in sung_lines(song) if line.start <= frame < line.end), None)


def lay_lines(
    quarters: Fraction, count: int, by_hand: dict[int, tuple[Fraction, Fraction]]
) -> list[tuple[Fraction, Fraction]]:
    """Start and end of each of `count` lines in a section of so many quarters.

    Lines placed by hand stay where they are; those between share what is left between them evenly. Where nothing is left they
    keep the share they would have if none was placed.
    """
    laid = [(quarters * index / count, quarters * (index + 1) / count) for index in range(count)]
    index = 0
    while index < count:
        if index in by_hand:
            laid[index] = by_hand[index]
            index += 1
            continue
        end = next((one for one in range(index, count) if one in by_hand), count)
        _share(laid, index, end, by_hand, quarters)
        index = end
    return laid


def _share(
    laid: list[tuple[Fraction, Fraction]],
    first: int,
    end: int,
    by_hand: dict[int, tuple[Fraction, Fraction]],
    quarters: Fraction,
) -> None:
    start = by_hand[first - 1][1] if first else Fraction(0)
    room = (by_hand[end][0] if end in by_hand else quarters) - start
    if room <= 0 or (not first and end == len(laid)):
        return
    for index in range(first, end):
        share = room / (end - first)
        laid[index] = (start + (index - first) * share, start + (index - first + 1) * share)


@functools.lru_cache(maxsize=8)
def read_lines(lines: tuple[ChartLine, ...]) -> Chart:
    """The chart these lines are."""
    return read_chart([line.text for line in lines])


@functools.lru_cache(maxsize=8)
def _parts(lines: tuple[ChartLine, ...]) -> tuple[Part, ...]:
    return parts_of(read_lines(lines))


@functools.lru_cache(maxsize=8)
def _part_by_line(lines: tuple[ChartLine, ...]) -> dict[ChartLineId, Part]:
    return {line.id: part for part in _parts(lines) for line in lines[part.first : part.end]}


@functools.lru_cache(maxsize=8)
def _sung(
    lines: tuple[ChartLine, ...], sections: tuple[PlacedSection, ...], grid: TempoGrid
) -> tuple[SungLine, ...]:
    parts = _part_by_line(lines)
    sung: list[SungLine] = []
    quarter = Fraction(0)
    for placed in sections:
        part = parts.get(placed.section.chart_part) if placed.section.chart_part is not None else None
        if part:
            for index, (start, end) in enumerate(_places(lines, part, placed)):
                at = part.sung[index]
                line = _SingingLine(lines[at], read_lines(lines).lines[at], quarter + start, quarter + end)
                sung.append(line.placed(placed.section.id, index, len(sung) + 1, grid))
        quarter += placed.quarters
    return tuple(sung)


def _places(
    lines: tuple[ChartLine, ...], part: Part, placed: PlacedSection
) -> list[tuple[Fraction, Fraction]]:
    """Where the lines of a part lie in a section, in quarters from its start."""
    hand = {span.line: (Fraction(span.start), Fraction(span.end)) for span in placed.section.spans}
    by_hand = {index: hand[lines[at].id] for index, at in enumerate(part.sung) if lines[at].id in hand}
    return lay_lines(placed.quarters, len(part.sung), by_hand)


class _SingingLine(NamedTuple):
    """A line of the chart, and when it is sung in quarters of the song."""

    chart: ChartLine
    read: Line
    first: Fraction
    last: Fraction

    def placed(self, section: SectionId, index: int, number: int, grid: TempoGrid) -> SungLine:
        words = _words(self.read)
        return SungLine(
            section=section,
            line=self.chart.id,
            index_in_section=index,
            text=self.chart.text,
            chords=_chords(self.read, self.first, self.last, grid),
            start=grid.frame_of_quarter(self.first),
            end=grid.frame_of_quarter(self.last),
            number=number,
            words=words,
            syllables=count_syllables(words),
            first_quarter=self.first,
            last_quarter=self.last,
        )


def _words(line: Line) -> str:
    return line.words.strip() if line.kind is LineKind.LYRICS else ""


def _chords(line: Line, first: Fraction, last: Fraction, grid: TempoGrid) -> tuple[SungChord, ...]:
    """The chords of a line: they share its time evenly, each on a beat of its own as far as there are enough."""
    columns = list(_columns(line))
    starts = _evenly(first, last, len(columns))
    return tuple(
        SungChord(name, column, grid.frame_of_quarter(start))
        for (name, column), start in zip(columns, starts, strict=True)
    )


def _evenly(first: Fraction, last: Fraction, count: int) -> Sequence[Fraction]:
    step = (last - first) / count if count else Fraction(0)
    whole = step >= 1
    return [first + (Fraction(round(step * index)) if whole else step * index) for index in range(count)]


def _columns(line: Line) -> Iterator[tuple[str, int]]:
    column = 0
    stripped = len(line.words) - len(line.words.lstrip()) if line.kind is LineKind.LYRICS else 0
    for piece in line.pieces:
        if piece.chord and not piece.annotation:
            yield piece.chord, max(0, column - stripped)
        column += len(piece.text) if line.kind is LineKind.LYRICS else 0
