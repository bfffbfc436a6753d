"""The takes of a track and what its comp plays, found without walking through all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from tui_studio.song.comp import played
from tui_studio.song.model import Segment, Take, Track


class TakeTable:
    """One track as it is."""

    def __init__(self, track: Track) -> None:
        self._takes = sorted(
            (take for take in track.takes if not take.hidden and take.frames > 0),
            key=lambda take: take.start,
        )
        self._starts = [take.start for take in self._takes]
        self._ends = list(accumulate((take.start + take.frames for take in self._takes), max))
        self._by_id = {take.id: take for take in track.takes}
        self._segments = played(track)
        self._segment_ends = [segment.end for segment in self._segments]

    def sounding(self, start: int, end: int) -> tuple[Take, ...]:
        """The takes that are not hidden and have sound between two frames, in order of their numbers."""
        near = self._takes[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
        inside = (take for take in near if take.start + take.frames > start)
        return tuple(sorted(inside, key=lambda take: (take.number, take.start)))

    def playing(self, start: int, end: int) -> Iterator[tuple[Segment, Take]]:
        """The segments that play between two frames, in order, each with its take."""
        for at in range(bisect_right(self._segment_ends, start), len(self._segments)):
            segment = self._segments[at]
            if segment.start >= end:
                return
            yield segment, self._by_id[segment.take]
