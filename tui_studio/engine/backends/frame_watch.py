"""Tells how many frames a server left out, from its clock, which jitters by as much as a block."""

from __future__ import annotations

from typing import Final

SURE_AFTER_XRUN: Final = 8
"""Blocks for which the clock must stay ahead, when the server has just told of an xrun."""
SURE: Final = 64
"""The same without an xrun."""
AHEAD: Final = 0.75
"""Of a block: nearer to a block too many than to jitter."""


class FrameWatch:
    """The server's clock counts the frames that went by, we those that we got.

    A late wake-up puts the clock ahead for a block or two; only a loss does so for good, and by whole blocks.
    Called from: the audio thread.
    """

    def __init__(self, rate: int) -> None:
        self._rate: Final = rate
        self._counted = 0
        self._base = 0.0
        self._ahead_for = 0
        self._least = 0.0
        self._since_xrun = SURE
        self._begun = False

    def look_rt(self, now: float, frames: int, xrun: bool) -> int:
        """Frames lost, told some blocks after it happened; `now` is the clock in seconds at this block."""
        offset = now * self._rate - self._counted
        self._counted += frames
        self._since_xrun = 0 if xrun else self._since_xrun + 1
        if not self._begun or offset < self._base:
            self._begun = True
            self._base = offset
        if offset - self._base < AHEAD * frames:
            self._ahead_for = 0
            return 0
        self._least = min(self._least, offset) if self._ahead_for else offset
        self._ahead_for += 1
        recently = self._since_xrun < 2 * SURE_AFTER_XRUN
        if self._ahead_for < (SURE_AFTER_XRUN if recently else SURE):
            return 0
        lost = round((self._least - self._base) / frames) * frames
        self._base += lost
        self._ahead_for = 0
        return lost
