"""Lines on the timeline: where each is sung, and what is set by hand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.song.making import new_song
from tests.song.test_timeline import BAR
from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.chordpro import split_lines
from tui_studio.song.lyrics import sung_lines
from tui_studio.song.model import Song
from tui_studio.song.timeline import sections_of


def laid() -> Song:
    song = edits.set_chart(new_song(), split_lines("[C]a\n[C]b\n[C]c\n[C]d\n").lines)
    return edits.lay_from_chart(song, 1)


def spans(song: Song) -> list[tuple[int, int]]:
    return [(line.start, line.end) for line in sung_lines(song)]


def test_a_line_is_placed_to_the_frame() -> None:
    song = edits.set_section_tempo(laid(), laid().notebook.sections[0].id, 97.3)
    song = edits.set_line_span(song, 2, 100_001, 222_223)
    assert spans(song)[1] == (100_001, 222_223)
    assert spans(song)[0] == (0, 100_001)
    assert edits.clear_line_span(song, 2).notebook.sections[0].spans == ()


@settings(deadline=None)
@given(st.floats(40, 220), st.floats(40, 220), st.booleans(), st.integers(0, 2**32))
def test_a_line_is_placed_to_the_frame_at_any_tempo(bpm: float, other: float, ramp: bool, seed: int) -> None:
    song = edits.add_section(laid(), "Intro", 3, tempo_bpm=bpm, ramp=ramp, index=0)
    verse = song.notebook.sections[1].id
    song = edits.set_section_tempo(song, verse, other, ramp=True)
    song = edits.add_section(song, "End", 1, tempo_bpm=bpm)
    placed = sections_of(song)[1]
    dice = random.Random(seed)
    room = (placed.end - placed.start) // 4
    start, end = placed.start + dice.randrange(1, room), placed.end - dice.randrange(1, room)
    song = edits.set_line_span(song, 2, start, end)
    assert spans(song)[1] == (start, end)


def test_neighbours_placed_by_hand_give_way() -> None:
    song = edits.set_line_span(laid(), 2, BAR, 2 * BAR)
    song = edits.set_line_span(song, 3, BAR + 24_000, 3 * BAR)
    assert spans(song)[1:3] == [(BAR, BAR + 24_000), (BAR + 24_000, 3 * BAR)]
    with pytest.raises(BadInputError, match="no room"):
        edits.set_line_span(song, 1, 0, 2 * BAR)
    song = edits.set_line_span(edits.clear_line_span(song, 3), 1, 0, 2 * BAR)
    assert spans(song)[:2] == [(0, 2 * BAR), (2 * BAR, 2 * BAR + 2 * BAR // 3)]


@pytest.mark.parametrize(("line", "start", "end"), [(9, 0, 5), (1, 5, 5), (1, 0, 100 * BAR), (0, 0, 5)])
def test_a_line_stays_in_its_section(line: int, start: int, end: int) -> None:
    with pytest.raises(BadInputError):
        edits.set_line_span(laid(), line, start, end)
