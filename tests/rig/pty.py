"""A program on a terminal of its own (a pty): type, and wait for what it says."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import struct
import subprocess
import termios
import time

from tests.rig.studio import PROGRAM


class OnTerminal:
    """`tui-studio …` as a terminal starts it: the pty is its controlling terminal."""

    def __init__(self, *words: object, columns: int = 80, rows: int = 24) -> None:
        self._main, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", str(PROGRAM), *map(str, words)],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={**os.environ, "TERM": "xterm"},
        )
        os.close(inner)
        self.said = ""
        """All that has been written since the last `expect`."""

    def type(self, text: str) -> None:
        """Press these keys."""
        os.write(self._main, text.encode())

    def expect(self, text: str, seconds: float = 20.0) -> str:
        """Wait until it has written this; what it wrote up to there. Raises TimeoutError with what it did."""
        end = time.monotonic() + seconds
        while text not in self.said:
            if not self._read(end):
                raise TimeoutError(f"waited for {text!r}, it said {self.said!r}")
        at = self.said.index(text) + len(text)
        before, self.said = self.said[:at], self.said[at:]
        return before

    def end(self, seconds: float = 20.0) -> int:
        """Wait for its end; the exit status."""
        end = time.monotonic() + seconds
        while self._read(end):
            pass
        return self.process.wait(max(0.1, end - time.monotonic()))

    def hang_up(self) -> None:
        """Close the terminal."""
        with contextlib.suppress(OSError):
            os.close(self._main)

    def close(self) -> None:
        """End it however it is."""
        self.hang_up()
        self.process.kill()
        self.process.wait()

    def _read(self, end: float) -> bool:
        """Read what is there; False at the end of time or of the program."""
        if not select.select([self._main], [], [], max(0.0, end - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self._main, 65536)
        except OSError:
            return False
        self.said += data.decode(errors="replace")
        return bool(data)
