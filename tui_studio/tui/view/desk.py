"""What the head knows and points at: the song, the machine's state, levels, waveforms, the selection. All drawing looks here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from tui_studio.song.model import Song, Track, TrackId
from tui_studio.studio.wire import Status
from tui_studio.tui.view.glyphs import Glyphs
from tui_studio.tui.view.levels import Needle
from tui_studio.tui.view.selection import Selection
from tui_studio.tui.view.sentence import Sentence
from tui_studio.tui.view.timeline import CLOSEST_ZOOM
from tui_studio.tui.view.track_rows import NO_METER, Frame
from tui_studio.tui.view.waveforms import Waveforms

STARTING_SECONDS = 6.0
"""So long after opening a missing engine is no alarm."""
LOAD_SECONDS = 1.0
"""How long the engine's load is shown before a new number takes its place."""


@dataclass
class Desk:
    """One head's view of the song. `clock` gives seconds, for levels that fall."""

    song: Song
    status: Status
    glyphs: Glyphs
    clock: Callable[[], float]
    colour: bool = True
    first_row: int = 0
    """The topmost row that is shown."""
    zoom: int = 0
    moving: dict[TrackId, float] = field(default_factory=dict)
    """Faders being moved: where they are before the song knows."""
    waveforms: Waveforms = field(default_factory=Waveforms)
    needles: dict[TrackId, Needle] = field(default_factory=dict)
    master: Needle = field(default_factory=Needle)
    frames: dict[TrackId, Frame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.saying = Sentence(self.clock)
        """What the sentence line shows, and the notices of late."""
        self.selection = Selection(self.song.tracks)
        self._opened = self.clock()
        self._ran = False
        self._load_until = 0.0

    @property
    def starting(self) -> bool:
        """The engine has not run yet, and it is early."""
        return not self._ran and self.clock() - self._opened < STARTING_SECONDS

    def take_song(self, song: Song) -> None:
        """The song has changed."""
        before = {track.id: track.strip.fader_db for track in self.song.tracks}
        self.song = song
        for track in song.tracks:
            if track.strip.fader_db != before.get(track.id):
                self.moving.pop(track.id, None)
        self.waveforms.follow(song.tracks)
        self.selection.follow(song.tracks)
        ids = {track.id for track in song.tracks}
        for known in (self.needles, self.frames):
            for gone in known.keys() - ids:
                del known[gone]

    def take_status(self, status: Status) -> None:
        """The machine's state; levels rise and fall."""
        now = self.clock()
        self._ran = self._ran or status.state not in ("no engine", "no device")
        if now < self._load_until:
            status = msgspec.structs.replace(status, load=self.status.load)
        else:
            self._load_until = now + LOAD_SECONDS
        self.status = status
        for track in self.song.tracks:
            self.needle(track.id).follow(status.tracks.get(track.id, NO_METER), now)
        self.master.follow(status.master or NO_METER, now)

    @property
    def sentence(self) -> str:
        """What just happened."""
        return self.saying.text

    def say(self, sentence: str, *, alarming: bool = False) -> None:
        """What just happened, for the sentence line."""
        self.saying.say(sentence, alarming=alarming)

    def closer(self, steps: int) -> None:
        """Zoom the timeline in, or out with a negative number."""
        self.zoom = max(0, min(CLOSEST_ZOOM, self.zoom + steps))

    def fader_of(self, track: Track) -> float:
        """Where the fader is, in dB, also while it moves."""
        return self.moving.get(track.id, track.strip.fader_db)

    def needle(self, track: TrackId) -> Needle:
        """The level shown for a track."""
        return self.needles.setdefault(track, Needle())

    def frame(self, track: TrackId) -> Frame:
        """The unmoving parts of a track's row."""
        return self.frames.setdefault(track, Frame())
