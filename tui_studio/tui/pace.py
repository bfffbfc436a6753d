"""How often the screen may follow: as fast as wished where the terminal keeps up, fewer where it does not.

A line may swallow seconds of output before a write takes longer (a pty, ssh and TCP all have buffers), so that now and then the
terminal is asked where its cursor is: the answer comes when everything before it has been shown. The shortest answer so
far is the line's own delay; what comes on top of it is output that waits.
"""

from __future__ import annotations

import math

SLOWEST = 2.0
SLOW_SECONDS = 0.15
"""Waiting output, or a write that is not accepted, of this length is a sign of a slow line."""
QUERY_SECONDS = 0.5
"""Time between two questions."""
OVERDUE_SECONDS = 0.25
"""With an answer so late nothing more is written until it comes."""
LOST_SECONDS = 5.0
"""An answer that has not come by then is not waited for any more."""
PATIENCE = 3.0
"""Seconds without a sign before a faster pace is tried."""
SLOWER, FASTER = 0.7, 1.6


class Pace:
    """Frames a second, adapted to the terminal. All times in seconds of one clock."""

    def __init__(self, wished: float) -> None:
        self.wished = wished
        self.present = wished
        self._quickest = math.inf
        self._asked_at: float | None = None
        self._next_question = 0.0
        self._good_since = 0.0
        self._slower_after = 0.0

    @property
    def waiting(self) -> bool:
        """The terminal still owes an answer."""
        return self._asked_at is not None

    def may_draw(self, now: float) -> bool:
        """False while so much output waits that more would only come later."""
        if self._asked_at is None:
            return True
        late = now - self._asked_at
        if late > LOST_SECONDS:
            self._asked_at, self._next_question = None, now + LOST_SECONDS
            return True
        return late <= self._quickest + OVERDUE_SECONDS

    def ask_now(self, now: float) -> bool:
        """Whether to ask with this frame; if so the question counts as asked."""
        if self._asked_at is not None or now < self._next_question:
            return False
        self._asked_at = now
        return True

    def answered(self, now: float) -> None:
        """The terminal has answered."""
        if self._asked_at is None:
            return
        delay = now - self._asked_at
        self._asked_at, self._next_question = None, now + QUERY_SECONDS
        self._quickest = min(self._quickest, delay)
        self.waited(delay - self._quickest, now)

    def waited(self, seconds: float, now: float) -> None:
        """So much output waits, or a write took so long."""
        if seconds > SLOW_SECONDS:
            self._good_since = now
            if now >= self._slower_after:
                self._slower_after = now + QUERY_SECONDS
                self.present = max(SLOWEST, self.present * SLOWER)
        elif self.present < self.wished and now - self._good_since >= PATIENCE:
            self._good_since = now
            self.present = min(self.wished, self.present * FASTER)
