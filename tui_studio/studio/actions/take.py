"""Takes: list, rate, name, choose, hide, and their waveforms."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Annotated, Any

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.comp import active_comp, takes_playing
from tui_studio.song.edits import NewTake
from tui_studio.song.model import (
    COLOURS,
    Certificate,
    PassId,
    Song,
    SourceId,
    Span,
    Take,
    Track,
    TrackId,
    source_of,
    track_of,
)
from tui_studio.studio.compile import compile_spec, compiled_comp
from tui_studio.studio.comping import flatten_comp
from tui_studio.studio.params import ATake, ATime, ATrack, Param, Switch
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.takes import short_time

WIDEST = 4096
"""The most columns an overview is asked for."""


def take_data(folder: Path, song: Song, track: Track, take: Take) -> dict[str, Any]:
    """What programs are told of a take. `start` and `frames` in song frames; `overview` is where waveforms come from."""
    source = source_of(song, take.source)
    return {
        "track": track.name,
        "track_id": track.id,
        "take": take.number,
        "id": take.id,
        "pass": take.pass_id,
        "path": f"{folder}/{source.path}" if source else "",
        "start": take.start,
        "frames": take.frames,
        "offset": take.offset,
        "channels": source.channels if source else 0,
        "sample_format": source.sample_format if source else "",
        "origin": source.origin if source else "",
        "rating": take.rating,
        "colour": take.colour,
        "level_db": take.certificate.peak_db if take.certificate else None,
        "name": take.name,
        "note": take.note,
        "hidden": take.hidden,
        "plays": take.id in takes_playing(track),
        "certificate": _certificate(take.certificate),
    }


def _certificate(certificate: Certificate | None) -> dict[str, Any] | None:
    """All fields, the defaults too."""
    return None if certificate is None else msgspec.to_builtins(msgspec.structs.asdict(certificate))


@action("take.list", help="all takes, or those of a track", example="take.list Kick", while_recording="free")
async def list_(
    studio: Studio,
    track: ATrack | None = None,
    hidden: Annotated[Switch, Param("switch", "hidden takes too")] = False,
) -> Done:
    """With the file of each, where it lies, and its certificate."""
    await studio.recording.calm()
    song = studio.song
    tracks = [each for each in song.tracks if track is None or each.id == track]
    takes = [(each, take) for each in tracks for take in each.takes if hidden or not take.hidden]
    text = "\n".join(_sentence(song, each, take) for each, take in takes)
    return Done([take_data(studio.folder, song, each, take) for each, take in takes], text or "no takes")


def _sentence(song: Song, track: Track, take: Take) -> str:
    """One line: `Kick take 4, 1:31 from 0:00.0, 2 stars, plays, no gaps, latency 256 frames (measured), pass 12`."""
    words = [f"{track.name} take {take.number}{' ' + take.name if take.name else ''}"]
    words[0] += f", {short_time(take.frames, song.rate)} from {short_time(take.start, song.rate)}"
    words += [f"{take.rating} star{'s' * (take.rating != 1)}"] if take.rating else []
    words += ["plays"] if take.id in takes_playing(track) else []
    words += ["hidden"] if take.hidden else []
    return ", ".join([*words, *_certificate_words(take.certificate, song.rate), f"pass {take.pass_id}"])


def _certificate_words(certificate: Certificate | None, rate: int) -> list[str]:
    if certificate is None:
        return ["no certificate"]
    gaps = [
        f"GAP at {short_time(gap.start, rate)} ({gap.frames or 'some'} frames, {gap.cause})"
        for gap in certificate.gaps
    ]
    overs = sum(certificate.overs)
    words = [*(gaps or ["no gaps"]), *([f"{overs} overs"] if overs else [])]
    words.append(
        f"latency {certificate.latency_frames} frames ({'measured' if certificate.latency_measured else 'reported'})"
    )
    words += [f"played at {certificate.pace} %"] if certificate.pace != 100 else []
    return [*words, *([] if certificate.closed in {"stopped", "kept"} else [f"ended: {certificate.closed}"])]


def find_take(song: Song, track: TrackId, number: int) -> tuple[Track, Take]:
    """The take of this number. Raises BadInputError."""
    found = track_of(song, track)
    assert found is not None
    take = next((take for take in found.takes if take.number == number), None)
    if take is None:
        there = ", ".join(str(take.number) for take in found.takes) or "none"
        raise BadInputError(f"{found.name} has no take {number}", hint=f"its takes are: {there}")
    return found, take


@action(
    "take.rate", help="give a take 0 to 5 stars", example="take.rate Vox 2 stars=4", while_recording="free"
)
async def rate(
    studio: Studio, track: ATrack, take: ATake, stars: Annotated[int, Param("count", "0 to 5")]
) -> Done:
    """0 takes the stars away."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"rate {found.name} take {take}", lambda song: edits.rate_take(song, chosen.id, stars)
    )
    return _told(studio, track, take, f"{found.name} take {take}: {stars} star{'' if stars == 1 else 's'}")


