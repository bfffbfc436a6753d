"""The growing waveform."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.engine.growth import GROWTH_HOP, PAST_HOPS, Growth


def expected(sound: np.ndarray) -> bytes:
    whole = sound.shape[1] // GROWTH_HOP * GROWTH_HOP
    hops = sound[:, :whole].reshape(sound.shape[0], -1, GROWTH_HOP)
    pairs = np.stack((hops.min(axis=(0, 2)), hops.max(axis=(0, 2))), axis=1)
    return np.rint(np.clip(pairs, -1, 1) * 127).astype(np.int8).tobytes()


@given(st.lists(st.integers(0, 1700), min_size=1, max_size=12), st.integers(1, 2))
def test_any_block_size_gives_the_same_peaks(sizes, channels):
    rng = np.random.default_rng(sum(sizes))
    sound = rng.uniform(-1.3, 1.3, (channels, sum(sizes))).astype(np.float32)
    growth, at, told, first_expected = Growth(channels), 0, b"", 0
    for index, size in enumerate(sizes):
        growth.add(sound[:, at : at + size])
        at += size
        if index % 3 == 0:
            first, peaks = growth.take()
            assert first == first_expected
            first_expected += len(peaks) // 2
            told += peaks
    told += growth.take()[1]
    assert told == expected(sound)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_the_past_is_all_that_was_taken_more_coarsely(hops):
    rng = np.random.default_rng(sum(hops))
    growth, told = Growth(1), b""
    assert growth.past() == b""
    for each in hops:
        growth.add(rng.uniform(-1.0, 1.0, (1, each * GROWTH_HOP)).astype(np.float32))
        told += growth.take()[1]
    pairs = np.frombuffer(told, np.int8).reshape(-1, 2)
    groups = [pairs[at : at + PAST_HOPS] for at in range(0, len(pairs), PAST_HOPS)]
    past = [(int(group[:, 0].min()), int(group[:, 1].max())) for group in groups]
    assert np.frombuffer(growth.past(), np.int8).reshape(-1, 2).tolist() == [list(pair) for pair in past]
