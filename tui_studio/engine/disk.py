"""Room on the disk that takes go to."""

from __future__ import annotations

import os
from pathlib import Path

from tui_studio.engine.protocol import Record
from tui_studio.errors import EngineError

LEAST_SECONDS = 30.0
"""Recording does not start with less room than this."""


def free_bytes(folder: Path) -> int:
    """Bytes that we may still write on the filesystem of `folder`. Raises OSError."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def check_room(request: Record, bytes_per_second: int) -> None:
    """Raises EngineError when there is room for less than `LEAST_SECONDS`, or for no more files."""
    for folder in {Path(file.path).parent for file in request.files}:
        try:
            status = os.statvfs(folder)
        except OSError as error:
            raise EngineError(
                f"the folder for takes cannot be used ({error.strerror})",
                where=str(folder),
                hint="check that it exists and who owns it",
            ) from error
        if status.f_files and status.f_favail < len(request.files) + 2:
            raise EngineError(
                "no more files can be made on this disk (its inode table is full)",
                where=str(folder),
                hint="remove files that you no longer need, or record to another disk",
            )
        free = status.f_bavail * status.f_frsize - request.reserve_bytes
        if free < LEAST_SECONDS * bytes_per_second:
            raise EngineError(
                f"there is room for less than {LEAST_SECONDS:.0f} s of recording",
                where=str(folder),
                hint="free some room, or record to another disk",
            )
