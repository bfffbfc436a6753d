"""What is in frames keeps its time at another rate."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import new_song
from tui_studio.song import patch
from tui_studio.song.check import problems
from tui_studio.song.model import Marker, Song, Span
from tui_studio.song.rate import IN_FRAMES, at_rate, frame_at_rate
from tui_studio.song.storage import SongStore
from tui_studio.units import Frames

RATES = (8_000, 44_100, 48_000, 88_200, 96_000, 192_000, 384_000)
rates = st.sampled_from(RATES)
frames = st.integers(0, 24 * 3600 * 192_000)
spans = st.none() | st.tuples(frames, st.integers(1, 10**9)).map(lambda one: Span(one[0], one[0] + one[1]))


@st.composite
def songs(draw):
    places = sorted(draw(st.lists(frames, max_size=6)))
    markers = tuple(Marker(number, f"M{number}", place) for number, place in enumerate(places, 1))
    song = msgspec.structs.replace(new_song(), rate=draw(rates), markers=markers, next_id=99)
    return msgspec.structs.replace(song, loop=draw(spans), punch=draw(spans))


def positions(song):
    bounds = [(span.start, span.end) for span in (song.loop, song.punch) if span]
    return [marker.position for marker in song.markers], bounds


@given(songs(), rates)
def test_everything_keeps_its_time_and_its_order(song, rate):
    there = at_rate(song, rate)
    markers, bounds = positions(there)
    assert there.rate == rate
    assert markers == sorted(markers)
    assert [one.id for one in there.markers] == [one.id for one in song.markers]
    assert not list(problems(there))
    for new, old in zip(markers, positions(song)[0], strict=True):
        assert abs(new / rate - old / song.rate) <= 0.5000001 / rate
    for new, old in zip(bounds, positions(song)[1], strict=True):
        assert abs(new[0] / rate - old[0] / song.rate) <= 0.5000001 / rate
        assert abs(new[1] / rate - old[1] / song.rate) <= 1.5000001 / rate


@given(frames, frames, rates, rates)
def test_no_two_frames_change_places(one, other, before, after):
    first, last = sorted((one, other))
    assert frame_at_rate(first, before, after) <= frame_at_rate(last, before, after)


@given(frames, rates, rates)
def test_there_and_back_is_within_one_frame_of_the_lower_rate(frame, before, after):
    back = frame_at_rate(frame_at_rate(frame, before, after), after, before)
    assert abs(back - frame) * min(before, after) <= before
    if after >= before:
        assert back == frame


@pytest.mark.parametrize(("rate", "start", "end"), [(44_100, 0, 1), (8_000, 5, 6)])
def test_a_span_never_comes_to_nothing(rate, start, end):
    song = msgspec.structs.replace(new_song(), rate=192_000, loop=Span(start, end))
    loop = at_rate(song, rate).loop
    assert loop.start < loop.end


def test_nothing_in_frames_is_forgotten():
    """Fields in frames are those of sound, whose songs keep their rate, and those that are converted."""
    sound = {"tracks", "sources"}
    found = {name for name, hint in _hints(Song).items() if _has_frames(hint)}
    assert found == sound | IN_FRAMES
    assert not _has_frames(dict(_hints(Song))["tempo_changes"])


def _hints(kind):
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def _has_frames(hint):
    if hint is Frames:
        return True
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return any(_has_frames(each) for each in _hints(hint).values())
    return any(_has_frames(each) for each in getattr(hint, "__args__", ()))


# ── undo and redo over a change of the rate ─────────────────────────────────────────────────────────────────


@pytest.fixture
def store(tmp_path):
    made = SongStore.create(tmp_path / "Song", "Song", 48_000)
    yield made
    made.close()


def do(store, label, **changes):
    store.commit(label, msgspec.structs.replace(store.song, **changes))


def change_rate(store, rate):
    store.follow(f"rate {rate}", at_rate(store.song, rate))


def marker(seconds, store, number=1):
    return Marker(number, f"M{number}", round(seconds * store.song.rate))


def seconds(store):
    return [one.position / store.song.rate for one in store.song.markers]


def test_undo_and_redo_bring_back_times_not_frames(store, tmp_path):
    do(store, "add", markers=(marker(1, store),), next_id=5)
    do(store, "move", markers=(marker(2, store),), loop=Span(48_000, 96_000))
    change_rate(store, 44_100)
    assert seconds(store) == [2.0]
    do(store, "another", markers=(marker(2, store), marker(3, store, 2)))
    change_rate(store, 96_000)
    store.undo()
    store.undo()
    assert (seconds(store), store.song.loop, store.song.rate) == ([1.0], None, 96_000)
    store.close()
    again = SongStore.open(tmp_path / "Song")
    again.redo()
    again.redo()
    assert seconds(again) == [2.0, 3.0]
    assert again.song.loop == Span(96_000, 192_000)
    again.undo()
    again.undo()
    again.undo()
    assert seconds(again) == []
    again.close()


def test_what_an_undo_does_not_touch_stays_to_the_frame(store):
    do(store, "add", markers=(Marker(1, "One", 48_001), Marker(2, "Two", 96_001)), next_id=5)
    do(store, "name", markers=(Marker(1, "First", 48_001), Marker(2, "Two", 96_001)))
    change_rate(store, 44_100)
    before = [one.position for one in store.song.markers]
    store.undo()
    assert [one.name for one in store.song.markers] == ["One", "Two"]
    assert [one.position for one in store.song.markers] == before


def test_the_title_cannot_be_taken_for_a_rate(tmp_path):
    title = 'a","rate":1,"patch":{"rate":2'
    store = SongStore.create(tmp_path / "Odd", title, 48_000)
    do(store, title, markers=(marker(1, store),), next_id=5, title="x" + title)
    change_rate(store, 96_000)
    store.undo()
    store.redo()
    assert seconds(store) == [1.0]
    store.close()


def test_a_song_that_never_changed_its_rate_is_undone_as_it_was_done(store):
    do(store, "add", markers=(marker(1, store),), next_id=5)
    before = store.song
    do(store, "move", markers=(marker(2, store),))
    store.undo()
    assert patch.diff(before, store.song) == {}
