"""Words and chords are read with chords above, and written line by line, each finished line one edit."""

from tests.tui.notebook_scene import NotebookScene, written
from tui_studio.studio.wire import Answer, Failure
from tui_studio.tui.notebook.writing import Writer
from tui_studio.tui.screen_lines import ScreenLines


def row_with(scene: NotebookScene, words: str, **size: int) -> str:
    return next(line for line in scene.screen(**size)[1:][1:] if words in line)


def drawn(scene: NotebookScene) -> tuple[list, tuple[int, int]]:
    return ScreenLines(scene.head).draw(80, 24)


async def test_chords_stand_above_their_syllable_and_lines_have_numbers_and_syllables() -> None:
    scene = NotebookScene(written())
    lines = scene.screen()
    at = next(row for row, line in enumerate(lines) if "Morning" in line)
    assert lines[at].startswith("   1 Morning comes in quiet grey")
    assert lines[at].rstrip().endswith(" 7")
    assert lines[at - 1].index("F") == lines[at].index("quiet")
    assert "Verse 1   8 bars" in row_with(scene, "Verse 1")
    assert not any("end_of" in line for line in lines)


async def test_the_first_words_are_written_with_few_keys() -> None:
    scene = NotebookScene()
    await scene.press("i")
    await scene.type("Chorus")
    await scene.type("[F]Hold on")
    await scene.type("[C]hold on")
    await scene.press("escape")
    assert scene.chart == ["{start_of_chorus: Chorus}", "[F]Hold on", "[C]hold on", "{end_of_chorus}"]
    assert scene.head.screen is None
    assert scene.desk.sentence.startswith("writing ended, keys are keys again; saved; Chorus not on the")
    saves = [params["lines"] for action, params in scene.asked if action == "lyric.set"]
    assert [len(lines) for lines in saves] == [2, 3, 4]
    await scene.press("z")
    assert [section.name for section in scene.studio.song.notebook.sections] == ["Chorus"]


async def test_a_part_of_a_name_that_is_there_is_made_and_told() -> None:
    scene = NotebookScene(written())
    await scene.press("i")
    await scene.type("verse 1")
    assert sum("erse 1}" in line for line in scene.chart) == 2
    assert scene.desk.sentence == "2 parts are named Verse 1"


async def test_enter_on_an_empty_line_is_a_gap_and_only_escape_ends_writing() -> None:
    scene = NotebookScene()
    await scene.press("i")
    await scene.type("Verse 1")
    await scene.type("one")
    await scene.press("enter")
    await scene.type("mar")
    begin, end = "{start_of_verse: Verse 1}", "{end_of_verse}"
    assert scene.chart == [begin, "one", "", "mar", end]
    await scene.press("enter", "enter", "escape")
    assert scene.chart == [begin, "one", "", "mar", end]
    assert scene.desk.sentence.startswith("writing ended")
    assert {action for action, _ in scene.asked} == {"lyric.set"}


async def test_every_key_belongs_to_what_is_written() -> None:
    scene = NotebookScene(written())
    await scene.press("down", "down", "enter")
    await scene.type(" r?q:1")
    assert scene.chart[2:4] == [" r?q:1", "{start_of_verse: Verse 1}"]
    assert "transport.record_toggle" not in [action for action, _ in scene.asked]


async def test_enter_in_the_middle_parts_a_line_and_backspace_at_its_start_joins_two() -> None:
    scene = NotebookScene(written())
    scene.view.words.at = 4
    await scene.press("enter", *["left"] * len("[F]quiet grey"), "enter")
    assert scene.chart[4:6] == ["[Am]Morning comes in ", "[F]quiet grey"]
    await scene.press("backspace", "escape")
    assert scene.chart[4:6] == ["[Am]Morning comes in [F]quiet grey", "[C]Coffee's cold and [G]far away"]


async def test_arrows_save_the_line_and_go_to_the_next() -> None:
    scene = NotebookScene(written())
    scene.view.words.at = 4
    await scene.press("enter", "!", "down")
    assert scene.chart[4].endswith("grey!")
    assert "> " in row_with(scene, "[C]Coffee")
    _, cursor = drawn(scene)
    assert cursor[0] == 5 + len("[C]Coffee's cold and [G]far away")


