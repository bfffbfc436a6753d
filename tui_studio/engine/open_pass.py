"""One pass while it records: cuts the capture ring into rounds of takes, by what the callback announced.

The frame of song position P is at capture clock C + latency, where C is the clock announced for P. All
takes of a round hold the same frames at every moment but inside of `write_available`.
"""

from __future__ import annotations

import datetime as dt
import errno
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tui_studio.engine.backends.base import AGO_SHIFT, EXACT
from tui_studio.engine.ledger import WriterLock
from tui_studio.engine.open_take import OpenTake, open_takes
from tui_studio.engine.protocol import MEMO_PASS, DeviceInfo, PassReport, Record, TakeFile, TakeReport
from tui_studio.engine.ring import Block, CaptureRing
from tui_studio.errors import AudioFileError

DOUBT_SECONDS: Final = 0.5
"""For so long after an xrun it may turn out that something was lost; a pass is not closed before."""
CHUNK: Final = 8192
"""Frames that go to a file in one write."""

MAX_CHANNELS: Final = 128
"""Of one file."""

_BYTES = {"pcm24": 3, "float32": 4}


@dataclass
class OpenRound:
    """Takes that share their span: the capture clocks `first` to before `end` (None while it goes on)."""

    takes: list[OpenTake]
    start: int
    first: int
    end: int | None = None
    cursor: int = 0
    """Capture clock of the next frame to write."""

    def __post_init__(self) -> None:
        self.cursor = self.first

    @property
    def complete(self) -> bool:
        """Whether everything that belongs to it is written."""
        return self.end is not None and self.cursor >= self.end


