"""Through a cable: what is played to the tracks comes back onto them, to the frame."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.rig.ramps import write_wav24

pytestmark = pytest.mark.server

CLICKS = (4_000, 15_111, 30_222, 47_001)


@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("period", [64, 128, 256])
def test_an_overdubbed_click_lies_on_the_click(jack_server, studio_line, tmp_path, period, rate):
    server = jack_server(period=period, rate=rate, capture=2, playback=2)
    line = studio_line("Song", "--device", "system", "--rate", rate, "--inputs", 2, "--outputs", 2)
    line.do("transport.status")
    server.connect("tui_studio:out_0", "tui_studio:in_0")
    measured = line.do("latency.calibrate output=1 input=1")
    assert overdub_offsets(line, tmp_path, rate) == {0}, measured


def overdub_offsets(line, folder, rate):
    """Play clicks, record them through the cable, and say by how many frames each lies off."""
    samples = np.zeros(rate * 3 // 2, np.float32)
    samples[list(CLICKS)] = 0.5
    line.do("track.add name=Click inputs=2")
    line.do(f'clip.import track=Click path="{write_wav24(folder / "click.wav", samples, rate)}" at=0')
    line.do("track.add name=Dub inputs=1")
    line.do("track.monitor track=Dub mode=off")
    line.do("track.arm track=Dub")
    line.do("transport.locate to=0")
    line.do("transport.record")
    line.do("wait 2.2")
    line.do("transport.stop")
    (take,) = line.takes("Dub")
    recorded, _ = soundfile.read(take["path"], dtype="float32")
    found = np.flatnonzero(np.abs(recorded) > 0.1) + take["start"]
    assert len(found) == len(CLICKS), f"{len(found)} clicks came back"
    assert take["certificate"]["latency_measured"] is True
    return set((found - np.array(CLICKS)).tolist())
