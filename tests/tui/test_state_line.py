import pytest

from tests.tui.scene import song_of, status_of
from tui_studio.song.model import Marker, MarkerId, Span
from tui_studio.studio.wire import Status
from tui_studio.tui.view.cells import Tone, text_of, width_of
from tui_studio.tui.view.glyphs import ASCII, BRAILLE
from tui_studio.tui.view.state_line import state_line


def line(status: Status, *, colour: bool = True, width: int = 80, starting: bool = False, **song):
    return state_line(song_of(**song), status, width, BRAILLE, colour=colour, starting=starting)


def tone_of(runs, word: str) -> Tone:
    return next(tone for text, tone in runs if word in text)


def test_everything_a_player_must_know_is_there() -> None:
    text = text_of(line(status_of("rolling", 2_031_216, xruns=3, heads=2)))
    for word in (
        "▶ ROLL",
        "0:42.317",
        "22.1.609",
        "♩120 4/4",
        "3h12 left",
        "dsp 18%",
        "x3",
        "UMC1820 48k",
        "2 heads",
    ):
        assert word in text
    assert width_of(text) == 80


def test_recording_fills_the_line_with_red_and_says_so_in_words() -> None:
    runs = line(status_of("recording", 48000))
    assert {tone for _, tone in runs} == {Tone.RECORD}
    assert text_of(runs).startswith("● REC 0:01.000")
    assert len(text_of(runs)) == 80


def test_without_colour_it_is_framed() -> None:
    text = text_of(line(status_of("recording", 48000), colour=False))
    assert text.startswith("*** ● REC")
    assert text.endswith(" ***")
    assert "***" not in text_of(line(status_of("rolling"), colour=False))


def test_waiting_for_the_punch_is_not_recording_yet() -> None:
    assert "REC wait" in text_of(line(status_of("recording", 0, punched_in=False)))


def test_behind_the_punch_out_nothing_is_waited_for() -> None:
    punched = {"punch": Span(0, 96_000), "punch_on": True}
    out = status_of("recording", 96_000, punched_in=False, record_start=0)
    assert "PUNCHED OUT" in text_of(line(out, **punched))
    assert "REC wait" in text_of(line(out, loop=Span(0, 192_000), loop_on=True, **punched)), "it comes again"
    assert "REC wait" in text_of(line(out, punch=Span(144_000, 192_000), punch_on=True))


@pytest.mark.parametrize(
    ("seconds", "word", "tone"),
    [
        (11520, "3h12 left", Tone.PLAIN),
        (800, "only 13 min left", Tone.WARN),
        (200, "3 min left!", Tone.ALARM),
    ],
)
def test_time_left_turns_amber_then_red(seconds: float, word: str, tone: Tone) -> None:
    runs = line(status_of(remaining_seconds=seconds))
    assert word in text_of(runs)
    if tone != Tone.PLAIN:
        assert tone_of(runs, word) == tone


def test_a_lost_device_is_an_alarm_but_not_while_all_of_it_starts() -> None:
    assert "NO ENGINE" in text_of(line(status_of("no engine")))
    assert "START" in text_of(line(status_of("no engine"), starting=True))
    assert tone_of(line(status_of("no device")), "NO DEVICE") == Tone.ALARM


def test_the_lock_and_the_section_are_shown() -> None:
    markers = (Marker(MarkerId(1), "Intro", 0), Marker(MarkerId(2), "Verse 2", 48000))
    text = text_of(line(status_of("stopped", 50000, locked=True), width=100, markers=markers))
    assert "LOCK" in text
    assert "Verse 2" in text


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
@pytest.mark.parametrize("state", ["recording", "stopped"])
def test_it_fits_any_width_and_keeps_the_state(width: int, state: str) -> None:
    for colour in (True, False):
        text = text_of(
            line(status_of(state, 10**8, device="A very long name of a device"), colour=colour, width=width)
        )
        assert width_of(text) == width
        assert ("REC" if state == "recording" else "STOP") in text


def test_plain_terminals_get_ascii() -> None:
    assert text_of(state_line(song_of(), status_of("recording"), 80, ASCII, colour=False)).isascii()


def test_a_voice_memo_is_seen_while_it_is_recorded() -> None:
    runs = line(status_of("rolling", 0, memo=True))
    assert tone_of(runs, "MEMO") == Tone.RECORD
    assert "MEMO" not in text_of(line(status_of("rolling", 0)))


def test_in_plain_signs_the_tempo_is_a_number_with_its_unit() -> None:
    text = text_of(state_line(song_of(), status_of(), 80, ASCII, colour=True))
    assert " 120 bpm 4/4 " in text
