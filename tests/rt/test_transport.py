"""Every fact is announced with the clock and the position of its frame, whatever the blocks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rt.desk import FADE, Desk, cut, thorough, track
from tui_studio.engine.protocol import TransportState
from tui_studio.engine.rt.contract import Announcement, Command
from tui_studio.engine.shared import Head

block_sizes = st.lists(st.integers(1, 512), min_size=1, max_size=12)


def rolling(**options):
    desk = Desk(**options)
    desk.adopt(desk.plan(track()))
    desk.command(Command.ROLL)
    return desk


def test_it_stands_still_until_told_to_roll():
    desk = Desk()
    desk.adopt(desk.plan(track(), start=700))
    assert not desk.play(64, 64).any()
    assert (desk.state, desk.position) == (TransportState.STOPPED, 700)
    assert desk.fact(Announcement.ADOPTED)[3] == 1
    assert desk.shared.head[Head.SPEC_SERIAL] == 1


def test_rolling_without_a_plan_asks_for_one_and_rolls_when_it_is_there():
    desk = Desk()
    desk.command(Command.ROLL)
    desk.play(100)
    assert desk.state == TransportState.LOCATING
    assert desk.fact(Announcement.NEED_PLAN)[1:3] == (0, 0)
    desk.adopt(desk.plan(track()))
    desk.play(50)
    assert (desk.state, desk.position) == (TransportState.ROLLING, 50)
    assert desk.fact(Announcement.ROLLED)[1:3] == (100, 0)


@thorough
@given(block_sizes)
def test_stopping_fades_out_and_rests_where_the_fade_began(blocks):
    desk = rolling()
    desk.play(*cut(1000, blocks))
    desk.command(Command.STOP)
    desk.play(*cut(1000, blocks))
    assert desk.fact(Announcement.STOPPED)[1:3] == (1000 + FADE, 1000)
    assert (desk.state, desk.position) == (TransportState.STOPPED, 1000)


def test_what_is_recorded_next_goes_on_where_the_take_ended():
    desk = Desk()
    desk.adopt(desk.plan(track(inputs=(0,), armed=True)))
    for pass_id in (7, 8):
        desk.command(Command.RECORD, pass_id)
        desk.play(*[128] * 4)
        desk.command(Command.STOP)
        desk.play(*[128] * 4)
    assert [row[2] for row in desk.facts(Announcement.RECORD_IN)] == [0, 512]
    assert [row[2] for row in desk.facts(Announcement.RECORD_OUT)] == [512, 1024]


def test_after_a_stop_the_tape_is_heard_from_where_it_stopped():
    desk = rolling()
    desk.play(512)
    desk.command(Command.STOP)
    desk.play(512)
    desk.command(Command.ROLL)
    heard = desk.play(*[128] * 4)[0] / np.float32(np.sqrt(0.5))
    assert np.allclose(heard[FADE:], np.arange(512 + FADE, 1024))


def test_a_stop_at_the_end_of_the_loop_rests_before_it():
    desk = Desk()
    desk.adopt(desk.plan(track(), loop=(100, 1000)))
    desk.command(Command.ROLL)
    desk.play(500, 400)
    desk.command(Command.STOP)
    desk.play(512)
    assert (desk.state, desk.position) == (TransportState.STOPPED, 900)
    desk.command(Command.ROLL)
    desk.play(128)
    assert desk.position == 100 + 28


def test_a_plan_that_begins_within_the_fade_makes_way_for_one_from_where_it_stopped():
    desk = rolling()
    desk.play(512)
    desk.command(Command.STOP)
    desk.play(64)
    desk.adopt(desk.plan(track(1), serial=2, start=576))
    desk.play(*[64] * 5)
    assert desk.state == TransportState.LOCATING
    assert desk.fact(Announcement.NEED_PLAN)[2] == 512
    desk.adopt(desk.plan(track(1), serial=3, start=512))
    desk.play(64)
    assert (desk.state, desk.position) == (TransportState.STOPPED, 512)


def test_commands_that_come_while_stopping_are_done_afterwards():
    desk = rolling()
    desk.play(512)
    for command in (Command.STOP, Command.ROLL, Command.STOP):
        desk.command(command)
    desk.play(*[128] * 20)
    assert [row[1] for row in desk.facts(Announcement.ROLLED)] == [0, 768]
    assert [row[1] for row in desk.facts(Announcement.STOPPED)] == [512 + FADE, 768]  # nothing was heard yet


def test_stop_and_roll_again_goes_on_without_a_new_plan():
    desk = rolling()
    desk.play(512)
    desk.command(Command.STOP)
    desk.play(512)
    desk.command(Command.ROLL)
    desk.play(100)
    assert desk.position == 512 + 100
    assert not desk.facts(Announcement.NEED_PLAN)


def test_locating_while_stopped_waits_for_a_plan_that_starts_there():
    desk = Desk()
    desk.adopt(desk.plan(track()))
    desk.play(10)
    desk.command(Command.LOCATE, 5000)
    desk.play(10)
    assert (desk.state, desk.position) == (TransportState.LOCATING, 5000)
    assert desk.fact(Announcement.NEED_PLAN)[1:3] == (10, 5000)
    desk.adopt(desk.plan(track(), serial=2, start=5000))
    desk.play(10)
    assert (desk.state, desk.position) == (TransportState.STOPPED, 5000)


def test_locating_while_rolling_fades_out_and_rolls_on_from_there():
    desk = rolling()
    desk.play(500)
    desk.command(Command.LOCATE, 9000)
    desk.play(*[100] * 5)
    assert desk.fact(Announcement.NEED_PLAN)[1:3] == (500 + FADE, 9000)
    desk.adopt(desk.plan(track(), serial=2, start=9000))
    desk.play(100)
    assert desk.facts(Announcement.ROLLED)[1][1:3] == (1000, 9000)
    assert desk.position == 9100


def test_a_second_locate_and_a_stop_while_locating_are_heeded():
    desk = rolling()
    desk.play(500)
    desk.command(Command.LOCATE, 9000)
    desk.play(500)
    desk.command(Command.LOCATE, 100)
    desk.command(Command.STOP)
    desk.play(10)
    desk.adopt(desk.plan(track(), serial=2, start=100))
    desk.play(10)
    assert [row[2] for row in desk.facts(Announcement.NEED_PLAN)] == [9000, 100]
    assert (desk.state, desk.position) == (TransportState.STOPPED, 100)


def test_record_begins_with_the_next_block_and_ends_where_stopping_began():
    desk = Desk()
    desk.adopt(desk.plan(track(inputs=(0,), armed=True)))
    desk.play(333)
    desk.command(Command.RECORD, 7)
    desk.play(100)
    assert desk.state == TransportState.RECORDING
    assert desk.shared.head[Head.PUNCHED_IN] == 1
    assert desk.shared.head[Head.RECORD_START] == 0
    desk.play(67)
    desk.command(Command.STOP)
    desk.play(512)
    assert desk.fact(Announcement.RECORD_IN)[1:4] == (333, 0, 7)
    assert desk.fact(Announcement.RECORD_OUT)[1:5] == (500, 167, 7, 1)
    assert desk.shared.head[Head.RECORD_START] == -1
    assert desk.shared.head[Head.PUNCHED_IN] == 0


def test_record_while_rolling_punches_in_and_punch_out_rolls_on():
    desk = rolling()
    desk.play(300)
    desk.command(Command.RECORD, 3)
    desk.play(300)
    desk.command(Command.PUNCH_OUT)
    desk.play(300)
    assert desk.fact(Announcement.RECORD_IN)[1:4] == (300, 300, 3)
    assert desk.fact(Announcement.RECORD_OUT)[1:5] == (600, 600, 3, 1)
    assert (desk.state, desk.position) == (TransportState.ROLLING, 900)


def test_recording_is_not_interrupted_by_a_locate():
    desk = rolling()
    desk.command(Command.RECORD, 3)
    desk.play(300)
    desk.command(Command.LOCATE, 0)
    desk.play(300)
    assert (desk.state, desk.position) == (TransportState.RECORDING, 600)


def test_a_new_pass_ends_the_one_before():
    desk = rolling()
    desk.command(Command.RECORD, 1)
    desk.play(100)
    desk.command(Command.RECORD, 2)
    desk.play(100)
    assert desk.fact(Announcement.RECORD_OUT)[1:5] == (100, 100, 1, 1)
    assert [row[1:4] for row in desk.facts(Announcement.RECORD_IN)] == [(0, 0, 1), (100, 100, 2)]


@thorough
@given(block_sizes, st.integers(0, 3000), st.integers(1, 3000), st.integers(0, 2000))
def test_punch_bounds_are_exact_whatever_the_blocks(blocks, begin, length, start):
    desk = Desk()
    desk.adopt(desk.plan(track(), start=start, punch=(begin, begin + length)))
    desk.play(17)
    desk.command(Command.RECORD, 1)
    desk.play(*cut(7000, blocks))
    desk.command(Command.STOP)
    desk.play(*cut(600, blocks))
    clock_of = 17 - start
    first, end = max(begin, start), begin + length
    ins = [row[1:4] for row in desk.facts(Announcement.RECORD_IN)]
    outs = [row[1:5] for row in desk.facts(Announcement.RECORD_OUT)]
    over = (7017, 7000 + start, 1, 1)
    if end <= start:
        assert (ins, outs) == ([], [over])
    else:
        assert ins == [(clock_of + first, first, 1)]
        assert outs == [(clock_of + end, end, 1, 0), over]


@thorough
@given(block_sizes, st.integers(0, 1500), st.integers(0, 800), st.integers(64, 900), st.booleans())
def test_loops_wrap_at_the_exact_frame_and_rounds_have_no_hole(blocks, start, begin, length, record):
    loop = (begin, begin + length)
    desk = Desk()
    desk.adopt(desk.plan(track(), start=start, loop=loop))
    desk.command(Command.RECORD if record else Command.ROLL, 5)
    desk.play(*cut(4000, blocks))
    ring = desk.callback.plan.ring
    assert desk.position == ring.position_of(4000)
    wraps = [
        clock
        for clock in range(1, 4001)
        if start < loop[1] and ring.position_of(clock) == begin and (clock > loop[1] - start - 1)
    ]
    assert [row[1] for row in desk.facts(Announcement.WRAPPED)] == wraps
    assert all(row[2] == begin for row in desk.facts(Announcement.WRAPPED))
    if record:
        begun = [row[1] for row in desk.facts(Announcement.RECORD_IN)]
        ended = [row[1:5] for row in desk.facts(Announcement.RECORD_OUT)]
        assert begun == [0, *(clock for clock in wraps if clock < 4000)]
        assert ended == [(clock, loop[1], 5, 0) for clock in wraps]


@thorough
@given(block_sizes)
def test_a_punch_inside_a_loop_makes_a_round_each_time(blocks):
    desk = Desk()
    desk.adopt(desk.plan(track(), loop=(0, 1000), punch=(200, 300)))
    desk.command(Command.RECORD, 5)
    desk.play(*cut(2500, blocks))
    assert [row[1:3] for row in desk.facts(Announcement.RECORD_IN)] == [(200, 200), (1200, 200), (2200, 200)]
    assert [row[1:3] for row in desk.facts(Announcement.RECORD_OUT)] == [(300, 300), (1300, 300), (2300, 300)]


@thorough
@given(block_sizes, block_sizes)
def test_the_published_position_belongs_to_the_published_clock(first, second):
    desk = Desk()
    desk.adopt(desk.plan(track(), start=100))
    desk.play(*first)
    rolled = sum(first)
    desk.command(Command.ROLL)
    for frames in second:
        desk.play(frames)
        _, position, clock = desk.shared.motion()
        assert position - 100 == clock - rolled == desk.capture.written - rolled


@thorough
@given(block_sizes, st.lists(st.sampled_from(list(Command)), min_size=1, max_size=30), st.randoms())
def test_no_order_of_commands_breaks_the_rules(blocks, commands, chance):
    """A model of the pass: in and out alternate, each pass ends once, all rows are in order of clock."""
    desk = Desk()
    desk.adopt(desk.plan(track(), loop=(500, 1500), punch=(600, 1400)))
    for number, command in enumerate(commands):
        desk.command(
            command, 400 if command == Command.LOCATE else 0 if command == Command.CALIBRATE else number
        )
        desk.play(chance.choice(blocks))
        needed = desk.facts(Announcement.NEED_PLAN)
        if needed and desk.state == TransportState.LOCATING and chance.random() < 0.7:
            desk.adopt(desk.plan(track(), serial=number + 2, start=needed[-1][2], frames=30_000))
    desk.command(Command.STOP)
    desk.play(*[400] * 4)
    clocks = [row[1] for row in desk.facts() if row[0] not in {Announcement.ADOPTED, Announcement.IMPULSE}]
    assert clocks == sorted(clocks)
    inside = False
    ended = []
    for row in desk.facts(Announcement.RECORD_IN, Announcement.RECORD_OUT):
        if row[0] == Announcement.RECORD_IN:
            assert not inside
            inside = True
            began = row
        else:
            if inside:
                assert row[3] == began[3]
                assert row[1] - began[1] == row[2] - began[2] >= 0
            inside = False
            ended += [row[3]] if row[4] else []
    assert not inside
    assert len(ended) == len(set(ended))
    assert ended == [number for number, command in enumerate(commands) if command == Command.RECORD]


@pytest.mark.parametrize("start", [0, 480])
def test_a_fade_in_only_away_from_the_songs_start(start):
    desk = Desk()
    sound = np.ones((1, 4000), np.float32)
    desk.adopt(desk.plan(track(), start=start, sound=sound))
    desk.command(Command.ROLL)
    out = desk.play(*[100] * 5)[0] / np.float32(np.sqrt(0.5))
    if start == 0:
        assert np.allclose(out, 1.0, atol=1e-6)
    else:
        assert out[0] < 0.01
        assert (np.diff(out[:FADE]) >= 0).all()
        assert np.allclose(out[FADE:], 1.0, atol=1e-6)


def test_a_lead_that_is_waited_for_is_told_already():
    desk = Desk()
    desk.adopt(desk.plan(track()))
    desk.play(64)
    assert desk.commands.push_rt(Command.LOCATE, 28_800, 0, 0)
    assert desk.commands.push_rt(Command.TERMS, 1, 4800, -1)
    assert desk.commands.push_rt(Command.RECORD, 7, 0, 0)
    desk.play(64)
    assert (desk.state, desk.position) == (TransportState.LOCATING, 24_000)
    assert desk.shared.head[Head.LEAD_LEFT] == 4800
