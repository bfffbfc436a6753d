import base64

import msgspec
import pytest

from tests.tui.scene import (
    certificate,
    desk_of,
    meter,
    muted,
    song_of,
    source_for,
    status_of,
    with_take,
)
from tui_studio.song.click import ClickSettings
from tui_studio.song.model import Clip, ClipId, Monitor, SourceId, Span, Strip, Track, TrackId
from tui_studio.studio.wire import Growth
from tui_studio.tui.view.cells import Tone, cells_of, text_of, width_of
from tui_studio.tui.view.glyphs import ASCII
from tui_studio.tui.view.record import cursor_cell, record_lines, take_runs
from tui_studio.tui.view.waves import Wave


def texts(desk, width: int = 80, height: int = 20) -> list[str]:
    return [text_of(line) for line in record_lines(desk, width, height)]


def loud(hops: int) -> str:
    return base64.b64encode(b"\x81\x7f" * hops).decode()


def growth(first_hop: int, hops: int, tracks=(1,), start: int = 0, number: int = 1) -> Growth:
    return Growth(60, start, 256, first_hop, dict.fromkeys(tracks, loud(hops)), round=number)


def grown_cells(desk) -> int:
    return sum(tone == Tone.GROWING for _, tone in cells_of(record_lines(desk, 80, 20)[1])[58:])


def test_what_is_recorded_is_told_from_what_is_only_armed() -> None:
    song = song_of(3)
    kick, snare, bass = song.tracks
    desk = desk_of(
        msgspec.structs.replace(song, tracks=(kick, msgspec.structs.replace(snare, armed=True), bass))
    )
    for recorded, marks in (((kick.id,), "R\u25cf\u00b7"), ((), "\u00b7\u25cf\u00b7")):
        desk.take_status(status_of("recording" if recorded else "stopped", recorded=recorded))
        assert "".join(line[26] for line in texts(desk)[1:4]) == marks


def test_a_row_shows_all_of_a_track() -> None:
    song = song_of(2)
    kick = msgspec.structs.replace(
        with_take(song.tracks[0], rating=2), armed=True, monitor=Monitor.INPUT, inputs=(3, 4)
    )
    status = status_of(tracks={1: meter(-20.0, hold=-5.0, clips=1)})
    desk = desk_of(
        msgspec.structs.replace(song, tracks=(kick, muted(song.tracks[1])), sources=(source_for(),)), status
    )
    desk.take_status(status)
    head, first, second = texts(desk)[:3]
    assert head.split()[:8] == ["track", "in", "mon", "A", "M", "S", "level", "dB"]
    assert first.startswith("> 1 Kick       3-4   in   ● · · ██████····|·! -20.0  1 ★2 ")
    assert second.startswith("  2 Snare      2     auto · M · ············   -inf  -    ")


def test_a_track_muted_and_soloed_says_that_it_is_silent() -> None:
    song = song_of(2)
    both = msgspec.structs.replace(song.tracks[0], strip=Strip(mute=True, solo=True))
    desk = desk_of(msgspec.structs.replace(song, tracks=(both, muted(song.tracks[1]))))
    assert "muted and solo: silent" in texts(desk)[-1]
    desk.selection.cursor = 1
    assert "silent" not in texts(desk)[-1]


@pytest.mark.parametrize("name", ["Kick", "Overheads in the large room, left"])
def test_punch_and_loop_are_told_whatever_the_name_and_the_trim(name: str) -> None:
    song = song_of(1)
    track = msgspec.structs.replace(song.tracks[0], name=name, strip=Strip(trim_db=-12.0, pan=-0.35))
    spans = {"punch": Span(96_000, 480_000), "loop": Span(96_000, 960_000)}
    clicks = ClickSettings(count_in_bars=2)
    desk = desk_of(msgspec.structs.replace(song, tracks=(track,), punch_on=True, click=clicks, **spans))
    words = texts(desk)[-1]
    assert words.startswith(f" {name[0]}")
    assert "punch 2.1-6.1 on" in words
    assert "loop 2.1-11.1 off" in words
    assert f"{name}: fader" in texts(desk, 160)[-1]
    assert "trim -12.0" in texts(desk, 160)[-1]


