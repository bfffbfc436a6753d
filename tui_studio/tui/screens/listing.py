"""A list one moves through: what the screens in place of the view have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head


class Listing:
    """Entries under a heading; arrows move, Enter chooses, Escape leaves. Other keys are left to the key map."""

    title = ""
    hint = "Esc leaves, arrows move, Enter chooses"
    empty = "nothing here"

    def __init__(self, head: Head) -> None:
        self.head = head
        self.at = 0
        self._first = 0
        self._page = 10

    @property
    def heading(self) -> tuple[str, ...]:
        """Lines above the list."""
        return ()

    def entries(self) -> Sequence[Sequence[Run]]:
        """What there is to choose from, one line each."""
        raise NotImplementedError

    def choose(self, index: int) -> None:
        """Enter was pressed on an entry."""

    def paste(self, text: str) -> None:
        """Nothing is typed here."""

    def press(self, key: str) -> bool:
        """Move, choose, or leave."""
        count = len(self.entries())
        moves = {
            "up": -1,
            "down": 1,
            "pageup": -self._page,
            "pagedown": self._page,
            "home": -count,
            "end": count,
        }
        if key in moves:
            self.at = max(0, min(count - 1, self.at + moves[key]))
        elif key == "enter":
            if count:
                self.choose(self.at)
        elif key == "escape":
            self.head.close_screen(self)
        else:
            return False
        return True

    def lines(self, width: int, height: int) -> list[Line]:
        """Heading, then the entries around the one pointed at."""
        entries = self.entries()
        lines = self.heading_lines(width)
        self._page = max(1, height - len(lines))
        self.at = max(0, min(self.at, len(entries) - 1))
        self._first = max(0, min(self._first, self.at, len(entries) - self._page), self.at - self._page + 1)
        for index, entry in enumerate(entries[self._first : self._first + self._page], self._first):
            lines.append(self._entry_line(entry, index == self.at, width))
        if not entries:
            lines.append(line_of([(f" {self.empty}", Tone.DIM)], width))
        return (lines + [blank(width)] * height)[:height]

    def heading_lines(self, width: int) -> list[Line]:
        """The heading as it is drawn."""
        return [line_of([(f" {text}", Tone.HEADING)], width) for text in self.heading]

    def _entry_line(self, entry: Sequence[Run], here: bool, width: int) -> Line:
        mark: Run = (">" if here else " ", Tone.PICKED if here else Tone.PLAIN)
        return line_of(
            [mark, *((text, Tone.PICKED) if here else (text, tone) for text, tone in entry)], width
        )

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """On the entry pointed at."""
        return 0, min(height - 1, len(self.heading) + max(0, self.at - self._first))
