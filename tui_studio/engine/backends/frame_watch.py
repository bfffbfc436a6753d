"""Tells how many frames a server left out, from its clock, which jitters by more than a block."""

from __future__ import annotations

from typing import Final

SURE_SECONDS: Final = 0.25
"""For so long the clock must stay ahead: late wake-ups under load are over sooner, a loss never is."""
SURE_BLOCKS: Final = 16
AHEAD: Final = 0.75
"""Of a block: nearer to a block too many than to jitter."""


class FrameWatch:
    """The server's clock counts the frames that went by, we those that we got.

    A late wake-up puts the clock ahead for some blocks; only a loss does so for good, and by whole blocks.
    Called from: the audio thread.
    """

    def __init__(self, rate: int) -> None:
        self._rate: Final = rate
        self._counted = 0
        self._base = 0.0
        self._least = 0.0
        self._ahead_blocks = 0
        self._begun = False
        self.ahead = 0
        """Frames since the clock went ahead; 0 while it is not. When a loss is told: how long ago it was."""

    def look_rt(self, now: float, frames: int) -> int:
        """Frames lost, told once that is sure; `now` is the clock in seconds at this block."""
        offset = now * self._rate - self._counted
        self._counted += frames
        if not self._begun or offset < self._base:
            self._begun = True
            self._base = offset
        if offset - self._base < AHEAD * frames:
            self._ahead_blocks = self.ahead = 0
            return 0
        self._least = min(self._least, offset) if self._ahead_blocks else offset
        self.ahead = self.ahead + frames if self._ahead_blocks else 0
        self._ahead_blocks += 1
        if self._ahead_blocks < SURE_BLOCKS or self.ahead < SURE_SECONDS * self._rate:
            return 0
        lost = round((self._least - self._base) / frames) * frames
        self._base += lost
        self._ahead_blocks = 0
        return lost
