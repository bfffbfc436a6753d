"""The tempo of a take, and the map that lays the song's beats on the take's."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.model import Song, Take, source_of
from tui_studio.song.tempo import (
    FASTEST_BPM,
    SLOWEST_BPM,
    TICKS_PER_QUARTER,
    MetreChange,
    TempoChange,
    TempoMap,
)
from tui_studio.song.timeline import tempo_map
from tui_studio.studio.jobs.desk import Desk

EVEN_MS = 4.0
"""Beats that lie within this of an even row are one tempo."""
LONGEST_SECONDS = 3600


class TempoQuestion(msgspec.Struct, frozen=True):
    """Which sound to listen to."""

    path: str
    offset: int
    frames: int
    rate: int
    beats_per_bar: int
    near_bpm: float


class FoundTempo(msgspec.Struct, frozen=True):
    """As `audio.tempo.Tempo`."""

    bpm: float
    beats: tuple[int, ...]
    downbeat: int
    steadiness_ms: float
    confidence: float


def tempo_question(folder: Path, song: Song, take: Take, near_bpm: float) -> TempoQuestion:
    """What a worker process needs to find the tempo of a take."""
    source = source_of(song, take.source)
    assert source is not None
    beats = tempo_map(song).metres[0].beats_per_bar
    frames = min(take.frames, LONGEST_SECONDS * song.rate)
    return TempoQuestion(str(folder / source.path), take.offset, frames, song.rate, beats, near_bpm)


def read_tempo(desk: Desk, asked: TempoQuestion) -> FoundTempo | None:
    """Listen. Called from: a worker process."""
    import numpy as np

    from tui_studio.audio.reader import open_source
    from tui_studio.audio.tempo import find_tempo

    reader = open_source(Path(asked.path))
    try:
        sound = np.zeros((reader.channels, asked.frames), np.float32)
        reader.read_into(sound, asked.offset)
    finally:
        reader.close()
    desk.progress(0.2)
    mono = np.ascontiguousarray(sound.mean(axis=0), np.float32)
    found = find_tempo(mono, asked.rate, asked.beats_per_bar, asked.near_bpm or None)
    if found is None or len(found.beats) < 2:
        return None
    beats = tuple(int(beat) for beat in found.beats)
    return FoundTempo(
        found.bpm, beats, int(found.downbeat), float(found.steadiness_ms), float(found.confidence)
    )


def map_of_beats(song: Song, start: int, found: FoundTempo) -> TempoMap:
    """The tempo map whose bars begin where the take's do.

    Before the take's first bar the song has as many bars as fit, at the tempo that makes them fit. An even row of beats is one
    tempo; else every bar has its own.
    """
    metre = tempo_map(song).metres[0]
    per_bar = metre.beats_per_bar
    beats = [start + beat for beat in found.beats[found.downbeat % per_bar :]]
    bars = beats[::per_bar]
    if len(bars) < 2:
        raise BadInputError("the take has less than a bar of beats", hint="choose a longer take")
    quarters = per_bar * 4.0 / metre.beat_unit
    length = (bars[-1] - bars[0]) / (len(bars) - 1)
    ahead = round(bars[0] / length)
    tempos: list[TempoChange] = []
    if ahead:
        tempos.append(TempoChange(0, _bpm(song, quarters, bars[0] / ahead)))
    even = found.steadiness_ms <= EVEN_MS
    spans = [length] if even else [after - before for before, after in pairwise(bars)]
    for number, span in enumerate(spans):
        tick = round((ahead + number) * quarters * TICKS_PER_QUARTER)
        change = TempoChange(tick, _bpm(song, quarters, span))
        if not tempos or tempos[-1].bpm != change.bpm:
            tempos.append(change)
    if not tempos or tempos[0].position:
        tempos.insert(0, TempoChange(0, _bpm(song, quarters, length)))
    return TempoMap(tuple(tempos), (MetreChange(1, metre.beats_per_bar, metre.beat_unit),))


def _bpm(song: Song, quarters: float, frames: float) -> float:
    return min(max(quarters * 60.0 * song.rate / frames, SLOWEST_BPM), FASTEST_BPM)
