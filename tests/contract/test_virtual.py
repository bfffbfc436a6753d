import threading
import time

import numpy as np
import pytest

from tests.contract.test_backends import Listener
from tui_studio.audio.band import BARS, BEATS, INPUTS, TEMPO, band
from tui_studio.engine.backends import open_backend
from tui_studio.engine.backends.virtual import VirtualBackend
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import DeviceError

RATE = 48_000


def virtual(**options):
    spec = {key: options.pop(key) for key in ("rate", "block", "inputs", "outputs") if key in options}
    return VirtualBackend(DeviceSpec(name="virtual", **spec), 2048, **options)


def onsets(sound, rate):
    """Seconds at which a row gets much louder."""
    hop = rate // 200
    energy = np.square(sound[: sound.size // hop * hop]).reshape(-1, hop).mean(axis=1)
    rises = (energy[1:] > 0.02 * energy.max()) & (energy[1:] > 6 * np.maximum(energy[:-1], 1e-9))
    times = (np.flatnonzero(rises) + 1) * hop / rate
    return [t for number, t in enumerate(times) if number == 0 or t - times[number - 1] > 0.05]


def test_the_band_is_four_bars_in_time():
    sound = band(RATE)
    beat = 60.0 / TEMPO
    assert sound.shape == (8, round(BEATS * beat * RATE))
    snare = onsets(sound[1], RATE)
    assert len(snare) == 2 * BARS
    for time_, beats in zip(snare, np.arange(1, BEATS, 2), strict=True):
        assert time_ == pytest.approx(beats * beat, abs=0.011)


def test_the_band_plays_its_chords():
    """The bass's strongest partial in each bar is the root, an octave up or not: A F C G."""
    sound, bar = band(RATE)[4], round(4 * 60.0 / TEMPO * RATE)
    for number, root in enumerate((55.0, 43.65, 65.41, 49.0)):
        spectrum = np.abs(np.fft.rfft(sound[number * bar : (number + 1) * bar]))
        peak = float(np.argmax(spectrum)) * RATE / bar
        octaves = np.log2(peak / root)
        assert abs(octaves - round(octaves)) < 0.04


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_every_instrument_is_heard_and_none_clips(rate):
    peaks = np.abs(band(rate)).max(axis=1)
    assert peaks.shape == (len(INPUTS),)
    assert ((peaks > 0.25) & (peaks < 0.55)).all()
    assert np.isfinite(band(rate)).all()


def test_the_band_has_no_seam():
    sound = band(RATE)
    step = np.abs(sound[:, 0] - sound[:, -1])
    usual = np.abs(np.diff(sound, axis=1)).max(axis=1)
    assert (step <= usual).all()


def test_inputs_play_the_band_round_and_round():
    backend = virtual(speed=0.0)
    heard = []

    class Ear:
        def process_rt(self, inputs, outputs, frames, flags, lost):
            heard.append(inputs.copy())

    backend.start(Ear())
    for _ in range(0, band(RATE).shape[1] + 4096, 2048):
        backend.step(2048)
    sound = np.concatenate(heard, axis=1)
    assert (sound == np.take(band(RATE), np.arange(sound.shape[1]), axis=1, mode="wrap")).all()


def test_outputs_are_remembered():
    backend, listener = virtual(speed=0.0), Listener()
    backend.start(listener)
    for frames in (100, 7, 500):
        backend.step(frames)
    out = np.zeros((2, 607), np.float32)
    assert backend.captured.read(0, out) == 0
    assert (out == np.arange(607, dtype=np.float32) * np.float32(1e-6)).all()


def test_a_cable_is_heard_a_block_later():
    backend = virtual(speed=0.0, cable=(1, 3), block=64)
    heard = []

    class Pulse:
        def process_rt(self, inputs, outputs, frames, flags, lost):
            heard.append(inputs[3].copy())
            outputs.fill(0.0)
            outputs[1, 5] = len(heard) == 3

    backend.start(Pulse())
    for _ in range(6):
        backend.step(64)
    assert np.flatnonzero(np.concatenate(heard)).tolist() == [3 * 64 + 5]
    assert backend.info.input_latency + backend.info.output_latency == 64


def test_it_keeps_time_by_the_clock():
    backend, listener = virtual(block=128), Listener()
    backend.start(listener)
    began = time.monotonic()
    with listener.called:
        assert listener.called.wait_for(lambda: listener.frames >= 12_800, 10.0)
    took = time.monotonic() - began
    backend.close()
    assert took > 0.2
    assert listener.threads.isdisjoint({threading.get_ident()})


def test_it_can_run_faster_than_real_time():
    backend, listener = virtual(speed=50.0), Listener()
    backend.start(listener)
    with listener.called:
        assert listener.called.wait_for(lambda: listener.frames >= 5 * RATE, 10.0)
    backend.close()


@pytest.mark.parametrize(
    "spec",
    [{"rate": 22_050}, {"rate": 384_000}, {"block": 16}, {"block": 4096}, {"inputs": 9}, {"outputs": 5}],
)
def test_what_it_cannot_do_is_refused_with_a_word(spec):
    with pytest.raises(DeviceError) as caught:
        open_backend(DeviceSpec(name="Virtual", **spec), 8192)
    assert caught.value.where
    assert caught.value.hint


@pytest.mark.parametrize("rate", [44_100, 192_000])
@pytest.mark.parametrize("block", [32, 2048])
def test_any_rate_and_block_is_honoured(rate, block):
    info = virtual(rate=rate, block=block, speed=0.0).info
    assert (info.rate, info.block) == (rate, block)
