"""The comp as rows: per line (or section) which take plays, and which could. Plain data for heads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tui_studio.errors import BadInputError
from tui_studio.song.comp import played
from tui_studio.song.lyrics import SungLine, sung_lines
from tui_studio.song.model import Segment, Song, Span, Take, Track, song_end
from tui_studio.song.spans import SpanNames, name_span
from tui_studio.song.take_table import TakeTable
from tui_studio.song.timeline import sections_of
from tui_studio.units import Frames


class Playing(NamedTuple):
    """What plays within a row."""

    take: Take
    start: Frames
    end: Frames


class CompRow(NamedTuple):
    """A line, a section, or a stretch outside of all sections."""

    kind: str
    """`section` (a heading, its lines follow), `line`, or `rest`."""
    name: str
    """What is typed to mean it: `Verse 1`, `line 3`, `bars 9-12`."""
    text: str
    """The line as it stands in the chart; empty for others."""
    start: Frames
    end: Frames
    playing: tuple[Playing, ...]
    """In order; empty where nothing plays."""
    takes: tuple[Take, ...]
    """Those not hidden that have sound here, in order of their numbers."""
    gaps: tuple[int, ...]
    """Numbers of the takes among them that have a gap here."""

    @property
    def chosen(self) -> Take | None:
        """The one take that plays all of it; None when several do, or none does."""
        whole = len(self.playing) == 1 and self.playing[0][1:] == (self.start, self.end)
        return self.playing[0].take if whole else None


class SegmentRow(NamedTuple):
    """A segment of the comp that plays."""

    number: int
    """From 1: what its edits name it by."""
    segment: Segment
    take: Take
    name: str
    """Its span in words."""
    meets: bool
    """It begins where the one before ends."""


def comp_rows(song: Song, track: Track, around: Span | None = None) -> tuple[CompRow, ...]:
    """The comp of a track, over all sections and lines, and where takes lie outside of them; or only what a span touches."""
    table = TakeTable(track)
    lines: dict[int, list[SungLine]] = {}
    for line in sung_lines(song):
        lines.setdefault(line.section, []).append(line)
    places: list[tuple[str, str, str, Span]] = []
    for placed in sections_of(song):
        places.append(("section", placed.section.name, "", Span(placed.start, placed.end)))
        places.extend(
            ("line", f"line {line.number}", line.text, Span(line.start, line.end))
            for line in lines.get(placed.section.id, ())
        )
    rest = Span(places[-1][-1].end if places else Frames(0), song_end(song))
    if rest.end > rest.start:
        places.append(("rest", name_span(song, rest), "", rest))
    return tuple(_row(table, *place) for place in places if around is None or _touch(place[-1], around))


def segment_rows(song: Song, track: Track, around: Span | None = None) -> tuple[SegmentRow, ...]:
    """The segments of the comp that plays; or only those that a span touches, and their neighbours."""
    takes = {take.id: take for take in track.takes}
    names = SpanNames(song)
    rows: list[SegmentRow] = []
    end = -1
    for number, segment in enumerate(played(track), 1):
        if around is None or _touch(segment, around):
            name = names.of(segment.start, segment.end)
            rows.append(SegmentRow(number, segment, takes[segment.take], name, segment.start == end))
        end = segment.end
    return tuple(rows)


def _touch(one: Span | Segment, other: Span) -> bool:
    return one.start <= other.end and one.end >= other.start


def find_take(track: Track, number: int, start: int | None = None, end: int | None = None) -> Take:
    """The take of this number that has most of a span (all of the song without one). Raises BadInputError.

    After sections were moved, parts of one recorded pass share its number.
    """
    takes = [take for take in track.takes if take.number == number]
    if not takes:
        known = sorted({take.number for take in track.takes if not take.hidden})
        hint = f"there are {', '.join(str(one) for one in known)}" if known else "record one first"
        raise BadInputError(f"there is no take {number}", where=track.name, hint=hint)
    return max(takes, key=lambda take: (not take.hidden, _overlap(take, start, end)))


def _row(table: TakeTable, kind: str, name: str, text: str, span: Span) -> CompRow:
    start, end = span.start, span.end
    takes = table.sounding(start, end)
    playing = tuple(
        Playing(take, Frames(max(segment.start, start)), Frames(min(segment.end, end)))
        for segment, take in table.playing(start, end)
    )
    gaps = tuple(take.number for take in takes if has_gap(take, start, end))
    return CompRow(kind, name, text, start, end, playing, takes, gaps)


def has_gap(take: Take, start: int, end: int) -> bool:
    """Whether the take misses something between two frames of the song."""
    gaps: Iterable[tuple[int, int]] = (
        (take.start + gap.start, gap.frames) for gap in (take.certificate.gaps if take.certificate else ())
    )
    return any(at < end and at + max(1, frames) > start for at, frames in gaps)


def _overlap(take: Take, start: int | None, end: int | None) -> int:
    first = take.start if start is None else max(take.start, start)
    last = take.start + take.frames if end is None else min(take.start + take.frames, end)
    return last - first
