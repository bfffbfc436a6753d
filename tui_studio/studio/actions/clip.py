"""Clips: placed audio from files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from tui_studio.song import edits
from tui_studio.song.model import Clip, Song, Track, source_of, track_of
from tui_studio.studio.jobs.work import import_sound
from tui_studio.studio.params import ATime, ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.takes import short_time
from tui_studio.units import Frames


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
        f"{each.name}: {clip.name} at {short_time(clip.start, song.rate)}" for each, clip in clips
    )
    return Done([clip_data(studio.folder, song, each, clip) for each, clip in clips], text or "no clips")
