"""Loop and punch: the spans, and whether they hold."""

from __future__ import annotations

from typing import Annotated, Any

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


def _loop(song: Song) -> Done:
    return Done(
        _data(song.loop, song.loop_on),
        f"loop {'on' if song.loop_on else 'off'}, {_span_words(song, song.loop)}",
    )


def _punch(song: Song) -> Done:
    return Done(
        _data(song.punch, song.punch_on),
        f"punch {'on' if song.punch_on else 'off'}, {_span_words(song, song.punch)}",
    )


def _data(span: Span | None, on: bool) -> dict[str, Any]:
    return {"on": on, "start": span.start if span else None, "end": span.end if span else None}


@action("loop.set", help="the span to repeat", example="loop.set 5.1.0 9.1.0")
async def loop_set(studio: Studio, start: From, end: To) -> Done:
    """And turns the loop on."""
    return _loop(
        await studio.keeper.edit(
            "set loop", lambda song: edits.set_loop_on(edits.set_loop(song, start, end), True)
        )
    )


@action("loop.span", help="repeat a line, a section, bars", example='loop.span "Verse 1"')
async def loop_span(studio: Studio, span: SpanWords) -> Done:
    """And turns the loop on."""
    return await loop_set(studio, span.start, span.end)


@action("loop.on", help="repeat the loop's span")
async def loop_on(studio: Studio) -> Done:
    """Needs a span."""
    return _loop(await studio.keeper.edit("loop on", lambda song: edits.set_loop_on(song, True)))


@action("loop.off", help="repeat nothing")
async def loop_off(studio: Studio) -> Done:
    """The span stays."""
    return _loop(await studio.keeper.edit("loop off", lambda song: edits.set_loop_on(song, False)))


@action("loop.toggle", help="loop on or off")
async def loop_toggle(studio: Studio) -> Done:
    """For a key."""
    return await (loop_off(studio) if studio.song.loop_on else loop_on(studio))


@action("punch.set", help="the span to record into", example="punch.set 0:08 0:16")
async def punch_set(studio: Studio, start: From, end: To) -> Done:
    """And turns punching on."""
    return _punch(
        await studio.keeper.edit(
            "set punch", lambda song: edits.set_punch_on(edits.set_punch(song, start, end), True)
        )
    )


@action("punch.span", help="record only into a line, a section, bars", example="punch.span lines 3-4")
async def punch_span(studio: Studio, span: SpanWords) -> Done:
    """And turns punching on."""
    return await punch_set(studio, span.start, span.end)


@action("punch.on", help="record inside the punch span only")
async def punch_on(studio: Studio) -> Done:
    """Needs a span."""
    return _punch(await studio.keeper.edit("punch on", lambda song: edits.set_punch_on(song, True)))


@action("punch.off", help="record wherever the transport rolls")
async def punch_off(studio: Studio) -> Done:
    """The span stays."""
    return _punch(await studio.keeper.edit("punch off", lambda song: edits.set_punch_on(song, False)))


@action("punch.toggle", help="punch on or off")
async def punch_toggle(studio: Studio) -> Done:
    """For a key."""
    return await (punch_off(studio) if studio.song.punch_on else punch_on(studio))
