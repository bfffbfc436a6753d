"""JACK's count of the frames of its cycles tells what was left out, and nothing else."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.engine.backends.jack_frames import JackFrames

RATE = 48_000
ONE_CYCLE, MISSED, LATE = "one cycle", "missed", "late"
FATES = st.lists(st.sampled_from([ONE_CYCLE, ONE_CYCLE, ONE_CYCLE, MISSED, LATE]), max_size=60)


@dataclass
class Server:
    """Cycles of a period, handed on in blocks as PortAudio does it."""

    period: int
    block: int
    frame: int = 0
    fitted: JackFrames = field(init=False)
    waiting: int = 0
    told: list[int] = field(default_factory=list)

    def __post_init__(self):
        period = 0 if self.period == self.block else self.period
        self.fitted = JackFrames(lambda _: self.frame % (1 << 32), RATE, period)

    def cycle(self, times=1):
        """The client is called; `times` when it catches up with what came too late."""
        for _ in range(times):
            self.waiting += self.period
            while self.waiting >= self.block:
                self.waiting -= self.block
                self.told.append(self.fitted.look_rt(self.block))
        self.frame += self.period

    def miss(self, cycles=1):
        self.frame += cycles * self.period


@pytest.mark.parametrize("first", [0, 1 << 31, (1 << 32) - 640, (1 << 32) - 1])
@pytest.mark.parametrize(("period", "block"), [(128, 128), (128, 32), (128, 1024), (128, 200), (1024, 96)])
def test_nothing_is_told_while_nothing_is_lost(period, block, first):
    server = Server(period, block, first)
    for _ in range(300):
        server.cycle()
    assert not any(server.told)


@pytest.mark.parametrize(("period", "block"), [(128, 128), (128, 32), (128, 1024), (128, 200), (1024, 96)])
def test_what_is_missed_is_told_to_the_frame(period, block):
    server = Server(period, block)
    for cycles in (1, 2, 7):
        for _ in range(100):
            server.cycle()
        server.miss(cycles)
        for _ in range(100):
            server.cycle()
    assert [lost for lost in server.told if lost] == [period, 2 * period, 7 * period]


def test_after_a_cycle_that_came_too_late_the_next_loss_is_told_too():
    server = Server(128, 128)
    server.cycle()
    server.miss()
    server.cycle(times=2)
    server.cycle()
    server.miss()
    server.cycle()
    assert server.told == [0, 128, 0, 0, 128]


def test_what_the_server_says_of_a_loss_soon_after_it_is_no_second_xrun():
    server = Server(128, 128)
    server.cycle()
    assert not server.fitted.told
    server.miss()
    server.cycle()
    assert server.fitted.told
    for _ in range(RATE // 50 // 128):
        server.cycle()
    assert server.fitted.told
    server.cycle()
    assert not server.fitted.told


@given(FATES)
def test_every_cycle_that_was_missed_or_late_is_told_once(fates):
    server = Server(64, 64)
    server.cycle()
    owed = 1
    for fate in fates:
        if fate == ONE_CYCLE:
            server.cycle(owed)
            owed = 1
        else:
            server.miss()
            owed += fate == LATE
    server.cycle(owed)
    assert sum(server.told) == 64 * sum(fate != ONE_CYCLE for fate in fates)
