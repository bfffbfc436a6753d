"""The edit that keeps a recording: one pass, all its takes, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song import comp
from tui_studio.song.data import Data
from tui_studio.song.edits.checks import LAST_FRAME, change_track, new_id, the_track
from tui_studio.song.edits.sources import made_source
from tui_studio.song.model import (
    Certificate,
    Comp,
    CompId,
    PassId,
    Song,
    SourceId,
    Take,
    TakeId,
    Track,
    TrackId,
    track_of,
)
from tui_studio.song.names import clean_name, free_name, is_inside
from tui_studio.units import Frames


class NewTake(Data, frozen=True):
    """What is known of a recorded file that is to become a take."""

    track: TrackId
    path: str
    """Relative to the song folder, with forward slashes."""
    channels: int
    frames: int
    """Frames in the file."""
    rate: int
    start: int
    """Song position of the file's first frame; what lies before the song's start is not heard."""
    sample_format: str = "pcm24"
    origin: str = "recorded"
    certificate: Certificate | None = None
    track_name: str = ""
    """For the case that the track is gone."""


def add_pass(song: Song, takes: Sequence[NewTake], *, pass_id: PassId | int | None = None) -> Song:
    """The song with a take per entry, each on top of what played on its track. All or none.

    One that was played slower, in a rehearsal, does not fit the song: it plays only where nothing else does.
    So does a last round of a loop that was stopped before its half: the whole round before it plays. What was played
    before anyone pressed record (`closed` is `kept`) plays only in the gaps between what does already.
    Several entries of one track are the rounds of a loop recording, in order. A track that was removed while
    it recorded comes back as a new one, so that no take is without a place. `pass_id` is the one the files
    were named with.
    """
    if not takes:
        raise BadInputError("the pass has no takes", hint="arm a track before recording")
    if pass_id is None:
        song, pass_id = new_id(song)
    song = msgspec.structs.replace(song, next_id=max(song.next_id, pass_id + 1))
    adopted: dict[int, TrackId] = {}
    for new in takes:
        _check(song, new)
        song, track = _track_for(song, new, adopted, pass_id)
        song = _add_take(song, track, new, PassId(pass_id))
    return song


def lengthen_take(song: Song, whole: NewTake) -> Song:
    """The takes of this file are as long as it is, with its certificate; one that played to its end plays on to the new one.

    Nothing changes when the song does not know the file, or knows it as long.
    """
    source = next((one for one in song.sources if one.path == whole.path), None)
    if source is None or source.frames >= whole.frames:
        return song
    more = Frames(whole.frames - source.frames)
    grown = msgspec.structs.replace(source, frames=Frames(whole.frames), origin=whole.origin)
    song = msgspec.structs.replace(
        song, sources=tuple(grown if one.id == source.id else one for one in song.sources)
    )
    for track in song.tracks:
        for take in track.takes:
            if take.source == source.id and take.offset + take.frames == source.frames:
                song = _grown(song, track.id, take, more, whole.certificate)
    return song


def _grown(song: Song, track_id: TrackId, take: Take, more: int, certificate: Certificate | None) -> Song:
    track = the_track(song, track_id)
    whole = msgspec.structs.replace(take, frames=Frames(take.frames + more), certificate=certificate)
    takes = tuple(whole if one.id == take.id else one for one in track.takes)
    comps = tuple(
        msgspec.structs.replace(one, segments=_played_on(one.segments, take, more)) for one in track.comps
    )
    return change_track(song, track_id, takes=takes, comps=comps)


def _played_on(segments: comp.Segments, take: Take, more: int) -> comp.Segments:
    """The segments; one that played the take to its end does so to its new end."""
    for one in segments:
        if one.take == take.id and one.end == comp.reach(take, one.slip)[1]:
            segments = comp.place(segments, msgspec.structs.replace(one, end=Frames(one.end + more)))
    return segments


def source_path(song: Song, path: str) -> str:
    """The path of a new source. Raises BadInputError when it leaves the song folder or is known already."""
    if not is_inside(path):
        raise BadInputError(
            "a source lies outside of the song folder", where=path, hint="copy it into audio/ first"
        )
    if any(source.path == path for source in song.sources):
        raise BadInputError(
            "the song has this file already", where=path, hint="take.list and clip.list show where it plays"
        )
    return path


def _check(song: Song, new: NewTake) -> None:
    source_path(song, new.path)
    if new.channels < 1 or new.frames < 1 or new.rate < 1:
        raise BadInputError("the file has no sound in it", where=new.path, hint="it is left where it is")
    if new.start + new.frames <= 0 or new.start + new.frames > LAST_FRAME:
        raise BadInputError(
            "the take lies outside of the song", where=new.path, hint="it is left where it is"
        )


def _track_for(song: Song, new: NewTake, adopted: dict[int, TrackId], pass_id: int) -> tuple[Song, Track]:
    track = track_of(song, adopted.get(new.track, new.track))
    if track:
        return song, track
    song, track_id = new_id(song)
    adopted[new.track] = TrackId(track_id)
    name = clean_name(new.track_name, "the track name") if new.track_name else f"Pass {pass_id}"
    track = Track(
        id=TrackId(track_id),
        name=free_name(name, [other.name for other in song.tracks]),
        inputs=new.certificate.inputs[:2] if new.certificate else (),
    )
    return msgspec.structs.replace(song, tracks=(*song.tracks, track)), track


def _add_take(song: Song, track: Track, new: NewTake, pass_id: PassId) -> Song:
    song, source_id = new_id(song)
    song, take_id = new_id(song)
    lost = max(0, -new.start)
    take = Take(
        id=TakeId(take_id),
        number=max((take.number for take in track.takes), default=0) + 1,
        pass_id=pass_id,
        source=SourceId(source_id),
        start=Frames(new.start + lost),
        frames=Frames(new.frames - lost),
        offset=Frames(lost),
        certificate=new.certificate,
    )
    song = msgspec.structs.replace(song, sources=(*song.sources, made_source(new, source_id)))
    song = change_track(song, track.id, takes=(*track.takes, take))
    under = is_begun_round(track.takes[-1] if track.takes else None, take)
    if under or (_at_another_pace(take) and _something_plays(track, take)):
        return song
    if _was_kept(take):
        return _put_in_gaps(song, track, take)
    return put_on_top(song, track.id, comp.segment_of(take))


def _put_in_gaps(song: Song, track: Track, take: Take) -> Song:
    """The song with the take where no take of another pass plays."""
    passes = {one.id: one.pass_id for one in track.takes}
    free: comp.Segments = (comp.segment_of(take),)
    for other in comp.played(track):
        if passes.get(other.take) != take.pass_id:
            free = comp.clear(free, other.start, other.end)
    for segment in free:
        song = put_on_top(song, track.id, segment)
    return song


def _was_kept(take: Take) -> bool:
    return take.certificate is not None and take.certificate.closed == "kept"


def is_begun_round(before: Take | None, take: Take) -> bool:
    """Whether the take is a round of a loop that was stopped before its half; `before` is the track's take before it."""
    if before is None or before.pass_id != take.pass_id:
        return False
    inside = before.start <= take.start and take.start + take.frames <= before.start + before.frames
    return inside and 2 * take.frames < before.frames and not _was_kept(take)


