"""Clips: placed audio from files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.edits import NewSource
from tui_studio.song.model import Clip, ClipId, FadeShape, Song, Source, Track, TrackId, source_of
from tui_studio.song.names import free_name
from tui_studio.song.snapping import TARGETS, nearest, snap
from tui_studio.studio.amounts import amount
from tui_studio.studio.jobs.work import import_sound
from tui_studio.studio.params import ATime, ATrack, Level, Param, Switch
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import Frames, format_db, short_time

AClip = Annotated[int, Param("count", "the clip's id, as clip.list shows it")]
Clips = Annotated[tuple[str, ...], Param("words", "clips' ids with commas between, as clip.list shows them")]
Ripple = Annotated[bool, Param("switch", "later clips on the track follow")]
Snap = Annotated[
    str,
    Param(
        "choice",
        "to what the time is drawn: " + ", ".join([*TARGETS, "transient"]),
        (*TARGETS, "transient"),
        alias="snap",
    ),
]
Amount = Annotated[str, Param("text", "milliseconds (5ms), frames (3f), beat, bar, 1/16")]
ONSET_SECONDS = 0.5
"""How far a transient is looked for."""


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
        "fade_in": clip.fade_in,
        "fade_out": clip.fade_out,
        "reverse": clip.reverse,
        "group": clip.group,
        "folded": source is not None and _is_folded(track, source),
    }


def _is_folded(track: Track, source: Source) -> bool:
    """Whether a track in mono plays a file in stereo: both sides added up, at half level."""
    return source.channels > track.channels


def _fold_words(song: Song, track: Track, clip: Clip) -> str:
    """What is told of it, with the way out; empty when nothing is folded."""
    source = source_of(song, clip.source)
    if source is None or not _is_folded(track, source):
        return ""
    name = track.name if track.name.isalnum() else f'"{track.name}"'
    what = f"it is stereo and {track.name} is mono: the sum of both sides plays, at half level"
    return f"; {what}; track.inputs {name} none, or a pair of inputs, plays both"


@action(
    "clip.import",
    help="put a sound file (WAV, AIFF, FLAC, MP3, Ogg, M4A) on a track",
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
    """A copy goes into the song, at the song's rate. A file of many channels is split: the others get tracks of their own."""
    rate = studio.song.rate
    imported = await studio.jobs.run(f"import {path.name}", import_sound, path, studio.folder, rate)
    known = {clip.id for each in studio.song.tracks for clip in each.clips}
    song = await studio.keeper.edit(
        f"import {path.name}", lambda now: _with_imported(now, track, imported, at, path.stem[:60])
    )
    made = [(each, clip) for each in song.tracks for clip in each.clips if clip.id not in known]
    owner, clip = next((each, clip) for each, clip in made if each.id == track)
    where = owner.name if len(made) == 1 else ", ".join(each.name for each, _ in made)
    ids = _ids_words(each for _, each in made)
    text = f"{path.name} on {where} at {short_time(at, rate)}, {short_time(clip.frames, rate)} long; {ids}"
    text += _fold_words(song, owner, clip)
    data = clip_data(studio.folder, song, owner, clip)
    return Done(
        data
        if len(made) == 1
        else {**data, "clips": [clip_data(studio.folder, song, *each) for each in made]},
        text,
    )


def _ids_words(clips: Iterable[Clip]) -> str:
    """By which numbers the other actions know them."""
    ids = [str(clip.id) for clip in clips]
    return f"clip{'s' * (len(ids) > 1)} {', '.join(ids)}"


def _with_imported(song: Song, track: TrackId, files: list[NewSource], at: int, name: str) -> Song:
    """The files as clips, each on a track of its own; several are one group."""
    made: list[ClipId] = []
    for number, file in enumerate(files):
        target, called = track, name
        if number:
            called = Path(file.path).stem[:60]
            song = edits.add_track(song, free_name(called, [each.name for each in song.tracks]), ())
            target = song.tracks[-1].id
        known = {clip.id for each in song.tracks for clip in each.clips}
        song = edits.add_clip(song, target, file, at, called)
        made += [clip.id for each in song.tracks for clip in each.clips if clip.id not in known]
    return edits.group_clips(song, made) if len(made) > 1 else song


@action("clip.list", help="all clips, or those of a track", while_recording="free")
async def list_(studio: Studio, track: ATrack | None = None) -> Done:
    """With the file of each."""
    song = studio.song
    clips = [(each, clip) for each in song.tracks if track in (None, each.id) for clip in each.clips]
    text = "\n".join(_sentence(song, each, clip) for each, clip in clips)
    return Done([clip_data(studio.folder, song, each, clip) for each, clip in clips], text or "no clips")


