"""Lines below each other, the last with the focus."""

from tui_studio.tui.plain.focus import Focus
from tui_studio.tui.plain.paper import ERASE, Paper
from tui_studio.tui.view.editor import Editor


class Sheet:
    """What was written."""

    def __init__(self, *, dumb: bool = False, width: int = 80) -> None:
        self.text = ""
        self.paper = Paper(self._write, lambda: width, dumb=dumb)

    def _write(self, text: str) -> None:
        self.text += text

    def new(self) -> str:
        """What was written since the last asking."""
        text, self.text = self.text, ""
        return text


def item(*parts: str) -> Focus:
    return Focus("Record", "", parts)


def test_place_and_item_stand_below_each_other_with_the_cursor_on_the_item() -> None:
    sheet = Sheet()
    sheet.paper.update((), item("1 Kick, armed"))
    assert sheet.new() == "Record\r\n1 Kick, armed\r"


def test_nothing_is_written_for_what_has_not_changed() -> None:
    sheet = Sheet()
    assert sheet.paper.update((), item("1 Kick"))
    sheet.new()
    assert not sheet.paper.update((), item("1 Kick"))
    assert sheet.new() == ""
    assert sheet.paper.update((), item("2 Snare"))
    assert sheet.new() == "\n2 Snare\r"


def test_an_item_is_told_again_without_its_place() -> None:
    sheet = Sheet()
    sheet.paper.update((), item("1 Kick"))
    sheet.new()
    assert sheet.paper.update((), item("1 Kick"), again=True)
    assert sheet.new() == "\n1 Kick\r"


def test_what_has_changed_of_an_item_is_told_first() -> None:
    sheet = Sheet()
    sheet.paper.update((), item("quiet grey, line 1: take 2 plays", "take 1"))
    sheet.new()
    sheet.paper.update((), item("quiet grey, line 1: take 2 plays", "take 2"))
    assert sheet.new() == "\ntake 2; quiet grey, line 1: take 2 plays\r"


def test_an_answer_of_several_lines_is_told_line_by_line() -> None:
    sheet = Sheet()
    sheet.paper.update(("1 Kick, input 1\n2 Snare, input 2",), item("1 Kick"))
    assert sheet.new().startswith("1 Kick, input 1\n2 Snare, input 2\n")


def test_a_sentence_stands_above_the_item_which_keeps_the_cursor() -> None:
    sheet = Sheet()
    sheet.paper.update((), item("1 Kick"))
    sheet.new()
    sheet.paper.update(["Kick armed"])
    assert sheet.new() == f"{ERASE}Kick armed\n1 Kick\r"


def test_an_item_that_changed_with_the_sentence_is_written_once() -> None:
    sheet = Sheet()
    sheet.paper.update((), item("1 Kick"))
    sheet.new()
    sheet.paper.update(["Kick armed"], item("1 Kick, armed"))
    assert sheet.new() == f"{ERASE}Kick armed\n1 Kick, armed\r"


def test_a_long_question_stands_above_what_is_typed() -> None:
    sheet = Sheet(width=40)
    editor = Editor(" name of the part (Verse 1, Chorus, Bridge): ")
    typed = Focus("Notebook, Words", "", (), editor=editor)
    sheet.paper.update((), typed)
    editor.press("V")
    sheet.paper.update((), typed)
    assert sheet.new().endswith("name of the part (Verse 1, Chorus,\nBridge):\nV")


def test_a_long_item_is_left_standing() -> None:
    sheet = Sheet(width=10)
    sheet.paper.update((), item("a line that wraps"))
    sheet.new()
    sheet.paper.update(["armed"])
    assert sheet.new() == "\narmed\na line that wraps"


def test_what_is_too_long_is_broken_between_words() -> None:
    sheet = Sheet(width=30)
    sheet.paper.update(
        ["Kick, Snare: recorded from 0:00.000 on"], item("Overheads, input 3-4, armed, no takes")
    )
    lines = sheet.new().split("\n")
    assert lines[:2] == ["Kick, Snare: recorded from", "0:00.000 on"]
    assert lines[-2:] == ["Overheads, input 3-4, armed,", "no takes"]


def test_keys_of_a_place_are_told_the_first_time() -> None:
    sheet = Sheet()
    tuner, record = Focus("Tuner", "s say it  Esc leaves", ("E2",)), item("1 Kick")
    for focus in (tuner, record, tuner):
        sheet.paper.update((), focus)
    assert sheet.new() == "Tuner: s say it Esc leaves\r\nE2\r\nRecord\r\n1 Kick\r\nTuner\r\nE2\r"


def test_the_heading_of_a_list_is_told_when_one_comes_to_it() -> None:
    sheet = Sheet()
    device = Focus("Device", "", ("virtual",), heading=("open: virtual",))
    sheet.paper.update((), device)
    assert sheet.new() == "Device\r\nopen: virtual\r\nvirtual\r"
    sheet.paper.update((), Focus("Device", "", ("virtual",), heading=("open: none",)))
    assert sheet.new() == ""


def test_typing_writes_the_letters_only() -> None:
    sheet = Sheet()
    editor = Editor("name: ")
    typed = Focus("Record", "", (), editor=editor)
    sheet.paper.update((), item("1 Kick"))
    sheet.new()
    sheet.paper.update((), typed)
    assert sheet.new() == "\nname: "
    for key in ("V", "o", "x", "space"):
        editor.press(key)
        sheet.paper.update((), typed)
    assert sheet.new() == "Vox "
    editor.press("left")
    sheet.paper.update((), typed)
    assert sheet.new() == f"{ERASE}name: Vox"
    editor.press("left")
    sheet.paper.update((), typed)
    assert sheet.new() == f"{ERASE}name: Vox\r\x1b[8C"


def test_a_dumb_terminal_gets_no_sequences() -> None:
    sheet = Sheet(dumb=True)
    editor = Editor("name: ", "Vox")
    sheet.paper.update((), Focus("Record", "", (), editor=editor))
    editor.press("backspace")
    sheet.paper.update((), Focus("Record", "", (), editor=editor))
    sheet.paper.update(["armed"])
    assert "\x1b" not in sheet.new()


def test_no_name_moves_the_cursor() -> None:
    sheet = Sheet()
    sheet.paper.update((), item("1 Kick\x1b[2J"))
    sheet.paper.update(["K\x07"])
    assert "\x1b[2J" not in sheet.text
    assert "\x07" not in sheet.text