@dataclass
class OpenPass:
    """See the module. Called from: the capture thread, but for `report`, `bytes_per_second` and
    `end_with`.
    """

    request: Record
    device: DeviceInfo
    ring: CaptureRing
    first_takes: list[OpenTake]
    """Files of the first round, made before anything rolls."""
    started_at: str = ""
    """As `PassReport.started_at`."""
    rounds: list[OpenRound] = field(default_factory=list)
    closed: str = ""
    """Why it ended; empty while it goes on."""
    failure: AudioFileError | None = None
    """What the disk said when it ended the pass."""
    over: bool = False
    held_until: int = 0
    """Capture clock until which a loss may still become known."""
    heard: int | None = None
    """Capture clock up to which all announcements are known; None if nobody says. A round whose end may yet
    be announced is not written beyond it, nor beyond the latency after it."""
    dropped: int = 0
    """Frames that were overwritten before they could be written to the files."""
    drop: tuple[int, int] | None = None
    """Those of them nobody was told of yet, and where the first of them lies in the song (in the memo)."""
    lock: WriterLock | None = None
    """Held as long as files are written."""

    def __post_init__(self) -> None:
        self.started_at = self._moment_of(self.ring.written)

    @property
    def is_memo(self) -> bool:
        """No part of the song: the transport neither places nor ends it."""
        return self.request.pass_id == MEMO_PASS

    @property
    def finished(self) -> bool:
        """Whether nothing more will be written."""
        sure = self.ring.written >= self.held_until or self.closed != "stopped"
        return self.over and sure and all(each.complete for each in self.rounds)

    def record_in(self, clock: int, position: int) -> None:
        """The frame at `clock` is the first of a take. Opens files for every round but the first."""
        if self.over:
            return
        if self.rounds and self.rounds[-1].end is None:
            self.record_out(clock, last=False)
        number = len(self.rounds) + 1
        takes = self.first_takes
        if number == 1:
            for take in takes:
                take.place(position)
        else:
            try:
                takes = open_takes(self.request.files, self.device.rate, position, number)
            except AudioFileError as error:
                self._fail(error)
                return
        self.begin_round(takes, position, clock + self.request.latency)

    def begin_round(self, takes: list[OpenTake], start: int, first: int, end: int | None = None) -> None:
        """The captured frames from clock `first` to before `end` (None: not known yet) go into these takes, which begin at
        song position `start`.
        """
        began = self._moment_of(first)
        if not self.rounds:
            self.started_at = began
        for take in takes:
            take.started_at = began
        self.rounds.append(OpenRound(takes, start, first, end))

    def _moment_of(self, clock: int) -> str:
        """When the frame of this capture clock came in, or will; ISO 8601 with offset."""
        ago = dt.timedelta(seconds=(self.ring.written - clock) / self.device.rate)
        return (dt.datetime.now(dt.UTC) - ago).astimezone().isoformat(timespec="seconds")

    def record_out(self, clock: int, *, last: bool) -> None:
        """The frame at `clock` is the first not in the take; `last` ends the pass."""
        if self.over:
            return
        if self.rounds and self.rounds[-1].end is None:
            self.rounds[-1].end = max(self.rounds[-1].first, clock + self.request.latency)
        if last:
            self.over, self.closed = True, "stopped"

    def end_now(self, reason: str) -> None:
        """End with what is in the files, or with all that was captured when the device is gone.
        Idempotent.
        """
        if self.over:
            return
        self.over, self.closed = True, reason
        self._cut(self.ring.written if reason == "device lost" else 0)

    def device_gone(self) -> None:
        """Nothing more will arrive: whatever still waits for its tail ends where the ring ends."""
        self.end_now("device lost")
        self._cut(self.ring.written)
        self.held_until = 0

    def note_xrun(self, clock: int, frames: int, flags: int) -> None:
        """Told at `clock`, with flags as in `backends.base`. A late block may turn out to be a loss some
        time after; one that comes after the pass is none of it, or a storm of them would keep it open for ever.
        """
        end = max((each.end or 0 for each in self.rounds), default=0)
        if not flags & EXACT and (not self.over or clock <= end):
            self.held_until = clock + int(DOUBT_SECONDS * self.device.rate)
        at = clock - (flags >> AGO_SHIFT)
        for each in self.rounds:
            if each.first < at and (each.end is None or at < each.end):
                for take in each.takes:
                    if flags & 1:
                        take.note_gap(at - each.first, frames, "xrun")
                    else:
                        take.note_xrun(at - each.first)

    def write_available(self, scratch: Block) -> None:
        """Write what has arrived. Never raises: a failing file ends the pass, all files at the same frame."""
        for each in self.rounds:
            if each.complete:
                continue
            limit = self._known() if each.end is None else min(each.end, self.ring.written)
            while each.cursor < limit and self.failure is None:
                self._write_chunk(each, min(CHUNK, limit - each.cursor), scratch)

    def _known(self) -> int:
        """Capture clock before which every frame that arrived is known to be in the open round."""
        written = self.ring.written
        return (
            written if self.heard is None or self.is_memo else min(written, self.heard + self.request.latency)
        )

    def _write_chunk(self, each: OpenRound, frames: int, scratch: Block) -> None:
        lost = 0
        for take in each.takes:
            block = scratch[: len(take.rows), :frames]
            lost = max(lost, self.ring.read(each.cursor, block, take.rows))
            try:
                take.write(block)
            except AudioFileError as error:
                self.failure = self.failure or error
        if lost:
            self.dropped += lost
            untold, at = self.drop or (0, each.start + each.cursor - each.first)
            self.drop = (untold + lost, at)
            for take in each.takes:
                take.note_gap(each.cursor - each.first, lost, "stall")
        each.cursor += frames
        if self.failure:
            self._fail(self.failure)

    def _fail(self, error: AudioFileError) -> None:
        self.failure = error
        self.end_now("disk full" if _is_full(error) else "disk failed")
        self._cut(0)

    def _cut(self, clock: int) -> None:
        for each in self.rounds:
            if not each.complete:
                each.end = max(each.cursor, min(clock, clock if each.end is None else each.end))

    def report(self, closed: str | None = None) -> PassReport:
        """What is known now. Called from: any thread."""
        takes = [take for each in self.rounds for take in each.takes]
        stall = max((max(take.longest_write, take.longest_sync) for take in takes), default=0.0)
        return PassReport(
            pass_id=self.request.pass_id,
            rounds=self._round_reports(closed != ""),
            closed=self.closed if closed is None else closed,
            device=self.device.name,
            host_api=self.device.host_api,
            rate=self.device.rate,
            block=self.device.block,
            latency=self.request.latency,
            latency_measured=self.request.latency_measured,
            started_at=self.started_at,
            longest_stall_ms=round(stall * 1000.0, 1),
        )

    def _round_reports(self, final: bool) -> tuple[tuple[TakeReport, ...], ...]:
        rounds = [each.takes for each in self.rounds] or ([] if final else [self.first_takes])
        reports = (tuple(take.report() for take in takes if take.frames or not final) for takes in rounds)
        return tuple(takes for takes in reports if takes)


def bytes_per_second(files: tuple[TakeFile, ...], rate: int) -> int:
    """What these files put on the disk."""
    return sum(len(file.inputs) * _BYTES[file.sample_format] for file in files) * rate


def _is_full(error: AudioFileError) -> bool:
    cause = error.__cause__
    return isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)


def check_distinct(request: Record) -> None:
    """Raises AudioFileError when two files of the pass would be one."""
    seen: set[Path] = set()
    for file in request.files:
        if Path(file.path) in seen:
            raise AudioFileError(
                "two tracks would record into one file",
                where=file.path,
                hint="give the tracks names that differ: track.rename",
            )
        seen.add(Path(file.path))
