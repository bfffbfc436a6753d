"""Edits of clips: audio placed on the timeline."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.data import Data
from tui_studio.song.edits.checks import (
    LAST_FRAME,
    change_track,
    level,
    new_id,
    position,
    the_clip,
    the_track,
)
from tui_studio.song.edits.passes import source_path
from tui_studio.song.edits.segments import fade_shape
from tui_studio.song.edits.sources import made_source
from tui_studio.song.edits.structure import part_of_clip
from tui_studio.song.model import (
    Clip,
    ClipId,
    FadeShape,
    GroupId,
    Song,
    Source,
    Track,
    TrackId,
    source_of,
)
from tui_studio.song.names import clean_name
from tui_studio.units import FADER_MAX_DB, SILENCE_DB, Frames, format_time


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
    source = msgspec.structs.replace(source, path=source_path(song, source.path))
    song, source_id = new_id(song)
    song, clip_id = new_id(song)
    known = made_source(source, source_id)
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


def remove_clip(song: Song, clip_id: ClipId, *, ripple: bool = False) -> Song:
    """The song without this clip and those of its group; files stay. With `ripple` later clips close the hole."""
    for track, clip in members(song, clip_id):
        song = _without(song, track.id, clip.id)
        if ripple:
            song = _push(song, track.id, clip.start + clip.frames, -clip.frames)
    return song


def move_clip(
    song: Song, clip_id: ClipId, at: int, track_id: TrackId | None = None, *, ripple: bool = False
) -> Song:
    """The clip at another position, and on another track when one is given; its group moves along, on its own tracks.

    With `ripple` the clips after each of them on its track move along too.
    """
    track, clip = the_clip(song, clip_id)
    shift = position(at, "the clip's start") - clip.start
    together = members(song, clip_id)
    moving = {one.id for _, one in together}
    if ripple:
        after = {own.id: one.start for own, one in together}
        moving |= {
            one.id for own in song.tracks for one in own.clips if one.start > after.get(own.id, LAST_FRAME)
        }
    song = _shift(song, moving, shift)
    if track_id is None or track_id == track.id:
        return song
    moved = the_clip(song, clip_id)[1]
    song = _without(song, track.id, clip_id)
    return change_track(song, track_id, clips=(*the_track(song, track_id).clips, moved))


def copy_clip(song: Song, clip_id: ClipId, at: int, track_id: TrackId | None = None) -> Song:
    """The clip and its group once more, the clip's first frame at `at`; a copied group is a group of its own."""
    clip = the_clip(song, clip_id)[1]
    shift = position(at, "the clip's start") - clip.start
    together = members(song, clip_id)
    group = None
    if len(together) > 1:
        song, group = _new_group(song)
    for own, one in together:
        song, copy_id = new_id(song)
        copy = msgspec.structs.replace(
            one, id=ClipId(copy_id), start=position(one.start + shift, "the clip's start"), group=group
        )
        target = track_id if track_id is not None and one.id == clip_id else own.id
        song = change_track(song, target, clips=(*the_track(song, target).clips, copy))
    return song


def split_clip(song: Song, clip_id: ClipId, at: int) -> Song:
    """The clip in two at this frame, and so its group; the later halves are a group of their own."""
    frame = position(at, "the cut")
    the_clip(song, clip_id)
    cut = [
        (track, one) for track, one in members(song, clip_id) if one.start < frame < one.start + one.frames
    ]
    if clip_id not in {one.id for _, one in cut}:
        raise BadInputError("the cut is not inside the clip", hint="split it between its start and its end")
    group = cut[0][1].group
    if group is not None:
        song, group = _new_group(song)
    for track, one in cut:
        song, later_id = new_id(song)
        left = part_of_clip(one, one.id, one.start, frame)
        right = part_of_clip(one, ClipId(later_id), frame, one.start + one.frames)
        parts = (left, msgspec.structs.replace(right, group=group))
        song = _put(song, track.id, one.id, parts)
    return song


def trim_clip(
    song: Song, clip_id: ClipId, start: int | None = None, end: int | None = None, *, ripple: bool = False
) -> Song:
    """Another start and end of what is heard, the sound staying where it is, as far as the file reaches.

    Its group's clips are trimmed by as much. With `ripple` later clips follow the end; and what a later start leaves empty
    is closed.
    """
    _, clip = the_clip(song, clip_id)
    first = clip.start if start is None else position(start, "the clip's start")
    last = clip.start + clip.frames if end is None else position(end, "the clip's end")
    by_start, by_end = first - clip.start, last - clip.start - clip.frames
    for track, one in members(song, clip_id):
        old_end = one.start + one.frames
        if ripple:
            song = _push(song, track.id, old_end, by_end - by_start)
        trimmed = _trimmed(song, one, one.start + by_start, old_end + by_end)
        song = _put(song, track.id, one.id, (trimmed,))
        if ripple:
            song = _shift(song, {one.id}, -by_start)
    return song


def set_clip_gain(song: Song, clip_id: ClipId, db: float) -> Song:
    """The level of a clip before the strip, in dB; its group's changes by as much."""
    value = level(db, "a clip's gain")
    change = value - the_clip(song, clip_id)[1].gain_db
    for _, one in members(song, clip_id):
        gain = value if one.id == clip_id else min(max(one.gain_db + change, SILENCE_DB), FADER_MAX_DB)
        song = _change(song, one.id, gain_db=gain)
    return song


