"""What comes out: levels, monitoring, and no clicks."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rt.desk import FADE, Desk, cut, ramp, thorough, track
from tui_studio.audio.dsp.pan import mono_gains, stereo_gains
from tui_studio.engine.protocol import ClickSpec, MonitorMode
from tui_studio.engine.rt.contract import Announcement, Command
from tui_studio.engine.rt.matrix import PIECE, multiply_rt
from tui_studio.engine.rt.mixer import GAIN_SECONDS
from tui_studio.engine.shared import MASTER_SLOT, Head

CENTRE = np.float32(math.sqrt(0.5))
GLIDE = int(48_000 * GAIN_SECONDS)


def noise(rows, frames, seed=1):
    return np.random.default_rng(seed).uniform(-0.2, 0.2, (rows, frames)).astype(np.float32)


def played(blocks, *tracks, sound=None, controls=None, record=None, **options):
    desk = Desk(**options)
    for slot, fields in (controls or {}).items():
        desk.control(slot, **fields)
    desk.adopt(desk.plan(*tracks, sound=sound))
    desk.command(Command.ROLL if record is None else Command.RECORD, record or 0)
    return desk, desk.play(*blocks)


@pytest.mark.parametrize("pan", [-1.0, -0.5, 0.0, 0.3, 1.0])
@pytest.mark.parametrize("channels", [1, 2])
def test_gains_and_pan_law(channels, pan):
    sound = noise(channels, 2000)
    controls = {0: {"gain": 0.5, "pan": pan}, MASTER_SLOT: {"gain": 2.0}}
    _, out = played([500, 500], track(channels=channels), sound=sound, controls=controls)
    left, right = mono_gains(pan) if channels == 1 else stereo_gains(pan)
    assert np.allclose(out[0], sound[0, :1000] * left, atol=1e-6)
    assert np.allclose(out[1], sound[-1, :1000] * right, atol=1e-6)


def test_the_mix_is_the_sum_of_the_tracks():
    sound = noise(64, 3000)
    _, out = played([512] * 5, *(track(number, 2) for number in range(32)), sound=sound)
    straight = [sound[side::2, :2560].astype(np.float64).sum(axis=0) for side in (0, 1)]
    error = np.abs(out - straight).max()
    assert 20 * math.log10(error) < -120


@thorough
@given(
    st.lists(st.integers(1, 512), min_size=1, max_size=10),
    st.integers(1, 40),
    st.sampled_from([1, 2]),
)
def test_a_static_mix_is_the_same_to_the_last_bit_whatever_the_blocks(blocks, tracks, channels):
    sound = noise(tracks * channels, 3000)
    lanes = [track(number, channels, inputs=(number % 2,), monitor=MonitorMode.INPUT if number % 5 == 4 else "tape")
             for number in range(tracks)]  # fmt: skip
    heard = noise(2, 2500, seed=2)
    results = []
    for sizes in (blocks, [512]):
        desk = Desk()
        desk.control(0, gain=0.7, pan=0.2)
        desk.adopt(desk.plan(*lanes, sound=sound))
        desk.play(512, sound=np.zeros((2, 512), np.float32))
        desk.command(Command.ROLL)
        results.append(desk.play(*cut(2500, sizes), sound=heard))
    assert results[0].tobytes() == results[1].tobytes()


def test_a_mono_output_carries_the_mean_and_further_outputs_are_silent():
    sound = noise(2, 1000)
    _, mono = played([500], track(channels=2), sound=sound, outputs=1)
    _, many = played([500], track(channels=2), sound=sound, outputs=5)
    assert np.allclose(mono[0], sound[:, :500].mean(axis=0), atol=1e-6)
    assert (many[:2] == sound[:, :500]).all()
    assert not many[2:].any()
    played([500], track(channels=2), sound=sound, outputs=0)


@pytest.mark.parametrize(
    ("asked", "outputs", "carry"),
    [
        ((2, 3), 5, {2: 0, 3: 1}),
        ((1, 0), 2, {1: 0, 0: 1}),
        ((4, 0), 5, {4: 0, 0: 1}),
        ((2, 3), 3, {0: 0, 1: 1}),
        ((1, 1), 2, {0: 0, 1: 1}),
    ],
)
def test_the_master_comes_out_where_it_is_asked_for_if_that_is_there(asked, outputs, carry):
    sound = noise(3, 1000)
    desk = Desk(outputs=outputs)
    desk.adopt(desk.plan(track(channels=2), sound=sound, click=ClickSpec(), master_outputs=asked))
    desk.command(Command.ROLL)
    out = desk.play(100, 200, 200)
    heard = sound[:2, :500] + sound[2, :500] * CENTRE
    for output, row in enumerate(out):
        expected = heard[carry[output]] if output in carry else np.zeros(500)
        assert np.allclose(row, expected, atol=1e-6)


def test_one_output_of_several_carries_the_mean():
    sound = noise(2, 1000)
    desk = Desk(outputs=4)
    desk.adopt(desk.plan(track(channels=2), sound=sound, master_outputs=(3,)))
    desk.command(Command.ROLL)
    out = desk.play(250, 250)
    assert np.allclose(out[3], sound[:, :500].mean(axis=0), atol=1e-6)
    assert not out[:3].any()


def test_a_moved_fader_glides_and_arrives_exactly():
    sound = np.ones((2, 6000), np.float32)
    desk, _ = played([512], track(channels=2), sound=sound)
    desk.control(0, gain=0.25)
    out = desk.play(*[100] * 10)[0]
    steps = np.diff(out, prepend=np.float32(1.0))
    assert np.abs(steps).max() < 1.5 * 0.75 / GLIDE
    assert (out[GLIDE:] == 0.25).all()


def test_a_fader_moved_again_on_its_way_does_not_jump():
    sound = np.ones((2, 20_000), np.float32)
    desk, _ = played([512], track(channels=2), sound=sound)
    out = [np.ones(1, np.float32)]
    for number in range(30):
        desk.control(0, gain=float(number % 3))
        out.append(desk.play(97)[0])
    assert np.abs(np.diff(np.concatenate(out))).max() < 2.1 / GLIDE


def test_a_block_shorter_than_the_glide_changes_nothing_in_it():
    sound = noise(2, 6000)
    results = []
    for sizes in ([512], [7, 64, 33]):
        desk, _ = played([512], track(channels=2), sound=sound)
        desk.control(0, gain=0.1, pan=0.4)
        results.append(desk.play(*cut(1024, sizes)))
    assert results[0].tobytes() == results[1].tobytes()


def test_stopping_fades_without_a_step():
    sound = np.ones((2, 6000), np.float32)
    desk, _ = played([512], track(channels=2), sound=sound)
    desk.command(Command.STOP)
    out = desk.play(*[64] * 8)[0]
    assert np.abs(np.diff(out, prepend=np.float32(1.0))).max() < 0.01
    assert not out[FADE:].any()


def test_another_plan_is_adopted_while_rolling_by_a_crossfade():
    desk, _ = played([512, 300], track(channels=2), sound=np.ones((2, 6000), np.float32))
    following = desk.plan(track(channels=2), serial=2, start=500, sound=np.full((2, 6000), -1.0, np.float32))
    desk.adopt(following)
    assert desk.callback.pending_plan is following
    out = desk.play(*[50] * 10)[0]
    assert np.abs(np.diff(out, prepend=np.float32(1.0))).max() < 0.02
    assert (out[FADE:] == -1.0).all()
    assert desk.callback.pending_plan is None
    assert following.ring.read == 512 + 300 - 500 + 500
    assert [row[3] for row in desk.facts(Announcement.ADOPTED)] == [1, 2]
    assert desk.facts(Announcement.ADOPTED)[1][1] == 812 + 250


def test_a_plan_of_the_same_sound_is_adopted_unheard():
    sound = noise(2, 6000)
    desk, first = played([512], track(channels=2), sound=sound)
    desk.adopt(desk.plan(track(channels=2), serial=2, sound=sound))
    out = np.concatenate([first, desk.play(*[100] * 8)], axis=1)
    assert np.allclose(out, sound[:, : out.shape[1]], atol=1e-6)


def test_a_plan_that_shares_the_ring_goes_on_in_it():
    sound = noise(2, 6000)
    desk, first = played([512], track(channels=2), sound=sound)
    following = desk.plan(track(channels=2), serial=2)
    following.ring = following.tape.ring = desk.callback.plan.ring  # as build_plan(ring=…) would
    desk.adopt(following)
    out = np.concatenate([first, desk.play(*[100] * 8)], axis=1)
    assert np.allclose(out, sound[:, : out.shape[1]], atol=1e-6)
    assert desk.position == 1312


def test_a_plan_waits_until_its_ring_is_filled_up_to_the_playhead():
    desk, _ = played([512, 512], track(channels=2), sound=np.ones((2, 6000), np.float32))
    late = desk.plan(track(channels=2), serial=2, start=1000, sound=np.ones((2, 40), np.float32))
    desk.adopt(late)
    desk.play(100)
    assert desk.callback.pending_plan is late
    late.ring.write(np.ones((2, 3000), np.float32))
    desk.play(100)
    assert desk.callback.plan is late


def test_a_plan_that_begins_after_the_playhead_is_refused_once():
    desk, _ = played([512], track(channels=2), sound=np.ones((2, 6000), np.float32))
    desk.adopt(desk.plan(track(channels=2), serial=2, start=9000))
    desk.play(100, 100)
    assert desk.fact(Announcement.REFUSED)[1:4] == (512, 512, 2)


def test_a_starved_ring_is_silence_and_the_transport_goes_on():
    desk, out = played([400, 400, 400], track(channels=2), sound=np.ones((2, 500), np.float32))
    assert (out[:, :500] == 1).all()
    assert not out[:, 500:].any()
    assert desk.position == 1200
    ring = desk.callback.plan.ring
    assert ring.skip() == 700
    ring.write(np.ones((2, 1000), np.float32))
    assert (desk.play(100) == 1).all()
    assert desk.fact(Announcement.STARVED)[1:4] == (500, 500, 700)
    assert [desk.shared.head[field] for field in (Head.STARVED, Head.LAST_STARVED_POSITION)] == [1, 500]


HEARD = {
    # monitor mode, armed: (stopped, rolling, recording) → input heard, tape heard
    ("auto", True): ((1, 0), (0, 1), (1, 0)),
    ("auto", False): ((0, 0), (0, 1), (0, 1)),
    ("input", True): ((1, 0), (1, 0), (1, 0)),
    ("input", False): ((1, 0), (1, 0), (1, 0)),
    ("tape", True): ((0, 0), (0, 1), (0, 1)),
    ("tape", False): ((0, 0), (0, 1), (0, 1)),
    ("off", True): ((0, 0), (0, 1), (0, 0)),
    ("off", False): ((0, 0), (0, 1), (0, 1)),
}


@pytest.mark.parametrize(("mode", "armed"), HEARD)
def test_what_is_heard_by_monitor_mode(mode, armed):
    lane = track(channels=1, inputs=(1,), armed=armed, monitor=MonitorMode(mode))
    desk = Desk()
    desk.control(0, trim=2.0)
    desk.adopt(desk.plan(lane, sound=np.full((1, 9000), 0.1, np.float32), punch=(2000, 3000)))
    heard = np.stack([np.zeros(512, np.float32), np.full(512, 0.01, np.float32)])
    now = []
    desk.play(512, sound=heard)
    now.append(desk.play(512, sound=heard)[:, -1])
    desk.command(Command.RECORD, 1)
    desk.play(512, sound=heard)
    now.append(desk.play(512, sound=heard)[:, -1])
    for _ in range(3):
        recording = desk.play(512, sound=heard)
    assert desk.shared.head[Head.PUNCHED_IN] == 1
    now.append(recording[:, -1])
    for (left, right), (by_input, by_tape) in zip(now, HEARD[mode, armed], strict=True):
        assert left == right
        assert left == pytest.approx((0.02 * by_input + 0.1 * by_tape) * CENTRE, rel=1e-5)


def test_two_tracks_may_monitor_the_same_input():
    lanes = [track(n, inputs=(0,), armed=True) for n in range(2)]
    desk = Desk()
    desk.adopt(desk.plan(*lanes))
    out = desk.play(512, 512, sound=np.full((2, 1024), 0.1, np.float32))
    assert out[0, -1] == pytest.approx(0.2 * CENTRE, rel=1e-5)


def test_a_track_that_cannot_record_keeps_its_tape():
    _, out = played([512], track(armed=True), sound=np.ones((1, 2000), np.float32), record=1)
    assert out[0, -1] == pytest.approx(CENTRE)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_odd_numbers_never_reach_the_outputs_nor_the_meters(bad):
    desk = Desk()
    sound = np.full((2, 3000), 0.1, np.float32)
    lanes = track(inputs=(0,), monitor=MonitorMode.TAPE), track(1, inputs=(1,), monitor=MonitorMode.INPUT)
    desk.adopt(desk.plan(*lanes, sound=sound))
    desk.command(Command.ROLL)
    heard = np.full((2, 1500), 0.2, np.float32)
    heard[1, [100, 1100]] = bad
    out = desk.play(500, 500, 500, sound=heard)
    assert np.isfinite(out).all()
    assert np.isfinite(desk.shared.meters).all()
    assert np.isfinite(desk.shared.inputs).all()
    captured = np.zeros((2, 1500), np.float32)
    desk.capture.read(0, captured)
    assert np.array_equal(captured, heard, equal_nan=True)


def test_everything_that_comes_in_is_captured_as_it_came():
    desk = Desk()
    desk.play(*cut(5000, [1, 64, 511, 3]))
    out = np.zeros((2, 5000), np.float32)
    assert desk.capture.read(0, out) == 0
    assert (out == ramp(2, 5000)).all()


def test_hard_starts_and_stops_on_request():
    sound = np.ones((2, 6000), np.float32)
    desk = Desk(declick=False)
    desk.adopt(desk.plan(track(channels=2), start=1000, sound=sound))
    desk.command(Command.ROLL)
    assert (desk.play(100, 100) == 1).all()
    desk.command(Command.STOP)
    assert not desk.play(100).any()
    assert desk.position == 1200


@pytest.mark.parametrize("columns", [32, PIECE, PIECE + 32, 2 * PIECE, 3 * PIECE + 160])
def test_a_large_block_is_multiplied_in_pieces_to_the_same_bits(columns):
    sound = np.random.default_rng(3).standard_normal((64, columns + 50)).astype(np.float32)[:, :columns]
    gains = np.random.default_rng(4).standard_normal((2, 64)).astype(np.float32)
    out = np.zeros((2, columns), np.float32)
    multiply_rt(gains, sound, out)
    for at in range(0, columns, 32):
        assert np.array_equal(out[:, at : at + 32], gains @ sound[:, at : at + 32])