def test_the_selection_is_seen_on_the_row_pointed_at_too() -> None:
    desk = desk_of(song_of(2))
    desk.selection.toggle()
    assert texts(desk)[1].startswith("> 1+Kick ")
    desk.selection.point(1)
    assert texts(desk)[1].startswith("  1+Kick ")
    assert texts(desk)[2].startswith("> 2 Snare ")


def test_an_input_the_device_lacks_is_marked() -> None:
    desk = desk_of(song_of(2), status_of(inputs=(meter(-20.0),)))
    first, second = texts(desk)[1:3]
    assert " 1     auto" in first
    assert " 2?    auto" in second


def test_a_take_with_a_gap_is_marked_plainly() -> None:
    song = song_of(1)
    desk = desk_of(msgspec.structs.replace(song, tracks=(with_take(song.tracks[0], gap=True),)))
    assert " 1gap " in texts(desk)[1]
    runs = take_runs(desk, msgspec.structs.replace(desk.song.tracks[0].takes[0], start=96_000))
    assert any("1 GAP at 0:02.002" in text and tone == Tone.ALARM for text, tone in runs)


def test_xruns_that_cost_nothing_are_told_beside_no_gaps() -> None:
    song = song_of(1)
    track = with_take(song.tracks[0])
    take = msgspec.structs.replace(track.takes[0], start=96_000, certificate=certificate(xruns=(480, 96_000)))
    runs = take_runs(desk_of(song), take)
    assert any("no gaps" in text and tone == Tone.GOOD for text, tone in runs)
    assert any("2 xruns, the first at 0:02.010" in text and tone == Tone.WARN for text, tone in runs)


def test_a_growing_take_is_drawn_in_red_as_far_as_it_has_come() -> None:
    desk = desk_of(song_of(2), status_of("recording", 48000))
    desk.waveforms.grow(growth(0, 190))
    cells = cells_of(record_lines(desk, 80, 20)[1])[58:]
    red = [char for char, tone in cells if tone == Tone.GROWING]
    assert red
    assert set(red) <= {"⣿", "⡇"}
    desk.waveforms.grow(growth(190, 190))
    more = [char for char, tone in cells_of(record_lines(desk, 80, 20)[1])[58:] if tone == Tone.GROWING]
    assert len(more) > len(red)


def test_growing_bit_by_bit_looks_like_growing_at_once() -> None:
    bit, whole = (desk_of(song_of(1), status_of("recording", 400_000)) for _ in range(2))
    for at in range(0, 1500, 47):
        bit.waveforms.grow(growth(at, min(47, 1500 - at), start=30_000))
        record_lines(bit, 80, 20)
    whole.waveforms.grow(growth(0, 1500, start=30_000))
    assert texts(bit) == texts(whole)


def test_every_round_of_a_loop_grows_from_its_own_beginning() -> None:
    desk = desk_of(song_of(1), status_of("recording", 400_000))
    desk.waveforms.grow(growth(0, 1500))
    whole = grown_cells(desk)
    for number in (2, 3):
        desk.waveforms.grow(growth(0, 200, number=number))
        begun = grown_cells(desk)
        assert 0 < begun < whole
        desk.waveforms.grow(growth(200, 400, number=number))
        assert begun < grown_cells(desk) < whole


def test_a_round_whose_take_is_not_kept_gives_its_wave_to_none() -> None:
    desk = desk_of(song_of(1), status_of("recording", 480_000))
    desk.waveforms.grow(Growth(50, 0, 256, 0, {1: loud(10)}, round=2))
    song = desk.song
    desk.take_song(msgspec.structs.replace(song, tracks=(with_take(song.tracks[0]),)))
    assert not desk.waveforms.growing
    assert desk.waveforms.waves == {}


def test_a_grown_wave_becomes_the_takes() -> None:
    desk = desk_of(song_of(1), status_of("recording", 480_000))
    desk.waveforms.grow(Growth(50, 0, 256, 0, {1: loud(1875)}))
    song = desk.song
    desk.take_song(
        msgspec.structs.replace(song, tracks=(with_take(song.tracks[0]),), sources=(source_for(),))
    )
    assert not desk.waveforms.growing
    assert desk.waveforms.waves[SourceId(201)].frames == 480_000
    row = record_lines(desk, 80, 20)[1]
    assert any(tone == Tone.WAVE for _, tone in row)