def _sentence(song: Song, track: Track, clip: Clip) -> str:
    words = [f"{clip.id} {clip.name} on {track.name} at {short_time(clip.start, song.rate)}"]
    words += [f"{short_time(clip.frames, song.rate)} long"]
    words += [f"{format_db(clip.gain_db)} dB"] if clip.gain_db else []
    fades = (clip.fade_in, clip.fade_out)
    words += (
        [f"fades {' and '.join(f'{fade / song.rate * 1000:.0f} ms' for fade in fades)}"] if any(fades) else []
    )
    words += [word for word, on in (("reversed", clip.reverse), ("muted", clip.muted)) if on]
    return ", ".join([*words, *([f"group {clip.group}"] if clip.group else [])])


@action("clip.move", help="put a clip at another time", example="clip.move 12 at=0:08")
async def move(
    studio: Studio,
    *,
    clip: AClip,
    at: ATime,
    track: ATrack | None = None,
    snap_to: Snap | None = None,
    ripple: Ripple = False,
) -> Done:
    """And on another track, when one is given. Its group goes along."""
    place = await _snapped(studio, clip, at, snap_to)
    return await _changed(
        studio, clip, "move", lambda song: edits.move_clip(song, ClipId(clip), place, track, ripple=ripple)
    )


@action("clip.copy", help="a clip once more at another time", example="clip.copy 12 at=0:16")
async def copy(studio: Studio, clip: AClip, at: ATime, track: ATrack | None = None) -> Done:
    """With its group."""
    _, found = _find(studio.song, clip)
    before = studio.song
    song = await studio.keeper.edit(
        f"copy {found.name}", lambda now: edits.copy_clip(now, ClipId(clip), at, track)
    )
    return _told(studio, song, _fresh(before, song), folds=track is not None)


@action("clip.split", help="cut a clip in two", example="clip.split 12 at=0:10")
async def split(
    studio: Studio,
    clip: AClip,
    at: ATime | None = None,
    snap_to: Snap | None = None,
) -> Done:
    """Here, unless told where. Its group is cut too."""
    here = studio.transport.motion().position if at is None else at
    place = await _snapped(studio, clip, here, snap_to)
    before = studio.song
    song = await studio.keeper.edit("split a clip", lambda now: edits.split_clip(now, ClipId(clip), place))
    return _told(studio, song, [_find(song, clip), *_fresh(before, song)])


def _fresh(before: Song, song: Song) -> list[tuple[Track, Clip]]:
    """The clips that were not there before."""
    known = {clip.id for track in before.tracks for clip in track.clips}
    return [(track, clip) for track in song.tracks for clip in track.clips if clip.id not in known]


def _told(studio: Studio, song: Song, clips: list[tuple[Track, Clip]], *, folds: bool = False) -> Done:
    """`folds`: they came onto other tracks, and what is folded there is told, too."""
    return Done(
        [clip_data(studio.folder, song, *each) for each in clips],
        "; ".join(_sentence(song, *each) + (_fold_words(song, *each) if folds else "") for each in clips),
    )


@action("clip.trim", help="another beginning or end of a clip", example="clip.trim 12 start=0:08.5")
async def trim(
    studio: Studio,
    clip: AClip,
    start: ATime | None = None,
    end: ATime | None = None,
    ripple: Ripple = False,
) -> Done:
    """The sound stays where it is, as far as the file reaches."""
    return await _changed(
        studio, clip, "trim", lambda song: edits.trim_clip(song, ClipId(clip), start, end, ripple=ripple)
    )


@action("clip.gain", help="the level of a clip", example="clip.gain 12 -3")
async def gain(studio: Studio, clip: AClip, db: Level) -> Done:
    """Before the strip; its group's changes by as much."""
    return await _changed(studio, clip, "gain of", lambda song: edits.set_clip_gain(song, ClipId(clip), db))


@action("clip.fade", help="fade a clip in and out", example="clip.fade 12 start=10ms end=200ms")
async def fade(
    studio: Studio,
    clip: AClip,
    start: Annotated[str, Param("text", "the fade-in: 10ms, 480f, beat", alias="in")] = "",
    end: Annotated[str, Param("text", "the fade-out", alias="out")] = "",
    shape: Annotated[str, Param("choice", "equal_power or equal_gain", tuple(FadeShape))] | None = None,
) -> Done:
    """What is left out stays."""
    _, found = _find(studio.song, clip)
    fade_in = amount(studio.song, start, found.start) if start else None
    fade_out = amount(studio.song, end, found.start) if end else None
    return await _changed(
        studio, clip, "fade", lambda song: edits.set_clip_fades(song, ClipId(clip), fade_in, fade_out, shape)
    )


