"""What was mixed ahead is found only by who would mix the same, and lies in one piece."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rt.desk import ramp, thorough
from tui_studio.engine.rt import ahead as module
from tui_studio.engine.rt.ahead import FRAMES, MIRRORED, WIDTH, AheadRing, Key

KEY = Key(1, 2, 3, 4)


def taken(ring, offset, frames):
    """Stereo, as the callback copies it."""
    start = ring.byte_rt(offset)
    piece = ring.woven[start : start + frames * WIDTH]
    return np.frombuffer(piece, np.float32).reshape(frames, 2).T


@thorough
@given(st.integers(0, 3 * FRAMES), st.lists(st.integers(1, MIRRORED), min_size=1, max_size=30))
def test_what_is_there_lies_in_one_piece_wherever_it_begins(start, pieces):
    ring = AheadRing()
    ring.begin(KEY, start)
    for frames in pieces:
        ring.write(ramp(2, frames, ring.end))
        offset = max(start, ring.end - MIRRORED)
        ready = ring.ready_rt(KEY, offset)
        assert ready == ring.end - offset
        assert np.array_equal(taken(ring, offset, ready), ramp(2, ready, offset))


@pytest.mark.parametrize("index", range(len(KEY)))
def test_a_mix_of_another_kind_is_not_taken(index):
    ring = AheadRing()
    ring.begin(KEY, 1000)
    ring.write(ramp(2, 500, 1000))
    other = Key(*(value + (place == index) for place, value in enumerate(KEY)))
    assert ring.ready_rt(KEY, 1200) == 300
    assert ring.ready_rt(other, 1200) == 0


@pytest.mark.parametrize("offset", [0, 999, 1500, 1501, 1 << 40])
def test_frames_that_are_not_there_are_not_taken(offset):
    ring = AheadRing()
    assert ring.ready_rt(KEY, offset) == 0
    ring.begin(KEY, 1000)
    ring.write(ramp(2, 500, 1000))
    assert ring.ready_rt(KEY, offset) == 0


def test_nothing_is_taken_while_another_mix_is_begun(monkeypatch):
    ring = AheadRing()
    ring.begin(KEY, 1000)
    ring.write(ramp(2, 500, 1000))
    seen = []
    monkeypatch.setattr(
        module.Fence,
        "pass_rt",
        lambda _fence: seen.append((ring.ready_rt(KEY, 1200), ring.ready_rt(OTHER, 1200))),
    )
    ring.begin(OTHER, 1100)
    assert seen == [(0, 0), (0, 0)]


OTHER = Key(2, 2, 3, 4)


def test_the_callback_reads_the_number_of_the_round_before_and_after(monkeypatch):
    ring = AheadRing()
    ring.begin(KEY, 1000)
    ring.write(ramp(2, 500, 1000))
    counters, reads = ring._counters, []

    class Changing:
        """Another mix of the same kind is begun just after the end was read."""

        def __getitem__(self, index):
            if index == 0 and not reads:
                reads.append(counters[0])
                ring._counters = counters
                ring.begin(KEY, 3000)
                ring._counters = self
                return reads[0]
            return counters[index]

    monkeypatch.setattr(ring, "_counters", Changing())
    assert ring.ready_rt(KEY, 1200) == 0
    assert reads == [1500]
