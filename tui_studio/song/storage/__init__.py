"""The song on disk: folder, lock, song file, journal, history, and what to salvage after a crash."""

from tui_studio.song.folder import is_song
from tui_studio.song.storage.history import Entry
from tui_studio.song.storage.store import SongStore

__all__ = ["Entry", "SongStore", "is_song"]
