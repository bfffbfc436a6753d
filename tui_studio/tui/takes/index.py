"""The takes of a track as columns, and what its comp plays where, found without walking through all of them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from tui_studio.song.comp import active_comp, takes_playing
from tui_studio.song.model import Clip, Comp, Segment, Take, TakeId, Track

SLIVER = 20
"""A part shorter than the row divided by this is not shown."""


@dataclass(frozen=True)
class Column:
    """The takes of one number: after sections were moved, parts of one recorded pass share it."""

    number: int
    takes: tuple[Take, ...]

    @property
    def first(self) -> Take:
        """Rating, name and note are told of this one."""
        return self.takes[0]

    def within(self, start: int, end: int) -> Take | None:
        """The take that sounds between two frames, the one with most of it."""
        best, most = None, 0
        for take in self.takes:
            length = min(end, take.start + take.frames) - max(start, take.start)
            if length > most:
                best, most = take, length
        return best


class Part(NamedTuple):
    """What plays within a row: so many frames of a column's take, from a frame on."""

    column: int
    start: int
    end: int


class TakeIndex:
    """One track as it is. Made anew when the track has changed."""

    def __init__(self, track: Track, *, hidden: bool) -> None:
        self.track = track
        numbers: dict[int, list[Take]] = {}
        for take in track.takes:
            if hidden or not take.hidden:
                numbers.setdefault(take.number, []).append(take)
        self.columns = tuple(Column(number, tuple(numbers[number])) for number in sorted(numbers))
        self.at_number = {column.number: at for at, column in enumerate(self.columns)}
        self.column_of: dict[TakeId, int] = {
            take.id: at for at, column in enumerate(self.columns) for take in column.takes
        }
        self.comp: Comp | None = active_comp(track)
        self.segments: tuple[Segment, ...] = self.comp.segments if self.comp else ()
        self._starts = [segment.start for segment in self.segments]
        self.heard = {self.column_of[take] for take in takes_playing(track) if take in self.column_of}
        """The columns that play somewhere."""

    def playing(self, start: int, end: int) -> list[Part]:
        """What the comp plays between two frames, in order."""
        parts: list[Part] = []
        for segment in self.segments[max(0, bisect_right(self._starts, start) - 1) :]:
            if segment.start >= end:
                break
            first, last = max(start, segment.start), min(end, segment.end)
            if first < last and segment.take in self.column_of:
                parts.append(Part(self.column_of[segment.take], first, last))
        return parts

    def main(self, start: int, end: int) -> int | None:
        """The column that plays most of a span; None where nothing plays."""
        lengths: dict[int, int] = {}
        for part in self.playing(start, end):
            lengths[part.column] = lengths.get(part.column, 0) + part.end - part.start
        return max(lengths, key=lambda column: lengths[column]) if lengths else None

    def segment_at(self, frame: int) -> int | None:
        """The number, from 1, of the segment that plays at a frame."""
        at = bisect_right(self._starts, frame) - 1
        return at + 1 if at >= 0 and frame < self.segments[at].end else None

    def boundary_near(self, frame: int, before: int) -> int | None:
        """The number of the segment whose start is nearest to a frame, of those that start before another one."""
        starts = [(abs(start - frame), at + 1) for at, start in enumerate(self._starts) if start < before]
        return min(starts)[1] if starts else None

    def told(self, start: int, end: int) -> list[Part]:
        """As `playing`, without slivers: where boundaries have settled a little beside the line they are not worth a word."""
        parts = self.playing(start, end)
        return [part for part in parts if (part.end - part.start) * SLIVER > end - start]

    def sounding(self, start: int, end: int) -> list[int]:
        """The columns with sound between two frames."""
        return [at for at, column in enumerate(self.columns) if column.within(start, end)]


def clips_of(track: Track) -> tuple[Clip, ...]:
    """The clips in the order they are heard."""
    return tuple(sorted(track.clips, key=lambda clip: (clip.start, clip.id)))
