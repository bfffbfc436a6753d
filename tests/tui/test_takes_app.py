"""The Takes view on a real studio with the virtual interface: three takes, comped by line."""

from tests.rig.place import Place
from tests.tui.test_app import OPTIONS, screen, song, until
from tui_studio import settings
from tui_studio.song.comp import played
from tui_studio.studio.client import attach, launch
from tui_studio.tui.app import StudioApp

CHART = "{start_of_verse: Verse}\\nMorning comes in\\nCoffee's cold\\n{end_of_verse}\\n"


async def written(folder, place: Place) -> None:
    """A verse of two lines over two bars, and two takes of it."""
    file = place.root / "chart.cho"
    file.write_text(CHART.replace("\\n", "\n"))
    client = await attach(
        folder, OPTIONS, launched=launch(folder, OPTIONS), name="test", status_per_second=20
    )
    lines = (
        f'lyric.import "{file}"',
        "section.add Verse 2 240 4/4",
        "track.add Vox 7",
        "track.arm 1",
    )
    for line in lines:
        answer = await client.line(line)
        assert answer.error is None, answer.error
    for _ in range(2):
        for line in ("transport.locate start", "transport.record"):
            assert (await client.line(line)).error is None
        await until(lambda: client.status.position > 2.2 * 48000, "two bars")
        assert (await client.line("transport.stop")).error is None
        await until(lambda: client.status.state == "stopped", "a stop")
    await client.close()


async def test_a_comp_by_line(place: Place) -> None:
    folder = place.songs / "Song"
    await written(folder, place)
    app = StudioApp(folder, OPTIONS, None, settings.defaults().tui)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "STOP" in screen(app), "an engine")
        await pilot.press("3", "pageup", "down")
        await until(lambda: ">" in screen(app) and "[2]" in screen(app), "the comp")
        await pilot.press("1")
        await until(
            lambda: [s.take for s in played(song(app).tracks[0])][:1] == [song(app).tracks[0].takes[0].id],
            "take 1",
        )
        await until(lambda: "[1]" in screen(app) and "[2]" in screen(app), "both takes in brackets")
        await until(lambda: "⣿" in screen(app) or "⣶" in screen(app), "waves")
        await pilot.press("space")
        await until(lambda: "ROLL" in screen(app), "the line heard")
        await pilot.press("tab")
        await until(lambda: "line 1: take 2" in screen(app), "the next take while it rolls")
        await pilot.press("space", "b")
        await until(lambda: "Best of" in screen(app) and "take 1" in screen(app), "a suggestion", 40.0)
        await pilot.press("a")
        await until(lambda: "take" in screen(app) and "3 Takes" in screen(app), "it accepted", 40.0)
        await pilot.press("escape", "q", "y")
        await until(lambda: app._exit, "the end")
