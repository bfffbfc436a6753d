"""The rig itself: without it, a test of ours could pass by hearing nothing."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.rig.ramps import MODULUS, PORT_OFFSET, inspect_ramp, ramp, write_wav24

pytestmark = pytest.mark.server


def test_a_ramp_arrives_whole(jack_server, tmp_path):
    server = jack_server(period=256)
    ear = server.client("ear", ears=2, seconds=3, file=tmp_path / "ear.npy")
    server.client("feeder", ramps=2)
    server.connect("feeder:ramp_0", "ear:ear_0")
    server.connect("feeder:ramp_1", "ear:ear_1")
    time.sleep(1.0)
    ear.stop()
    heard = np.rint(np.load(tmp_path / "ear.npy") * MODULUS).astype(np.int64)
    both = (heard[0] > 0) & (heard[1] > 0)
    assert both.sum() > 24000
    assert set(((heard[1] - heard[0])[both] % MODULUS).tolist()) == {PORT_OFFSET}
    steps = np.diff(heard[0][both])
    assert (steps == 1).all()


def test_breaks_are_found(tmp_path):
    samples = np.concatenate([ramp(1000, 500, 3), ramp(1510, 500, 3), ramp(2008, 100, 3)])
    report = inspect_ramp(write_wav24(tmp_path / "broken.wav", samples, 48000), 3)
    assert report.first == 1000
    assert report.frames == 1100
    assert report.breaks == ((500, 10), (1000, -2))
