"""Edits of the list of tracks and of what a track records."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import change_track, device_inputs, new_id, the_track, unique_name
from tui_studio.song.model import Monitor, Song, Track, TrackId
from tui_studio.song.names import free_name

MOST_TRACKS = 512


def add_track(
    song: Song,
    name: str = "",
    inputs: Sequence[int] = (1,),
    *,
    monitor: Monitor = Monitor.AUTO,
    index: int | None = None,
) -> Song:
    """A new track at the end, or before the track at `index`; without a name it is called `Track n`."""
    if len(song.tracks) >= MOST_TRACKS:
        raise BadInputError(f"the song has {MOST_TRACKS} tracks already", hint="remove one first")
    names = [track.name for track in song.tracks]
    wanted = name if name.strip() else free_name(f"Track {len(names) + 1}", names)
    song, track_id = new_id(song)
    track = Track(
        id=TrackId(track_id),
        name=unique_name(wanted, "the track name", names),
        inputs=device_inputs(inputs),
        monitor=monitor,
    )
    place = len(names) if index is None else min(max(index, 0), len(names))
    return msgspec.structs.replace(song, tracks=(*song.tracks[:place], track, *song.tracks[place:]))


def rename_track(song: Song, track_id: TrackId, name: str) -> Song:
    """Another name for a track; its files keep theirs."""
    the_track(song, track_id)
    others = [track.name for track in song.tracks if track.id != track_id]
    return change_track(song, track_id, name=unique_name(name, "the track name", others))


def remove_track(song: Song, track_id: TrackId) -> Song:
    """The song without this track. Its audio files stay on disk, and stay known as the song's sources."""
    the_track(song, track_id)
    return msgspec.structs.replace(song, tracks=tuple(track for track in song.tracks if track.id != track_id))


def move_track(song: Song, track_id: TrackId, index: int) -> Song:
    """The track at another place, counted from 0; beyond the ends means to the end."""
    track = the_track(song, track_id)
    rest = [other for other in song.tracks if other.id != track_id]
    rest.insert(min(max(index, 0), len(rest)), track)
    return msgspec.structs.replace(song, tracks=tuple(rest))


def set_inputs(song: Song, track_id: TrackId, inputs: Sequence[int]) -> Song:
    """What the track records: one device input, a pair, or none for a track that only plays."""
    track = the_track(song, track_id)
    numbers = device_inputs(inputs)
    return change_track(song, track_id, inputs=numbers, armed=track.armed and bool(numbers))


def set_armed(song: Song, track_id: TrackId, armed: bool) -> Song:
    """Whether the next pass records this track."""
    track = the_track(song, track_id)
    if armed and not track.inputs:
        raise BadInputError(
            "the track has no input to record", where=track.name, hint="give it one with track.inputs"
        )
    return change_track(song, track_id, armed=bool(armed))


def set_monitor(song: Song, track_id: TrackId, mode: Monitor | str) -> Song:
    """When the track's input is heard."""
    try:
        monitor = Monitor(mode)
    except ValueError:
        known = ", ".join(Monitor)
        raise BadInputError(f"there is no monitor mode '{mode}'", hint=f"use one of {known}") from None
    return change_track(song, track_id, monitor=monitor)
