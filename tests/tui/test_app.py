"""The app on a real studio with the virtual interface, driven by Textual's pilot."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable

import pytest

from tests.rig.place import Place
from tests.rig.studio import status
from tui_studio import settings
from tui_studio.song.model import Song
from tui_studio.studio.launching import Launched, launch
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import Failure
from tui_studio.tui.app import StudioApp
from tui_studio.tui.view.cells import text_of

OPTIONS = StudioOptions(device="virtual")


async def until(there: Callable[[], bool], what: str, seconds: float = 20.0) -> None:
    """Wait for a condition of the app."""
    for _ in range(int(seconds * 50)):
        if there():
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"not within {seconds:g} s: {what}")


def screen(app: StudioApp) -> str:
    return "\n".join(text_of(line) for line in app.canvas.shown)


def song(app: StudioApp) -> Song:
    assert app.head is not None
    return app.head.desk.song


@pytest.fixture
def app(place: Place) -> StudioApp:
    folder = place.songs / "Song"
    return StudioApp(folder, OPTIONS, launch(folder, OPTIONS), settings.defaults().tui)


async def typed(pilot, text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text), "enter")


class Slow:
    """A studio that is not ready before it is let."""

    def __init__(self, launched: Launched) -> None:
        self._launched = launched
        self.let = threading.Event()

    def wait(self) -> Failure | None:
        self.let.wait(20)
        return self._launched.wait()


async def test_a_studio_that_was_killed_is_started_again(app: StudioApp, monkeypatch) -> None:
    monkeypatch.setattr("tui_studio.tui.app.AGAIN_SECONDS", 0.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "STOP" in screen(app), "an engine")
        await pilot.press("1")
        killed = app.head
        os.kill(status(app._opening[0])["studio_pid"], signal.SIGKILL)
        await until(lambda: app.head is not killed, "another studio")
        await until(lambda: "a new one has taken the song over" in screen(app), "the word of it")
        await until(lambda: "STOP" in screen(app), "the engine")
        assert app.head is not None
        assert app.head.views.present.name == "notebook"
        await pilot.press("2", "t", "B", "enter", "enter")
        await until(lambda: [track.name for track in song(app).tracks] == ["B"], "a track")


async def test_keys_pressed_while_the_song_opens_wait_for_it(place: Place) -> None:
    folder = place.songs / "Song"
    slow = Slow(launch(folder, OPTIONS))
    app = StudioApp(folder, OPTIONS, slow, settings.defaults().tui)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t", "B", "o", "b", "enter")
        assert "then: t B o b enter" in screen(app)
        await pilot.press("enter", "a", "r")
        slow.let.set()
        await until(lambda: "REC" in screen(app), "recording")
        assert [(track.name, track.armed) for track in song(app).tracks] == [("Bob", True)]
        await pilot.press("r")
        await until(lambda: "STOP" in screen(app), "the end of the take")


async def test_a_whole_session(app: StudioApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "STOP" in screen(app), "an engine")
        for name in ("Kick", "Bass"):
            await pilot.press("t")
            await typed(pilot, name)
            await pilot.press("enter")
            await until(lambda name=name: name in screen(app), f"track {name}")
        assert app.cursor_position == (4, 3)
        await pilot.press("V", "a")
        await until(lambda: all(track.armed for track in song(app).tracks), "armed tracks")
        await pilot.press("r")
        await until(lambda: "REC" in screen(app), "recording")
        await until(
            lambda: app.head is not None and len(app.head.desk.waveforms.growing) == 2, "growing waves"
        )
        await pilot.press("exclamation_mark", "space", "space")
        await until(lambda: "LOCK" in screen(app), "the lock")
        assert "● REC" in screen(app)
        await pilot.press("r", "y")
        await until(lambda: all(track.takes for track in song(app).tracks), "two takes")
        await until(lambda: "no gaps" in screen(app), "the take's sentence")
        await pilot.press("u")
        await until(lambda: not any(track.takes for track in song(app).tracks), "the undone pass")
        await pilot.press("U")
        await until(lambda: all(track.takes for track in song(app).tracks), "the pass done again")
        await pilot.press("d")
        await until(lambda: "virtual" in screen(app) and "open:" in screen(app), "the chooser")
        await pilot.press("escape", "q", "y")
        await until(lambda: app._exit, "the end")
    assert "Song is closed" in app.last_words


async def test_leaving_while_recording_and_attaching_again(app: StudioApp, place: Place) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "STOP" in screen(app), "an engine")
        await pilot.press("t", *"Kick", "enter", "enter")
        await until(lambda: "Kick" in screen(app), "a track")
        await pilot.press("a", "r")
        await until(lambda: "REC" in screen(app), "recording")
        await pilot.press("q")
        await until(lambda: app._exit, "the head's end")
    assert "records on" in app.last_words
    again = StudioApp(place.songs / "Song", OPTIONS, None, settings.defaults().tui)
    async with again.run_test(size=(160, 45)) as pilot:
        await until(lambda: "REC" in screen(again), "the recording that went on")
        await pilot.press("r")
        await until(lambda: bool(song(again).tracks[0].takes), "a take")
        await until(lambda: "no gaps" in screen(again), "its certificate")


async def test_a_song_that_cannot_be_opened_ends_the_app_with_the_reason(place: Place) -> None:
    folder = place.songs / "Broken"
    folder.mkdir()
    (folder / "song.json").write_text('{"format": 99}')
    app = StudioApp(folder, OPTIONS, launch(folder, OPTIONS), settings.defaults().tui)
    async with app.run_test(size=(80, 24)):
        await until(lambda: app._exit, "the end")
    assert app.failure is not None
