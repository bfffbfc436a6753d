"""Which tracks are meant: the one pointed at, and those selected besides it. All views share it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui_studio.song.model import Track, TrackId


@dataclass
class Selection:
    """Points into the tracks of the song as it is now."""

    tracks: tuple[Track, ...]
    cursor: int = 0
    """The row pointed at, from 0."""
    selected: set[TrackId] = field(default_factory=set)
    """Tracks chosen besides the one pointed at."""

    @property
    def pointed(self) -> Track | None:
        """The track under the cursor."""
        return self.tracks[self.cursor] if self.cursor < len(self.tracks) else None

    @property
    def chosen(self) -> tuple[Track, ...]:
        """The selected tracks, or the one pointed at."""
        chosen = tuple(track for track in self.tracks if track.id in self.selected)
        return chosen or ((self.pointed,) if self.pointed else ())

    def point(self, row: int) -> None:
        """Point at another row."""
        self.cursor = max(0, min(row, len(self.tracks) - 1))

    def toggle(self) -> None:
        """Take the track pointed at into the selection or out of it."""
        if self.pointed is not None:
            self.selected ^= {self.pointed.id}

    def toggle_all(self) -> None:
        """Select all tracks, or none."""
        everything = {track.id for track in self.tracks}
        self.selected = set() if self.selected == everything else everything

    def follow(self, tracks: tuple[Track, ...]) -> None:
        """The song has changed: the track pointed at stays the same wherever it stands now."""
        pointed, ids = self.pointed, [track.id for track in tracks]
        self.tracks = tracks
        self.selected &= set(ids)
        self.point(ids.index(pointed.id) if pointed is not None and pointed.id in ids else self.cursor)
