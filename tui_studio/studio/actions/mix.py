"""Bouncing the mix to a file."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from tui_studio.errors import BadInputError
from tui_studio.song.folder import is_song
from tui_studio.song.model import Song, song_end
from tui_studio.song.names import safe_file_name
from tui_studio.studio.compile import bounce_spec
from tui_studio.studio.jobs.work import bounce_mix
from tui_studio.studio.missing import named
from tui_studio.studio.params import ATime, Param, Replace
from tui_studio.studio.places import refuse_replacing
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.takes import relative_path
from tui_studio.units import Frames, format_db, gain_to_db, short_time

WAV_SUFFIXES = (".wav", ".wave", ".rf64", ".bwf")
OTHER_KINDS = (
    ".flac",
    ".mp3",
    ".ogg",
    ".opus",
    ".m4a",
    ".aac",
    ".aif",
    ".aiff",
    ".aifc",
    ".wma",
    ".caf",
    ".w64",
)


@action("mix.bounce", help="render the mix to a WAV file", example="mix.bounce path=mix.wav", waits=True)
async def bounce(
    studio: Studio,
    *,
    path: Annotated[Path, Param("path", "the file; nothing: out/ in the song")] | None = None,
    start: ATime = Frames(0),  # noqa: B008 - a number
    end: ATime | None = None,
    format: Annotated[str, Param("choice", "pcm24 or float32", ("pcm24", "float32"))] = "pcm24",  # noqa: A002 - its name for users
    click: Annotated[bool, Param("switch", "with the click")] = False,
    guides: Annotated[bool, Param("switch", "with the guides made from the chart")] = False,
    replace: Replace = False,
) -> Done:
    """What one hears, of the whole song unless told."""
    if guides:
        await studio.guides.caught_up()
    song = studio.song
    last = song_end(song) if end is None else end
    if end is not None and end <= start:
        raise BadInputError(
            f"there is nothing to bounce: {short_time(end, song.rate)} is not behind {short_time(start, song.rate)}",
            hint="give an end after the start, or neither for all of the song",
        )
    if last <= start:
        raise BadInputError(
            "there is nothing to bounce", hint="record or import something first, or give start and end"
        )
    stem = safe_file_name(song.title, "mix")
    target = _target(path, stem) if path else _free_path(studio.folder / "out", stem)
    for wanted in {target, path or target}:
        _keep_out_of_the_song(wanted.resolve(), studio.folder.resolve())
    refuse_replacing(target, replace or await asyncio.to_thread(_is_bounce, target.resolve()))
    spec = bounce_spec(song, studio.folder, click=click, guides=guides)
    report = await studio.jobs.run(
        f"bounce {target.name}",
        bounce_mix,
        spec=spec,
        rate=song.rate,
        path=target,
        start=start,
        end=last,
        sample_format=format,
    )
    frames = int(last - start)
    peak = f"peak {format_db(gain_to_db(report['peak']))} dB"
    text = [
        f"bounced {short_time(frames, song.rate)} to {target}, {peak}",
        *_amiss(song, studio.folder, report),
    ]
    return Done(
        {"path": str(target), "start": start, "frames": frames, "rate": song.rate, **report}, "\n".join(text)
    )


def _is_bounce(path: Path) -> bool:
    """It was written by a bounce, which may do it again; takes never were. Called from: a thread of its own."""
    from tui_studio.audio.wav_header import is_ours

    return is_ours(path) and not (path.parent.name == "audio" and is_song(path.parent.parent))


def _amiss(song: Song, folder: Path, report: dict[str, Any]) -> list[str]:
    """What is wrong with the file, a line each, and what to do."""
    return [*_silent(folder, report["unreadable"]), *_too_loud(song, report)]


def _silent(folder: Path, files: Sequence[str]) -> list[str]:
    if not files:
        return []
    names = [relative_path(file, folder) for file in files]
    there = "1 file that is" if len(names) == 1 else f"{len(names)} files that are"
    what = f"ALARM: silent in it: {there} missing or damaged, {named(names)}"
    return [f"{what}; bring back what is missing and bounce again"]


def _too_loud(song: Song, report: dict[str, Any]) -> list[str]:
    """The mix is as much quieter as the Master's fader is lower."""
    overs = report["overs"]
    if not overs:
        return []
    above = math.ceil(gain_to_db(report["peak"]) * 10 - 1e-6) / 10
    what = f"{overs} over{'s' * (overs > 1)}, {above:.1f} dB too loud"
    lower = f"strip.fader Master {song.master.fader_db - above:.1f}"
    if report["sample_format"] == "float32":
        return [f"warning: {what}: the float file keeps them, what plays it clips; {lower} makes room"]
    return [f"warning: {what}: clipped in the file; {lower} makes room, format=float32 keeps them"]


def _target(path: Path, stem: str) -> Path:
    """The WAV file that is meant: in a folder one named after the song. Raises BadInputError for another kind of file."""
    if path.is_dir():
        return _free_path(path, stem)
    suffix = path.suffix.casefold()
    if suffix in OTHER_KINDS:
        raise BadInputError(
            f"a bounce is a WAV file, not {suffix}", hint=f"name it {path.with_suffix('.wav').name}"
        )
    return path if suffix in WAV_SUFFIXES else path.with_name(f"{path.name}.wav")


def _keep_out_of_the_song(target: Path, folder: Path) -> None:
    """Raises BadInputError when the mix would lie among the takes or replace a file of the song's own."""
    if not target.is_relative_to(folder):
        return
    inner = target.relative_to(folder).parts
    if inner[:1] in {(), ("out",)} or (len(inner) == 1 and target.suffix in {"", ".wav"}):
        return
    raise BadInputError(
        "the mix would lie among the song's own files",
        where=str(target),
        hint="choose a path outside, or out/",
    )


def _free_path(folder: Path, stem: str) -> Path:
    """`stem.wav`, or the first numbered one that does not exist."""
    folder.mkdir(exist_ok=True)
    numbers = [
        int(found[1])
        for file in folder.iterdir()
        if (found := re.fullmatch(rf"{re.escape(stem)} (\d+)", file.stem))
    ]
    plain = folder / f"{stem}.wav"
    return folder / f"{stem} {max(numbers, default=1) + 1}.wav" if plain.exists() else plain
