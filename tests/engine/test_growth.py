"""The growing waveform."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.engine.growth import GROWTH_HOP, Growth


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
