"""Names and the file names made of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.errors import BadInputError
from tui_studio.song.names import clean_name, clean_note, free_name, is_inside, safe_file_name, take_path

WINDOWS_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"com{n}" for n in range(10)),
    *(f"lpt{n}" for n in range(10)),
}


@given(st.text(max_size=400))
def test_every_text_makes_a_portable_file_name(name: str) -> None:
    stem = safe_file_name(name)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,56}", stem)
    assert stem.casefold() not in WINDOWS_DEVICES
    assert is_inside(f"audio/{stem}.wav")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Kick", "Kick"),
        ("Lead vox", "Lead-vox"),
        ("../../x", "x"),
        ("CON", "track-CON"),
        ("nul.wav", "nul-wav"),
        ("Über-Gitarre", "Uber-Gitarre"),
        ("🥁", "track"),
        ("", "track"),
        ("name...", "name"),
        ("a/b\\c:d", "a-b-c-d"),
    ],
)
def test_file_names_are_what_one_expects(name: str, stem: str) -> None:
    assert safe_file_name(name) == stem


def test_a_long_name_is_cut() -> None:
    assert len(safe_file_name("x" * 300)) == 48


def test_take_paths_never_meet() -> None:
    taken: list[str] = []
    for name in ("Kick!", "Kick?", "kick"):
        taken.append(take_path(name, 12, 3, taken))
    assert taken == ["audio/Kick-p12-t3.wav", "audio/Kick-p12-t3-2.wav", "audio/kick-p12-t3-3.wav"]


@pytest.mark.parametrize("name", ["Lead vox", "../../x", "🥁👨‍👩‍👧", "ギター", "x" * 80, "Ünïcödé"])
def test_any_printable_text_is_a_name(name: str) -> None:
    assert clean_name(f" {name} ", "the name") == name


@pytest.mark.parametrize(
    "name", ["", "   ", "a\x1b[31mb", "a\nb", "a\x00", "\udc80", "a\u202eb", "x" * 81, "\x7f"]
)
def test_what_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(BadInputError) as raised:
        clean_name(name, "the name")
    assert raised.value.hint


def test_accents_are_composed() -> None:
    assert clean_name("e\u0301", "the name") == "\u00e9"


def test_notes_have_lines() -> None:
    assert clean_note("one\r\n\ttwo", "the note") == "one\n\ttwo"
    with pytest.raises(BadInputError):
        clean_note("a\x07", "the note")


def test_a_free_name_counts_on() -> None:
    assert free_name("Track", []) == "Track"
    assert free_name("Track", ["track", "Track 2"]) == "Track 3"
