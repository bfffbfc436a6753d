"""Comps and their segments: boundaries, slips, fades, passes, rows."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import certificate, gap, new_take, record, song_with
from tests.song.test_timeline import BAR
from tui_studio.errors import BadInputError
from tui_studio.song import comp as comps
from tui_studio.song import edits
from tui_studio.song.check import problems
from tui_studio.song.chordpro import split_lines
from tui_studio.song.comp_rows import comp_rows, find_take, segment_rows
from tui_studio.song.model import FadeShape, PassId, Segment, Song, Span, Track
from tui_studio.units import Frames

TRACK = 1


def two_takes() -> Song:
    """Take 1 before 500, take 2 (200 to 1000) from there on."""
    song = record(record(song_with("A"), 0, 1000), 200, 800)
    return edits.choose_take(song, song.tracks[0].takes[0].id, 0, 500)


def track(song: Song) -> Track:
    return song.tracks[0]


def numbers(song: Song) -> list[tuple[int, int, int]]:
    takes = {take.id: take.number for take in track(song).takes}
    return [(takes[one.take], one.start, one.end) for one in comps.played(track(song))]


def test_what_was_played_before_anyone_pressed_record_plays_only_where_nothing_does() -> None:
    kept = certificate(closed="kept")
    song = record(record(song_with("A"), 0, 300), 0, 300)
    song = edits.choose_take(song, track(song).takes[0].id, 0, 300)
    stretches = [
        new_take(TRACK, f"audio/{start}.wav", start, frames, certificate=kept)
        for start, frames in ((100, 900), (600, 200), (0, 250))
    ]
    song = edits.add_pass(song, stretches, pass_id=99)
    assert numbers(song) == [(1, 0, 300), (3, 300, 600), (4, 600, 800), (3, 800, 1000)]
    assert track(song).takes[-1].number == 5


# ── comps ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_several_comps_of_a_track() -> None:
    song = two_takes()
    first = track(song).comps[0].id
    song = edits.copy_comp(song, first)
    assert [one.name for one in track(song).comps] == ["A", "B"]
    assert comps.played(track(song)) == track(song).comps[0].segments
    song = edits.choose_take(song, track(song).takes[1].id)
    assert track(song).comps[0].segments != track(song).comps[1].segments
    song = edits.new_comp(song, track(song).id)
    assert track(song).comps[2].name == "C"
    assert comps.played(track(song)) == ()
    song = edits.next_comp(song, track(song).id)
    assert track(song).active_comp == first
    song = edits.rename_comp(song, first, "Soft")
    song = edits.remove_comp(song, first)
    assert track(song).active_comp == track(song).comps[0].id
    with pytest.raises(BadInputError):
        edits.rename_comp(song, track(song).comps[0].id, "c")


def test_without_its_last_comp_a_track_is_silent_until_a_take_is_chosen() -> None:
    song = two_takes()
    song = edits.remove_comp(song, track(song).comps[0].id)
    assert (track(song).comps, track(song).active_comp) == ((), None)
    song = edits.choose_take(song, track(song).takes[0].id)
    assert numbers(song) == [(1, 0, 1000)]


# ── boundaries ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_boundary_moves_both_of_its_segments() -> None:
    song = edits.move_boundary(two_takes(), TRACK, 2, 300)
    assert numbers(song) == [(1, 0, 300), (2, 300, 1000)]
    assert numbers(edits.nudge_boundary(song, TRACK, 2, 50)) == [(1, 0, 350), (2, 350, 1000)]
    assert numbers(edits.move_end(song, TRACK, 1, 400)) == [(1, 0, 400), (2, 400, 1000)]


def test_a_free_edge_moves_alone_as_far_as_its_take_reaches() -> None:
    song = edits.clear_span(two_takes(), TRACK, 400, 600)
    song = edits.move_boundary(song, TRACK, 2, 450)
    assert numbers(edits.move_end(song, TRACK, 1, 300)) == [(1, 0, 300), (2, 450, 1000)]
    for call in (
        lambda: edits.move_boundary(song, TRACK, 2, 399),
        lambda: edits.move_end(song, TRACK, 2, 1001),
        lambda: edits.move_boundary(two_takes(), TRACK, 2, 100),
        lambda: edits.move_boundary(two_takes(), TRACK, 2, 1000),
        lambda: edits.move_boundary(two_takes(), TRACK, 3, 100),
        lambda: edits.move_boundary(two_takes(), 99, 1, 100),  # type: ignore[arg-type]
    ):
        with pytest.raises(BadInputError):
            call()


def test_a_crossfade_is_one_for_both_sides() -> None:
    song = edits.set_boundary_fade(two_takes(), TRACK, 2, 48, "equal_gain")
    left, right = comps.played(track(song))
    assert (left.fade_out, right.fade_in) == (48, 48)
    assert left.fade_out_shape is right.fade_in_shape is FadeShape.EQUAL_GAIN
    song = edits.set_end_fade(song, TRACK, 1, 96)
    assert [(one.fade_in, one.fade_out) for one in comps.played(track(song))] == [(0, 96), (96, 0)]
    for frames, shape in ((501, "equal_power"), (-1, "equal_power"), (4, "round")):
        with pytest.raises(BadInputError):
            edits.set_boundary_fade(song, TRACK, 2, frames, shape)


def test_the_take_chosen_at_a_crossfade_keeps_it() -> None:
    song = edits.set_boundary_fade(two_takes(), TRACK, 2, 48)
    song = record(song, 500, 500)
    left, right = comps.played(track(song))
    assert (left.fade_out, right.fade_in) == (48, 48)


# ── slipping ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_take_slips_with_its_edges_and_back() -> None:
    song = record(song_with("A"), 100, 500)
    slipped = edits.slip_segment(song, TRACK, 1, 30)
    assert comps.played(track(slipped)) == (
        Segment(track(song).takes[0].id, Frames(130), Frames(630), slip=Frames(30)),
    )
    assert edits.slip_segment(slipped, TRACK, 1, 0) == song


def test_a_take_slips_under_a_segment_as_far_as_it_reaches() -> None:
    song = edits.slip_segment(two_takes(), TRACK, 2, -40)
    assert numbers(song) == [(1, 0, 500), (2, 500, 960)]
    song = edits.slip_segment(two_takes(), TRACK, 2, 400)
    assert numbers(song) == [(1, 0, 500), (2, 600, 1400)]
    with pytest.raises(BadInputError, match="does not reach"):
        edits.slip_segment(two_takes(), TRACK, 1, -1000)


def test_one_take_slipped_differently_is_two_segments() -> None:
    song = edits.slip_segment(two_takes(), TRACK, 2, 10)
    song = edits.choose_take(song, track(song).takes[1].id, 700, 800)
    assert [one.slip for one in comps.played(track(song))] == [0, 10, 0, 10]


# ── passes and suggestions ───────────────────────────────────────────────────────────────────────────────────


def test_a_pass_is_recalled_on_all_its_tracks() -> None:
    song = record(record(song_with("A", "B"), 0, 100), 0, 100)
    first = song.tracks[0].takes[0].pass_id
    song = edits.recall_pass(song, first, 0, 50)
    for one in song.tracks:
        assert [(segment.take, segment.start) for segment in comps.played(one)] == [
            (one.takes[0].id, 0),
            (one.takes[1].id, 50),
        ]
    with pytest.raises(BadInputError):
        edits.recall_pass(song, first, 500, 600)


def test_a_round_of_a_loop_is_recalled() -> None:
    song = song_with("A")
    rounds = [new_take(TRACK, f"audio/{number}.wav", 0, 100) for number in range(3)]
    song = edits.add_pass(song, rounds)
    pass_id = track(song).takes[0].pass_id
    assert numbers(edits.recall_pass(song, pass_id)) == [(3, 0, 100)]
    assert numbers(edits.recall_pass(song, pass_id, round_number=2)) == [(2, 0, 100)]


def test_a_suggestion_is_accepted_in_one_go() -> None:
    song = two_takes()
    first, second = (take.id for take in track(song).takes)
    song = edits.set_segments(
        song, TRACK, [Segment(second, Frames(200), Frames(600)), Segment(first, Frames(300), Frames(400))]
    )
    assert numbers(song) == [(2, 200, 300), (1, 300, 400), (2, 400, 600)]
    with pytest.raises(BadInputError):
        edits.set_segments(song, TRACK, [Segment(second, Frames(0), Frames(600))])


def test_a_flattened_comp_keeps_its_recipe() -> None:
    song = two_takes()
    recipe = comps.played(track(song))
    flat = new_take(TRACK, "audio/flat.wav", 0, 1000, origin="flattened")
    song = edits.flatten_comp(song, flat)
    assert numbers(song) == [(3, 0, 1000)]
    assert track(song).takes[2].recipe == recipe
    assert [one.name for one in track(song).comps] == ["A", "A flat"]
    assert track(song).comps[0].segments == recipe


# ── takes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deleted_takes_file_is_unused_and_can_be_forgotten() -> None:
    song = two_takes()
    song = edits.delete_take(song, track(song).takes[0].id)
    assert numbers(song) == [(2, 200, 1000)]
    (unused,) = edits.unused_sources(song)
    assert len(edits.forget_sources(song, [unused.id]).sources) == 1
    with pytest.raises(BadInputError):
        edits.forget_sources(song, [track(song).takes[0].source])


def test_a_take_has_a_colour() -> None:
    song = two_takes()
    take = track(song).takes[0].id
    assert track(edits.set_take_colour(song, take, "Green")).takes[0].colour == "green"
    with pytest.raises(BadInputError):
        edits.set_take_colour(song, take, "mauve")


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_say_what_plays_line_by_line() -> None:
    song = edits.set_chart(song_with("A"), split_lines("[C]a\n[C]b\n").lines)
    song = edits.lay_from_chart(song, 1)
    broken = certificate(gaps=(gap(BAR + 5),))
    song = record(song, 0, 3 * BAR)
    song = edits.add_pass(song, [new_take(track(song).id, "audio/x.wav", 0, 2 * BAR, certificate=broken)])
    song = edits.choose_take(song, track(song).takes[0].id, 0, BAR + 100)
    section, a, b, rest = comp_rows(song, track(song))
    assert (section.kind, section.name, section.chosen) == ("section", "Verse", None)
    assert [(row.name, row.text) for row in (a, b)] == [("line 1", "[C]a"), ("line 2", "[C]b")]
    assert (a.chosen, b.chosen) == (track(song).takes[0], None)
    assert [(one.take.number, one.start, one.end) for one in b.playing] == [
        (1, BAR, BAR + 100),
        (2, BAR + 100, 2 * BAR),
    ]
    assert (a.gaps, b.gaps) == ((), (2,))
    assert (rest.kind, rest.name, rest.chosen) == ("rest", "bar 3", track(song).takes[0])
    assert [(row.number, row.take.number, row.meets) for row in segment_rows(song, track(song))] == [
        (1, 1, False),
        (2, 2, True),
        (3, 1, True),
    ]


def test_a_take_is_found_by_its_number_where_it_is_asked_for() -> None:
    song = record(edits.add_section(edits.add_section(song_with("A"), "X", 1), "Y", 1), 0, 2 * BAR)
    song = edits.move_section(song, song.notebook.sections[1].id, 0, "move")
    assert find_take(track(song), 1, 0, BAR).offset == BAR
    assert find_take(track(song), 1, BAR, 2 * BAR).offset == 0
    with pytest.raises(BadInputError, match="no take 7"):
        find_take(track(song), 7)


# ── any edits ────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 2**32))
def test_segments_never_overlap_nor_play_what_is_not_there(seed: int) -> None:
    dice = random.Random(seed)
    song = two_takes()
    for _ in range(12):
        song = _any_edit(song, dice)
        assert list(problems(song)) == []
        takes = {take.id: take for take in track(song).takes}
        segments = comps.played(track(song))
        for one in segments:
            first, last = comps.reach(takes[one.take], one.slip)
            assert first <= one.start < one.end <= last
            assert max(one.fade_in, one.fade_out) <= one.end - one.start
        for left, right in itertools.pairwise(segments):
            if left.end == right.start:
                assert (left.fade_out, left.fade_out_shape) == (right.fade_in, right.fade_in_shape)


def _any_edit(song: Song, dice: random.Random) -> Song:
    at, number = dice.randrange(1100), dice.randrange(1, 5)
    choices = (
        lambda: edits.move_boundary(song, TRACK, number, at),
        lambda: edits.move_end(song, TRACK, number, at),
        lambda: edits.slip_segment(song, TRACK, number, at - 550),
        lambda: edits.set_boundary_fade(song, TRACK, number, at // 10, dice.choice(list(FadeShape))),
        lambda: edits.set_end_fade(song, TRACK, number, at // 10, dice.choice(list(FadeShape))),
        lambda: edits.clear_span(song, TRACK, at, at + 60),
        lambda: edits.choose_take(song, dice.choice(track(song).takes).id, at, at + dice.randrange(1, 300)),
    )
    try:
        return dice.choice(choices)()
    except BadInputError:
        return song


def test_rows_around_a_span_are_those_it_touches() -> None:
    song = edits.set_chart(song_with("A"), split_lines("[C]a\n[C]b\n").lines)
    song = record(edits.lay_from_chart(song, 1), 0, 6 * BAR)
    song = record(song, 0, 6 * BAR)
    for bar in (0, 2, 4):
        song = edits.choose_take(song, track(song).takes[0].id, bar * BAR, (bar + 1) * BAR)
    around = Span(Frames(2 * BAR), Frames(3 * BAR))
    everything = segment_rows(song, track(song))
    assert [row.number for row in everything] == [1, 2, 3, 4, 5, 6]
    assert segment_rows(song, track(song), around) == everything[1:4]
    assert [row.name for row in comp_rows(song, track(song), around)] == ["Verse", "line 2", "bars 3-6"]


def test_what_plays_has_the_gaps_of_its_takes_that_are_heard() -> None:
    song = record(song_with("A"), 0, 4 * BAR)
    broken = certificate(gaps=(gap(BAR - 5), gap(3 * BAR, 7)), xruns=(BAR - 7, 2 * BAR))
    song = edits.add_pass(song, [new_take(track(song).id, "audio/x.wav", BAR, 3 * BAR, certificate=broken)])
    song = edits.choose_take(song, track(song).takes[0].id, 0, 2 * BAR)
    assert comps.gaps_played(track(song), BAR) == (gap(BAR, 5),)
    assert comps.xruns_played(track(song), BAR) == (2 * BAR,)
    song = edits.slip_segment(song, track(song).id, 2, -4)
    assert comps.gaps_played(track(song), 0) == (gap(2 * BAR, 1),)


def test_a_recalled_pass_has_its_last_whole_round_on_top() -> None:
    song = song_with("A")
    takes = [
        new_take(track(song).id, f"audio/{at}.wav", 0, frames) for at, frames in enumerate((100, 100, 40))
    ]
    song = edits.add_pass(song, takes, pass_id=90)
    song = edits.recall_pass(record(song, 0, 100), PassId(90))
    assert [(one.start, one.end, one.take) for one in comps.played(track(song))] == [
        (0, 100, track(song).takes[1].id)
    ]
