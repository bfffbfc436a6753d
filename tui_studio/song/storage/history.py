"""The undo list, as it follows from the journal's steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tui_studio.song.storage.journal import Place, Step


class Entry(NamedTuple):
    """An edit that can be taken back, or done again."""

    n: int
    label: str
    time: str
    place: Place


class History:
    """Edits done (oldest first) and edits taken back (the one to be done again next comes last).

    A new edit drops those taken back.
    """

    def __init__(self, steps: Iterable[tuple[Step, Place]] = ()) -> None:
        edits: dict[int, tuple[Step, Place]] = {}
        top = tip = 0
        for step, place in steps:
            if step.kind == "edit":
                edits[step.n] = (step, place)
                top = tip = step.n
            elif step.kind in {"undo", "redo"}:
                top, tip = step.top, step.tip
        self.done = _chain(edits, top, 0)[::-1]
        self.undone = _chain(edits, tip, top)

    @property
    def top(self) -> int:
        """Number of the edit that undo takes back; 0 for none."""
        return self.done[-1].n if self.done else 0

    @property
    def tip(self) -> int:
        """Number of the newest edit within reach; 0 for none."""
        return self.undone[0].n if self.undone else self.top

    def add(self, entry: Entry) -> None:
        """A new edit was made."""
        self.done.append(entry)
        self.undone.clear()

    def step_back(self) -> None:
        """The last edit was taken back."""
        self.undone.append(self.done.pop())

    def step_forward(self) -> None:
        """The edit taken back last was done again."""
        self.done.append(self.undone.pop())


def _chain(edits: dict[int, tuple[Step, Place]], newest: int, stop: int) -> list[Entry]:
    """From the newest edit back to, but without, `stop`, as far as the journal reaches."""
    entries: list[Entry] = []
    while newest != stop and newest in edits:
        step, place = edits.pop(newest)
        entries.append(Entry(step.n, step.label, step.time, place))
        newest = step.before
    return entries
