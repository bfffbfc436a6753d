"""Bouncing the mix to a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from tui_studio.errors import BadInputError
from tui_studio.song.model import song_end
from tui_studio.song.names import safe_file_name
from tui_studio.studio.compile import bounce_spec
from tui_studio.studio.jobs.work import bounce_mix
from tui_studio.studio.params import ATime, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.studio.takes import short_time
from tui_studio.units import Frames


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
) -> Done:
    """What one hears, of the whole song unless told."""
    song = studio.song
    last = song_end(song) if end is None else end
    if last <= start:
        raise BadInputError(
            "there is nothing to bounce", hint="record or import something first, or give start and end"
        )
    target = path or _free_path(studio.folder / "out", safe_file_name(song.title, "mix"))
    target = target if target.suffix else target.with_suffix(".wav")
    _keep_out_of_the_song(target.resolve(), studio.folder.resolve())
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
    text = f"bounced {short_time(frames, song.rate)} to {target}"
    return Done({"path": str(target), "start": start, "frames": frames, "rate": song.rate, **report}, text)


def _keep_out_of_the_song(target: Path, folder: Path) -> None:
    """Raises BadInputError when the mix would lie among the takes or replace a file of the song's own."""
    if not target.is_relative_to(folder):
        return
    inner = target.relative_to(folder).parts
    if inner[:1] == ("out",) or (len(inner) == 1 and target.suffix == ".wav"):
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
