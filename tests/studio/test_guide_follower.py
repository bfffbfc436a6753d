"""What is worked out of the song in the background, when its folder is not there."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tui_studio.song import edits
from tui_studio.song.edits.clips import NewSource
from tui_studio.song.edits.guides import NewGuide, lay_guides
from tui_studio.song.model import Song
from tui_studio.studio.guide_follower import GuideFollower
from tui_studio.studio.speaking import Speaker


class Jobs:
    async def run(self, *_job: Any, **_named: Any) -> None:
        raise FileNotFoundError(2, "No such file or directory", "cache")


class Heads:
    def __init__(self) -> None:
        self.told: list[str] = []

    def notice(self, text: str, _severity: str) -> None:
        self.told.append(text)


def song() -> Song:
    source = NewSource("cache/guide-drums-1.wav", 1, 1000, 48_000, "pcm24", "guide")
    laid = lay_guides(Song(uid="1", title="Song", rate=48_000), [NewGuide("drums", source, 0)])
    return edits.set_click(edits.add_section(laid, "Verse", 2), speak_sections=True)


async def test_a_guide_and_names_that_cannot_be_made_are_told(tmp_path: Path) -> None:
    heads: Any = Heads()
    parts: dict[str, Any] = {
        "folder": tmp_path / "gone",
        "keeper": SimpleNamespace(song=song()),
        "jobs": Jobs(),
    }
    guides = GuideFollower(**parts, heads=heads, recording=lambda: False, renewed=lambda: None)
    await guides._follow()
    await Speaker(**parts, heads=heads, reconciler=SimpleNamespace())._speak()  # type: ignore[arg-type]
    assert [text.partition(":")[0] for text in heads.told] == [
        "the guide is older than the chart",
        "section names are not spoken",
    ]
