"""The notices of late: what the sentence line had no place for, or has no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of
from tui_studio.tui.view.frame import wrapped

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

WHOLE_LINES = 4
"""Below the list, for the whole of the notice pointed at."""
LEAST_HEIGHT = 10


class NoticesScreen(Listing):
    """The latest first, as they were when it was opened; the one pointed at is shown whole."""

    title = "Notices"
    hint = "arrows move, Esc leaves"
    empty = "nothing has happened yet"

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._notices = list(reversed(head.desk.saying.past))
        head.desk.saying.looked_up()

    def entries(self) -> Sequence[Sequence[Run]]:
        """One line each; a warning has its mark."""
        return [
            [
                ("! " if one.alarming else "  ", Tone.ALARM),
                (one.text, Tone.ALARM if one.alarming else Tone.PLAIN),
            ]
            for one in self._notices
        ]

    def spoken(self) -> tuple[str, ...]:
        """The whole notice."""
        if not self._notices:
            return ()
        one = self._notices[self.at]
        return (f"warning: {one.text}" if one.alarming else one.text,)

    def lines(self, width: int, height: int) -> list[Line]:
        """The list, and below it the notice pointed at."""
        if height < LEAST_HEIGHT or not self._notices:
            return super().lines(width, height)
        lines = [*super().lines(width, height - WHOLE_LINES - 1), blank(width)]
        whole = wrapped(" " + self._notices[self.at].text, width, WHOLE_LINES)
        lines += [line_of([(part, Tone.STRONG)], width) for part in whole]
        return (lines + [blank(width)] * height)[:height]
