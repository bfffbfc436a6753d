"""Clips of the tracks in words: the first at once, then for a while only how many more there were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tui_studio.studio.wire import Meter

QUIET_SECONDS = 10.0
"""So long after a word about a track nothing more is said of its clips."""


@dataclass
class _Track:
    """What is known of a track's clips: those there are, those that were told, and when."""

    clips: int
    told: int
    told_at: float


class Overs:
    """Looks at meters as they come. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tracks: dict[int, _Track] = {}

    def new(self, meters: Mapping[int, Meter]) -> list[tuple[int, str]]:
        """The tracks that went over, and the words to follow their names. What the first look finds is not told."""
        found = [(number, self._words(number, meter.clips)) for number, meter in meters.items()]
        return [(number, words) for number, words in found if words]

    def _words(self, number: int, clips: int) -> str:
        now = self._clock()
        track = self._tracks.get(number)
        if track is None or clips < track.clips:
            begun = clips if track is None else 0
            track = self._tracks[number] = _Track(begun, begun, now - QUIET_SECONDS)
        waited, track.clips = track.clips - track.told, clips
        if clips == track.told or now - track.told_at < QUIET_SECONDS:
            return ""
        more = clips - track.told
        track.told, track.told_at = clips, now
        return "went over full scale" + (f" {more} more time{'s' * (more != 1)}" if waited else "")
