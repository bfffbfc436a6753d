"""Help, the key line and the views, with the key map that is shipped."""

from tests.tui.notebook_scene import NotebookScene, written
from tests.tui.scene import Scene
from tui_studio.song.timeline import sections_of


async def test_help_has_a_row_for_an_action_with_all_its_keys_and_its_words_whole() -> None:
    scene = Scene()
    await scene.press("?")
    rows = [line.strip(" >") for line in scene.screen()]
    assert "Home End 0 G  move the playhead" in rows
    assert "loop.start" not in "".join(rows)
    assert scene.screen(120)[2].rstrip().endswith("transport.toggle")
    await scene.press("down", "down")
    assert scene.desk.sentence.startswith("Home End 0 G: move the playhead (transport.locate)")
    await scene.press(*["pagedown"] * 5)
    assert any(":studio.quit" in line for line in scene.screen())


async def test_help_names_the_keys_of_a_view_first() -> None:
    scene = Scene()
    await scene.press("3", "?")
    rows = [line.strip(" >") for line in scene.screen()]
    assert rows[1] == "Takes view"
    headings = []
    for _ in range(6):
        headings += [
            line.strip() for line in scene.screen() if line.strip() in {"Everywhere", "Typed after :"}
        ]
        await scene.press("pagedown")
    assert headings[0] == "Everywhere"
    assert headings[-1] == "Typed after :"


async def test_help_says_why_the_users_keys_are_not_there(place) -> None:
    own = place.root / "config" / "keymap.toml"
    own.write_text('[keys]\n"a" = "track.arm"\n"a" = "transport.stop"\n')
    scene = Scene()
    await scene.press("?")
    text = " ".join(row.strip(" >") for row in scene.screen()[1:6])
    assert "the key map is not used: key 'a' is bound twice, to track.arm and to transport.stop" in text


async def test_the_key_line_says_what_a_key_does_now() -> None:
    scene = Scene()
    assert "space roll" in scene.screen()[-1]
    scene.state("rolling")
    assert "space stop" in scene.screen()[-1]
    scene.state("recording")
    assert "r stop and keep" in scene.screen()[-1]


async def test_the_key_line_names_the_view_among_the_figures_that_lead_to_the_others() -> None:
    scene = Scene()
    assert scene.screen()[-1].endswith(" 1 2 Record 3 ")
    await scene.press("3")
    assert scene.screen()[-1].endswith(" 1 2 3 Takes ")


async def test_what_was_said_in_one_view_is_not_said_in_the_next() -> None:
    scene = Scene()
    scene.desk.say("at 0:00.000")
    await scene.press("1")
    assert scene.desk.sentence == ""
    scene.desk.say("the disk is full", alarming=True)
    await scene.press("2")
    assert scene.desk.sentence == "the disk is full"


async def test_a_view_that_is_asked_for_may_be_dropped() -> None:
    scene = Scene()
    await scene.press("W", "escape")
    assert scene.desk.sentence == "nothing done"


async def test_the_end_of_the_last_section_is_a_place_to_go_to() -> None:
    song = written()
    last = sections_of(song)[-1]
    scene = NotebookScene(song=song)
    scene.state("stopped", position=last.start)
    await scene.press("2", ">")
    assert scene.asked[-1] == ("transport.locate", {"to": f"{last.end}f"})


async def test_what_a_key_does_has_room_in_its_row() -> None:
    for view in "123":
        scene = NotebookScene()
        await scene.press(view, "?")
        cut = [line for line in scene.screen(80, 400) if line.rstrip().endswith("...") and line[2] != ":"]
        assert cut == []
