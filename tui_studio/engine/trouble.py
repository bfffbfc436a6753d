"""Trouble in words, and not in floods."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tui_studio.engine.protocol import Trouble


class XrunNews:
    """Gathers xruns, so that a storm of them becomes one sentence. `note` in the butler, `flush`
    elsewhere.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._frames = 0
        self._first = (0, 0)

    def note(self, clock: int, position: int, frames: int, _flags: int) -> None:
        """One happened."""
        with self._lock:
            if not self._count:
                self._first = (clock, position)
            self._count += 1
            self._frames += frames

    def flush(self, tell: Callable[[Trouble], None]) -> None:
        """Tell of those since the last time."""
        with self._lock:
            count, frames, (clock, position) = self._count, self._frames, self._first
            self._count = self._frames = 0
        if count:
            what = "1 xrun" if count == 1 else f"{count} xruns"
            lost = f", {frames} frames lost" if frames else ""
            tell(Trouble("xrun", clock, position, frames, f"{what}: the computer was late{lost}"))


def starved_news(clock: int, position: int, frames: int) -> Trouble:
    """The disk was too slow for playback."""
    return Trouble("starved", clock, position, frames, f"the disk was too slow: {frames} frames were silent")
