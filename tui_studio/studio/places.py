"""Where songs are."""

from __future__ import annotations

import os
from pathlib import Path

from tui_studio import paths
from tui_studio.errors import BadInputError
from tui_studio.song.folder import is_song
from tui_studio.song.names import safe_file_name


def song_folder(text: str, songs: Path | None = None) -> Path:
    """The absolute folder of the song the user names: a path if it has a slash, else in `songs` (None: the user's songs).

    Blanks around a name are no part of it, unless there is a song of that very name. Raises BadInputError for a text that
    names no folder.
    """
    if not text.strip() or "\0" in text:
        raise BadInputError("the song's name is empty", hint="tui-studio NAME, or a path")
    if "/" in text or os.sep in text or text in {".", "..", "~"}:
        return Path(text).expanduser().resolve()
    songs = paths.user_songs() if songs is None else songs
    return (songs / (text if is_song(songs / text) else text.strip())).resolve()


def target_file(path: Path, name: str, suffix: str) -> Path:
    """Where a file of ours goes: in a folder under `name`, else where the path says, with the suffix if it has none."""
    target = path / f"{safe_file_name(name, 'song')}{suffix}" if path.is_dir() else path
    return target if target.suffix else target.with_name(f"{target.name}{suffix}")


def refuse_streams(path: Path) -> None:
    """Raises BadInputError for what is there and is no file: a device or a pipe may never end."""
    if kind := paths.not_a_file(path):
        raise BadInputError(f"that is {kind}, not a file", where=str(path), hint="name a file")


def refuse_replacing(path: Path, replace: bool) -> None:
    """Raises BadInputError for what is there and is no file, and for a file unless it may be replaced."""
    refuse_streams(path)
    if not replace and os.path.lexists(path):
        raise BadInputError(
            "there is such a file already", where=str(path), hint="name another, or add replace=on"
        )
