"""Musical time: bars.beats.ticks ↔ frames, and positions as people write them.

Bars and beats count from 1, ticks from 0; a tick is a 960th of a beat, and a beat is the note the time
signature counts in. Everything is exact fractions until the one rounding to the nearest frame or tick.
"""

from __future__ import annotations

import difflib
import re
from fractions import Fraction
from typing import NamedTuple, Protocol

from tui_studio.errors import BadInputError
from tui_studio.song.model import Song, song_end
from tui_studio.song.names import same_name
from tui_studio.units import Frames, parse_time

TICKS_PER_BEAT = 960
_BARS = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_HINT = (
    "write bars.beats.ticks (17.3.0), minutes (1:02.5), seconds (2.5), frames (96000f), start, end or @marker"
)


class BarTime(NamedTuple):
    """A musical position."""

    bar: int
    beat: int
    tick: int

    def __str__(self) -> str:
        return f"{self.bar}.{self.beat}.{self.tick:03d}"


class Grid(Protocol):
    """The relation of musical time and frames over a whole song."""

    def frame_at(self, time: BarTime) -> Frames:
        """The frame nearest to a musical position. Raises BadInputError for one that does not exist."""

    def time_at(self, frame: int) -> BarTime:
        """The tick nearest to a frame."""


class SteadyGrid:
    """One tempo and one time signature for the whole song."""

    def __init__(self, *, rate: int, bpm: float, beats_per_bar: int, beat_unit: int) -> None:
        """`bpm` counts quarter notes."""
        self._beats_per_bar = beats_per_bar
        quarters_per_beat = Fraction(4, beat_unit)
        self._frames_per_tick = Fraction(60) * rate * quarters_per_beat / (Fraction(bpm) * TICKS_PER_BEAT)

    def frame_at(self, time: BarTime) -> Frames:
        """As `Grid.frame_at`."""
        check_bar_time(time, self._beats_per_bar)
        beats = (time.bar - 1) * self._beats_per_bar + time.beat - 1
        return Frames(round((beats * TICKS_PER_BEAT + time.tick) * self._frames_per_tick))

    def time_at(self, frame: int) -> BarTime:
        """As `Grid.time_at`."""
        beats, tick = divmod(round(frame / self._frames_per_tick), TICKS_PER_BEAT)
        bars, beat = divmod(beats, self._beats_per_bar)
        return BarTime(bars + 1, beat + 1, tick)


def check_bar_time(time: BarTime, beats_per_bar: int) -> None:
    """Raises BadInputError for a bar, beat or tick that is not there."""
    if time.bar < 1:
        raise BadInputError(f"there is no bar {time.bar}", hint="bars are counted from 1")
    if not 1 <= time.beat <= beats_per_bar:
        raise BadInputError(f"bar {time.bar} has no beat {time.beat}", hint=f"use 1 to {beats_per_bar}")
    if not 0 <= time.tick < TICKS_PER_BEAT:
        raise BadInputError(f"a beat has no tick {time.tick}", hint=f"use 0 to {TICKS_PER_BEAT - 1}")


def grid_of(song: Song) -> Grid:
    """The song's musical time."""
    return SteadyGrid(
        rate=song.rate, bpm=song.tempo_bpm, beats_per_bar=song.beats_per_bar, beat_unit=song.beat_unit
    )


def format_bars(song: Song, frame: int) -> str:
    """`17.3.240`."""
    return str(grid_of(song).time_at(frame))


def parse_position(song: Song, text: str) -> Frames:
    """The frame of a position as a user writes it. Raises BadInputError, whose hint tells the forms."""
    word = text.strip()
    if word.casefold() == "start":
        return Frames(0)
    if word.casefold() == "end":
        return song_end(song)
    if word.startswith("@"):
        return _marker(song, word[1:])
    if found := _BARS.fullmatch(word):
        bar, beat, tick = (int(part) for part in found.groups())
        return grid_of(song).frame_at(BarTime(bar, beat, tick))
    try:
        return parse_time(word, song.rate)
    except BadInputError as error:
        raise BadInputError(error.message, hint=_HINT) from None


def _marker(song: Song, name: str) -> Frames:
    for marker in song.markers:
        if same_name(marker.name, name):
            return marker.position
    near = difflib.get_close_matches(name, [marker.name for marker in song.markers], n=1)
    hint = f"did you mean '@{near[0]}'?" if near else "marker.list shows the markers"
    raise BadInputError(f"there is no marker '{name}'", hint=hint)
