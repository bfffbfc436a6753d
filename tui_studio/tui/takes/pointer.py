"""What is pointed at in the Takes view."""

from __future__ import annotations

from dataclasses import dataclass

SHEETS = ("lines", "takes", "clips")
"""What the view shows: the comp on its lines, the take list, the clips."""
NEAREST_BARS, WIDEST_BARS = 1, 16


@dataclass
class Pointer:
    """The row, the column and the clip with the focus, and what of the sheets is shown."""

    sheet: str = "lines"
    row: int = 0
    column: int = 0
    clip: int = 0
    first_row: int = 0
    first_column: int = 0
    first_take: int = 0
    first_clip: int = 0
    hidden: bool = False
    """Hidden takes are shown, too."""
    bars: int = 4
    """Bars in a row where there are no words."""
    zoom: int = 0
    """Of the waves: 0 shows the whole song, each step half as much around the row."""

    def closer(self, steps: int) -> None:
        """Zoom in, or out with a negative number; rows of bars get shorter with it."""
        self.zoom = max(0, min(10, self.zoom + steps))
        self.bars = max(NEAREST_BARS, min(WIDEST_BARS, self.bars // 2 if steps > 0 else self.bars * 2))


def scrolled(first: int, at: int, room: int, count: int) -> int:
    """The first of `room` entries that are shown, so that `at` is among them. Moves by half of them, not by one:
    the others stay where they are on the screen.
    """
    room = max(1, room)
    if first <= at < first + room and first + room <= max(count, room):
        return first
    return max(0, min(at - room // 2, count - room))
