"""The songs in a folder."""

from __future__ import annotations

from pathlib import Path

from tui_studio.song.storage import is_song


def songs_in(folder: Path) -> list[Path]:
    """The song folders in `folder`, the one changed last first; none if it cannot be read."""
    try:
        entries = list(folder.iterdir())
    except OSError:
        return []
    return sorted((entry for entry in entries if is_song(entry)), key=_changed, reverse=True)


def _changed(song: Path) -> float:
    try:
        return max(file.stat().st_mtime for file in song.iterdir())
    except (OSError, ValueError):
        return 0.0
