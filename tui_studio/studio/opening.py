"""Opening a song's folder, or making one."""

from __future__ import annotations

from pathlib import Path

from tui_studio.song.storage import SongStore
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.places import check_free_for_song, is_song

NEW_SONG_RATE = 48000


def open_store(folder: Path, options: StudioOptions) -> SongStore:
    """The song in this folder, a new one if there is none.

    Raises SongError (SongLockedError when another studio has it), or SongError for a folder with other files in it.
    """
    if is_song(folder):
        return SongStore.open(folder)
    check_free_for_song(folder)
    return SongStore.create(folder, folder.name, options.rate or NEW_SONG_RATE)
