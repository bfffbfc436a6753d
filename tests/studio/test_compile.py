from pathlib import Path

import pytest

from tui_studio.engine.protocol import FadeShape, MonitorMode
from tui_studio.song import edits
from tui_studio.song.edits import NewSource, NewTake
from tui_studio.song.model import Monitor, Song
from tui_studio.studio.compile import MASTER_SLOT, Compiler, SlotBook, compile_spec, controls_of
from tui_studio.units import db_to_gain

RATE = 48000
JOIN = RATE // 100
HERE = Path("/song")


def one_track():
    song = edits.add_track(Song("u", "t", rate=RATE), "Vox", (7,))
    return song, song.tracks[0].id


def with_take(song, track, start, frames, name):
    take = NewTake(track=track, path=f"audio/{name}.wav", channels=1, frames=frames, rate=RATE, start=start)
    return edits.add_pass(song, [take])


def clips(song):
    return sorted(compile_spec(song, HERE, 1).tracks[0].clips, key=lambda clip: clip.start)


def test_a_lone_take_plays_as_it_was_recorded():
    song, track = one_track()
    (clip,) = clips(with_take(song, track, 1000, 5000, "a"))
    assert (clip.path, clip.start, clip.offset, clip.frames) == ("/song/audio/a.wav", 1000, 0, 5000)
    assert (clip.fade_in, clip.fade_out) == (0, 0)


def test_a_punched_take_joins_over_what_the_older_has_beyond_the_cuts():
    song, track = one_track()
    song = with_take(song, track, 0, 100_000, "old")
    song = with_take(song, track, 40_000, 20_000, "new")
    before, punched, after = clips(song)
    assert (before.start, before.start + before.frames, before.fade_out) == (0, 40_000 + JOIN, JOIN)
    assert (punched.start, punched.frames, punched.offset) == (40_000, 20_000, 0)
    assert (punched.fade_in, punched.fade_out) == (JOIN, JOIN)
    assert (after.start, after.offset, after.fade_in) == (60_000 - JOIN, 60_000 - JOIN, JOIN)
    assert (before.fade_in, after.fade_out) == (0, 0)
    assert after.start + after.frames == 100_000


def test_a_cut_between_two_whole_takes_lies_in_the_middle_of_its_join():
    song, track = one_track()
    song = with_take(song, track, 0, 100_000, "one")
    song = with_take(song, track, 0, 100_000, "two")
    first = song.tracks[0].takes[0].id
    left, right = clips(edits.choose_take(song, first, 0, 50_000))
    assert left.path.endswith("one.wav")
    assert left.frames == 50_000 + JOIN // 2
    assert right.start == right.offset == 50_000 - JOIN // 2
    assert left.fade_out == right.fade_in == JOIN


def test_takes_that_end_where_the_next_begins_are_declicked_on_both_sides():
    song, track = one_track()
    song = with_take(song, track, 0, 10_000, "a")
    song = with_take(song, track, 10_000, 10_000, "b")
    left, right = clips(song)
    assert (left.start, left.frames, right.start, right.frames) == (0, 10_000, 10_000, 10_000)
    assert 0 < left.fade_out == right.fade_in < JOIN


def test_takes_apart_have_no_fades():
    song, track = one_track()
    song = with_take(song, track, 0, 10_000, "a")
    song = with_take(song, track, 20_000, 10_000, "b")
    assert {(clip.fade_in, clip.fade_out) for clip in clips(song)} == {(0, 0)}


def test_a_crossfade_is_as_long_and_of_the_shape_the_boundary_says():
    song, track = one_track()
    song = with_take(song, track, 0, 100_000, "one")
    song = with_take(song, track, 0, 100_000, "two")
    song = edits.choose_take(song, song.tracks[0].takes[0].id, 0, 50_000)
    assert {clip.fade_in_shape for clip in clips(song)[1:]} == {FadeShape.EQUAL_GAIN}
    left, right = clips(edits.set_boundary_fade(song, track, 2, 4000, "equal_power"))
    assert (left.frames, left.fade_out, right.start, right.fade_in) == (52_000, 4000, 48_000, 4000)
    assert left.fade_out_shape == right.fade_in_shape == FadeShape.EQUAL_POWER


def test_a_slipped_take_is_heard_later():
    song, track = one_track()
    song = with_take(song, track, 1000, 5000, "a")
    (clip,) = clips(edits.slip_segment(song, track, 1, 480))
    assert (clip.start, clip.offset, clip.frames) == (1480, 0, 5000)
    song = edits.choose_take(with_take(song, track, 0, 10_000, "b"), song.tracks[0].takes[0].id, 2000, 3000)
    slipped = clips(edits.slip_segment(song, track, 2, -100))[1]
    assert slipped.start - 1000 + 100 == slipped.offset


