"""The parts of a chart: its sections, and the paragraphs that stand outside of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tui_studio.song.chordpro.chart import Chart, Line, LineKind
from tui_studio.song.chordpro.directives import section_edge


class Part(NamedTuple):
    """Lines that belong together. Indices count from 0."""

    kind: str
    """`verse`, `chorus`, `bridge`, …; `verse` for a paragraph outside of sections, as the reference has it."""
    label: str
    first: int
    """The line that opens it: its directive, its comment, or its first line."""
    end: int
    """The line after its last."""
    sung: tuple[int, ...]
    """Its lines with words or chords."""
    again: bool = False
    """`{chorus}`: the chorus before it once more; `sung` are that chorus's lines."""


_LABELS = frozenset({"comment", "comment_italic", "comment_box", "highlight"})


def parts_of(chart: Chart) -> tuple[Part, ...]:
    """All parts in order. Metadata, remarks and empty lines between them belong to none."""
    parts: list[Part] = []
    index = 0
    while index < len(chart.lines):
        part = _part_at(chart, index, parts)
        if part:
            parts.append(part)
        index = part.end if part else index + 1
    return tuple(parts)


def _part_at(chart: Chart, index: int, before: list[Part]) -> Part | None:
    line = chart.lines[index]
    edge = section_edge(line.directive) if line.directive else None
    if line.directive and edge and edge[0] == "start":
        end = _section_end(chart, index)
        return Part(edge[1], line.directive.label, index, end, tuple(_sung(chart, index, end)))
    if line.directive and line.directive.name == "chorus":
        chorus = next((part for part in reversed(before) if part.kind == "chorus" and not part.again), None)
        return Part(
            "chorus", line.directive.label, index, index + 1, chorus.sung if chorus else (), again=True
        )
    return _paragraph(chart, index)


def _section_end(chart: Chart, start: int) -> int:
    for index in range(start + 1, len(chart.lines)):
        directive = chart.lines[index].directive
        edge = section_edge(directive) if directive else None
        if edge:
            return index + 1 if edge[0] == "end" else index
    return len(chart.lines)


def _paragraph(chart: Chart, index: int) -> Part | None:
    """The paragraph that begins here, a comment right above it as its label."""
    line = chart.lines[index]
    labelled = bool(line.directive and line.directive.name in _LABELS)
    first = index + 1 if labelled else index
    end = first
    while end < len(chart.lines) and _is_sung(chart.lines[end]):
        end += 1
    if end == first:
        return None
    label = line.directive.argument if labelled and line.directive else ""
    return Part("verse", label, index, end, tuple(range(first, end)))


def _sung(chart: Chart, start: int, end: int) -> Iterator[int]:
    return (index for index in range(start, end) if _is_sung(chart.lines[index]))


def _is_sung(line: Line) -> bool:
    return line.kind in {LineKind.LYRICS, LineKind.GRID}
