"""Markers: named positions, to locate to by name."""

from __future__ import annotations

from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.clock import both_times
from tui_studio.song.model import Marker, Song
from tui_studio.song.snapping import TARGETS, snap
from tui_studio.studio.params import ATime, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio

SnapTo = Annotated[str, Param("choice", "draw it to the nearest", TARGETS, alias="snap")]


def _data(marker: Marker) -> dict[str, Any]:
    return {"name": marker.name, "position": marker.position}


@action("marker.add", help="name a position", example="marker.add Chorus at=1:02", while_recording="free")
async def add(
    studio: Studio,
    name: Annotated[str, Param("text", "its name; empty for a numbered one")] = "",
    at: ATime | None = None,
    snap_to: SnapTo | None = None,
) -> Done:
    """Here, unless told where."""
    place = studio.transport.motion().position if at is None else at
    place = place if snap_to is None else snap(studio.song, place, snap_to)
    known = {marker.id for marker in studio.song.markers}
    song = await studio.keeper.edit(
        f"add marker {name}".strip(), lambda now: edits.add_marker(now, place, name)
    )
    marker = next(marker for marker in song.markers if marker.id not in known)
    return Done(_data(marker), f"marker {marker.name} at {both_times(song, marker.position)}")


@action(
    "marker.move",
    help="put a marker elsewhere",
    example="marker.move Chorus at=17.1.0",
    while_recording="free",
)
async def move(
    studio: Studio,
    name: Annotated[str, Param("text", "its name")],
    at: ATime | None = None,
    snap_to: SnapTo | None = None,
) -> Done:
    """Without a time: where it is, drawn to the nearest."""
    marker = _find(studio.song, name)
    place = marker.position if at is None else at
    place = place if snap_to is None else snap(studio.song, place, snap_to)
    song = await studio.keeper.edit(
        f"move marker {marker.name}", lambda now: edits.move_marker(now, marker.id, place)
    )
    return Done(
        {"name": marker.name, "position": place}, f"marker {marker.name} at {both_times(song, place)}"
    )


@action(
    "marker.rename",
    help="give a marker another name",
    example='marker.rename Chorus "Chorus 1"',
    while_recording="free",
)
async def rename(
    studio: Studio,
    name: Annotated[str, Param("text", "its name")],
    to: Annotated[str, Param("text", "its new name")],
) -> Done:
    """It stays where it is."""
    marker = _find(studio.song, name)
    song = await studio.keeper.edit(
        f"rename marker {marker.name}", lambda now: edits.rename_marker(now, marker.id, to)
    )
    found = next(each for each in song.markers if each.id == marker.id)
    return Done(_data(found), f"{marker.name} is now {found.name}")


@action("marker.list", help="all markers", while_recording="free")
async def list_(studio: Studio) -> Done:
    """In the order of the song."""
    song = studio.song
    markers = sorted(song.markers, key=lambda marker: marker.position)
    text = "\n".join(f"{both_times(song, marker.position)} {marker.name}" for marker in markers)
    return Done([_data(marker) for marker in markers], text or "no markers")


@action("marker.remove", help="take a marker away", example="marker.remove Chorus", while_recording="free")
async def remove(studio: Studio, name: Annotated[str, Param("text", "its name")]) -> Done:
    """Undo brings it back."""
    marker = _find(studio.song, name)
    await studio.keeper.edit(
        f"remove marker {marker.name}", lambda song: edits.remove_marker(song, marker.id)
    )
    return Done(_data(marker), f"marker {marker.name} removed")


def _find(song: Song, name: str) -> Marker:
    found = next((marker for marker in song.markers if marker.name.casefold() == name.casefold()), None)
    if found is None:
        raise BadInputError(f"there is no marker '{name}'", hint="marker.list shows them")
    return found
