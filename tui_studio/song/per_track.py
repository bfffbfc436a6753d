"""What is worked out of a track, kept while the track stays as it is: an edit changes one of them, and songs have many takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from tui_studio.song.model import Track

Found = TypeVar("Found")
MOST_KEPT = 512


class PerTrack(Generic[Found]):
    """A function of a track that remembers its last answer for each. Tracks are frozen: the same object has the same answer."""

    def __init__(self, work_out: Callable[[Track], Found]) -> None:
        self._work_out = work_out
        self._kept: dict[int, tuple[Track, Found]] = {}

    def __call__(self, track: Track) -> Found:
        """The answer for this track."""
        kept = self._kept.get(track.id)
        if kept is None or kept[0] is not track:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[track.id] = (track, self._work_out(track))
        return kept[1]
