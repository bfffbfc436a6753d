"""The songs in a folder."""

from __future__ import annotations

from pathlib import Path

from tui_studio.studio.places import SONG_FILES, is_song


def songs_in(folder: Path) -> list[Path]:
    """The song folders in `folder`, the one changed last first; none if it cannot be read."""
    try:
        return sorted((entry for entry in folder.iterdir() if is_song(entry)), key=_changed, reverse=True)
    except OSError:
        return []


def _changed(song: Path) -> float:
    files = [song / name for name in SONG_FILES]
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)
