"""Bringing a pass to the disk itself: what the syncing thread does for it, once a second and at its end."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from tui_studio.engine.disk import free_bytes
from tui_studio.engine.ledger import write_ledger
from tui_studio.engine.open_pass import OpenPass, OpenRound, bytes_per_second
from tui_studio.engine.open_take import OpenTake
from tui_studio.engine.protocol import PassReport
from tui_studio.errors import AudioFileError

HEADROOM_SECONDS: Final = 3.0
"""A pass is closed this long before the reserve would be touched: more than passes between two looks at
the disk.
"""
UNCLOSED_ROUNDS: Final = 2
"""Complete rounds whose files may be open. When the disk is slower than the loop, the files are closed and synced later, or
there would be more and more of them.
"""
DEBT_SECONDS: Final = 0.5
"""For so long at a time, files are synced that were closed before they were."""

log = logging.getLogger(__name__)


class TendEvents(Protocol):
    """Who has to know. Called from: the syncing thread."""

    def sync_failed(self, each: OpenPass, error: AudioFileError) -> None:
        """A pass that goes on has frames that may never be on the disk."""

    def nearly_full(self, each: OpenPass, free: int) -> None:
        """Only so many bytes may still be written."""

    def folder_gone(self, folder: Path, error: OSError) -> None:
        """Where the pass is recorded to is not there any more. Once, until it is there again."""


class Tender:
    """Of one pass. Called from: the syncing thread."""

    def __init__(self, each: OpenPass, events: TendEvents) -> None:
        self.each = each
        self._events = events
        self._ledger = Path(each.request.ledger)
        self._rounds_in_ledger = 0
        self._closed_rounds = 0
        self._unsynced: list[OpenTake] = []
        self._failure: AudioFileError | None = None
        self._folder_gone = False

    def tend(self) -> None:
        """Sync the files, close those of complete rounds, and make the ledger true."""
        if len(self.each.rounds) != self._rounds_in_ledger:
            self._write_ledger("")  # a round that it does not know is found by its name alone
        self._watch_room()
        for take in (take for part in self._open_rounds() if not part.complete for take in part.takes):
            take.start_sync()
        for part in sorted(self._open_rounds(), key=lambda part: not part.complete):
            for take in part.takes:
                self._let_go()
                self._push(take.close if part.complete else take.sync)
        self._sync_unsynced(DEBT_SECONDS)
        self._write_ledger("")

    def close(self) -> PassReport:
        """All files and the ledger, when nothing more will be written; what has become of the pass."""
        takes = [take for part in self.each.rounds for take in part.takes] or self.each.first_takes
        for take in takes:
            self._push(take.check_place)
            self._push(take.close)
        self._sync_unsynced()
        if self._failure:
            self.each.disk_failed(self._failure)
        self._write_ledger(self.each.closed)
        if self.each.lock:
            self.each.lock.release()
        return self.each.report()

    def _open_rounds(self) -> list[OpenRound]:
        """Those with files to close. They become complete in their order."""
        rounds = self.each.rounds
        while self._closed_rounds < len(rounds) and not _is_open(rounds[self._closed_rounds]):
            self._closed_rounds += 1
        return rounds[self._closed_rounds :]

    def _let_go(self) -> None:
        """Close what the disk cannot keep up with."""
        complete = [part for part in self._open_rounds() if part.complete]
        if len(complete) <= UNCLOSED_ROUNDS:
            return
        for take in (take for part in complete for take in part.takes if take.is_open):
            self._unsynced.append(take)
            self._push(functools.partial(take.close, sync=False))

    def _sync_unsynced(self, seconds: float | None = None) -> None:
        began = time.monotonic()
        while self._unsynced and (seconds is None or time.monotonic() - began < seconds):
            self._push(self._unsynced.pop(0).sync)

    def _push(self, push: Callable[[], None]) -> None:
        try:
            push()
        except AudioFileError as error:
            log.warning("%s", error)
            if self._failure is None:
                self._failure = error
                if not self.each.finished:
                    self._events.sync_failed(self.each, error)

    def _watch_room(self) -> None:
        try:
            free = free_bytes(self._ledger.parent)
        except OSError as error:
            if not self._folder_gone:
                self._events.folder_gone(self._ledger.parent, error)
            self._folder_gone = True
            return
        self._folder_gone = False
        rate = bytes_per_second(self.each.request.files, self.each.device.rate)
        if not self.each.over and free < self.each.request.reserve_bytes + HEADROOM_SECONDS * rate:
            self._events.nearly_full(self.each, free)

    def _write_ledger(self, closed: str) -> None:
        rounds = len(self.each.rounds)
        try:
            write_ledger(self._ledger, self.each.report(closed))
            self._rounds_in_ledger = rounds
        except OSError as error:
            log.warning("ledger: %s", error)


def _is_open(part: OpenRound) -> bool:
    return any(take.is_open for take in part.takes)
