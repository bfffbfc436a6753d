"""Where songs are, and which folders may become one."""

from __future__ import annotations

import os
from pathlib import Path

from tui_studio import paths
from tui_studio.errors import BadInputError, SongError

SONG_FILES = ("song.json", "journal.jsonl")


def song_folder(text: str) -> Path:
    """The absolute folder of the song the user names: a path if it has a slash, else in the folder of songs.

    Raises BadInputError for a text that names no folder.
    """
    if not text.strip() or "\0" in text:
        raise BadInputError("the song's name is empty", hint="tui-studio NAME, or a path")
    if "/" in text or os.sep in text or text in {".", "..", "~"}:
        return Path(text).expanduser().resolve()
    return (paths.user_songs() / text).resolve()


def is_song(folder: Path) -> bool:
    """Whether a song lies there."""
    return any((folder / name).exists() for name in SONG_FILES)


def check_free_for_song(folder: Path) -> None:
    """Raises SongError when a new song in this folder would mix with other files."""
    if folder.exists() and not folder.is_dir():
        raise SongError("that is a file, not a song's folder", where=str(folder), hint="name a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise SongError(
            "the folder has files in it and is not a song",
            where=str(folder),
            hint=f"name a new folder, for example {folder / 'My Song'}",
        )
