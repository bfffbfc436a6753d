import numpy as np
import pytest

from tui_studio.audio.settle import NEEDED_SECONDS, SEARCH_SECONDS, settle

RATE = 48000
SIDE = int(NEEDED_SECONDS * RATE)


def tone(hz, phase=0.0, gain=0.3):
    t = np.arange(2 * SIDE) / RATE
    return (gain * np.sin(2 * np.pi * hz * t + phase)).astype(np.float32)[None]


def test_a_pause_nearby_is_found():
    rng = np.random.default_rng(2)
    takes = [0.2 * rng.standard_normal((1, 2 * SIDE)).astype(np.float32) for _ in range(2)]
    pause = slice(SIDE + 1000, SIDE + 2000)
    for take in takes:
        take[:, pause] *= 0.001
    found = settle(*takes, RATE, SIDE)
    assert 1000 < found.shift < 2000
    assert found.level_db < -60
    assert 0 < found.crossfade <= 1000


def test_the_most_alike_point_is_found_and_joined_with_equal_gain():
    one, other = tone(220.0), tone(220.0, phase=np.pi)
    other[:, SIDE - 1500 : SIDE - 300] = one[:, SIDE - 1500 : SIDE - 300]
    found = settle(one, other, RATE, SIDE)
    assert -1500 < found.shift < -300
    assert found.likeness > 0.95
    assert found.equal_gain


@pytest.mark.parametrize("channels", [1, 2])
def test_identical_takes_stay_alike(channels):
    take = np.repeat(tone(330.0), channels, axis=0)
    found = settle(take, take, RATE, SIDE)
    assert found.equal_gain
    assert found.likeness == pytest.approx(1.0)
    assert abs(found.shift) <= SEARCH_SECONDS * RATE


def test_unlike_takes_get_a_longer_equal_power_crossfade():
    rng = np.random.default_rng(5)
    one, other = (0.1 * rng.standard_normal((2, 1, 2 * SIDE))).astype(np.float32)
    found = settle(one, other, RATE, SIDE)
    assert not found.equal_gain
    assert found.crossfade == 1440


def test_no_crossfade_over_an_attack():
    rng = np.random.default_rng(6)
    one, other = (0.001 * rng.standard_normal((2, 1, 2 * SIDE))).astype(np.float32)
    for attack in (SIDE - 300, SIDE + 300):
        other[:, attack : attack + 40] += 0.5
        other[:, : attack - 2400] += 0.2 * np.sin(np.arange(attack - 2400) / 7)
        found = settle(one, other, RATE, SIDE)
        place = SIDE + found.shift
        assert not place - found.crossfade // 2 < attack + 20 < place + found.crossfade // 2


def test_silence_and_too_little_sound_are_settled_where_they_are():
    silence = np.zeros((1, 2 * SIDE), np.float32)
    found = settle(silence, silence, RATE, SIDE)
    assert (found.shift, found.level_db, found.likeness) == (0, -144.0, 0.0)
    assert found.crossfade > 0
    assert settle(silence[:, :10], silence[:, :10], RATE, 5).shift == 0
