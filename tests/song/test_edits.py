"""Edits: what they do, and what they refuse."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.song.making import EDITS, certificate, new_song, new_take, random_edit, record, song_with
from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.check import problems
from tui_studio.song.edits import NewSource
from tui_studio.song.model import Monitor, Song


def test_a_track_is_added_with_its_inputs() -> None:
    song = edits.add_track(new_song(), "Drums", [1, 2])
    (track,) = song.tracks
    assert (track.id, track.name, track.inputs, track.channels) == (1, "Drums", (1, 2), 2)
    assert song.next_id == 2


def test_tracks_without_a_name_are_counted() -> None:
    song = edits.add_track(edits.add_track(edits.add_track(new_song(), "track 2"), ""), "")
    assert [track.name for track in song.tracks] == ["track 2", "Track 2 2", "Track 3"]


def test_a_track_can_be_added_in_between() -> None:
    song = edits.add_track(song_with("A", "B"), "C", index=1)
    assert [track.name for track in song.tracks] == ["A", "C", "B"]


def test_tracks_move() -> None:
    song = song_with("A", "B", "C")
    assert [track.name for track in edits.move_track(song, song.tracks[0].id, 99).tracks] == ["B", "C", "A"]
    assert [track.name for track in edits.move_track(song, song.tracks[2].id, 0).tracks] == ["C", "A", "B"]


def test_a_removed_track_leaves_its_sources() -> None:
    song = record(song_with("A"))
    removed = edits.remove_track(song, song.tracks[0].id)
    assert removed.tracks == ()
    assert removed.sources == song.sources


def test_a_track_without_inputs_cannot_be_armed() -> None:
    song = edits.set_armed(song_with("A"), 1, True)
    song = edits.set_inputs(song, 1, [])
    assert not song.tracks[0].armed
    with pytest.raises(BadInputError, match="no input"):
        edits.set_armed(song, 1, True)


def test_a_track_keeps_its_own_name_in_another_case() -> None:
    assert edits.rename_track(song_with("drums"), 1, "Drums").tracks[0].name == "Drums"


def test_a_track_is_found_as_people_name_it() -> None:
    song = song_with("Drums", "Lead vox", "1")
    assert edits.find_track(song, "lead VOX").id == 2
    assert edits.find_track(song, "2").id == 2
    assert edits.find_track(song, "1").id == 3
    with pytest.raises(BadInputError, match="did you mean 'Drums'"):
        edits.find_track(song, "Drms")


REFUSED: dict[str, Callable[[Song], Song]] = {
    "unknown track": lambda song: edits.set_fader(song, 99, 0),
    "duplicate name": lambda song: edits.add_track(song, " drums "),
    "renamed onto another": lambda song: edits.rename_track(song, 2, "DRUMS"),
    "control character": lambda song: edits.add_track(song, "a\tb"),
    "long name": lambda song: edits.add_track(song, "x" * 81),
    "fader too high": lambda song: edits.set_fader(song, 1, 10.01),
    "fader too low": lambda song: edits.set_fader(song, 1, -144.1),
    "fader not a number": lambda song: edits.set_fader(song, 1, math.nan),
    "fader endless": lambda song: edits.set_fader(song, 1, -math.inf),
    "fader a switch": lambda song: edits.set_fader(song, 1, True),
    "trim": lambda song: edits.set_trim(song, 1, 11),
    "master": lambda song: edits.set_master_fader(song, 11),
    "pan": lambda song: edits.set_pan(song, 1, -1.01),
    "master pan": lambda song: edits.set_master_pan(song, 1.01),
    "input zero": lambda song: edits.set_inputs(song, 1, [0]),
    "three inputs": lambda song: edits.set_inputs(song, 1, [1, 2, 3]),
    "one input twice": lambda song: edits.set_inputs(song, 1, [1, 1]),
    "monitor": lambda song: edits.set_monitor(song, 1, "loud"),
    "loop ends before": lambda song: edits.set_loop(song, 10, 10),
    "loop negative": lambda song: edits.set_loop(song, -1, 10),
    "no loop": lambda song: edits.set_loop_on(song, True),
    "no punch": lambda song: edits.set_punch_on(song, True),
    "punch ends before": lambda song: edits.set_punch(song, 20, 10),
    "position of a fraction": lambda song: edits.set_punch(song, 1.5, 10),  # type: ignore[arg-type]
    "position too far": lambda song: edits.add_marker(song, 2**60),
    "marker name": lambda song: edits.add_marker(edits.add_marker(song, 1, "A"), 2, "a"),
    "unknown marker": lambda song: edits.move_marker(song, 99, 1),
    "tempo": lambda song: edits.set_tempo(song, 5),
    "beats": lambda song: edits.set_time_signature(song, 0, 4),
    "beat unit": lambda song: edits.set_time_signature(song, 4, 3),
    "title": lambda song: edits.set_title(song, " "),
    "sample format": lambda song: edits.set_sample_format(song, "mp3"),
    "unknown take": lambda song: edits.rate_take(song, 99, 1),
    "rating": lambda song: edits.rate_take(record(song), 5, 6),
    "empty pass": lambda song: edits.add_pass(song, []),
    "pass without sound": lambda song: edits.add_pass(song, [new_take(1, "audio/a.wav", frames=0)]),
    "pass outside of the folder": lambda song: edits.add_pass(song, [new_take(1, "audio/../../x.wav")]),
    "pass at an absolute path": lambda song: edits.add_pass(song, [new_take(1, "/x.wav")]),
    "file twice": lambda song: edits.add_pass(song, [new_take(1, "audio/a.wav"), new_take(2, "audio/a.wav")]),
    "unknown clip": lambda song: edits.move_clip(song, 99, 0),
    "clip before the start": lambda song: edits.add_clip(
        song, 1, NewSource("audio/a.wav", 1, 9, 48000, "pcm16"), -1
    ),
    "clip without sound": lambda song: edits.add_clip(
        song, 1, NewSource("audio/a.wav", 1, 0, 48000, "pcm16"), 0
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_fit_is_refused_in_words(what: str) -> None:
    with pytest.raises(BadInputError) as raised:
        REFUSED[what](song_with("Drums", "Bass"))
    assert raised.value.message


def test_the_strip_takes_its_values() -> None:
    song = song_with("A")
    song = edits.set_fader(song, 1, -144)
    song = edits.set_trim(song, 1, 10)
    song = edits.set_pan(song, 1, -1)
    song = edits.set_mute(song, 1, True)
    song = edits.set_solo(song, 1, True)
    strip = song.tracks[0].strip
    assert (strip.fader_db, strip.trim_db, strip.pan, strip.mute, strip.solo) == (-144, 10, -1, True, True)
    assert not edits.clear_solo(song).tracks[0].strip.solo


def test_the_master_takes_its_values() -> None:
    song = edits.set_master_mute(edits.set_master_pan(edits.set_master_fader(new_song(), -6), 0.5), True)
    assert (song.master.fader_db, song.master.pan, song.master.mute) == (-6, 0.5, True)


def test_monitor_modes_go_by_their_names() -> None:
    assert edits.set_monitor(song_with("A"), 1, "tape").tracks[0].monitor is Monitor.TAPE


def test_one_pass_is_one_take_per_track() -> None:
    song = song_with("Kick", "Snare")
    song = edits.add_pass(song, [new_take(1, "audio/k.wav"), new_take(2, "audio/s.wav")], pass_id=7)
    takes = [track.takes[0] for track in song.tracks]
    assert [take.pass_id for take in takes] == [7, 7]
    assert [take.number for take in takes] == [1, 1]
    assert [source.path for source in song.sources] == ["audio/k.wav", "audio/s.wav"]
    assert takes[0].certificate == certificate()
    assert song.next_id > max(7, *(take.id for take in takes), *(source.id for source in song.sources))


def test_rounds_of_a_loop_are_takes_in_order() -> None:
    song = song_with("A")
    song = edits.add_pass(song, [new_take(1, f"audio/{number}.wav") for number in range(3)])
    assert [take.number for take in song.tracks[0].takes] == [1, 2, 3]
    assert len({take.pass_id for take in song.tracks[0].takes}) == 1
    (segment,) = song.tracks[0].comps[0].segments
    assert segment.take == song.tracks[0].takes[2].id


def test_a_last_round_that_was_stopped_before_its_half_takes_nothing_over() -> None:
    for frames, plays in ((400, 1), (600, 2)):
        rounds = [
            new_take(1, "audio/1.wav", frames=1000),
            new_take(1, "audio/2.wav", frames=1000),
            new_take(1, "audio/3.wav", frames=frames),
        ]
        track = edits.add_pass(song_with("A"), rounds).tracks[0]
        assert len(track.takes) == 3
        assert track.comps[0].segments[0].take == track.takes[plays].id


def test_a_take_that_begins_before_the_song_loses_its_head() -> None:
    song = edits.add_pass(song_with("A"), [new_take(1, "audio/a.wav", start=-100, frames=300)])
    take = song.tracks[0].takes[0]
    assert (take.start, take.offset, take.frames) == (0, 100, 200)
    assert song.sources[0].frames == 300


def test_takes_of_a_track_that_is_gone_get_a_track() -> None:
    song = edits.remove_track(song_with("A", "B"), 1)
    takes = [new_take(1, f"audio/{number}.wav", track_name="b") for number in range(2)]
    song = edits.add_pass(song, takes)
    assert [track.name for track in song.tracks] == ["B", "b 2"]
    assert len(song.tracks[1].takes) == 2


def test_markers_stay_in_the_order_of_time() -> None:
    song = edits.add_marker(edits.add_marker(new_song(), 500, "B"), 100, "A")
    assert [marker.name for marker in song.markers] == ["A", "B"]
    song = edits.move_marker(song, song.markers[0].id, 900)
    assert [marker.name for marker in song.markers] == ["B", "A"]
    assert [marker.name for marker in edits.remove_marker(song, song.markers[0].id).markers] == ["A"]
    assert edits.rename_marker(song, song.markers[0].id, "b").markers[0].name == "b"


def test_an_import_becomes_a_clip_and_a_source() -> None:
    song = edits.add_clip(
        song_with("A", "B"), 1, NewSource("audio/x.flac", 2, 500, 44100, "pcm16"), 96000, "Loop"
    )
    clip, source = song.tracks[0].clips[0], song.sources[0]
    assert (clip.source, clip.start, clip.frames, clip.name) == (source.id, 96000, 500, "Loop")
    assert source.origin == "imported"
    moved = edits.move_clip(song, clip.id, 10, song.tracks[1].id)
    assert moved.tracks[0].clips == ()
    assert moved.tracks[1].clips[0].start == 10
    assert edits.remove_clip(moved, clip.id).tracks[1].clips == ()
    assert edits.set_clip_gain(song, clip.id, -3).tracks[0].clips[0].gain_db == -3
    assert edits.set_clip_muted(song, clip.id, True).tracks[0].clips[0].muted


def test_takes_are_rated_named_and_noted() -> None:
    song = record(song_with("A"))
    take = song.tracks[0].takes[0].id
    song = edits.note_take(
        edits.name_take(edits.rate_take(song, take, 4), take, "warm"), take, "late\nin bar 3"
    )
    changed = song.tracks[0].takes[0]
    assert (changed.rating, changed.name, changed.note) == (4, "warm", "late\nin bar 3")
    assert edits.name_take(song, take, "").tracks[0].takes[0].name == ""


@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 2**32)), max_size=40))
def test_whatever_is_edited_the_song_hangs_together(steps: list[tuple[str, int]]) -> None:
    song = new_song()
    for name, seed in steps:
        song = random_edit(song, name, seed)
        assert list(problems(song)) == []


def test_a_take_whose_file_is_longer_plays_on_where_it_played_to_its_end():
    song = edits.add_pass(song_with("A"), [new_take(1, "audio/a.wav", 1_000, 2_000)])
    song = edits.add_pass(song, [new_take(1, "audio/b.wav", 3_000, 5_000)])
    whole = new_take(1, "audio/a.wav", 1_000, 4_000, certificate=certificate(closed="device lost"))
    longer = edits.lengthen_take(song, whole)
    track = longer.tracks[0]
    assert [(take.frames, take.certificate.closed) for take in track.takes] == [
        (4_000, "device lost"),
        (5_000, "stopped"),
    ]
    assert [one.frames for one in longer.sources] == [4_000, 5_000]
    assert [(one.take, one.start, one.end) for one in track.comps[0].segments] == [
        (track.takes[0].id, 1_000, 5_000),
        (track.takes[1].id, 5_000, 8_000),
    ]
    assert edits.lengthen_take(longer, whole) is longer
    assert edits.lengthen_take(song, new_take(1, "audio/other.wav")) is song
