"""The tape is mixed ahead by what the callback would mix it with, and by nothing else."""

import numpy as np
import pytest

from tests.rt.desk import RATE, Desk, track
from tui_studio.engine.ahead import AHEAD_SECONDS, AT_FIRST, BEGIN_SECONDS, AheadMixer
from tui_studio.engine.protocol import ClickSpec, MonitorMode
from tui_studio.engine.rt.ahead import FRAMES
from tui_studio.engine.rt.contract import Command
from tui_studio.engine.shared import CLICK_SLOT, MASTER_SLOT, Head, MeterField

BLOCK = 512
AHEAD = int(AHEAD_SECONDS * RATE)
BEGIN = int(BEGIN_SECONDS * RATE)
LANES = (track(0, 2), track(1))
PEAKS = [MeterField.PEAK_LEFT, MeterField.PEAK_RIGHT]


def noise(rows, frames):
    return (np.random.default_rng(rows).standard_normal((rows, frames)) * 0.2).astype(np.float32)


def rolling(lanes=LANES, *, mixes_ahead=True, blocks=4, click=None, frames=150_000, outputs=2):
    desk = Desk(outputs=outputs, mixes_ahead=mixes_ahead)
    rows = sum(lane.channels for lane in lanes) + (click is not None)
    desk.adopt(desk.plan(*lanes, sound=noise(rows, frames), capacity=160_000, click=click))
    desk.command(Command.ROLL)
    desk.play(*[BLOCK] * blocks)
    return desk


def taken(desk, blocks=1):
    """How many of the next blocks come from what was mixed ahead, and what they sound like."""
    count, out = 0, []
    for _ in range(blocks):
        before = desk.shared.head[Head.AHEAD_TO]
        out.append(desk.play(BLOCK))
        now = desk.shared.head[Head.AHEAD_TO]
        count += bool(now != before and now > 0)
    return count, np.concatenate(out, axis=1)


@pytest.mark.parametrize("click", [None, ClickSpec()])
def test_all_of_a_long_stretch_is_taken_and_sounds_the_same(click):
    here, there = rolling(mixes_ahead=False, click=click), rolling(click=click)
    count, sound = taken(there, 260)
    assert count == 260
    assert np.array_equal(sound, here.play(*[BLOCK] * 260))


def test_it_is_never_far_ahead_nor_near_the_playhead_when_it_begins():
    desk = rolling(blocks=1)
    ring = desk.callback.plan.ring
    assert ring.read + AHEAD // AT_FIRST == desk.ahead.end
    assert desk.ahead._counters[1] == ring.read + BEGIN
    ahead = []
    for _ in range(80):
        desk.play(BLOCK)
        ahead.append(desk.ahead.end - ring.read)
    assert max(ahead) == AHEAD
    assert min(ahead[1:]) >= AHEAD // 2


def test_a_fader_is_heard_in_the_next_block_and_what_was_mixed_before_no_more():
    desk, plain = rolling(), rolling(mixes_ahead=False)
    for each in desk, plain:
        each.control(0, gain=0.25)
    count, sound = taken(desk, 12)
    assert 6 < count < 12
    assert np.array_equal(sound, plain.play(*[BLOCK] * 12))


def test_nothing_is_mixed_at_rest_or_for_no_outputs():
    desk = Desk(mixes_ahead=True)
    desk.adopt(desk.plan(*LANES, sound=noise(3, 9000)))
    desk.play(*[BLOCK] * 4)
    assert desk.ahead.end == 0
    assert rolling(outputs=0).ahead.end == 0


def added_to(desk, blocks):
    """How many of the next blocks are what comes in, or other outputs, on what was mixed ahead; and all that is heard."""
    count, out, came = 0, [], noise(2, blocks * BLOCK)
    for at in range(0, blocks * BLOCK, BLOCK):
        out.append(desk.play(BLOCK, sound=came[:, at : at + BLOCK]))
        count += desk.callback._steady._offset >= 0 and not desk.callback._steady._plain
    return count, np.concatenate(out, axis=1)


HEARD = (*LANES, track(2, inputs=(0,), monitor=MonitorMode.INPUT))


