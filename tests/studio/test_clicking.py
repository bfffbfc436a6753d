"""Where clicks fall, beside a slow and plain computation."""

import math
import struct

import pytest

from tests.studio.conftest import done
from tui_studio.song import edits
from tui_studio.song.edits.sections import add_section
from tui_studio.song.model import Song
from tui_studio.song.tempo import MetreChange, TempoChange, TempoMap
from tui_studio.song.timeline import sections_of
from tui_studio.studio.clicking import BAR, BEAT, SUBDIVISION, click_spec, clicks, lead_of
from tui_studio.studio.compile import CLICK_SLOT, bounce_spec, compile_spec

RATE = 48000


def clicking(**changes):
    return edits.set_click(Song("u", "t", rate=RATE), on=True, **changes)


def unpacked(spec):
    frames = struct.unpack(f"<{len(spec.beats) // 8}q", spec.beats)
    return [pair for pair in zip(frames, spec.accents, strict=True) if pair[0] >= 0]


def test_a_map_of_200_changes_clicks_where_the_integral_of_the_tempo_says():
    tempos = [TempoChange(at * 960 * 3, 60 + (at * 37) % 120, at % 3 == 0) for at in range(100)]
    metres, bar = [], 1
    for at in range(100):
        metres.append(MetreChange(bar, (4, 7, 3, 5)[at % 4], (4, 8, 4, 8)[at % 4]))
        bar += 2
    song = edits.set_tempo_changes(clicking(), TempoMap(tuple(tempos), tuple(metres)))
    spec = unpacked(click_spec(song))

    def seconds(quarter):
        """By hand: the time each stretch takes, added up."""
        total = 0.0
        for one, following in zip(tempos, [*tempos[1:], None], strict=True):
            begin = one.position / 960
            length = min(quarter, following.position / 960 if following else math.inf) - begin
            if length <= 0:
                break
            slope = 0.0
            if one.ramp and following:
                slope = (following.bpm - one.bpm) / (following.position / 960 - begin)
            if slope:
                total += 60 / slope * math.log((one.bpm + slope * length) / one.bpm)
            else:
                total += 60 / one.bpm * length
        return total

    wanted, quarter = [], 0.0
    for at in range(260):
        metre = metres[min(at // 2, 99)]
        for beat in range(metre.beats_per_bar):
            wanted.append((round(seconds(quarter) * RATE), BEAT if beat else BAR))
            quarter += 4 / metre.beat_unit
    assert spec[: len(wanted)] == wanted
    assert len(wanted) > 1000


def test_the_quick_way_and_the_plain_way_agree():
    song = edits.set_tempo(edits.set_time_signature(clicking(subdivision=3), 7, 8), 97.3)
    spec = unpacked(click_spec(song))
    assert clicks(song, 0, spec[3000][0]) == spec[:3000]
    assert {kind for _, kind in spec} == {BAR, BEAT, SUBDIVISION}


def test_without_accent_all_beats_are_alike():
    assert {kind for _, kind in unpacked(click_spec(clicking(accent=False)))} == {BEAT}


@pytest.mark.parametrize("at", [0, 96_000, 36_000])
def test_a_count_in_ends_where_recording_begins_and_keeps_the_beat(at):
    song = clicking(count_in_bars=2)
    lead = lead_of(song, at, recording=True)
    frames = struct.unpack(f"<{len(lead.beats) // 8}q", lead.beats)
    assert (lead.frames, lead.pre_roll, len(frames)) == (192_000, 0, 8)
    assert all((at - lead.frames + frame) % 24_000 == 0 for frame in frames)
    assert list(lead.accents).count(BAR) == 2
    assert lead_of(song, at, recording=False) is None


def test_the_count_in_comes_before_the_pre_roll():
    song = edits.set_pre_roll(clicking(count_in_bars=1), 2)
    lead = lead_of(song, 96_000, recording=True)
    assert (lead.frames, lead.pre_roll) == (96_000 + 192_000, 192_000)


def test_a_bounce_has_no_click_unless_asked(tmp_path):
    song = clicking()
    assert CLICK_SLOT in compile_spec(song, tmp_path, 1).controls
    assert bounce_spec(song, tmp_path).click is None
    assert bounce_spec(Song("u", "t"), tmp_path, click=True).click.beats


def test_a_song_without_a_click_has_none():
    assert click_spec(Song("u", "t")) is None
    counted = edits.set_click(Song("u", "t"), count_in_bars=1)
    assert click_spec(counted).beats == b""


def test_before_a_section_the_count_in_is_a_whole_bar_of_its_tempo_however_its_frame_is_rounded():
    song = clicking(count_in_bars=1)
    for name, bpm in (("A", 92), ("B", 104), ("C", 190), ("D", 77), ("E", 133)):
        song = add_section(song, name, 3, tempo_bpm=bpm)
    for placed in sections_of(song):
        lead = lead_of(song, placed.start, recording=True)
        beat = 60 * RATE / placed.bpm
        assert lead.frames == round(4 * beat)
        assert struct.unpack("<4q", lead.beats) == tuple(round(number * beat) for number in range(4))
        assert list(lead.accents) == [BAR, BEAT, BEAT, BEAT]


async def test_outputs_of_the_click_that_are_not_there_are_told(head):
    await done(head, "device.open virtual outputs=2")
    told = await head.line("click.set on outputs=99")
    said = "NOT there: output 99, and the device has 2; the click goes to the outputs of the master"
    assert told.text.endswith(said)
    assert told.result["warning"] == said
    assert "warning" not in (await done(head, "click.set outputs=1-2"))
