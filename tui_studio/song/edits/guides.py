"""The edits that lay a guide: rough drums, chords and bass to play along with, on tracks of their own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui_studio.song.data import Data
from tui_studio.song.edits.checks import change_track, new_id, position
from tui_studio.song.edits.clips import NewSource, add_clip
from tui_studio.song.edits.sources import made_source
from tui_studio.song.edits.tracks import add_track
from tui_studio.song.model import Clip, ClipId, Song, Source, Track, TrackId, source_of
from tui_studio.song.names import free_name
from tui_studio.units import Frames


class NewGuide(Data, frozen=True):
    """One part of a guide, rendered to a file."""

    part: str
    """`drums`, `chords` or `bass`."""
    source: NewSource
    start: int


def lay_guides(song: Song, guides: Sequence[NewGuide], transpose: int = 0) -> Song:
    """Each part on its guide track, which is made when there is none; what played there goes."""
    for guide in guides:
        song, track = _guide_track(song, guide.part)
        song = change_track(song, track, clips=())
        song = _add(song, track, guide)
    return msgspec.structs.replace(song, guide_transpose=transpose)


def renew_guides(song: Song, guides: Sequence[NewGuide]) -> Song:
    """The guide tracks with other files in the clips they have; a track that is gone, or cut by hand, stays as it is."""
    for guide in guides:
        track = next(
            (one for one in song.tracks if one.guide_part == guide.part and whole_guide(song, one)), None
        )
        if track is None:
            continue
        song, source = _source(song, guide.source)
        clip = msgspec.structs.replace(
            track.clips[0],
            source=source.id,
            start=position(guide.start, "the guide's start"),
            frames=source.frames,
        )
        song = change_track(song, track.id, clips=(clip,))
    return song


def whole_guide(song: Song, track: Track) -> Source | None:
    """The file that a guide track plays from its beginning to its end; None when it is none, or was cut by hand."""
    if not track.plays_guide or not track.guide_part or len(track.clips) != 1:
        return None
    clip = track.clips[0]
    source = source_of(song, clip.source)
    whole = source is not None and clip.offset == 0 and clip.frames == source.frames and not clip.reverse
    return source if whole else None


def remove_guides(song: Song) -> Song:
    """The song without its guide tracks."""
    return msgspec.structs.replace(
        song, tracks=tuple(track for track in song.tracks if not track.plays_guide), guide_transpose=0
    )


def _guide_track(song: Song, part: str) -> tuple[Song, TrackId]:
    name = f"Guide {part}"
    for track in song.tracks:
        if track.plays_guide and (track.guide_part == part or (not track.guide_part and track.name == name)):
            return change_track(song, track.id, guide_part=part), track.id
    song = add_track(song, free_name(name, [track.name for track in song.tracks]), ())
    track_id = song.tracks[-1].id
    return change_track(song, track_id, plays_guide=True, guide_part=part), track_id


def _add(song: Song, track: TrackId, guide: NewGuide) -> Song:
    if all(source.path != guide.source.path for source in song.sources):
        return add_clip(song, track, guide.source, guide.start, f"Guide {guide.part}")
    song, source = _source(song, guide.source)
    song, clip_id = new_id(song)
    clip = Clip(
        id=ClipId(clip_id),
        source=source.id,
        start=position(guide.start, "the guide's start"),
        offset=Frames(0),
        frames=source.frames,
        name=f"Guide {guide.part}",
    )
    return change_track(song, track, clips=(clip,))


def _source(song: Song, new: NewSource) -> tuple[Song, Source]:
    """The source of this path, which is made when there is none."""
    known = next((source for source in song.sources if source.path == new.path), None)
    if known is not None:
        return song, known
    song, source_id = new_id(song)
    made = made_source(new, source_id)
    return msgspec.structs.replace(song, sources=(*song.sources, made)), made
