"""Clips: placed audio from files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.model import Clip, Song, Track, source_of, track_of
from tui_studio.studio.jobs.work import import_sound
from tui_studio.studio.params import ATime, ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.takes import short_time
from tui_studio.units import Frames

AClip = Annotated[int, Param("count", "the clip's id, as clip.list shows it")]


def clip_data(folder: Path, song: Song, track: Track, clip: Clip) -> dict[str, Any]:
    """What programs are told of a clip."""
    source = source_of(song, clip.source)
    return {
        "track": track.name,
        "id": clip.id,
        "name": clip.name,
        "path": str(folder / source.path) if source else "",
        "start": clip.start,
        "offset": clip.offset,
        "frames": clip.frames,
        "gain_db": clip.gain_db,
        "muted": clip.muted,
    }


@action(
    "clip.import",
    help="put a sound file (WAV, AIFF, FLAC) on a track",
    example="clip.import Drums path=loop.wav at=0:08",
    while_recording="free",
    waits=True,
)
async def import_(
    studio: Studio,
    track: ATrack,
    path: Annotated[Path, Param("path", "the file")],
    at: ATime = Frames(0),  # noqa: B008 - a number
) -> Done:
    """A copy goes into the song, at the song's rate."""
    rate = studio.song.rate
    imported = await studio.jobs.run(f"import {path.name}", import_sound, path, studio.folder, rate)
    known = {clip.id for each in studio.song.tracks for clip in each.clips}
    song = await studio.keeper.edit(
        f"import {path.name}", lambda now: edits.add_clip(now, track, imported, at, path.stem[:60])
    )
    found = track_of(song, track)
    assert found is not None
    clip = next(clip for clip in found.clips if clip.id not in known)
    text = f"{path.name} on {found.name} at {short_time(at, rate)}, {short_time(clip.frames, rate)} long"
    return Done(clip_data(studio.folder, song, found, clip), text)


@action("clip.list", help="all clips, or those of a track", while_recording="free")
async def list_(studio: Studio, track: ATrack | None = None) -> Done:
    """With the file of each."""
    song = studio.song
    clips = [(each, clip) for each in song.tracks if track in (None, each.id) for clip in each.clips]
    text = "\n".join(
        f"{clip.id} {clip.name} on {each.name} at {short_time(clip.start, song.rate)}" for each, clip in clips
    )
    return Done([clip_data(studio.folder, song, each, clip) for each, clip in clips], text or "no clips")


@action("clip.move", help="put a clip at another time", example="clip.move 12 at=0:08")
async def move(studio: Studio, clip: AClip, at: ATime, track: ATrack | None = None) -> Done:
    """And on another track, when one is given."""
    _, found = _find(studio.song, clip)
    song = await studio.keeper.edit(
        f"move {found.name}", lambda now: edits.move_clip(now, found.id, at, track)
    )
    owner, moved = _find(song, clip)
    return Done(
        clip_data(studio.folder, song, owner, moved),
        f"{moved.name} on {owner.name} at {short_time(at, song.rate)}",
    )


@action("clip.remove", help="take a clip off its track (its file stays)", example="clip.remove 12")
async def remove(studio: Studio, clip: AClip) -> Done:
    """Undo brings it back."""
    owner, found = _find(studio.song, clip)
    await studio.keeper.edit(f"remove {found.name}", lambda now: edits.remove_clip(now, found.id))
    return Done({"id": found.id, "name": found.name}, f"{found.name} is off {owner.name}")


def _find(song: Song, number: int) -> tuple[Track, Clip]:
    found = next(((track, clip) for track in song.tracks for clip in track.clips if clip.id == number), None)
    if found is None:
        raise BadInputError(f"there is no clip {number}", hint="clip.list shows them with their ids")
    return found