def set_clip_muted(song: Song, clip_id: ClipId, muted: bool) -> Song:
    """Whether the clip and its group are silent."""
    return _change_group(song, clip_id, muted=bool(muted))


def set_clip_reverse(song: Song, clip_id: ClipId, reverse: bool) -> Song:
    """Whether the clip and its group play from their last frame to their first."""
    return _change_group(song, clip_id, reverse=bool(reverse))


def set_clip_fades(
    song: Song,
    clip_id: ClipId,
    fade_in: int | None = None,
    fade_out: int | None = None,
    shape: FadeShape | str | None = None,
) -> Song:
    """Fades of the clip and its group in frames; None leaves one as it is. Together they fit into the clip."""
    kind = None if shape is None else fade_shape(shape)
    for _, one in members(song, clip_id):
        first = one.fade_in if fade_in is None else position(fade_in, "the fade-in")
        last = one.fade_out if fade_out is None else position(fade_out, "the fade-out")
        if first + last > one.frames:
            raise BadInputError(
                "the fades are longer than the clip", hint=f"use at most {one.frames}f together"
            )
        song = _change(song, one.id, fade_in=first, fade_out=last)
        if kind is not None:
            song = _change(song, one.id, fade_in_shape=kind, fade_out_shape=kind)
    return song


def name_clip(song: Song, clip_id: ClipId, name: str) -> Song:
    """A name; empty takes it away."""
    return _change(song, clip_id, name=clean_name(name, "the clip's name") if name.strip() else "")


def group_clips(song: Song, clip_ids: Iterable[ClipId]) -> Song:
    """These clips, on any tracks, and the groups they are in, as one group."""
    together = {one.id for clip_id in clip_ids for _, one in members(song, clip_id)}
    if len(together) < 2:
        raise BadInputError("a group has at least two clips", hint="name more clips")
    song, group = _new_group(song)
    for clip_id in sorted(together):
        song = _change(song, clip_id, group=group)
    return song


def ungroup_clips(song: Song, clip_id: ClipId) -> Song:
    """The clips of this one's group, each for itself."""
    return _change_group(song, clip_id, group=None)


def members(song: Song, clip_id: ClipId) -> tuple[tuple[Track, Clip], ...]:
    """The clip, with all of its group, each with its track."""
    track, clip = the_clip(song, clip_id)
    if clip.group is None:
        return ((track, clip),)
    return tuple((own, one) for own in song.tracks for one in own.clips if one.group == clip.group)


def _reach(song: Song, clip: Clip, source: Source | None) -> str:
    """What of the song the clip's file could fill from where it lies."""
    if source is None:
        return "put its file on the track again: clip.import"
    behind = clip.offset if clip.reverse else source.frames - clip.offset - clip.frames
    end = clip.start + clip.frames + behind
    bounds = (max(0, end - source.frames), end)
    return "give times from {} to {}".format(*(format_time(frame, song.rate) for frame in bounds))


def _trimmed(song: Song, clip: Clip, start: int, end: int) -> Clip:
    source = source_of(song, clip.source)
    before, after = start - clip.start, end - clip.start - clip.frames
    offset = clip.offset + (-after if clip.reverse else before)
    if start < 0 or end <= start:
        raise BadInputError("nothing of the clip would be left", hint="give an end after the start")
    if source is None or offset < 0 or offset + end - start > source.frames:
        raise BadInputError("the file does not reach there", where=clip.name, hint=_reach(song, clip, source))
    frames = end - start
    fade_in = min(clip.fade_in, frames)
    return msgspec.structs.replace(
        clip,
        start=Frames(start),
        offset=Frames(offset),
        frames=Frames(frames),
        fade_in=Frames(fade_in),
        fade_out=Frames(min(clip.fade_out, frames - fade_in)),
    )


def _shift(song: Song, moving: Collection[int], by: int) -> Song:
    """These clips so many frames later. Raises BadInputError when one would come to lie before the song."""
    for track in song.tracks:
        if by and any(clip.id in moving for clip in track.clips):
            clips = tuple(
                msgspec.structs.replace(one, start=position(one.start + by, "a clip's start"))
                if one.id in moving
                else one
                for one in track.clips
            )
            song = change_track(song, track.id, clips=clips)
    return song


def _push(song: Song, track_id: TrackId, frame: int, by: int) -> Song:
    """The clips of a track that start at or after a frame so many frames later."""
    return _shift(song, {one.id for one in the_track(song, track_id).clips if one.start >= frame}, by)


def _without(song: Song, track_id: TrackId, clip_id: ClipId) -> Song:
    return _put(song, track_id, clip_id, ())


def _put(song: Song, track_id: TrackId, clip_id: ClipId, parts: tuple[Clip, ...]) -> Song:
    """The track with these clips in the place of one."""
    clips = the_track(song, track_id).clips
    at = next(index for index, one in enumerate(clips) if one.id == clip_id)
    return change_track(song, track_id, clips=(*clips[:at], *parts, *clips[at + 1 :]))


def _new_group(song: Song) -> tuple[Song, GroupId]:
    song, group = new_id(song)
    return song, GroupId(group)


def _change_group(song: Song, clip_id: ClipId, **changes: object) -> Song:
    for _, one in members(song, clip_id):
        song = _change(song, one.id, **changes)
    return song


def _change(song: Song, clip_id: ClipId, **changes: object) -> Song:
    track, clip = the_clip(song, clip_id)
    return _put(song, track.id, clip_id, (msgspec.structs.replace(clip, **changes),))
