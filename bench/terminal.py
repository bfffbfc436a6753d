"""A program on a pseudo-terminal of 80×24: when a word first appears, keys in, screen bytes out."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import struct
import termios
import threading
import time
from collections.abc import Sequence


class Terminal:
    """Runs a command; a thread reads everything it draws."""

    def __init__(self, command: Sequence[object], columns: int = 80, rows: int = 24) -> None:
        self.started = time.monotonic()
        self.drawn = bytearray()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS=str(columns), LINES=str(rows))
            words = [str(word) for word in command]
            os.execvp(words[0], words)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._fd, 65536):
                self.drawn += chunk

    def seconds_until(self, *words: str, timeout: float = 30.0) -> float:
        """Seconds from the start until all words have been drawn. Raises TimeoutError with the last of the screen."""
        wanted = [word.encode() for word in words]
        while not all(word in self.drawn for word in wanted):
            if time.monotonic() - self.started > timeout:
                raise TimeoutError(f"{words} not drawn within {timeout} s: {bytes(self.drawn[-600:])!r}")
            time.sleep(0.001)
        return time.monotonic() - self.started

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def close(self) -> None:
        """Close the terminal, as a window does, and wait for the program."""
        os.close(self._fd)
        for _ in range(500):
            done, _ = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return
            time.sleep(0.01)
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
