"""A place of one's own on this machine: configuration, state, songs and runtime folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from tests.rig import processes
from tests.rig.jack import wait_until
from tui_studio import paths

FOLDERS = {"CONFIG": "config", "STATE": "state", "SONGS": "songs", "RUNTIME": "run", "CACHE": "cache"}


@dataclass(frozen=True)
class Place:
    """Short, because a Unix socket's path has room for 107 bytes."""

    root: Path

    @classmethod
    def make(cls) -> Place:
        place = cls(Path(tempfile.mkdtemp(prefix="ts-")))
        for folder in FOLDERS.values():
            (place.root / folder).mkdir(mode=0o700)
        return place

    @property
    def songs(self) -> Path:
        return self.root / "songs"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead tui_studio here."""
        return {f"TUI_STUDIO_{name}": str(self.root / folder) for name, folder in FOLDERS.items()}

    def processes(self) -> list[int]:
        """Ids of the processes that were started with this environment."""
        return processes.with_environment(f"TUI_STUDIO_RUNTIME={self.root}/")

    def end_processes(self) -> list[int]:
        """SIGKILL to every process that was started here; their ids."""
        found = self.processes()
        for pid in found:
            processes.kill(pid)
        if found:
            wait_until(lambda: not any(processes.alive(pid) for pid in found), 10, "killed processes to go")
        return found

    def clear(self) -> None:
        """End what runs here and remove the folders, and the shared memory of engines that were killed."""
        if any((self.root / "run").iterdir()):
            self.end_processes()
        with mock.patch.dict(os.environ, self.environment):
            for song in self.songs.iterdir():
                paths.shared_block(song).unlink(missing_ok=True)
        shutil.rmtree(self.root, ignore_errors=True)
