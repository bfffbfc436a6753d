"""Reading a tempo map: quarter notes ↔ frames ↔ bars.beats.ticks, and where the beats lie.

On a ramp the tempo is a straight line over the beats, T(q) = T₀ + k·q, so the time to beat q is the integral of
dq / T, (1/k)·ln(1 + k·q / T₀) minutes, and back q = (T₀/k)·(exp(k·t) − 1). (The law of Ardour's tempo ramps: "Ramp
Overview" in its libs/ardour/tempo.cc.) Steady stretches are exact fractions; the one rounding is to the nearest
frame or tick at the end.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from tui_studio.errors import BadInputError
from tui_studio.song.tempo import TICKS_PER_QUARTER, MetreChange, TempoMap, checked
from tui_studio.units import Frames

TICKS_PER_BEAT = 960
_FINE = 2**64
"""Where a stretch begins is kept to this part of a frame when its exact fraction would grow without end."""


class BarTime(NamedTuple):
    """A musical position. Bars and beats count from 1, ticks from 0; a tick is a 960th of a beat."""

    bar: int
    beat: int
    tick: int

    def __str__(self) -> str:
        return f"{self.bar}.{self.beat}.{self.tick:03d}"


class Beat(NamedTuple):
    """A beat of the song."""

    frame: Frames
    bar: int
    beat: int


class _Stretch(NamedTuple):
    """From one tempo change to the next."""

    quarter: Fraction
    frame: Fraction
    bpm: float
    slope: float
    """Change of the tempo per quarter; 0 for a steady stretch."""


class _Bars(NamedTuple):
    """From one time signature to the next."""

    bar: int
    quarter: Fraction
    beats: int
    beat_length: Fraction
    """In quarters."""

    @property
    def bar_length(self) -> Fraction:
        return self.beats * self.beat_length


class _Ticks(NamedTuple):
    """Ticks since a time signature began as `(per_frame * frame + first) / size`, in whole numbers: exact, and quick."""

    per_frame: int
    first: int
    size: int

    def at(self, frame: int) -> int:
        """The nearest tick; halfway between two, the even one."""
        ticks, rest = divmod(self.per_frame * frame + self.first, self.size)
        return ticks + (2 * rest + (ticks & 1) > self.size)


class TempoGrid:
    """Musical time and frames of one song. Positions before the song's start follow the first tempo and metre."""

    def __init__(self, tempo_map: TempoMap, rate: int) -> None:
        """Raises BadInputError for a map that cannot be played."""
        self._frames_per_minute = 60 * rate
        self._stretches = self._lay_tempos(checked(tempo_map))
        self._bars = _lay_metres(tempo_map.metres)
        self._stretch_frames = [math.ceil(one.frame) for one in self._stretches]
        self._bar_frames = [math.ceil(self._exact_frame(one.quarter)) for one in self._bars]
        self._ticks: dict[tuple[int, int], _Ticks] = {}

    # ── quarters and frames ──────────────────────────────────────────────────────────────────────────────────

    def frame_of_quarter(self, quarter: Fraction | int) -> Frames:
        """The frame nearest to a number of quarter notes from the start."""
        return Frames(round(self._exact_frame(Fraction(quarter))))

    def exact_frame(self, quarter: Fraction | int) -> Fraction:
        """As `frame_of_quarter`, before it is rounded."""
        return self._exact_frame(Fraction(quarter))

    def quarter_of_frame(self, frame: int) -> Fraction:
        """How many quarter notes have passed at a frame."""
        at = self._stretches[
            max(0, bisect_right(self._stretches, Fraction(frame), key=lambda one: one.frame) - 1)
        ]
        passed = frame - at.frame
        if not at.slope or passed < 0:
            return at.quarter + passed * Fraction(at.bpm) / self._frames_per_minute
        grown = math.expm1(at.slope * float(passed) / self._frames_per_minute)
        return at.quarter + Fraction(at.bpm / at.slope * grown)

    def bpm_at(self, frame: int) -> float:
        """Quarter notes per minute at a frame; a change rules from the frame nearest to it."""
        place = bisect_right(self._stretches, frame, key=lambda one: round(one.frame)) - 1
        at = self._stretches[max(0, place)]
        return at.bpm + at.slope * max(0.0, float(self.quarter_of_frame(frame) - at.quarter))

    # ── bars, beats, ticks ───────────────────────────────────────────────────────────────────────────────────

    def frame_at(self, time: BarTime) -> Frames:
        """The frame nearest to a musical position. Raises BadInputError for one that does not exist."""
        return self.frame_of_quarter(self.quarter_at(time))

    def time_at(self, frame: int) -> BarTime:
        """The tick nearest to a frame."""
        stretch = max(0, bisect_right(self._stretch_frames, frame) - 1)
        if self._stretches[stretch].slope:
            return self.time_of_quarter(self.quarter_of_frame(frame))
        place = max(0, bisect_right(self._bar_frames, frame) - 1)
        ticks = self._ticks.get((stretch, place)) or self._ticks_in(stretch, place)
        return self._time_of_ticks(place, ticks.at(frame))

    def quarter_at(self, time: BarTime) -> Fraction:
        """Quarter notes from the start to a musical position. Raises BadInputError for one that does not exist."""
        bars = self._bars_at(time.bar)
        _check(time, bars.beats)
        beats = time.beat - 1 + Fraction(time.tick, TICKS_PER_BEAT)
        return bars.quarter + (time.bar - bars.bar) * bars.bar_length + beats * bars.beat_length

    def time_of_quarter(self, quarter: Fraction | int) -> BarTime:
        """The tick nearest to a number of quarter notes."""
        place = max(0, bisect_right(self._bars, quarter, key=lambda one: one.quarter) - 1)
        bars = self._bars[place]
        return self._time_of_ticks(place, round((quarter - bars.quarter) / bars.beat_length * TICKS_PER_BEAT))

    def _time_of_ticks(self, place: int, ticks: int) -> BarTime:
        """So many ticks after the beginning of a time signature."""
        bars = self._bars[place]
        beats, tick = divmod(ticks, TICKS_PER_BEAT)
        count, beat = divmod(beats, bars.beats)
        if place + 1 < len(self._bars) and bars.bar + count >= self._bars[place + 1].bar:
            return BarTime(self._bars[place + 1].bar, 1, 0)
        return BarTime(bars.bar + count, beat + 1, tick)

    def metre_at(self, bar: int) -> tuple[int, int]:
        """The time signature of a bar: beats and beat unit."""
        bars = self._bars_at(bar)
        return bars.beats, int(4 / bars.beat_length)

    def beats(self, start: int, end: int) -> Iterator[Beat]:
        """The beats whose frames lie from `start` up to, but without, `end`."""
        time = self.time_at(start)
        bar, beat = time.bar, time.beat
        while True:
            frame = self.frame_at(BarTime(bar, beat, 0))
            if frame >= end:
                return
            if frame >= start:
                yield Beat(frame, bar, beat)
            bar, beat = (bar, beat + 1) if beat < self.metre_at(bar)[0] else (bar + 1, 1)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────

    def _lay_tempos(self, tempo_map: TempoMap) -> list[_Stretch]:
        laid: list[_Stretch] = []
        frame = Fraction(0)
        for one, following in zip(tempo_map.tempos, [*tempo_map.tempos[1:], None], strict=True):
            quarter = Fraction(one.position, TICKS_PER_QUARTER)
            slope = 0.0
            if following and one.ramp:
                slope = (following.bpm - one.bpm) * TICKS_PER_QUARTER / (following.position - one.position)
            laid.append(_Stretch(quarter, frame, one.bpm, slope))
            if following:
                length = Fraction(following.position, TICKS_PER_QUARTER) - quarter
                frame = _fine(frame + self._frames_in(laid[-1], length))
        return laid

    def _ticks_in(self, stretch: int, place: int) -> _Ticks:
        """Frames to ticks where a steady tempo and a time signature rule together."""
        steady, bars = self._stretches[stretch], self._bars[place]
        per_quarter = TICKS_PER_BEAT / bars.beat_length
        per_frame = Fraction(steady.bpm) / self._frames_per_minute * per_quarter
        first = (steady.quarter - bars.quarter) * per_quarter - steady.frame * per_frame
        size = math.lcm(per_frame.denominator, first.denominator)
        made = self._ticks[stretch, place] = _Ticks(int(per_frame * size), int(first * size), size)
        return made

    def _exact_frame(self, quarter: Fraction) -> Fraction:
        at = self._stretch(quarter)
        return at.frame + self._frames_in(at, quarter - at.quarter)

    def _frames_in(self, at: _Stretch, quarters: Fraction) -> Fraction:
        if not at.slope or quarters < 0:
            return quarters * self._frames_per_minute / Fraction(at.bpm)
        return Fraction(self._frames_per_minute / at.slope * math.log1p(at.slope * float(quarters) / at.bpm))

    def _stretch(self, quarter: Fraction) -> _Stretch:
        return self._stretches[
            max(0, bisect_right(self._stretches, quarter, key=lambda one: one.quarter) - 1)
        ]

    def _bars_at(self, bar: int) -> _Bars:
        return self._bars[max(0, bisect_right(self._bars, bar, key=lambda one: one.bar) - 1)]


def _lay_metres(metres: tuple[MetreChange, ...]) -> list[_Bars]:
    laid: list[_Bars] = []
    quarter = Fraction(0)
    for one in metres:
        if laid:
            quarter += (one.bar - laid[-1].bar) * laid[-1].bar_length
        laid.append(_Bars(one.bar, quarter, one.beats_per_bar, Fraction(4, one.beat_unit)))
    return laid


def _fine(frame: Fraction) -> Fraction:
    return frame if frame.denominator <= _FINE else Fraction(round(frame * _FINE), _FINE)


def _check(time: BarTime, beats: int) -> None:
    if not 1 <= time.beat <= beats:
        raise BadInputError(f"bar {time.bar} has no beat {time.beat}", hint=f"use 1 to {beats}")
    if not 0 <= time.tick < TICKS_PER_BEAT:
        raise BadInputError(f"a beat has no tick {time.tick}", hint=f"use 0 to {TICKS_PER_BEAT - 1}")
