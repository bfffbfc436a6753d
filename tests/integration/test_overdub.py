"""Through a cable: what is played to the tracks comes back onto them, to the frame."""

from __future__ import annotations

import pytest

from tests.rig.overdub import overdub_offsets

pytestmark = pytest.mark.server


@pytest.mark.parametrize("rate", [44100, 48000])
@pytest.mark.parametrize("period", [64, 128, 256])
def test_an_overdubbed_click_lies_on_the_click(jack_server, studio_line, tmp_path, period, rate):
    server = jack_server(period=period, rate=rate, capture=2, playback=2)
    line = studio_line("Song", "--device", "system", "--rate", rate, "--inputs", 2, "--outputs", 2)
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
    server.connect("tui_studio:out_0", "tui_studio:in_0")
    measured = line.do("latency.calibrate output=1 input=1")
    offsets, take = overdub_offsets(line, tmp_path, rate)
    assert offsets == {0}, measured
    assert take["certificate"]["latency_measured"] is True
