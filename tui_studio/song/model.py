"""The song as frozen data. Nothing here reads a file, a clock or an array.

Positions are frames of the song's rate from the song's start. Ids are small integers drawn from
`Song.next_id`, unique over all kinds within a song and never used twice, so that replaying the
same edits gives the same song.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from tui_studio.song.click import ClickSettings
from tui_studio.song.data import Data
from tui_studio.song.notebook import Notebook
from tui_studio.song.per_track import PerTrack
from tui_studio.song.tempo import TempoMap
from tui_studio.units import Frames

SONG_FORMAT = 1
"""Raised whenever an older program could misread the song file."""

TrackId = NewType("TrackId", int)
TakeId = NewType("TakeId", int)
SourceId = NewType("SourceId", int)
PassId = NewType("PassId", int)
ClipId = NewType("ClipId", int)
CompId = NewType("CompId", int)
MarkerId = NewType("MarkerId", int)
GroupId = NewType("GroupId", int)

FLATTENED = "flattened"
"""Why a take "ended" that was made of a comp: it ends with it."""

COLOURS = ("red", "yellow", "green", "cyan", "blue", "magenta", "white")
"""Colours a take may be marked with: those every terminal has."""


class Monitor(StrEnum):
    """When a track's input is heard.

    `auto`: while stopped or recording on an armed track, else the tape; `input`: always; `tape`: never the
    input, always what was recorded; `off`: the input never, the tape as usual but not while recording over
    it.
    """

    AUTO = "auto"
    INPUT = "input"
    TAPE = "tape"
    OFF = "off"


class FadeShape(StrEnum):
    """How two takes, or a clip and silence, fade into each other.

    `equal_power` keeps the loudness of sounds that are unlike, `equal_gain` the level of sounds that are alike.
    """

    EQUAL_POWER = "equal_power"
    EQUAL_GAIN = "equal_gain"


class Gap(Data, frozen=True):
    """Frames that are missing (or doubtful) in a take."""

    start: Frames
    """Frame in the take where the gap is."""
    frames: int
    """How many frames were lost; 0 when the amount is unknown."""
    cause: str
    """`xrun`: the block came too late. `stall`: the disk held up longer than the capture ring is. `disk`: it
    failed, and nobody knows whether these frames are on it.
    """


class Certificate(Data, frozen=True):
    """What is known of a take's integrity."""

    device: str
    host_api: str
    rate: int
    block: int
    inputs: tuple[int, ...]
    """Device inputs, counted from 1."""
    latency_frames: int
    """Round trip that was compensated."""
    latency_measured: bool
    """True when measured through a cable, False when the backend's word was taken."""
    started_at: str
    """When the take's first frame came in, ISO 8601 with offset."""
    closed: str
    """Why the take ended: `stopped`, `kept`, `device lost`, `disk full`, `disk failed`, `engine lost`, `imported`,
    `flattened`.
    """
    checksum: str
    """`sha256:` and the digest of the audio bytes in the file. That of a salvaged take is made after it came into the song:
    empty until then.
    """
    gaps: tuple[Gap, ...] = ()
    xruns: tuple[Frames, ...] = ()
    """Frames in the take, a second and more apart, where an xrun was told and nothing is missing: what was heard may
    have stuttered, and what another program sent may be damaged.
    """
    longest_stall_ms: float = 0.0
    overs: tuple[int, ...] = ()
    """Per channel: runs of frames at or above full scale."""
    first_over: Frames | None = None
    """Frame in the take of the first over."""
    peak_db: float = -144.0
    pace: int = 100
    """Percent of the song's tempo at which it was played: below 100 in a rehearsal."""


class Source(Data, frozen=True):
    """An audio file behind takes and clips. Written once, never modified."""

    id: SourceId
    path: str
    """Relative to the song folder, with forward slashes."""
    channels: int
    frames: Frames
    rate: int
    sample_format: str
    """`pcm24`, `float32`, or what an imported file had (`pcm16`, …)."""
    origin: str
    """`recorded`, `imported`, `salvaged`."""


class Take(Data, frozen=True):
    """One recorded pass on one track."""

    id: TakeId
    number: int
    """Counted per track from 1."""
    pass_id: PassId
    source: SourceId
    start: Frames
    """Where the take's first frame lies in the song."""
    frames: Frames
    certificate: Certificate | None = None
    offset: Frames = Frames(0)
    """First frame of the take in its source."""
    rating: int = 0
    name: str = ""
    note: str = ""
    hidden: bool = False
    colour: str = ""
    """One of `COLOURS`; empty for none."""
    recipe: tuple[Segment, ...] = ()
    """What it was made of, when it is a comp that was flattened."""


class Segment(Data, frozen=True):
    """One span of a comp: the take that plays from `start` to `end`. Segments of a comp never overlap.

    Where two segments meet, the earlier's `fade_out` and the later's `fade_in` are the same: the length of the
    crossfade around the boundary, 0 for the usual short join.
    """

    take: TakeId
    start: Frames
    end: Frames
    fade_in: Frames = Frames(0)
    fade_out: Frames = Frames(0)
    slip: Frames = Frames(0)
    """The take is heard so many frames later than it was played (earlier when negative)."""
    fade_in_shape: FadeShape = FadeShape.EQUAL_POWER
    fade_out_shape: FadeShape = FadeShape.EQUAL_POWER


