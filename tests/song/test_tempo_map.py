"""Tempo maps: ramps, odd metres, beats to the frame."""

import math
import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.errors import BadInputError
from tui_studio.song.tempo import (
    MetreChange,
    TempoChange,
    TempoMap,
    checked,
    steady,
    with_metre,
    with_tempo,
    without_metre,
    without_tempo,
)
from tui_studio.song.tempo_map import BarTime, Beat, TempoGrid

RATE = 48000


def random_map(seed: int, changes: int = 200) -> TempoMap:
    """As many changes of tempo and time signature together, about a third of the tempos ramps."""
    dice = random.Random(seed)
    positions = sorted({0, *(dice.randrange(1, 960 * 4 * 400) for _ in range(changes // 2 - 1))})
    tempos = tuple(
        TempoChange(at, dice.choice([60.0, 92.0, 104.0, dice.uniform(40, 220)]), dice.random() < 0.35)
        for at in positions
    )
    bars = sorted({1, *(dice.randrange(2, 400) for _ in range(changes // 2 - 1))})
    metres = tuple(MetreChange(bar, dice.randrange(1, 14), dice.choice([2, 4, 8, 16])) for bar in bars)
    return TempoMap(tempos, metres)


def seconds_slowly(tempo_map: TempoMap, quarter: float) -> float:
    """An independent reading: Simpson's rule over 60 / T(q), stretch by stretch."""
    total = 0.0
    for one, following in pairwise([*tempo_map.tempos, None]):
        assert one
        start = one.position / 960
        end = min(quarter, following.position / 960) if following else quarter
        if end <= start:
            break
        goal = following.bpm if following and one.ramp else one.bpm
        length = (following.position / 960 - start) if following else 1.0
        total += simpson(one.bpm, (goal - one.bpm) / length, end - start)
    return total


def simpson(bpm: float, slope: float, quarters: float, steps: int = 400) -> float:
    width = quarters / steps
    values = [60 / (bpm + slope * width * index) for index in range(steps + 1)]
    return (
        width
        / 3
        * math.fsum(
            [values[0], values[-1], *(4 * v for v in values[1:-1:2]), *(2 * v for v in values[2:-1:2])]
        )
    )


def beats_slowly(tempo_map: TempoMap, bars: int) -> list[tuple[int, int, float]]:
    """Bar, beat and seconds of every beat, counted one by one."""
    found, quarter = [], Fraction(0)
    beats, unit = 0, 0
    changes = {one.bar: one for one in tempo_map.metres}
    for bar in range(1, bars + 1):
        if bar in changes:
            beats, unit = changes[bar].beats_per_bar, changes[bar].beat_unit
        for beat in range(1, beats + 1):
            found.append((bar, beat, seconds_slowly(tempo_map, float(quarter))))
            quarter += Fraction(4, unit)
    return found


@pytest.mark.parametrize(("seed", "rate"), [(1, 48000), (2, 44100)])
def test_beats_of_a_map_of_200_changes_lie_on_their_frames(seed: int, rate: int) -> None:
    tempo_map = random_map(seed)
    slowly = beats_slowly(tempo_map, 150)
    grid = TempoGrid(tempo_map, rate)
    beats = list(grid.beats(0, grid.frame_at(BarTime(151, 1, 0))))
    assert [(bar, beat) for _, bar, beat in beats] == [(bar, beat) for bar, beat, _ in slowly]
    for (frame, _, _), (_, _, seconds) in zip(beats, slowly, strict=True):
        assert abs(frame - seconds * rate) <= 0.5 + 1e-3


@given(
    st.integers(0, 50),
    st.sampled_from([44100, 48000]),
    st.lists(st.integers(-10_000, 40_000_000), min_size=20),
)
def test_the_quick_way_from_frames_to_ticks_is_the_exact_one(seed: int, rate: int, frames: list[int]) -> None:
    grid = TempoGrid(random_map(seed, 40), rate)
    for frame in [*frames, *(beat.frame + near for beat in grid.beats(0, 10**6) for near in (-1, 0, 1))]:
        assert grid.time_at(frame) == grid.time_of_quarter(grid.quarter_of_frame(frame))


@given(st.integers(0, 50), st.integers(0, 400), st.integers(0, 959), st.data())
def test_there_and_back(seed: int, bar: int, tick: int, data: st.DataObject) -> None:
    grid = TempoGrid(random_map(seed), 96000)
    time = BarTime(bar + 1, data.draw(st.integers(1, grid.metre_at(bar + 1)[0])), tick)
    assert grid.time_of_quarter(grid.quarter_at(time)) == time
    assert grid.time_at(grid.frame_at(time)) == time


@given(st.integers(0, 50), st.integers(-(10**6), 10**8))
def test_frames_and_back(seed: int, frame: int) -> None:
    grid = TempoGrid(random_map(seed), RATE)
    assert grid.frame_of_quarter(grid.quarter_of_frame(frame)) == frame


@given(
    st.sampled_from([44_100, 48_000, 96_000]), st.floats(20, 300), st.integers(1, 13), st.sampled_from([2, 4, 8]),
    st.integers(-50, 500), st.integers(0, 959), st.data(),
)  # fmt: skip
def test_a_steady_map_there_and_back(
    rate: int, bpm: float, beats: int, unit: int, bar: int, tick: int, data: st.DataObject
) -> None:
    grid = TempoGrid(steady(bpm, beats, unit), rate)
    time = BarTime(bar, data.draw(st.integers(1, beats)), tick)
    assert grid.time_at(grid.frame_at(time)) == time


def test_a_ramp_takes_the_time_of_the_closed_form() -> None:
    grid = TempoGrid(TempoMap((TempoChange(0, 60.0, True), TempoChange(960 * 8, 120.0))), RATE)
    assert grid.frame_of_quarter(8) == round(RATE * 60 * 8 / 60 * math.log(2))
    assert grid.bpm_at(0) == 60
    assert grid.bpm_at(grid.frame_of_quarter(4)) == pytest.approx(90, abs=1e-3)
    assert grid.bpm_at(grid.frame_of_quarter(100)) == 120


def test_a_ramp_down_and_a_ramp_to_the_same_tempo() -> None:
    tempos = (TempoChange(0, 120.0, True), TempoChange(3840, 60.0, True), TempoChange(7680, 60.0, True))
    grid = TempoGrid(TempoMap(tempos), RATE)
    assert grid.frame_of_quarter(4) == round(RATE * 60 * 4 / 60 * math.log(2))
    assert grid.frame_of_quarter(8) - grid.frame_of_quarter(4) == 4 * RATE
    assert grid.frame_of_quarter(12) - grid.frame_of_quarter(8) == 4 * RATE


def test_steady_stretches_are_exact() -> None:
    """Where a sum of rounded lengths would drift off, 92 and 104 beats a minute in turn."""
    tempos = tuple(TempoChange(index * 960 * 7, 92.0 if index % 2 == 0 else 104.0) for index in range(100))
    grid = TempoGrid(TempoMap(tempos), 44100)
    exact = Fraction(44100 * 60 * 7, 92) * 50 + Fraction(44100 * 60 * 7, 104) * 50
    assert grid.frame_of_quarter(700) == round(exact)


def test_a_metre_change_begins_its_bar() -> None:
    grid = TempoGrid(
        TempoMap(metres=(MetreChange(1, 4, 4), MetreChange(3, 7, 8), MetreChange(4, 3, 4))), RATE
    )
    assert [grid.quarter_at(BarTime(bar, 1, 0)) for bar in (1, 2, 3, 4, 5)] == [
        0,
        4,
        8,
        Fraction(23, 2),
        Fraction(29, 2),
    ]
    assert grid.metre_at(3) == (7, 8)
    assert str(grid.time_of_quarter(Fraction(23, 2) - Fraction(1, 10**6))) == "4.1.000"
    assert str(grid.time_of_quarter(Fraction(11))) == "3.7.000"


def test_beats_between_two_frames() -> None:
    grid = TempoGrid(steady(120, 3, 4), RATE)
    assert list(grid.beats(24_000, 72_001)) == [Beat(24_000, 1, 2), Beat(48_000, 1, 3), Beat(72_000, 2, 1)]
    assert list(grid.beats(24_001, 48_000)) == []
    assert [beat.beat for beat in grid.beats(-48_000, 1)] == [2, 3, 1]


def test_a_map_is_edited() -> None:
    tempo_map = with_metre(with_tempo(TempoMap(), TempoChange(960, 90.0, True)), MetreChange(5, 6, 8))
    assert with_tempo(tempo_map, TempoChange(960, 91.0)).tempos[1:] == (TempoChange(960, 91.0),)
    assert without_tempo(tempo_map, 960).tempos == TempoMap().tempos
    assert without_metre(tempo_map, 5).metres == TempoMap().metres
    for refuse in (
        lambda: without_tempo(tempo_map, 0),
        lambda: without_metre(tempo_map, 1),
        lambda: without_tempo(tempo_map, 5),
    ):
        with pytest.raises(BadInputError):
            refuse()


@pytest.mark.parametrize(
    "tempo_map",
    [
        TempoMap(tempos=()),
        TempoMap(metres=()),
        TempoMap(tempos=(TempoChange(1, 120.0),)),
        TempoMap(metres=(MetreChange(2, 4, 4),)),
        TempoMap(tempos=(TempoChange(0, 120.0), TempoChange(0, 90.0))),
        TempoMap(metres=(MetreChange(1, 4, 4), MetreChange(9, 4, 4), MetreChange(8, 3, 4))),
        TempoMap(tempos=(TempoChange(0, 5.0),)),
        TempoMap(tempos=(TempoChange(0, math.nan),)),
        TempoMap(metres=(MetreChange(1, 0, 4),)),
        TempoMap(metres=(MetreChange(1, 4, 5),)),
    ],
)
def test_a_map_that_cannot_be_played_is_refused(tempo_map: TempoMap) -> None:
    with pytest.raises(BadInputError):
        checked(tempo_map)


def test_what_is_not_in_the_bar_is_refused() -> None:
    grid = TempoGrid(steady(120), RATE)
    for time in (BarTime(1, 5, 0), BarTime(1, 0, 0), BarTime(1, 1, 960), BarTime(1, 1, -1)):
        with pytest.raises(BadInputError):
            grid.frame_at(time)
