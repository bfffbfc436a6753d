"""Edits of clips: audio placed on the timeline."""

from __future__ import annotations

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.data import Data
from tui_studio.song.edits.checks import change_track, level, new_id, position, the_clip, the_track
from tui_studio.song.edits.passes import source_path
from tui_studio.song.model import Clip, ClipId, Song, Source, SourceId, TrackId
from tui_studio.song.names import clean_name
from tui_studio.units import Frames


class NewSource(Data, frozen=True):
    """What is known of an audio file that was copied into the song folder."""

    path: str
    """Relative to the song folder, with forward slashes."""
    channels: int
    frames: int
    rate: int
    sample_format: str
    origin: str = "imported"


def add_clip(song: Song, track_id: TrackId, source: NewSource, at: int, name: str = "") -> Song:
    """The imported file as a clip whose first frame is heard at position `at`."""
    the_track(song, track_id)
    if source.frames < 1 or source.channels < 1:
        raise BadInputError("the file has no sound in it", where=source.path, hint="import another one")
    path = source_path(song, source.path)
    song, source_id = new_id(song)
    song, clip_id = new_id(song)
    known = Source(
        id=SourceId(source_id),
        path=path,
        channels=source.channels,
        frames=Frames(source.frames),
        rate=source.rate,
        sample_format=source.sample_format,
        origin=source.origin,
    )
    clip = Clip(
        id=ClipId(clip_id),
        source=known.id,
        start=position(at, "the clip's start"),
        offset=Frames(0),
        frames=known.frames,
        name=clean_name(name, "the clip's name") if name.strip() else "",
    )
    song = msgspec.structs.replace(song, sources=(*song.sources, known))
    return change_track(song, track_id, clips=(*the_track(song, track_id).clips, clip))


def remove_clip(song: Song, clip_id: ClipId) -> Song:
    """The song without this clip; its file stays."""
    track, _ = the_clip(song, clip_id)
    return change_track(song, track.id, clips=tuple(clip for clip in track.clips if clip.id != clip_id))


def move_clip(song: Song, clip_id: ClipId, at: int, track_id: TrackId | None = None) -> Song:
    """The clip at another position, and on another track when one is given."""
    track, clip = the_clip(song, clip_id)
    moved = msgspec.structs.replace(clip, start=position(at, "the clip's start"))
    if track_id is None or track_id == track.id:
        return _change(song, clip_id, start=moved.start)
    target = the_track(song, track_id)
    return change_track(remove_clip(song, clip_id), track_id, clips=(*target.clips, moved))


def set_clip_gain(song: Song, clip_id: ClipId, db: float) -> Song:
    """The level of a clip before the strip, in dB."""
    return _change(song, clip_id, gain_db=level(db, "a clip's gain"))


def set_clip_muted(song: Song, clip_id: ClipId, muted: bool) -> Song:
    """Whether the clip is silent."""
    return _change(song, clip_id, muted=bool(muted))


def _change(song: Song, clip_id: ClipId, **changes: object) -> Song:
    track, _ = the_clip(song, clip_id)
    clips = tuple(
        msgspec.structs.replace(one, **changes) if one.id == clip_id else one for one in track.clips
    )
    return change_track(song, track.id, clips=clips)
