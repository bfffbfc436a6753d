"""A list with a line above it in which words are typed: what the palette and Find have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line
from tui_studio.tui.view.editor import Editor

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

LISTING_KEYS = ("up", "down", "pageup", "pagedown", "enter", "escape")


class Finder(Listing):
    """Movement, Enter and Escape are the list's; all else is typed."""

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._editor = Editor(" find: ")

    def typed(self) -> None:
        """The words may be others now."""

    @property
    def heading(self) -> tuple[str, ...]:
        """Room for the words typed."""
        return ("",)

    def press(self, key: str) -> bool:
        """Movement and Enter for the list, all else for the words."""
        if key in LISTING_KEYS:
            return super().press(key)
        taken = self._editor.press(key)
        self.typed()
        return taken

    def paste(self, text: str) -> None:
        """Into the words."""
        self._editor.insert(text)
        self.typed()

    def lines(self, width: int, height: int) -> list[Line]:
        """The words typed, then what is found."""
        line, _ = self._editor.line(width)
        return [line, *super().lines(width, height)[1:]]

    def spoken(self) -> tuple[str, ...]:
        """The words typed, what is pointed at, and how many there are."""
        entries = self.entries()
        words = self._editor.text or "type words"
        if not entries:
            return (words, self.empty)
        return (words, self.told(self.at), f"{self.at + 1} of {len(entries)}")

    def told(self, index: int) -> str:
        """An entry in words."""
        return " ".join("".join(text for text, _ in self.entries()[index]).split())

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Where the next letter goes."""
        return self._editor.line(width)[1], 0
