"""Rules of real time: it never raises, never waits, and allocates next to nothing."""

import gc
import tracemalloc

import numpy as np
import pytest

from tests.rt.desk import Desk, track
from tui_studio.engine.backends.base import AGO_SHIFT
from tui_studio.engine.protocol import ClickSpec, ClickWhen, TransportState
from tui_studio.engine.rt.callback import IMPULSE
from tui_studio.engine.rt.contract import Announcement, Command
from tui_studio.engine.shared import Head

MOST_TRANSIENT = 4096


def transient_bytes(desk, frames):
    """The most that one block allocates, over blocks in which controls, fades and plans change."""
    inputs = np.full((desk.inputs, frames), 0.1, np.float32)
    inputs[0, ::7] = 1.0
    outputs = np.zeros((desk.outputs, frames), np.float32)
    least = [1 << 30] * 24
    # Imported names, caches of the interpreter and of numpy fill up in the first rounds; of the others the least counts,
    # since threads that other tests have left may allocate in between.
    for measured in (False, False, True, True, True):
        for step in range(24):
            if step % 4 == 0:
                desk.control(step, gain=0.1 * step, pan=0.02 * step)
            if step in {3, 9, 12, 18}:
                desk.command(
                    {3: Command.ROLL, 9: Command.STOP, 12: Command.RECORD, 18: Command.STOP}[step], step
                )
            gc.collect(0)
            tracemalloc.start()
            before = tracemalloc.get_traced_memory()[0]
            desk.callback.process_rt(inputs, outputs, frames, step % 5 == 4, 0)
            peak = tracemalloc.get_traced_memory()[1] - before
            tracemalloc.stop()
            if measured:
                least[step] = min(least[step], peak)
    assert desk.callback.failures == 0, desk.callback.last_failure
    return max(least)


@pytest.mark.parametrize(("tracks", "frames"), [(1, 32), (8, 128), (32, 128), (32, 2048), (64, 512)])
@pytest.mark.parametrize("click", [None, ClickSpec(), ClickSpec(when=ClickWhen.RECORDING, outputs=(1,))])
def test_a_block_allocates_next_to_nothing_however_many_tracks(tracks, frames, click):
    desk = Desk(inputs=8, max_block=2048)
    lanes = [track(n, 2, inputs=(n % 8, (n + 1) % 8), armed=n < 8) for n in range(tracks)]
    sound = np.full((2 * tracks + (click is not None), 150_000), 0.1, np.float32)
    desk.adopt(desk.plan(*lanes, sound=sound, capacity=160_000, click=click))
    assert transient_bytes(desk, frames) < MOST_TRANSIENT


def test_trouble_inside_is_silence_and_a_counter_and_still_captured():
    desk = Desk()
    plan = desk.plan(track())
    plan.ring.data = np.zeros((7, 3), np.float32)
    desk.adopt(plan)
    desk.command(Command.ROLL)
    out = np.full((2, 64), 9.0, np.float32)
    desk.callback.process_rt(np.ones((2, 64), np.float32), out, 64, 0, 0)
    assert desk.callback.failures == 1
    assert desk.callback.last_failure == "ValueError"
    assert not out.any()
    assert desk.capture.written == 64


def test_blocks_larger_than_prepared_are_taken_in_parts():
    desk = Desk(max_block=128)
    desk.adopt(desk.plan(track(), sound=np.ones((1, 5000), np.float32)))
    desk.command(Command.ROLL)
    out = desk.play(1000)
    assert np.allclose(out, np.sqrt(0.5))
    assert desk.capture.written == desk.position == 1000


def test_devices_without_inputs_or_without_outputs():
    for inputs, outputs in ((0, 2), (2, 0)):
        desk = Desk(inputs=inputs, outputs=outputs)
        desk.adopt(desk.plan(track(inputs=(0,), armed=True)))
        desk.command(Command.RECORD, 1)
        desk.play(100, 100)
        assert desk.position == 200


def test_a_song_without_tracks_rolls():
    desk = Desk()
    desk.adopt(desk.plan())
    desk.command(Command.ROLL)
    assert not desk.play(*[512] * 200).any()
    assert desk.position == 512 * 200
    assert not desk.facts(Announcement.STARVED)


def test_xruns_are_counted_and_announced_with_their_place():
    desk = Desk()
    desk.adopt(desk.plan(track(), start=50))
    desk.command(Command.ROLL)
    desk.play(100)
    desk.play(100, flags=1, lost=32)
    assert desk.fact(Announcement.XRUN)[1:5] == (100, 150, 32, 1)
    head = desk.shared.head
    counted = (Head.XRUNS, Head.DROPPED, Head.LAST_XRUN_POSITION, Head.LAST_DROP_POSITION)
    assert [head[field] for field in counted] == [1, 32, 150, 150]
    desk.play(100, flags=2)
    assert [head[field] for field in counted] == [2, 32, 250, 150]
    desk.shared.head[Head.CLEAR_REQUESTS] += 1
    desk.play(100)
    assert [head[field] for field in counted] == [0, 0, 0, 0]


def test_an_xrun_that_is_told_late_has_the_place_where_it_was():
    desk = Desk()
    desk.adopt(desk.plan(track(), start=50))
    desk.command(Command.ROLL)
    desk.play(100, 100)
    desk.play(100, flags=3 | 70 << AGO_SHIFT, lost=32)
    assert desk.fact(Announcement.XRUN)[1:4] == (200, 180, 32)
    assert desk.shared.head[Head.LAST_XRUN_POSITION] == 180


def test_a_storm_of_xruns_leaves_room_for_the_end_of_a_take():
    desk = Desk()
    desk.adopt(desk.plan(track(), capacity=100_000, frames=90_000))
    desk.command(Command.RECORD, 1)
    for _ in range(5000):
        desk.play(16, flags=1)
    desk.command(Command.STOP)
    desk.play(16)
    assert desk.fact(Announcement.RECORD_OUT)[1] == 80_000


def test_the_impulse_leaves_at_the_announced_frame_and_nothing_else_does():
    desk = Desk(outputs=4)
    desk.adopt(desk.plan(track(inputs=(0,), monitor="input")))
    desk.play(100, 100)
    desk.command(Command.CALIBRATE, 2)
    out = desk.play(100, 100)
    assert out[2, 0] == IMPULSE
    assert np.count_nonzero(out) == 1
    assert desk.fact(Announcement.IMPULSE)[1] == 200
    desk.command(Command.CALIBRATE, 9)
    desk.play(100)
    assert len(desk.facts(Announcement.IMPULSE)) == 1


def test_no_impulse_while_rolling():
    desk = Desk()
    desk.adopt(desk.plan(track()))
    desk.command(Command.ROLL)
    desk.command(Command.CALIBRATE, 0)
    desk.play(100)
    assert not desk.facts(Announcement.IMPULSE)


def test_state_is_published_every_block():
    desk = Desk()
    desk.adopt(desk.plan(track()))
    for number in range(1, 6):
        desk.play(10)
        assert desk.shared.head[Head.HEARTBEAT] == number
        assert desk.shared.head[Head.SEQUENCE] == 2 * number
        assert desk.shared.motion() == (TransportState.STOPPED, 0, 10 * number)
    assert desk.shared.head[Head.LOAD_PPM] > 0
