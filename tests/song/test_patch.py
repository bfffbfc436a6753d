"""The difference of two songs."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import EDITS, big_song, new_song, random_edit, record, song_with
from tui_studio.errors import SongError
from tui_studio.song import edits, patch
from tui_studio.song.model import Song

steps = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 2**32)), max_size=25)


def edited(song: Song, moves: list[tuple[str, int]]) -> Song:
    for name, seed in moves:
        song = random_edit(song, name, seed)
    return song


def through_json(change: patch.Patch) -> patch.Patch:
    return msgspec.json.decode(msgspec.json.encode(change))


@given(steps, steps, steps)
def test_applying_the_difference_gives_the_other_song(
    common: list[tuple[str, int]], left: list[tuple[str, int]], right: list[tuple[str, int]]
) -> None:
    base = edited(song_with("A", "B", "C"), common)
    one, other = edited(base, left), edited(base, right)
    assert patch.apply(one, through_json(patch.diff(one, other))) == other
    assert patch.apply(other, through_json(patch.diff(other, one))) == one


def test_the_same_song_differs_in_nothing() -> None:
    song = big_song(4, 4)
    assert patch.diff(song, song) == {}
    assert patch.diff(song, msgspec.json.decode(msgspec.json.encode(song), type=Song)) == {}
    assert patch.apply(song, {}) is song


@given(st.permutations(range(6)))
def test_any_order_of_tracks_is_found_again(order: list[int]) -> None:
    song = song_with(*"ABCDEF")
    other = msgspec.structs.replace(song, tracks=tuple(song.tracks[index] for index in order))
    assert patch.apply(song, through_json(patch.diff(song, other))) == other


def test_one_fader_is_one_small_patch() -> None:
    song = big_song(24, 10)
    change = patch.diff(song, edits.set_fader(song, song.tracks[12].id, -3.0))
    assert change == {"tracks": {"~": [[song.tracks[12].id, {"strip": {"fader_db": -3.0}}]]}}


def test_a_pass_holds_only_what_is_new() -> None:
    song = big_song(8, 40)
    assert len(msgspec.json.encode(patch.diff(song, record(song)))) < 8 * 1200


def test_one_segment_of_many_is_one_small_patch() -> None:
    song = record(song_with("A"), 0, 100_000)
    for start in range(0, 90_000, 100):
        song = record(song, start, 50)
    changed = edits.choose_take(song, song.tracks[0].takes[0].id, 40_000, 40_050)
    assert len(msgspec.json.encode(patch.diff(song, changed))) < 400


@pytest.mark.parametrize(
    "change",
    [
        {"nonsense": 1},
        {"title": 5},
        {"tracks": {"-": [99]}},
        {"tracks": {"~": [[99, {"name": "x"}]]}},
        {"tracks": {"~": [[1, {"strip": {"fader_db": "loud"}}]]}},
        {"tracks": {"+": [[9, {"id": 5, "name": "x"}]]}},
        {"tracks": {"+": [[0, {"id": 5, "name": "x", "colour": "red"}]]}},
        {"tracks": {"order": [2, 99]}},
        {"tracks": {"?": []}},
        {"tracks": 7},
        {"master": None},
    ],
)
def test_a_patch_that_does_not_fit_is_refused(change: patch.Patch) -> None:
    with pytest.raises(SongError):
        patch.apply(song_with("A", "B"), change)


def test_a_whole_song_can_grow_from_nothing() -> None:
    empty, whole = new_song(), big_song(3, 3)
    assert patch.apply(empty, through_json(patch.diff(empty, whole))) == whole
