"""Levels of inputs and strips, read behind the callback; that of the master."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rt.desk import Desk, cut, thorough, track
from tui_studio.audio.dsp.meters import OverCounter
from tui_studio.engine.protocol import MonitorMode
from tui_studio.engine.rt.contract import Command
from tui_studio.engine.shared import MASTER_SLOT, Head, MeterField

PEAKS = [MeterField.PEAK_LEFT, MeterField.PEAK_RIGHT]


def level(frames, *values):
    return np.repeat(np.array(values, np.float32)[:, None], frames, axis=1)


def test_input_peaks_are_kept_until_read_and_holds_until_cleared():
    desk = Desk()
    desk.play(100, sound=level(100, 0.5, -0.25))
    desk.play(100, sound=level(100, 0.1, 0.1))
    assert desk.shared.inputs[:2, MeterField.PEAK_LEFT].tolist() == [0.5, 0.25]
    desk.shared.inputs[:, MeterField.PEAK_LEFT] = 0
    desk.play(100, sound=level(100, 0.1, 0.1))
    assert desk.shared.inputs[0, MeterField.PEAK_LEFT] == np.float32(0.1)
    assert desk.shared.inputs[0, MeterField.HOLD] == 0.5
    desk.shared.head[Head.CLEAR_REQUESTS] += 1
    desk.play(100, sound=level(100, 0.1, 0.1))
    desk.play(100, sound=level(100, 0.1, 0.1))
    assert desk.shared.inputs[0, MeterField.HOLD] == np.float32(0.1)


@thorough
@given(st.lists(st.integers(1, 64), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_clip_runs_do_not_depend_on_the_blocks(blocks, seed):
    sound = np.random.default_rng(seed).choice(np.array([0.2, 1.0, -1.2], np.float32), (3, 300))
    desk = Desk(inputs=3)
    desk.play(*cut(300, blocks), sound=sound)
    counter = OverCounter(3)
    counter.add(sound)
    assert desk.shared.inputs[:3, MeterField.CLIPS].tolist() == counter.runs


def test_strip_meters_are_after_the_fader_while_playing():
    desk = Desk()
    desk.control(0, gain=0.5, pan=1.0)
    desk.control(1, gain=2.0)
    desk.control(2, audible=0.0)
    desk.adopt(desk.plan(track(0), track(1, 2), track(2), sound=level(2000, 0.5, 0.2, 0.1, 0.9)))
    desk.play(100)
    assert not desk.shared.meters.any()
    desk.command(Command.ROLL)
    desk.play(100)
    assert desk.shared.meters[0, PEAKS].tolist() == [0.25, 0.25]
    assert desk.shared.meters[1, PEAKS].tolist() == pytest.approx([0.4, 0.2])
    assert not desk.shared.meters[2].any()


def test_the_strip_of_an_armed_track_shows_its_input_after_the_trim():
    desk = Desk()
    desk.control(3, gain=0.1, trim=2.0)
    lane = track(3, 2, inputs=(0, 1), armed=True, monitor=MonitorMode.OFF)
    desk.adopt(desk.plan(lane, sound=level(2000, 0.9, 0.9)))
    desk.play(100, sound=level(100, 0.25, 0.125))
    assert desk.shared.meters[3, PEAKS].tolist() == [0.5, 0.25]


def test_the_masters_meter_shows_what_goes_out():
    desk = Desk()
    desk.control(MASTER_SLOT, gain=0.5)
    desk.adopt(desk.plan(track(0, 2), sound=level(2000, 0.5, 0.2)))
    desk.command(Command.ROLL)
    desk.play(100)
    assert desk.shared.meters[MASTER_SLOT, PEAKS].tolist() == pytest.approx([0.25, 0.1])


def test_a_loud_strip_lights_its_clip_light_once_per_run():
    desk = Desk()
    desk.control(0, gain=3.0)
    sound = level(2000, 0.5)
    sound[:, 500:1000] = 0.0
    desk.adopt(desk.plan(track(0), sound=sound))
    desk.command(Command.ROLL)
    desk.play(*[100] * 14)
    assert desk.shared.meters[0, MeterField.CLIPS] == 2
    assert desk.shared.meters[0, MeterField.HOLD] == 1.5
    desk.shared.head[Head.CLEAR_REQUESTS] += 1
    desk.play(100)
    assert desk.shared.meters[0, MeterField.CLIPS] == 0


def test_more_inputs_than_the_shared_block_shows_are_still_captured():
    desk = Desk(inputs=140)
    desk.play(64)
    assert desk.capture.written == 64
    assert desk.shared.inputs[127, MeterField.PEAK_LEFT] == 63


def test_a_look_that_comes_late_misses_no_over_of_the_inputs():
    desk, reader = Desk(inputs=2), None
    desk.levels, reader = Blind(), desk.levels
    sound = level(20_000, 0.1, 0.1)
    sound[1, [3000, 9000, 9001, 17_000]] = 1.0
    desk.play(*[500] * 40, sound=sound)
    reader.look()
    assert desk.shared.inputs[:2, MeterField.PEAK_LEFT].tolist() == [np.float32(0.1), 1.0]
    assert desk.shared.inputs[1, MeterField.CLIPS] == 3


def test_a_look_that_comes_late_shows_what_the_tape_played_last():
    desk, reader = Desk(), None
    desk.levels, reader = Blind(), desk.levels
    sound = level(40_000, 0.1)
    sound[:, 100] = 0.9
    desk.adopt(desk.plan(track(0), sound=sound))
    desk.command(Command.ROLL)
    desk.play(*[500] * 40)
    reader.look()
    assert desk.shared.meters[0, PEAKS].tolist() == [np.float32(0.1)] * 2


def test_what_played_before_a_stop_is_still_shown_and_nothing_after_it():
    desk = Desk()
    desk.adopt(desk.plan(track(0), sound=level(40_000, 0.5)))
    desk.command(Command.ROLL)
    desk.play(500, 500)
    desk.command(Command.STOP)
    desk.play(500)
    assert desk.shared.meters[0, PEAKS].tolist() == [0.5, 0.5]
    desk.shared.meters[:] = 0.0
    desk.play(500, 500)
    assert not desk.shared.meters.any()


def test_numbers_that_are_none_count_as_silence():
    desk = Desk()
    sound = level(500, 0.25, 0.5)
    sound[0, 7], sound[1, 9] = np.nan, np.inf
    desk.play(500, sound=sound)
    assert desk.shared.inputs[:2, MeterField.PEAK_LEFT].tolist() == [0.25, 0.5]


class Blind:
    """Nobody looks."""

    def look(self):
        """Nothing."""


def test_a_block_that_comes_while_one_looks_is_seen_by_this_look_or_the_next(monkeypatch):
    desk, reader = Desk(), None
    desk.levels, reader = Blind(), desk.levels
    sound = level(20_000, 0.1)
    sound[:, 2500:3000] = 0.9
    desk.adopt(desk.plan(track(0), sound=sound))
    desk.command(Command.ROLL)
    for _ in range(5):
        desk.play(500)
        reader.look()
    see = reader._see_inputs
    monkeypatch.setattr(reader, "_see_inputs", lambda: desk.play(500).any() and see())
    reader.look()
    monkeypatch.undo()
    desk.play(500)
    reader.look()
    assert desk.shared.meters[0, MeterField.HOLD] == np.float32(0.9)