async def test_a_pasted_text_with_chords_above_the_words_becomes_chordpro() -> None:
    scene = NotebookScene()
    await scene.press("enter")
    scene.head.paste("Am           F\nMorning comes quiet\nsecond line")
    await scene.press("escape")
    assert scene.chart == ["[Am]Morning comes[F] quiet", "second line"]


async def test_removing_a_heading_asks_whether_the_part_goes_with_it() -> None:
    scene = NotebookScene(written())
    scene.view.words.at = 3
    await scene.press("D", "h")
    assert scene.chart[3:5] == ["[Am]Morning comes in [F]quiet grey", "[C]Coffee's cold and [G]far away"]
    assert "{end_of_verse}" not in scene.chart
    scene = NotebookScene(written())
    scene.view.words.at = 3
    await scene.press("D", "p")
    assert scene.chart[3:5] == ["", "{start_of_chorus: Chorus}"]
    scene = NotebookScene(written())
    scene.view.words.at = 3
    await scene.press("D", "x")
    assert scene.chart == list(NotebookScene(written()).chart)


async def test_chords_are_shown_as_numbers_or_not_at_all() -> None:
    scene = NotebookScene(written())
    await scene.press("x")
    lines = scene.screen()
    above = lines[next(row for row, line in enumerate(lines) if "Morning" in line) - 1]
    assert above.split() == ["6-", "4"]
    await scene.press("x")
    assert "as numbers" not in scene.screen()[2]
    assert not any(line.split() == ["6-", "4"] for line in scene.screen())


async def test_transposing_and_capo_are_edits_of_the_chart() -> None:
    scene = NotebookScene(written())
    await scene.press("+", "-", "C")
    await scene.type("3")
    assert scene.asked[-3:] == [
        ("chart.transpose", {"semitones": "+1"}),
        ("chart.transpose", {"semitones": "-1"}),
        ("chart.capo", {"fret": "3"}),
    ]


async def test_a_refused_line_is_told_and_the_chart_is_shown_as_it_is() -> None:
    scene = NotebookScene(written())
    scene.studio.answers["lyric.set"] = Answer(1, "lyric.set", error=Failure("the disk is full"))
    scene.view.words.at = 4
    await scene.press("enter", "!", "down", "escape")
    assert "grey!" not in "\n".join(scene.screen())


async def test_what_is_wrong_with_a_chart_is_told() -> None:
    scene = NotebookScene(written("{start_of_verse: A}", "words"))
    assert "the section 'verse' has no end" in scene.screen()[2]


async def test_a_wrong_chord_is_told_with_the_number_before_its_line() -> None:
    scene = NotebookScene(written("{start_of_verse: A}", "[Am]words", "[Zz]more", "{end_of_verse}"))
    assert "! line 2: 'Zz' is not a chord" in scene.screen()[2]
    assert row_with(scene, "more").strip(" >").startswith("2 ")


async def test_a_long_chart_keeps_the_cursor_in_sight() -> None:
    scene = NotebookScene(written(*(f"line {number}" for number in range(60))))
    for _ in range(12):
        await scene.press("pagedown")
        lines, (column, row) = drawn(scene)
        assert "".join(text for text, _ in lines[row])[column] == ">"


def test_tab_completes_the_chords_of_the_chart() -> None:
    writer = Writer(["[F#m7]one", ""], 1, lambda _texts: None, new=False)
    for key in "tw[f":
        writer.press(key)
    writer.press("tab")
    assert writer.editor.text == "tw[F#m7]"


async def test_ctrl_z_takes_back_while_writing_in_the_line_and_then_line_by_line() -> None:
    scene = NotebookScene(written())
    before = list(scene.chart)
    scene.view.words.at = 4
    await scene.press("enter", "end", *"xyz")
    await scene.press("ctrl+z", "enter", *"next", "enter")
    assert scene.chart[4:6] == [before[4], "next"]
    await scene.press("ctrl+z", "ctrl+z", "ctrl+z")
    assert scene.chart == before
    await scene.press("ctrl+y", "ctrl+y")
    assert scene.chart[4:6] == [before[4], "next"]
    await scene.press("escape")
    assert "edit.undo" not in [action for action, _ in scene.asked]


async def test_a_line_that_has_no_room_ends_with_a_mark() -> None:
    scene = NotebookScene(written("{start_of_verse: A}", "[Am]" + "far away " * 20, "{end_of_verse}"))
    assert "..." in row_with(scene, "far away")
