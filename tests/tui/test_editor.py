from tui_studio.tui.view.cells import text_of
from tui_studio.tui.view.editor import Editor


def typed(editor: Editor, *keys: str) -> str:
    for key in keys:
        editor.press(key)
    return editor.text


def test_typing_and_moving() -> None:
    editor = Editor("name: ", "Kick")
    assert typed(editor, "space", "2", "home", "delete", "k", "end", "backspace") == "kick "
    assert typed(editor, "ctrl+w") == ""
    assert typed(editor, "a", "b", "left", "ctrl+u", "X") == "Xb"
    assert not editor.press("f5")


def test_history_keeps_what_was_being_typed() -> None:
    editor = Editor(":", history=("first", "second"))
    assert typed(editor, "n", "up") == "second"
    assert typed(editor, "up", "up") == "first"
    assert typed(editor, "down", "down") == "n"


def test_tab_completes_or_offers() -> None:
    words = ["track.add ", "track.arm "]
    editor = Editor(":", "tr", complete=lambda before, word: [one for one in words if one.startswith(word)])
    editor.press("tab")
    assert editor.text == "track.a"
    assert editor.offers == tuple(words)
    assert typed(editor, "d", "tab") == "track.add "
    assert editor.offers == ()


def test_the_cursor_stays_in_sight_in_a_long_line() -> None:
    editor = Editor("name: ", "x" * 100)
    line, column = editor.line(40)
    assert len(text_of(line)) == 40
    assert column < 40


def test_pasted_lines_become_one() -> None:
    editor = Editor("name: ")
    editor.insert("two\nlines\x1b")
    assert editor.text == "two lines?"


def test_a_value_that_stands_there_is_typed_over_or_changed() -> None:
    editor = Editor("", "120", over=True)
    for key in "92":
        editor.press(key)
    assert editor.text == "92"
    editor = Editor("", "120", over=True)
    for key in ("backspace", "5"):
        editor.press(key)
    assert editor.text == "125"


def test_what_was_typed_is_taken_back_a_word_at_a_time() -> None:
    editor = Editor("", "Am")
    assert typed(editor, *"one", "space", *"two", "backspace", "backspace", "left", "x") == "Amone xt"
    assert typed(editor, "ctrl+z") == "Amone t"
    assert typed(editor, "ctrl+z") == "Amone two"
    assert typed(editor, "ctrl+z") == "Amone"
    assert typed(editor, "ctrl+y", "ctrl+y") == "Amone t"
    assert typed(editor, "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z") == "Am"
    assert typed(editor, "!", "ctrl+y") == "Am!"
    editor.paste("[F]")
    assert typed(editor, "ctrl+z") == "Am!"