def test_what_was_recorded_before_this_head_attached_is_shown_as_unknown() -> None:
    desk = desk_of(song_of(1), status_of("recording", 480_000))
    desk.waveforms.grow(growth(1000, 800))
    lane = texts(desk)[1][58:]
    assert lane.startswith("─")
    assert "⣿" in lane
    song = desk.song
    desk.take_song(msgspec.structs.replace(song, tracks=(with_take(song.tracks[0]),)))
    assert desk.waveforms.waves == {}


def test_a_clip_whose_wave_has_not_come_is_there_all_the_same() -> None:
    track = Track(TrackId(1), "Band", (), clips=(Clip(ClipId(5), SourceId(9), 0, 0, 480_000),))
    desk = desk_of(song_of(tracks=(track,)))
    assert "───" in texts(desk)[1]
    wave = Wave(256)
    wave.put(0, b"\x81\x7f" * 1875)
    desk.waveforms.keep(SourceId(9), wave)
    assert "⣿⣿⣿" in texts(desk)[1]


def test_the_pointer_scrolls_long_songs_and_the_cursor_follows() -> None:
    desk = desk_of(song_of(40))
    assert cursor_cell(desk, 20) == (4, 1)
    desk.selection.point(39)
    lines = texts(desk)
    assert any(line.startswith(">40 ") for line in lines)
    column, row = cursor_cell(desk, 20)
    assert lines[row].startswith(">40")
    assert column == 4


def test_selection_survives_changes_of_the_song() -> None:
    desk = desk_of(song_of(4))
    desk.selection.point(2)
    desk.selection.toggle()
    desk.take_song(song_of(tracks=desk.song.tracks[1:]))
    assert desk.selection.pointed is not None
    assert desk.selection.pointed.name == "Overheads"
    assert [track.name for track in desk.selection.chosen] == ["Overheads"]
    desk.take_song(song_of(tracks=()))
    assert desk.selection.chosen == ()
    assert "No tracks yet" in "\n".join(texts(desk))


def test_a_larger_screen_shows_faders_and_takes() -> None:
    song = song_of(3)
    desk = desk_of(msgspec.structs.replace(song, tracks=(with_take(song.tracks[0]), *song.tracks[1:])))
    lines = texts(desk, 160, 41)
    assert "fader" in lines[0]
    assert any("no gaps" in line for line in lines)


@pytest.mark.parametrize(("width", "height"), [(80, 20), (160, 41), (79, 20), (40, 8), (20, 4), (300, 80)])
def test_any_size_is_filled_exactly(width: int, height: int) -> None:
    song = song_of(12)
    tracks = (msgspec.structs.replace(song.tracks[0], name="日本語の長い名前のトラック"), *song.tracks[1:])
    desk = desk_of(msgspec.structs.replace(song, tracks=tracks), status_of("recording", 90_000))
    desk.waveforms.grow(growth(0, 300))
    lines = texts(desk, width, height)
    assert len(lines) == height
    assert {width_of(line) for line in lines} == {width}


@pytest.mark.parametrize("width", [54, 60, 69, 80])
def test_names_that_begin_alike_are_told_apart(width: int) -> None:
    song = song_of(2)
    left, right = (
        msgspec.structs.replace(track, name=f"Overheads room {side}")
        for track, side in zip(song.tracks, "LR", strict=True)
    )
    first, second = texts(desk_of(msgspec.structs.replace(song, tracks=(left, right))), width)[1:3]
    assert first.split()[:4] != second.split()[:4]
    assert first[4:8] == second[4:8] == "Over"


def test_plain_terminals_get_ascii() -> None:
    desk = desk_of(song_of(3), status_of("recording", 90_000, tracks={1: meter(-3.0, clips=1)}), ASCII)
    desk.waveforms.grow(growth(0, 300))
    assert "".join(texts(desk)).isascii()


def test_the_certificate_is_told_in_words() -> None:
    desk = desk_of()
    take = with_take(desk.song.tracks[0]).takes[0]
    over = msgspec.structs.replace(
        take, certificate=certificate(overs=(2,), peak_db=-0.1, closed="disk full")
    )
    words = "".join(text for text, _ in take_runs(desk, over))
    assert "2 overs" in words
    assert "disk full" in words
    bare = msgspec.structs.replace(take, certificate=None)
    assert "no certificate" in "".join(text for text, _ in take_runs(desk, bare))
