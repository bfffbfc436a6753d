"""Takes heard on trial: one after the other in a span that is looped, each as loud as what plays there. The song stays as is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tui_studio.engine.protocol import EngineSpec, SpanSpec, TrackSpec
from tui_studio.errors import BadInputError
from tui_studio.song.comp import played
from tui_studio.song.model import Segment, Song, Span, Take, TakeId, Track, TrackId, track_of
from tui_studio.song.take_table import TakeTable
from tui_studio.studio.comp_clips import Trial
from tui_studio.studio.compile import compiled_trial
from tui_studio.studio.practice import Practice
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.span_sound import sound_of
from tui_studio.units import db_to_gain


@dataclass(frozen=True)
class Heard:
    """A take on trial."""

    track: TrackId
    span: Span
    take: Take
    others: tuple[int, ...]
    """Numbers of all takes with sound there."""
    plays: bool
    """It is what the comp plays there."""
    match_db: float
    """What makes it as loud as what plays there."""


@dataclass
class _Loudness:
    """What was measured in a span of a track as it is."""

    track: Track
    span: Span
    present: float | None
    of: dict[TakeId, float | None] = field(default_factory=dict)


class Auditions:
    """See the module. An audition ends with whatever the user does with the transport, and when the track's comp changes."""

    def __init__(self, folder: Path, keeper: SongKeeper, practice: Practice) -> None:
        self._folder = folder
        self._keeper = keeper
        self._practice = practice
        self._heard: Heard | None = None
        self._measured: _Loudness | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def heard(self) -> Heard | None:
        """What is on trial now."""
        if self._heard is not None and self._practice.going != _name(self._keeper.song, self._heard):
            self._heard = None
        return self._heard

    async def step(self, track_id: TrackId, span: Span, by: int) -> Heard:
        """The next take (the one before, with -1) with sound in the span is heard. Raises TuiStudioError."""
        song = self._keeper.song
        track = track_of(song, track_id)
        assert track is not None
        table = TakeTable(track)
        takes = table.sounding(span.start, span.end)
        if not takes:
            raise BadInputError(f"{track.name} has no take there", hint="take.list shows the takes")
        playing = {take.id for _, take in table.playing(span.start, span.end)}
        known = self._known(track_id, span)
        take = takes[_place(takes, {known} if known is not None else playing, by)]
        plays = playing == {take.id}
        match = 0.0 if plays else await asyncio.to_thread(self._match, song, track, span, take)
        heard = Heard(track_id, span, take, tuple(one.number for one in takes), plays, match)
        await self._practice.listen(_name(song, heard), span.start, self._change(heard), on=known is not None)
        self._heard = heard
        return heard

    async def leave(self) -> None:
        """The comp plays as it is, and plays on."""
        if self.heard is not None:
            self._heard = None
            await self._practice.let_go()

    def song_changed(self, old: Song, new: Song) -> None:
        """Another take was chosen on the track: it is heard instead."""
        heard = self.heard
        if heard is not None and _played(old, heard.track) != _played(new, heard.track):
            task = asyncio.create_task(self.leave())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _known(self, track: TrackId, span: Span) -> TakeId | None:
        """The take that is on trial there."""
        heard = self.heard
        return heard.take.id if heard is not None and (heard.track, heard.span) == (track, span) else None

    def _change(self, heard: Heard) -> Callable[[EngineSpec], EngineSpec]:
        """What makes the song's spec that of the audition."""
        span, take = heard.span, heard.take
        first, last = max(take.start, span.start), min(take.start + take.frames, span.end)
        trial = Trial(take.id, first, last, db_to_gain(heard.match_db))

        def change(spec: EngineSpec) -> EngineSpec:
            loop = SpanSpec(span.start, span.end)
            return msgspec.structs.replace(
                spec, loop=loop, punch=None, tracks=self._tracks(spec, heard, trial)
            )

        return change

    def _tracks(self, spec: EngineSpec, heard: Heard, trial: Trial) -> tuple[TrackSpec, ...]:
        song = self._keeper.song
        track = track_of(song, heard.track)
        if track is None or heard.plays or heard.take not in track.takes:
            return spec.tracks
        clips = compiled_trial(track, song, self._folder, trial)
        return tuple(
            msgspec.structs.replace(one, clips=clips) if one.track == heard.track else one
            for one in spec.tracks
        )

    def _match(self, song: Song, track: Track, span: Span, take: Take) -> float:
        """Called from: a thread of its own."""
        from tui_studio.audio.loudness import loudness, match_db

        known = self._measured
        if known is None or known.track is not track or known.span != span:
            parts = TakeTable(track).playing(span.start, span.end)
            sounds = [
                sound_of(
                    self._folder,
                    song,
                    one,
                    segment.slip,
                    (max(segment.start, span.start), min(segment.end, span.end)),
                )
                for segment, one in parts
            ]
            known = self._measured = _Loudness(track, span, loudness(sounds, song.rate))
        if take.id not in known.of:
            first, last = max(take.start, span.start), min(take.start + take.frames, span.end)
            known.of[take.id] = loudness([sound_of(self._folder, song, take, 0, (first, last))], song.rate)
        return match_db(known.present, known.of[take.id])


def _place(takes: Sequence[Take], now: Collection[TakeId], by: int) -> int:
    """Which take comes so many places after the first of those that are heard now; round and round."""
    here = next((at for at, take in enumerate(takes) if take.id in now), None)
    if here is None:
        return 0 if by > 0 else len(takes) - 1
    return (here + by) % len(takes)


def _played(song: Song, track_id: TrackId) -> tuple[Segment, ...]:
    track = track_of(song, track_id)
    return played(track) if track is not None else ()


def _name(song: Song, heard: Heard) -> str:
    """As the status tells it."""
    track = track_of(song, heard.track)
    return f"{track.name if track else 'a track'} take {heard.take.number} on trial"
