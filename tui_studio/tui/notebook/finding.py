"""Find: words in the ideas, lyrics and notes of all songs in the folder, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_studio.studio.wire import Answer
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Run, Tone, fit
from tui_studio.tui.view.editor import Editor

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.notebook.notebook_view import NotebookView


class FindScreen(Listing):
    """Every letter asks anew; Enter goes to what is found in this song."""

    title = "Find"
    hint = "type words, arrows move, Enter goes there, Esc leaves"

    def __init__(self, head: Head, view: NotebookView) -> None:
        super().__init__(head)
        self._view = view
        self._editor = Editor(" find: ")
        self._found: list[dict[str, Any]] = []
        self._asked = ""
        self._waiting = False

    @property
    def heading(self) -> tuple[str, ...]:
        """Room for the words typed."""
        return ("",)

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

    def press(self, key: str) -> bool:
        """Movement and Enter for the list, all else for the words."""
        if key in ("up", "down", "pageup", "pagedown", "enter", "escape"):
            return super().press(key)
        self._editor.press(key)
        self._look()
        return True

    def paste(self, text: str) -> None:
        """Into the words."""
        self._editor.insert(text)
        self._look()

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

    def lines(self, width: int, height: int) -> list[Line]:
        """The words typed, then what is found."""
        line, _ = self._editor.line(width)
        return [line, *super().lines(width, height)[1:]]

    def spoken(self) -> tuple[str, ...]:
        """The words typed, what is pointed at, and how many there are."""
        entries = self.entries()
        typed = self._editor.text or "type words"
        if not entries:
            return (typed, self.empty)
        here = " ".join("".join(text for text, _ in entries[self.at]).split())
        return (typed, here, f"{self.at + 1} of {len(entries)}")

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Where the next letter goes."""
        return self._editor.line(width)[1], 0

    def _here(self, found: dict[str, Any]) -> bool:
        return Path(found["folder"]) == Path(self.head.client.welcome.song_folder)

    def _look(self) -> None:
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
        self._look()
