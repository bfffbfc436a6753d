import pytest

from tui_studio.tui.view.cells import width_of
from tui_studio.tui.view.glyphs import ASCII, BLOCK, BRAILLE, choose, has_colour


@pytest.mark.parametrize(
    ("environ", "glyphs"),
    [
        ({"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}, BRAILLE),
        ({"TERM": "tmux-256color", "LANG": "de_DE.utf8"}, BRAILLE),
        ({"TERM": "xterm"}, BRAILLE),
        ({"TERM": "linux", "LANG": "en_GB.UTF-8"}, ASCII),
        ({"TERM": "dumb", "LANG": "en_GB.UTF-8"}, ASCII),
        ({"LANG": "en_GB.UTF-8"}, ASCII),
        ({"TERM": "xterm", "LANG": "C"}, ASCII),
        ({"TERM": "xterm", "LANG": "C", "LC_CTYPE": "C.UTF-8"}, ASCII),
        ({"TERM": "xterm", "LC_CTYPE": "C.UTF-8"}, BRAILLE),
        ({"TERM": "xterm", "LANG": "en_GB.UTF-8", "LC_ALL": "POSIX"}, ASCII),
        ({"TERM": "xterm", "LANG": "en_GB.ISO-8859-1"}, ASCII),
    ],
)
def test_locale_and_terminal_decide(environ: dict[str, str], glyphs: object) -> None:
    assert choose("auto", environ) is glyphs


@pytest.mark.parametrize(
    ("setting", "environ", "colour"),
    [
        ("auto", {"TERM": "xterm"}, True),
        ("8", {"TERM": "linux"}, True),
        ("auto", {"TERM": "vt100"}, False),
        ("auto", {"TERM": "vt220-8bit"}, False),
        ("auto", {"TERM": "xterm-mono"}, False),
        ("auto", {"TERM": "linux-m"}, False),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {}, False),
        ("auto", {"TERM": "xterm", "NO_COLOR": "1"}, False),
        ("auto", {"TERM": "xterm", "NO_COLOR": ""}, True),
        ("never", {"TERM": "xterm"}, False),
    ],
)
def test_terminal_and_wish_decide_on_colour(setting: str, environ: dict[str, str], colour: bool) -> None:
    assert has_colour(setting, environ) is colour


def test_the_setting_forces() -> None:
    assert choose("block", {"TERM": "linux"}) is BLOCK
    assert choose("ascii", {"TERM": "xterm", "LANG": "en_GB.UTF-8"}) is ASCII


def test_waves_have_a_sign_for_every_height() -> None:
    assert BRAILLE.wave(0, 0) == " "
    assert BRAILLE.wave(4, 4) == "⣿"
    assert BRAILLE.wave(1, 1) == "⣀"
    assert BRAILLE.wave(2, 0) == "⡄"
    for glyphs in (BRAILLE, BLOCK, ASCII):
        signs = {glyphs.wave(step, step) for step in range(glyphs.wave_steps + 1)}
        assert len(signs) == glyphs.wave_steps + 1
        assert all(width_of(sign) == 1 for sign in signs)


def test_the_plain_set_is_ascii() -> None:
    texts = [value for value in vars(ASCII).values() if isinstance(value, str)]
    assert all(text.isascii() for text in texts)
    assert all(ASCII.wave(step, 0).isascii() for step in range(5))
