"""Loop and punch: the spans, and whether they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, NamedTuple

from tui_studio.song import edits
from tui_studio.song.model import Song, Span
from tui_studio.song.spans import name_span
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import Frames, format_time

From = Annotated[
    Frames, Param("time", "where it begins: bars (17.3.0), minutes, seconds, frames, @marker", alias="from")
]
To = Annotated[Frames, Param("time", "where it ends", alias="to")]
SpanWords = Annotated[
    Span,
    Param("span", "line 3, lines 3-5, a section's name, bars 5-8, 0:10-0:20 or from..to", rest=True),
]


def _span_words(song: Song, span: Span | None) -> str:
    if span is None:
        return "not set"
    bounds = f"{format_time(span.start, song.rate)} to {format_time(span.end, song.rate)}"
    name = name_span(song, span)
    return bounds if ".." in name else f"{name}, {bounds}"


def loop_behind(song: Song, position: int) -> str:
    """What must be said when rolling from here never comes round the loop; empty when it does, or the loop is off."""
    if song.loop is None or not song.loop_on or position < song.loop.end:
        return ""
    start, end = (format_time(at, song.rate) for at in (song.loop.start, song.loop.end))
    return f"the loop, {start} to {end}, lies behind: nothing comes round"


class _Bounds(NamedTuple):
    """A span of the song that can be on or off."""

    word: str
    of: Callable[[Song], tuple[Span | None, bool]]
    lay: Callable[[Song, int, int], Song]
    switch: Callable[[Song, bool], Song]


_LOOP = _Bounds("loop", lambda song: (song.loop, song.loop_on), edits.set_loop, edits.set_loop_on)
_PUNCH = _Bounds("punch", lambda song: (song.punch, song.punch_on), edits.set_punch, edits.set_punch_on)


async def _set(studio: Studio, bounds: _Bounds, start: int, end: int) -> Done:
    def laid(song: Song) -> Song:
        return bounds.switch(bounds.lay(song, start, end), True)

    return _told(bounds, await studio.keeper.edit(f"set {bounds.word}", laid))


async def _switch(studio: Studio, bounds: _Bounds, on: bool) -> Done:
    label = f"{bounds.word} {'on' if on else 'off'}"
    return _told(bounds, await studio.keeper.edit(label, lambda song: bounds.switch(song, on)))


def _told(bounds: _Bounds, song: Song) -> Done:
    span, on = bounds.of(song)
    data = {"on": on, "start": span.start if span else None, "end": span.end if span else None}
    return Done(data, f"{bounds.word} {'on' if on else 'off'}, {_span_words(song, span)}")


@action("loop.set", help="the span to repeat", example="loop.set 5.1.0 9.1.0")
async def loop_set(studio: Studio, start: From, end: To) -> Done:
    """And turns the loop on."""
    return await _set(studio, _LOOP, start, end)


@action("loop.span", help="repeat a line, a section, bars", example='loop.span "Verse 1"')
async def loop_span(studio: Studio, span: SpanWords) -> Done:
    """And turns the loop on."""
    return await _set(studio, _LOOP, span.start, span.end)


@action("loop.on", help="repeat the loop's span")
async def loop_on(studio: Studio) -> Done:
    """Needs a span."""
    return await _switch(studio, _LOOP, True)


@action("loop.off", help="repeat nothing")
async def loop_off(studio: Studio) -> Done:
    """The span stays."""
    return await _switch(studio, _LOOP, False)


@action("loop.toggle", help="loop on or off")
async def loop_toggle(studio: Studio) -> Done:
    """For a key."""
    return await _switch(studio, _LOOP, not studio.song.loop_on)


@action("punch.set", help="the span to record into", example="punch.set 0:08 0:16")
async def punch_set(studio: Studio, start: From, end: To) -> Done:
    """And turns punching on."""
    return await _set(studio, _PUNCH, start, end)


@action("punch.span", help="record only into a line, a section, bars", example="punch.span lines 3-4")
async def punch_span(studio: Studio, span: SpanWords) -> Done:
    """And turns punching on."""
    return await _set(studio, _PUNCH, span.start, span.end)


@action("punch.on", help="record inside the punch span only")
async def punch_on(studio: Studio) -> Done:
    """Needs a span."""
    return await _switch(studio, _PUNCH, True)


@action("punch.off", help="record wherever the transport rolls")
async def punch_off(studio: Studio) -> Done:
    """The span stays."""
    return await _switch(studio, _PUNCH, False)


@action("punch.toggle", help="punch on or off")
async def punch_toggle(studio: Studio) -> Done:
    """For a key."""
    return await _switch(studio, _PUNCH, not studio.song.punch_on)
