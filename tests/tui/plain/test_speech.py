"""What is told, and when."""

from tui_studio.tui.plain.speech import PATIENCE, TOGETHER, Speech, SpokenSentence


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_sentences_of_one_moment_are_told_together_each_once() -> None:
    clock = Clock()
    speech = Speech(clock)
    speech.sentence("looking")
    speech.sentence("the disk is slow", alarming=True)
    speech.sentence("armed")
    speech.sentence("armed")
    assert speech.due() == []
    clock.now += TOGETHER
    assert speech.due() == ["looking", "warning: the disk is slow", "armed"]
    assert speech.next_at is None


def test_a_warning_that_is_part_of_another_is_not_told_by_itself() -> None:
    clock = Clock()
    speech = Speech(clock)
    speech.sentence("NOT recorded: Far", alarming=True)
    speech.sentence("recording Kick; NOT recorded: Far", alarming=True)
    clock.now += TOGETHER
    assert speech.due() == ["warning: recording Kick; NOT recorded: Far"]


def test_nothing_gives_way_to_an_alarm() -> None:
    saying = SpokenSentence(Clock())
    saying.notice("the device is gone", alarming=True)
    saying.mention("arm Kick")
    saying.notice("bounce done", alarming=False)
    assert saying.spoken == [("the device is gone", True), ("arm Kick", False), ("bounce done", False)]


def test_the_same_sentence_is_told_again_when_it_is_said_again() -> None:
    clock = Clock()
    speech = Speech(clock)
    for _ in range(2):
        speech.sentence("stopped at 0:00.000")
        clock.now += TOGETHER
        assert speech.due() == ["stopped at 0:00.000"]


def test_an_event_is_not_told_when_an_answer_tells_it() -> None:
    clock = Clock()
    speech = Speech(clock)
    speech.event("recording from 0:00.000")
    speech.sentence("recording Kick from 0:00.000")
    clock.now += TOGETHER
    assert speech.due() == ["recording Kick from 0:00.000"]
    speech.event("recording from 0:00.000")
    clock.now += 2 * PATIENCE
    assert speech.due() == []


def test_an_event_nobody_answers_is_told_after_a_moment() -> None:
    clock = Clock()
    speech = Speech(clock)
    speech.event("stopped at 0:10.000")
    assert speech.due() == []
    assert speech.next_at is not None
    clock.now = speech.next_at
    assert speech.due() == ["stopped at 0:10.000"]
    assert speech.due() == []
