"""What lies beside a song's files after trouble, and plain words for what goes wrong with them."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from tui_studio import paths
from tui_studio.durable import SCRATCH_SUFFIX
from tui_studio.errors import SongError

_WORDS = {
    errno.ENOSPC: ("the disk is full", "make room, then do it again"),
    errno.EDQUOT: ("the disk quota is used up", "make room, then do it again"),
    errno.EROFS: ("the folder cannot be written to", "mount it for writing, or copy the song elsewhere"),
    errno.EACCES: (
        "permission denied",
        "change the owner or the mode of the folder, or copy the song elsewhere",
    ),
    errno.EPERM: (
        "permission denied",
        "change the owner or the mode of the folder, or copy the song elsewhere",
    ),
    errno.ENOENT: ("there is no such file or folder", "check the name"),
    errno.ENOTDIR: ("that is a file, not a song's folder", "name the folder of a song"),
    errno.EISDIR: ("there is a folder where a file should be", "move it away"),
    errno.EIO: ("the disk reports an error", "copy the song to another disk"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
}
_NO_MORE_FILES = (
    "no more files can be made on this disk (its inode table is full)",
    "remove files that you no longer need, or put the song on another disk",
)


def song_error(error: OSError, doing: str, path: Path) -> SongError:
    """The error as the user should read it."""
    reason, hint = _WORDS.get(error.errno or 0, (error.strerror or str(error), "look at the disk"))
    if error.errno == errno.ENOSPC and paths.out_of_files(path):
        reason, hint = _NO_MORE_FILES
    return SongError(f"{doing}: {reason}", where=str(path), hint=hint)


@contextlib.contextmanager
def plain_words(doing: str, path: Path) -> Iterator[None]:
    """Within it, every OSError becomes a SongError."""
    try:
        yield
    except OSError as error:
        raise song_error(error, doing, path) from error


def remove_scratch(folder: Path) -> None:
    """Remove what an interrupted `replace_file` left. Raises OSError."""
    for path in folder.glob(f"*{SCRATCH_SUFFIX}"):
        if path.is_file():
            path.unlink(missing_ok=True)


def aside(path: Path, now: str) -> Path:
    """A free name beside `path` for a damaged file: `journal.damaged-2026-11-22T15-40-12.jsonl`."""
    stem = f"{path.stem}.damaged-{now[:19].replace(':', '-')}"
    candidate, number = path.with_name(f"{stem}{path.suffix}"), 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{stem}-{number}{path.suffix}")
    return candidate
