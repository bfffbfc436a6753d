"""Writing files so that a power cut leaves the old or the new one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

SCRATCH_SUFFIX: Final = ".scratch"
"""Files ending so were being written when something went wrong; they may be removed."""


def write_all(descriptor: int, data: bytes) -> None:
    """Every byte of `data`. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def replace_file(path: Path, data: bytes) -> None:
    """New contents for `path`, on disk when this returns; if it fails, the old file stays. Raises OSError."""
    scratch = scratch_of(path)
    try:
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        scratch.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def scratch_of(path: Path) -> Path:
    """Where the new contents of `path` lie until they are whole."""
    return path.with_name(path.name + SCRATCH_SUFFIX)


def sync_folder(folder: Path) -> None:
    """Make the folder's own list of files durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
