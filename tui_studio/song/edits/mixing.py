"""Edits of strips: the tracks' and the master's."""

from __future__ import annotations

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import change_track, level, number, the_track
from tui_studio.song.model import Song, TrackId


def set_fader(song: Song, track_id: TrackId, db: float) -> Song:
    """The fader of a track's strip, in dB."""
    return _set(song, track_id, fader_db=level(db, "a fader"))


def set_trim(song: Song, track_id: TrackId, db: float) -> Song:
    """The digital input gain of a track's strip, in dB; never in the file."""
    return _set(song, track_id, trim_db=level(db, "a trim"))


def set_pan(song: Song, track_id: TrackId, pan: float) -> Song:
    """-1 is left, 0 the centre, 1 right."""
    return _set(song, track_id, pan=_pan(pan))


def set_mute(song: Song, track_id: TrackId, mute: bool) -> Song:
    """Whether the track is silent."""
    return _set(song, track_id, mute=bool(mute))


def set_solo(song: Song, track_id: TrackId, solo: bool) -> Song:
    """Whether the track is among those heard alone."""
    return _set(song, track_id, solo=bool(solo))


def clear_solo(song: Song) -> Song:
    """No track is heard alone."""
    for track in song.tracks:
        if track.strip.solo:
            song = _set(song, track.id, solo=False)
    return song


def set_master_fader(song: Song, db: float) -> Song:
    """The fader of the master, in dB."""
    return _set_master(song, fader_db=level(db, "the master fader"))


def set_master_pan(song: Song, pan: float) -> Song:
    """The balance of the master."""
    return _set_master(song, pan=_pan(pan))


def set_master_mute(song: Song, mute: bool) -> Song:
    """Whether everything is silent."""
    return _set_master(song, mute=bool(mute))


def _pan(pan: float) -> float:
    value = number(pan, "a pan")
    if not -1.0 <= value <= 1.0:
        raise BadInputError(f"a pan cannot be {value:g}", hint="use -1 (left) to 1 (right)")
    return value


def _set(song: Song, track_id: TrackId, **changes: object) -> Song:
    strip = the_track(song, track_id).strip
    return change_track(song, track_id, strip=msgspec.structs.replace(strip, **changes))


def _set_master(song: Song, **changes: object) -> Song:
    return msgspec.structs.replace(song, master=msgspec.structs.replace(song.master, **changes))
