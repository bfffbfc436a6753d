import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rt.desk import ramp, thorough
from tui_studio.engine.ring import CaptureRing, NumberRing, PlaybackRing, advance


@thorough
@given(st.lists(st.integers(1, 64), min_size=1, max_size=40))
def test_capture_ring_holds_the_newest_frames_whatever_the_blocks(blocks):
    ring = CaptureRing(2, 500, 64)
    for frames in blocks:
        ring.write_rt(ramp(2, frames, ring.written), frames)
    out = np.zeros((2, ring.written - ring.oldest), np.float32)
    assert ring.read(ring.oldest, out) == 0
    assert (out == ramp(2, out.shape[1], ring.oldest)).all()


def test_a_reader_that_comes_too_late_is_told_how_much_it_missed():
    ring = CaptureRing(1, 500, 50)
    for _ in range(20):
        ring.write_rt(ramp(1, 50, ring.written), 50)
    out = np.full((1, 300), 9.0, np.float32)
    start = ring.oldest - 100
    assert ring.read(start, out) == 100
    assert (out[0, :100] == 0).all()
    assert (out[0, 100:] == np.arange(ring.oldest, ring.oldest + 200)).all()


def test_capture_ring_reads_chosen_rows():
    ring = CaptureRing(3, 200, 10)
    ring.write_rt(np.arange(30, dtype=np.float32).reshape(3, 10), 10)
    out = np.zeros((2, 10), np.float32)
    ring.read(0, out, [2, 0])
    assert out[:, 0].tolist() == [20, 0]


@thorough
@given(st.lists(st.tuples(st.integers(1, 200), st.integers(1, 64)), min_size=1, max_size=60))
def test_every_block_of_the_playback_ring_is_one_slice(steps):
    ring = PlaybackRing(1, 1000, 64, 0, None)
    for written, wanted in steps:
        frames = min(written, ring.room)
        if frames > 0:
            ring.write(ramp(1, frames, ring.written))
        read = min(wanted, ring.filled)
        assert (ring.slice_rt(ring.read, read)[0] == np.arange(ring.read, ring.read + read)).all()
        ring.read += read


@thorough
@given(st.integers(0, 300), st.integers(0, 100), st.integers(1, 100), st.integers(0, 1000), st.booleans())
def test_positions_wrap_one_frame_at_a_time_as_in_one_go(start, begin, length, frames, looped):
    loop = (begin, begin + length) if looped else None
    position = start
    for _ in range(frames):
        position = advance(position, 1, loop)
    assert position == advance(start, frames, loop)


@thorough
@given(st.integers(0, 300), st.integers(0, 100), st.integers(1, 100), st.integers(0, 400), st.booleans())
def test_offset_of_is_the_first_frame_at_a_position(start, begin, length, position, looped):
    ring = PlaybackRing(0, 100, 8, start, (begin, begin + length) if looped else None)
    there = [offset for offset in range(700) if ring.position_of(offset) == position]
    assert ring.offset_of(position) == (there[0] if there else -1)


@thorough
@given(st.lists(st.integers(1, 64), min_size=1, max_size=30))
def test_frames_may_be_written_in_place(steps):
    one, other = PlaybackRing(2, 200, 64, 0, None), PlaybackRing(2, 200, 64, 0, None)
    for frames in steps:
        sound = ramp(2, frames, one.written)
        one.write(sound)
        while other.written < one.written:
            place = other.place(one.written - other.written)
            place[:] = ramp(2, place.shape[1], other.written)
            other.wrote(place.shape[1])
        one.read = other.read = one.written
        assert np.array_equal(one.data, other.data)


def test_what_a_writer_left_out_is_silence_for_whoever_goes_back_a_little():
    ring = PlaybackRing(1, 400, 32, 0, None)
    ring.write(ramp(1, 360, 1))
    ring.read = 360
    ring.write(ramp(1, 40, 361))
    ring.read = 440
    assert ring.skip() == 40
    ring.read = 410
    assert not ring.slice_rt(410, 30).any()


def test_a_writer_that_was_overtaken_goes_on_where_the_reader_is():
    ring = PlaybackRing(1, 400, 32, 0, None)
    ring.read = 100
    assert ring.filled == -100
    assert ring.skip() == 100
    assert (ring.written, ring.filled) == (100, 0)
    assert ring.skip() == 0


def test_number_ring_refuses_and_counts_when_full():
    ring = NumberRing(2, 3)
    assert ring.push_rt(1, 2, 3)
    assert ring.push_rt(4, 5, 6)
    assert not ring.push_rt(7, 8, 9)
    assert (ring.refused, ring.room) == (1, 0)
    assert ring.pop() == (1, 2, 3)
    assert ring.room == 1
    assert ring.pop() == (4, 5, 6)
    assert ring.pop() is None


@pytest.mark.parametrize("rows", [0, 1])
def test_room_never_exceeds_what_the_ring_holds(rows):
    ring = PlaybackRing(rows, 100, 8, 0, None)
    ring.read = 1000
    assert ring.room == 100
