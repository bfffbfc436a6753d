"""Where songs are."""

from __future__ import annotations

import os
from pathlib import Path

from tui_studio import paths
from tui_studio.errors import BadInputError


def song_folder(text: str) -> Path:
    """The absolute folder of the song the user names: a path if it has a slash, else in the folder of songs.

    Raises BadInputError for a text that names no folder.
    """
    if not text.strip() or "\0" in text:
        raise BadInputError("the song's name is empty", hint="tui-studio NAME, or a path")
    if "/" in text or os.sep in text or text in {".", "..", "~"}:
        return Path(text).expanduser().resolve()
    return (paths.user_songs() / text).resolve()
