"""Retrospective capture: what was just played is there, though nobody pressed record."""

from __future__ import annotations

from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.studio.actions.take_words import take_data
from tui_studio.studio.params import Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action(
    "capture.keep",
    help="make takes of what was just played",
    example="capture.keep 30",
    while_recording="never",
    waits=True,
)
async def keep(
    studio: Studio,
    seconds: Annotated[
        float | None, Param("seconds", "how far back; a minute, but for what takes have already")
    ] = None,
) -> Done:
    """Of the armed tracks and of those that monitor their input; placed where it was played."""
    if seconds is not None and seconds <= 0:
        raise BadInputError("0 seconds are nothing to keep", hint="capture.keep 60")
    before = {take.id for track in studio.song.tracks for take in track.takes}
    await studio.reconciler.settled()
    text = await studio.recording.keep(seconds)
    song = studio.song
    made = [(track, take) for track in song.tracks for take in track.takes if take.id not in before]
    return Done([take_data(studio.folder, song, track, take) for track, take in made], text)
