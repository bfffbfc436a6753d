"""Count-in, pre-roll, post-roll, loop rounds and punch: every frame where it belongs, at any block."""

from pathlib import Path

import numpy as np
import pytest

from tests.engine.stepping import LENGTH, RATE, Stepped, record_request, song, span, track
from tests.rig.ramps import MODULUS, inspect_ramp, ramp, read_indices, write_wav24
from tui_studio.engine.bounce import bounce
from tui_studio.engine.protocol import (
    ClickSpec,
    ClickWhen,
    ClipSpec,
    EngineSpec,
    LeadSpec,
    MonitorMode,
    TransportState,
)
from tui_studio.engine.rt.contract import Announcement, Command
from tui_studio.engine.shared import CLICK_SLOT, MASTER_SLOT, ControlField, Head

LATENCY = 2048
"""Frames from output to input of the cable in these tests: longer than the longest block."""
CHANGING = (32, 1024, 7, 128, 500, 1)
BLOCKS = [(32,), (128,), (1024,), CHANGING]


def packed(positions, accents=None):
    at = np.asarray(positions, "<i8").tobytes()
    return at, bytes(accents if accents is not None else [1] * len(positions))


def click_of(positions, **more):
    beats, accents = packed(positions)
    return ClickSpec(beats, accents, **more)


class Cabled(Stepped):
    """What goes out of the left comes in everywhere, `LATENCY` frames later. Blocks change in the given order."""

    def __init__(self, spec, blocks):
        self.blocks = blocks
        self.cable = np.zeros(LATENCY, np.float32)
        self.turn = 0
        super().__init__(spec, block=blocks[0])
        self.backend._feed = self.feed
        self.shared.controls[MASTER_SLOT, ControlField.GAIN] = 1.0
        for each in spec.tracks:
            self.shared.controls[each.slot, ControlField.PAN] = -1.0
        self.shared.head[Head.CONTROLS_VERSION] += 1

    def feed(self, out, clock):
        out[:] = self.cable[: out.shape[1]]

    def run(self, frames):
        out = []
        while frames > 0:
            step = min(self.blocks[self.turn % len(self.blocks)], frames)
            self.turn += 1
            block = self.backend.step(step)
            self.cable = np.concatenate([self.cable[step:], block[0]])
            out.append(block)
            self.serve()
            frames -= step
        return np.concatenate(out, axis=1)

    def until(self, condition, most=3_000_000):
        out = []
        while not condition():
            out.append(self.run(self.blocks[self.turn % len(self.blocks)]))
            most -= out[-1].shape[1]
            assert most > 0
        return np.concatenate(out, axis=1) if out else np.zeros((2, 0), np.float32)

    def lead(self, number, lead, stop_after=-1):
        self.playback.set_lead(number, lead)
        self.command(Command.TERMS, number, lead.frames, stop_after)

    def record(self, request):
        info = self.rig.info
        self.capture.open(request, info, self.rig.capture, self.shared.motion()[1])
        self.command(Command.RECORD, request.pass_id)

    def report(self):
        self.capture.wait_closed(10.0)
        ((report, _),) = self.listener.closed
        return report

    def facts(self, kind):
        return [row for row in self.rows if row[0] == kind]

    @property
    def state(self):
        return self.shared.motion()[0]

    @property
    def position(self):
        return self.shared.motion()[1]


@pytest.fixture
def tape(tmp_path):
    return write_wav24(tmp_path / "ramp.wav", ramp(0, LENGTH, 0), RATE)


@pytest.fixture
def cabled():
    made = []

    def start(spec, blocks=(128,)):
        made.append(Cabled(spec, blocks))
        return made[-1]

    yield start
    for each in made:
        each.close()