@action(
    "take.name",
    help="give a take a name",
    example='take.name Vox 2 name="the loud one"',
    while_recording="free",
)
async def name(
    studio: Studio,
    track: ATrack,
    take: ATake,
    name: Annotated[str, Param("text", "a name; empty takes it away", rest=True)],
) -> Done:
    """Beside its number."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"name {found.name} take {take}", lambda song: edits.name_take(song, chosen.id, name)
    )
    return _told(
        studio, track, take, f"{found.name} take {take} {f'is called {name}' if name else 'has no name'}"
    )


@action(
    "take.note",
    help="write a remark to a take",
    example='take.note Vox 2 "flat in line 3"',
    while_recording="free",
)
async def note(
    studio: Studio,
    track: ATrack,
    take: ATake,
    note: Annotated[str, Param("text", "the remark; empty takes it away", rest=True)],
) -> Done:
    """Kept with the song."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"note on {found.name} take {take}", lambda song: edits.note_take(song, chosen.id, note)
    )
    return _told(studio, track, take, f"noted on {found.name} take {take}")


@action(
    "take.choose",
    help="let a take play, all of it or a span",
    example="take.choose Vox 2 start=0:08 end=0:12",
)
async def choose(
    studio: Studio, track: ATrack, take: ATake, start: ATime | None = None, end: ATime | None = None
) -> Done:
    """Where it meets other takes they fade into one another."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"choose {found.name} take {take}", lambda song: edits.choose_take(song, chosen.id, start, end)
    )
    return _told(studio, track, take, f"{found.name} plays take {take}")


@action(
    "take.hide",
    help="take a take out of sight and out of the comp (its file stays)",
    example="take.hide Vox 1",
)
async def hide(studio: Studio, track: ATrack, take: ATake, on: Switch = True) -> Done:
    """`on=off` shows it again."""
    found, chosen = find_take(studio.song, track, take)
    word = "hide" if on else "show"
    await studio.keeper.edit(
        f"{word} {found.name} take {take}", lambda song: edits.hide_take(song, chosen.id, on)
    )
    return _told(studio, track, take, f"{found.name} take {take} is {'hidden' if on else 'shown'}")


@action(
    "take.colour", help="mark a take with a colour", example="take.colour Vox 2 green", while_recording="free"
)
async def colour(
    studio: Studio,
    track: ATrack,
    take: ATake,
    colour: Annotated[str, Param("text", ", ".join(COLOURS) + "; empty for none")] = "",
) -> Done:
    """To know it by."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"colour {found.name} take {take}", lambda song: edits.set_take_colour(song, chosen.id, colour)
    )
    return _told(studio, track, take, f"{found.name} take {take}: {colour or 'no colour'}")


@action("take.delete", help="take a take out of the song (its file stays)", example="take.delete Vox 1")
async def delete(studio: Studio, track: ATrack, take: ATake) -> Done:
    """Where it played, the latest other one does. Undo brings it back; take.clean removes files."""
    found, chosen = find_take(studio.song, track, take)
    await studio.keeper.edit(
        f"delete {found.name} take {take}", lambda song: edits.delete_take(song, chosen.id)
    )
    return Done(
        {"track": found.name, "take": take}, f"{found.name} take {take} deleted; edit.undo brings it back"
    )


