"""How often the screen may follow: as fast as wished where the terminal keeps up, fewer where it does not."""

from __future__ import annotations

SLOWEST = 2.0
SLOW_SECONDS = 0.05
"""A frame whose bytes the terminal takes this long to accept is a sign of a slow line."""
PATIENCE = 5.0
"""Seconds without such a sign before a faster pace is tried."""
EASIER, FASTER = 0.5, 1.5


class Pace:
    """Frames a second, adapted to how long the terminal takes to accept what is written."""

    def __init__(self, wished: float) -> None:
        self.wished = wished
        self.present = wished
        self._good_since = 0.0

    def wrote(self, seconds: float, now: float) -> bool:
        """A frame took so long to be accepted, at `now`. True when the pace has changed."""
        if seconds > SLOW_SECONDS:
            self._good_since = now
            return self._set(max(SLOWEST, self.present * EASIER))
        if self.present < self.wished and now - self._good_since >= PATIENCE:
            self._good_since = now
            return self._set(min(self.wished, self.present * FASTER))
        return False

    def _set(self, pace: float) -> bool:
        changed, self.present = pace != self.present, pace
        return changed
