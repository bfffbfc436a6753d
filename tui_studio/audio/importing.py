"""Bringing audio files of any kind into a song: as WAV, at the song's rate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.reader import SourceReader, open_source
from tui_studio.audio.recorder_notes import channel_names
from tui_studio.audio.streamed import StreamedReader
from tui_studio.audio.wav_parse import is_wav
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
    """As `import_files`, of a source with one or two channels; more are refused with AudioFileError."""
    reader = _open(source)
    if reader.channels > 2:
        reader.close()
        raise AudioFileError(
            f"the file has {reader.channels} channels",
            where=str(source),
            hint="a track plays one or two: import it onto several tracks",
        )
    return _import(source, reader, target_folder, (name,), rate, progress, cancelled)[0]


def import_files(  # noqa: PLR0917
    source: Path,
    target_folder: Path,
    name: str,
    rate: int,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> tuple[ImportedFile, ...]:
    """Make WAV files of `source`: one of a mono or stereo file, one mono file per channel of a file with more.

    They are called `name` (a plain file name without its ending; a free one is found), or `name`, a blank and the
    channel's name or number. At the same rate no value changes: what fits is 24-bit PCM, the rest 32-bit float.
    Another rate is converted with the best quality, to float, so that peaks between the samples are not cut. Memory
    does not grow with the file. `progress` hears 0 … 1. Raises AudioFileError, also when `cancelled` says so; then
    nothing is left behind.
    """
    reader = _open(source)
    names = (name,) if reader.channels <= 2 else tuple(f"{name} {each}" for each in _labels(source, reader))
    return _import(source, reader, target_folder, names, rate, progress, cancelled)


def _labels(source: Path, reader: SourceReader) -> list[str]:
    given = channel_names(source)
    numbers = range(1, reader.channels + 1)
    return [re.sub(r"[^\w .-]", "_", given.get(number, "")).strip() or str(number) for number in numbers]


def _import(  # noqa: PLR0917
    source: Path,
    reader: SourceReader,
    target_folder: Path,
    names: tuple[str, ...],
    rate: int,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> tuple[ImportedFile, ...]:
    """One file per name; with several names each gets one channel."""
    sample_format: SampleFormat = "pcm24"
    if reader.rate != rate or reader.sample_format not in _FIT_24_BITS:
        sample_format = "float32"
    channels = reader.channels if len(names) == 1 else 1
    with ExitStack() as stack:
        stack.callback(reader.close)
        halves = [stack.enter_context(HalfWritten(target_folder)) for _ in names]
        writers: list[TakeWriter] = []
        try:
            for half in halves:
                writers.append(  # noqa: PERF401 (those made so far are closed when the next cannot be)
                    TakeWriter(half.path, channels=channels, rate=rate, sample_format=sample_format)
                )
            for block in _converted(_blocks(source, reader, progress, cancelled), reader, rate):
                for row, writer in enumerate(writers):
                    writer.write(block[row : row + channels])
        finally:
            checksums = [writer.close() for writer in writers]
        paths = _keep_all(halves, names)
        progress(1.0)
        return tuple(
            ImportedFile(
                path,
                channels,
                writer.frames,
                rate,
                sample_format,
                checksum,
                reader.rate,
                reader.sample_format,
            )
            for path, writer, checksum in zip(paths, writers, checksums, strict=True)
        )


def _open(source: Path) -> SourceReader:
    reader = _reader(source)
    trouble = ""
    if reader.cut_off:
        trouble, hint = (
            "the file is cut off: it promises more than there is",
            "copy it again from where it is whole",
        )
    elif reader.frames == 0:
        trouble, hint = "the file holds no sound", "choose another"
    if trouble:
        reader.close()
        raise AudioFileError(trouble, where=str(source), hint=hint)
    return reader


def _reader(source: Path) -> SourceReader:
    """libsndfile's word first; what it does not know FFmpeg is asked for."""
    try:
        return open_source(source)
    except AudioFileError as refused:
        if not source.is_file() or not source.stat().st_size or is_wav(source):
            raise
        try:
            return StreamedReader(source)
        except ImportError:
            raise refused from None


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


def _keep_all(halves: list[HalfWritten], names: tuple[str, ...]) -> list[Path]:
    kept: list[Path] = []
    try:
        for half, name in zip(halves, names, strict=True):
            kept.append(half.keep_new(Path(name).name, ".wav"))
    except OSError as error:
        for path in kept:
            path.unlink(missing_ok=True)
        raise AudioFileError(
            f"cannot name the file ({error.strerror})", where=names[0], hint="check the disk and the folder"
        ) from error
    return kept