@action("clip.reverse", help="play a clip backwards", example="clip.reverse 12")
async def reverse(studio: Studio, clip: AClip, on: Switch | None = None) -> Done:
    """Again: forwards."""
    wanted = not _find(studio.song, clip)[1].reverse if on is None else on
    return await _changed(
        studio, clip, "reverse", lambda song: edits.set_clip_reverse(song, ClipId(clip), wanted)
    )


@action("clip.mute", help="silence a clip", example="clip.mute 12")
async def mute(studio: Studio, clip: AClip, on: Switch | None = None) -> Done:
    """Again: heard."""
    wanted = not _find(studio.song, clip)[1].muted if on is None else on
    return await _changed(studio, clip, "mute", lambda song: edits.set_clip_muted(song, ClipId(clip), wanted))


@action("clip.name", help="give a clip a name", example="clip.name 12 bridge loop")
async def name(
    studio: Studio, clip: AClip, name: Annotated[str, Param("text", "its name", rest=True)] = ""
) -> Done:
    """Empty takes it away."""
    return await _changed(studio, clip, "name", lambda song: edits.name_clip(song, ClipId(clip), name))


@action("clip.group", help="clips that are edited together", example="clip.group 12,14,15")
async def group(studio: Studio, clips: Clips) -> Done:
    """On any tracks: drums stay together."""
    numbers = [_number(word) for word in clips]
    for number in numbers:
        _find(studio.song, number)
    song = await studio.keeper.edit("group clips", lambda now: edits.group_clips(now, map(ClipId, numbers)))
    made = [_find(song, number) for number in numbers]
    return Done(
        [clip_data(studio.folder, song, *each) for each in made],
        f"{', '.join(clip.name or str(clip.id) for _, clip in made)} are a group",
    )


@action("clip.ungroup", help="the clips of a group, each for itself", example="clip.ungroup 12")
async def ungroup(studio: Studio, clip: AClip) -> Done:
    """All of its group."""
    return await _changed(studio, clip, "ungroup", lambda song: edits.ungroup_clips(song, ClipId(clip)))


@action("clip.remove", help="take a clip off its track (its file stays)", example="clip.remove 12")
async def remove(studio: Studio, clip: AClip, ripple: Ripple = False) -> Done:
    """With its group. Undo brings it back."""
    owner, found = _find(studio.song, clip)
    await studio.keeper.edit(
        f"remove {found.name}", lambda now: edits.remove_clip(now, found.id, ripple=ripple)
    )
    return Done({"id": found.id, "name": found.name}, f"{found.name} is off {owner.name}")


async def _changed(studio: Studio, clip: int, verb: str, change: Callable[[Song], Song]) -> Done:
    before, found = _find(studio.song, clip)
    song = await studio.keeper.edit(f"{verb} {found.name}".strip(), change)
    owner, made = _find(song, clip)
    folds = _fold_words(song, owner, made) if owner.id != before.id else ""
    return Done(clip_data(studio.folder, song, owner, made), _sentence(song, owner, made) + folds)


async def _snapped(studio: Studio, clip: int, at: int, target: str | None) -> int:
    if target is None:
        return at
    if target != "transient":
        return snap(studio.song, at, target)
    _, found = _find(studio.song, clip)
    return await asyncio.to_thread(_at_transient, studio.folder, studio.song, found, at)


def _at_transient(folder: Path, song: Song, clip: Clip, at: int) -> int:
    """The nearest attack within the clip. Reads its file. Called from: a thread of its own."""
    import numpy as np

    from tui_studio.audio.onsets import find_onsets
    from tui_studio.audio.reader import open_source

    source = source_of(song, clip.source)
    assert source is not None
    reach = round(ONSET_SECONDS * song.rate)
    first = max(clip.start, at - reach)
    last = min(clip.start + clip.frames, at + reach)
    if last <= first:
        return at
    reader = open_source(folder / source.path)
    try:
        sound = np.zeros((reader.channels, last - first), np.float32)
        reader.read_into(sound, clip.offset + first - clip.start)
    finally:
        reader.close()
    onsets = find_onsets(np.ascontiguousarray(sound.mean(axis=0), np.float32), song.rate)
    return nearest([first + int(onset) for onset in onsets], at)


def _number(word: str) -> int:
    if not word.isdecimal():
        raise BadInputError(f"'{word}' is not a clip's id", hint="clip.list shows them")
    return int(word)


def _find(song: Song, number: int) -> tuple[Track, Clip]:
    found = next(((track, clip) for track in song.tracks for clip in track.clips if clip.id == number), None)
    if found is None:
        raise BadInputError(f"there is no clip {number}", hint="clip.list shows them with their ids")
    return found