def _at_another_pace(take: Take) -> bool:
    return take.certificate is not None and take.certificate.pace != 100


def _something_plays(track: Track, take: Take) -> bool:
    active = comp.active_comp(track)
    end = take.start + take.frames
    return active is not None and any(one.start < end and one.end > take.start for one in active.segments)


def put_on_top(song: Song, track_id: TrackId, segment: Any) -> Song:
    """The song with a segment on top in the track's active comp, which is made when there is none."""
    track = the_track(song, track_id)
    active = comp.active_comp(track)
    if active is None:
        song, comp_id = new_id(song)
        active = Comp(id=CompId(comp_id), name=free_name("A", [one.name for one in track.comps]))
        song = change_track(song, track_id, comps=(*track.comps, active), active_comp=active.id)
        track = the_track(song, track_id)
    changed = msgspec.structs.replace(active, segments=comp.place(active.segments, segment))
    comps = tuple(changed if one.id == active.id else one for one in track.comps)
    return change_track(song, track_id, comps=comps)


def flatten_comp(song: Song, new: NewTake, *, pass_id: PassId | int | None = None) -> Song:
    """The comp that plays on a track, rendered to a file, as a take whose recipe is the comp's segments.

    The take plays in a comp of its own, from now on; the flattened comp stays as it is.
    """
    track = the_track(song, new.track)
    flattened = comp.active_comp(track)
    if flattened is None or not flattened.segments:
        raise BadInputError("the track has no comp to flatten", where=track.name, hint="choose takes first")
    song, comp_id = new_id(song)
    name = free_name(f"{flattened.name} flat", [one.name for one in track.comps])
    own = Comp(id=CompId(comp_id), name=name)
    song = change_track(song, track.id, comps=(*track.comps, own), active_comp=own.id)
    song = add_pass(song, [new], pass_id=pass_id)
    takes = the_track(song, track.id).takes
    flat = msgspec.structs.replace(takes[-1], name=name, recipe=flattened.segments)
    return change_track(song, track.id, takes=(*takes[:-1], flat))
