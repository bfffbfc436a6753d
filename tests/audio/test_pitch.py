import numpy as np
import pytest

from tests.rig.tones import noisy, plucked, sung
from tui_studio.audio.pitch import BLOCK_SECONDS, read_pitch
from tui_studio.audio.tuning import TUNINGS, nearest_string, note_hz, note_of
from tui_studio.errors import BadInputError

RATE = 48000
TONES = np.geomspace(30.0, 1200.0, 23)


def cents_off(sound, hz, rate=RATE, seed=0):
    found = read_pitch(noisy(sound, np.random.default_rng(seed)), rate)
    assert found is not None
    return 1200 * np.log2(found.hz / hz)


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
@pytest.mark.parametrize("stiffness", [0.0, 1e-4, 5e-4])
def test_plucked_tones_within_a_cent(rate, stiffness):
    frames = int(BLOCK_SECONDS * rate)
    off = [cents_off(plucked(hz, frames, rate, stiffness), hz, rate) for hz in TONES]
    assert np.abs(off).max() < 0.3


def test_sung_tones_within_a_cent():
    frames = int(BLOCK_SECONDS * RATE)
    assert max(abs(cents_off(sung(hz, frames), hz)) for hz in TONES) < 0.2
    rng = np.random.default_rng(3)
    assert max(abs(cents_off(sung(hz, frames, jitter=0.0007, rng=rng), hz)) for hz in TONES) < 1.0


def test_weak_fundamentals_short_blocks_and_sines_within_a_cent():
    half = int(0.17 * RATE)
    for hz in TONES:
        assert abs(cents_off(plucked(hz, half, first=0.1), hz)) < 0.5
        assert abs(cents_off(np.sin(2 * np.pi * hz * np.arange(half) / RATE), hz)) < 0.5


def test_what_is_no_tone_has_no_pitch():
    rng = np.random.default_rng(1)
    for sound in (
        np.zeros(16000), np.full(16000, 0.3), rng.standard_normal(16000), np.zeros(10), np.full(16000, np.nan),
        np.cumsum(rng.standard_normal(16000)), 1e-5 * np.sin(np.arange(16000) / 10),
    ):  # fmt: skip
        assert read_pitch(sound.astype(np.float32), RATE) is None


def test_the_note_follows_a4():
    tone = np.sin(2 * np.pi * 442.0 * np.arange(16000) / RATE).astype(np.float32)
    at_440, at_442 = read_pitch(tone, RATE), read_pitch(tone, RATE, 442.0)
    assert (at_440.note, at_442.note) == ("A4", "A4")
    assert at_440.cents == pytest.approx(7.85, abs=0.05)
    assert at_442.cents == pytest.approx(0.0, abs=0.05)
    assert at_440.clarity > 0.99


def test_notes_and_strings():
    assert note_of(440.0) == ("A4", 0.0)
    assert note_of(27.5)[0] == "A0"
    assert note_of(261.7)[0] == "C4"
    assert note_hz("Bb1") == note_hz("A#1")
    assert note_hz("c4") == pytest.approx(261.626, abs=0.001)
    with pytest.raises(BadInputError):
        note_hz("H2")
    assert nearest_string(note_hz("D3") * 1.01, TUNINGS["guitar"])[0] == 2
    string, cents = nearest_string(note_hz("A2"), TUNINGS["guitar, sweetened"])
    assert (string, cents) == (1, pytest.approx(10.0))
