"""Opening a song's folder, or making one."""

from __future__ import annotations

from pathlib import Path

from tui_studio.song.storage import SongStore, is_song
from tui_studio.studio.options import StudioOptions

NEW_SONG_RATE = 48000


def open_store(folder: Path, options: StudioOptions) -> SongStore:
    """The song in this folder, a new one if there is none.

    Raises SongError: SongLockedError when another studio has it, another one for a folder with other files in it.
    """
    if is_song(folder):
        return SongStore.open(folder)
    return SongStore.create(folder, folder.name, options.rate or NEW_SONG_RATE, options.sample_format)
