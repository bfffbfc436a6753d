"""JACK's own count of the frames of every cycle: what was left out, exactly and at once."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Final

SAME_TROUBLE_SECONDS: Final = 0.02
"""What the server tells so soon after a loss is that loss: it comes by another thread."""
LIBRARY: Final = "libjack.so.0"
KNOWN: Final = b"1.9."
"""jack2. Its `jack_last_frame_time` reads the engine's clock and needs no client of one's own; others would."""
_WRAP: Final = 1 << 32


def server_frames() -> Callable[[None], int] | None:
    """The function that tells the frame at which the present cycle began; None where it cannot be had.

    The library must be the one that PortAudio has loaded; the function may be called on any thread while PortAudio has a
    stream open, and does not release the interpreter lock.
    """
    try:
        library = ctypes.PyDLL(LIBRARY)
        library.jack_get_version_string.restype = ctypes.c_char_p
        if not library.jack_get_version_string().startswith(KNOWN):
            return None
        count = library.jack_last_frame_time
    except (OSError, AttributeError):
        return None
    count.restype = ctypes.c_uint32
    count.argtypes = [ctypes.c_void_p]
    return count


class JackFrames:
    """Compares the server's count to the frames that we got. Called from: the audio thread.

    A cycle that comes too late is seen as lost, and delivered after all with the sound of the next one: from then on we
    have all frames again, and the base goes back. Where blocks are fitted to another period, what we got lies behind the
    count by changing amounts of less than a period.
    """

    def __init__(self, count: Callable[[None], int], rate: int, period: int = 0) -> None:
        """`period` of the server if blocks are fitted to it; 0 when they are the same."""
        self._count: Final = count
        self._same: Final = int(SAME_TROUBLE_SECONDS * rate)
        self._since = self._same
        self._period: Final = period
        self._expected = 0
        """The least count, at the next block, with which nothing is lost."""
        self._begun = False

    def look_rt(self, frames: int) -> int:
        """Frames that were left out just before this block of `frames`: whole periods."""
        self._since += frames
        expected = self._expected
        self._expected = expected + frames
        ahead = (self._count(None) - expected) % _WRAP
        period = self._period or frames
        if ahead < period and self._begun:
            return 0
        if not self._begun or ahead >= _WRAP // 2:
            self._begun = True
            self._expected += ahead
            return 0
        lost = ahead // period * period
        self._expected += lost
        self._since = 0
        return lost

    @property
    def told(self) -> bool:
        """An xrun of which the server speaks now was told as a loss already."""
        return self._since < self._same
