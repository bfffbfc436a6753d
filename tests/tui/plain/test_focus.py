"""What has the focus, in words."""

from tests.tui.notebook_scene import NotebookScene, written
from tests.tui.scene import Scene, song_of, with_take
from tests.tui.takes_scene import comp_song, comped
from tui_studio.song.model import Song
from tui_studio.studio.wire import ActionInfo
from tui_studio.tui.plain.focus import focus_of


def parts(scene: Scene) -> tuple[str, ...]:
    return focus_of(scene.head).parts


async def test_a_track_by_name_then_what_is_on() -> None:
    scene = Scene()
    assert parts(scene) == ("1 Kick, input 1, no takes",)
    await scene.press("down", "v")
    assert parts(scene) == ("2 Snare, selected, input 2, no takes",)
    assert focus_of(scene.head).place == "Record"


def test_a_take_with_a_gap_is_told_of_its_track() -> None:
    song = song_of(1)
    scene = Scene(Song(uid="u", title="t", tracks=(with_take(song.tracks[0], gap=True),)))
    assert parts(scene) == ("1 Kick, input 1, 1 take, a gap in the last",)


def test_without_tracks_it_is_told_how_to_begin() -> None:
    assert parts(Scene(song_of(0))) == ("no tracks yet: t adds one, a arms it, r records",)


async def test_a_line_of_the_comp_by_its_words_then_the_take_of_the_column() -> None:
    scene = Scene(comp_song(comped()))
    scene.head.do("view.takes")
    line, take = parts(scene)
    assert line.startswith("Morning comes in quiet grey, line 1: ")
    assert "take " in line
    assert take.startswith("take ")
    assert focus_of(scene.head).place.startswith("Takes of ")


async def test_a_line_of_the_chart_as_it_is_written() -> None:
    scene = NotebookScene(written("[Am]Morning comes", "", "[C]Coffee's cold"))
    scene.head.do("view.notebook")
    assert parts(scene) == ("[Am]Morning comes", "line 1 of 3")
    assert focus_of(scene.head).place == "Notebook, Words"
    await scene.press("down")
    assert parts(scene)[0] in ("empty line", "[C]Coffee's cold")


async def test_what_is_written_in_the_chart_is_typed() -> None:
    scene = NotebookScene(written("[Am]Morning comes"))
    scene.head.do("view.notebook")
    await scene.press("enter", "end", "s")
    focus = focus_of(scene.head)
    assert focus.editor is not None
    assert focus.editor.text == "[Am]Morning comess"


async def test_a_cell_of_the_structure_with_its_column() -> None:
    scene = NotebookScene(written("[Am]Morning comes"))
    scene.head.do("view.notebook")
    await scene.press("tab", "right")
    assert parts(scene)[0].startswith("bars ")
    await scene.press("right")
    assert parts(scene)[0].startswith("tempo ")


async def test_lists_are_told_by_the_row_pointed_at() -> None:
    scene = Scene()
    await scene.press("?")
    focus = focus_of(scene.head)
    assert focus.place == "Help"
    assert focus.parts
    assert not focus.parts[0].startswith(">")


async def test_what_stands_above_a_list_is_told_with_its_place() -> None:
    scene = Scene()
    assert focus_of(scene.head).heading == ()
    await scene.press("d")
    heading = focus_of(scene.head).heading
    assert heading[0] == "open: UMC1820, 48000 Hz, 128 frames a block"
    assert len(heading) == 2


async def test_the_palette_tells_what_is_found() -> None:
    scene = Scene()
    await scene.press("x", *"arm")
    typed, found, count = parts(scene)
    assert typed == "arm"
    assert "track.toggle_arm" in found
    assert count.startswith("1 of ")


async def test_the_palette_tells_all_of_an_action_however_long() -> None:
    scene = Scene()
    scene.head.actions["track.add"] = ActionInfo("track.add", "make a track" + " of any kind" * 9)
    await scene.press("x", *"track.add")
    assert parts(scene)[1].endswith(" of any kind" * 9)


async def test_questions_and_typed_values_stand_for_the_item() -> None:
    scene = Scene()
    await scene.press("f")
    editor = focus_of(scene.head).editor
    assert editor is not None
    assert editor.label.startswith("set a fader, db: ")
    await scene.press("escape", "q")
    assert focus_of(scene.head).question.startswith("close the song? ")
