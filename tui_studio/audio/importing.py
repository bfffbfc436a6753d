"""Bringing audio files of any kind into a song: as WAV, at the song's rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.reader import SourceReader, open_source
from tui_studio.audio.wav_writer import SampleFormat, TakeWriter
from tui_studio.errors import AudioFileError

Block = NDArray[np.float32]
_CHUNK: Final = 65536
_FIT_24_BITS: Final = frozenset({"pcm16", "pcm24", "pcm_s8", "pcm_u8", "ulaw", "alaw"})


@dataclass(frozen=True)
class ImportedFile:
    """What was made of a source."""

    path: Path
    channels: int
    frames: int
    rate: int
    sample_format: SampleFormat
    checksum: str
    """As `TakeWriter.close` gives it."""
    source_rate: int
    source_format: str


def import_file(  # noqa: PLR0917
    source: Path,
    target_folder: Path,
    name: str,
    rate: int,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> ImportedFile:
    """Make a WAV file of `source`, called `name` (a plain file name without its ending; a free one is found).

    At the same rate no value changes: what fits is 24-bit PCM, the rest 32-bit float. Another rate is
    converted with the best quality, to float, so that peaks between the samples are not cut. Memory does not
    grow with the file. `progress` hears 0 … 1. Raises AudioFileError, also when `cancelled` says so; then
    nothing is left behind.
    """
    reader = _open(source)
    try:
        sample_format: SampleFormat = "pcm24"
        if reader.rate != rate or reader.sample_format not in _FIT_24_BITS:
            sample_format = "float32"
        with HalfWritten(target_folder) as half:
            writer = TakeWriter(half.path, channels=reader.channels, rate=rate, sample_format=sample_format)
            try:
                for block in _converted(_blocks(source, reader, progress, cancelled), reader, rate):
                    writer.write(block)
            finally:
                checksum = writer.close()
            path = _keep(half, name)
        progress(1.0)
        return ImportedFile(
            path=path,
            channels=reader.channels,
            frames=writer.frames,
            rate=rate,
            sample_format=sample_format,
            checksum=checksum,
            source_rate=reader.rate,
            source_format=reader.sample_format,
        )
    finally:
        reader.close()


def _open(source: Path) -> SourceReader:
    reader = open_source(source)
    trouble = ""
    if reader.cut_off:
        trouble, hint = (
            "the file is cut off: it promises more than there is",
            "copy it again from where it is whole",
        )
    elif reader.frames == 0:
        trouble, hint = "the file holds no sound", "choose another"
    elif reader.channels > 2:
        trouble, hint = (
            f"the file has {reader.channels} channels",
            "a track plays one or two: split the file first",
        )
    if trouble:
        reader.close()
        raise AudioFileError(trouble, where=str(source), hint=hint)
    return reader


def _blocks(
    source: Path, reader: SourceReader, progress: Callable[[float], None], cancelled: Callable[[], bool]
) -> Iterator[Block]:
    for at in range(0, reader.frames, _CHUNK):
        if cancelled():
            raise AudioFileError(
                "the import was cancelled", where=str(source), hint="nothing was left behind"
            )
        block = np.empty((reader.channels, min(_CHUNK, reader.frames - at)), np.float32)
        reader.read_into(block, at)
        yield block
        progress(0.99 * (at + block.shape[1]) / reader.frames)


def _converted(blocks: Iterator[Block], reader: SourceReader, rate: int) -> Iterator[Block]:
    """The blocks at `rate`: as many frames as the sound lasts, rounded up."""
    if reader.rate == rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(reader.rate, rate, reader.channels, dtype="float32", quality="VHQ")
    left = -(-reader.frames * rate // reader.rate)
    for block in blocks:
        out = _planar(stream.resample_chunk(np.ascontiguousarray(block.T)))[:, :left]
        left -= out.shape[1]
        yield out
    rest = _planar(stream.resample_chunk(np.zeros((0, reader.channels), np.float32), last=True))[:, :left]
    yield rest
    yield np.zeros((reader.channels, left - rest.shape[1]), np.float32)


def _planar(frames: NDArray[np.float32]) -> Block:
    return frames.reshape(len(frames), -1).T


def _keep(half: HalfWritten, name: str) -> Path:
    try:
        return half.keep_new(Path(name).name, ".wav")
    except OSError as error:
        raise AudioFileError(
            f"cannot name the file ({error.strerror})", where=name, hint="check the disk and the folder"
        ) from error
