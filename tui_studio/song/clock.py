"""Positions as people write and read them."""

from __future__ import annotations

import difflib
import re

from tui_studio.errors import BadInputError
from tui_studio.song.model import Song, song_end
from tui_studio.song.names import same_name
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import grid_of, sections_of
from tui_studio.units import Frames, format_time, parse_time

_BARS = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_BAR = re.compile(r"bar\s+(\d+)", re.IGNORECASE)
_HINT = (
    "write bars.beats.ticks (17.3.0), minutes (1:02.5), seconds (2.5), frames (96000f), bar 17, start, end, "
    "@marker or a section's name"
)


def format_bars(song: Song, frame: int) -> str:
    """`17.3.240`."""
    return str(grid_of(song).time_at(frame))


def both_times(song: Song, frame: int) -> str:
    """`0:42.317, 17.3.240`"""
    return f"{format_time(frame, song.rate)}, {format_bars(song, frame)}"


def parse_position(song: Song, text: str) -> Frames:
    """The frame of a position as a user writes it. Raises BadInputError, whose hint tells the forms."""
    word = text.strip()
    if word.startswith("@"):
        return _marker(song, word[1:])
    if found := _BARS.fullmatch(word):
        return _bar_time(song, BarTime(*(int(part) for part in found.groups())))
    if found := _BAR.fullmatch(word):
        return _bar_time(song, BarTime(int(found[1]), 1, 0))
    named = _named(song, word)
    if named is not None:
        return named
    try:
        return parse_time(word, song.rate)
    except BadInputError as error:
        raise BadInputError(error.message, hint=_HINT) from None


def _named(song: Song, word: str) -> Frames | None:
    """`start`, `end`, or where a section begins."""
    fixed = {"start": Frames(0), "end": song_end(song)}
    sections = ((placed.section.name, placed.start) for placed in sections_of(song))
    named = (start for name, start in (*fixed.items(), *sections) if same_name(name, word))
    return next(named, None)


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
