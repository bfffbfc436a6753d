"""The edit that lays a guide: rough drums, chords and bass to play along with, on tracks of their own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tui_studio.song.data import Data
from tui_studio.song.edits.checks import change_track
from tui_studio.song.edits.clips import NewSource, add_clip
from tui_studio.song.edits.tracks import add_track
from tui_studio.song.model import Song, TrackId
from tui_studio.song.names import free_name


class NewGuide(Data, frozen=True):
    """One part of a guide, rendered to a file."""

    name: str
    """Of its track: `Guide drums`."""
    source: NewSource
    start: int


def lay_guides(song: Song, guides: Sequence[NewGuide]) -> Song:
    """Each part on the guide track of its name, which is made when there is none; what played there goes."""
    for guide in guides:
        song, track = _guide_track(song, guide.name)
        song = change_track(song, track, clips=())
        song = add_clip(song, track, guide.source, guide.start, guide.name)
    return song


def remove_guides(song: Song) -> Song:
    """The song without its guide tracks."""
    return msgspec.structs.replace(
        song, tracks=tuple(track for track in song.tracks if not track.plays_guide)
    )


def _guide_track(song: Song, name: str) -> tuple[Song, TrackId]:
    for track in song.tracks:
        if track.plays_guide and track.name == name:
            return song, track.id
    song = add_track(song, free_name(name, [track.name for track in song.tracks]), ())
    track_id = song.tracks[-1].id
    return change_track(song, track_id, plays_guide=True), track_id
