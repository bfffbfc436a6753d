"""The capture side of the butler: takes announcements in, writes passes out.

Two threads. The capture thread cuts and writes every 100 ms and never waits for more than a `write`. The
syncing thread tends the passes (see `tending`), so that a disk that stalls on a sync never keeps the capture thread from
writing.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

import msgspec
import numpy as np

from tui_studio.engine.growth import GROWTH_HOP, PAST_HOPS
from tui_studio.engine.ledger import WriterLock, write_ledger
from tui_studio.engine.open_pass import CHUNK, MAX_CHANNELS, OpenPass, check_distinct
from tui_studio.engine.open_take import open_takes
from tui_studio.engine.protocol import DeviceInfo, PassProgress, PassReport, Record
from tui_studio.engine.ring import Block, CaptureRing
from tui_studio.engine.rt.contract import Announcement
from tui_studio.engine.taken import TakenLog
from tui_studio.engine.tending import Tender
from tui_studio.engine.urgency import make_prompt
from tui_studio.errors import AudioFileError, EngineError

WRITE_EVERY: Final = 0.1
SYNC_EVERY: Final = 1.0
PROGRESS_EVERY: Final = 0.25
UNHEARD_SECONDS: Final = 5.0
"""For longer than this, the writing does not wait for a butler whom a disk keeps."""

log = logging.getLogger(__name__)


class CaptureEvents(Protocol):
    """Who wants to know. Called from: the capture and syncing threads."""

    def pass_closed(self, report: PassReport, ledger: Path) -> None:
        """All files are whole and closed."""

    def memo_closed(self, report: PassReport, ledger: Path) -> None:
        """The file of the memo is whole and closed."""

    def memo_failed(self, text: str) -> None:
        """The disk ended the memo."""

    def pass_progress(self, progress: PassProgress) -> None:
        """The waveforms grew."""

    def pass_failed(self, reason: str, text: str) -> None:
        """The disk ended the pass; the transport should stop."""

    def pass_flawed(self, text: str) -> None:
        """A pass that was over already is not on the disk as it should be."""

    def folder_gone(self, folder: Path, reason: str) -> None:
        """The folder that is recorded into is not there any more; recording goes on."""

    def frames_dropped(self, frames: int, position: int | None) -> None:
        """The disk stalled for longer than the capture ring is; from song frame `position` on, None: in a memo."""


class Capture:
    """All passes that are open or being closed. At most one of them records."""

    def __init__(self, events: CaptureEvents) -> None:
        self.taken = TakenLog()
        self._events = events
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._passes: list[OpenPass] = []
        self._tenders: list[Tender] = []
        self._scratch: Block = np.zeros((MAX_CHANNELS, CHUNK), np.float32)
        self._heard: tuple[CaptureRing, int, float] | None = None
        self._progress_at = 0.0
        self._ended = False
        self._to_sync = threading.Event()
        self._threads = [
            threading.Thread(target=self._write_loop, name="capture", daemon=True),
            threading.Thread(target=self._sync_loop, name="syncing", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # ── called from the command thread ──────────────────────────────────────────────────────────────────────

    def open(self, request: Record, device: DeviceInfo, ring: CaptureRing, start: int) -> None:
        """Make all files and the ledger, or none. `start` is where the pass is expected to begin.

        Raises AudioFileError or EngineError naming the file.
        """
        check_distinct(request)
        takes = open_takes(request.files, device.rate, start, 1)
        lock = WriterLock(Path(request.ledger))
        opened = OpenPass(request, device, ring, takes, lock=lock)
        try:
            write_ledger(Path(request.ledger), opened.report(""))
        except OSError as error:
            lock.release()
            for take in takes:
                take.discard()
            raise EngineError(
                f"the ledger of the pass cannot be written ({error.strerror})",
                where=request.ledger,
                hint="check the disk and who owns the folder",
            ) from error
        with self._lock:
            self._tenders = [*self._tenders, Tender(opened, self)]
            self._passes = [*self._passes, opened]

    @property
    def open_pass(self) -> int | None:
        """The pass that records, if any."""
        songs = (each for each in self._passes if not (each.over or each.is_memo))
        return next((each.request.pass_id for each in songs), None)

    def past(self) -> PassProgress | None:
        """The waveforms of the round that records, from its beginning; None without one."""
        songs = (each for each in self._passes if each.rounds and not (each.over or each.is_memo))
        each = next(songs, None)
        if each is None:
            return None
        peaks = {take.file.track: take.growth.past() for take in each.rounds[-1].takes}
        return msgspec.structs.replace(_progress_of(each, 0, peaks), each=PAST_HOPS)

    @property
    def memo(self) -> str | None:
        """The file of the memo that is being recorded or closed, if any."""
        return next((each.request.files[0].path for each in self._passes if each.is_memo), None)

    def begin_memo(self, clock: int) -> None:
        """The memo that was opened begins with the captured frame of this clock."""
        self._inbox.put(lambda: self._each_memo(lambda memo: memo.record_in(clock, 0)))

    def end_memo(self) -> None:
        """The memo ends with what has arrived by now."""

        def end(memo: OpenPass) -> None:
            memo.record_out(memo.ring.written, last=True)

        self._inbox.put(lambda: self._each_memo(end))

    @property
    def closing(self) -> list[int]:
        """The passes that are over, and whose files are not whole yet."""
        return [each.request.pass_id for each in self._passes if each.over and not each.is_memo]

    @property
    def busy(self) -> bool:
        """Whether any pass is open or being closed."""
        return bool(self._passes)

    def device_gone(self) -> None:
        """The device is lost: end what records with what arrived."""
        self._inbox.put(lambda: self._each(OpenPass.device_gone))

    def wait_closed(self, seconds: float) -> bool:
        """Wait until every pass is closed; False if the time was too short."""
        deadline = time.monotonic() + seconds
        while self.busy and time.monotonic() < deadline:
            time.sleep(0.01)
        return not self.busy

    def end(self) -> None:
        """End the threads. Passes still open are closed as they are."""
        self._inbox.put(lambda: self._each(lambda each: each.end_now("stopped")))
        self._inbox.put(None)
        for thread in self._threads:
            thread.join()

    # ── called from the butler ──────────────────────────────────────────────────────────────────────────────

    def announce(self, row: tuple[int, ...]) -> None:
        """Pass on what the callback announced."""
        if row[0] in (Announcement.RECORD_IN, Announcement.RECORD_OUT, Announcement.XRUN):
            self._inbox.put(lambda: self._take_in(row))

    def heard_until(self, ring: CaptureRing, clock: int) -> None:
        """Everything that was announced of this ring's frames before `clock` was passed on."""
        self._heard = ring, clock, time.monotonic()

    # ── the capture thread ──────────────────────────────────────────────────────────────────────────────────

    def _write_loop(self) -> None:
        make_prompt()
        while not self._ended:
            try:
                self._write_once()
            except Exception:
                log.exception("the capture thread stumbled")
        self._to_sync.set()

    def _write_once(self) -> None:
        self._wait()
        heard = self._heard  # before what was passed on is taken in: nothing of it may be missed
        while not (self._ended or self._inbox.empty()):
            self._do(self._inbox.get())
        for each in self._passes:
            if heard is not None and heard[0] is each.ring:
                patient = time.monotonic() - heard[2] < UNHEARD_SECONDS
                each.heard = heard[1] if patient else None
            each.write_available(self._scratch)
            self._tell_untold(each)
            if each.finished:
                self._to_sync.set()
        self._tell_drops()
        self._tell_progress()

    def _wait(self) -> None:
        """Let frames arrive, doing what comes into the inbox; without a pass, wait for that."""
        timeout: float | None = WRITE_EVERY if self._passes else None
        end = time.monotonic() + WRITE_EVERY
        while not self._ended:
            try:
                item = self._inbox.get(timeout=timeout)
            except queue.Empty:
                return
            self._do(item)
            timeout = max(0.0, end - time.monotonic())

    def _do(self, item: Callable[[], None] | None) -> None:
        if item is None:
            self._ended = True
        else:
            item()

    def _take_in(self, row: tuple[int, ...]) -> None:
        kind, clock, position, first, second = row[:5]
        for each in self._passes:
            if kind == Announcement.XRUN:
                each.note_xrun(clock, first, second)
            elif kind == Announcement.RECORD_IN and first == each.request.pass_id:
                each.record_in(clock, position)
            elif kind == Announcement.RECORD_OUT and first == each.request.pass_id:
                each.record_out(clock, last=bool(second))

    def _each(self, do: Callable[[OpenPass], None]) -> None:
        for each in self._passes:
            do(each)

    def _each_memo(self, do: Callable[[OpenPass], None]) -> None:
        self._each(lambda each: do(each) if each.is_memo else None)

    def _tell_untold(self, each: OpenPass) -> None:
        with self._lock:
            untold, each.untold = each.untold, None
        if untold is None:
            return
        text, ended = untold
        if ended or each.is_memo:
            self._tell_failed(each, each.closed, text)
        else:
            self._events.pass_flawed(text)

    def _tell_failed(self, each: OpenPass, reason: str, text: str) -> None:
        if each.is_memo:
            self._events.memo_failed(text)
        else:
            self._events.pass_failed(reason, text)

    def _tell_drops(self) -> None:
        for each in self._passes:
            if each.drop is not None:
                (frames, position), each.drop = each.drop, None
                self._events.frames_dropped(frames, None if each.is_memo else position)

    def _tell_progress(self) -> None:
        now = time.monotonic()
        if now - self._progress_at < PROGRESS_EVERY:
            return
        self._progress_at = now
        for each in self._passes:
            if each.rounds and not each.is_memo:
                self._events.pass_progress(_progress(each))

    # ── the syncing thread ──────────────────────────────────────────────────────────────────────────────────

    def _sync_loop(self) -> None:
        make_prompt()
        while not (self._ended and not self._passes):
            self._to_sync.wait(SYNC_EVERY)
            self._to_sync.clear()
            for tender in self._tenders:
                try:
                    if tender.each.finished:
                        self._close(tender)
                    else:
                        tender.tend()
                except Exception:
                    log.exception("the syncing thread stumbled")

    def sync_failed(self, each: OpenPass, error: AudioFileError) -> None:
        """See `TendEvents`."""
        self._inbox.put(lambda: each.disk_failed(error))

    def nearly_full(self, each: OpenPass, free: int) -> None:
        """See `TendEvents`."""
        self._inbox.put(lambda: each.end_now("disk full"))
        self._tell_failed(each, "disk full", f"the disk is nearly full ({free // 1_000_000} MB left)")

    def folder_gone(self, folder: Path, error: OSError) -> None:
        """See `TendEvents`."""
        self._events.folder_gone(folder, error.strerror or str(error))

    def _close(self, tender: Tender) -> None:
        each, report = tender.each, tender.close()
        self._tell_untold(each)
        if not each.is_memo:
            self.taken.note(each)
        tell = self._events.memo_closed if each.is_memo else self._events.pass_closed
        tell(report, Path(each.request.ledger))
        with self._lock:
            self._tenders = [other for other in self._tenders if other is not tender]
            self._passes = [other for other in self._passes if other is not each]


def _progress(each: OpenPass) -> PassProgress:
    taken = {take.file.track: take.growth.take() for take in each.rounds[-1].takes}
    first = next((first for first, _ in taken.values()), 0)
    return _progress_of(each, first, {track: peaks for track, (_, peaks) in taken.items()})


def _progress_of(each: OpenPass, first_hop: int, peaks: dict[int, bytes]) -> PassProgress:
    part = each.rounds[-1]
    return PassProgress(
        pass_id=each.request.pass_id,
        start=part.start,
        frames=part.cursor - part.first,
        first_hop=first_hop,
        hop=GROWTH_HOP,
        peaks=peaks,
        round=len(each.rounds),
    )