def onsets(out):
    """Frames where a click begins: the first loud one after silence."""
    loud = np.flatnonzero(np.abs(out) > 0.05)
    return [int(at) for at in loud[np.diff(loud, prepend=-RATE) > RATE // 25]]


# ── the click ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("blocks", BLOCKS)
def test_clicks_begin_at_their_frames_through_loops(cabled, blocks):
    beats = [0, 9001, 20_003, 27_999, 33_000]
    rig = cabled(EngineSpec(1, click=click_of(beats), loop=span(9001, 31_003)), blocks)
    rig.command(Command.ROLL)
    out = rig.run(80_000)[0]
    round_ = [9001, 20_003, 27_999]
    assert onsets(out) == [
        0,
        *(at + turn * 22_002 for turn in range(4) for at in round_ if at + turn * 22_002 < 80_000),
    ]


@pytest.mark.parametrize("blocks", BLOCKS)
def test_the_click_sounds_the_same_at_any_block(cabled, blocks):
    rig = cabled(EngineSpec(1, click=click_of([100, 5000, 6000])), (256,))
    rig.command(Command.ROLL)
    expected = rig.run(20_000)
    other = cabled(EngineSpec(1, click=click_of([100, 5000, 6000])), blocks)
    other.command(Command.ROLL)
    np.testing.assert_array_equal(other.run(20_000), expected)


def test_its_level_is_a_control_and_it_is_not_in_the_master_meter(cabled):
    rig = cabled(EngineSpec(1, click=click_of([0, 24_000])))
    rig.shared.controls[CLICK_SLOT, ControlField.GAIN] = 0.5
    rig.shared.head[Head.CONTROLS_VERSION] += 1
    rig.command(Command.ROLL)
    out = rig.run(12_000)
    assert np.abs(out).max() == pytest.approx(0.6 * 0.5 * np.cos(np.pi / 4), rel=0.01)
    assert not rig.shared.meters[MASTER_SLOT].any()
    rig.shared.controls[CLICK_SLOT, ControlField.GAIN] = 0.0
    rig.shared.head[Head.CONTROLS_VERSION] += 1
    assert np.abs(rig.run(24_000)[:, 2000:]).max() == 0.0


def test_the_mix_is_the_same_to_the_last_bit_with_the_click_elsewhere(tape, cabled):
    plain = cabled(song(tape))
    plain.command(Command.ROLL)
    clicked = cabled(song(tape, click=click_of([0, 3000, 9000], outputs=(1,))))
    clicked.shared.controls[CLICK_SLOT, ControlField.PAN] = -1.0
    clicked.command(Command.ROLL)
    first, second = plain.run(20_000), clicked.run(20_000)
    np.testing.assert_array_equal(first[0], second[0])
    assert onsets(second[1]) == [0, 3000, 9000]


@pytest.mark.parametrize("blocks", [(128,), CHANGING])
def test_what_is_spoken_is_heard_on_the_clicks_outputs_and_in_the_count_in(cabled, tmp_path, blocks):
    name = write_wav24(tmp_path / "verse.wav", np.full(3000, 0.25, np.float32), RATE)
    sounds = tuple(ClipSpec(str(name), start, 0, 3000) for start in (-5000, 7000))
    rig = cabled(EngineSpec(1, click=ClickSpec(outputs=(1,), sounds=sounds)), blocks)
    rig.lead(1, LeadSpec(8000))
    rig.record(record_request(tmp_path, [(0,)], latency=LATENCY))
    rig.until(lambda: rig.state != TransportState.LOCATING and rig.position > -8000)
    out = rig.run(30_000)
    heard = np.flatnonzero(out[1])
    assert not out[0].any()
    assert (len(heard), heard[-1] - heard[0]) == (6000, 14_999)
    np.testing.assert_allclose(out[1][heard], 0.25, atol=1e-6)


def test_a_click_for_recording_is_heard_while_a_pass_is_open(cabled, tmp_path):
    rig = cabled(EngineSpec(1, click=click_of(range(0, 200_000, 6000), when=ClickWhen.RECORDING)))
    rig.command(Command.ROLL)
    assert not rig.run(20_000).any()
    rig.record(record_request(tmp_path, [(0,)]))
    assert len(onsets(rig.run(20_000)[0])) == 3
    rig.command(Command.PUNCH_OUT)
    rig.run(1000)
    assert not rig.run(20_000).any()


# ── leads ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("blocks", BLOCKS)
@pytest.mark.parametrize("start", [0, 50_000])
def test_a_count_in_is_only_clicks_and_recording_begins_at_the_start(tape, cabled, tmp_path, blocks, start):
    rig = cabled(song(tape, click=click_of([], when=ClickWhen.NEVER)), blocks)
    if start:
        rig.command(Command.LOCATE, start)
        rig.run(3000)
    rig.lead(1, LeadSpec(24_000, 0, *packed([0, 6000, 12_000, 18_000])))
    rig.record(record_request(tmp_path, [(0,)], latency=LATENCY))
    out = rig.until(lambda: rig.position >= start + 30_000)
    (rolled,) = rig.facts(Announcement.ROLLED)
    (begun,) = rig.facts(Announcement.RECORD_IN)
    assert rolled[2] == start - 24_000
    assert begun[1:4] == (rolled[1] + 24_000, start, 7)
    counted = out[0][: out.shape[1] - (rig.position - start)]
    assert [at - onsets(counted)[0] for at in onsets(counted)] == [0, 6000, 12_000, 18_000]
    rig.command(Command.STOP)
    rig.run(20_000)
    ((take,),) = rig.report().rounds
    indices = read_indices(Path(take.path))
    assert take.start == start
    np.testing.assert_array_equal(indices[300:30_000], np.arange(start + 300, start + 30_000))


def test_a_count_in_shows_the_position_and_what_is_left(cabled):
    rig = cabled(EngineSpec(1, click=click_of([])))
    rig.lead(1, LeadSpec(48_000, 0, *packed([0, 24_000])))
    rig.command(Command.ROLL)
    rig.until(lambda: rig.state == TransportState.ROLLING)
    rig.run(12_800)
    assert rig.position < 0
    assert rig.shared.head[Head.LEAD_LEFT] == -rig.position
    rig.run(48_000)
    assert rig.position > 0
    assert rig.shared.head[Head.LEAD_LEFT] == 0


def test_a_stop_in_the_count_in_returns_to_the_start_and_keeps_nothing(tape, cabled, tmp_path):
    rig = cabled(song(tape, click=click_of([])))
    rig.command(Command.LOCATE, 50_000)
    rig.run(2000)
    rig.lead(1, LeadSpec(24_000, 0, *packed([0, 12_000])))
    rig.record(record_request(tmp_path, [(0,)]))
    rig.until(lambda: rig.position > 30_000)
    rig.command(Command.STOP)
    rig.run(10_000)
    assert (rig.state, rig.position) == (TransportState.STOPPED, 50_000)
    assert rig.report().rounds == ()
    rig.command(Command.ROLL)
    rig.run(1280)
    assert rig.position == 51_280


@pytest.mark.parametrize("blocks", BLOCKS)
def test_count_in_pre_roll_loop_and_punch_give_the_same_takes_at_any_block(tape, cabled, tmp_path, blocks):
    """Of the cable the takes hold the song's own position, whatever the blocks."""
    spec = song(
        tape, click=click_of([], when=ClickWhen.NEVER), loop=span(40_000, 70_000), punch=span(45_000, 61_001)
    )
    rig = cabled(spec, blocks)
    rig.command(Command.LOCATE, 45_000)
    rig.run(3000)
    rig.lead(1, LeadSpec(30_000, 12_000, *packed([0, 6000, 12_000])))
    rig.record(record_request(tmp_path, [(0,), (1, 2)], latency=LATENCY))
    rig.until(lambda: len(rig.facts(Announcement.RECORD_OUT)) == 3)
    rig.command(Command.STOP)
    rig.run(20_000)
    report = rig.report()
    assert len(report.rounds) == 3
    for takes in report.rounds:
        for take in takes:
            assert (take.start, take.frames, take.gaps) == (45_000, 16_001, ())
            for side in range(take.channels):
                np.testing.assert_array_equal(read_indices(Path(take.path), side), np.arange(45_000, 61_001))


@pytest.mark.parametrize("blocks", [(128,), CHANGING])
def test_an_edit_in_the_lead_does_not_move_it(tape, cabled, tmp_path, blocks):
    click = click_of([], when=ClickWhen.NEVER)
    rig = cabled(song(tape, click=click), blocks)
    rig.command(Command.LOCATE, 50_000)
    rig.run(3000)
    rig.lead(1, LeadSpec(30_000, 10_000, *packed([0])))
    rig.record(record_request(tmp_path, [(0,)], latency=LATENCY))
    for serial, position in enumerate((25_000, 36_000, 45_000), 2):
        rig.until(lambda: rig.position >= position)  # noqa: B023
        clips = (ClipSpec(str(tape), 0, 0, LENGTH - serial),)
        rig.playback.set_spec(EngineSpec(serial, (track(1, *clips, monitor=MonitorMode.TAPE),), click=click))
    rig.until(lambda: rig.position >= 60_000)
    rig.command(Command.STOP)
    rig.run(10_000)
    ((take,),) = rig.report().rounds
    assert rig.rig.plans.plan.serial == 4
    assert take.start == 50_000
    np.testing.assert_array_equal(read_indices(Path(take.path))[:9000], np.arange(50_000, 59_000))


@pytest.mark.parametrize("blocks", BLOCKS)
@pytest.mark.parametrize("post_roll", [0, 4801])
def test_after_the_post_roll_it_stops_by_itself(tape, cabled, tmp_path, blocks, post_roll):
    rig = cabled(song(tape, punch=span(3000, 9001)), blocks)
    rig.command(Command.TERMS, 0, 0, post_roll)
    rig.record(record_request(tmp_path, [(0,)], latency=LATENCY))
    rig.run(30_000)
    assert rig.state == TransportState.STOPPED
    assert rig.position == 9001 + post_roll
    ((take,),) = rig.report().rounds
    assert (take.start, take.frames) == (3000, 6001)


def test_a_roll_of_so_many_frames_ends_by_itself(tape, cabled):
    rig = cabled(song(tape))
    rig.command(Command.TERMS, 0, 0, 10_001)
    rig.command(Command.ROLL)
    rig.run(20_000)
    assert (rig.state, rig.position) == (TransportState.STOPPED, 10_001)
    rig.command(Command.ROLL)
    rig.run(20_000)
    assert rig.state == TransportState.ROLLING


# ── rounds ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("blocks", BLOCKS)
def test_twenty_rounds_are_twenty_whole_takes(cabled, tmp_path, blocks):
    """What was played to the end of a round arrives after the seam."""
    begin, end = 12_000, 36_000
    rig = cabled(EngineSpec(1, loop=span(begin, end)), blocks)
    rig.backend._feed = count
    rig.command(Command.LOCATE, begin)
    rig.run(3000)
    rig.record(record_request(tmp_path, [(0,), (1,)], latency=LATENCY))
    rig.until(lambda: len(rig.facts(Announcement.WRAPPED)) == 20)
    rig.command(Command.STOP)
    rig.run(30_000)
    rounds = rig.report().rounds
    (out,) = [row for row in rig.facts(Announcement.RECORD_OUT) if row[4]]
    rolled = out[1] - rig.facts(Announcement.RECORD_IN)[0][1]
    assert sum(takes[0].frames for takes in rounds) == rolled
    assert [takes[0].frames for takes in rounds[:20]] == [end - begin] * 20
    assert len(rounds) == 20 + (rolled > 20 * (end - begin))
    first = rig.facts(Announcement.RECORD_IN)[0][1] + LATENCY
    for number, takes in enumerate(rounds):
        for port, take in enumerate(takes):
            found = inspect_ramp(Path(take.path), port)
            assert (found.first, found.breaks) == ((first + number * (end - begin)) % MODULUS, ())
            assert (take.start, take.gaps) == (begin, ())


def count(out, clock):
    for port, row in enumerate(out):
        row[:] = ramp(clock, out.shape[1], port)


# ── live punches ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("blocks", BLOCKS)
def test_punching_in_and_out_while_rolling_drops_nothing(tape, cabled, tmp_path, blocks):
    rig = cabled(song(tape), blocks)
    rig.command(Command.ROLL)
    rig.run(20_000)
    rig.record(record_request(tmp_path, [(0,)], latency=LATENCY))
    rig.run(20_000)
    rig.command(Command.PUNCH_OUT)
    rig.run(20_000)
    assert rig.state == TransportState.ROLLING
    ((take,),) = rig.report().rounds
    assert (take.start, take.frames) == (20_000, 20_000)
    np.testing.assert_array_equal(read_indices(Path(take.path)), np.arange(20_000, 40_000))


def test_a_rehearsal_switches_the_monitors_and_writes_nothing(tape, cabled):
    clip = ClipSpec(str(tape), 0, 0, LENGTH)
    lane = track(1, clip, inputs=(0,), armed=True)
    rig = cabled(EngineSpec(1, (lane,), punch=span(20_000, 40_000)))
    rig.backend._feed = lambda out, _clock: out.fill(0.5)
    rig.command(Command.TERMS, 0, 0, 6000)
    rig.command(Command.REHEARSE)
    out = rig.until(lambda: rig.position >= 44_800)[0]
    assert rig.state == TransportState.ROLLING
    played = out[out.shape[0] - rig.position :]
    positions = np.rint(played * MODULUS)
    assert positions[19_000] == 19_000
    assert set(played[21_000:39_000]) == {np.float32(0.5)}
    assert positions[42_000] == 42_000
    rig.run(10_000)
    assert (rig.state, rig.position) == (TransportState.STOPPED, 46_000)
    assert not rig.facts(Announcement.RECORD_IN)
    assert not rig.facts(Announcement.RECORD_OUT)


# ── the bounce ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bounce_has_the_click_only_if_asked(tmp_path):
    beats = [0, 24_000, 65_407, 131_000]
    spec = EngineSpec(1, click=click_of(beats, outputs=(1,), when=ClickWhen.NEVER))
    paths = [tmp_path / "plain.wav", tmp_path / "clicked.wav"]
    for path, click in zip(paths, (False, True), strict=True):
        bounce(spec, rate=RATE, path=path, start=0, end=150_000, click=click)
    plain, clicked = (read_indices(path) / MODULUS for path in paths)
    assert not plain.any()
    assert onsets(clicked) == beats