def test_a_take_chosen_in_two_touching_spans_is_one_clip():
    song, track = one_track()
    song = with_take(song, track, 0, 10_000, "a")
    take = song.tracks[0].takes[0].id
    song = edits.choose_take(edits.choose_take(song, take, 0, 5000), take, 5000, 10_000)
    (clip,) = clips(song)
    assert (clip.start, clip.frames, clip.fade_in, clip.fade_out) == (0, 10_000, 0, 0)


def test_placed_clips_play_with_their_gain():
    song, track = one_track()
    source = NewSource(path="audio/loop.wav", channels=2, frames=4000, rate=RATE, sample_format="pcm16")
    song = edits.add_clip(song, track, source, 96_000)
    song = edits.set_clip_gain(song, song.tracks[0].clips[0].id, -6.0)
    (clip,) = clips(song)
    assert (clip.path, clip.start, clip.frames) == ("/song/audio/loop.wav", 96_000, 4000)
    assert clip.gain == pytest.approx(db_to_gain(-6.0))
    assert not clips(edits.set_clip_muted(song, song.tracks[0].clips[0].id, True))


def test_tracks_inputs_count_from_zero_and_modes_carry_over():
    song, track = one_track()
    song = edits.set_monitor(
        edits.set_armed(edits.set_inputs(song, track, (3, 4)), track, True), track, Monitor.TAPE
    )
    spec = compile_spec(song, HERE, 5).tracks[0]
    assert (spec.inputs, spec.channels, spec.armed, spec.monitor) == ((2, 3), 2, True, MonitorMode.TAPE)


def test_loop_and_punch_only_when_on():
    song, _ = one_track()
    song = edits.set_punch(edits.set_loop(song, 10, 20), 30, 40)
    assert (compile_spec(song, HERE, 1).loop, compile_spec(song, HERE, 1).punch) == (None, None)
    spec = compile_spec(edits.set_punch_on(edits.set_loop_on(song, True), True), HERE, 1)
    assert (spec.loop.start, spec.loop.end, spec.punch.start, spec.punch.end) == (10, 20, 30, 40)


def test_mute_wins_over_solo_and_solo_hushes_the_others():
    song = Song("u", "t")
    for name in "abc":
        song = edits.add_track(song, name, (1,))
    a, b, _ = (track.id for track in song.tracks)
    slots = SlotBook().settle(song)

    def audible(song):
        controls = controls_of(song, slots)
        return [controls[slots[track.id]][2] for track in song.tracks], controls[MASTER_SLOT][2]

    assert audible(song) == ([1, 1, 1], 1)
    assert audible(edits.set_solo(song, a, True)) == ([1, 0, 0], 1)
    assert audible(edits.set_mute(edits.set_solo(song, a, True), a, True)) == ([0, 0, 0], 1)
    assert audible(edits.set_mute(song, b, True)) == ([1, 0, 1], 1)
    assert audible(edits.set_master_mute(song, True))[1] == 0


def test_a_track_keeps_its_slot_while_it_lives_and_leaves_it_to_others():
    book = SlotBook()
    song = Song("u", "t")
    for name in "abc":
        song = edits.add_track(song, name, (1,))
    before = book.settle(song)
    moved = edits.move_track(song, song.tracks[2].id, 0)
    assert book.settle(moved) == before
    fewer = edits.remove_track(moved, song.tracks[0].id)
    more = edits.add_track(fewer, "d", (1,))
    after = book.settle(more)
    assert after[more.tracks[-1].id] == before[song.tracks[0].id]
    assert all(after[track] == slot for track, slot in before.items() if track in after)


def test_clips_of_tracks_that_did_not_change_are_not_compiled_again():
    song, vox = one_track()
    song = with_take(song, vox, 0, 5000, "a")
    song = edits.add_track(song, "Bass", (5,))
    bass = song.tracks[1].id
    song = with_take(song, bass, 0, 5000, "b")
    slots = SlotBook().settle(song)
    compiler = Compiler(HERE)
    before = compiler.spec(song, 1, slots)
    changed = edits.set_armed(with_take(song, bass, 1000, 1000, "c"), vox, True)
    after = compiler.spec(changed, 2, slots)
    assert after.tracks[0].armed
    assert after.tracks[0].clips is before.tracks[0].clips
    assert after == compile_spec(changed, HERE, 2, slots)
    assert len(after.tracks[1].clips) == 3
