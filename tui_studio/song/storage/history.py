"""The undo list, as it follows from the journal's steps. Old steps are read only when somebody wants them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui_studio.song.storage.journal import Place, Step

Read = Callable[[Place], Step | None]
"""The step that lies at a place; None when the line is damaged."""


class Entry(NamedTuple):
    """An edit that can be taken back, or done again."""

    n: int
    label: str
    time: str
    place: Place


class History:
    """Edits done and edits taken back. A new edit drops those taken back.

    Opening a song looks at the journal's last steps only, so that a long past costs nothing until it is asked for.
    """

    def __init__(self, read: Read = lambda _place: None, places: Sequence[Place] = (), last: int = 0) -> None:
        """The past lies in the journal at `places`, the last of which holds the step numbered `last`."""
        self._read = read
        self._places = places
        self._first = last - len(places) + 1
        step = self._step(last)
        top, tip = (
            (0, 0) if step is None else (step.n, step.n) if step.kind == "edit" else (step.top, step.tip)
        )
        self.undone = list(self._chain(tip, top))
        """Edits taken back; the one to be done again next comes last."""
        self._done: deque[Entry] = deque()
        """The newest of those done, oldest first."""
        self._older = top
        """The edit before those; 0 when there is none."""
        self.cut_short = False
        """There was an edit before those, and its line is damaged."""

    @property
    def done(self) -> tuple[Entry, ...]:
        """Edits done, oldest first. Reads all of the journal the first time."""
        while self._load():
            pass
        return tuple(self._done)

    @property
    def newest(self) -> Entry | None:
        """The edit that undo takes back; None when there is none."""
        return self._done[-1] if self._done or self._load() else None

    @property
    def before_newest(self) -> int:
        """Number of the edit that undo would take back after that; 0 for none."""
        while len(self._done) < 2:
            if not self._load():
                return 0
        return self._done[-2].n

    @property
    def top(self) -> int:
        """Number of the edit that undo takes back; 0 for none."""
        return self.newest.n if self.newest else 0

    @property
    def tip(self) -> int:
        """Number of the newest edit within reach; 0 for none."""
        return self.undone[0].n if self.undone else self.top

    def add(self, entry: Entry) -> None:
        """A new edit was made."""
        self._done.append(entry)
        self.undone.clear()

    def step_back(self) -> None:
        """The last edit was taken back."""
        if self.newest is not None:
            self.undone.append(self._done.pop())

    def step_forward(self) -> None:
        """The edit taken back last was done again."""
        self._done.append(self.undone.pop())

    def _load(self) -> bool:
        """One older edit; False when the journal reaches no further."""
        step = self._edit(self._older)
        if step is None:
            self.cut_short, self._older = self.cut_short or self._older != 0, 0
            return False
        self._done.appendleft(self._entry(step))
        self._older = step.before
        return True

    def _chain(self, newest: int, stop: int) -> Sequence[Entry]:
        """From the newest edit back to, but without, `stop`, as far as the journal reaches."""
        entries: list[Entry] = []
        while newest != stop and (step := self._edit(newest)) is not None:
            entries.append(self._entry(step))
            newest = step.before
        return entries

    def _edit(self, number: int) -> Step | None:
        step = self._step(number)
        return step if step is not None and step.kind == "edit" and step.before < number else None

    def _entry(self, step: Step) -> Entry:
        return Entry(step.n, step.label, step.time, self._places[step.n - self._first])

    def _step(self, number: int) -> Step | None:
        if not self._first <= number < self._first + len(self._places):
            return None
        step = self._read(self._places[number - self._first])
        return step if step is not None and step.n == number else None
