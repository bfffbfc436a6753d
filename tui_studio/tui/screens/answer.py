"""An answer of several lines, shown whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_studio.tui.screens.folded import Fold, Folded

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

HANG = 4
"""Spaces by which a line that goes on stands further in than it begins."""


class AnswerScreen(Folded):
    """Scrolls with the arrows, leaves with Escape to what was shown before.

    Any other key leaves it, too, and is meant for that: an answer may come late, while one is typing there.
    """

    title = "Answer"
    hint = "arrows scroll, Esc leaves"

    def __init__(self, head: Head, lines: Sequence[str]) -> None:
        super().__init__(head)
        self._folds = [Fold((line,), hang=_begin_of(line) + HANG) for line in lines]

    def folds(self, width: int) -> Sequence[Fold]:
        """The lines."""
        return self._folds

    def spoken(self) -> tuple[str, ...]:
        """The line pointed at, whole."""
        return self._folds[self.at].texts

    def press(self, key: str) -> bool:
        """As all lists, for the keys of a list."""
        if key != "escape" and super().press(key):
            return True
        self.head.close_screen(self)
        below = self.head.screen
        return key == "escape" or (below is not None and below.press(key))

    def paste(self, text: str) -> None:
        """As any other key."""
        self.head.close_screen(self)
        self.head.paste(text)


def _begin_of(line: str) -> int:
    return len(line) - len(line.lstrip())
