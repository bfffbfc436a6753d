"""An answer of several lines, in place of the view: what a list or a certificate is read in."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Run, Tone

if TYPE_CHECKING:
    from tui_studio.tui.head import Head


class AnswerScreen(Listing):
    """One line of the answer after the other; on a screen long ones are broken, to a screen reader they are told whole."""

    hint = "arrows move, Esc leaves"

    def __init__(self, head: Head, title: str, told: Sequence[str]) -> None:
        super().__init__(head)
        self.title = title
        self._told = self._parts = list(told)
        self._width = 0

    def entries(self) -> Sequence[Sequence[Run]]:
        """The lines as they are broken now."""
        return [[(f" {part}", Tone.PLAIN)] for part in self._parts]

    def lines(self, width: int, height: int) -> list[Line]:
        """As those of a list."""
        if width != self._width:
            self._width = width
            self._parts = [part for line in self._told for part in _broken(line, width - 2)]
        return super().lines(width, height)

    def spoken(self) -> tuple[str, ...]:
        """The line pointed at."""
        return (self._parts[self.at],)


def _broken(line: str, width: int) -> list[str]:
    return wrap(line, max(1, width), subsequent_indent="  ") or [""]
