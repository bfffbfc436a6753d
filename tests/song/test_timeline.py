"""Sections on the timeline, lines in their sections, and spans as people write them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import new_song
from tui_studio.errors import BadInputError
from tui_studio.song.chordpro import split_lines
from tui_studio.song.clock import parse_position
from tui_studio.song.lyrics import lay_lines, line_at, sung_lines
from tui_studio.song.model import Song, Span
from tui_studio.song.notebook import ChartLine, ChartLineId, LineSpan, Notebook, Section, SectionId
from tui_studio.song.spans import name_span, parse_span, span_candidates
from tui_studio.song.tempo import MetreChange, TempoChange, TempoMap, steady
from tui_studio.song.tempo_map import TempoGrid
from tui_studio.song.timeline import section_at, sections_of, tempo_map

CHART = """{title: Grey}
{start_of_verse: Verse 1}
[Am]Morning comes in [F]quiet grey
[C]Coffee's cold and [G]far away
{end_of_verse}

{soc}
[F]Hold on, [C]hold on
{eoc}
"""
BAR = 96_000
"""Of 4/4 at 120."""


def written(*sections: Section) -> Song:
    """The song of CHART with these sections."""
    lines = tuple(ChartLine(ChartLineId(100 + at), text) for at, text in enumerate(split_lines(CHART).lines))
    return msgspec.structs.replace(new_song(), next_id=200, notebook=Notebook(chart=lines, sections=sections))


def section(number: int, name: str, bars: int, part: int | None = None, **changes: object) -> Section:
    opens = None if part is None else ChartLineId(100 + part)
    return Section(SectionId(number), name, bars, chart_part=opens, **changes)  # type: ignore[arg-type]


def laid() -> Song:
    return written(
        section(10, "Intro", 2),
        section(11, "Verse 1", 4, 1),
        section(12, "Chorus", 2, 6, tempo_bpm=60.0),
        section(13, "Chorus 2", 2, 6),
    )


def test_without_sections_the_song_has_its_one_tempo() -> None:
    assert tempo_map(written()) == steady(120.0)


def test_an_imported_map_rules_until_there_are_sections() -> None:
    changes = steady(90.0, 3, 4)
    assert tempo_map(msgspec.structs.replace(new_song(), tempo_changes=changes)) is changes
    assert tempo_map(msgspec.structs.replace(laid(), tempo_changes=changes)).tempos[0].bpm == 120.0


def test_sections_are_the_map() -> None:
    song = written(
        section(1, "Intro", 2, tempo_bpm=92.0),
        section(2, "Verse", 4, ramp=True, beats_per_bar=3),
        section(3, "Bridge", 1, tempo_bpm=104.0, beats_per_bar=7, beat_unit=8),
        section(4, "End", 1, ramp=True, beats_per_bar=4, beat_unit=4),
    )
    assert tempo_map(song) == TempoMap(
        tempos=(TempoChange(0, 92.0), TempoChange(8 * 960, 92.0, ramp=True), TempoChange(20 * 960, 104.0)),
        metres=(MetreChange(1, 4, 4), MetreChange(3, 3, 4), MetreChange(7, 7, 8), MetreChange(8, 4, 4)),
    )
    grid = TempoGrid(tempo_map(song), song.rate)
    placed = sections_of(song)
    assert [one.start for one in placed] == [grid.frame_of_quarter(at) for at in (0, 8, 20, Fraction(47, 2))]
    assert [(one.first_bar, one.last_bar) for one in placed] == [(1, 2), (3, 6), (7, 7), (8, 8)]
    assert [one.start for one in placed[1:]] == [one.end for one in placed[:-1]]


def test_a_ramp_without_another_tempo_after_it_stays() -> None:
    song = written(section(1, "A", 2, ramp=True), section(2, "B", 2))
    assert tempo_map(song) == steady(120.0)


def test_the_section_of_a_frame() -> None:
    song = laid()
    names = [found.section.name if (found := section_at(song, bar * BAR)) else "" for bar in (0, 1, 2, 5, 6)]
    assert names == ["Intro", "Intro", "Verse 1", "Verse 1", "Chorus"]
    assert section_at(song, 100 * BAR) is None


def test_lines_share_the_bars_of_their_section() -> None:
    lines = sung_lines(laid())
    assert [(line.number, line.section, line.index_in_section) for line in lines] == [
        (1, 11, 0),
        (2, 11, 1),
        (3, 12, 0),
        (4, 13, 0),
    ]
    assert [(line.start, line.end) for line in lines[:2]] == [(2 * BAR, 4 * BAR), (4 * BAR, 6 * BAR)]
    assert (lines[2].start, lines[2].end, lines[3].end) == (6 * BAR, 10 * BAR, 14 * BAR)
    assert lines[0].words == "Morning comes in quiet grey"
    assert lines[0].syllables == 7
    assert [(chord.name, chord.column, chord.start) for chord in lines[0].chords] == [
        ("Am", 0, 2 * BAR),
        ("F", 17, 3 * BAR),
    ]
    assert line_at(laid(), 4 * BAR) == lines[1]
    assert line_at(laid(), 0) is None


def test_a_line_set_by_hand_moves_its_neighbours() -> None:
    spans = (LineSpan(ChartLineId(102), 0.5, 6.0),)
    lines = sung_lines(written(section(11, "Verse 1", 4, 1, spans=spans)))
    assert [(line.start, line.end) for line in lines] == [(12_000, 144_000), (144_000, 4 * BAR)]


def test_lines_between_lines_set_by_hand_share_what_is_left() -> None:
    quarters = Fraction(16)
    assert lay_lines(quarters, 4, {}) == [(0, 4), (4, 8), (8, 12), (12, 16)]
    hand = {0: (Fraction(0), Fraction(2)), 3: (Fraction(14), Fraction(16))}
    assert lay_lines(quarters, 4, hand)[1:3] == [(2, 8), (8, 14)]


places = st.tuples(st.integers(-2, 20), st.integers(-2, 20)).map(
    lambda at: (Fraction(at[0]), Fraction(at[1]))
)


@given(st.integers(1, 6), st.dictionaries(st.integers(0, 5), places, max_size=6))
def test_lines_are_in_order_whatever_was_placed_by_hand(
    count: int, by_hand: dict[int, tuple[Fraction, Fraction]]
) -> None:
    hand = {index: place for index, place in by_hand.items() if index < count}
    laid = lay_lines(Fraction(16), count, hand)
    assert all(start < end for start, end in laid)
    assert all(left[1] <= right[0] for left, right in pairwise(laid))
    assert laid[0][0] >= 0
    assert laid[-1][1] <= 16


@pytest.mark.parametrize(
    ("text", "bars"),
    [
        ("line 1", (2, 4)),
        ("LINES 1-2", (2, 6)),
        ("lines 2 to 3", (4, 10)),
        ("verse 1", (2, 6)),
        ("Verse 1 line 2", (4, 6)),
        ("verse 1, bars 2-3", (3, 5)),
        ("section 2", (2, 6)),
        ("sections 1-2", (0, 6)),
        ("bar 1", (0, 1)),
        ("bars 1-2", (0, 2)),
        ("0:02-0:04", (1, 2)),
        ("2-4", (1, 2)),
        ("1.1.0..3.1.0", (0, 2)),
        ("start 3.1.0", (0, 2)),
        ("96000f-192000f", (1, 2)),
        ("Intro..Verse 1", (0, 6)),
        ("intro - verse 1", (0, 6)),
        ("line 2..Chorus", (4, 10)),
        ("song", (0, 14)),
        ("loop", (1, 3)),
    ],
)
def test_every_form_of_a_span(text: str, bars: tuple[int, int]) -> None:
    song = msgspec.structs.replace(laid(), loop=Span(BAR, 3 * BAR))  # type: ignore[arg-type]
    assert parse_span(song, text) == Span(bars[0] * BAR, bars[1] * BAR)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "line 9",
        "line 0",
        "lines 2-1",
        "Chrous",
        "bar 0",
        "bars 3-2",
        "4-2",
        "Intro line 1",
        "punch",
        "x..y",
        "-",
    ],
)
def test_what_is_no_span_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(BadInputError) as raised:
        parse_span(laid(), text)
    assert raised.value.hint


def test_a_near_section_is_offered() -> None:
    with pytest.raises(BadInputError, match="did you mean 'Verse 1'"):
        parse_span(laid(), "Vrese 1")


def test_every_candidate_is_a_span() -> None:
    song = laid()
    assert span_candidates(song) == (
        *("Intro", "Verse 1", "Chorus", "Chorus 2", "line 1", "line 2", "line 3", "line 4", "song"),
    )
    for text in span_candidates(song)[:-1]:
        span = parse_span(song, text)
        assert parse_span(song, name_span(song, span)) == span


def test_spans_are_named_in_the_words_that_are_typed() -> None:
    song = laid()
    for text in ("line 1", "lines 1-3", "Chorus", "bar 1", "bars 2-3", "1.2.000..2.3.480"):
        assert name_span(song, parse_span(song, text)) == text


def test_a_section_is_a_position_too() -> None:
    assert parse_position(laid(), "verse 1") == 2 * BAR
    assert parse_position(laid(), "bar 3") == 2 * BAR
