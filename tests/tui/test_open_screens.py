"""What lies over what: closing a screen leads back to what was there, and the view below gets no key meant for it."""

import pytest

from tests.tui.notebook_scene import NotebookScene
from tests.tui.scene import REFUSED, Scene
from tests.tui.test_practice_screens import heard, scene_of, tone
from tui_studio.studio.wire import ActionInfo, Answer, ParamInfo
from tui_studio.tui.head_actions import HEAD_ACTIONS
from tui_studio.tui.keymap import load
from tui_studio.tui.open_screens import OpenScreens


def title(scene: Scene) -> str:
    """Of the screen that is shown; empty where the view is."""
    return scene.head.screen.title if scene.head.screen else ""


@pytest.mark.parametrize("over", ["head.notices", "head.help", "head.devices", "prompter.open"])
@pytest.mark.parametrize("below", ["rehearsal.open", "head.soundcheck"])
async def test_closing_leads_back_to_what_was_there(below: str, over: str) -> None:
    scene = NotebookScene()
    scene.studio.answers["soundcheck.run"] = Answer(1, result={"findings": [], "ready": True})
    scene.studio.answers["device.list"] = Answer(1, result=[])
    scene.head.do(below)
    was = title(scene)
    scene.head.do(over)
    assert title(scene) != was
    await scene.press("escape")
    assert title(scene) == was
    await scene.press("escape")
    assert title(scene) == ""


async def test_the_tuner_listens_on_under_the_notices_and_ends_with_the_view() -> None:
    scene = scene_of()
    scene.head.do("tuner.open")
    scene.head.press("@")
    assert title(scene) == "Notices"
    await heard(scene, tone("E2", 0.0, 82.41))
    scene.head.press("escape")
    assert title(scene) == "Tuner"
    assert "E2" in "\n".join(scene.screen())
    await scene.press("2")
    assert title(scene) == ""


async def test_a_tuner_that_fails_closes_itself_and_not_what_lies_over_it() -> None:
    scene = scene_of()
    scene.head.do("tuner.open")
    scene.head.press("@")
    scene.studio.answers["tuner.read"] = REFUSED
    await scene.press()
    assert title(scene) == "Notices"
    await scene.press("escape")
    assert title(scene) == ""


async def test_what_is_chosen_in_a_screen_leads_back_too() -> None:
    scene = NotebookScene()
    card = {"name": "UMC1820", "host_api": "ALSA", "inputs": 8, "outputs": 8, "rate": 48000}
    scene.studio.answers["device.list"] = Answer(1, result=[card])
    await scene.press("L", "d")
    assert title(scene) == "Device"
    await scene.press("enter")
    assert title(scene) == "Teleprompter"


async def test_the_palette_opens_over_what_it_was_opened_over() -> None:
    scene = NotebookScene()
    await scene.press("L", "ctrl+p")
    await scene.type("head.notices")
    assert title(scene) == "Notices"
    await scene.press("escape")
    assert title(scene) == "Teleprompter"


def test_of_each_kind_one_is_open() -> None:
    class One:
        """Nothing is asked of it."""

    class Other(One):
        """Of another kind."""

    screens, first, other, again = OpenScreens(), One(), Other(), One()
    for screen in (first, other, again):
        screens.open(screen)
    assert screens.top is again
    assert first not in screens
    screens.close(again)
    assert screens.top is other
    screens.close(first)
    screens.close_all()
    assert screens.top is None


async def test_a_view_is_shown_in_place_of_all_screens() -> None:
    scene = NotebookScene()
    await scene.press("L", "@", "1")
    assert title(scene) == ""
    assert scene.head.views.present.name == "notebook"


UNSEEN = (
    "left",
    "right",
    "shift+left",
    "(",
    ")",
    "f",
    "+",
    "-",
    "e",
    "D",
    "delete",
    "v",
    "V",
    "z",
    "Z",
    "pagedown",
)


@pytest.mark.parametrize("key", UNSEEN)
async def test_nothing_happens_to_an_unseen_track_under_a_screen(key: str) -> None:
    scene = Scene()
    await scene.press("@", key)
    assert (scene.asked, scene.head.editor, scene.head.question) == ([], None, "")
    assert (scene.desk.selection.selected, scene.desk.zoom, scene.desk.selection.cursor) == (set(), 0, 0)


async def test_transport_and_arm_get_through_a_screen() -> None:
    scene = Scene()
    await scene.press("@", "space", "a", "m")
    assert [action for action, _ in scene.asked] == [
        "transport.toggle",
        "track.toggle_arm",
        "strip.toggle_mute",
    ]


async def test_help_over_a_screen_tells_what_gets_through_it() -> None:
    scene = Scene()
    await scene.press("@", "?", "left")
    assert "left" in scene.desk.sentence.lower() or "←" in scene.desk.sentence
    assert "fader" not in scene.desk.sentence
    await scene.press("escape", "escape", "?", "left")
    assert "fader" in scene.desk.sentence


@pytest.mark.parametrize("key", ["C", "V", "o", "J", "P"])
def test_keys_for_takes_do_nothing_else_where_clips_are_shown(key: str) -> None:
    ids = ("counters.clear", "track.cycle_monitor", "track.move", "strip.pan")
    params = (ParamInfo("to", "text", ""), ParamInfo("pan", "text", ""))
    keymap = load([*HEAD_ACTIONS, *(ActionInfo(name, "", params) for name in ids)])
    assert key in keymap.bindings
    assert key not in keymap.within("clips").bindings
