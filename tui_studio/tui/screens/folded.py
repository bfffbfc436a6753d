"""A list whose entries are shown whole: what is too long for one row goes on in the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of, width_of, wrapped

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

WIDE = 100
"""Where nobody says how wide it is."""


@dataclass(frozen=True)
class Fold:
    """An entry: texts below each other, beside a label."""

    texts: tuple[str, ...]
    label: tuple[Run, ...] = ()
    hang: int = 0
    """Spaces before the further rows of a text."""


class Folded(Listing):
    """Arrows move from entry to entry."""

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._row = 0
        """The first row of the entry pointed at, as drawn last."""

    def folds(self, width: int) -> Sequence[Fold]:
        """What there is to read, for a screen of this width."""
        raise NotImplementedError

    def entries(self) -> Sequence[Sequence[Run]]:
        """The labels."""
        return [fold.label for fold in self.folds(WIDE)]

    def lines(self, width: int, height: int) -> list[Line]:
        """Heading, then the entries around the one pointed at, as many as there is room for."""
        above, folds = self.heading_lines(width), self.folds(width)
        self.at = max(0, min(self.at, len(folds) - 1))
        blocks = [_block(fold, at == self.at, width) for at, fold in enumerate(folds)]
        rows = [row for block in blocks for row in block]
        room = max(1, height - len(above))
        top = sum(map(len, blocks[: self.at]))
        bottom = top + sum(map(len, blocks[self.at : self.at + 1]))
        self._first = max(0, min(top, max(bottom - room, min(self._first, len(rows) - room))))
        self._page = max(1, room * len(blocks) // max(1, len(rows)))
        self._row = len(above) + top - self._first
        shown = rows[self._first : self._first + room] or [line_of([(f" {self.empty}", Tone.DIM)], width)]
        return ([*above, *shown] + [blank(width)] * height)[:height]

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """On the entry pointed at."""
        return 0, max(0, min(height - 1, self._row))


def _block(fold: Fold, here: bool, width: int) -> list[Line]:
    """The rows of an entry."""
    label = [(">" if here else " ", Tone.PLAIN), *fold.label]
    beside = sum(width_of(text) for text, _ in label)
    pieces = [piece for text in fold.texts for piece in wrapped(text, width - beside, fold.hang)]
    rows = [[*label, (pieces[0], Tone.PLAIN)] if pieces else label]
    rows += [[(" " * beside, Tone.PLAIN), (piece, Tone.PLAIN)] for piece in pieces[1:]]
    return [line_of([(text, Tone.PICKED if here else tone) for text, tone in row], width) for row in rows]
