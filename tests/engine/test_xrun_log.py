"""What is remembered of xruns, for takes that are kept afterwards."""

from tui_studio.engine import xrun_log
from tui_studio.engine.backends.base import AGO_SHIFT, EXACT
from tui_studio.engine.xrun_log import Xrun, XrunLog

DOUBT = 24_000


def log_of(*xruns):
    log = XrunLog()
    for xrun in xruns:
        log.note(*xrun)
    return log


def test_what_the_ring_has_forgotten_is_forgotten():
    log = log_of((100, 64, 3 | EXACT), (900, 0, 2 | EXACT))
    log.forget_before(500)
    assert log.xruns() == [Xrun(900, 0, 2 | EXACT)]


def test_all_is_known_when_it_was_heard_of():
    log = log_of((900, 64, 3 | EXACT))
    log.heard_until(999)
    assert not log.knows(1000, DOUBT)
    log.heard_until(1000)
    assert log.knows(1000, DOUBT)


def test_an_xrun_that_may_turn_out_to_be_a_loss_is_awaited_but_not_one_after_the_end():
    log = log_of((900, 0, 2), (1100, 0, 2))
    log.heard_until(900 + DOUBT - 1)
    assert not log.knows(1000, DOUBT)
    log.heard_until(900 + DOUBT)
    assert log.knows(1000, DOUBT)


def test_a_storm_takes_no_more_memory_and_no_lost_frame_is_forgotten(monkeypatch):
    monkeypatch.setattr(xrun_log, "MOST_XRUNS", 8)
    log = XrunLog()
    for number in range(100):
        log.note(1000 * number, 10, 3 | 100 << AGO_SHIFT)
    xruns = log.xruns()
    assert len(xruns) <= 8
    assert sum(xrun.frames for xrun in xruns) == 1000
    assert xruns[-1] == Xrun(99_000, 10, 3 | 100 << AGO_SHIFT)
    assert (xruns[0].clock, xruns[0].flags) == (-100, 3 | EXACT)
