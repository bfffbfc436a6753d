"""Clips of the tracks in words."""

from tests.tui.scene import Clock, meter
from tui_studio.line.overs import QUIET_SECONDS, Overs


class Listener:
    """Hears of one track."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.overs = Overs(self.clock)

    def hears(self, clips: int) -> list[str]:
        return [words for _, words in self.overs.new({3: meter(-1.0, clips=clips)})]


def test_an_over_is_told_at_once_and_those_that_follow_as_a_number() -> None:
    listener = Listener()
    assert listener.hears(0) == []
    assert listener.hears(2) == ["went over full scale"]
    assert [listener.hears(clips) for clips in range(3, 8)] == [[]] * 5
    listener.clock.now += QUIET_SECONDS
    assert listener.hears(7) == ["went over full scale 5 more times"]
    listener.clock.now += QUIET_SECONDS
    assert listener.hears(7) == []
    assert listener.hears(8) == ["went over full scale"]


def test_what_is_lit_already_is_not_told() -> None:
    assert Listener().hears(5) == []


def test_after_clearing_the_next_one_is_told_at_once() -> None:
    listener = Listener()
    listener.hears(0)
    listener.hears(4)
    assert listener.hears(0) == []
    assert listener.hears(1) == ["went over full scale"]
