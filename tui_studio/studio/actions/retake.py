"""The retake loop: record, hear, keep or again, without hands."""

from __future__ import annotations

from typing import Annotated

from tui_studio.song.model import Span
from tui_studio.song.spans import name_span
from tui_studio.studio.actions.rehearse import span_here
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.retaking import AGAIN, KEEP
from tui_studio.studio.studio import Studio


@action(
    "retake.start",
    help="record a span, hear it, and again until it is kept",
    example='retake.start "Verse 1" wait=4',
    while_recording="never",
    waits=True,
)
async def start(
    studio: Studio,
    span: Annotated[Span | None, Param("span", "nothing: the loop, else the section here", rest=True)] = None,
    wait: Annotated[float, Param("seconds", "how long it waits for a word after playing back")] = 5.0,
    silent: Annotated[str, Param("choice", "what is done when nothing is said", (AGAIN, KEEP))] = AGAIN,
) -> Done:
    """Counted in as the click is set. retake.keep, retake.again or nothing decides; every take stays in the take list."""
    wanted = span or span_here(studio, "retake.start")
    await studio.transport.taken_over()
    await studio.retakes.start(wanted, wait, silent)
    name = name_span(studio.song, wanted)
    return Done(
        {"span": name, "start": wanted.start, "end": wanted.end}, f"recording {name} until it is kept"
    )


@action("retake.keep", help="the take is good: end the retake loop", while_recording="free")
async def keep(studio: Studio) -> Done:
    """While it plays back, or after."""
    studio.retakes.say(KEEP)
    return Done(None, "kept")


@action(
    "retake.again",
    help="once more, from the beginning or from a bar",
    example="retake.again 9",
    while_recording="free",
    ends_take=True,
)
async def again(
    studio: Studio,
    bar: Annotated[int, Param("count", "a bar of the song; nothing: from the beginning")] | None = None,
) -> Done:
    """The take before stays in the take list."""
    studio.retakes.say(AGAIN, bar)
    return Done({"bar": bar}, "again" if bar is None else f"again from bar {bar}")


@action(
    "retake.stop",
    help="end the retake loop; a take being recorded is kept",
    while_recording="free",
    waits=True,
    ends_take=True,
)
async def stop(studio: Studio) -> Done:
    """So does transport.stop."""
    going = bool(studio.retakes.doing)
    text = await studio.transport.stop() if going else ""
    return Done(None, text or ("the retake loop is over" if going else "no retake loop runs"))
