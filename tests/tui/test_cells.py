from hypothesis import given
from hypothesis import strategies as st

from tui_studio.tui.view.cells import (
    Tone,
    blank,
    cells_of,
    changed,
    cut,
    fit,
    fit_ends,
    line_of,
    printable,
    runs_of,
    text_of,
    width_of,
    wrapped,
)

TEXTS = st.text(alphabet="ab ●⣿日本é\u0301", max_size=12)
LINES = st.lists(st.tuples(TEXTS, st.sampled_from(list(Tone)))).map(lambda runs: line_of(runs, 16))


def test_wide_characters_take_two_cells_and_marks_none() -> None:
    assert width_of("日本") == 4
    assert width_of("e\u0301") == 1
    assert width_of("●⣿█") == 3


def test_text_is_cut_between_characters() -> None:
    assert cut("日本語", 5) == "日本"
    assert fit("日本語", 5) == "日本 "
    assert fit("ab", 4, right=True) == "  ab"


def test_a_long_text_is_wrapped_at_spaces_and_a_long_word_wherever_it_must() -> None:
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("  one two three", 8, hang=4) == ["  one", "    two", "    thre", "    e"]
    assert wrapped("in /etc/audio.conf", 16) == ["in", "/etc/audio.conf"]
    assert wrapped("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrapped("", 4) == [""]


@given(TEXTS, st.integers(4, 9), st.integers(0, 9))
def test_a_wrapped_text_keeps_every_letter_and_fits(text: str, width: int, hang: int) -> None:
    pieces = wrapped(text, width, hang)
    assert all(width_of(piece) <= width for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_name_that_is_too_long_keeps_both_ends() -> None:
    assert fit_ends("Backing vox 2", 10) == "Backi~ox 2"
    assert fit_ends("Bass", 6) == "Bass  "
    assert fit_ends("日本語の名前", 8) == "日本 ~前"
    assert fit_ends("abcdef", 4) == "abcd"


@given(TEXTS, st.integers(1, 12))
def test_both_ends_fill_any_width(text: str, width: int) -> None:
    assert width_of(fit_ends(text, width)) == width


def test_control_characters_never_reach_the_terminal() -> None:
    assert printable("a\x1b[2Jb\n") == "a?[2Jb?"


def test_a_line_has_exactly_its_width() -> None:
    line = line_of([("abc", Tone.GOOD), ("def", Tone.GOOD), ("", Tone.WARN)], 8)
    assert line == (("abcdef", Tone.GOOD), ("  ", Tone.PLAIN))
    assert line_of([("abcdef", Tone.GOOD)], 4) == (("abcd", Tone.GOOD),)
    assert text_of(blank(3)) == "   "


def test_only_changed_cells_are_told() -> None:
    old = line_of([("level ", Tone.PLAIN), ("███·····", Tone.GOOD), ("  -9.1", Tone.PLAIN)], 24)
    new = line_of([("level ", Tone.PLAIN), ("████····", Tone.GOOD), ("  -9.0", Tone.PLAIN)], 24)
    assert changed(old, old) == []
    assert changed(old, new) == [(9, (("█", Tone.GOOD),)), (19, (("0", Tone.PLAIN),))]


def test_changes_that_lie_close_are_written_together() -> None:
    assert changed(line_of([("abcdef", Tone.PLAIN)], 6), line_of([("Xbcdef", Tone.PLAIN)], 6)) == [
        (0, (("X", Tone.PLAIN),))
    ]
    assert changed(line_of([("abcdef", Tone.PLAIN)], 6), line_of([("XbYdef", Tone.PLAIN)], 6)) == [
        (0, (("XbY", Tone.PLAIN),))
    ]


@given(LINES, LINES)
def test_writing_the_changes_gives_the_new_line(old, new) -> None:
    cells = cells_of(old)
    for start, part in changed(old, new):
        written = cells_of(part)
        cells[start : start + len(written)] = written
    assert runs_of(cells) == runs_of(cells_of(new))
    assert all(cells[start][0] != "" for start, _ in changed(old, new))
