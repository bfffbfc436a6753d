"""What the head knows and points at: the song, the machine's state, waves, the selection. Everything drawn comes from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from tui_studio.song.model import Song, SourceId, Track, TrackId
from tui_studio.studio.wire import Growth, Status
from tui_studio.tui.view.glyphs import Glyphs
from tui_studio.tui.view.lanes import Growing, Lane, sources_on, stretches
from tui_studio.tui.view.levels import Needle
from tui_studio.tui.view.sentence import Sentence
from tui_studio.tui.view.timeline import CLOSEST_ZOOM
from tui_studio.tui.view.track_rows import NO_METER, Frame
from tui_studio.tui.view.waves import Wave, decode

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
    cursor: int = 0
    """The row pointed at, from 0."""
    selected: set[TrackId] = field(default_factory=set)
    """Tracks chosen besides the one pointed at."""
    first_row: int = 0
    """The topmost row that is shown."""
    zoom: int = 0
    moving: dict[TrackId, float] = field(default_factory=dict)
    """Faders being moved: where they are before the song knows."""
    waves: dict[SourceId, Wave] = field(default_factory=dict)
    growing: dict[TrackId, Growing] = field(default_factory=dict)
    needles: dict[TrackId, Needle] = field(default_factory=dict)
    master: Needle = field(default_factory=Needle)
    lanes: dict[TrackId, Lane[Track]] = field(default_factory=dict)
    frames: dict[TrackId, Frame] = field(default_factory=dict)

    # ── what the studio says ─────────────────────────────────────────────────────────────────────────────────

    def __post_init__(self) -> None:
        self.saying = Sentence(self.clock)
        """What the sentence line shows, and the notices of late."""
        self._opened = self.clock()
        self._ran = False
        self._load_until = 0.0

    @property
    def starting(self) -> bool:
        """The engine has not run yet, and it is early."""
        return not self._ran and self.clock() - self._opened < STARTING_SECONDS

    def take_song(self, song: Song) -> None:
        """The song has changed. The waves of takes that were watched growing are theirs now."""
        self._adopt_grown(song)
        pointed = self.pointed
        before = {track.id: track.strip.fader_db for track in self.song.tracks}
        self.song = song
        for track in song.tracks:
            if track.strip.fader_db != before.get(track.id):
                self.moving.pop(track.id, None)
        ids = [track.id for track in song.tracks]
        self.selected &= set(ids)
        if pointed is not None and pointed.id in ids:
            self.cursor = ids.index(pointed.id)
        self.cursor = max(0, min(self.cursor, len(ids) - 1))
        for known in (self.needles, self.lanes, self.frames):
            for gone in known.keys() - set(ids):
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

    def take_growth(self, growth: Growth) -> None:
        """More of the takes being recorded."""
        for number, text in growth.peaks.items():
            track = TrackId(number)
            grown = self.growing.get(track)
            if grown is None or (grown.pass_id, grown.round) != (growth.pass_id, growth.round):
                wave = Wave(growth.hop)
                grown = self.growing[track] = Growing(growth.pass_id, growth.round, growth.start, wave)
                self.lane(track).forget()
            elif growth.each > 1:
                self.lane(track).forget()
            grown.wave.put(growth.first_hop, decode(text), each=growth.each)

    def take_wave(self, source: SourceId, wave: Wave) -> None:
        """The wave of a source has come."""
        self.waves[source] = wave
        for track in self.song.tracks:
            if track.id in self.lanes and source in sources_on(track):
                self.lanes[track.id].forget()

    def _adopt_grown(self, song: Song) -> None:
        for track in song.tracks:
            grown = self.growing.get(track.id)
            kept = [take for take in track.takes if take.pass_id == grown.pass_id] if grown else []
            if grown is None or not kept:
                continue
            last_one = len(kept) == grown.round and kept[-1].start == grown.start
            if last_one and not (grown.wave.unknown or grown.wave.rough):
                self.waves.setdefault(kept[-1].source, grown.wave)
            del self.growing[track.id]
            self.lane(track.id).forget()

    # ── the sentence ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def sentence(self) -> str:
        """What just happened."""
        return self.saying.text

    @property
    def alarming(self) -> bool:
        """The sentence is a warning."""
        return self.saying.alarming

    def say(self, sentence: str, *, alarming: bool = False) -> None:
        """What just happened, for the sentence line."""
        self.saying.say(sentence, alarming=alarming)

    def mention(self, sentence: str) -> None:
        """As `say`, of what nobody asked for here: it takes no place from an alarming sentence that may not have been read."""
        if not self.saying.stands:
            self.say(sentence)

    def notice(self, text: str, *, alarming: bool) -> None:
        """The studio tells something unasked; it can be looked up later."""
        self.saying.remember(text, alarming=alarming)
        if alarming:
            self.say(text, alarming=True)
        else:
            self.saying.hidden += self.saying.stands
            self.mention(text)

    def answer(self, text: str) -> None:
        """The sentence of an answer. One that repeats an alarming notice of just now alarms too; the same is not said again."""
        alarm = self.saying.alarm_in(text)
        if text != alarm:
            self.say(text, alarming=bool(alarm))

    # ── what is pointed at ───────────────────────────────────────────────────────────────────────────────────

    @property
    def pointed(self) -> Track | None:
        """The track under the cursor."""
        return self.song.tracks[self.cursor] if self.cursor < len(self.song.tracks) else None

    @property
    def chosen(self) -> tuple[Track, ...]:
        """The selected tracks, or the one pointed at."""
        chosen = tuple(track for track in self.song.tracks if track.id in self.selected)
        return chosen or ((self.pointed,) if self.pointed else ())

    def point(self, row: int) -> None:
        """Point at another row."""
        self.cursor = max(0, min(row, len(self.song.tracks) - 1))

    def toggle_selected(self) -> None:
        """Take the track pointed at into the selection or out of it."""
        if self.pointed is not None:
            self.selected ^= {self.pointed.id}

    def closer(self, steps: int) -> None:
        """Zoom the timeline in, or out with a negative number."""
        self.zoom = max(0, min(CLOSEST_ZOOM, self.zoom + steps))

    def fader_of(self, track: Track) -> float:
        """Where the fader is, in dB, also while it moves."""
        return self.moving.get(track.id, track.strip.fader_db)

    def needle(self, track: TrackId) -> Needle:
        """The level shown for a track."""
        return self.needles.setdefault(track, Needle())

    def lane(self, track: TrackId) -> Lane[Track]:
        """The waveform shown for a track."""
        return self.lanes.setdefault(track, Lane(stretches))

    def frame(self, track: TrackId) -> Frame:
        """The unmoving parts of a track's row."""
        return self.frames.setdefault(track, Frame())

    def growing_of(self, track: TrackId) -> Growing | None:
        """The take being recorded on a track."""
        return self.growing.get(track)
