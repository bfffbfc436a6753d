"""Loudness as BS.1770 has it, and takes matched by it."""

import numpy as np
import pytest

from tui_studio.audio.loudness import FURTHEST_DB, loudness, match_db


def tone(hertz, seconds, level=1.0, rate=48000, channels=1):
    wave = np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate) * level
    return np.tile(wave.astype(np.float32), (channels, 1))


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
def test_the_standards_tone_has_the_standards_loudness(rate):
    assert loudness([tone(997, 5.3, rate=rate)], rate) == pytest.approx(-3.01, abs=0.05)
    assert loudness([tone(997, 5, 0.1, rate, 2)], rate) == pytest.approx(-20.0, abs=0.05)


def test_rests_between_phrases_do_not_make_a_take_quiet():
    sung = tone(440, 2, 0.25)
    with_rests = np.concatenate([sung, np.zeros((1, 96_000), np.float32), sung], axis=1)
    assert loudness([with_rests], 48000) == pytest.approx(loudness([sung], 48000), abs=0.05)
    assert loudness([sung, tone(440, 2, 0.25)], 48000) == pytest.approx(loudness([sung], 48000), abs=0.01)


def test_what_is_silent_has_none_and_is_not_matched():
    assert loudness([], 48000) is None
    assert loudness([np.zeros((2, 100), np.float32), np.zeros((1, 0), np.float32)], 48000) is None
    assert match_db(None, -20.0) == match_db(-20.0, None) == 0.0


def test_a_take_is_matched_within_bounds():
    assert match_db(-18.0, -20.1) == pytest.approx(2.1)
    assert match_db(-18.0, -60.0) == FURTHEST_DB
    assert match_db(-60.0, -18.0) == -FURTHEST_DB
