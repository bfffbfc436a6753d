from tui_studio.tui.pace import LOST_SECONDS, SLOWEST, Pace


def answered_after(pace: Pace, delay: float, now: float) -> float:
    """Ask at `now`, answer after `delay`; the time when the next question is due."""
    assert pace.ask_now(now)
    assert not pace.ask_now(now)
    pace.answered(now + delay)
    return now + delay + 1.0


def test_a_quick_terminal_keeps_the_wished_pace() -> None:
    pace, now = Pace(20.0), 0.0
    for _ in range(20):
        now = answered_after(pace, 0.01, now)
    assert pace.present == 20.0


def test_a_distant_but_fast_line_is_not_a_slow_one() -> None:
    pace, now = Pace(20.0), 0.0
    for _ in range(20):
        now = answered_after(pace, 0.3, now)
    assert pace.present == 20.0


def test_output_that_waits_slows_down_and_a_quick_line_speeds_up_again() -> None:
    pace = Pace(20.0)
    now = answered_after(pace, 0.02, 0.0)
    for _ in range(12):
        now = answered_after(pace, 0.9, now)
    assert pace.present == SLOWEST
    for _ in range(60):
        now = answered_after(pace, 0.02, now)
    assert pace.present == 20.0


def test_nothing_is_written_while_an_answer_is_overdue() -> None:
    pace = Pace(20.0)
    now = answered_after(pace, 0.02, 0.0)
    assert pace.ask_now(now)
    assert pace.may_draw(now + 0.1)
    assert not pace.may_draw(now + 1.0)
    pace.answered(now + 1.1)
    assert pace.may_draw(now + 1.1)


def test_a_terminal_that_never_answers_is_drawn_on_all_the_same() -> None:
    pace = Pace(20.0)
    assert pace.ask_now(0.0)
    assert all(pace.may_draw(at / 10) for at in range(200))
    assert pace.present == 20.0
    assert not pace.waiting


def test_an_answer_that_is_lost_is_given_up() -> None:
    pace = Pace(20.0)
    now = answered_after(pace, 0.02, 0.0)
    assert pace.ask_now(now)
    assert not pace.may_draw(now + LOST_SECONDS - 0.1)
    assert pace.may_draw(now + LOST_SECONDS + 0.1)


def test_writes_that_block_slow_down() -> None:
    pace = Pace(20.0)
    for second in range(10):
        pace.waited(0.5, float(second))
    assert pace.present <= 5.0
