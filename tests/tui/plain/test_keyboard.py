"""Bytes of a terminal to names of keys."""

import pytest

from tui_studio.tui.plain.keyboard import Key, Keyboard, Pasted


def names(data: bytes) -> list[str]:
    return [event.name if isinstance(event, Key) else event.text for event in Keyboard().feed(data)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"r", "r"),
        (b"R", "R"),
        (b" ", "space"),
        (b"\r", "enter"),
        (b"\n", "enter"),
        (b"\t", "tab"),
        (b"\x7f", "backspace"),
        (b"\x03", "ctrl+c"),
        (b"\x1b[A", "up"),
        (b"\x1bOB", "down"),
        (b"\x1b[1;2C", "shift+right"),
        (b"\x1b[1;5D", "ctrl+left"),
        (b"\x1b[Z", "shift+tab"),
        (b"\x1b[3~", "delete"),
        (b"\x1b[5~", "pageup"),
        (b"\x1bOP", "f1"),
        (b"\x1b[15~", "f5"),
        (b"\x1bx", "alt+x"),
        ("é".encode(), "é"),
    ],
)
def test_keys_have_the_names_of_the_key_map(data: bytes, name: str) -> None:
    assert names(data) == [name]


def test_what_comes_in_pieces_is_one_key() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(b"\x1b[") == []
    assert keyboard.waiting
    assert keyboard.feed(b"A\xc3") == [Key("up")]
    assert keyboard.feed(b"\xa9") == [Key("é")]


def test_a_lone_escape_is_a_key_when_nothing_follows() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(b"\x1b") == []
    assert keyboard.flush() == [Key("escape")]
    assert keyboard.flush() == []
    assert keyboard.feed(b"r") == [Key("r")]


def test_pasted_text_comes_whole() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(b"\x1b[200~[Am]Morning\n") == []
    assert keyboard.flush() == []
    keyboard = Keyboard()
    keyboard.feed(b"\x1b[200~[Am]Morning\n")
    assert keyboard.feed(b"comes\x1b[201~r") == [Pasted("[Am]Morning\ncomes"), Key("r")]


def test_what_no_key_map_knows_is_passed_over() -> None:
    assert names(b"\x1b[200;300xr") == ["r"]
