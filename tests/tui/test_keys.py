import pytest

from tui_studio.tui.keys import canonical, pressed, shown


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a", "a"), ("A", "A"), ("shift+a", "A"), ("?", "?"), ("+", "+"), ("ctrl++", "ctrl++"), (" ", "space"),
        ("Space", "space"), ("ctrl+Z", "ctrl+z"), ("ctrl+i", "tab"), ("ctrl+m", "enter"), ("shift+left", "shift+left"),
        ("shift+ctrl+left", "ctrl+shift+left"), ("F1", "f1"), ("hyper+a", None), ("f99", None), ("ctrl+ctrl+a", None),
        ("", None), ("spaec", None),
    ],
)  # fmt: skip
def test_a_key_has_one_name(text: str, key: str | None) -> None:
    assert canonical(text) == key


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("a", "a", "a"), ("upper_a", "A", "A"), ("question_mark", "?", "?"), ("space", " ", "space"),
        ("left_square_bracket", "[", "["), ("plus", "+", "+"), ("minus", "-", "-"), ("enter", "\r", "enter"),
        ("shift+left", None, "shift+left"), ("ctrl+z", "\x1a", "ctrl+z"), ("escape", "\x1b", "escape"),
        ("é", "é", "é"), ("shift+a", "A", "A"), ("home", None, "home"),
    ],
)  # fmt: skip
def test_what_the_terminal_sends(key: str, character: str | None, name: str) -> None:
    assert pressed(key, character) == name


def test_keys_are_shown_short() -> None:
    assert shown("up", plain=False) == "↑"
    assert shown("up", plain=True) == "up"
    assert shown("escape", plain=True) == "Esc"
    assert shown("+", plain=False) == "+"
    assert shown("shift+left", plain=False) == "shift+←"
