"""Tracks: making, naming, ordering, arming, monitoring."""

from __future__ import annotations

from functools import reduce
from typing import Annotated, Any

from tui_studio.errors import SongError
from tui_studio.song import edits
from tui_studio.song.model import Monitor, Song, Track, TrackId, track_of
from tui_studio.studio.armed import missing
from tui_studio.studio.compile import CLICK_SLOT
from tui_studio.studio.params import ATrack, Inputs, Param, Tracks
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.values import MAX_INPUT
from tui_studio.units import format_db


def track_data(song: Song, track: Track) -> dict[str, Any]:
    """What programs are told of a track."""
    strip = track.strip
    return {
        "number": song.tracks.index(track) + 1,
        "id": track.id,
        "name": track.name,
        "inputs": list(track.inputs),
        "armed": track.armed,
        "monitor": track.monitor.value,
        "mute": strip.mute,
        "solo": strip.solo,
        "fader_db": strip.fader_db,
        "pan": strip.pan,
        "trim_db": strip.trim_db,
        "takes": sum(not take.hidden for take in track.takes),
        "clips": len(track.clips),
    }


def names_of(song: Song, tracks: tuple[TrackId, ...]) -> str:
    """`Kick, Snare`"""
    return ", ".join(track.name for track in song.tracks if track.id in tracks) or "no track"


def input_words(inputs: tuple[int, ...]) -> str:
    """`input 1`, `inputs 3-4`, `no input`"""
    if not inputs:
        return "no input"
    if len(inputs) == 1:
        return f"input {inputs[0]}"
    first, second = inputs
    return f"inputs {first}-{second}" if second == first + 1 else f"inputs {first},{second}"


def changed(studio: Studio, track: TrackId) -> dict[str, Any]:
    """The data of a track that was just changed; with a `warning` when the device lacks its input."""
    found = track_of(studio.song, track)
    if found is None:
        return {}
    warning = missing(found, studio.devices.current) if found.inputs else ""
    return {**track_data(studio.song, found), **({"warning": warning} if warning else {})}


def _with_warnings(text: str, data: list[dict[str, Any]]) -> str:
    """The sentence, and what the device lacks."""
    return "; ".join([text, *(each["warning"] for each in data if "warning" in each)])


@action("track.add", help="make a track", example='track.add name="Lead vox" inputs=7')
async def add(
    studio: Studio,
    name: Annotated[str, Param("text", "its name; empty for a numbered one")] = "",
    inputs: Inputs | None = None,
) -> Done:
    """A track at the end; its input is the next free one unless told."""
    if len(studio.song.tracks) >= CLICK_SLOT:
        raise SongError(f"a song has at most {CLICK_SLOT} tracks", hint="track.remove one that is not needed")
    wanted = _next_input(studio) if inputs is None else inputs
    song = await studio.keeper.edit(
        f"add track {name}".strip(), lambda now: edits.add_track(now, name or _free_name(now), wanted)
    )
    track = song.tracks[-1]
    data = changed(studio, track.id)
    text = f"track {len(song.tracks)}, {track.name}, {input_words(track.inputs)}"
    return Done(data, _with_warnings(text, [data]))


def _next_input(studio: Studio) -> tuple[int, ...]:
    """The first input of the device that no track has, else the first."""
    device = studio.devices.current
    used = {number for track in studio.song.tracks for number in track.inputs}
    there = device.inputs if device else MAX_INPUT
    return (next((number for number in range(1, there + 1) if number not in used), 1),)


def _free_name(song: Song) -> str:
    taken = {track.name.casefold() for track in song.tracks}
    return next(name for number in range(1, 1000) if (name := f"Track {number}").casefold() not in taken)


@action("track.list", help="all tracks", while_recording="free")
async def list_(studio: Studio) -> Done:
    """Every track with its settings."""
    song = studio.song
    text = "\n".join(_sentence(track_data(song, track)) for track in song.tracks)
    return Done(
        [track_data(song, track) for track in song.tracks], text or "no tracks yet; track.add makes one"
    )


def _sentence(data: dict[str, Any]) -> str:
    words = [
        f"{data['number']} {data['name']}",
        input_words(tuple(data["inputs"])),
        f"monitor {data['monitor']}",
    ]
    words += [word for word in ("armed", "mute", "solo") if data[word]]
    takes = f"{data['takes']} take{'' if data['takes'] == 1 else 's'}" if data["takes"] else "no takes"
    return ", ".join([*words, f"fader {format_db(data['fader_db'])} dB", takes])


@action(
    "track.rename",
    help="give a track another name",
    example="track.rename Drums name=Kit",
    while_recording="free",
)
async def rename(studio: Studio, track: ATrack, name: Annotated[str, Param("text", "its new name")]) -> Done:
    """Files keep the name they were recorded under."""
    old = names_of(studio.song, (track,))
    await studio.keeper.edit(f"rename {old}", lambda song: edits.rename_track(song, track, name))
    return Done(changed(studio, track), f"{old} is now {names_of(studio.song, (track,))}")


