"""The song's folder from outside: what tells one from any other folder."""

from __future__ import annotations

import errno
from pathlib import Path

SONG_NAME = "song.json"
JOURNAL_NAME = "journal.jsonl"


def is_song(folder: Path) -> bool:
    """Whether a song lies in this folder: none where one may not look, none under a name that no folder can have.

    Raises OSError when the disk fails.
    """
    try:
        return (folder / SONG_NAME).exists() or (folder / JOURNAL_NAME).exists()
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.ENAMETOOLONG}:
            return False
        raise
