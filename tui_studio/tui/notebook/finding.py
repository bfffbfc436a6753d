"""Find: words in the ideas, lyrics and notes of all songs in the folder, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_studio.studio.wire import Answer
from tui_studio.tui.screens.finder import Finder
from tui_studio.tui.view.cells import Run, Tone, fit

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.notebook.notebook_view import NotebookView


class FindScreen(Finder):
    """Every letter asks anew; Enter goes to what is found in this song."""

    title = "Find"
    hint = "type words, arrows move, Enter goes there, Esc leaves"

    def __init__(self, head: Head, view: NotebookView) -> None:
        super().__init__(head)
        self._view = view
        self._found: list[dict[str, Any]] = []
        self._asked = ""
        self._waiting = False

    @property
    def empty(self) -> str:  # type: ignore[override]
        """Why there is nothing."""
        return (
            f"nothing with '{self._asked}'"
            if self._asked
            else "in ideas, words, notes and names of all songs"
        )

    def entries(self) -> Sequence[Sequence[Run]]:
        """Song, place, words."""
        return [
            [
                (f" {fit(one['title'], 16)} ", Tone.PLAIN if self._here(one) else Tone.DIM),
                (f"{fit(one['place'], 16)} ", Tone.KEY),
                (one["words"].split("\n")[0], Tone.PLAIN),
            ]
            for one in self._found
        ]

    def choose(self, index: int) -> None:
        """Go there, or say where it is."""
        found = self._found[index]
        if not self._here(found):
            self.head.desk.say(
                f"that is in the song {found['title']}: tui-studio '{found['folder']}' opens it"
            )
            return
        self.head.views.show("notebook")
        self._view.go_to(found["kind"], found["place"])

    def _here(self, found: dict[str, Any]) -> bool:
        return Path(found["folder"]) == Path(self.head.client.welcome.song_folder)

    def typed(self) -> None:
        """Ask for the words as they are now; while an answer is awaited, once it has come."""
        words = self._editor.text.strip()
        if self._waiting or words == self._asked:
            return
        self._asked, self.at = words, 0
        if not words:
            self._found = []
            return
        self._waiting = True
        self.head.send("search", {"words": words}, then=self._came)

    def _came(self, answer: Answer) -> None:
        self._waiting = False
        if answer.error is not None:
            self.head.show_answer(answer)
            return
        self._found = list(answer.result or []) if self._asked else []
        self.typed()
