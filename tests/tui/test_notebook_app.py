"""A song written with keys alone, on a real studio."""

from collections.abc import Callable

import pytest

from tests.rig.place import Place
from tests.tui.test_app import OPTIONS, screen, song, typed, until
from tui_studio import settings
from tui_studio.song.timeline import sections_of
from tui_studio.studio.client import launch
from tui_studio.tui.app import StudioApp


@pytest.fixture
def app(place: Place) -> StudioApp:
    folder = place.songs / "Song"
    return StudioApp(folder, OPTIONS, launch(folder, OPTIONS), settings.defaults().tui)


def shows(app: StudioApp, words: str) -> Callable[[], bool]:
    return lambda: words in screen(app)


async def test_words_sections_ideas_and_the_teleprompter(app: StudioApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "STOP" in screen(app), "an engine")
        await pilot.press("1", "i")
        await typed(pilot, "Verse")
        await typed(pilot, "[Am]Morning comes")
        await typed(pilot, "[F]quiet grey")
        await pilot.press("escape", "i")
        await typed(pilot, "Chorus")
        await typed(pilot, "[C]Hold on")
        await pilot.press("escape", "z")
        await until(lambda: len(sections_of(song(app))) == 2, "sections")
        await until(shows(app, "   1 Morning comes"), "the numbered line")
        await pilot.press("tab", "down", "right", "right", "enter")
        await typed(pilot, "104")
        await until(
            lambda: [one.bpm for one in sections_of(song(app))] == [120.0, 104.0], "the chorus's tempo"
        )
        await pilot.press("2", "n")
        await typed(pilot, "slow #bridge")
        await until(lambda: bool(song(app).notebook.ideas), "the idea")
        assert song(app).notebook.ideas[0].tags == ("bridge",)
        await pilot.press("slash", *"quie")
        await until(shows(app, "quiet grey"), "the found line")
        await pilot.press("enter", "L")
        await until(shows(app, "then Chorus"), "the teleprompter")
        await pilot.press("escape", "u")
        await until(lambda: not song(app).notebook.ideas, "the idea taken back")
