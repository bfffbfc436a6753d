"""The demo song: tracks that fit the band the virtual interface plays."""

from __future__ import annotations

from pathlib import Path

from tui_studio.song import edits
from tui_studio.song.model import Monitor, Song
from tui_studio.song.storage import SongStore, is_song
from tui_studio.studio.opening import NEW_SONG_RATE

TITLE = "Demo"
TEMPO = 92.0
"""As `audio.band.TEMPO`, which needs arrays and is not imported here."""
BAND: tuple[tuple[str, tuple[int, ...], float, float], ...] = (
    ("Kick", (1,), -3.0, 0.0),
    ("Snare", (2,), -6.0, -0.1),
    ("Overheads", (3, 4), -9.0, 0.0),
    ("Bass", (5,), -5.0, 0.0),
    ("Guitar", (6,), -8.0, 0.35),
    ("Lead vox", (7,), -4.0, 0.0),
    ("Harmony", (8,), -10.0, -0.3),
)
"""Name, inputs, fader and pan of each track."""
ARMED = ("Kick", "Snare")
"""Inputs that nearly every sound card has."""


def demo_song(songs: Path, rate: int = 0) -> Path:
    """The folder of the demo song among these songs; made when it is not there yet. Raises SongError."""
    folder = songs / TITLE
    if not is_song(folder):
        store = SongStore.create(folder, TITLE, rate or NEW_SONG_RATE)
        try:
            store.commit("set up the demo", with_band(store.song))
        finally:
            store.close()
    return folder


def with_band(song: Song) -> Song:
    """The song with the band's tempo and tracks. No input is sent to the speakers: one may be a microphone."""
    song = edits.set_tempo(song, TEMPO)
    for name, inputs, fader_db, pan in BAND:
        song = edits.add_track(song, name, inputs, monitor=Monitor.OFF)
        track = song.tracks[-1].id
        song = edits.set_pan(edits.set_fader(song, track, fader_db), track, pan)
        song = edits.set_armed(song, track, name in ARMED)
    return song
