"""Which xruns came of late, remembered so that takes that are kept of what was played can tell them."""

from __future__ import annotations

import threading
from typing import Final, NamedTuple

from tui_studio.engine.backends.base import AGO_SHIFT, EXACT

MOST_XRUNS: Final = 4096
"""More of them are a storm, and told less exactly: two that follow each other as one."""
_KINDS: Final = 3


class Xrun(NamedTuple):
    """As `contract.Announcement.XRUN` tells it."""

    clock: int
    frames: int
    flags: int


class XrunLog:
    """The xruns of one opened device, oldest first. Called from: butler, but for what any thread may look at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._xruns: list[Xrun] = []
        self._heard = 0

    def note(self, clock: int, frames: int, flags: int) -> None:
        """Take in an xrun that was announced."""
        with self._lock:
            self._xruns.append(Xrun(clock, frames, flags))
            if len(self._xruns) > MOST_XRUNS:
                self._thin_out()

    def heard_until(self, clock: int) -> None:
        """Everything that was announced of the frames before `clock` was noted."""
        self._heard = clock

    def forget_before(self, clock: int) -> None:
        """Drop the xruns that were told before `clock`."""
        with self._lock:
            self._xruns = [xrun for xrun in self._xruns if xrun.clock >= clock]

    def xruns(self) -> list[Xrun]:
        """A copy, oldest first. Called from: any thread."""
        with self._lock:
            return list(self._xruns)

    def knows(self, clock: int, doubt: int) -> bool:
        """Whether no loss before `clock` can come out any more: all was heard of, and an xrun that may turn out to be
        a loss did so within `doubt` frames, or did not. Called from: any thread.
        """
        told = (xrun.clock + doubt for xrun in self.xruns() if xrun.clock <= clock and not xrun.flags & EXACT)
        return self._heard >= max(told, default=clock) and self._heard >= clock

    def _thin_out(self) -> None:
        """Of the older half each two become one: no frame that was lost is forgotten, its place is less exact."""
        half = MOST_XRUNS // 2
        older, newer = self._xruns[:half], self._xruns[half:]
        self._xruns = [_one(*pair) for pair in zip(older[::2], older[1::2], strict=True)] + newer


def _one(first: Xrun, second: Xrun) -> Xrun:
    at = first.clock - (first.flags >> AGO_SHIFT)
    return Xrun(at, first.frames + second.frames, (first.flags | second.flags) & _KINDS | EXACT)
