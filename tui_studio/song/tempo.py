"""The tempo map as data: where the tempo and the time signature change.

Tempo positions count ticks of a 960th of a quarter note from the song's start, whatever the time signature, as in
a MIDI file of 960 ticks per quarter. Time signatures change at the start of a bar.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.data import Data

TICKS_PER_QUARTER = 960
SLOWEST_BPM = 10.0
FASTEST_BPM = 1000.0
MOST_BEATS = 64
BEAT_UNITS = (1, 2, 4, 8, 16, 32)


class TempoChange(Data, frozen=True):
    """The tempo from here on."""

    position: int
    """In ticks of a 960th of a quarter note from the song's start."""
    bpm: float
    """Quarter notes per minute."""
    ramp: bool = False
    """The tempo glides to the next change's, evenly over the beats between; without a next one it stays."""


class MetreChange(Data, frozen=True):
    """The time signature from this bar on."""

    bar: int
    """Counted from 1."""
    beats_per_bar: int
    beat_unit: int
    """The note a beat is: 4 for a quarter, 8 for an eighth."""


class TempoMap(Data, frozen=True):
    """Changes in order; the first tempo is at position 0, the first time signature at bar 1."""

    tempos: tuple[TempoChange, ...] = (TempoChange(position=0, bpm=120.0),)
    metres: tuple[MetreChange, ...] = (MetreChange(bar=1, beats_per_bar=4, beat_unit=4),)


def steady(bpm: float, beats_per_bar: int = 4, beat_unit: int = 4) -> TempoMap:
    """One tempo and one time signature throughout."""
    return TempoMap(tempos=(TempoChange(0, bpm),), metres=(MetreChange(1, beats_per_bar, beat_unit),))


def with_tempo(tempo_map: TempoMap, change: TempoChange) -> TempoMap:
    """The map with this change, in place of one at the same position. Raises BadInputError."""
    others = (one for one in tempo_map.tempos if one.position != change.position)
    tempos = sorted([*others, change], key=lambda one: one.position)
    return checked(msgspec.structs.replace(tempo_map, tempos=tuple(tempos)))


def without_tempo(tempo_map: TempoMap, position: int) -> TempoMap:
    """The map without the change at this position; the first one has to stay. Raises BadInputError."""
    rest = tuple(one for one in tempo_map.tempos if one.position != position or position == 0)
    _refuse_unless(
        len(rest) < len(tempo_map.tempos), f"no tempo change can be removed at tick {position}", ""
    )
    return msgspec.structs.replace(tempo_map, tempos=rest)


def with_metre(tempo_map: TempoMap, change: MetreChange) -> TempoMap:
    """The map with this time signature, in place of one at the same bar. Raises BadInputError."""
    metres = sorted(
        [*(one for one in tempo_map.metres if one.bar != change.bar), change], key=lambda one: one.bar
    )
    return checked(msgspec.structs.replace(tempo_map, metres=tuple(metres)))


def without_metre(tempo_map: TempoMap, bar: int) -> TempoMap:
    """The map without the time signature at this bar; the first one has to stay. Raises BadInputError."""
    rest = tuple(one for one in tempo_map.metres if one.bar != bar or bar == 1)
    _refuse_unless(len(rest) < len(tempo_map.metres), f"no time signature can be removed at bar {bar}", "")
    return msgspec.structs.replace(tempo_map, metres=rest)


def checked(tempo_map: TempoMap) -> TempoMap:
    """The map, if it can be played. Raises BadInputError."""
    positions = [one.position for one in tempo_map.tempos]
    bars = [one.bar for one in tempo_map.metres]
    _refuse_unless(positions[:1] == [0], "the first tempo is not at the start", "set one at 1.1.0")
    _refuse_unless(bars[:1] == [1], "the first time signature is not at bar 1", "set one there")
    _refuse_unless(_rising(positions), "tempo changes are not in order", "give each a place of its own")
    _refuse_unless(_rising(bars), "time signatures are not in order", "give each a bar of its own")
    for tempo in tempo_map.tempos:
        check_bpm(tempo.bpm)
    for metre in tempo_map.metres:
        check_metre(metre.beats_per_bar, metre.beat_unit)
    return tempo_map


def check_bpm(bpm: Any) -> float:
    """A tempo in quarter notes per minute. Raises BadInputError."""
    number = isinstance(bpm, int | float) and not isinstance(bpm, bool)
    _refuse_unless(
        number and SLOWEST_BPM <= bpm <= FASTEST_BPM,
        f"the tempo cannot be {bpm}",
        f"use {SLOWEST_BPM:g} to {FASTEST_BPM:g} beats a minute",
    )
    return float(bpm)


def check_metre(beats_per_bar: Any, beat_unit: Any) -> None:
    """A time signature. Raises BadInputError."""
    number = isinstance(beats_per_bar, int) and not isinstance(beats_per_bar, bool)
    _refuse_unless(
        number and 1 <= beats_per_bar <= MOST_BEATS,
        f"a bar cannot have {beats_per_bar} beats",
        f"use 1 to {MOST_BEATS}",
    )
    known = ", ".join(str(unit) for unit in BEAT_UNITS)
    _refuse_unless(beat_unit in BEAT_UNITS, f"a beat cannot be a 1/{beat_unit} note", f"use one of {known}")


def _rising(numbers: list[int]) -> bool:
    return all(one < other for one, other in pairwise(numbers))


def _refuse_unless(fits: bool, message: str, hint: str) -> None:
    if not fits:
        raise BadInputError(message, hint=hint)
