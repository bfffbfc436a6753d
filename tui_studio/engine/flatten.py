"""Making one file of what a track's comp and clips play, before its strip: trim, fader and pan stay on the strip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.wav_writer import SampleFormat, TakeWriter, write_error
from tui_studio.engine.clips import ClipRenderer
from tui_studio.engine.protocol import TrackSpec
from tui_studio.errors import AudioFileError, BadInputError

_BLOCK: Final = 65536


@dataclass(frozen=True)
class FlattenReport:
    """What was written; its first frame is song frame `start`."""

    path: Path
    channels: int
    start: int
    frames: int
    rate: int
    sample_format: SampleFormat
    checksum: str
    """As `TakeWriter.close` gives it."""
    peak: float
    """The greatest value of a frame, whatever its sign."""


def flatten(
    track: TrackSpec,
    *,
    rate: int,
    path: Path,
    start: int,
    end: int,
    sample_format: SampleFormat = "pcm24",
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> FlattenReport:
    """Write what the track's clips play in [start, end), with the track's channels, to the first free name like `path`.

    It is sample for sample what the butler hands to the strip (in `pcm24` rounded to 24 bits). Raises BadInputError for
    an empty span, AudioFileError when a source cannot be read, the file cannot be written, or `cancelled` says so; then
    nothing is left behind.
    """
    if end <= start:
        raise BadInputError("there is nothing to flatten", hint="give a span of at least one frame")
    troubles: list[AudioFileError] = []
    peak = 0.0
    renderer = ClipRenderer([track], troubles.append)
    try:
        with HalfWritten(path.parent) as half:
            writer = TakeWriter(
                half.path,
                channels=track.channels,
                rate=rate,
                sample_format=sample_format,
                time_reference=max(0, start),
            )
            try:
                for at in range(start, end, _BLOCK):
                    block = np.zeros((track.channels, min(_BLOCK, end - at)), np.float32)
                    renderer.render(block, at)
                    if troubles:
                        raise troubles[0]
                    if cancelled():
                        raise AudioFileError(
                            "the flattening was cancelled", where=path.name, hint="nothing was left behind"
                        )
                    writer.write(block)
                    peak = max(peak, float(np.abs(block).max()))
                    progress(writer.frames / (end - start))
            finally:
                checksum = writer.close()
            try:
                kept = half.keep_new(path.stem, path.suffix)
            except OSError as error:
                raise write_error(path, error) from error
    finally:
        renderer.close()
    return FlattenReport(kept, track.channels, start, writer.frames, rate, sample_format, checksum, peak)
