"""Bouncing: what one hears, written to a file by all cores. Bit for bit what is heard live."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from tui_studio.audio.dsp.meters import peaks_into
from tui_studio.audio.dsp.pcm import Packer
from tui_studio.audio.half_written import HalfWritten
from tui_studio.audio.wav_header import DATA_OFFSET, FORMAT_CODES, WavForm, build_header
from tui_studio.audio.wav_writer import write_error
from tui_studio.engine.offline_mix import BLOCKS_AHEAD, OUTPUTS, OfflineMix
from tui_studio.engine.protocol import EngineSpec
from tui_studio.engine.ring import Block
from tui_studio.errors import AudioFileError, BadInputError

SPANS_PER_JOB: Final = 6
"""So that no core waits for the one that got the full stretch of the song."""
_LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True)
class BounceReport:
    """What was written."""

    path: str
    frames: int
    channels: int
    rate: int
    sample_format: str
    peak: float
    """Largest magnitude of the mix, before it was limited to full scale."""
    overs: int
    """Samples above full scale; in a 24-bit file they are clipped."""
    unreadable: tuple[str, ...]
    """Files that could not be read; they are silent in the mix."""


def bounce(
    spec: EngineSpec,
    *,
    rate: int,
    path: Path,
    start: int,
    end: int,
    sample_format: str = "pcm24",
    block: int = 0,
    jobs: int = 0,
    click: bool = False,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> BounceReport:
    """Write the mix of [start, end) to `path`, stereo; a file of that name is replaced when the new one is whole.

    `block` 0 and `jobs` 0 choose themselves (jobs: one per core); `click` mixes the click in. `progress` hears 0 … 1. Raises
    BadInputError for an empty span or an unknown format, AudioFileError when the file cannot be written or
    `cancelled` says so; then nothing is left behind.
    """
    if end <= start or sample_format not in FORMAT_CODES:
        raise BadInputError(
            "there is nothing to bounce" if end <= start else f"'{sample_format}' is not a sample format",
            where=str(path),
            hint="give a span of at least one frame" if end <= start else f"use {' or '.join(FORMAT_CODES)}",
        )
    _refuse_recordings(spec, path)
    form = WavForm(OUTPUTS, rate, sample_format, time_reference=start)
    with HalfWritten(path.parent) as half:
        try:
            file = os.open(half.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise write_error(path, error) from error
        try:
            sheet = _Sheet(file, path, form, start, end)
            mixes = [
                OfflineMix(spec, rate, block, sheet.unreadable, click=click) for _ in range(jobs or _cores())
            ]
            _render(mixes, sheet, progress, cancelled)
            sheet.finish()
        finally:
            os.close(file)
        try:
            half.keep_as(path)
        except OSError as error:
            raise write_error(path, error) from error
    return sheet.report()


def _refuse_recordings(spec: EngineSpec, path: Path) -> None:
    recordings = {Path(clip.path).parent.resolve() for track in spec.tracks for clip in track.clips}
    if path.exists() and path.parent.resolve() in recordings:
        raise AudioFileError(
            "this would overwrite a recording", where=str(path), hint="choose another name or folder"
        )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Sheet:
    """The file that is filled from several threads, each at its own place."""

    def __init__(self, file: int, path: Path, form: WavForm, start: int, end: int) -> None:
        self.start, self.end = start, end
        self.sample_format = form.sample_format
        self.stopped = threading.Event()
        self._file = file
        self._path = path
        self._form = form
        self._lock = threading.Lock()
        self._done = 0
        self._peak = 0.0
        self._overs = 0
        self._unreadable: set[str] = set()

    @property
    def done(self) -> float:
        """How much is written, 0 … 1."""
        return self._done / (self.end - self.start)

    def put(self, block: Block, position: int, packer: Packer) -> bool:
        """Write a block to its place; False when the work is to be given up. Raises AudioFileError."""
        at = DATA_OFFSET + (position - self.start) * self._form.frame_bytes
        try:
            data = packer.pack(block)
            while data:
                written = os.pwrite(self._file, data, at)
                data, at = data[written:], at + written
        except OSError as error:
            raise write_error(self._path, error) from error
        self._look(block)
        return not self.stopped.is_set()

    def unreadable(self, error: AudioFileError) -> None:
        """A file of the song cannot be read."""
        with self._lock:
            self._unreadable.add(error.where)

    def finish(self) -> None:
        """Put the header, now that all is there. Raises AudioFileError."""
        size = (self.end - self.start) * self._form.frame_bytes
        try:
            os.pwrite(self._file, build_header(self._form, size), 0)
        except OSError as error:
            raise write_error(self._path, error) from error

    def report(self) -> BounceReport:
        """What was written."""
        return BounceReport(
            path=str(self._path),
            frames=self.end - self.start,
            channels=OUTPUTS,
            rate=self._form.rate,
            sample_format=self._form.sample_format,
            peak=self._peak,
            overs=self._overs,
            unreadable=tuple(sorted(self._unreadable)),
        )

    def _look(self, block: Block) -> None:
        peaks, work = np.zeros(OUTPUTS, np.float32), np.zeros(OUTPUTS, np.float32)
        peaks_into(block, peaks, work)
        peak = float(peaks.max())
        overs = int(np.count_nonzero(np.abs(block) > 1.0)) if peak > 1.0 else 0
        with self._lock:
            self._done += block.shape[1]
            self._peak = max(self._peak, peak)
            self._overs += overs


def _render(
    mixes: list[OfflineMix],
    sheet: _Sheet,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    spans = _Spans(sheet.start, sheet.end, BLOCKS_AHEAD * mixes[0].block, len(mixes))
    try:
        with ThreadPoolExecutor(len(mixes), "bounce") as threads:
            work = [threads.submit(_work, mix, spans, sheet) for mix in mixes]
            try:
                _attend(work, sheet, progress, cancelled)
            finally:
                sheet.stopped.set()
    finally:
        for mix in mixes:
            mix.close()


def _attend(
    work: list[Future[None]],
    sheet: _Sheet,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Wait for the threads, tell how far they are, pass on what one of them raised."""
    pending = set(work)
    while pending:
        done, pending = wait(pending, timeout=_LOOK_SECONDS, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
        if progress:
            progress(sheet.done)
        if pending and cancelled and cancelled():
            raise AudioFileError("the bounce was cancelled", hint="nothing was left behind")


def _work(mix: OfflineMix, spans: _Spans, sheet: _Sheet) -> None:
    packer = Packer(OUTPUTS, sheet.sample_format)
    with suppress(StopIteration):
        while not sheet.stopped.is_set():
            start, end = spans.next()
            mix.span(start, end, lambda block, position: sheet.put(block, position, packer))


class _Spans:
    """The stretches of the song that are still to do. Shared between threads."""

    def __init__(self, start: int, end: int, grain: int, jobs: int) -> None:
        pieces = -(-(end - start) // grain)
        length = grain * max(1, pieces // (jobs * SPANS_PER_JOB))
        self._end = end
        self._length = length
        self._starts = iter(range(start, end, length))
        self._lock = threading.Lock()

    def next(self) -> tuple[int, int]:
        """The next span. Raises StopIteration."""
        with self._lock:
            start = next(self._starts)
        return start, min(self._end, start + self._length)
