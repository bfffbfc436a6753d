"""The song's folder from outside: what tells one from any other folder."""

from __future__ import annotations

from pathlib import Path

SONG_NAME = "song.json"
JOURNAL_NAME = "journal.jsonl"


def is_song(folder: Path) -> bool:
    """Whether a song lies in this folder; none does for whom may not look. Raises OSError when the disk fails."""
    try:
        return (folder / SONG_NAME).exists() or (folder / JOURNAL_NAME).exists()
    except PermissionError:
        return False
