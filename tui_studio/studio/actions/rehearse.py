"""Rehearsal and the tuner."""

from __future__ import annotations

from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.song.model import Span
from tui_studio.song.spans import name_span
from tui_studio.song.timeline import section_at
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.tuner import TUNING_NAMES, listen, reading_words
from tui_studio.units import format_time


@action(
    "rehearse.start",
    help="a line, section or span round and round, slower or in another key",
    example='rehearse.start "Verse 1" speed=70',
    while_recording="never",
    waits=True,
)
async def start(
    studio: Studio,
    span: Annotated[Span | None, Param("span", "nothing: the loop, else the section here", rest=True)] = None,
    speed: Annotated[int, Param("count", "percent, 50 to 100; the pitch stays")] = 100,
    transpose: Annotated[int, Param("signed", "semitones; of the guide, or of all when there is none")] = 0,
) -> Done:
    """Counted in as the click is set. Nothing is recorded; capture.keep keeps what was played."""
    wanted = span or span_here(studio, "rehearse.start")
    name = name_span(studio.song, wanted)
    await studio.retakes.end()
    await studio.practice.rehearse(wanted, speed, transpose, name)
    words = [f"rehearsing {name}", *([f"at {speed} %"] if speed != 100 else [])]
    words += [f"{transpose:+d} semitone{'s' * (abs(transpose) != 1)}"] if transpose else []
    data = {"span": name, "start": wanted.start, "end": wanted.end, "speed": speed, "transpose": transpose}
    return Done(data, ", ".join(words) + "; nothing is recorded")


def span_here(studio: Studio, asked: str) -> Span:
    """The loop when it is on, else the section at the playhead. `asked`: the action that wants it.

    Raises BadInputError when there is neither.
    """
    song = studio.song
    if song.loop is not None and song.loop_on:
        return song.loop
    placed = section_at(song, studio.transport.motion().position)
    if placed is None:
        raise BadInputError(
            "which span? No loop is on, and no section is here",
            hint=f'loop.start and loop.end set a loop; or name one: {asked} "Verse 1", or bars 5-8',
        )
    return Span(placed.start, placed.end)


@action("rehearse.stop", help="end the rehearsal", while_recording="free")
async def stop(studio: Studio) -> Done:
    """So does anything else that moves the transport."""
    going = studio.practice.going
    await studio.practice.end()
    here = format_time(studio.transport.motion().position, studio.song.rate)
    return Done(
        {"was": going}, f"the rehearsal is over, stopped at {here}" if going else "nothing is being rehearsed"
    )


@action(
    "tuner.read",
    help="the note on an input, and how far it is off",
    example="tuner.read 6",
    while_recording="free",
)
async def tuner(
    studio: Studio,
    input: Annotated[int, Param("count", "the input, from 1")] = 1,  # noqa: A002 - its name for users
    a4: Annotated[float, Param("number", "Hz of A4")] = 440.0,
    tuning: Annotated[str, Param("choice", "an instrument's strings; nothing: all notes", TUNING_NAMES)]
    | None = None,
) -> Done:
    """To a cent on a steady tone."""
    reading = await listen(studio.engine, studio.devices, input, a4, tuning)
    return Done(reading, reading_words(reading, input))