@pytest.mark.parametrize("click", [None, ClickSpec(), ClickSpec(outputs=(1,))])
@pytest.mark.parametrize(("lanes", "outputs"), [(HEARD, 2), (HEARD, 1), (LANES, 4), (HEARD, 4)])
def test_what_comes_in_is_added_to_it(lanes, outputs, click):
    here, there = (rolling(lanes, mixes_ahead=way, click=click, outputs=outputs) for way in (False, True))
    count, sound = added_to(there, 260)
    assert count == 260
    assert np.array_equal(sound, added_to(here, 260)[1])


def test_a_click_with_outputs_of_its_own_is_left_to_the_callback():
    here, there = (rolling(mixes_ahead=way, click=ClickSpec(outputs=(1,))) for way in (False, True))
    count, sound = added_to(there, 20)
    assert count == 20
    assert np.array_equal(sound, added_to(here, 20)[1])


def test_an_input_that_is_heard_at_no_gain_leaves_the_click_as_it_is():
    here, there = (rolling(HEARD, mixes_ahead=way, click=ClickSpec()) for way in (False, True))
    for desk in here, there:
        desk.control(2, gain=0.0)
        desk.play(*[BLOCK] * 4)
    count, sound = added_to(there, 20)
    assert count == 20
    assert np.array_equal(sound, added_to(here, 20)[1])


def test_what_is_no_number_comes_in_as_silence():
    here, there = (rolling(HEARD, mixes_ahead=way) for way in (False, True))
    came = np.full((2, BLOCK), np.nan, np.float32)
    assert np.array_equal(there.play(BLOCK, sound=came), here.play(BLOCK, sound=np.zeros_like(came)))


def test_what_is_not_rendered_yet_is_not_mixed():
    desk = rolling(blocks=2, frames=5000)
    assert desk.ahead.end == 5000
    desk.play(*[BLOCK] * 8)
    assert desk.shared.head[Head.STARVED] == 1


def test_a_mixer_that_was_held_up_begins_anew():
    desk = rolling()
    desk.mixes_ahead = False
    desk.play(*[BLOCK] * 45)
    desk.mixes_ahead = True
    assert taken(desk, 1)[0] == 0
    assert taken(desk, 8)[0] >= 6


def test_another_plan_has_another_mix():
    desk, plain = rolling(), rolling(mixes_ahead=False)
    for each in desk, plain:
        plan = each.plan(*LANES, serial=2, sound=noise(3, 150_000)[:, ::-1], capacity=160_000)
        each.adopt(plan)
    count, sound = taken(desk, 12)
    assert count > 6
    assert np.array_equal(sound, plain.play(*[BLOCK] * 12))


def test_the_masters_level_is_that_of_what_was_taken_without_the_click():
    desk = Desk(mixes_ahead=True)
    desk.control(CLICK_SLOT, gain=4.0)
    sound = np.full((3, 60_000), 0.1, np.float32)
    sound[:2, 30_000:31_000] = 0.75
    sound[2] = 1.0
    desk.adopt(desk.plan(track(0, 2), sound=sound, click=ClickSpec()))
    desk.command(Command.ROLL)
    desk.play(*[BLOCK] * 50)
    assert desk.shared.meters[MASTER_SLOT, PEAKS].tolist() == pytest.approx([0.1, 0.1])
    desk.play(*[BLOCK] * 20)
    assert desk.shared.meters[MASTER_SLOT, PEAKS].tolist() == pytest.approx([0.75, 0.75])
    assert desk.shared.meters[MASTER_SLOT, MeterField.HOLD] == np.float32(0.75)
    assert desk.shared.meters[MASTER_SLOT, MeterField.CLIPS] == 0


def test_the_masters_level_is_not_lost_by_a_touch_of_a_fader_nor_told_before_it_is_heard():
    desk = Desk(mixes_ahead=True)
    sound = np.full((2, 60_000), 0.1, np.float32)
    sound[:, 9000] = 0.9
    desk.adopt(desk.plan(track(0, 2), sound=sound))
    desk.command(Command.ROLL)
    while desk.position < 9000 - BLOCK:
        desk.play(BLOCK)
    assert desk.shared.meters[MASTER_SLOT, MeterField.HOLD] == np.float32(0.1)
    blind, desk.levels, desk.mixes_ahead = desk.levels, Blind(), False
    desk.play(*[BLOCK] * 2)
    desk.control(0, gain=0.5)
    desk.play(*[BLOCK] * 8)
    blind.look()
    assert desk.shared.meters[MASTER_SLOT, MeterField.HOLD] == np.float32(0.9)


