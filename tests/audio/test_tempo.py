import numpy as np
import pytest

from tui_studio.audio.tempo import find_tempo

RATE = 48000
T = np.arange(12000) / RATE
NOISE = np.random.default_rng(8)
KICK = np.sin(2 * np.pi * (50 * T - 2.5 * np.exp(-T / 0.03))) * np.exp(-T / 0.09)
SNARE = (
    0.5 * NOISE.standard_normal(T.size) * np.exp(-T / 0.05) + np.sin(2 * np.pi * 190 * T) * np.exp(-T / 0.04)
) * 0.7
HAT = 0.25 * np.diff(NOISE.standard_normal(T.size + 1)) * np.exp(-T / 0.015)
PATTERNS = {
    "straight": ((KICK, (0, 2)), (SNARE, (1, 3)), (HAT, tuple(np.arange(0, 4, 0.5)))),
    "busy": ((KICK, (0, 1.5, 2)), (SNARE, (1, 3)), (HAT, tuple(np.arange(0, 4, 0.5)))),
    "four": ((KICK, (0, 1, 2, 3)), (SNARE, (1, 3)), (HAT, (0.5, 1.5, 2.5, 3.5))),
}


def drums(bpm, pattern="straight", bars=8, lead=0.3, jitter=0.0, seed=1):
    rng = np.random.default_rng(seed)
    beat = 60 / bpm * RATE
    sound = 1e-4 * rng.standard_normal(int((4 * bars) * beat + (lead + 0.5) * RATE))
    for hit, places in PATTERNS[pattern]:
        for at in (bar * 4 + place for bar in range(bars) for place in places):
            frame = int(lead * RATE + at * beat + jitter * RATE * rng.standard_normal())
            part = sound[frame : frame + hit.size]
            part += 0.4 * hit[: part.size]
    return sound.astype(np.float32)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("bpm", [60, 67.3, 75, 84.5, 92, 104, 113.7, 120, 133, 148.2, 160, 171, 180])
def test_drums_within_half_a_percent(pattern, bpm):
    found = find_tempo(drums(bpm, pattern), RATE)
    assert found.bpm == pytest.approx(bpm, rel=0.005)


@pytest.mark.parametrize("bpm", [71.0, 96.0, 151.0])
def test_beats_are_where_the_hits_are_and_bars_begin_with_the_kick(bpm):
    found = find_tempo(drums(bpm, lead=0.37), RATE)
    expected = 0.37 * RATE + np.arange(32) * 60 / bpm * RATE
    beats = np.array(found.beats)
    assert len(beats) >= 30
    nearest = expected[np.abs(expected[None] - beats[:, None]).argmin(axis=1)]
    assert np.abs(beats - nearest).max() < 0.012 * RATE
    assert found.steadiness_ms < 5
    first_bar = round((beats[found.downbeat] - expected[0]) / (60 / bpm * RATE))
    assert first_bar % 2 == 0


def test_a_drummer_who_is_human():
    found = find_tempo(drums(97.0, "busy", bars=16, jitter=0.006), RATE)
    assert found.bpm == pytest.approx(97.0, rel=0.005)
    assert 2 < found.steadiness_ms < 20


def test_what_is_expected_decides_between_double_and_half():
    sound = drums(80.0)
    assert find_tempo(sound, RATE, near_bpm=160).bpm == pytest.approx(160, rel=0.01)
    assert find_tempo(sound, RATE, near_bpm=85).bpm == pytest.approx(80, rel=0.005)


def test_what_has_no_beat_has_no_tempo():
    assert find_tempo(np.zeros(RATE * 5, np.float32), RATE) is None
    assert find_tempo(np.zeros(10, np.float32), RATE) is None
    steady = 0.3 * np.sin(np.arange(RATE * 6) / 20)
    found = find_tempo(steady.astype(np.float32), RATE)
    assert found is None or found.confidence < 0.3
