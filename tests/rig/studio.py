"""The public door: `tui-studio line SONG --json`, `tui-studio status SONG --json`, as processes."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).with_name("tui-studio")


class RefusedError(Exception):
    """The studio answered with an error."""


def run(*words: object, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """`tui-studio …` to its end."""
    command = [str(PROGRAM), *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL
    )


def status(song: Path) -> dict[str, Any]:
    """What `tui-studio status SONG --json` says."""
    done = run("status", song, "--json")
    if done.returncode != 0:
        raise RefusedError(done.stdout + done.stderr)
    return json.loads(done.stdout)


def process_ids(song: Path) -> tuple[int, int]:
    """(studio, engine)."""
    said = status(song)
    said = said.get("result", said)
    return int(said["studio_pid"]), int(said["engine_pid"])


def sound_id(song: Path) -> int:
    """The process that has the device."""
    return int(status(song)["sound_pid"])


class StudioLine:
    """A line head with pipes: one line in, one JSON object out."""

    def __init__(self, song: Path, options: Sequence[object] = (), log: Path | None = None) -> None:
        self.song = song
        command = [str(PROGRAM), "line", str(song), "--json", *map(str, options)]
        self.log = log or Path(os.devnull)
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1
            )
        self._replies: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with contextlib.suppress(ValueError):
            for line in self.process.stdout:
                self._replies.put(line)
        self._replies.put(None)

    def ask(self, line: str, seconds: float = 60.0) -> dict[str, Any]:
        """The whole reply to a line. Raises TimeoutError, or RefusedError when the head ended."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        while True:
            try:
                said = self._replies.get(timeout=seconds)
            except queue.Empty:
                raise TimeoutError(f"no reply to '{line}' within {seconds} s") from None
            if said is None:
                raise RefusedError(f"the line head ended at '{line}': {self.errors()}")
            reply = json.loads(said)
            if "ok" in reply:
                return reply

    def do(self, line: str, seconds: float = 60.0) -> Any:
        """The result of a line. Raises RefusedError with the studio's sentence when it was refused."""
        reply = self.ask(line, seconds)
        if not reply["ok"]:
            raise RefusedError(f"{line}: {reply['error']}")
        return reply.get("result")

    def takes(self, track: str = "") -> list[dict[str, Any]]:
        """The take list; paths as Path."""
        result = self.do(f"take.list track={track}" if track else "take.list")
        takes = result["takes"] if isinstance(result, dict) else result
        return [{**take, "path": Path(take["path"])} for take in takes]

    def wait_for(self, line: str, fits: Callable[[Any], object], seconds: float = 20.0) -> Any:
        """Ask `line` until its result fits; that result. Raises TimeoutError with the last one."""
        end = time.monotonic() + seconds
        while True:
            result = self.do(line)
            if fits(result):
                return result
            if time.monotonic() > end:
                raise TimeoutError(f"'{line}' still says after {seconds} s: {result}")
            time.sleep(0.1)

    def errors(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.is_file() else ""

    def quit(self) -> None:
        """End the studio, then this head."""
        with contextlib.suppress(RefusedError, TimeoutError, OSError):
            self.ask("studio.quit", 20)
        self.close()

    def close(self) -> None:
        """End this head only."""
        with contextlib.suppress(OSError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
