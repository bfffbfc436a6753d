"""The mixer's strips: fader, pan, trim, mute, solo. Faders and pans are heard in the next block."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.model import Song, Strip, TrackId, track_of
from tui_studio.studio.actions.track import names_of
from tui_studio.studio.controls.declared import CONTROLS
from tui_studio.studio.params import MASTER, ATrack, Level, Param, Strips, Switch
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.values import MASTER_NAME

Moving = Annotated[bool, Param("switch", "part of a movement: heard at once, kept when it rests")]


def strip_name(song: Song, track: TrackId) -> str:
    """The track's name, or `Master`."""
    return MASTER_NAME if track == MASTER else names_of(song, (track,))


def strip_of(song: Song, track: TrackId) -> Strip:
    """The strip of the track, or the master's."""
    found = None if track == MASTER else track_of(song, track)
    return found.strip if found else song.master


async def _set(studio: Studio, name: str, tracks: tuple[TrackId, ...], value: float, moving: bool) -> Done:
    for track in tracks:
        await studio.mixer.set(name, track, value, moving=moving)
    words = CONTROLS[name].words(value)
    names = ", ".join(strip_name(studio.song, track) for track in tracks)
    return Done({"track": names, name: value}, f"{names} {name} {words}")


@action("strip.fader", help="set a fader", example="strip.fader Drums db=-3.5", while_recording="free")
async def fader(studio: Studio, track: Strips, db: Level, moving: Moving = False) -> Done:
    """In dB, up to +10; -inf is silence. `Master` is the master's."""
    return await _set(studio, "fader", track, db, moving)


@action("strip.pan", help="set a pan", example="strip.pan Drums L30", while_recording="free")
async def pan(
    studio: Studio,
    track: Strips,
    pan: Annotated[float, Param("pan", "L100 left, C centre, R100 right; or -1 to 1")],
    moving: Moving = False,
) -> Done:
    """Mono: constant power. Stereo: balance."""
    return await _set(studio, "pan", track, pan, moving)


@action(
    "strip.trim",
    help="set the digital input gain (heard, never in the file)",
    example="strip.trim Vox 6",
    while_recording="free",
)
async def trim(studio: Studio, track: ATrack, db: Level, moving: Moving = False) -> Done:
    """-20 to +10 dB."""
    return await _set(studio, "trim", (track,), db, moving)


@action("strip.mute", help="mute strips", example="strip.mute Drums on=off", while_recording="free")
async def mute(studio: Studio, track: Strips, on: Switch = True) -> Done:
    """`on=off` makes them sound again."""
    return await _switch(studio, "mute", track, on)


@action("strip.solo", help="hear only these strips", example="strip.solo Drums", while_recording="free")
async def solo(studio: Studio, track: Strips, on: Switch = True) -> Done:
    """`on=off` ends it. A muted strip stays silent."""
    return await _switch(studio, "solo", track, on)


@action(
    "strip.toggle_mute",
    help="mute strips, or not when they are",
    example="strip.toggle_mute Drums",
    while_recording="free",
)
async def toggle_mute(studio: Studio, track: Strips) -> Done:
    """For a key."""
    return await _switch(studio, "mute", track, not all(strip_of(studio.song, each).mute for each in track))


@action(
    "strip.toggle_solo",
    help="solo strips, or not when they are",
    example="strip.toggle_solo Drums",
    while_recording="free",
)
async def toggle_solo(studio: Studio, track: Strips) -> Done:
    """For a key."""
    return await _switch(studio, "solo", track, not all(strip_of(studio.song, each).solo for each in track))


@action("strip.clear_solo", help="end every solo", while_recording="free")
async def clear_solo(studio: Studio) -> Done:
    """All strips are heard again."""
    await studio.keeper.edit("clear solo", edits.clear_solo)
    return Done(None, "no solo")


async def _switch(studio: Studio, name: str, tracks: tuple[TrackId, ...], on: bool) -> Done:
    if name == "solo" and MASTER in tracks:
        raise BadInputError("the master has no solo", hint="strip.mute Master silences it")
    names = ", ".join(strip_name(studio.song, track) for track in tracks)
    word, state = name if on else f"no {name}", _STATES[name]
    change = _SWITCHES[name]
    song = await studio.keeper.edit(
        f"{word} {names}", lambda song: reduce(lambda now, each: change(now, each, on), tracks, song)
    )
    text = f"{names} {state if on else f'not {state}'}{_silent_soloed(song, tracks) if on else ''}"
    return Done({"track": names, name: on}, text)


def _silent_soloed(song: Song, tracks: tuple[TrackId, ...]) -> str:
    """Says which of these are soloed and silent all the same, since they are muted."""
    strips = ((track, strip_of(song, track)) for track in tracks)
    both = tuple(track for track, strip in strips if strip.solo and strip.mute)
    return f"; silent, being muted and solo: {names_of(song, both)}" if both else ""


def _mute(song: Song, track: TrackId, on: bool) -> Song:
    return edits.set_master_mute(song, on) if track == MASTER else edits.set_mute(song, track, on)


_SWITCHES: dict[str, Callable[[Song, TrackId, bool], Song]] = {"mute": _mute, "solo": edits.set_solo}
_STATES = {"mute": "muted", "solo": "solo"}
