"""While words are written every key is theirs: the notebook as it is, with the keys going to what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_studio.tui.view.cells import Line

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.notebook.notebook_view import NotebookView


class WritingScreen:
    """Closes itself when the last line is saved."""

    title = "Words"
    hint = "Enter next line, Esc ends writing, ctrl+z takes back, arrows: other lines"

    def __init__(self, head: Head, view: NotebookView) -> None:
        self._head = head
        self._view = view

    def press(self, key: str) -> bool:
        """All of them."""
        words = self._view.words
        words.press(key)
        if not words.writing:
            self._head.close_screen(self)
        return True

    def paste(self, text: str) -> None:
        """Into what is written."""
        self._view.words.paste(text)

    def lines(self, width: int, height: int) -> list[Line]:
        """The view."""
        return self._view.lines(width, height)

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Where the next letter goes."""
        return self._view.cursor(width, height)
