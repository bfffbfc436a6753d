"""One file of a pass while it is written, with what its certificate will say."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

from tui_studio.audio.dsp.meters import OverCounter
from tui_studio.audio.wav_writer import TakeWriter
from tui_studio.engine.growth import Growth
from tui_studio.engine.protocol import GapReport, TakeFile, TakeReport
from tui_studio.engine.ring import Block
from tui_studio.errors import AudioFileError


class OpenTake:
    """Written by the capture thread, synced and closed by the syncing thread."""

    def __init__(self, file: TakeFile, path: Path, rate: int, start: int) -> None:
        """Create the file. Raises AudioFileError."""
        self.file = file
        self.path = path
        self.start = start
        self.pace = 100
        """As `TakeReport.pace`."""
        self.started_at = ""
        """As `TakeReport.started_at`."""
        self.longest_write = 0.0
        """Seconds that the slowest write took."""
        self.longest_sync = 0.0
        self.growth = Growth(len(file.inputs))
        self.rows = list(file.inputs)
        self._rate = rate
        self._gaps: list[GapReport] = []
        self._doubtful: list[GapReport] = []
        self._synced = 0
        self._xruns: list[int] = []
        self._counter = OverCounter(len(file.inputs))
        self._checksum = ""
        self._file_lock = threading.Lock()
        self._closed = False
        self._pushed = False
        self._writer = TakeWriter(
            path,
            channels=len(file.inputs),
            rate=rate,
            sample_format=cast(Literal["pcm24", "float32"], file.sample_format),
            time_reference=start,
        )

    @property
    def frames(self) -> int:
        """Frames in the file."""
        return self._writer.frames

    def place(self, start: int) -> None:
        """The first frame turned out to be song position `start`. Before the first write."""
        self.start = start
        self._writer.place(start)

    def write(self, block: Block) -> None:
        """Append. Raises AudioFileError; the file is whole all the same. Called from: capture thread."""
        began = time.monotonic()
        try:
            self._writer.write(block)
        finally:
            self.longest_write = max(self.longest_write, time.monotonic() - began)
        self._counter.add(block)
        self.growth.add(block)

    def note_gap(self, start: int, frames: int, cause: str) -> None:
        """Frames from `start` of the take on are missing; adjoining gaps of one cause become one."""
        self._xruns = [at for at in self._xruns if abs(at - start) >= self._rate]
        last = self._gaps[-1] if self._gaps else None
        if last and last.cause == cause and frames and last.start + last.frames == start:
            self._gaps[-1] = GapReport(last.start, last.frames + frames, cause)
        else:
            self._gaps.append(GapReport(start, frames, cause))

    def note_xrun(self, at: int) -> None:
        """An xrun that cost no frame; of those within a second of trouble that is known, nothing more is said."""
        told = any(abs(at - before) < self._rate for before in self._xruns[-1:])
        if not told and not any(self._is_near(gap, at) for gap in self._gaps[-1:]):
            self._xruns.append(at)

    def _is_near(self, gap: GapReport, at: int) -> bool:
        return gap.start - self._rate < at < gap.start + gap.frames + self._rate

    def start_sync(self) -> None:
        """Have the system begin what `sync` waits for. Called from: syncing thread."""
        with self._file_lock:
            if not self._closed:
                self._writer.start_sync()

    def sync(self) -> None:
        """Push the file to the disk itself, also one that was closed without. Called from: syncing thread.

        Raises AudioFileError: then a gap is noted over what was written since it last went well.
        """
        began = time.monotonic()
        with self._file_lock:
            if not self._pushed and (self.frames or not self._closed):
                self._push(self._writer.sync)
                self._pushed = self._closed
        self.longest_sync = max(self.longest_sync, time.monotonic() - began)

    @property
    def is_open(self) -> bool:
        """Whether the file still has to be closed."""
        return not self._closed

    def check_place(self) -> None:
        """Raises AudioFileError when the file is not at its path any more; one that was removed is all gap."""
        became = self._writer.what_became() if self.frames else ""
        if became == "removed":
            self._doubtful = [GapReport(0, self.frames, "disk")]
        if became:
            raise AudioFileError(
                f"the file was {became} while it was recorded",
                where=str(self.path),
                hint="put it back, or look for it where the folder is now"
                if became == "moved"
                else "record again",
            )

    def close(self, *, sync: bool = True) -> None:
        """Finish the file, pushed to the disk or to be synced later; a file without a frame is removed. Idempotent.

        Raises AudioFileError as `sync` does; the file is closed all the same.
        """
        with self._file_lock:
            if self._closed:
                return
            self._closed, self._pushed = True, sync
            try:
                if sync:
                    self._push(self._writer.close)
                else:
                    self._writer.close(sync=False)
            finally:
                self._checksum = self._writer.checksum
                if not self.frames:
                    self.path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Close and remove the file, which nobody has recorded into."""
        with contextlib.suppress(AudioFileError):
            self.close(sync=False)
        self.path.unlink(missing_ok=True)

    def _push(self, push: Callable[[], object]) -> None:
        before = self.frames
        try:
            push()
            self._synced = before
        except AudioFileError:
            if self.frames > self._synced:
                self._doubtful.append(GapReport(self._synced, self.frames - self._synced, "disk"))
            self._synced = self.frames
            raise

    def report(self) -> TakeReport:
        """What is known now. Called from: any thread."""
        return TakeReport(
            track=self.file.track,
            path=str(self.path),
            start=self.start,
            frames=self.frames,
            channels=len(self.file.inputs),
            inputs=self.file.inputs,
            sample_format=self.file.sample_format,
            checksum=self._checksum,
            gaps=tuple(
                sorted(
                    (gap for gap in (*self._gaps, *self._doubtful) if gap.start <= self.frames),
                    key=lambda gap: gap.start,
                )
            ),
            xruns=tuple(at for at in self._xruns if at < self.frames),
            overs=tuple(self._counter.runs),
            first_over=self._counter.first,
            peak=self._counter.peak,
            pace=self.pace,
            started_at=self.started_at,
        )


def open_takes(files: tuple[TakeFile, ...], rate: int, start: int, round_number: int) -> list[OpenTake]:
    """All files of a round, or none. Raises AudioFileError naming the file."""
    takes: list[OpenTake] = []
    try:
        for file in files:
            path = round_path(Path(file.path), round_number)
            takes.append(OpenTake(file, path, rate, start))
    except AudioFileError:
        for take in takes:
            take.discard()
        raise
    return takes


def round_path(path: Path, round_number: int) -> Path:
    """The file of a loop's round: the path as given for the first, `-r2` and so on after the name for the
    others.
    """
    return path if round_number == 1 else path.with_name(f"{path.stem}-r{round_number}{path.suffix}")
