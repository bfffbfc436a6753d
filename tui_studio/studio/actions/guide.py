"""The guide to play along with."""

from __future__ import annotations

from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song.edits.guides import lay_guides, remove_guides
from tui_studio.studio.guides import GUIDES, guide_chart, make_guides, playing_files
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action(
    "guide.make",
    help="rough drums, chords and bass from the chart, to play along with",
    example="guide.make",
    waits=True,
)
async def make(
    studio: Studio,
    parts: Annotated[tuple[str, ...], Param("words", "drums,chords,bass; nothing: all")] = (),
    transpose: Annotated[int, Param("signed", "semitones")] = 0,
) -> Done:
    """On guide tracks of their own, which no bounce has unless asked; they follow what changes in the chart from then on."""
    unknown = [part for part in parts if part not in GUIDES]
    if unknown:
        raise BadInputError(f"a guide has no {unknown[0]}", hint="one or more of " + ", ".join(GUIDES))
    song = studio.song
    chart = guide_chart(song, transpose)
    wanted = [part for part in GUIDES if part in parts or not parts]
    if not chart.chords:
        wanted = [part for part in wanted if part == "drums"]
    if not wanted:
        raise BadInputError(
            "the chart has no chords on the timeline", hint="write some, then section.from_chart"
        )
    guides = await studio.jobs.run(
        "make a guide", make_guides, studio.folder, song.rate, chart, wanted, playing_files(song)
    )
    made = await studio.keeper.edit("make a guide", lambda now: lay_guides(now, guides, transpose))
    names = [track.name for track in made.tracks if track.plays_guide]
    data: dict[str, Any] = {"tracks": names, "bars": len(chart.bars), "chords": len(chart.chords)}
    return Done(data, f"{', '.join(names)}: {len(chart.bars)} bars, {len(chart.chords)} chords")


@action("guide.remove", help="take the guide tracks out of the song")
async def remove(studio: Studio) -> Done:
    """guide.make makes them again."""
    await studio.keeper.edit("remove the guide", remove_guides)
    return Done(None, "no guide")