@action(
    "take.recall",
    help="let the takes of one pass play on all its tracks",
    example="take.recall 12 span=Chorus",
)
async def recall(
    studio: Studio,
    pass_id: Annotated[int, Param("count", "the pass, as take.list has it", alias="pass")],
    round: Annotated[int, Param("count", "a round of a loop, from 1; 0: the last on top")] = 0,  # noqa: A002 - its name for users
    span: Annotated[Span | None, Param("span", "only there")] = None,
) -> Done:
    """What was played together is heard together."""
    start, end = (None, None) if span is None else (span.start, span.end)
    song = await studio.keeper.edit(
        f"recall pass {pass_id}", lambda now: edits.recall_pass(now, PassId(pass_id), start, end, round)
    )
    made = [(track, take) for track in song.tracks for take in track.takes if take.pass_id == pass_id]
    names = ", ".join(dict.fromkeys(track.name for track, _ in made))
    return Done([take_data(studio.folder, song, *each) for each in made], f"pass {pass_id} plays on {names}")


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
    )
    song = await studio.keeper.edit(f"flatten {found.name}", lambda now: edits.flatten_comp(now, new))
    take = max(
        (take for each in song.tracks if each.id == track for take in each.takes), key=lambda one: one.id
    )
    return _told(
        studio,
        track,
        take.number,
        f"{found.name} comp {comp.name} is take {take.number} now, {short_time(flat.frames, song.rate)}",
    )


@action(
    "take.clean", help="remove the files that no take and no clip plays", waits=True, while_recording="never"
)
async def clean(
    studio: Studio,
    confirmed: Annotated[bool, Param("switch", "on: remove them; else only say which", alias="sure")] = False,
) -> Done:
    """They cannot be brought back, and what undo would bring back of them is silent."""
    unused = edits.unused_sources(studio.song)
    total = await asyncio.to_thread(_size, studio.folder, [source.path for source in unused])
    words = f"{len(unused)} file{'' if len(unused) == 1 else 's'}, {total / 1e6:.1f} MB"
    if confirmed and unused:
        await studio.keeper.edit(
            "clean up", lambda song: edits.forget_sources(song, [source.id for source in unused])
        )
        await asyncio.to_thread(_remove, studio.folder, [source.path for source in unused])
    names = [source.path for source in unused]
    if not unused:
        return Done({"files": [], "removed": False}, "every file is in use")
    text = (
        f"{words} removed"
        if confirmed
        else f"{words} are not in use; take.clean sure=on removes them for ever"
    )
    return Done({"files": names, "bytes": total, "removed": confirmed}, text)


def _size(folder: Path, paths: list[str]) -> int:
    return sum((folder / path).stat().st_size for path in paths if (folder / path).exists())


def _remove(folder: Path, paths: list[str]) -> None:
    for path in paths:
        (folder / path).unlink(missing_ok=True)


def _told(studio: Studio, track: TrackId, number: int, text: str) -> Done:
    found, take = find_take(studio.song, track, number)
    return Done(take_data(studio.folder, studio.song, found, take), text)


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
    """`peaks`: base64 of int8 pairs (min, max), one pair a column, of all channels together."""
    found = source_of(studio.song, SourceId(source))
    if found is None:
        raise BadInputError(f"there is no source {source}", hint="song.get has their ids")
    span = (start, frames or found.frames - start, max(1, min(width, WIDEST)))
    pairs = await asyncio.to_thread(_columns, studio.folder, found.path, span)
    return Done(
        {"source": source, "start": span[0], "frames": span[1], "peaks": base64.b64encode(pairs).decode()}
    )


def _columns(folder: Path, path: str, span: tuple[int, int, int]) -> bytes:
    from tui_studio.audio.overview import overview_of

    start, frames, width = span
    return overview_of(folder / path, folder / "cache").merged(start, start + frames, width)
