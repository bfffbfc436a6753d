"""Commands out of text."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.line.script import read_commands, split_commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("", []),
        ("  \n\n;;", []),
        ("transport.record; wait 5 ;transport.stop", ["transport.record", "wait 5", "transport.stop"]),
        ("a\nb", ["a", "b"]),
        ('track.add name="one; two"; b', ['track.add name="one; two"', "b"]),
        ("track.add name='a \"; b'; b", ["track.add name='a \"; b'", "b"]),
        (r"track.add name=a\;b; c", [r"track.add name=a\;b", "c"]),
        ("a # and; that", ["a"]),
        ("# all of it", []),
        ("a; #b; c", ["a"]),
        ("idea.add don't stop #slow; b", ["idea.add don't stop #slow", "b"]),
        ("track.add name=F#min", ["track.add name=F#min"]),
        ('track.add name="# 1"', ['track.add name="# 1"']),
        ('a "never closed; b', ['a "never closed; b']),
    ],
)
def test_commands_are_parted_outside_quotation_marks(text: str, commands: list[str]) -> None:
    assert split_commands(text) == commands


@given(st.text(alphabet="a b;\"'\\#=\n"))
def test_no_command_is_empty_and_none_spans_lines(text: str) -> None:
    for command in split_commands(text):
        assert command == command.strip() != ""
        assert "\n" not in command


def test_a_stream_gives_each_command_when_its_line_is_there() -> None:
    stream = io.StringIO("a; b\nc\n")
    commands = read_commands(stream)
    assert next(commands) == "a"
    assert stream.tell() == 5
    assert list(commands) == ["b", "c"]


def test_a_very_long_line_takes_no_longer_than_its_length() -> None:
    text = "y" * 3_000_000
    began = time.monotonic()
    assert split_commands(f'idea.add "{text}"; song.info') == [f'idea.add "{text}"', "song.info"]
    assert time.monotonic() - began < 10
