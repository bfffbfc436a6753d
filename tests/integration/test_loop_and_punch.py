"""Loop recording and punching through the public door, on a real audio server: no frame lost, each at its place."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.rig.jack import wait_until
from tests.rig.punch import END, START, begin_punches, punched_takes
from tests.rig.ramps import MODULUS
from tests.rig.stage import INPUTS, ramps_of

pytestmark = pytest.mark.server

ROUNDS = 20
LOOP = 12_000
"""Two bars of 2/4 at 960 bpm."""


def test_twenty_rounds_of_a_loop_are_twenty_whole_takes(stage):
    scene = stage(period=128)
    line = scene.line
    line.do("tempo.set 960")
    line.do("tempo.meter 2/4")
    loop = line.do("loop.span bars 3-4")
    assert (loop["start"], loop["end"]) == (LOOP, 2 * LOOP)
    line.do(f"transport.locate to={LOOP}f")
    line.do("transport.record")
    last = f"T8*-r{ROUNDS + 1}.wav"
    wait_until(lambda: list((line.song / "audio").glob(last)), 60, "the last round to begin")
    line.do("wait 0.1")
    line.do("transport.stop")
    for track in ("T1", "T8"):
        takes = line.takes(track)
        ramps = ramps_of(takes)
        assert len(takes) > ROUNDS
        assert {take["start"] for take in takes} == {LOOP}
        assert {take["frames"] for take in takes[:ROUNDS]} == {LOOP}
        assert [found.breaks for found in ramps] == [()] * len(takes)
        assert [take["certificate"].get("gaps", []) for take in takes] == [[]] * len(takes)
        begun = [found.first for found in ramps]
        assert [(at - begun[0]) % MODULUS for at in begun] == [number * LOOP for number in range(len(takes))]


def test_a_punch_begins_and_ends_at_its_frames_on_every_track(stage):
    scene = stage(period=128)
    line = scene.line
    line.do("tempo.set 240")
    line.do("click.set on count_in=1")
    line.do("transport.pre_roll 1")
    line.do("transport.post_roll 0.5")
    line.do("punch.set 60001f 84006f")
    line.do("transport.locate to=60001f")
    line.do("transport.record")
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
    takes = line.wait_for("take.list", lambda found: len(found) == INPUTS)
    assert {(take["start"], take["frames"]) for take in takes} == {(60_001, 24_005)}
    ramps = ramps_of(takes)
    assert [found.breaks for found in ramps] == [()] * INPUTS
    assert len({found.first for found in ramps}) == 1


@pytest.mark.parametrize("period", [32, 1024])
def test_what_is_punched_through_a_cable_lies_where_it_was_played(jack_server, studio_line, tmp_path, period):
    """Count-in, pre-roll, loop and punch together: every round of the cable is the same, and is what was played."""
    server = jack_server(period=period, capture=3, playback=2)
    line = studio_line("Song", "--device", "system", "--inputs", 3, "--outputs", 2)
    begin_punches(server, line, tmp_path)
    wait_until(lambda: list((line.song / "audio").glob("Dub3*-r4.wav")), 60, "the fourth round to begin")
    line.do("transport.stop")
    takes = punched_takes(line)
    whole = [take for take in takes if take["frames"] == END - START]
    assert len(whole) >= 9
    assert len(whole) + 3 >= len(takes)
    assert {take["start"] for take in takes} == {START}
    for take in whole:
        samples, _ = soundfile.read(take["path"], dtype="float64")
        np.testing.assert_array_equal(np.rint(samples * MODULUS), np.arange(START, END))
