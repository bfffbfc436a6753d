"""Comps: which there are, which one plays, and what it plays."""

from __future__ import annotations

from typing import Annotated

from tui_studio.errors import BadInputError, NotNowError
from tui_studio.song import edits
from tui_studio.song.comp import active_comp
from tui_studio.song.model import Comp, Song, TrackId
from tui_studio.studio.actions.comp_words import comp_data, find_comp, row_words, segment_words, the_track
from tui_studio.studio.params import ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio

AComp = Annotated[str, Param("text", "the comp's name")]


@action(
    "comp.show",
    help="which take plays in each line and section of a track",
    example="comp.show Vox",
    while_recording="free",
)
async def show(studio: Studio, track: ATrack) -> Done:
    """And the segments with their boundaries."""
    song = studio.song
    found = the_track(song, track)
    data = comp_data(song, found)
    lines = [f"{found.name}, comp {data['comp'] or 'none'}"]
    lines += [row_words(row) for row in data["rows"]]
    lines += [segment_words(row, song.rate) for row in data["segments"]]
    return Done(data, "\n".join(lines))


@action("comp.list", help="the comps of a track", example="comp.list Vox", while_recording="free")
async def list_(studio: Studio, track: ATrack) -> Done:
    """And which one plays."""
    found = the_track(studio.song, track)
    data = [
        {"name": one.name, "id": one.id, "plays": one.id == found.active_comp, "segments": len(one.segments)}
        for one in found.comps
    ]
    names = [f"{one['name']} plays" for one in data if one["plays"]]
    names += [str(one["name"]) for one in data if not one["plays"]]
    return Done(data, f"{found.name}: {', '.join(names) or 'no comp yet'}")


@action("comp.new", help="an empty comp, which plays from now on", example="comp.new Vox")
async def new(
    studio: Studio, track: ATrack, name: Annotated[str, Param("text", "its name; empty for a letter")] = ""
) -> Done:
    """The others stay as they are."""
    song = await studio.keeper.edit("new comp", lambda now: edits.new_comp(now, track, name))
    return _told(song, track, "plays the new")


@action("comp.copy", help="the comp that plays once more, to change the copy", example="comp.copy Vox")
async def copy(
    studio: Studio, track: ATrack, name: Annotated[str, Param("text", "its name; empty for a letter")] = ""
) -> Done:
    """The copy plays from now on; comp.next goes back and forth."""
    comp = _playing(studio.song, track)
    song = await studio.keeper.edit(f"copy comp {comp.name}", lambda now: edits.copy_comp(now, comp.id, name))
    return _told(song, track, "plays the copy,")


@action(
    "comp.use", help="let another comp of the track play", example="comp.use Vox B", while_recording="free"
)
async def use(studio: Studio, track: ATrack, comp: AComp) -> Done:
    """Heard at once."""
    found = find_comp(the_track(studio.song, track), comp)
    song = await studio.keeper.edit(f"comp {found.name}", lambda now: edits.choose_comp(now, found.id))
    return _told(song, track, "plays")


@action("comp.next", help="the next comp of the track plays", example="comp.next Vox", while_recording="free")
async def next_(studio: Studio, track: ATrack) -> Done:
    """For comparing with one key."""
    if len(the_track(studio.song, track).comps) < 2:
        raise NotNowError("there is no other comp to compare with", hint="comp.copy makes one of what plays")
    name = the_track(studio.song, track).name
    song = await studio.keeper.edit(f"next comp of {name}", lambda now: edits.next_comp(now, track))
    return _told(song, track, "plays")


@action(
    "comp.rename", help="give a comp another name", example="comp.rename Vox A loud", while_recording="free"
)
async def rename(
    studio: Studio, track: ATrack, comp: AComp, name: Annotated[str, Param("text", "its new name")]
) -> Done:
    """What it plays stays."""
    found = find_comp(the_track(studio.song, track), comp)
    song = await studio.keeper.edit(f"rename comp {comp}", lambda now: edits.rename_comp(now, found.id, name))
    return _told(song, track, "plays")


@action("comp.remove", help="take a comp away", example="comp.remove Vox B")
async def remove(studio: Studio, track: ATrack, comp: AComp) -> Done:
    """Undo brings it back."""
    found = find_comp(the_track(studio.song, track), comp)
    song = await studio.keeper.edit(f"remove comp {comp}", lambda now: edits.remove_comp(now, found.id))
    return _told(song, track, f"comp {found.name} removed; it plays")


def _playing(song: Song, track: TrackId) -> Comp:
    found = the_track(song, track)
    comp = active_comp(found)
    if comp is None:
        raise BadInputError(f"{found.name} has no comp yet", hint="record or choose a take")
    return comp


def _told(song: Song, track: TrackId, words: str) -> Done:
    found = the_track(song, track)
    comp = active_comp(found)
    return Done(comp_data(song, found), f"{found.name} {words} {f'comp {comp.name}' if comp else 'no comp'}")
