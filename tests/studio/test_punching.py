"""Recording where the punch cannot come is refused; where it can, it is not."""

import pytest

from tests.studio.conftest import done, refused
from tests.studio.test_salvaging import report
from tui_studio.errors import NotNowError
from tui_studio.song import edits
from tui_studio.song.model import Song
from tui_studio.studio.punching import check_punch_comes, into_loop, recording_start

S = 48_000


def song(punch=None, loop=None, pre_roll=0.0):
    made = Song(uid="u", title="Test", rate=S)
    if punch:
        made = edits.set_punch_on(edits.set_punch(made, punch[0] * S, punch[1] * S), True)
    if loop:
        made = edits.set_loop_on(edits.set_loop(made, loop[0] * S, loop[1] * S), True)
    return edits.set_pre_roll(made, pre_roll) if pre_roll else made


@pytest.mark.parametrize(
    ("punch", "loop", "position", "comes"),
    [
        (None, None, 10 * S, True),
        ((1, 2), None, 0, True),
        ((1, 2), None, 2 * S - 1, True),
        ((1, 2), None, 2 * S, False),
        ((1, 2), None, 10 * S, False),
        ((1, 2), (0, 4), 3 * S, True),
        ((1, 2), (0, 4), 4 * S, False),
        ((8, 10), (0, 4), 0, False),
        ((4, 10), (0, 4), 0, False),
        ((3, 10), (0, 4), 0, True),
        ((1, 2), (4, 8), 0, True),
        ((1, 2), (4, 8), 3 * S, False),
        ((8, 10), (0, 4), 5 * S, True),
    ],
)
def test_whether_the_punch_comes(punch, loop, position, comes):
    if comes:
        check_punch_comes(song(punch, loop), position)
    else:
        with pytest.raises(NotNowError, match="nothing would be recorded"):
            check_punch_comes(song(punch, loop), position)


def test_recording_begins_at_the_loop_from_its_end_and_with_a_pre_roll_at_the_punch_to_come():
    assert into_loop(song(loop=(1, 4)), 4 * S) == S
    assert recording_start(song((8, 10), pre_roll=1), 0) == 8 * S
    assert recording_start(song((8, 10), pre_roll=1), 10 * S) == 10 * S
    assert recording_start(song((8, 10)), 0) == 0
    assert recording_start(song((1, 2), loop=(0, 4), pre_roll=1), 4 * S) == S


async def test_what_cannot_come_is_refused_and_nothing_begins(head):
    await done(head, "track.add Kick 1; track.arm 1; punch.set 1 2; transport.locate 10")
    for line in ("transport.record", "punch.rehearse"):
        assert "punch.off records from the playhead" in await refused(head, line)
    assert (await done(head, "transport.status"))["state"] == "stopped"
    await done(head, "loop.set 0 4; punch.set 8 10; transport.locate 0")
    assert "the loop never comes to the punch" in await refused(head, "transport.record")
    await done(head, "loop.set 0 12; transport.locate 11")
    answer = await head.line("transport.record")
    assert answer.text.endswith("from the punch-in at 0:08.000")
    await done(head, "transport.stop")


async def test_a_pass_that_ends_empty_is_an_alarm(running, head):
    await done(head, "track.add Kick 1; track.arm 1; punch.set 8 10")
    answer = await head.line("transport.record; transport.stop")
    last = running.studio.heads.recent[-1]
    assert (last.level, last.text) == ("alarm", answer.text.split("\n")[-1])
    assert "nothing was recorded: it ended outside of the punch at 0:08.000" in last.text
    running.studio.recording.begun_anew = 99
    await running.studio.recording.take_in(report(99, closed="stopped"))
    assert running.studio.heads.recent[-1].level == "info"
