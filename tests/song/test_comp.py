"""What plays where takes overlap."""

from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import record, song_with
from tui_studio.song import comp, edits
from tui_studio.song.model import Segment, Song, Take, TakeId
from tui_studio.units import Frames


def segment(take: int, start: int, end: int, fade_in: int = 0, fade_out: int = 0) -> Segment:
    return Segment(TakeId(take), Frames(start), Frames(end), Frames(fade_in), Frames(fade_out))


def plays(segments: comp.Segments, length: int = 100) -> list[int]:
    """Which take plays at each frame; 0 for none."""
    takes = [0] * length
    for one in segments:
        for frame in range(one.start, one.end):
            assert takes[frame] == 0
            takes[frame] = one.take
    return takes


spans = st.tuples(st.integers(1, 5), st.integers(0, 90), st.integers(1, 10))


@given(st.lists(spans, max_size=20))
def test_the_latest_wins_and_the_rest_stays(placed: list[tuple[int, int, int]]) -> None:
    segments: comp.Segments = ()
    expected = [0] * 100
    for take, start, length in placed:
        segments = comp.place(segments, segment(take, start, start + length))
        expected[start : start + length] = [take] * length
    assert plays(segments) == expected
    assert list(segments) == sorted(segments, key=lambda one: one.start)


@given(st.lists(spans, max_size=20), st.integers(0, 99), st.integers(1, 50))
def test_clearing_leaves_a_hole(placed: list[tuple[int, int, int]], start: int, length: int) -> None:
    segments: comp.Segments = ()
    for take, at, size in placed:
        segments = comp.place(segments, segment(take, at, at + size))
    expected = plays(segments)
    expected[start : start + length] = [0] * len(expected[start : start + length])
    assert plays(comp.clear(segments, start, start + length)) == expected


def test_a_split_keeps_only_the_outer_fades() -> None:
    left, top, right = comp.place((segment(1, 0, 90, 5, 7),), segment(2, 30, 60))
    assert (left.fade_in, left.fade_out) == (5, 0)
    assert (top.fade_in, top.fade_out) == (0, 0)
    assert (right.fade_in, right.fade_out) == (0, 7)


def test_a_fade_never_outgrows_its_part() -> None:
    left, _top = comp.place((segment(1, 0, 50, 40),), segment(2, 10, 60))
    assert left.fade_in == 10


def test_neighbours_of_one_take_become_one() -> None:
    segments = comp.place((segment(1, 0, 10),), segment(1, 10, 20))
    assert segments == (segment(1, 0, 20),)


def recorded() -> Song:
    """Takes at 0–100, 20–60 and 40–80."""
    song = record(song_with("A"), 0, 100)
    return record(record(song, 20, 40), 40, 40)


def numbers(song: Song) -> list[int]:
    track = song.tracks[0]
    by_id = {take.id: take.number for take in track.takes}
    return [by_id.get(TakeId(take), 0) for take in plays(comp.played(track))]


def take(song: Song, number: int) -> Take:
    return song.tracks[0].takes[number - 1]


def test_a_new_take_plays_over_its_span() -> None:
    assert numbers(recorded()) == [1] * 20 + [2] * 20 + [3] * 40 + [1] * 20


def test_choosing_a_take_puts_its_span_on_top() -> None:
    song = recorded()
    assert numbers(edits.choose_take(song, take(song, 2).id)) == [1] * 20 + [2] * 40 + [3] * 20 + [1] * 20
    assert numbers(edits.choose_take(song, take(song, 1).id, 30, 50))[28:52] == [2] * 2 + [1] * 20 + [3] * 2


def test_where_a_hidden_take_played_the_latest_other_one_plays() -> None:
    song = recorded()
    hidden = edits.hide_take(song, take(song, 3).id)
    assert numbers(hidden) == [1] * 20 + [2] * 40 + [1] * 40
    assert take(hidden, 3).hidden
    alone = edits.hide_take(edits.hide_take(hidden, take(song, 1).id), take(song, 2).id)
    assert numbers(alone) == [0] * 100


def test_a_take_shown_again_waits_to_be_chosen() -> None:
    song = recorded()
    hidden = edits.hide_take(song, take(song, 3).id)
    shown = edits.hide_take(hidden, take(song, 3).id, False)
    assert numbers(shown) == numbers(hidden)
    assert not take(shown, 3).hidden
