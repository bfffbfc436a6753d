"""The terminal as a driver that leaves the real cursor visible, and tells how long the terminal takes to accept writes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import IO, Any, cast

from textual.drivers.linux_driver import LinuxDriver

SHOW_CURSOR = "\x1b[?25h"


class TimedFile:
    """The terminal's file; remembers the longest that one write and flush took since it was asked."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._slowest = 0.0
        self._began = 0.0

    def write(self, text: str) -> int:
        """Write, timed."""
        self._timed(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush, timed."""
        self._timed(self._file.flush)

    def fileno(self) -> int:
        """Of the terminal."""
        return self._file.fileno()

    def slowest(self, now: float) -> float:
        """The longest write since the last asking, or the one that is still going on."""
        running = now - self._began if self._began else 0.0
        longest, self._slowest = max(self._slowest, running), 0.0
        return longest

    def _timed(self, work: Callable[[], object]) -> None:
        self._began = began = time.monotonic()
        try:
            work()
        finally:
            self._began = 0.0
            self._slowest = max(self._slowest, time.monotonic() - began)


class TerminalDriver(LinuxDriver):
    """The cursor stays visible, so that braille displays and screen readers can follow it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.timed = TimedFile(cast("IO[str]", self._file))
        self._file = cast("Any", self.timed)

    def start_application_mode(self) -> None:
        """As Textual does, then show the cursor again."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is not None:
            self.write(SHOW_CURSOR)

    @property
    def backlog(self) -> int:
        """Writes the terminal has not accepted yet."""
        return self._writer_thread._queue.qsize() if self._writer_thread is not None else 0
