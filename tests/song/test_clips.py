"""Edits of clips, groups of them, and what positions snap to."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import song_with
from tests.song.test_timeline import BAR
from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.check import problems
from tui_studio.song.edits import NewSource
from tui_studio.song.model import Clip, FadeShape, Song
from tui_studio.song.snapping import TARGETS, nearest, snap


def placed(*starts: int, tracks: int = 1, frames: int = 100) -> Song:
    """A clip of so many frames at each start, on every track."""
    song = song_with(*(f"T{number}" for number in range(tracks)))
    for track in song.tracks:
        for start in starts:
            source = NewSource(f"audio/{song.next_id}.wav", 1, frames, 48000, "pcm24")
            song = edits.add_clip(song, track.id, source, start)
    return song


def clips(song: Song, track: int = 0) -> list[tuple[int, int, int]]:
    return [
        (clip.start, clip.frames, clip.offset) for clip in sorted(song.tracks[track].clips, key=_by_start)
    ]


def _by_start(clip: Clip) -> int:
    return clip.start


def first(song: Song, track: int = 0) -> int:
    return song.tracks[track].clips[0].id


def grouped() -> Song:
    song = placed(0, 200, tracks=2)
    return edits.group_clips(song, [first(song), first(song, 1)])


def test_a_clip_is_split_and_its_halves_play_on() -> None:
    song = edits.set_clip_fades(placed(10), first(placed(10)), 20, 30, "equal_gain")
    song = edits.split_clip(song, first(song), 60)
    left, right = song.tracks[0].clips
    assert clips(song) == [(10, 50, 0), (60, 50, 50)]
    assert (left.fade_in, left.fade_out, right.fade_in, right.fade_out) == (20, 0, 0, 30)
    assert right.fade_out_shape is FadeShape.EQUAL_GAIN
    for at in (10, 110, 500):
        with pytest.raises(BadInputError):
            edits.split_clip(placed(10), first(placed(10)), at)


def test_a_reversed_clip_is_split_from_its_end() -> None:
    song = edits.set_clip_reverse(placed(0), first(placed(0)), True)
    assert clips(edits.split_clip(song, first(song), 30)) == [(0, 30, 70), (30, 70, 0)]
    assert clips(edits.trim_clip(song, first(song), 10, 90)) == [(10, 80, 10)]


def test_trimming_leaves_the_sound_where_it_is() -> None:
    song = edits.trim_clip(placed(50), first(placed(50)), 60, 120)
    assert clips(song) == [(60, 60, 10)]
    assert clips(edits.trim_clip(song, first(song), 50, 150)) == [(50, 100, 0)]
    for start, end in ((49, None), (None, 151), (100, 100)):
        with pytest.raises(BadInputError):
            edits.trim_clip(song, first(song), start, end)


@pytest.mark.parametrize("reverse", [False, True])
def test_trimming_beyond_the_file_tells_how_far_it_reaches(reverse: bool) -> None:
    whole = placed(48_000, frames=96_000)
    song = edits.set_clip_reverse(whole, first(whole), reverse)
    short = edits.trim_clip(song, first(song), 60_000, 90_000)
    for start, end in ((47_999, None), (None, 144_001)):
        with pytest.raises(BadInputError) as refused:
            edits.trim_clip(short, first(short), start, end)
        assert refused.value.hint == "give times from 0:01.000 to 0:03.000"


def test_ripple_pushes_and_closes() -> None:
    song = placed(0, 100, 300)
    assert clips(edits.remove_clip(song, first(song), ripple=True)) == [(0, 100, 0), (200, 100, 0)]
    assert clips(edits.remove_clip(song, first(song))) == [(100, 100, 0), (300, 100, 0)]
    assert [one[0] for one in clips(edits.move_clip(song, first(song), 50, ripple=True))] == [50, 150, 350]
    assert [one[0] for one in clips(edits.move_clip(song, first(song), 50))] == [50, 100, 300]
    trimmed = edits.trim_clip(song, first(song), 20, 80, ripple=True)
    assert clips(trimmed) == [(0, 60, 20), (60, 100, 0), (260, 100, 0)]


def test_a_copy_is_a_clip_of_its_own() -> None:
    song = placed(0, tracks=2)
    song = edits.copy_clip(song, first(song), 500, song.tracks[1].id)
    assert clips(song) == [(0, 100, 0)]
    assert clips(song, 1) == [(0, 100, 0), (500, 100, 0)]


def test_a_group_is_edited_together() -> None:
    song = edits.move_clip(grouped(), first(grouped()), 40)
    assert [one[0] for track in (0, 1) for one in clips(song, track)] == [40, 200, 40, 200]
    song = edits.set_clip_gain(song, first(song), -6)
    song = edits.set_clip_muted(song, first(song, 1), True)
    assert [(track.clips[0].gain_db, track.clips[0].muted) for track in song.tracks] == [(-6, True)] * 2
    song = edits.split_clip(song, first(song), 90)
    left, right = song.tracks[0].clips[:2]
    assert left.group != right.group
    assert [track.clips[1].group for track in song.tracks] == [right.group] * 2
    song = edits.remove_clip(song, right.id)
    assert [len(track.clips) for track in song.tracks] == [2, 2]
    song = edits.ungroup_clips(song, left.id)
    assert [clip.group for track in song.tracks for clip in track.clips] == [None] * 4


def test_a_copied_group_is_another_group() -> None:
    song = edits.copy_clip(grouped(), first(grouped()), 700)
    groups = [clip.group for track in song.tracks for clip in track.clips if clip.start == 700]
    assert len(groups) == 2
    assert len(set(groups)) == 1
    assert groups[0] != song.tracks[0].clips[0].group


def test_no_clip_is_moved_before_the_song() -> None:
    song = placed(0, 50, tracks=2)
    song = edits.group_clips(song, [song.tracks[0].clips[1].id, song.tracks[1].clips[0].id])
    with pytest.raises(BadInputError):
        edits.move_clip(song, song.tracks[0].clips[1].id, 0)
    with pytest.raises(BadInputError):
        edits.group_clips(song, [song.tracks[0].clips[0].id])
    with pytest.raises(BadInputError):
        edits.set_clip_fades(song, first(song), 60, 60)


def test_splitting_a_group_by_the_structure_keeps_groups_apart() -> None:
    song = placed(0, tracks=2, frames=2 * BAR)
    song = edits.group_clips(song, [first(song), first(song, 1)])
    song = edits.add_section(edits.add_section(song, "A", 1), "B", 1)
    song = edits.move_section(song, song.notebook.sections[1].id, 0, "move")
    assert clips(song) == [(0, BAR, BAR), (BAR, BAR, 0)]
    one, other = ([clip.group for clip in track.clips] for track in song.tracks)
    assert one == other
    assert one[0] != one[1]


@given(st.integers(0, 2**32))
def test_clips_stay_within_their_files(seed: int) -> None:
    dice = random.Random(seed)
    song = grouped()
    for _ in range(10):
        song = _any_edit(song, dice)
        assert list(problems(song)) == []
        for clip in (clip for track in song.tracks for clip in track.clips):
            assert clip.offset >= 0
            assert clip.frames > 0
            assert clip.offset + clip.frames <= 100
            assert clip.fade_in + clip.fade_out <= clip.frames


def _any_edit(song: Song, dice: random.Random) -> Song:
    every = [clip for track in song.tracks for clip in track.clips]
    if not every:
        return song
    clip, at, ripple = dice.choice(every), dice.randrange(400), dice.random() < 0.5
    inside = clip.start + dice.randrange(-10, clip.frames + 10)
    choices = (
        lambda: edits.split_clip(song, clip.id, inside),
        lambda: edits.trim_clip(song, clip.id, max(0, inside), None, ripple=ripple),
        lambda: edits.trim_clip(song, clip.id, None, max(0, inside), ripple=ripple),
        lambda: edits.move_clip(song, clip.id, at, dice.choice(song.tracks).id, ripple=ripple),
        lambda: edits.copy_clip(song, clip.id, at),
        lambda: edits.remove_clip(song, clip.id, ripple=ripple),
        lambda: edits.set_clip_fades(song, clip.id, dice.randrange(60), dice.randrange(60)),
        lambda: edits.set_clip_reverse(song, clip.id, ripple),
        lambda: edits.group_clips(song, [clip.id, dice.choice(every).id]),
        lambda: edits.ungroup_clips(song, clip.id),
    )
    try:
        return dice.choice(choices)()
    except BadInputError:
        return song


# ── snapping ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("frame", "target", "expected"),
    [
        (BAR + 10_000, "bar", BAR),
        (2 * BAR - 10_000, "bar", 2 * BAR),
        (BAR + 13_000, "beat", BAR + 24_000),
        (BAR + 13_000, "1/8", BAR + 12_000),
        (BAR + 13_000, "1/8t", BAR + 16_000),
        (BAR + 13_000, "1/16", BAR + 12_000),
        (100, "marker", 777),
        (2 * BAR + 5, "section", 2 * BAR),
        (90, "clip", 100),
        (0, "1/32", 0),
    ],
)
def test_positions_snap(frame: int, target: str, expected: int) -> None:
    song = edits.add_section(edits.add_marker(placed(0), 777), "A", 2)
    assert snap(song, frame, target) == expected


def test_nothing_near_is_no_snap() -> None:
    song = edits.add_marker(placed(0), 777)
    assert snap(song, 100, "marker", within=50) == 100
    assert snap(song_with("A"), 100, "marker") == 100
    assert nearest([10, 20, 40], 29) == 20
    assert nearest([], 29) == 29
    with pytest.raises(BadInputError) as raised:
        snap(song, 1, "moon")
    assert all(target in raised.value.hint for target in TARGETS)
