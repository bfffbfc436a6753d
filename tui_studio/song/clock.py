"""Positions as people write and read them."""

from __future__ import annotations

import difflib
import functools
import re

from tui_studio.errors import BadInputError
from tui_studio.song.model import Song, song_end
from tui_studio.song.names import same_name
from tui_studio.song.tempo import TempoMap, steady
from tui_studio.song.tempo_map import BarTime, TempoGrid
from tui_studio.units import Frames, parse_time

_BARS = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_HINT = (
    "write bars.beats.ticks (17.3.0), minutes (1:02.5), seconds (2.5), frames (96000f), start, end or @marker"
)


def tempo_map_of(song: Song) -> TempoMap:
    """The song's tempo map."""
    return steady(song.tempo_bpm, song.beats_per_bar, song.beat_unit)


def grid_of(song: Song) -> TempoGrid:
    """The song's musical time."""
    return _grid(tempo_map_of(song), song.rate)


@functools.lru_cache(maxsize=16)
def _grid(tempo_map: TempoMap, rate: int) -> TempoGrid:
    return TempoGrid(tempo_map, rate)


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
        return _bar_time(song, BarTime(*(int(part) for part in found.groups())))
    try:
        return parse_time(word, song.rate)
    except BadInputError as error:
        raise BadInputError(error.message, hint=_HINT) from None


def _bar_time(song: Song, time: BarTime) -> Frames:
    if time.bar < 1:
        raise BadInputError(f"there is no bar {time.bar}", hint="bars are counted from 1")
    return grid_of(song).frame_at(time)


def _marker(song: Song, name: str) -> Frames:
    for marker in song.markers:
        if same_name(marker.name, name):
            return marker.position
    near = difflib.get_close_matches(name, [marker.name for marker in song.markers], n=1)
    hint = f"did you mean '@{near[0]}'?" if near else "marker.list shows the markers"
    raise BadInputError(f"there is no marker '{name}'", hint=hint)
