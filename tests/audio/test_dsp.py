import numpy as np
import pytest

from tui_studio.audio.dsp.fades import Fades, apply_fades, fade_in_shape, fade_out_shape
from tui_studio.audio.dsp.meters import FULL_SCALE, OverCounter, peaks_into
from tui_studio.audio.dsp.pan import mono_gains, stereo_gains
from tui_studio.audio.dsp.pcm import Packer, Unpacker


@pytest.mark.parametrize("pan", [-1.0, -0.5, 0.0, 0.3, 1.0])
def test_the_pan_law(pan):
    left, right = mono_gains(pan)
    assert left**2 + right**2 == pytest.approx(1.0)
    assert 0 <= min(stereo_gains(pan)) <= max(stereo_gains(pan)) == 1.0


def test_mono_is_3_db_down_in_the_centre_and_stereo_is_not():
    assert mono_gains(0.0) == pytest.approx((2**-0.5, 2**-0.5))
    assert stereo_gains(0.0) == (1.0, 1.0)
    assert stereo_gains(-1.0) == (1.0, 0.0)


def test_a_crossfade_keeps_its_power():
    assert fade_in_shape(480) ** 2 + fade_out_shape(480) ** 2 == pytest.approx(np.ones(480), abs=1e-6)
    assert np.array_equal(fade_in_shape(480)[::-1], fade_out_shape(480))


@pytest.mark.parametrize("length", [1, 2, 480, 4801])
def test_an_equal_gain_crossfade_of_a_sound_with_itself_is_the_sound(length):
    both = fade_in_shape(length, equal_gain=True) + fade_out_shape(length, equal_gain=True)
    assert np.abs(both - 1.0).max() < 1e-6
    assert np.array_equal(fade_in_shape(length) ** 2 > 0.5, fade_in_shape(length, equal_gain=True) > 0.5)


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
@pytest.mark.parametrize("equal_gain", [False, True])
def test_fades_do_not_depend_on_the_block(size, equal_gain):
    whole = np.ones((2, 1000), np.float32)
    fades = Fades(300, 450, out_equal_gain=equal_gain)
    apply_fades(whole, 0, 1000, fades)
    assert np.array_equal(whole[0, :300], fade_in_shape(300))
    assert np.array_equal(whole[1, 550:], fade_out_shape(450, equal_gain=equal_gain))
    assert (whole[:, 300:550] == 1.0).all()
    parts = np.ones((2, 1000), np.float32)
    for at in range(0, 1000, size):
        apply_fades(parts[:, at : at + size], at, 1000, fades)
    assert np.array_equal(parts, whole)


def test_peaks_are_of_both_signs():
    out, scratch = np.empty(2, np.float32), np.empty(2, np.float32)
    peaks_into(np.array([[0.1, -0.9], [0.5, 0.2]], np.float32), out, scratch)
    assert out.tolist() == pytest.approx([0.9, 0.5])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_overs_are_counted_as_runs_whatever_the_block(size):
    sound = np.zeros((2, 100), np.float32)
    sound[0, 10:14] = 1.0
    sound[0, 15] = -1.0
    sound[1, 99] = FULL_SCALE
    counter = OverCounter(2)
    for at in range(0, 100, size):
        counter.add(sound[:, at : at + size])
    assert counter.runs == [2, 1]
    assert counter.first == 10
    assert counter.peak == 1.0


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_an_over_and_never_a_peak_beyond_words(odd):
    sound = np.full((2, 20), 0.25, np.float32)
    sound[1, 7] = odd
    counter = OverCounter(2)
    counter.add(sound)
    assert (counter.runs, counter.first, counter.peak) == ([0, 1], 7, 1.0)


@pytest.mark.parametrize("sample_format", ["pcm24", "float32"])
def test_files_hold_numbers_only(sample_format):
    sound = np.array([[0.5, np.nan, np.inf, -np.inf, -0.25]], np.float32)
    packer, unpacker = Packer(1, sample_format), Unpacker(1, sample_format, 5)
    data = packer.pack(sound)
    unpacker.buffer[: len(data)] = data
    out = np.empty((1, 5), np.float32)
    unpacker.unpack(out, 5)
    assert np.allclose(out, [[0.5, 0.0, 1.0, -1.0, -0.25]], atol=2e-7)


@pytest.mark.parametrize("sample_format", ["pcm24", "float32"])
def test_packing_and_unpacking_are_inverse(sample_format):
    values = np.random.default_rng(1).integers(-(2**23), 2**23, (3, 5000))
    sound = (values / 2**23).astype(np.float32)
    packer, unpacker = Packer(3, sample_format), Unpacker(3, sample_format, 5000)
    for frames in (10, 5000, 1):
        data = packer.pack(sound[:, :frames])
        unpacker.buffer[: len(data)] = data
        out = np.empty((3, frames), np.float32)
        unpacker.unpack(out, frames)
        assert np.array_equal(out, sound[:, :frames])
