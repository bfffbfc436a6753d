"""Edits of comps: which there are, and which one plays."""

from __future__ import annotations

import string

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.edits.checks import change_track, new_id, the_track, unique_name
from tui_studio.song.model import Comp, CompId, Song, Track, TrackId
from tui_studio.song.names import free_name

MOST_COMPS = 100


def new_comp(song: Song, track_id: TrackId, name: str = "") -> Song:
    """An empty comp, which plays from now on; without a name it gets the next free letter."""
    return _add(song, the_track(song, track_id), Comp(CompId(0), name))


def copy_comp(song: Song, comp_id: CompId, name: str = "") -> Song:
    """The comp once more under another name; the copy plays from now on."""
    track, comp = the_comp(song, comp_id)
    return _add(song, track, msgspec.structs.replace(comp, name=name))


def rename_comp(song: Song, comp_id: CompId, name: str) -> Song:
    """Another name for a comp."""
    track, _ = the_comp(song, comp_id)
    others = [one.name for one in track.comps if one.id != comp_id]
    return change_comp(song, comp_id, name=unique_name(name, "the comp's name", others))


def choose_comp(song: Song, comp_id: CompId) -> Song:
    """The comp that plays on its track."""
    track, comp = the_comp(song, comp_id)
    return change_track(song, track.id, active_comp=comp.id)


def next_comp(song: Song, track_id: TrackId) -> Song:
    """The comp after the one that plays; after the last the first."""
    track = the_track(song, track_id)
    if not track.comps:
        raise BadInputError("the track has no comp yet", where=track.name, hint="record or choose a take")
    ids = [one.id for one in track.comps]
    at = ids.index(track.active_comp) if track.active_comp in ids else -1
    return change_track(song, track_id, active_comp=ids[(at + 1) % len(ids)])


def remove_comp(song: Song, comp_id: CompId) -> Song:
    """The track without this comp. When it played, the one before it does, or the next."""
    track, comp = the_comp(song, comp_id)
    at = track.comps.index(comp)
    rest = track.comps[:at] + track.comps[at + 1 :]
    active = track.active_comp
    if active == comp_id:
        active = rest[max(0, at - 1)].id if rest else None
    return change_track(song, track.id, comps=rest, active_comp=active)


def the_comp(song: Song, comp_id: int) -> tuple[Track, Comp]:
    """The comp with this id, and its track. Raises BadInputError."""
    for track in song.tracks:
        for comp in track.comps:
            if comp.id == comp_id:
                return track, comp
    raise BadInputError(f"there is no comp with the id {comp_id}", hint="comp.list shows the comps")


def change_comp(song: Song, comp_id: CompId, **changes: object) -> Song:
    """The song with fields of one comp replaced."""
    track, comp = the_comp(song, comp_id)
    changed = msgspec.structs.replace(comp, **changes)
    return change_track(
        song, track.id, comps=tuple(changed if one.id == comp_id else one for one in track.comps)
    )


def _add(song: Song, track: Track, comp: Comp) -> Song:
    if len(track.comps) >= MOST_COMPS:
        raise BadInputError(f"{track.name} has {MOST_COMPS} comps already", hint="remove one first")
    names = [one.name for one in track.comps]
    name = unique_name(comp.name if comp.name.strip() else _letter(names), "the comp's name", names)
    song, comp_id = new_id(song)
    added = msgspec.structs.replace(comp, id=CompId(comp_id), name=name)
    return change_track(song, track.id, comps=(*track.comps, added), active_comp=added.id)


def _letter(names: list[str]) -> str:
    used = {name.casefold() for name in names}
    return next((one for one in string.ascii_uppercase if one.casefold() not in used), free_name("A", names))
