"""From the song to the engine spec: what each track plays, hears and sends into the mix."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from tui_studio.engine.protocol import ClipSpec, EngineSpec, MonitorMode, SpanSpec, TrackSpec
from tui_studio.errors import SongError
from tui_studio.song.comp import played
from tui_studio.song.model import (
    Clip,
    Segment,
    Song,
    Source,
    SourceId,
    Span,
    Strip,
    Take,
    Track,
    TrackId,
)
from tui_studio.studio.clicking import click_spec, needs_click
from tui_studio.studio.comp_clips import Trial, comp_clips, placed_clips
from tui_studio.studio.spoken import spoken_names
from tui_studio.units import db_to_gain

SLOTS = 256
MASTER_SLOT = 255
CLICK_SLOT = 254
"""Both as in `engine.shared`, which needs arrays and is not imported here."""

Controls = tuple[float, float, float, float]
"""gain, pan, audible, trim: the columns of `engine.shared.ControlField`."""


class SlotBook:
    """Which row of the shared block each track has; kept while the track lives."""

    def __init__(self) -> None:
        self._slots: dict[TrackId, int] = {}

    def settle(self, song: Song) -> dict[TrackId, int]:
        """The slots of this song's tracks; new ones get the lowest free. Raises SongError when there are too many."""
        living = {track.id for track in song.tracks}
        self._slots = {track: slot for track, slot in self._slots.items() if track in living}
        free = iter(sorted(set(range(CLICK_SLOT)) - set(self._slots.values())))
        for track in song.tracks:
            if track.id not in self._slots:
                self._slots[track.id] = _next_slot(free)
        return dict(self._slots)


def _next_slot(free: Iterator[int]) -> int:
    slot = next(free, None)
    if slot is None:
        raise SongError(f"a song has at most {CLICK_SLOT} tracks", hint="track.remove one that is not needed")
    return slot


class Compiler:
    """Compiles a song after each of its edits: only what has changed is worked out, and the clips of other tracks are the same
    objects as before. Paths are those of a song in `folder`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._sources: tuple[Source, ...] = ()
        self._paths: Mapping[SourceId, str] = {}
        self._clips: dict[TrackId, tuple[_Sounding, tuple[ClipSpec, ...]]] = {}

    def spec(self, song: Song, serial: int, slots: dict[TrackId, int]) -> EngineSpec:
        """All that should be running for this song. `slots` as of a `SlotBook`."""
        self._read(song)
        clips = {track.id: self._clips_of(track, song.rate) for track in song.tracks}
        self._clips = clips
        return EngineSpec(
            serial=serial,
            click=click_spec(song, spoken_names(song, Path(self._folder))),
            tracks=tuple(_track(track, slots[track.id], clips[track.id][1]) for track in song.tracks),
            loop=_span(song.loop, song.loop_on),
            punch=_span(song.punch, song.punch_on),
            controls=dict(controls_of(song, slots)),
        )

    def _read(self, song: Song) -> None:
        if self._sources is not song.sources:
            self._sources, self._paths = song.sources, SourcePaths(song, self._folder)

    def _clips_of(self, track: Track, rate: int) -> tuple[_Sounding, tuple[ClipSpec, ...]]:
        sounding = _Sounding(track.takes, played(track), track.clips, rate)
        kept = self._clips.get(track.id)
        if kept is not None and kept[0] == sounding:
            return kept
        return sounding, (*comp_clips(track, self._paths, rate), *placed_clips(track.clips, self._paths))


class _Sounding(NamedTuple):
    """What decides the clips of a track. A source's file never changes."""

    takes: tuple[Take, ...]
    segments: tuple[Segment, ...]
    clips: tuple[Clip, ...]
    rate: int


class SourcePaths(Mapping[SourceId, str]):
    """Where the sources of a song lie, each path made when it is asked for."""

    def __init__(self, song: Song, folder: str) -> None:
        self._before = f"{folder}{os.sep}"
        self._sources = {source.id: source for source in song.sources}

    def __getitem__(self, source: SourceId) -> str:
        return self._before + self._sources[source].path

    def __iter__(self) -> Iterator[SourceId]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def compile_spec(
    song: Song, folder: Path, serial: int, slots: dict[TrackId, int] | None = None
) -> EngineSpec:
    """As `Compiler.spec`, once; tracks have slots in order if none are given."""
    return Compiler(folder).spec(song, serial, SlotBook().settle(song) if slots is None else slots)


def compiled_trial(track: Track, song: Song, folder: Path, trial: Trial) -> tuple[ClipSpec, ...]:
    """What a track plays with a take on trial."""
    paths = SourcePaths(song, str(folder))
    return (*comp_clips(track, paths, song.rate, trial), *placed_clips(track.clips, paths))


def compiled_comp(track: Track, song: Song, folder: Path) -> tuple[ClipSpec, ...]:
    """What the comp of a track plays, without its placed clips."""
    return tuple(comp_clips(track, SourcePaths(song, str(folder)), song.rate))


def controls_of(song: Song, slots: dict[TrackId, int]) -> dict[int, Controls]:
    """Per slot what the strips say, with mute and solo resolved."""
    soloed = any(track.strip.solo for track in song.tracks)
    controls = {
        slots[track.id]: _controls(track.strip, soloed and not track.strip.solo) for track in song.tracks
    }
    controls[MASTER_SLOT] = _controls(song.master, False)
    if needs_click(song):
        controls[CLICK_SLOT] = (db_to_gain(song.click.level_db), 0.0, 1.0, 1.0)
    return controls


def bounce_spec(song: Song, folder: Path, *, click: bool = False, guides: bool = False) -> EngineSpec:
    """What a bounce renders: the song without guides and without its click, unless they are asked for."""
    heard = song if guides else _without_guides(song)
    spec = compile_spec(heard, folder, 1)
    if not click:
        controls = {slot: values for slot, values in spec.controls.items() if slot != CLICK_SLOT}
        return msgspec.structs.replace(spec, click=None, controls=controls)
    asked = msgspec.structs.replace(heard.click, on=True, only_recording=False)
    return compile_spec(msgspec.structs.replace(heard, click=asked), folder, 1)


def _without_guides(song: Song) -> Song:
    tracks = tuple(
        msgspec.structs.replace(track, clips=()) if track.plays_guide else track for track in song.tracks
    )
    return msgspec.structs.replace(song, tracks=tracks)


def _controls(strip: Strip, hushed: bool) -> Controls:
    audible = 0.0 if strip.mute or hushed else 1.0
    return db_to_gain(strip.fader_db), strip.pan, audible, db_to_gain(strip.trim_db)


def _span(span: Span | None, on: bool) -> SpanSpec | None:
    return SpanSpec(span.start, span.end) if span is not None and on else None


def _track(track: Track, slot: int, clips: tuple[ClipSpec, ...]) -> TrackSpec:
    """A guide lies in the cache, which may be emptied: it is silent until it is made again."""
    return TrackSpec(
        track=track.id,
        slot=slot,
        channels=track.channels,
        inputs=tuple(number - 1 for number in track.inputs),
        armed=track.armed,
        monitor=MonitorMode(track.monitor.value),
        clips=tuple(clip for clip in clips if Path(clip.path).exists()) if track.plays_guide else clips,
    )
