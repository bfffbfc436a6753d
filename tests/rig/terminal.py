"""A screen in a terminal of tmux, 80×24, that can be closed or lose its program."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.rig import processes
from tests.rig.jack import wait_until
from tests.rig.studio import PROGRAM, status


class ScreenInTmux:
    """The screen of one song. Its tmux server is its own: `name` tells it from others of this process."""

    def __init__(self, name: str) -> None:
        self._tmux = ["tmux", "-L", f"ts-{os.getpid()}-{name}", "-f", os.devnull]

    def show(self, song: Path) -> None:
        """Open the screen of a song that has one head, and wait until it is the second."""
        size = ["-x", "80", "-y", "24"]
        self._ask("new-session", "-d", "-s", "main", *size, str(PROGRAM), str(song))
        wait_until(lambda: status(song).get("heads", 0) >= 2, 30, "the screen to attach", 0.2)

    def kill_program(self) -> None:
        """SIGKILL to the screen itself."""
        pid = self._pid()
        processes.kill(pid)
        self._wait_gone(pid)

    def close_window(self) -> None:
        """As a user closes a window: SIGHUP to the screen."""
        pid = self._pid()
        self._ask("kill-session", "-t", "main")
        self._wait_gone(pid)

    def end(self) -> None:
        """End the tmux server, if it still runs."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False, timeout=10)

    def _pid(self) -> int:
        return int(self._ask("list-panes", "-F", "#{pane_pid}"))

    def _ask(self, *words: str) -> str:
        done = subprocess.run([*self._tmux, *words], capture_output=True, text=True, check=True, timeout=10)
        return done.stdout

    def _wait_gone(self, pid: int) -> None:
        wait_until(lambda: not processes.alive(pid), 10, "the screen to go")
