"""Where what was played belongs."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tui_studio.engine.motion import MotionLog, MotionSpan, Placed, place
from tui_studio.engine.rt.contract import Announcement


def placed(spans, start, end, **more):
    options = {"latency": 0, "playhead": 0, "shortest": 100} | more
    return place(spans, start, end, **options)


def test_stopped_all_the_time_ends_at_the_playhead():
    assert placed([], 1000, 3000, playhead=10_000) == [Placed(1000, 3000, 8000)]


def test_stopped_near_the_start_of_the_song_starts_at_the_playhead():
    assert placed([], 1000, 3000, playhead=500) == [Placed(1000, 3000, 500)]


def test_rolling_is_where_it_was_heard_less_the_latency():
    assert placed([MotionSpan(1000, 50_000)], 2000, 4000, latency=100) == [Placed(2000, 4000, 50_900)]


def test_the_silence_after_a_stop_goes_with_the_take():
    assert placed([MotionSpan(1000, 50_000, 3000)], 2000, 9000) == [Placed(2000, 9000, 51_000)]


def test_a_lead_in_is_kept_as_far_as_the_start_of_the_song():
    result = placed([MotionSpan(5000, 2000)], 1000, 9000)
    assert result == [Placed(1000, 3000, 0), Placed(3000, 9000, 0)]


def test_what_was_played_slowly_lies_where_it_belongs_in_the_song():
    spans = [MotionSpan(1000, 50_000, 5000, 50, 50_000), MotionSpan(5000, 50_000, 9000, 50, 50_000)]
    assert placed(spans, 3000, 9000) == [Placed(3000, 5000, 51_000, 50), Placed(5000, 9000, 50_000, 50)]
    count_in_too = placed(spans, 400, 5000)
    assert count_in_too == [Placed(400, 5000, 49_400, 50)]


def test_a_loop_gives_a_piece_per_round():
    spans = [MotionSpan(0, 0, 1000), MotionSpan(1000, 500, 1500), MotionSpan(1500, 500)]
    result = placed(spans, 200, 1900)
    assert result == [Placed(200, 1000, 200), Placed(1000, 1500, 500), Placed(1500, 1900, 500)]


def test_no_round_is_too_short_but_a_roll_by_itself_is():
    rounds = [MotionSpan(at, 500, at + 90) for at in range(0, 450, 90)]
    assert placed(rounds, 0, 450) == [Placed(at, at + 90, 500) for at in range(0, 450, 90)]
    rolls = [MotionSpan(0, 500, 90), MotionSpan(95, 500, 300), MotionSpan(320, 800, 400)]
    assert placed(rolls, 0, 400) == [Placed(95, 320, 500), Placed(320, 400, 800)]


def test_what_is_taken_is_left_out_with_rests_that_are_too_short():
    spans = [MotionSpan(1000, 0, 4000)]
    assert placed(spans, 1000, 9000, taken=[(1000, 4000)]) == [Placed(4000, 9000, 3000)]
    assert placed(spans, 1000, 9000, taken=[(1050, 4000), (8950, 9000)]) == [Placed(4000, 8950, 3000)]
    assert placed(spans, 1000, 9000, taken=[(0, 9000)]) == []
    assert placed([], 1000, 9000, playhead=20_000, taken=[(3000, 5000)]) == [
        Placed(1000, 3000, 18_000), Placed(5000, 9000, 16_000),
    ]  # fmt: skip


def test_a_roll_that_hardly_touches_the_window_does_not_decide():
    result = placed([MotionSpan(0, 0, 1010)], 1000, 9000, playhead=20_000)
    assert result == [Placed(1000, 9000, 12_000)]


def test_nothing_there_is_nothing():
    assert placed([MotionSpan(0, 0)], 500, 500) == []


def test_the_log_closes_spans_and_forgets_old_ones():
    log = MotionLog()
    log.note(Announcement.ROLLED, 100, 0)
    log.note(Announcement.XRUN, 150, 50)
    log.note(Announcement.WRAPPED, 300, 100)
    log.note(Announcement.STOPPED, 400, 200)
    assert log.spans() == [MotionSpan(100, 0, 300), MotionSpan(300, 100, 400)]
    log.forget_before(300)
    assert log.spans() == [MotionSpan(300, 100, 400)]


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 9000), st.integers(1, 5000)), max_size=6),
    st.integers(0, 20_000),
    st.integers(1, 20_000),
    st.integers(0, 500),
)
def test_pieces_follow_each_other_and_never_begin_before_the_song(rolls, start, frames, latency):
    clock, spans = 0, []
    for pause, position, length in rolls:
        spans.append(MotionSpan(clock + pause, position, clock + pause + length))
        clock += pause + length
    result = place(spans, start, start + frames, latency=latency, playhead=4000, shortest=200)
    assert result
    assert result[-1].end == start + frames
    for before, after in itertools.pairwise(result):
        assert before.end <= after.clock
    for each in result:
        assert each.position >= 0
        assert start <= each.clock < each.end <= start + frames
