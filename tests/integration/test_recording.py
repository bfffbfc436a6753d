"""Eight inputs at once from a real audio server: nothing missing, nothing doubled, all on the same frame."""

from __future__ import annotations

import pytest

from tests.rig import readers
from tests.rig.stage import INPUTS, arm_eight, ramps_of

pytestmark = pytest.mark.server


def assert_whole_and_together(takes, at_least):
    """Every take's ramp goes on without a break; all begin with the same index at the same place."""
    assert len(takes) == INPUTS
    reports = ramps_of(takes)
    assert [report.breaks for report in reports] == [()] * INPUTS
    assert len({report.first for report in reports}) == 1
    assert len({take["start"] for take in takes}) == 1
    assert {report.frames for report in reports} == {take["frames"] for take in takes}
    assert min(take["frames"] for take in takes) >= at_least
    assert [take["certificate"].get("gaps", []) for take in takes] == [[]] * INPUTS


def test_eight_tracks_record_every_frame_once(stage):
    scene = stage(period=128)
    scene.record(8)
    takes = scene.line.takes()
    assert_whole_and_together(takes, 8 * 48000 * 0.9)
    for take in takes:
        assert set(readers.frames_by_all(take["path"]).values()) == {take["frames"]}


def test_a_jack_client_is_a_device_by_its_name(jack_server, studio_line):
    server = jack_server(period=256, rate=44100)
    server.client("feeder", ramps=INPUTS)
    line = studio_line("Song", "--device", "feeder", "--rate", 44100)
    arm_eight(line)
    line.do("transport.record")
    line.do("wait 2")
    line.do("transport.stop")
    takes = line.takes()
    assert_whole_and_together(takes, 44100)
    assert {take["certificate"]["rate"] for take in takes} == {44100}


def test_what_was_played_before_record_was_pressed_can_be_kept(stage):
    scene = stage(period=256)
    scene.line.do("wait 4")
    scene.line.do("capture.keep seconds=3")
    takes = scene.line.takes()
    assert_whole_and_together(takes, 3 * 48000)
    assert {take["frames"] for take in takes} == {3 * 48000}


def test_undo_takes_back_exactly_the_pass(stage):
    scene = stage(period=256)
    for _ in range(2):
        scene.line.do("transport.locate to=0")
        scene.record(1)
    assert len(scene.line.takes()) == 2 * INPUTS
    scene.line.do("edit.undo")
    assert len(scene.line.takes()) == INPUTS
    scene.line.do("edit.redo")
    assert len(scene.line.takes()) == 2 * INPUTS


def test_float_takes_hold_the_same_numbers(stage):
    scene = stage(period=256)
    scene.line.do("song.format format=float32")
    scene.record(1.5)
    takes = scene.line.takes()
    assert_whole_and_together(takes, 48000)
