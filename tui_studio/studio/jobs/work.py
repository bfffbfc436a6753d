"""What jobs do, in a worker process: plain functions whose arguments and results can be sent between processes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from tui_studio.engine.protocol import EngineSpec
from tui_studio.song.edits import NewSource
from tui_studio.song.names import safe_file_name
from tui_studio.studio.jobs.desk import Desk


def import_sound(desk: Desk, source: Path, folder: Path, rate: int) -> list[NewSource]:
    """Copies of a sound file in the song's `audio/`, at the song's rate: one, or one for each channel of a file with more than
    two. Raises AudioFileError.
    """
    from tui_studio.audio.importing import import_files

    name = safe_file_name(source.stem, "import")
    files = import_files(source, folder / "audio", name, rate, desk.progress, desk.cancelled)
    return [
        NewSource(
            path=f"audio/{Path(made.path).name}",
            channels=made.channels,
            frames=made.frames,
            rate=made.rate,
            sample_format=made.sample_format,
        )
        for made in files
    ]


def comparable(desk: Desk, source: Path, folder: Path, rate: int) -> NewSource:
    """A sound file as it can be played beside the song: in the song's cache, at its rate, made once. Raises AudioFileError."""
    from tui_studio.audio.importing import import_files
    from tui_studio.audio.reader import open_source

    status = source.stat()
    said = f"{source} {status.st_mtime_ns} {status.st_size} {rate}"
    name = f"reference-{hashlib.blake2b(said.encode(), digest_size=8).hexdigest()}"
    cache = folder / "cache"
    cache.mkdir(exist_ok=True)
    if not (cache / f"{name}.wav").exists():
        files = import_files(source, cache, name, rate, desk.progress, desk.cancelled)
        if len(files) > 1:  # of a file with many channels the first is heard
            files[0].path.rename(cache / f"{name}.wav")
            for one in files[1:]:
                one.path.unlink()
    reader = open_source(cache / f"{name}.wav")
    try:
        return NewSource(
            path=f"cache/{name}.wav",
            channels=reader.channels,
            frames=reader.frames,
            rate=rate,
            sample_format=reader.sample_format,
        )
    finally:
        reader.close()


def bounce_mix(
    desk: Desk, *, spec: EngineSpec, rate: int, path: Path, start: int, end: int, sample_format: str
) -> dict[str, Any]:
    """Render the mix into a file. What the engine reports of it. Raises AudioFileError."""
    from tui_studio.engine.bounce import bounce

    report = bounce(
        spec,
        rate=rate,
        path=path,
        start=start,
        end=end,
        sample_format=sample_format,
        click=spec.click is not None,
        progress=desk.progress,
        cancelled=desk.cancelled,
    )
    told: dict[str, Any] = msgspec.to_builtins(report, enc_hook=str)
    return told
