"""Blocks in which nothing new happens go a short way; nobody hears or sees a difference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rt.desk import Desk, cut, thorough, track
from tui_studio.engine.protocol import ClickSpec, MonitorMode, TransportState
from tui_studio.engine.rt.contract import Announcement, Command
from tui_studio.engine.rt.steady import Steady
from tui_studio.engine.shared import MASTER_SLOT, Head, MeterField

FRAMES = 4000
CLICKS = ClickSpec()
QUIET = (track(0, 2), track(1, inputs=(0,), armed=True, monitor=MonitorMode.OFF))
"""Of which no input is heard."""
LANES = (
    track(0, 2),
    track(1, inputs=(0,), armed=True),
    track(2, inputs=(1,), monitor=MonitorMode.INPUT),
)


def noise(rows, frames, seed=1):
    return (np.random.default_rng(seed).standard_normal((rows, frames)) * 0.2).astype(np.float32)


def played(acts, sizes, way, lanes=LANES, *, outputs=2, click=None, loop=None, punch=None, main=()):
    """Everything that a desk gives out, by this way: sound, announcements, where it stands; frames taken from ahead."""
    desk = Desk(outputs=outputs, stretch_seconds=0.03, mixes_ahead=way == "ahead")
    if way == "long":
        desk.callback._steady.begin_rt = lambda _clears: None
    desk.adopt(
        desk.plan(
            *lanes,
            sound=noise(2 + len(lanes) - 1 + (click is not None), FRAMES + 1000, 2),
            click=click,
            loop=loop,
            punch=punch,
            master_outputs=main,
        )
    )
    sound, out, at, taken = noise(2, FRAMES), [], 0, 0
    for number, size in enumerate(cut(FRAMES, sizes)):
        for kind, argument in acts.get(number, ()):
            if kind == "gain":
                desk.control(0, gain=argument)
            else:
                desk.command(kind, argument)
        out.append(desk.play(size, sound=sound[:, at : at + size]))
        at += size
        taken += size * (desk.shared.head[Head.AHEAD_TO] > 0)
    return np.concatenate(out, axis=1), desk.facts(), desk.position, taken


@thorough
@given(
    st.dictionaries(
        st.integers(0, 25),
        st.lists(
            st.sampled_from(
                [
                    (Command.ROLL, 0), (Command.STOP, 0), (Command.RECORD, 3), (Command.PUNCH_OUT, 0),
                    (Command.REHEARSE, 0), ("gain", 0.3), ("gain", 0.9),
                ]
            ),
            min_size=1,
            max_size=2,
        ),
        max_size=6,
    ),
    st.lists(st.integers(1, 400), min_size=1, max_size=5),
    st.sampled_from([None, ClickSpec(), ClickSpec(outputs=(1,))]),
    st.sampled_from([1, 2, 2, 4]),
    st.sampled_from([None, (500, 1300)]),
    st.sampled_from([None, (700, 1200)]),
    st.sampled_from([(), (), (1, 0), (1,), (2, 3)]),
)  # fmt: skip
def test_all_ways_sound_and_say_the_same(acts, sizes, click, outputs, loop, punch, main):
    acts = {0: [(Command.ROLL, 0)], **acts}
    sizes = [max(size, FRAMES // 200) for size in sizes]
    options = {"click": click, "outputs": outputs, "loop": loop, "punch": punch, "main": main}
    for lanes in (LANES, QUIET):
        sound, facts, position, _ = played(acts, sizes, "long", lanes, **options)
        for way in ("short", "ahead"):
            other = played(acts, sizes, way, lanes, **options)
            assert np.array_equal(other[0], sound)
            assert other[1:3] == (facts, position)


def test_what_was_mixed_ahead_is_taken_and_metered():
    sound, *_ = played({0: [(Command.ROLL, 0)]}, [128], "long", QUIET, click=CLICKS)
    other, _, _, taken = played({0: [(Command.ROLL, 0)]}, [128], "ahead", QUIET, click=CLICKS)
    assert np.array_equal(other, sound)
    assert taken > FRAMES // 2


def taken(desk, monkeypatch, *blocks):
    """Play; how many blocks went the short way."""
    went = []
    way = Steady.block_rt
    monkeypatch.setattr(Steady, "block_rt", lambda *words: went.append(way(*words)) or went[-1])
    desk.play(*blocks)
    monkeypatch.undo()
    return sum(went)


def rolling(**options):
    desk = Desk(**options)
    desk.adopt(desk.plan(*LANES[:1], sound=noise(2, 30_000)))
    desk.command(Command.ROLL)
    desk.play(*[128] * 10)
    return desk


def test_playing_and_standing_still_go_the_short_way(monkeypatch):
    desk = rolling()
    assert taken(desk, monkeypatch, *[128] * 20) == 20
    desk.command(Command.STOP)
    desk.play(*[128] * 10)
    assert desk.state == TransportState.STOPPED
    assert taken(desk, monkeypatch, *[128] * 20) == 20


def test_a_fader_is_heard_in_the_next_block(monkeypatch):
    desk = rolling()
    desk.control(0, gain=0.0)
    assert taken(desk, monkeypatch, 128) == 0
    assert not desk.play(*[128] * 8)[:, -128:].any()


def test_blocks_larger_than_prepared_go_the_long_way(monkeypatch):
    desk = rolling(max_block=128)
    assert taken(desk, monkeypatch, 1000) == 0
    assert desk.position == 2280


def test_a_tape_that_is_short_is_told_as_ever(monkeypatch):
    desk = Desk()
    desk.adopt(desk.plan(*LANES[:1], sound=np.ones((2, 1000), np.float32)))
    desk.command(Command.ROLL)
    out = desk.play(*[100] * 12)
    assert out[:, :1000].all()
    assert not out[:, 1000:].any()
    assert desk.shared.head[Head.STARVED] == 1


def test_levels_of_some_blocks_come_at_once_and_none_is_lost():
    desk = rolling(stretch_seconds=0.03)
    desk.play(*[128] * 30, sound=np.zeros((2, 128 * 30), np.float32))
    desk.shared.meters[:] = 0.0
    desk.shared.inputs[:] = 0.0
    start, loud = desk.position, np.zeros((2, 128), np.float32)
    loud[1, 5] = 0.75
    desk.play(128, sound=loud)
    desk.play(*[128] * 22, sound=np.zeros((2, 128 * 22), np.float32))
    tape = np.abs(noise(2, 30_000))[:, start - 128 * 11 : desk.position]
    assert desk.shared.inputs[:2, MeterField.PEAK_LEFT].tolist() == [0.0, 0.75]
    peaks = desk.shared.meters[[0, MASTER_SLOT]][:, [MeterField.PEAK_LEFT, MeterField.PEAK_RIGHT]]
    assert (peaks <= tape.max(axis=1)).all()
    assert (peaks >= tape[:, 128 * 11 : 128 * 22].max(axis=1)).all()


@pytest.mark.parametrize("command", [Command.STOP, Command.RECORD, Command.PUNCH_OUT])
def test_a_command_ends_it_at_once(command):
    desk = rolling()
    desk.command(command, 1)
    desk.play(128)
    assert desk.facts(Announcement.RECORD_IN) if command == Command.RECORD else True
    assert not desk.commands.waiting
