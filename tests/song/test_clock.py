"""Musical time and positions as people write them."""

import pytest

from tests.song.making import new_song, record, song_with
from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.clock import format_bars, parse_position
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import grid_of


def test_bars_at_120_in_four_four() -> None:
    song = new_song()
    assert format_bars(song, 0) == "1.1.000"
    assert format_bars(song, 24_000) == "1.2.000"
    assert format_bars(song, 96_000) == "2.1.000"
    assert parse_position(song, "17.3.240") == 16 * 96_000 + 2 * 24_000 + 6_000


def test_a_beat_is_the_note_the_metre_counts_in() -> None:
    song = edits.set_time_signature(new_song(), 6, 8)
    assert parse_position(song, "1.2.0") == 12_000
    assert parse_position(song, "2.1.0") == 72_000


def test_every_form_of_a_position() -> None:
    song = edits.add_marker(record(song_with("A"), 0, 123_456), 777, "Chorus 2")
    assert parse_position(song, "start") == 0
    assert parse_position(song, "END") == 123_456
    assert parse_position(song, "@chorus 2") == 777
    assert parse_position(song, "96000f") == 96_000
    assert parse_position(song, "2.5") == 120_000
    assert parse_position(song, "1:02.5") == 3_000_000


@pytest.mark.parametrize(
    "text", ["", "x", "1.5.0", "0.1.0", "1.1.960", "1.0.0", "@nowhere", "-3", "1.2.3.4", "@", "nan", "1e9"]
)
def test_what_is_no_position_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(BadInputError) as raised:
        parse_position(edits.add_marker(new_song(), 5, "Verse"), text)
    assert raised.value.hint


def test_a_near_marker_is_offered() -> None:
    with pytest.raises(BadInputError, match="did you mean '@Verse'"):
        parse_position(edits.add_marker(new_song(), 5, "Verse"), "@Vers")


def test_positions_before_the_start_have_bars_too() -> None:
    assert grid_of(new_song()).time_at(-24_000) == BarTime(0, 4, 0)
