"""Tuner, tempo tap and rehearsal."""

import asyncio
from typing import Any

from tests.tui.notebook_scene import NotebookScene, written
from tui_studio.studio.wire import ActionInfo, Answer, ParamInfo

PRACTICE = (
    ActionInfo(
        "tuner.read",
        "a tone's pitch",
        (
            ParamInfo("input", "count", ""),
            ParamInfo("tuning", "choice", "", required=False, choices=("guitar", "bass")),
        ),
        while_recording="free",
    ),
    ActionInfo(
        "rehearse.start",
        "repeat a span",
        tuple(ParamInfo(name, "text", "", required=False) for name in ("span", "speed", "transpose")),
        while_recording="never",
    ),
    ActionInfo("rehearse.stop", "no more"),
)


def scene_of(**given: Any) -> NotebookScene:
    scene = NotebookScene(**given)
    scene.head.actions.update({one.id: one for one in PRACTICE})
    return scene


def text(scene: NotebookScene) -> str:
    return "\n".join(scene.screen())


def tone(note: str, cents: float, hz: float) -> Answer:
    return Answer(1, "tuner.read", result={"note": note, "cents": cents, "hz": hz})


async def heard(scene: NotebookScene, answer: Answer) -> None:
    """The open tuner gets this reading."""
    before = len(scene.asked)
    scene.studio.answers["tuner.read"] = answer
    async with asyncio.timeout(5):
        while len(scene.asked) < before + 2:
            await asyncio.sleep(0.01)


async def test_the_tuner_shows_note_bar_number_and_words() -> None:
    scene = scene_of()
    scene.head.do("tuner.open")
    await heard(scene, tone("E2", 12.0, 82.98))
    assert "E2, 12.0 cents sharp, 82.98 Hz on input 1" in text(scene)
    bar = next(line for line in scene.screen() if "O" in line and "+--" in line)
    assert bar.index("O") > bar.index("|")
    await heard(scene, tone("A2", -0.4, 109.97))
    assert "A2, in tune (-0.4 cents)" in text(scene)
    scene.head.press("right")
    scene.head.press("t")
    await heard(scene, tone("A2", -0.4, 109.97))
    assert scene.asked[-1] == ("tuner.read", {"input": "2", "a4": "440", "tuning": "guitar"})
    scene.head.press("s")
    assert scene.desk.sentence == "A2, in tune (-0.4 cents), 109.97 Hz on input 2"
    await scene.press("escape")
    assert scene.head.screen is None


async def test_taps_are_counted_by_the_studio_and_kept_with_enter() -> None:
    scene = scene_of(song=written())
    scene.studio.answers["tempo.tap"] = Answer(1, "tempo.tap", result={"bpm": None, "taps": 1}, text="tap on")
    await scene.press("b")
    assert "tap on" in text(scene)
    await scene.press("enter")
    scene.studio.answers["tempo.tap"] = Answer(1, "tempo.tap", result={"bpm": 92.34, "taps": 5})
    await scene.press("space")
    assert "92.3 beats a minute, 5 taps" in text(scene)
    await scene.press("enter")
    assert scene.asked[-1] == ("tempo.set", {"bpm": "92.3"})
    await scene.press("tab", "b")
    await scene.press("enter")
    assert scene.asked[-1] == ("section.set", {"section": "Verse 1", "tempo": "92.3"})


async def test_a_section_or_lines_are_rehearsed_slower_and_in_another_key() -> None:
    scene = scene_of(song=written())
    await scene.press("B", "enter")
    assert scene.asked == [("rehearse.start", {"span": "Verse 1", "speed": "100", "transpose": "0"})]
    scene.state("rolling", practice="Verse 1")
    assert "rehearsing Verse 1" in text(scene)
    await scene.press("down", "v", "down", "enter")
    assert scene.asked[-1][1] == {"span": "lines 1-2", "speed": "100", "transpose": "0"}
    await scene.press("up", "up", "left")
    await scene.press("+")
    assert scene.asked[-1][1] == {"span": "lines 1-2", "speed": "95", "transpose": "1"}
    assert "speed 95 %   key +1 semitone" in text(scene)
    await scene.press("x", "i")
    assert scene.asked[-1] == ("click.set", {"count_in": "1"})
    scene.state("stopped")
    await scene.press("left", "escape")
    assert [action for action, _ in scene.asked[4:]] == ["rehearse.stop", "click.set"]
    assert scene.head.screen is None
    await scene.press("B")
    assert "speed 90 %   key +1 semitone" in text(scene)


async def test_of_speeds_asked_in_a_burst_the_last_is_rehearsed() -> None:
    scene = scene_of(song=written())
    await scene.press("B", "enter")
    scene.state("rolling", practice="Verse 1")
    await scene.press("left", "left", "left", "left")
    assert [params["speed"] for _, params in scene.asked] == ["100", "95", "80"]


async def test_a_rehearsal_that_another_key_ended_is_over() -> None:
    scene = scene_of(song=written())
    await scene.press("B", "enter")
    scene.state("stopped", practice="")
    assert "rehearsing" not in text(scene)
    await scene.press("-")
    assert len(scene.asked) == 1


async def test_help_over_the_rehearsal_tells_its_keys_and_leads_back() -> None:
    scene = scene_of(song=written())
    await scene.press("B", "?", "v")
    assert scene.desk.sentence.startswith("v: from here to where you go")
    assert scene.screen()[1].strip() == "Rehearse"
    await scene.press("escape")
    assert scene.head.screen is not None
    assert scene.head.screen.title == "Rehearse"


async def test_rehearsal_shows_the_chord_that_sounds_and_the_next() -> None:
    scene = scene_of(song=written())
    await scene.press("B")
    lines = scene.screen()
    assert any("now" in line and "then" in line for line in lines)
    assert [len(line) for line in lines] == [80] * 24


async def test_where_the_studio_cannot_the_screens_say_so() -> None:
    scene = scene_of(song=written())
    for action in ("tuner.read", "rehearse.start"):
        del scene.head.actions[action]
    scene.head.do("tuner.open")
    assert "no tuner.read" in scene.desk.sentence
    await scene.press("B")
    await scene.press("left")
    assert "as high as it was recorded" in scene.desk.sentence
    await scene.press("down", "enter")
    assert [action for action, _ in scene.asked] == ["loop.span", "transport.locate", "transport.toggle"]
    assert scene.asked[0][1] == {"span": "line 1"}


async def test_the_click_is_set_on_a_screen_of_its_own() -> None:
    scene = NotebookScene(song=written())
    await scene.press("2", "%")
    assert "section names spoken" in text(scene)
    await scene.press("right")
    assert scene.asked[-1] == ("click.set", {"on": "on"})
    await scene.press("down", "left")
    assert scene.asked[-1] == ("click.set", {"level": "-7"})
    await scene.press("down", "enter")
    await scene.type("3-4")
    assert scene.asked[-1] == ("click.set", {"outputs": "3-4"})
    await scene.press(*["down"] * 4, "right")
    assert scene.asked[-1] == ("click.set", {"count_in": "1"})
    await scene.press(*["down"] * 2, "enter")
    assert scene.asked[-1] == ("click.set", {"speak": "on"})
    assert scene.head.screen is not None
    assert scene.head.screen.spoken() == ("section names spoken: off",)
    await scene.press("down", "right", "down", "enter")
    assert ("transport.pre_roll", {"bars": "1"}) in scene.asked
    await scene.type("2")
    assert scene.asked[-1] == ("transport.post_roll", {"bars": "2"})
    await scene.press("escape")
    assert scene.head.screen is None
