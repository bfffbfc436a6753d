"""Edits of where lines are sung."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import change_notebook, position
from tui_studio.song.lyrics import SungLine, sung_lines
from tui_studio.song.model import Song
from tui_studio.song.notebook import LineSpan, Section, SectionId
from tui_studio.song.timeline import PlacedSection, grid_of, section_named


def set_line_span(song: Song, number: int, start: int, end: int) -> Song:
    """The sung line of this number from frame `start` to `end`, inside its section.

    Neighbours placed by hand give way; the others share what is left.
    """
    line = the_sung_line(song, number)
    placed = _placed(song, line.section)
    first, last = position(start, "the line's start"), position(end, "the line's end")
    if not placed.start <= first < last <= placed.end:
        raise BadInputError(
            f"line {number} does not fit there", hint=f"stay within {placed.section.name}, start before end"
        )
    grid = grid_of(song)
    origin = placed.first_quarter
    span = LineSpan(
        line.line,
        max(0.0, float(grid.quarter_of_frame(first) - origin)),
        min(float(placed.quarters), float(grid.quarter_of_frame(last) - origin)),
    )
    order = [one.line for one in sung_lines(song) if one.section == line.section]
    others = (_beside(one, span, order) for one in placed.section.spans if one.line != line.line)
    spans = sorted([span, *(one for one in others if one)], key=lambda one: (one.start, one.end))
    placed_song = _with_spans(song, placed.section, tuple(spans))
    there = sung_lines(placed_song)[number - 1]
    if (there.start, there.end) != (first, last):
        raise BadInputError(
            f"line {number} would leave the lines beside it no room",
            hint="make it shorter, or place the next line first",
        )
    return placed_song


def clear_line_span(song: Song, number: int) -> Song:
    """The sung line of this number where it falls by itself."""
    line = the_sung_line(song, number)
    section = _placed(song, line.section).section
    return _with_spans(song, section, tuple(one for one in section.spans if one.line != line.line))


def the_sung_line(song: Song, number: int) -> SungLine:
    """The sung line of this number, counted over the song from 1. Raises BadInputError."""
    lines = sung_lines(song)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(lines):
        hint = f"use 1 to {len(lines)}" if lines else "write lines and lay sections first"
        raise BadInputError(f"there is no line {number}", hint=hint)
    return lines[number - 1]


def _beside(other: LineSpan, span: LineSpan, order: Sequence[int]) -> LineSpan | None:
    """What is left of another line's place; None when it is nothing, or on the wrong side."""
    if other.line not in order:
        return other
    before = order.index(other.line) < order.index(span.line)
    start, end = (
        (other.start, min(other.end, span.start)) if before else (max(other.start, span.end), other.end)
    )
    return msgspec.structs.replace(other, start=start, end=end) if start < end else None


def _placed(song: Song, section_id: SectionId) -> PlacedSection:
    placed = section_named(song, section_id)
    if placed is None:
        raise BadInputError(
            f"there is no section with the id {section_id}", hint="section.list shows the sections"
        )
    return placed


def _with_spans(song: Song, section: Section, spans: tuple[LineSpan, ...]) -> Song:
    changed = msgspec.structs.replace(section, spans=spans)
    sections = tuple(changed if one.id == section.id else one for one in song.notebook.sections)
    return change_notebook(song, sections=sections)
