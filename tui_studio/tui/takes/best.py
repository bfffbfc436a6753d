"""The best-of suggestion: the takes of each line ranked, with the reasons; one key accepts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui_studio.song.model import Track
from tui_studio.studio.wire import Answer
from tui_studio.tui.asking import track_words
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.takes.rows import Row
from tui_studio.tui.view.cells import Run, Tone, fit

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

SUGGEST, ACCEPT, CHOOSE = "comp.suggest", "comp.accept", "comp.choose"


class BestScreen(Listing):
    """Enter lets the take pointed at play in its line, `a` the first of every line."""

    title = "Best of"
    hint = "Enter: this one, a: all first ones, w: whole song, Esc leaves"

    def __init__(self, head: Head, track: Track, row: Row | None) -> None:
        super().__init__(head)
        self._track = track
        self._span = row.span if row else ""
        self._name = row.name if row else "the whole song"
        self._ranked: list[dict[str, Any]] = []
        self.empty = "listening to the takes ..."
        self._look()

    @property
    def heading(self) -> tuple[str, ...]:
        """What it is about, and that it measures and does not judge."""
        about = f"{self._track.name}, {self._name}: what can be measured; your stars weigh more."
        return (about, "Enter: this take here.  a: the first of every line.  w: the whole song.")

    def entries(self) -> Sequence[Sequence[Run]]:
        """A line for each take of each row, best first."""
        return [self._entry(row, place) for row, place in self._places()]

    def choose(self, index: int) -> None:
        """The take pointed at plays in its row."""
        row, place = self._places()[index]
        span = f"{row['start']}f..{row['end']}f"
        self._leave_for(CHOOSE, {"span": span, "take": str(row["takes"][place]["take"])})

    def press(self, key: str) -> bool:
        """`a` accepts; the sentence tells all reasons of the take pointed at."""
        if key == "a":
            if self._ranked:
                self._leave_for(ACCEPT, {"span": self._span} if self._span else {})
            return True
        if key == "w":
            self._span, self._name = "", "the whole song"
            self._look()
            return True
        taken = super().press(key)
        places = self._places()
        if taken and key not in ("escape", "enter") and self.at < len(places):
            row, place = places[self.at]
            self.head.desk.say(_words(row, row["takes"][place]))
        return taken

    def _places(self) -> list[tuple[dict[str, Any], int]]:
        return [(row, place) for row in self._ranked for place in range(len(row["takes"]))]

    def _entry(self, row: dict[str, Any], place: int) -> list[Run]:
        take = row["takes"][place]
        reasons = ", ".join(take["reasons"]) or "nothing against it"
        return [
            (f" {fit(row['name'] if place == 0 else '', 12)}", Tone.HEADING),
            (f" take {take['take']:<3}", Tone.GOOD if place == 0 else Tone.PLAIN),
            (f" {reasons}", Tone.PLAIN if place == 0 else Tone.DIM),
        ]

    def _look(self) -> None:
        self._ranked, self.empty = [], "listening to the takes ..."
        span = {"span": self._span} if self._span else {}
        self.head.send(SUGGEST, {"track": self._track_word(), **span}, then=self._came)

    def _came(self, answer: Answer) -> None:
        if answer.error is not None:
            self.head.close_screen(self)
            self.head.show_answer(answer)
            return
        self._ranked = [row for row in answer.result or [] if row["takes"]]
        self.empty = "no take has sound there"
        if self._ranked:
            self.head.desk.say(_words(self._ranked[0], self._ranked[0]["takes"][0]))

    def _leave_for(self, action: str, params: dict[str, str]) -> None:
        self.head.close_screen(self)
        self.head.do(action, {"track": self._track_word(), **params})

    def _track_word(self) -> str:
        return track_words((self._track,), self.head.desk)


def _words(row: dict[str, Any], take: dict[str, Any]) -> str:
    reasons = ", ".join(take["reasons"]) or "nothing against it"
    return f"{row['name']}: take {take['take']}, {reasons}"