class Comp(Data, frozen=True):
    """Ordered segments choosing a take per span."""

    id: CompId
    name: str
    segments: tuple[Segment, ...] = ()


class Clip(Data, frozen=True):
    """A placed reference to audio on the timeline, heard together with the comp."""

    id: ClipId
    source: SourceId
    start: Frames
    offset: Frames
    frames: Frames
    name: str = ""
    gain_db: float = 0.0
    fade_in: Frames = Frames(0)
    fade_out: Frames = Frames(0)
    muted: bool = False
    reverse: bool = False
    """The frames from `offset` on are played from the last to the first."""
    group: GroupId | None = None
    """Clips of one group, on any tracks, are edited together."""
    fade_in_shape: FadeShape = FadeShape.EQUAL_POWER
    fade_out_shape: FadeShape = FadeShape.EQUAL_POWER


class Strip(Data, frozen=True):
    """The mixer channel of a track."""

    trim_db: float = 0.0
    """Input gain in the digital domain; heard and metered, never in the file."""
    fader_db: float = 0.0
    pan: float = 0.0
    """-1 left … 1 right."""
    mute: bool = False
    solo: bool = False


class Track(Data, frozen=True):
    """A recordable lane."""

    id: TrackId
    name: str
    inputs: tuple[int, ...] = (1,)
    """One device input or a pair, counted from 1; empty for a track that only plays."""
    armed: bool = False
    monitor: Monitor = Monitor.AUTO
    strip: Strip = Strip()
    takes: tuple[Take, ...] = ()
    comps: tuple[Comp, ...] = ()
    active_comp: CompId | None = None
    clips: tuple[Clip, ...] = ()
    plays_guide: bool = False
    """A guide made from the chart plays here; it is made anew when the chart changes, and is no part of the mix."""
    guide_part: str = ""
    """Which: `drums`, `chords` or `bass`."""

    @property
    def channels(self) -> int:
        """1 for mono, 2 for stereo; a track without inputs plays in stereo."""
        return 1 if len(self.inputs) == 1 else 2


class Span(Data, frozen=True):
    """A span of the song, half open."""

    start: Frames
    end: Frames


class Marker(Data, frozen=True):
    """A named position."""

    id: MarkerId
    name: str
    position: Frames


class Song(Data, frozen=True):
    """The document."""

    uid: str
    """Unique for ever; given when the song is made."""
    title: str
    rate: int = 48000
    format: int = SONG_FORMAT
    next_id: int = 1
    tracks: tuple[Track, ...] = ()
    sources: tuple[Source, ...] = ()
    master: Strip = Strip()
    markers: tuple[Marker, ...] = ()
    loop: Span | None = None
    loop_on: bool = False
    punch: Span | None = None
    punch_on: bool = False
    tempo_bpm: float = 120.0
    """Tempo and time signature of a song without sections and without `tempo_changes`, and those a first section
    without its own begins with. `song.timeline` says what rules where."""
    beats_per_bar: int = 4
    beat_unit: int = 4
    sample_format: str = "pcm24"
    """Of takes to come: `pcm24` or `float32`."""
    notebook: Notebook = Notebook()
    tempo_changes: TempoMap | None = None
    """A map that was imported, made by hand or found in a take; rules while there are no sections."""
    map_rules: bool = False
    """`tempo_changes` rules over the sections, too: they keep their bars, and their own tempos wait."""
    click: ClickSettings = ClickSettings()
    pre_roll: float = 0.0
    """Bars played before a punch, or before the place where recording begins."""
    post_roll: float = 0.0
    """Bars played on after a punch."""
    guide_transpose: int = 0
    """Semitones by which chords and bass of the guide are moved."""


def track_of(song: Song, track_id: TrackId) -> Track | None:
    """The track with this id, or None."""
    return next((track for track in song.tracks if track.id == track_id), None)


def source_of(song: Song, source_id: SourceId) -> Source | None:
    """The source with this id, or None."""
    global _sources  # noqa: PLW0603
    known = _sources
    if known[0] is not song.sources:
        known = _sources = (song.sources, {source.id: source for source in song.sources})
    return known[1].get(source_id)


_sources: tuple[tuple[Source, ...], dict[SourceId, Source]] = ((), {})
"""Those that were asked for last, by id: songs have many, and edits that record nothing leave them as they are."""


def take_of(track: Track, take_id: TakeId) -> Take | None:
    """The take of this track with this id, or None."""
    return next((take for take in track.takes if take.id == take_id), None)


def song_end(song: Song) -> Frames:
    """The first frame after everything that plays."""
    return Frames(max(map(_track_end, song.tracks), default=0))


def _end_of_track(track: Track) -> int:
    ends = [take.start + take.frames for take in track.takes if not take.hidden]
    ends += [clip.start + clip.frames for clip in track.clips]
    return max(ends, default=0)


_track_end = PerTrack(_end_of_track)
