"""Where the song's sections, bars and beats lie: the one place for musical time.

With sections the tempo map is theirs, and after the last of them its tempo and time signature go on, unless a map was laid
over them; without sections it is the imported or found one, else the song's one tempo.
"""

from __future__ import annotations

import functools
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from tui_studio.song.model import Song
from tui_studio.song.notebook import Section, SectionId
from tui_studio.song.tempo import TICKS_PER_QUARTER, MetreChange, TempoChange, TempoMap, steady
from tui_studio.song.tempo_map import BarTime, TempoGrid
from tui_studio.units import Frames

_TICKS_PER_WHOLE = 4 * TICKS_PER_QUARTER


class PlacedSection(NamedTuple):
    """A section where it lies. Bars count from 1; `end` and `last_bar + 1` are where the next one begins."""

    section: Section
    number: int
    """Its place in the song, from 1."""
    start: Frames
    end: Frames
    first_bar: int
    bpm: float
    """The tempo it begins with."""
    beats_per_bar: int
    beat_unit: int
    first_quarter: Fraction
    """Its start in quarter notes from the song's start, exactly."""
    quarters: Fraction
    """Its length in quarter notes."""

    @property
    def last_bar(self) -> int:
        """Its last bar."""
        return self.first_bar + self.section.bars - 1


class _Rule(NamedTuple):
    """What rules in a section."""

    bpm: float
    beats: int
    unit: int


def tempo_map(song: Song) -> TempoMap:
    """The song's tempo map."""
    if song.tempo_changes is not None and (song.map_rules or not song.notebook.sections):
        return song.tempo_changes
    return _tempo_map(song.notebook.sections, _Rule(song.tempo_bpm, song.beats_per_bar, song.beat_unit))


def grid_of(song: Song) -> TempoGrid:
    """The song's musical time in frames."""
    return _grid(tempo_map(song), song.rate)


def sections_of(song: Song) -> tuple[PlacedSection, ...]:
    """The sections in order, where they lie."""
    return _placed(song.notebook.sections, grid_of(song))


def section_at(song: Song, frame: int) -> PlacedSection | None:
    """The section a frame lies in; None after the last one and without any."""
    return next((one for one in sections_of(song) if one.start <= frame < one.end), None)


def section_named(song: Song, section_id: SectionId) -> PlacedSection | None:
    """The section with this id where it lies, or None."""
    return next((one for one in sections_of(song) if one.section.id == section_id), None)


@functools.lru_cache(maxsize=16)
def _grid(changes: TempoMap, rate: int) -> TempoGrid:
    return TempoGrid(changes, rate)


@functools.lru_cache(maxsize=16)
def _tempo_map(sections: tuple[Section, ...], first: _Rule) -> TempoMap:
    if not sections:
        return steady(*first)
    rules = _rules(sections, first)
    lengths = [
        section.bars * rule.beats * _TICKS_PER_WHOLE // rule.unit
        for section, rule in zip(sections, rules, strict=True)
    ]
    return TempoMap(_tempos(sections, rules, lengths), _metres(sections, rules))


def _rules(sections: tuple[Section, ...], first: _Rule) -> list[_Rule]:
    """What rules in each section: its own, else what ruled before it."""
    rules: list[_Rule] = []
    for section in sections:
        before = rules[-1] if rules else first
        rules.append(
            _Rule(
                section.tempo_bpm or before.bpm,
                section.beats_per_bar or before.beats,
                section.beat_unit or before.unit,
            )
        )
    return rules


def _tempos(sections: tuple[Section, ...], rules: list[_Rule], lengths: list[int]) -> tuple[TempoChange, ...]:
    tempos: list[TempoChange] = []
    positions = accumulate(lengths, initial=0)
    following = [*(rule.bpm for rule in rules[1:]), rules[-1].bpm]
    for position, section, rule, after in zip(positions, sections, rules, following, strict=False):
        ramp = section.ramp and after != rule.bpm
        if not tempos or ramp or tempos[-1].ramp or tempos[-1].bpm != rule.bpm:
            tempos.append(TempoChange(position, rule.bpm, ramp))
    return tuple(tempos)


def _metres(sections: tuple[Section, ...], rules: list[_Rule]) -> tuple[MetreChange, ...]:
    metres: list[MetreChange] = []
    bar = 1
    for section, rule in zip(sections, rules, strict=True):
        change = MetreChange(bar, rule.beats, rule.unit)
        if not metres or (metres[-1].beats_per_bar, metres[-1].beat_unit) != (rule.beats, rule.unit):
            metres.append(change)
        bar += section.bars
    return tuple(metres)


@functools.lru_cache(maxsize=16)
def _placed(sections: tuple[Section, ...], grid: TempoGrid) -> tuple[PlacedSection, ...]:
    placed: list[PlacedSection] = []
    bar = 1
    for number, section in enumerate(sections, 1):
        first, last = (grid.quarter_at(BarTime(at, 1, 0)) for at in (bar, bar + section.bars))
        start, end = grid.frame_of_quarter(first), grid.frame_of_quarter(last)
        bpm, metre = grid.bpm_at(start), grid.metre_at(bar)
        placed.append(PlacedSection(section, number, start, end, bar, bpm, *metre, first, last - first))
        bar += section.bars
    return tuple(placed)