def test_what_was_taken_of_an_earlier_ring_says_nothing_of_a_new_one():
    desk = rolling(blocks=100)
    sound = np.full((3, 60_000), 0.05, np.float32)
    sound[:, 4000] = 1.0
    desk.command(Command.LOCATE, 1000)
    desk.play(BLOCK)
    desk.adopt(desk.plan(*LANES, start=1000, sound=sound))
    desk.shared.meters[:] = 0.0
    while desk.position < 4500:
        desk.play(32)
    assert desk.shared.meters[MASTER_SLOT, MeterField.HOLD] < 0.5
    while desk.position < 6000:
        desk.play(32)
    assert desk.shared.meters[MASTER_SLOT, MeterField.HOLD] > 1.0


@pytest.mark.parametrize("outputs", [1, 4])
def test_the_callback_tells_the_masters_level_of_what_it_puts_together(outputs):
    desk = Desk(outputs=outputs, mixes_ahead=True)
    sound = np.full((3, 60_000), 0.1, np.float32)
    sound[:2, 30_000] = 0.9
    desk.adopt(desk.plan(track(0, 2), sound=sound, click=ClickSpec()))
    desk.command(Command.ROLL)
    desk.play(*[BLOCK] * 50)
    assert desk.shared.meters[MASTER_SLOT, PEAKS].tolist() == pytest.approx([0.1, 0.1])
    desk.play(*[BLOCK] * 50)
    assert desk.shared.meters[MASTER_SLOT, MeterField.HOLD] == np.float32(0.9)
    assert len(desk.mixer._levels) < 2 * AHEAD // BLOCK


def test_the_masters_level_comes_often_while_an_input_is_heard():
    desk = Desk(max_block=8192, stretch_seconds=512 / RATE, mixes_ahead=True)
    desk.adopt(desk.plan(*HEARD, sound=noise(4, 40_000)))
    desk.command(Command.ROLL)
    desk.play(*[128] * 60)
    for _ in range(20):
        desk.shared.meters[MASTER_SLOT] = 0.0
        assert added_to(desk, 1)[0]
        desk.play(*[128] * 4)
        assert desk.shared.meters[MASTER_SLOT, MeterField.PEAK_LEFT] > 0.0


def test_levels_that_nobody_took_are_forgotten():
    desk = rolling(blocks=4)
    desk.callback._steady._ready_rt = lambda: 0
    desk.play(*[BLOCK] * 100)
    assert len(desk.mixer._levels) < 2 * AHEAD // BLOCK


@pytest.mark.parametrize("rate", [44_100, 192_000, 384_000])
def test_it_never_writes_where_the_callback_reads(rate):
    desk = Desk()
    mixer = AheadMixer(desk.shared, desk.ahead, rate, lambda: desk.callback.plan)
    desk.adopt(desk.plan(*LANES, sound=noise(3, 150_000), capacity=160_000))
    desk.command(Command.ROLL)
    desk.play(*[BLOCK] * 4)
    for _ in range(8):
        mixer.step()
    assert 0 < desk.ahead.end - desk.callback.plan.ring.read <= FRAMES // 2


def test_rings_that_wrap_are_mixed_as_they_are_played():
    heard = []
    for mixes_ahead in (False, True):
        desk = Desk(mixes_ahead=mixes_ahead)
        sound = noise(3, 120_000)
        plan = desk.adopt(desk.plan(*LANES, sound=sound[:, :25_000], capacity=30_000))
        desk.command(Command.ROLL)
        out = []
        for _ in range(200):
            out.append(desk.play(BLOCK))
            plan.ring.write(sound[:, plan.ring.written : plan.ring.written + min(BLOCK, plan.ring.room)])
        heard.append(np.concatenate(out, axis=1))
        assert (desk.shared.head[Head.AHEAD_TO] > 90_000) == mixes_ahead
    assert np.array_equal(*heard)


class Blind:
    """Nobody looks."""

    def look(self):
        """Nothing."""
