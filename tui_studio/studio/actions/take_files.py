"""The files of takes: a comp made one, what is not in use removed, and waveforms."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
from pathlib import Path
from typing import Annotated

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.comp import active_comp, gaps_played, xruns_played
from tui_studio.song.edits import NewTake
from tui_studio.song.model import FLATTENED, Certificate, Song, SourceId, Track, source_of, track_of
from tui_studio.studio.actions.take_words import told
from tui_studio.studio.compile import compile_spec, compiled_comp
from tui_studio.studio.comping import Flat, flatten_comp
from tui_studio.studio.params import ATrack, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import short_time

WIDEST = 4096
"""The most columns an overview is asked for."""


@action("take.flatten", help="the comp that plays as one new take", example="take.flatten Vox", waits=True)
async def flatten(studio: Studio, track: ATrack) -> Done:
    """Its recipe is kept with it, and the comp stays."""
    song = studio.song
    found = track_of(song, track)
    comp = active_comp(found) if found else None
    if found is None or comp is None or not comp.segments:
        raise BadInputError("there is no comp to flatten", hint="choose takes first")
    spec = next(one for one in compile_spec(song, studio.folder, 1).tracks if one.track == track)
    own = compiled_comp(found, song, studio.folder)
    start, end = min(clip.start for clip in own), max(clip.start + clip.frames for clip in own)
    flat = await studio.jobs.run(
        f"flatten {found.name}",
        flatten_comp,
        spec=msgspec.structs.replace(spec, clips=own),
        folder=studio.folder,
        rate=song.rate,
        start=start,
        end=end,
        name=f"{found.name}-comp-{comp.name}",
    )
    new = NewTake(
        track=track,
        path=flat.path,
        channels=flat.channels,
        frames=flat.frames,
        rate=song.rate,
        start=start,
        sample_format="float32",
        origin="flattened",
        certificate=_certificate(song, found, flat, start),
    )
    song = await studio.keeper.edit(f"flatten {found.name}", lambda now: edits.flatten_comp(now, new))
    take = max(
        (take for each in song.tracks if each.id == track for take in each.takes), key=lambda one: one.id
    )
    return told(
        studio,
        track,
        take.number,
        f"{found.name} comp {comp.name} is take {take.number} now, {short_time(flat.frames, song.rate)}",
    )


def _certificate(song: Song, track: Track, flat: Flat, start: int) -> Certificate:
    """Of a take that was made of others: it has their gaps and xruns."""
    return Certificate(
        device="",
        host_api="",
        rate=song.rate,
        block=0,
        inputs=(),
        latency_frames=0,
        latency_measured=False,
        started_at=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        closed=FLATTENED,
        checksum=flat.checksum,
        gaps=gaps_played(track, start),
        xruns=xruns_played(track, start),
        peak_db=flat.peak_db,
    )


@action(
    "take.clean", help="remove the files that no take and no clip plays", waits=True, while_recording="never"
)
async def clean(
    studio: Studio,
    confirm: Annotated[
        bool, Param("switch", "on: remove them; else only say which", alias="sure confirmed")
    ] = False,
) -> Done:
    """They cannot be brought back, and what undo brings back of them is silent, and says so."""
    unused = edits.unused_sources(studio.song)
    total = await asyncio.to_thread(_size, studio.folder, [source.path for source in unused])
    words = f"{len(unused)} file{'' if len(unused) == 1 else 's'}, {total / 1e6:.1f} MB"
    if confirm and unused:
        await studio.keeper.edit(
            "clean up", lambda song: edits.forget_sources(song, [source.id for source in unused])
        )
        await asyncio.to_thread(_remove, studio.folder, [source.path for source in unused])
    names = [source.path for source in unused]
    if not unused:
        return Done({"files": [], "removed": False}, "every file is in use")
    text = (
        f"{words} removed"
        if confirm
        else f"{words} are not in use; take.clean confirm=on removes them for ever"
    )
    return Done({"files": names, "bytes": total, "removed": confirm}, text)


def _size(folder: Path, paths: list[str]) -> int:
    return sum((folder / path).stat().st_size for path in paths if (folder / path).exists())


def _remove(folder: Path, paths: list[str]) -> None:
    for path in paths:
        (folder / path).unlink(missing_ok=True)


@action(
    "take.overview",
    help="the waveform of a source, for heads",
    example="take.overview source=7 width=200",
    while_recording="free",
    waits=True,
)
async def overview(
    studio: Studio,
    source: Annotated[int, Param("count", "the source's id")],
    width: Annotated[int, Param("count", "columns")],
    start: Annotated[int, Param("count", "first frame in the source")] = 0,
    frames: Annotated[int, Param("count", "frames; 0 for all")] = 0,
) -> Done:
    """`peaks`: base64 of int8 pairs (min, max), one pair a column, of all channels together; none when `missing`."""
    found = source_of(studio.song, SourceId(source))
    if found is None:
        raise BadInputError(f"there is no source {source}", hint="song.get has their ids")
    span = (start, frames or found.frames - start, max(1, min(width, WIDEST)))
    pairs = await asyncio.to_thread(_columns, studio.folder, found.path, span)
    return Done(
        {
            "source": source,
            "start": span[0],
            "frames": span[1],
            "missing": pairs is None,
            "peaks": base64.b64encode(pairs or b"").decode(),
        },
        f"MISSING: {found.path}" if pairs is None else "",
    )


def _columns(folder: Path, path: str, span: tuple[int, int, int]) -> bytes | None:
    """None when the file is missing. Called from: a thread of its own."""
    from tui_studio.audio.overview import overview_of

    if not (folder / path).exists():
        return None
    start, frames, width = span
    return overview_of(folder / path, folder / "cache").merged(start, start + frames, width)
