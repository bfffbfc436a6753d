import numpy as np
import pytest

from tui_studio.audio.onsets import find_onsets
from tui_studio.audio.take_facts import take_facts, timing, timing_to_others

RATE = 48000


def hits(frames, length, rng, noise=1e-4):
    sound = noise * rng.standard_normal(length)
    t = np.arange(6000) / RATE
    for frame in frames:
        hit = 0.5 * np.exp(-t / 0.03) * np.sin(2 * np.pi * 180 * t + 1.0)
        sound[frame : frame + 6000] += hit[: max(0, length - frame)]
    return sound.astype(np.float32)[None]


def voice(cents, seconds=0.5, vibrato=0.0):
    """Held notes of 220 Hz, each off by so many cents at its end, with pauses between."""
    parts = []
    for drift in cents:
        t = np.arange(int(seconds * RATE)) / RATE
        hz = 220.0 * 2 ** ((drift * t / seconds + vibrato * np.sin(2 * np.pi * 5.5 * t)) / 1200)
        phase = 2 * np.pi * np.cumsum(hz) / RATE
        ease = np.minimum(1, np.minimum(t, seconds - t) / 0.03)
        parts += [0.3 * ease * sum(np.sin(k * phase) / k for k in (1, 2, 3)), np.zeros(RATE // 5)]
    return np.concatenate(parts).astype(np.float32)[None]


def test_onsets_are_found_to_two_milliseconds():
    rng = np.random.default_rng(1)
    frames = np.cumsum(rng.integers(6000, 30000, 20))
    found = find_onsets(hits(frames, int(frames[-1]) + 20000, rng)[0], RATE)
    assert len(found) == len(frames)
    assert np.abs(found - frames).max() < 0.002 * RATE


def test_timing_against_a_grid():
    rng = np.random.default_rng(2)
    grid = [12000 + 24000 * beat for beat in range(12)]
    early = take_facts(hits([frame - 576 for frame in grid], 320_000, rng), RATE, grid)
    assert early.timing.offset_ms == pytest.approx(-12.0, abs=1.0)
    assert early.timing.spread_ms < 1.0
    assert early.timing.onsets == 12
    assert early.intonation is None or early.intonation.seconds < 1.0
    assert timing([], grid, RATE) is None
    assert timing([100], [], RATE) is None
    assert timing([100, 60000], [0], RATE).onsets == 1


def test_timing_against_the_other_takes():
    rng = np.random.default_rng(3)
    grid = np.array([12000 + 24000 * beat for beat in range(10)])
    takes = [take_facts(hits(grid + off, 260_000, rng), RATE) for off in (0, 30, 600)]
    found = timing_to_others(takes, RATE)
    assert found[2].offset_ms == pytest.approx(12.2, abs=1.0)
    assert abs(found[0].offset_ms) > abs(found[1].offset_ms) - 7
    assert timing_to_others(takes[:1], RATE) == [None]


def test_levels_noise_and_overs():
    rng = np.random.default_rng(4)
    sound = np.zeros((2, RATE), np.float32)
    sound[:, : RATE // 2] = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE // 2) / RATE)
    sound += (1e-3 * rng.standard_normal(RATE)).astype(np.float32)
    sound[1, 1000:1003] = 1.0
    facts = take_facts(sound, RATE)
    assert facts.level_db == pytest.approx(-9.0, abs=0.3)
    assert facts.noise_db == pytest.approx(-60.0, abs=1.0)
    assert facts.peak_db == 0.0
    assert facts.overs == 1
    assert not facts.silent


def test_steadiness_of_pitch():
    steady, drifting = (
        take_facts(voice([0, 0, 0]), RATE).intonation,
        take_facts(voice([60, -60, 60]), RATE).intonation,
    )
    expressive = take_facts(voice([0, 0, 0], vibrato=30.0), RATE).intonation
    assert steady.wander_cents < 2
    assert expressive.wander_cents < 8
    assert drifting.wander_cents > 10
    assert steady.off_cents < 3
    assert steady.notes == 3
    assert steady.seconds == pytest.approx(1.4, abs=0.2)


@pytest.mark.parametrize("frames", [0, 1, 100, 48000])
def test_silence_and_scraps(frames):
    facts = take_facts(np.zeros((1, frames), np.float32), RATE, [0])
    assert facts.silent
    assert (facts.onsets, facts.timing, facts.intonation) == ((), None, None)
