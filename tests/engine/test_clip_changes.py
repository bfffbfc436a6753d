"""A spec sent as its difference to the one before is the spec."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.engine.clip_changes import change_to, spec_of
from tui_studio.engine.clips import LaneBook
from tui_studio.engine.protocol import ApplySpec, ClipSpec, EngineSpec, TrackSpec
from tui_studio.errors import EngineError

clips = st.lists(
    st.builds(ClipSpec, st.sampled_from("ab"), st.integers(0, 3), st.just(0), st.just(9)), max_size=6
)
tracks = st.lists(
    st.builds(
        TrackSpec, st.integers(1, 4), st.just(0), st.just(1), armed=st.booleans(), clips=clips.map(tuple)
    ),
    max_size=4,
    unique_by=lambda track: track.track,
)


@given(tracks, tracks)
def test_the_difference_makes_the_spec_of_the_one_before(old: list[TrackSpec], new: list[TrackSpec]) -> None:
    before, after = EngineSpec(3, tuple(old)), EngineSpec(4, tuple(new))
    sent = msgspec.msgpack.decode(msgspec.msgpack.encode(change_to(after, before)), type=ApplySpec)
    assert spec_of(sent, before) == after
    assert spec_of(ApplySpec(after), before) is after


def test_one_new_clip_is_one_clip_to_send_and_other_tracks_keep_theirs() -> None:
    many = tuple(ClipSpec(f"{number}.wav", 10 * number, 0, 10) for number in range(1000))
    before = EngineSpec(1, (TrackSpec(1, 0, 1, clips=many), TrackSpec(2, 1, 1, clips=many)))
    chosen = (*many[:500], ClipSpec("x.wav", 5000, 0, 10), *many[501:])
    after = EngineSpec(2, (before.tracks[0], msgspec.structs.replace(before.tracks[1], clips=chosen)))
    request = change_to(after, before)
    (change,) = request.changes
    assert (change.track, change.at, change.cut, len(change.put)) == (2, 500, 1, 1)
    assert len(msgspec.msgpack.encode(request)) < 1000
    applied = spec_of(request, before)
    assert applied == after
    book = LaneBook()
    kept, made = book.lanes(before.tracks)
    again, anew = book.lanes(applied.tracks)
    assert again is kept
    assert anew is not made


def test_the_change_of_another_spec_is_refused() -> None:
    before, after = EngineSpec(1), EngineSpec(2, (TrackSpec(1, 0, 1),))
    with pytest.raises(EngineError):
        spec_of(change_to(after, before), EngineSpec(5))
    clips = (ClipSpec("a", 0, 0, 1),)
    request = change_to(EngineSpec(2, (TrackSpec(1, 0, 1, clips=clips),)), before)
    astray = msgspec.structs.replace(request.changes[0], at=3)
    with pytest.raises(EngineError):
        spec_of(msgspec.structs.replace(request, changes=(astray,)), before)
