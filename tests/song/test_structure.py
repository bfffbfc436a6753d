"""What recorded audio does when the structure changes."""

from __future__ import annotations

import random
from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.song.making import certificate, gap, new_take, record, song_with
from tests.song.test_timeline import BAR
from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.check import problems
from tui_studio.song.model import Song, Track
from tui_studio.song.timeline import sections_of

Heard = dict[int, tuple[int, int]]
"""At a frame of the song: the source, and the frame in it."""


def song_of(*bars: int) -> Song:
    song = song_with("A")
    for number, count in enumerate(bars, 1):
        song = edits.add_section(song, f"S{number}", count)
    return song


def section(song: Song, name: str) -> int:
    return next(one.id for one in song.notebook.sections if one.name == name)


def heard(track: Track, step: int = BAR // 2) -> Heard:
    """What the comp plays at every so many frames."""
    takes = {take.id: take for take in track.takes}
    frames: Heard = {}
    for comp in track.comps:
        for segment in comp.segments:
            take = takes[segment.take]
            assert not take.hidden
            for frame in range(segment.start, segment.end, step):
                at = frame - segment.slip - take.start
                assert 0 <= at < take.frames
                frames[frame] = (take.source, take.offset + at)
    return frames


def test_before_anything_is_recorded_nothing_is_asked() -> None:
    song = edits.add_marker(song_of(2, 2), 3 * BAR, "here")
    song = edits.move_section(song, section(song, "S2"), 0)
    assert song.markers[0].position == BAR


def test_afterwards_it_asks_and_only_when_audio_would_move() -> None:
    song = record(song_of(2, 2), 0, 2 * BAR)
    with pytest.raises(BadInputError, match="recorded audio would move") as raised:
        edits.move_section(song, section(song, "S2"), 0)
    assert "recorded=move" in raised.value.hint
    with pytest.raises(BadInputError):
        edits.move_section(song, section(song, "S2"), 0, "fly")
    assert edits.add_section(song, "S3", 4).tracks == song.tracks
    assert edits.set_section_bars(song, section(song, "S2"), 8).tracks == song.tracks
    assert edits.rename_section(song, section(song, "S1"), "X").tracks == song.tracks


def test_staying_audio_stays() -> None:
    song = record(song_of(2, 2), 0, 4 * BAR)
    stayed = edits.move_section(song, section(song, "S2"), 0, "stay")
    assert stayed.tracks is song.tracks
    assert [one.section.name for one in sections_of(stayed)] == ["S2", "S1"]


def test_a_take_over_two_sections_is_split_where_they_part() -> None:
    song = record(song_of(2, 3), 0, 5 * BAR)
    song = edits.move_section(song, section(song, "S2"), 0, "move")
    track = song.tracks[0]
    assert [(take.number, take.start, take.frames, take.offset) for take in track.takes] == [
        (1, 3 * BAR, 2 * BAR, 0),
        (1, 0, 3 * BAR, 2 * BAR),
    ]
    assert [(one.start, one.end) for one in track.comps[0].segments] == [(0, 3 * BAR), (3 * BAR, 5 * BAR)]
    assert {frame: at for frame, (_, at) in heard(track).items()}[0] == 2 * BAR


def test_a_new_section_in_between_pushes_what_follows() -> None:
    song = edits.add_marker(record(song_of(2, 2), 0, 4 * BAR), 3 * BAR, "here")
    song = edits.add_section(song, "New", 1, index=1, recorded="move")
    assert [(one.start, one.end) for one in song.tracks[0].comps[0].segments] == [
        (0, 2 * BAR),
        (3 * BAR, 5 * BAR),
    ]
    assert song.markers[0].position == 4 * BAR


def test_a_removed_sections_audio_is_silent_and_kept() -> None:
    song = record(song_of(1, 1, 1), 0, 3 * BAR)
    song = edits.remove_section(song, section(song, "S2"), "move")
    track = song.tracks[0]
    assert [(take.start, take.frames, take.offset, take.hidden) for take in track.takes] == [
        (0, BAR, 0, False),
        (BAR, BAR, BAR, True),
        (BAR, BAR, 2 * BAR, False),
    ]
    assert [at for _, (_, at) in sorted(heard(track).items())] == [0, BAR // 2, 2 * BAR, 5 * BAR // 2]


def test_a_shorter_section_lets_go_of_what_does_not_fit() -> None:
    song = record(song_of(2, 2), 0, 4 * BAR)
    song = edits.set_section_bars(song, section(song, "S1"), 1, "move")
    assert [at for _, (_, at) in sorted(heard(song.tracks[0], BAR).items())] == [0, 2 * BAR, 3 * BAR]
    assert sum(take.frames for take in song.tracks[0].takes) == 4 * BAR


def test_another_tempo_moves_what_follows_and_stretches_nothing() -> None:
    song = record(song_of(2, 2), 0, 4 * BAR)
    song = edits.set_section_tempo(song, section(song, "S1"), 60, recorded="move")
    assert [(one.start, one.end) for one in song.tracks[0].comps[0].segments] == [
        (0, 2 * BAR),
        (4 * BAR, 6 * BAR),
    ]


def test_gaps_are_told_of_the_part_they_are_in() -> None:
    known = certificate(gaps=(gap(BAR - 5, 10), gap(BAR + 100, 7)), xruns=(3, BAR + 9), first_over=BAR + 1)
    song = song_of(1, 1)
    song = edits.add_pass(song, [new_take(song.tracks[0].id, "audio/a.wav", 0, 2 * BAR, certificate=known)])
    song = edits.move_section(song, section(song, "S2"), 0, "move")
    first, second = (take.certificate for take in song.tracks[0].takes)
    assert first
    assert second
    assert [(one.start, one.frames) for one in first.gaps] == [(BAR - 5, 10)]
    assert [(one.start, one.frames) for one in second.gaps] == [(0, 5), (100, 7)]
    assert (first.xruns, second.xruns) == ((3,), (9,))
    assert (first.first_over, second.first_over) == (None, 1)


def test_guides_ask_nothing() -> None:
    song = record(song_of(2, 2), 0, 4 * BAR)
    guide = msgspec.structs.replace(song.tracks[0], plays_guide=True)
    song = msgspec.structs.replace(song, tracks=(guide,))
    assert edits.move_section(song, section(song, "S2"), 0).tracks != song.tracks


def test_loop_and_punch_follow() -> None:
    song = edits.set_punch(edits.set_loop(song_of(2, 2), 2 * BAR, 4 * BAR), BAR, 3 * BAR)
    song = edits.move_section(song, section(song, "S2"), 0)
    assert song.loop
    assert (song.loop.start, song.loop.end) == (0, 2 * BAR)
    assert song.punch
    assert (song.punch.start, song.punch.end) == (BAR, 3 * BAR)


STRUCTURE = ("move", "insert", "duplicate", "bars")


def restructure(song: Song, dice: random.Random, kind: str) -> Song:
    one = dice.choice(song.notebook.sections).id
    if kind == "move":
        return edits.move_section(song, one, dice.randrange(4), "move")
    if kind == "insert":
        name = f"N{song.next_id}"
        return edits.add_section(song, name, dice.randrange(1, 4), index=dice.randrange(4), recorded="move")
    if kind == "duplicate":
        return edits.duplicate_section(song, one, recorded="move")
    bars = next(section.bars for section in song.notebook.sections if section.id == one)
    return edits.set_section_bars(song, one, bars + dice.randrange(1, 3), "move")


def frames_by_source(track: Track) -> Counter[int]:
    kept: Counter[int] = Counter()
    for take in track.takes:
        kept[take.source] += take.frames
    return kept


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(STRUCTURE), min_size=1, max_size=5))
def test_no_frame_is_lost_or_doubled_while_sections_only_move_and_grow(seed: int, kinds: list[str]) -> None:
    dice = random.Random(seed)
    song = song_of(*(dice.randrange(1, 4) for _ in range(3)))
    for _ in range(3):
        song = record(song, dice.randrange(4 * BAR), dice.randrange(1, 6 * BAR))
    segments = song.tracks[0].comps[0].segments
    played = sum(one.end - one.start for one in segments)
    kept = frames_by_source(song.tracks[0])
    for kind in kinds:
        song = restructure(song, dice, kind)
        assert list(problems(song)) == []
    track = song.tracks[0]
    assert sum(one.end - one.start for one in track.comps[0].segments) == played
    assert frames_by_source(track) == kept
    heard(track, 997)


def test_sections_are_laid_under_what_is_recorded() -> None:
    song = record(song_with("A"), 0, 9 * BAR)
    tracks = song.tracks
    song = edits.add_section(song, "A", 2, tempo_bpm=60)
    song = edits.duplicate_section(edits.add_section(song, "B", 2), song.notebook.sections[0].id, index=9)
    assert song.tracks is tracks


def test_what_follows_the_last_section_follows_its_end() -> None:
    song = record(song_of(1), BAR, BAR)
    song = edits.set_section_bars(song, section(song, "S1"), 3, "move")
    assert song.tracks[0].takes[0].start == 3 * BAR
