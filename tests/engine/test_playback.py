"""What is heard: the tape from the right place, through locates, loops and edits while it rolls."""

import itertools

import numpy as np
import pytest

from tests.engine.stepping import LENGTH, RATE, Stepped, song, span, track
from tests.rig.ramps import MODULUS, ramp, write_wav24
from tui_studio.engine.protocol import ClipSpec, EngineSpec, MonitorMode
from tui_studio.engine.rt.contract import Announcement, Command, TransportState
from tui_studio.engine.shared import ControlField, Head

FADE = 600
"""Frames after a start or a change in which the level is still moving."""


@pytest.fixture
def tape(tmp_path):
    """A song of one mono track: a ramp from position 0 on."""
    return write_wav24(tmp_path / "ramp.wav", ramp(0, LENGTH, 0), RATE)


@pytest.fixture
def stepped(tape):
    made = []

    def start(spec, **options):
        made.append(Stepped(spec, **options))
        return made[-1]

    yield start
    for each in made:
        each.close()


def heard_positions(out):
    """Song positions of what went out (the centre of the pan law is -3 dB)."""
    return np.rint(out[0].astype(np.float64) / np.cos(np.pi / 4) * MODULUS).astype(np.int64)


def test_the_tape_plays_from_where_it_was_located(tape, stepped):
    rig = stepped(song(tape))
    rig.run(256)
    rig.command(Command.LOCATE, 123_457)
    rig.run(1024)
    assert rig.shared.motion()[:2] == (TransportState.STOPPED, 123_457)
    rig.command(Command.ROLL)
    out = rig.run(20_000)
    rolled = next(row for row in rig.rows if row[0] == Announcement.ROLLED)
    positions = heard_positions(out)[FADE + 256 :]
    assert rolled[2] == 123_457
    assert set(np.diff(positions)) <= {0, 1, 2}
    offset = FADE + 256 - (rolled[1] - (rig.rig.capture.written - 20_000))
    assert abs(positions[0] - (123_457 + offset)) <= 1


def test_a_locate_while_rolling_rolls_on_from_there(tape, stepped):
    rig = stepped(song(tape))
    rig.command(Command.ROLL)
    rig.run(5000)
    rig.command(Command.LOCATE, 200_000)
    rig.run(6000)
    state, position, _ = rig.shared.motion()
    assert state == TransportState.ROLLING
    assert 204_000 <= position <= 206_000
    positions = heard_positions(rig.run(2000))
    assert abs(positions[-1] - rig.shared.motion()[1] + 1) <= 1


def test_a_loop_goes_round_without_a_gap(tape, stepped):
    rig = stepped(song(tape, loop=span(10_000, 34_000)))
    rig.command(Command.LOCATE, 9000)
    rig.run(512)
    rig.command(Command.ROLL)
    out = rig.run(80_000)
    positions = heard_positions(out)[FADE + 512 :]
    steps = np.diff(positions)
    jumps = np.flatnonzero(np.abs(steps - 1) > 2)
    assert len(jumps) == 3
    assert all(abs(positions[at + 1] - 10_000) <= 1 and abs(positions[at] - 33_999) <= 1 for at in jumps)
    assert not [row for row in rig.rows if row[0] == Announcement.STARVED]


def test_a_new_clip_is_heard_within_a_tenth_of_a_second_and_nothing_is_dropped(tape, stepped, tmp_path):
    rig = stepped(song(tape))
    rig.command(Command.ROLL)
    rig.run(30_000)
    shifted = write_wav24(tmp_path / "other.wav", ramp(3_000_000, LENGTH, 0), RATE)
    clips = (ClipSpec(str(shifted), 0, 0, LENGTH),)
    rig.playback.set_spec(EngineSpec(2, (track(1, *clips, monitor=MonitorMode.TAPE),)))
    before = rig.shared.motion()[1]
    out = rig.run(20_000)
    positions = heard_positions(out)
    changed = int(np.flatnonzero(positions > 2_900_000)[0])
    assert changed <= RATE // 10
    later = changed + FADE
    assert abs(positions[later] - 3_000_000 - before - later) <= 1
    assert rig.shared.motion()[1] == before + 20_000


