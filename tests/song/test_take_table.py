"""The table of a track's takes finds what walking through all of them finds."""

from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import record, song_with
from tui_studio.song import edits
from tui_studio.song.comp import played
from tui_studio.song.model import Song, song_end
from tui_studio.song.per_track import PerTrack
from tui_studio.song.take_table import TakeTable

spans = st.tuples(st.integers(0, 400), st.integers(1, 120)).map(lambda one: (one[0], one[0] + one[1]))


def recorded(places: list[tuple[int, int]], hidden: int) -> Song:
    song = song_with("A")
    for start, end in places:
        song = record(song, start, end - start)
    return edits.hide_take(song, song.tracks[0].takes[hidden % len(places)].id) if hidden else song


@given(st.lists(spans, min_size=1, max_size=8), st.integers(0, 9), spans)
def test_what_sounds_and_what_plays_in_a_span(
    places: list[tuple[int, int]], hidden: int, span: tuple[int, int]
) -> None:
    found = recorded(places, hidden).tracks[0]
    table, (start, end) = TakeTable(found), span
    sounding = [
        take
        for take in found.takes
        if not take.hidden and take.start < end and take.start + take.frames > start
    ]
    assert table.sounding(start, end) == tuple(sorted(sounding, key=lambda take: take.number))
    assert [(segment, take.id) for segment, take in table.playing(start, end)] == [
        (segment, segment.take) for segment in played(found) if segment.start < end and segment.end > start
    ]


def test_what_is_worked_out_of_a_track_is_worked_out_once() -> None:
    asked = []
    count = PerTrack(lambda one: (asked.append(one.id), len(one.takes))[1])
    song = song_with("A", "B")
    song = record(song, 0, 100, (song.tracks[0].id,))
    for _ in range(2):
        assert [count(one) for one in song.tracks] == [1, 0]
    assert len(asked) == 2
    changed = record(song, 50, 100, (song.tracks[0].id,))
    assert [count(one) for one in changed.tracks] == [2, 0]
    assert len(asked) == 3
    assert (
        song_end(song),
        song_end(changed),
        song_end(edits.remove_track(changed, changed.tracks[0].id)),
    ) == (
        100,
        150,
        0,
    )
