"""The lines that are sung, where they lie in the song, and the chords over them."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from tui_studio.song.chordpro import Chart, Line, LineKind, Part, parts_of, read_chart
from tui_studio.song.model import Song
from tui_studio.song.notebook import ChartLine, ChartLineId, Section, SectionId
from tui_studio.song.syllables import count_syllables
from tui_studio.song.tempo_map import TempoGrid
from tui_studio.song.timeline import PlacedSection, grid_of, sections_of, tempo_map
from tui_studio.units import Frames

Place = tuple[Fraction, Fraction]
"""Start and end in quarter notes from the start of a section."""


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


def facts_of_song(song: Song) -> dict[str, str]:
    """What the song knows that a chart may ask for as `%{name}`; the chart's own words go before it."""
    tempos, metre = tempo_map(song).tempos, tempo_map(song).metres[0]
    facts = {
        "title": song.title,
        "key": next((section.key for section in song.notebook.sections if section.key), ""),
        "tempo": f"{tempos[0].bpm:g}",
        "time": f"{metre.beats_per_bar}/{metre.beat_unit}",
        "capo": str(song.notebook.capo or ""),
    }
    return {name: value for name, value in facts.items() if value}


def chart_parts(song: Song) -> tuple[tuple[ChartLineId, Part], ...]:
    """The parts of the chart, each with the id of the line that opens it."""
    lines = song.notebook.chart
    return tuple((lines[part.first].id, part) for part in _parts(lines))


def alike_words(before: Song, after: Song) -> str:
    """`; 2 parts are named Verse 1`, for the parts that have come to have the name of another one; else nothing."""
    known, written = (
        _alike_parts(before),
        {part.label.casefold(): part.label for _, part in chart_parts(after)},
    )
    return "".join(
        f"; {count} parts are named {written[name]}"
        for name, count in _alike_parts(after).items()
        if count > known.get(name, 1)
    )


def _alike_parts(song: Song) -> dict[str, int]:
    """How many parts have a name (case-folded), for the names that several have. `{chorus}` is the same part again."""
    names = [part.label for _first, part in chart_parts(song) if part.label and not part.again]
    counts = Counter(name.casefold() for name in names)
    return {name: count for name, count in counts.items() if count > 1}


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


def lay_lines(quarters: Fraction, count: int, by_hand: dict[int, Place]) -> list[Place]:
    """Start and end of each of `count` lines in a section of so many quarters: in order, none of them empty.

    Lines placed by hand stay where they are; those between share what is left between them evenly. A place that leaves
    other lines no room, or lies outside of the section, does not count.
    """
    hand = _in_order(quarters, by_hand)
    while (crowding := next((at for at in _runs(quarters, count, hand) if at.room <= 0), None)) is not None:
        del hand[crowding.first - 1 if crowding.first else crowding.end]
    laid = {**hand}
    for run in _runs(quarters, count, hand):
        for index in range(run.first, run.end):
            share = run.room / (run.end - run.first)
            start = run.start + (index - run.first) * share
            laid[index] = (start, start + share)
    return [laid[index] for index in range(count)]


class _Run(NamedTuple):
    """Lines in a row that were not placed by hand, and the room they have."""

    first: int
    end: int
    start: Fraction
    room: Fraction


def _runs(quarters: Fraction, count: int, hand: dict[int, Place]) -> Iterator[_Run]:
    edges = [-1, *sorted(hand), count]
    for before, after in pairwise(edges):
        if after - before > 1:
            start = hand[before][1] if before in hand else Fraction(0)
            stop = hand[after][0] if after in hand else quarters
            yield _Run(before + 1, after, start, stop - start)


def _in_order(quarters: Fraction, by_hand: dict[int, Place]) -> dict[int, Place]:
    """The places that lie in the section and follow each other."""
    kept: dict[int, Place] = {}
    free = Fraction(0)
    for index, (start, end) in sorted(by_hand.items()):
        if free <= start < min(end, quarters):
            free = min(end, quarters)
            kept[index] = (start, free)
    return kept


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
    for placed in sections:
        part = parts.get(placed.section.chart_part) if placed.section.chart_part is not None else None
        if part:
            for index, (start, end) in enumerate(_places(lines, part, placed)):
                at = part.sung[index]
                line = _SingingLine(
                    lines[at],
                    read_lines(lines).lines[at],
                    placed.first_quarter + start,
                    placed.first_quarter + end,
                )
                sung.append(line.placed(placed.section.id, index, len(sung) + 1, grid))
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
