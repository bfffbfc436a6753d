"""Room on the disk that takes go to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tui_studio.engine.protocol import Keep, Record, TakeFile
from tui_studio.errors import EngineError

LEAST_SECONDS = 30.0
"""Recording does not start with less room than this."""
HEADER_BYTES = 4096
"""More than the header of a take file has."""


def free_bytes(folder: Path) -> int:
    """Bytes that we may still write on the filesystem of `folder`. Raises OSError."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def check_room(request: Record, bytes_per_second: int) -> None:
    """Raises EngineError when there is room for less than `LEAST_SECONDS`, or for no more files."""
    for folder, room in _rooms(request.files, request.reserve_bytes, len(request.files)):
        if room < LEAST_SECONDS * bytes_per_second:
            raise EngineError(
                f"there is room for less than {LEAST_SECONDS:.0f} s of recording",
                where=str(folder),
                hint="free some room, or record to another disk",
            )


def check_room_to_keep(request: Keep, *, files: int, seconds: float, sound_bytes: int) -> None:
    """Raises EngineError when so many files with so many bytes of sound, which last so long, do not fit."""
    for folder, room in _rooms(request.files, request.reserve_bytes, files):
        if room < sound_bytes + files * HEADER_BYTES:
            raise EngineError(
                f"the last {seconds:.0f} s need {_megabytes(sound_bytes)}, and there is room for {_megabytes(room)}",
                where=str(folder),
                hint="free some room and keep again while it is still remembered, or keep fewer seconds",
            )


def _rooms(files: tuple[TakeFile, ...], reserve_bytes: int, count: int) -> Iterator[tuple[Path, int]]:
    """Each folder of the files with the bytes that may be written there. Raises EngineError when `count` files cannot."""
    for folder in {Path(file.path).parent for file in files}:
        try:
            status = os.statvfs(folder)
        except OSError as error:
            raise EngineError(
                f"the folder for takes cannot be used ({error.strerror})",
                where=str(folder),
                hint="check that it exists and who owns it",
            ) from error
        if status.f_files and status.f_favail < count + 2:
            raise EngineError(
                "no more files can be made on this disk (its inode table is full)",
                where=str(folder),
                hint="remove files that you no longer need, or record to another disk",
            )
        yield folder, max(0, status.f_bavail * status.f_frsize - reserve_bytes)


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else "less than 1 MB"
