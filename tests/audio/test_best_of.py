from tui_studio.audio.best_of import Candidate, rank_takes
from tui_studio.audio.intonation import Intonation
from tui_studio.audio.take_facts import TakeFacts, Timing

RATE = 48000


def facts(offset=0.0, spread=2.0, wander=3.0, noise=-60.0, overs=0, level=-18.0):
    return TakeFacts(
        level, -6.0, noise, overs, (), Timing(offset, spread, 8), Intonation(wander, 4.0, 5, 3.0)
    )


def order(*candidates):
    return [each.index for each in rank_takes(candidates, RATE)]


def reasons(candidates, index):
    return {r.kind: r for each in rank_takes(candidates, RATE) if each.index == index for r in each.reasons}


def test_what_is_measured_decides_among_unrated_takes():
    takes = [
        Candidate(facts(-12.0)),
        Candidate(facts()),
        Candidate(facts(wander=12.0)),
        Candidate(facts(), gaps=1),
    ]
    assert order(*takes) == [1, 0, 2, 3]
    early = reasons(takes, 0)["timing"]
    assert (early.value, early.unit, early.others) == (-12.0, "ms", 0.0)
    assert early.points < 0
    assert reasons(takes, 2)["pitch"].others == 3.0
    assert reasons(takes, 3)["gaps"].value == 1
    assert set(reasons(takes, 1)) >= {"pitch"} or "timing" in reasons(takes, 1) or not reasons(takes, 1)


def test_ratings_weigh_more_than_all_measurements():
    worst = Candidate(facts(90.0, 40.0, 60.0, -20.0, overs=9), gaps=4, rating=4)
    assert order(Candidate(facts(), rating=3), worst) == [1, 0]


def test_silent_and_incomplete_takes_come_last():
    assert order(
        Candidate(facts(level=-90.0)), Candidate(facts(overs=2)), Candidate(facts(), covers=0.5)
    ) == [1, 2, 0]


def test_among_equals_the_later_take_is_first():
    assert order(Candidate(facts()), Candidate(facts())) == [1, 0]
    assert order(Candidate(facts())) == [0]
    assert order() == []
