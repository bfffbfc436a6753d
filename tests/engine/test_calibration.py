"""The measured round trip."""

import queue
import threading

import numpy as np
import pytest

from tui_studio.engine.backends.virtual import VirtualBackend
from tui_studio.engine.calibration import calibrate, find_echo
from tui_studio.engine.deck import MAX_BLOCK, OwnDeck
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.engine.rig import Rig
from tui_studio.engine.rt.contract import Announcement
from tui_studio.engine.shared import Shared
from tui_studio.errors import EngineError


class Cabled:
    """The virtual interface, many times faster than real, and a thread that hears its impulses."""

    def __init__(self, cable, block=256, level=0.0, feed=None):
        device = DeviceSpec(name="virtual", rate=48_000, block=block, retrospective_seconds=30.0)
        feed = feed or (lambda out, _clock: out.fill(level))
        self.backend = VirtualBackend(device, MAX_BLOCK, speed=10.0, feed=feed, cable=cable)
        shared = Shared.private()
        self.rig = Rig(device, shared, OwnDeck(self.backend, shared))
        self.impulses = queue.SimpleQueue()
        self.ended = threading.Event()
        self.rig.start()
        self.thread = threading.Thread(target=self._hear)
        self.thread.start()

    def _hear(self):
        while not self.ended.wait(0.002):
            while (row := self.rig.announcements.pop()) is not None:
                if row[0] == Announcement.IMPULSE:
                    self.impulses.put(row[1])

    def close(self):
        self.ended.set()
        self.thread.join()
        self.rig.close()


@pytest.fixture
def cabled():
    made = []

    def start(*args, **options):
        made.append(Cabled(*args, **options))
        return made[-1]

    yield start
    for each in made:
        each.close()


@pytest.mark.parametrize("block", [64, 256, 1024])
def test_a_cable_is_measured_to_the_frame(cabled, block):
    desk = cabled((0, 5), block)
    report = calibrate(desk.rig, desk.impulses, 0, 5)
    assert (report.round_trip, report.spread) == (block, 0)
    assert report.level_db == pytest.approx(0.0, abs=0.1)


def test_without_a_cable_it_says_what_to_do(cabled):
    desk = cabled(None)
    with pytest.raises(EngineError) as caught:
        calibrate(desk.rig, desk.impulses, 0, 5)
    assert "output 1" in caught.value.message
    assert "cable" in caught.value.hint


def test_an_input_that_is_too_loud_is_said(cabled):
    desk = cabled(None, level=0.2)
    threading.Event().wait(0.05)
    with pytest.raises(EngineError) as caught:
        calibrate(desk.rig, desk.impulses, 0, 5)
    assert "too loud" in caught.value.message


def test_measurements_that_differ_are_refused(cabled):
    def clicks(out, clock):
        out.fill(0.0)
        if clock // out.shape[1] % 37 == 0:
            out[:, 5] = 0.4

    desk = cabled(None, feed=clicks)
    with pytest.raises(EngineError) as caught:
        calibrate(desk.rig, desk.impulses, 0, 5)
    assert "frames apart" in caught.value.message


def test_a_device_that_stands_still_is_an_error():
    device = DeviceSpec(name="virtual", rate=48_000, retrospective_seconds=30.0)
    shared = Shared.private()
    rig = Rig(device, shared, OwnDeck(VirtualBackend(device, MAX_BLOCK, speed=0.0), shared))
    with pytest.raises(EngineError):
        calibrate(rig, queue.SimpleQueue(), 0, 0, patience=0.05)


def test_an_impulse_is_told_from_noise():
    rng = np.random.default_rng(1)
    heard = rng.normal(0.0, 0.001, (1, 20_000)).astype(np.float32)
    assert find_echo(heard, 0.001) is None
    heard[0, 777] = -0.05
    found = find_echo(heard, 0.001)
    assert found is not None
    assert found.frames == 777
