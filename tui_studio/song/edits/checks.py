"""What edits ask of the values they are given. Everything raises BadInputError with what and what to do."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Sequence

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.model import Clip, Song, Take, Track, TrackId
from tui_studio.song.names import clean_name, same_name
from tui_studio.units import FADER_MAX_DB, SILENCE_DB, Frames

LAST_FRAME = 2**53 - 1
"""Positions beyond are refused: JSON readers keep integers exact only up to here."""


def the_track(song: Song, track_id: int) -> Track:
    """The track with this id."""
    for track in song.tracks:
        if track.id == track_id:
            return track
    raise BadInputError(f"there is no track with the id {track_id}", hint="track.list shows the tracks")


def the_take(song: Song, take_id: int) -> tuple[Track, Take]:
    """The take with this id, and its track."""
    for track in song.tracks:
        for take in track.takes:
            if take.id == take_id:
                return track, take
    raise BadInputError(f"there is no take with the id {take_id}", hint="take.list shows the takes")


def the_clip(song: Song, clip_id: int) -> tuple[Track, Clip]:
    """The clip with this id, and its track."""
    for track in song.tracks:
        for clip in track.clips:
            if clip.id == clip_id:
                return track, clip
    raise BadInputError(f"there is no clip with the id {clip_id}", hint="clip.list shows the clips")


def unique_name(name: str, what: str, others: Iterable[str]) -> str:
    """The cleaned name, when none of the others is the same."""
    clean = clean_name(name, what)
    for other in others:
        if same_name(clean, other):
            raise BadInputError(
                f"{what} '{other}' is taken", hint="choose another name, or rename that one first"
            )
    return clean


def level(db: float, what: str) -> float:
    """A level in dB as faders have it."""
    value = number(db, what)
    if not SILENCE_DB <= value <= FADER_MAX_DB:
        raise BadInputError(
            f"{what} cannot be {value:g} dB", hint=f"use {SILENCE_DB:g} (silent) to +{FADER_MAX_DB:g} dB"
        )
    return value


def number(value: float, what: str) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadInputError(f"{what} cannot be {value}", hint="write a number")
    return float(value)


def position(frame: int, what: str) -> Frames:
    """A position or a length in frames, not negative."""
    if isinstance(frame, bool) or not isinstance(frame, int):
        raise BadInputError(f"{what} is not a whole number of frames: {frame!r}", hint="write it like 96000f")
    if not 0 <= frame <= LAST_FRAME:
        raise BadInputError(
            f"{what} cannot be at frame {frame}", hint="use a time from the start of the song on"
        )
    return Frames(frame)


def device_inputs(inputs: Sequence[int]) -> tuple[int, ...]:
    """None, one or two different device inputs, counted from 1."""
    numbers = tuple(inputs)
    if len(numbers) > 2:
        raise BadInputError(
            f"a track records at most 2 inputs, not {len(numbers)}",
            hint="use one input, a pair like 3,4, or more tracks",
        )
    for one in numbers:
        if isinstance(one, bool) or not isinstance(one, int) or not 1 <= one <= 4096:
            raise BadInputError(f"there is no input {one}", hint="inputs are counted from 1")
    if len(set(numbers)) != len(numbers):
        raise BadInputError(f"input {numbers[0]} is named twice", hint="use one input, or two different ones")
    return numbers


def change_track(song: Song, track_id: int, **changes: object) -> Song:
    """The song with fields of one track replaced."""
    return map_track(song, track_id, lambda track: msgspec.structs.replace(track, **changes))


def map_track(song: Song, track_id: int, change: Callable[[Track], Track]) -> Song:
    """The song with one track replaced by what `change` makes of it."""
    the_track(song, track_id)
    tracks = tuple(change(track) if track.id == track_id else track for track in song.tracks)
    return msgspec.structs.replace(song, tracks=tracks)


def change_notebook(song: Song, **changes: object) -> Song:
    """The song with fields of its notebook replaced."""
    return msgspec.structs.replace(song, notebook=msgspec.structs.replace(song.notebook, **changes))


def place_in(index: int, count: int, what: str) -> int:
    """A place in a list, counted from 0."""
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < count:
        hint = f"use 1 to {count}" if count else f"there are no {what}s yet"
        raise BadInputError(f"there is no {what} {index + 1 if isinstance(index, int) else index}", hint=hint)
    return index


def find_track(song: Song, text: str) -> Track:
    """The track a user means: its name (any case), or its place in the list, counted from 1."""
    for track in song.tracks:
        if same_name(track.name, text):
            return track
    if text.strip().isdecimal() and 1 <= int(text) <= len(song.tracks):
        return song.tracks[int(text) - 1]
    near = difflib.get_close_matches(text, [track.name for track in song.tracks], n=1)
    hint = f"did you mean '{near[0]}'?" if near else "track.list shows the tracks"
    raise BadInputError(f"there is no track '{text}'", hint=hint)


def new_id(song: Song) -> tuple[Song, int]:
    """An unused id, and the song that has spent it."""
    return msgspec.structs.replace(song, next_id=song.next_id + 1), song.next_id


def track_ids(song: Song) -> tuple[TrackId, ...]:
    """All tracks in order."""
    return tuple(track.id for track in song.tracks)
