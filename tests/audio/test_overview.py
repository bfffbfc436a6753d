import os

import numpy as np
import pytest
import soundfile

from tui_studio.audio.overview import OverviewBuilder, overview_of, scan
from tui_studio.errors import AudioFileError

RATE = 48000


@pytest.fixture
def sound():
    return np.random.default_rng(3).uniform(-1, 1, (2, 300_001)).astype(np.float32)


def expected(sound, start, end):
    span = sound[:, max(0, start) : end]
    return np.rint(np.stack((span.min(axis=1), span.max(axis=1)), axis=1) * 127)


@pytest.mark.parametrize("size", [100, 256, 1000, 300_001])
def test_the_overview_does_not_depend_on_the_block(sound, size):
    whole, parts = OverviewBuilder(2), OverviewBuilder(2)
    whole.add(sound)
    for at in range(0, sound.shape[1], size):
        parts.add(sound[:, at : at + size])
    first, second = whole.build(), parts.build()
    assert first.frames == second.frames == 300_001
    assert len(first.levels) == 3
    for mine, yours in zip(first.levels, second.levels, strict=True):
        assert np.array_equal(mine, yours)


@pytest.mark.parametrize("hops", [1, 3, 16, 64, 256])
def test_columns_hold_the_peaks_of_their_frames(sound, hops):
    builder = OverviewBuilder(2)
    builder.add(sound)
    width = 256 * hops
    count = 300_001 // width
    columns = builder.build().columns(0, width * count, count)
    for column in range(count):
        assert np.array_equal(columns[:, column], expected(sound, column * width, (column + 1) * width))


def test_columns_outside_are_empty_and_narrow_ones_repeat(sound):
    builder = OverviewBuilder(2)
    builder.add(sound)
    overview = builder.build()
    assert not overview.columns(-1000, 0, 10).any()
    assert not overview.columns(300_032, 400_000, 10).any()
    narrow = overview.columns(512, 768, 16)
    assert np.array_equal(narrow, np.repeat(expected(sound, 512, 768)[:, None], 16, axis=1))
    assert len(overview.merged(0, 1000, 80)) == 160


def test_it_is_kept_and_made_anew_when_the_sound_changed(tmp_path, sound):
    source, cache = tmp_path / "a.wav", tmp_path / "song" / "cache"
    soundfile.write(source, sound.T, RATE, subtype="FLOAT")
    first = overview_of(source, cache)
    (kept,) = cache.iterdir()
    written = kept.stat().st_mtime_ns
    again = overview_of(source, cache)
    assert kept.stat().st_mtime_ns == written
    assert all(np.array_equal(mine, yours) for mine, yours in zip(first.levels, again.levels, strict=True))
    kept.write_bytes(kept.read_bytes()[:1000])
    assert overview_of(source, cache).frames == 300_001
    soundfile.write(source, sound.T[:1000], RATE, subtype="FLOAT")
    assert overview_of(source, cache).frames == 1000


def test_an_empty_file_and_a_cache_that_cannot_be_made(tmp_path):
    source = tmp_path / "a.wav"
    soundfile.write(source, np.zeros((0, 1)), RATE, subtype="PCM_24")
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"")
    overview = overview_of(source, blocked)
    assert overview.frames == 0
    assert not overview.columns(0, 1000, 10).any()
    os.truncate(source, 0)
    with pytest.raises(AudioFileError):
        scan(source)
