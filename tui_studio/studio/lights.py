"""Clip lights and peak holds of the tracks: what was lit stays so until it is cleared, whatever its track shows by then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_studio.song.model import Monitor, Song, Track, TrackId
from tui_studio.units import db_to_gain

if TYPE_CHECKING:
    from tui_studio.engine.window import Peaks, Window


@dataclass
class Light:
    """Of one track, since it was cleared."""

    hold: float = 0.0
    """The highest peak, as an amplitude."""
    clips: int = 0


class Lights:
    """`slot` tells which strip is a track's."""

    def __init__(self, slot: Callable[[TrackId], int | None]) -> None:
        self._slot = slot
        self._lights: dict[TrackId, Light] = {}
        self._strips: list[float] = []
        self._inputs: list[float] = []
        """Clips of all strips and inputs, as they were counted at the last look."""

    def of(self, track: TrackId) -> Light:
        """The light of this track."""
        return self._lights.get(track) or Light()

    def clear(self) -> None:
        """Put them all out."""
        self._lights.clear()

    def see(self, song: Song, shared: Window, strips: Peaks, inputs: Peaks) -> None:
        """Take what came since the last look: of a strip to its track, of an input to the tracks that listen to it.

        `strips` and `inputs` are the peaks since then, `song` is as it was all the while.
        """
        strip_clips, input_clips = shared.strip_clips(), shared.input_clips()
        of_strips, self._strips = _more(self._strips, strip_clips), strip_clips
        of_inputs, self._inputs = _more(self._inputs, input_clips), input_clips
        for track in song.tracks:
            light = self._lights.setdefault(track.id, Light())
            slot = self._slot(track.id)
            if slot is not None:
                light.hold = max(light.hold, strips[0][slot], strips[1][slot])
                light.clips += of_strips[slot]
            if listens(track):
                numbers = [number - 1 for number in track.inputs if number <= len(of_inputs)]
                came = max((inputs[0][number] for number in numbers), default=0.0)
                light.hold = max(light.hold, came * db_to_gain(track.strip.trim_db))
                light.clips += max((of_inputs[number] for number in numbers), default=0)


def listens(track: Track) -> bool:
    """Whether what comes in at its inputs is the track's: it is armed, or heard."""
    return track.armed or track.monitor == Monitor.INPUT


def _more(before: Sequence[float], now: Sequence[float]) -> list[int]:
    """How much was counted, by counters that may have begun anew."""
    if before == now:
        return [0] * len(now)
    known = before or [0.0] * len(now)
    return [int(new - old if new >= old else new) for old, new in zip(known, now, strict=True)]