def test_arming_does_not_render_the_tape_again(tape, stepped):
    rig = stepped(song(tape))
    rig.command(Command.ROLL)
    rig.run(400_000 - 100_000)
    ring = rig.rig.plans.plan.ring
    armed = EngineSpec(2, tuple(_armed(each) for each in song(tape).tracks))
    rig.playback.set_spec(armed)
    positions = heard_positions(rig.run(4096))
    assert rig.rig.plans.plan.serial == 2
    assert rig.rig.plans.plan.ring is ring
    assert set(np.diff(positions)) <= {0, 1, 2}


def test_a_new_plan_in_which_nothing_sounds_different_changes_no_bit(stepped, tmp_path):
    """It comes while rolling as often as a fader was moved before: the bounce knows of none."""
    noise = np.random.default_rng(5).uniform(-0.3, 0.3, LENGTH).astype(np.float32)
    tape = write_wav24(tmp_path / "noise.wav", noise, RATE)
    heard = []
    for serial in (1, 2):
        rig = stepped(song(tape))
        rig.shared.controls[1, ControlField.GAIN] = 0.731
        rig.shared.head[Head.CONTROLS_VERSION] += 1
        rig.command(Command.ROLL)
        begun = rig.run(1000)
        if serial == 2:
            rig.playback.set_spec(song(tape, serial))
        heard.append(np.concatenate([begun, rig.run(8000)], axis=1))
        assert rig.rig.plans.plan.serial == serial
    assert np.abs(heard[0]).max() > 0.1
    assert heard[0].tobytes() == heard[1].tobytes()


def test_a_change_of_the_loop_while_looping_keeps_the_place(tape, stepped):
    rig = stepped(song(tape, loop=span(0, 20_000)))
    rig.command(Command.ROLL)
    rig.run(50_000)
    rig.playback.set_spec(song(tape, 2, loop=span(5000, 40_000)))
    positions = heard_positions(rig.run(60_000))
    jumps = np.flatnonzero(np.abs(np.diff(positions) - 1) > 2)
    assert [int(round(positions[at + 1], -1)) for at in jumps] == [5000]


def test_many_edits_in_a_row_end_with_the_last(tape, stepped):
    rig = stepped(song(tape))
    rig.command(Command.ROLL)
    rig.run(10_000)
    for serial in range(2, 30):
        clip = ClipSpec(str(tape), 0, 0, LENGTH - serial)
        rig.playback.set_spec(EngineSpec(serial, (track(1, clip, monitor=MonitorMode.TAPE),)))
        rig.run(256)
    rig.run(4096)
    assert rig.rig.plans.plan.serial == 29
    assert not [row for row in rig.rows if row[0] == Announcement.STARVED]


def test_plans_that_were_replaced_are_let_go(tape, stepped):
    rig = stepped(song(tape))
    for serial in range(2, 12):
        clip = ClipSpec(str(tape), serial, 0, 1000)
        rig.playback.set_spec(EngineSpec(serial, (track(1, clip),)))
        rig.run(1024)
    assert len(rig.playback._feeds) == 1


def test_a_missing_file_is_silent_and_told_once(stepped, tmp_path):
    clip = ClipSpec(str(tmp_path / "gone.wav"), 0, 0, LENGTH)
    rig = stepped(EngineSpec(1, (track(1, clip, monitor=MonitorMode.TAPE),)))
    rig.command(Command.ROLL)
    assert not rig.run(60_000).any()
    assert len(rig.broken) == 1
    assert "gone.wav" in str(rig.broken[0])


@pytest.mark.parametrize("block", [64, 333, 2048])
def test_an_empty_song_rolls_and_locates(stepped, block):
    rig = stepped(EngineSpec(1), block=block)
    for position in itertools.islice(itertools.cycle((0, 99_999)), 4):
        rig.command(Command.LOCATE, position)
        rig.run(3 * block)
        assert rig.shared.motion()[1] == position
    rig.command(Command.ROLL)
    rig.run(block * 4)
    assert rig.shared.motion()[0] == TransportState.ROLLING


def _armed(each):
    return type(each)(each.track, each.slot, each.channels, (0,), True, each.monitor, each.clips)


def test_the_tape_never_has_less_than_four_seconds_ahead(tape, stepped):
    rig = stepped(song(tape))
    rig.command(Command.ROLL)
    rig.run(RATE)
    ahead = []
    for _ in range(60):
        rig.run(2048)
        ahead.append(rig.rig.plans.plan.ring.filled / RATE)
    assert min(ahead) > 4.0
