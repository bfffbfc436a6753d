"""JACK's own count of the frames of every cycle: what was left out, exactly and at once."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Final

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
    """Compares the server's count to the frames that we got. Called from: the audio thread."""

    def __init__(self, count: Callable[[None], int]) -> None:
        self._count: Final = count
        self._next = 0
        self._begun = False

    def look_rt(self, frames: int) -> int:
        """Frames that were left out just before this block of `frames`."""
        now = self._count(None)
        lost = (now - self._next) % _WRAP if self._begun else 0
        self._begun = True
        if lost >= _WRAP // 2:  # several blocks of one cycle
            self._next += frames
            return 0
        self._next = now + frames
        return lost
