"""Edits of the timeline: loop and punch, markers."""

from __future__ import annotations

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import new_id, position, unique_name
from tui_studio.song.model import Marker, MarkerId, Song, Span
from tui_studio.song.names import free_name


def set_loop(song: Song, start: int, end: int) -> Song:
    """The span to repeat; whether it is repeated stays as it is."""
    return msgspec.structs.replace(song, loop=_span(start, end, "the loop"))


def set_loop_on(song: Song, on: bool) -> Song:
    """Whether the transport repeats the loop."""
    if on and song.loop is None:
        raise BadInputError("there is no loop yet", hint="set its start and end first")
    return msgspec.structs.replace(song, loop_on=bool(on))


def set_punch(song: Song, start: int, end: int) -> Song:
    """The span to record into; whether recording keeps to it stays as it is."""
    return msgspec.structs.replace(song, punch=_span(start, end, "the punch"))


def set_punch_on(song: Song, on: bool) -> Song:
    """Whether recording keeps to the punch span."""
    if on and song.punch is None:
        raise BadInputError("there is no punch span yet", hint="set its start and end first")
    return msgspec.structs.replace(song, punch_on=bool(on))


def clear_loop(song: Song) -> Song:
    """No loop, and off."""
    return msgspec.structs.replace(song, loop=None, loop_on=False)


def clear_punch(song: Song) -> Song:
    """No punch span, and off."""
    return msgspec.structs.replace(song, punch=None, punch_on=False)


def add_marker(song: Song, at: int, name: str = "") -> Song:
    """A marker, in its place by time; without a name it is called `Marker n`."""
    names = [marker.name for marker in song.markers]
    wanted = name if name.strip() else free_name(f"Marker {len(names) + 1}", names)
    clean = unique_name(wanted, "the marker name", names)
    song, marker_id = new_id(song)
    marker = Marker(id=MarkerId(marker_id), name=clean, position=position(at, "the marker"))
    return _with_markers(song, (*song.markers, marker))


def move_marker(song: Song, marker_id: MarkerId, at: int) -> Song:
    """The marker at another position."""
    _known(song, marker_id)
    frame = position(at, "the marker")
    moved = (
        msgspec.structs.replace(one, position=frame) if one.id == marker_id else one for one in song.markers
    )
    return _with_markers(song, tuple(moved))


def rename_marker(song: Song, marker_id: MarkerId, name: str) -> Song:
    """Another name for a marker."""
    _known(song, marker_id)
    others = [marker.name for marker in song.markers if marker.id != marker_id]
    clean = unique_name(name, "the marker name", others)
    renamed = (
        msgspec.structs.replace(one, name=clean) if one.id == marker_id else one for one in song.markers
    )
    return _with_markers(song, tuple(renamed))


def remove_marker(song: Song, marker_id: MarkerId) -> Song:
    """The song without this marker."""
    _known(song, marker_id)
    return _with_markers(song, tuple(marker for marker in song.markers if marker.id != marker_id))


def _span(start: int, end: int, what: str) -> Span:
    span = Span(start=position(start, f"the start of {what}"), end=position(end, f"the end of {what}"))
    if span.end <= span.start:
        raise BadInputError(f"{what} ends before it starts", hint="give an end after the start")
    return span


def _known(song: Song, marker_id: MarkerId) -> None:
    if all(marker.id != marker_id for marker in song.markers):
        raise BadInputError(
            f"there is no marker with the id {marker_id}", hint="marker.list shows the markers"
        )


def _with_markers(song: Song, markers: tuple[Marker, ...]) -> Song:
    ordered = sorted(markers, key=lambda marker: (marker.position, marker.id))
    return msgspec.structs.replace(song, markers=tuple(ordered))
