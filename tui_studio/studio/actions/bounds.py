"""One bound of the loop or the punch span at a time, for keys: here, unless told where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui_studio.song import edits
from tui_studio.song.model import Song, Span
from tui_studio.studio.params import ATime
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import format_time

BARS = 4
"""Length of a span of which only one bound is known."""

Setter = Callable[[Song, int, int], Song]


@action("loop.start", help="the loop begins here", example="loop.start at=0:08")
async def loop_start(studio: Studio, at: ATime | None = None) -> Done:
    """Whether it is on stays as it is. An end that lies before moves along."""
    return await _begin(studio, "loop", edits.set_loop, at)


@action("loop.end", help="the loop ends here", example="loop.end at=0:16")
async def loop_end(studio: Studio, at: ATime | None = None) -> Done:
    """Whether it is on stays as it is. A beginning that lies behind moves along."""
    return await _end(studio, "loop", edits.set_loop, at)


@action("punch.start", help="the punch span begins here", example="punch.start at=0:08")
async def punch_start(studio: Studio, at: ATime | None = None) -> Done:
    """Whether it is on stays as it is. An end that lies before moves along."""
    return await _begin(studio, "punch", edits.set_punch, at)


@action("punch.end", help="the punch span ends here", example="punch.end at=0:16")
async def punch_end(studio: Studio, at: ATime | None = None) -> Done:
    """Whether it is on stays as it is. A beginning that lies behind moves along."""
    return await _end(studio, "punch", edits.set_punch, at)


async def _begin(studio: Studio, name: str, setter: Setter, at: int | None) -> Done:
    start = studio.transport.motion().position if at is None else at
    span = _span(studio.song, name)
    end = span.end if span is not None and span.end > start else start + _length(studio.song)
    return await _set(studio, name, setter, start, end)


async def _end(studio: Studio, name: str, setter: Setter, at: int | None) -> Done:
    end = studio.transport.motion().position if at is None else at
    span = _span(studio.song, name)
    start = span.start if span is not None and span.start < end else max(0, end - _length(studio.song))
    return await _set(studio, name, setter, start, end)


async def _set(studio: Studio, name: str, setter: Setter, start: int, end: int) -> Done:
    song = await studio.keeper.edit(f"set {name}", lambda now: setter(now, start, end))
    on = song.loop_on if name == "loop" else song.punch_on
    data: dict[str, Any] = {"on": on, "start": start, "end": end}
    bounds = f"{format_time(start, song.rate)} to {format_time(end, song.rate)}"
    return Done(data, f"{name} {bounds}, {'on' if on else 'off'}")


def _span(song: Song, name: str) -> Span | None:
    return song.loop if name == "loop" else song.punch


def _length(song: Song) -> int:
    return round(song.rate * 60.0 / song.tempo_bpm * 4.0 / song.beat_unit * song.beats_per_bar * BARS)
