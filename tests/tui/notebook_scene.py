"""The notebook on a studio that performs the edits of words, sections and ideas for real, without a process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import tui_studio.studio.actions  # noqa: F401 - declares the actions
from tests.tui.scene import Scene, Studio, desk_of, song_of
from tui_studio.song.edits.chart import set_chart
from tui_studio.song.edits.notes import add_idea
from tui_studio.song.edits.sections import add_section, lay_from_chart
from tui_studio.song.model import Song
from tui_studio.studio import registry
from tui_studio.studio.wire import ActionInfo, Answer, SongChanged
from tui_studio.tui.head import Head
from tui_studio.tui.notebook.notebook_view import NotebookView

CHART = (
    "{title: Quiet grey}",
    "{key: Am}",
    "",
    "{start_of_verse: Verse 1}",
    "[Am]Morning comes in [F]quiet grey",
    "[C]Coffee's cold and [G]far away",
    "{end_of_verse}",
    "",
    "{start_of_chorus: Chorus}",
    "[F]Hold on, [C]hold on",
    "{end_of_chorus}",
)


def catalogue() -> tuple[ActionInfo, ...]:
    """All actions a studio has."""
    return tuple(found.info for found in registry.actions())


def written(*texts: str, bars: int = 4) -> Song:
    """A song with this chart (or the usual one), each part of it laid on the timeline."""
    song = set_chart(song_of(2, next_id=1000), texts or CHART)
    return lay_from_chart(song, bars)


@dataclass
class NotebookStudio(Studio):
    """Performs what the notebook's pages ask."""

    catalogue: tuple[ActionInfo, ...] = field(default_factory=catalogue)
    changed: Any = None
    """Called after an edit."""

    async def ask(self, action: str, /, *, confirmed: bool = False, **params: Any) -> Answer:
        answer = await super().ask(action, confirmed=confirmed, **params)
        edited = None if answer.error else _edited(self.song, action, params)
        if edited is not None:
            self.song = edited
            self.changed()
        return answer


def _edited(song: Song, action: str, params: dict[str, Any]) -> Song | None:
    match action:
        case "lyric.set":
            return set_chart(song, params["lines"])
        case "section.add":
            return add_section(song, params["name"], int(params["bars"]), index=int(params["at"]) - 1)
        case "section.from_chart":
            return lay_from_chart(song, 2)
        case "idea.add":
            return add_idea(song, params["text"], "2026-11-22T16:40:00+00:00")
        case _:
            return None


class NotebookScene(Scene):
    """A head in the Notebook view."""

    def __init__(self, song: Song | None = None, **status: Any) -> None:
        self.studio = NotebookStudio(song or song_of(2, next_id=1000))
        self.desk = desk_of(self.studio.song)
        self.left: list[str] = []
        self.head = Head(self.studio, self.desk, lambda: None, self.left.append)
        self.studio.changed = lambda: self.head.hear(SongChanged(1, "changed", None))
        self.head.views.show("notebook")

    @property
    def view(self) -> NotebookView:
        view = self.head.views.named("notebook")
        assert isinstance(view, NotebookView)
        return view

    @property
    def chart(self) -> list[str]:
        return [line.text for line in self.studio.song.notebook.chart]

    async def letters(self, text: str) -> None:
        """Type without Enter."""
        await self.press(*("space" if letter == " " else letter for letter in text))
