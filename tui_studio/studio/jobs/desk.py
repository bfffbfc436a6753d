"""How a job tells its progress and hears that it is cancelled, wherever it runs: two small files in a folder of its own."""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass
from pathlib import Path

_NUMBER = struct.Struct("<d")
TELL_SECONDS = 0.1


@dataclass
class Desk:
    """Handed to the job's work. Can be sent to another process."""

    folder: Path
    _told_at: float = 0.0

    def progress(self, done: float) -> None:
        """So much is done, 0 … 1. Called as often as one likes."""
        now = time.monotonic()
        if now - self._told_at >= TELL_SECONDS or done >= 1.0:
            self._told_at = now
            (self.folder / "progress").write_bytes(_NUMBER.pack(done))

    def cancelled(self) -> bool:
        """Whether the work should be given up."""
        return (self.folder / "cancel").exists()

    def read_progress(self) -> float:
        """What was last told. Called from: the studio."""
        try:
            data = (self.folder / "progress").read_bytes()
        except OSError:
            return 0.0
        return _NUMBER.unpack(data)[0] if len(data) == _NUMBER.size else 0.0

    def cancel(self) -> None:
        """Ask for the end. Called from: the studio."""
        (self.folder / "cancel").touch()
