"""One studio per song: a lock on the song folder that dies with its owner."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import os
import socket
from pathlib import Path

import msgspec

from tui_studio.durable import write_all
from tui_studio.errors import SongLockedError
from tui_studio.song.storage.files import plain_words

LOCK_NAME = "lock"


class Owner(msgspec.Struct, frozen=True):
    """Who has the song open."""

    pid: int
    host: str
    user: str
    since: str

    def __str__(self) -> str:
        return f"{self.user} on {self.host}, process {self.pid}, since {self.since}"


class SongLock:
    """Held from construction until `release`. The kernel drops it when the process dies, however it dies."""

    def __init__(self, folder: Path, now: str) -> None:
        """Raises SongLockedError naming the owner, or SongError when the folder cannot be written to."""
        self.path = folder / LOCK_NAME
        with plain_words("the song cannot be locked", self.path):
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            self._take()
            with contextlib.suppress(OSError):  # on a full disk the lock counts, not the file's text
                self._write(Owner(os.getpid(), socket.gethostname(), _user(), now))
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        """Let go; the file stays, empty. Nothing happens the second time."""
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
        os.close(descriptor)

    def _take(self) -> None:
        with plain_words("the song cannot be locked", self.path):
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._check_there()
            except (BlockingIOError, FileNotFoundError):
                raise SongLockedError(
                    "another studio has the song open",
                    where=read_owner(self.path) or str(self.path),
                    hint="attach to it, or end it there",
                ) from None

    def _check_there(self) -> None:
        """Raises FileNotFoundError when its holder took the file away before it let go: a new song that failed."""
        ours, there = os.fstat(self._descriptor), self.path.stat()
        if (ours.st_dev, ours.st_ino) != (there.st_dev, there.st_ino):
            raise FileNotFoundError

    def _write(self, owner: Owner) -> None:
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        write_all(self._descriptor, msgspec.json.encode(owner) + b"\n")


def read_owner(path: Path) -> str:
    """The owner written in a lock file, as a phrase; empty when it cannot be told."""
    try:
        return str(msgspec.json.decode(path.read_bytes(), type=Owner))
    except (OSError, ValueError):
        return ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
