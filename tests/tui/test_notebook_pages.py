"""Structure, ideas, plan and references: what keys ask of the studio."""

from tests.tui.notebook_scene import NotebookScene, written
from tests.tui.scene import status_of
from tui_studio.song.edits.notes import add_idea, add_reference
from tui_studio.song.edits.plan import add_plan_item
from tui_studio.studio.wire import Answer, Failure


async def turned(scene: NotebookScene, title: str) -> NotebookScene:
    while scene.view.page.title != title:
        await scene.press("tab")
    return scene


async def test_sections_are_shown_with_what_rules_in_them() -> None:
    scene = await turned(NotebookScene(written()), "Structure")
    row = next(line for line in scene.screen()[1:] if "Verse 1" in line)
    assert row.split()[:6] == [">", "1", "Verse", "1", "8", "120"]
    assert "0:00.000  16 s" in row


async def test_cells_are_typed_and_nudged() -> None:
    scene = await turned(NotebookScene(written()), "Structure")
    await scene.press("right", "enter", "1", "2", "enter", "+")
    await scene.press("right", "-", "enter", "ctrl+u", "enter", "x")
    assert scene.asked == [
        ("section.set", {"section": "Verse 1", "bars": "12"}),
        ("section.set", {"section": "Verse 1", "bars": "9"}),
        ("section.set", {"section": "Verse 1", "tempo": "119"}),
        ("section.set", {"section": "Verse 1", "tempo": "0"}),
        ("section.set", {"section": "Verse 1", "ramp": "on"}),
    ]


async def test_sections_are_inserted_doubled_moved_and_come_again() -> None:
    scene = await turned(NotebookScene(written()), "Structure")
    await scene.press("i")
    await scene.type("Bridge")
    await scene.press("enter")
    assert [one.name for one in scene.studio.song.notebook.sections] == ["Verse 1", "Bridge", "Chorus"]
    for key in ("d", "A", "{", "D"):
        await scene.press(key)
    assert [(action, params["section"]) for action, params in scene.asked[1:]] == [
        ("section.duplicate", "Bridge"),
        ("section.again", "Chorus"),
        ("section.move", "Chorus"),
        ("section.remove", "Bridge"),
    ]


async def test_where_audio_is_recorded_it_is_asked_what_it_does() -> None:
    scene = await turned(NotebookScene(written()), "Structure")
    refusal = Failure("sections with recorded audio would move", hint="say recorded=move or recorded=stay")
    scene.studio.answers["section.remove"] = Answer(1, "section.remove", error=refusal)
    await scene.press("D")
    assert "m moves it" in "".join(scene.screen()[-2:])
    del scene.studio.answers["section.remove"]
    await scene.press("m")
    assert scene.asked[-1] == ("section.remove", {"section": "Verse 1", "recorded": "move"})


async def test_an_idea_is_jotted_from_any_view_and_shown_with_its_date() -> None:
    scene = NotebookScene()
    await scene.press("2", "n")
    await scene.type("slow the bridge down")
    await scene.press("1")
    await turned(scene, "Ideas")
    assert any("22 Nov 16:40  slow the bridge down" in line for line in scene.screen())


async def test_jotting_and_memos_ask_for_no_yes_while_recording() -> None:
    scene = NotebookScene()
    scene.desk.status = status_of("recording")
    for view in "123":
        await scene.press(view, "n")
        await scene.type(f"softer {view}")
        assert scene.asked[-1] == ("idea.add", {"text": f"softer {view}"})
        await scene.press("N")
        assert scene.asked[-1] == ("memo.toggle", {})
    assert scene.head.question == ""


async def test_ideas_get_tags_become_something_and_go() -> None:
    song = add_idea(written(), "first", "2026-11-22T16:40:00+00:00", tags=["a"])
    song = add_idea(song, "second", "2026-11-22T16:41:00+00:00", audio="ideas/1.wav")
    scene = await turned(NotebookScene(song), "Ideas")
    await scene.press("down", "t")
    await scene.type("")
    await scene.press("f", "s", "up", "D")
    assert scene.asked == [
        ("idea.tag", {"idea": "1", "tags": "a"}),
        ("idea.use", {"idea": "1", "use": "section"}),
        ("idea.remove", {"idea": "2"}),
    ]


async def test_the_plan_says_what_is_next_and_how_far_each_is() -> None:
    song = add_plan_item(add_plan_item(written(), "Kick", "backbone"), "Ukulele")
    scene = await turned(NotebookScene(song), "Plan")
    assert any("next: Kick" in line for line in scene.screen())
    await scene.press("x", "}", "down", "enter")
    assert scene.asked == [
        ("plan.set", {"item": "1", "state": "recorded"}),
        ("plan.move", {"item": "1", "to": "2"}),
        ("plan.tracks", {}),
    ]


async def test_references_are_asked_for_step_by_step() -> None:
    scene = await turned(
        NotebookScene(add_reference(written(), "A record", "https://a.example")), "References"
    )
    await scene.press("i")
    for text in ("https://b.example", "B", "the drums"):
        await scene.type(text)
    given = {"target": "https://b.example", "title": "B", "note": "the drums"}
    assert scene.asked == [("reference.add", given)]


async def test_the_search_follows_every_letter_and_goes_to_what_it_finds() -> None:
    scene = NotebookScene(written())
    found = {
        "folder": "/songs/x",
        "title": "Song",
        "kind": "lyric",
        "place": "chart line 6",
        "words": "Coffee's cold",
    }
    scene.studio.answers["search"] = Answer(1, "search", result=[found])
    await scene.press("2", "/", "c")
    await scene.press("o")
    assert [params for action, params in scene.asked if action == "search"] == [
        {"words": "c"},
        {"words": "co"},
    ]
    await scene.press("enter")
    assert scene.view.words.at == 5
    assert scene.head.views.present is scene.view


async def test_a_wide_screen_shows_the_structure_beside_the_words() -> None:
    scene = NotebookScene(written())
    lines = scene.screen(160, 45)
    assert all(len(line) == 160 for line in lines)
    assert any("│ Structure" in line for line in lines)
    await turned(scene, "Structure")
    assert any("Morning comes in" in line for line in scene.screen(160, 45))


async def test_every_page_can_be_empty() -> None:
    scene = NotebookScene()
    for page in scene.view.pages:
        await turned(scene, page.title)
        await scene.press("enter", "escape", "escape", "x", "y", "t", "f", "d", "D", "{", "}", "+", "-", "A")
        await scene.press("escape", "escape")
        assert len(scene.screen()) == 24
