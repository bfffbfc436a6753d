"""The soundcheck: what is ready, what is not, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui_studio.studio.wire import Answer
from tui_studio.tui.screens.folded import Fold, Folded
from tui_studio.tui.view.cells import Tone, fit, fit_ends, width_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

MARKS = {"good": ("ok    ", Tone.GOOD), "warning": ("note  ", Tone.WARN), "bad": ("NOT OK", Tone.ALARM)}
NARROWEST_NAME = 14
INPUT = ", input "


class SoundcheckScreen(Folded):
    """The findings, each with its advice; Enter looks again."""

    title = "Soundcheck"
    hint = "arrows move, Enter looks again, Esc leaves"
    empty = "listening to the inputs and trying the disk, a few seconds ..."

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._findings: list[dict[str, Any]] = []
        self._verdict = "soundcheck"
        self._look()

    @property
    def heading(self) -> tuple[str, ...]:
        """The verdict."""
        return (self._verdict, "")

    def folds(self, width: int) -> Sequence[Fold]:
        """The findings, what to do under what there is."""
        longest = max((width_of(finding["name"]) for finding in self._findings), default=0)
        room = min(longest, max(NARROWEST_NAME, width * 3 // 10))
        return [self._fold(finding, room) for finding in self._findings]

    def spoken(self) -> tuple[str, ...]:
        """The finding pointed at, and what to do about it."""
        if self.at >= len(self._findings):
            return ()
        finding = self._findings[self.at]
        mark = MARKS[finding["level"]][0].strip()
        return tuple(
            part for part in (f"{finding['name']}: {mark}, {finding['text']}", self._advice(finding)) if part
        )

    def choose(self, index: int) -> None:
        """Look again."""
        self._look()

    def _look(self) -> None:
        self._findings = []
        self._verdict = "soundcheck"
        self.head.send("soundcheck.run", then=self._came)

    def _came(self, answer: Answer) -> None:
        if answer.error is not None:
            self.head.close_screen(self)
            self.head.show_answer(answer)
            return
        self._findings = list(answer.result["findings"])
        self._verdict = "ready to record" if answer.result["ready"] else "not ready yet"
        self.head.desk.say(f"soundcheck: {self._verdict}", alarming=not answer.result["ready"])

    def _fold(self, finding: dict[str, Any], room: int) -> Fold:
        mark, tone = MARKS[finding["level"]]
        texts = (finding["text"], self._advice(finding))
        label = ((f"{mark} ", tone), (f"{short_name(finding['name'], room)} ", Tone.PLAIN))
        return Fold(tuple(text for text in texts if text), label)

    def _advice(self, finding: dict[str, Any]) -> str:
        return self.head.talk.spelled(finding.get("advice") or "")


def short_name(name: str, width: int) -> str:
    """A finding's name in exactly `width` cells; of `Overheads, input 3` the track's name is cut and the input stays."""
    track, input_, number = name.rpartition(INPUT)
    end = input_ + number
    if not track or width_of(name) <= width:
        return fit(name, width)
    return fit(fit_ends(track, max(0, width - width_of(end))) + end, width)