@action("track.remove", help="take a track out of the song (its files stay)", example="track.remove Drums")
async def remove(studio: Studio, track: ATrack) -> Done:
    """Undo brings it back with its takes."""
    name = names_of(studio.song, (track,))
    await studio.keeper.edit(f"remove track {name}", lambda song: edits.remove_track(song, track))
    return Done({"name": name}, f"{name} removed; edit.undo brings it back")


@action("track.move", help="put a track at another place in the list", example="track.move Bass to=1")
async def move(
    studio: Studio, track: ATrack, to: Annotated[int, Param("count", "its new number, from 1")]
) -> Done:
    """Numbers beyond the list mean its end."""
    place = max(0, min(to, len(studio.song.tracks)) - 1)
    name = names_of(studio.song, (track,))
    await studio.keeper.edit(f"move {name}", lambda song: edits.move_track(song, track, place))
    return Done(changed(studio, track), f"{name} is track {place + 1}")


@action("track.inputs", help="choose what a track records", example="track.inputs Overheads 3-4")
async def inputs_(studio: Studio, track: ATrack, inputs: Inputs) -> Done:
    """One input, a pair or none."""
    name = names_of(studio.song, (track,))
    await studio.keeper.edit(f"inputs of {name}", lambda song: edits.set_inputs(song, track, inputs))
    data = changed(studio, track)
    return Done(data, _with_warnings(f"{name} records {input_words(inputs)}", [data]))


@action("track.arm", help="arm tracks for recording", example="track.arm Drums")
async def arm(studio: Studio, track: Tracks) -> Done:
    """One track, several with commas, or all."""
    return await _set_armed(studio, track, True)


@action("track.disarm", help="disarm tracks", example="track.disarm all")
async def disarm(studio: Studio, track: Tracks) -> Done:
    """One track, several with commas, or all."""
    return await _set_armed(studio, track, False)


@action(
    "track.toggle_arm", help="arm tracks, or disarm them when all are armed", example="track.toggle_arm Drums"
)
async def toggle_arm(studio: Studio, track: Tracks) -> Done:
    """For a key."""
    armed = [each.armed for each in studio.song.tracks if each.id in track]
    return await _set_armed(studio, track, not all(armed))


async def _set_armed(studio: Studio, tracks: tuple[TrackId, ...], on: bool) -> Done:
    if on and len(tracks) > 1:  # tracks that only play are not meant by `all`
        tracks = tuple(track.id for track in studio.song.tracks if track.id in tracks and track.inputs)
    differing = tuple(one.id for one in studio.song.tracks if one.id in tracks and one.armed != on)
    names, word = names_of(studio.song, differing or tracks), "armed" if on else "disarmed"
    await studio.keeper.edit(
        f"{'arm' if on else 'disarm'} {names}",
        lambda song: reduce(lambda now, track: edits.set_armed(now, track, on), tracks, song),
    )
    data = [changed(studio, track) for track in tracks]
    told = "; ".join(filter(None, [f"{names} {word}", _later(studio, tracks, on)]))
    return Done(data, _with_warnings(told, data if on else []))


def _later(studio: Studio, tracks: tuple[TrackId, ...], on: bool) -> str:
    """What arming does not change of the pass that is being recorded; empty when there is nothing to say."""
    if not studio.transport.recording:
        return ""
    into = studio.transport.recorded
    these = tuple(track for track in tracks if (track in into) != on)
    if not these:
        return ""
    names, one = names_of(studio.song, these), len(these) == 1
    if on:
        return (
            f"{names} record{'s' * one} from the next pass on, this one records {names_of(studio.song, into)}"
        )
    return f"{names} {'is' if one else 'are'} recorded until this pass ends"


@action("track.monitor", help="choose when a track's input is heard", example="track.monitor Vox mode=input")
async def monitor(
    studio: Studio,
    track: Tracks,
    mode: Annotated[str, Param("choice", "auto, input, tape or off", tuple(mode.value for mode in Monitor))],
) -> Done:
    """`auto`: the input while armed and not playing back; `input`: always; `tape`: never; `off`: neither while recording."""
    names = names_of(studio.song, track)
    await studio.keeper.edit(
        f"monitor {names} {mode}",
        lambda song: reduce(lambda now, each: edits.set_monitor(now, each, Monitor(mode)), track, song),
    )
    return Done([changed(studio, each) for each in track], f"{names}: monitor {mode}")


@action(
    "track.cycle_monitor",
    help="the next monitor mode",
    example="track.cycle_monitor Vox",
)
async def cycle_monitor(studio: Studio, track: Tracks) -> Done:
    """For a key: auto, input, tape, off and round again."""
    modes = list(Monitor)
    first = track_of(studio.song, track[0]) if track else None
    following = modes[(modes.index(first.monitor) + 1) % len(modes)] if first else Monitor.AUTO
    return await monitor(studio, track, following.value)
