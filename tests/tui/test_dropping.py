"""Files dropped on the terminal."""

import pytest

from tests.tui.test_takes_view import TakesScene
from tui_studio.tui.dropping import sound_files


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/home/me/loop.wav", ["/home/me/loop.wav"]),
        ("/home/me/my loop.WAV\n", ["/home/me/my loop.WAV"]),
        ("'/home/me/my loop.flac' ", ["/home/me/my loop.flac"]),
        (r"/home/me/my\ loop.mp3", ["/home/me/my loop.mp3"]),
        ("file:///home/me/my%20loop.ogg", ["/home/me/my loop.ogg"]),
        ("/a/kick.wav '/a/lead vox.m4a'", ["/a/kick.wav", "/a/lead vox.m4a"]),
        ("/home/o'brien/take.aiff", ["/home/o'brien/take.aiff"]),
        ("~/x.wav", ["~/x.wav"]),
        ("Morning comes in quiet grey", []),
        ("/etc/passwd", []),
        ("", []),
    ],
)
def test_paths_as_terminals_type_them(text, paths):
    assert sound_files(text) == paths


async def test_a_dropped_file_is_imported_at_the_playhead():
    scene = TakesScene()
    scene.head.paste("'/a/my loop.wav'")
    await scene.press()
    assert scene.asked[-1] == ("clip.import", {"track": "1", "path": "/a/my loop.wav", "at": "0f"})
    scene.head.paste("what is this")
    assert "no path" in scene.desk.sentence
    scene.head.paste("/a/1.wav " * 40)
    assert "40 files need as many tracks" in scene.desk.sentence
