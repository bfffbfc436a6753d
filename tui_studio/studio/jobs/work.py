"""What jobs do, in a worker process: plain functions whose arguments and results can be sent between processes."""

from __future__ import annotations

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
