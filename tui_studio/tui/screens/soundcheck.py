"""The soundcheck: what is ready, what is not, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui_studio.studio.wire import Answer
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Run, Tone, fit, line_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

MARKS = {"good": ("ok    ", Tone.GOOD), "warning": ("note  ", Tone.WARN), "bad": ("NOT OK", Tone.ALARM)}
NAME_WIDTH = 14


class SoundcheckScreen(Listing):
    """The findings; Enter looks again."""

    title = "Soundcheck"
    empty = "listening to the inputs and trying the disk, a few seconds ..."

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._findings: list[dict[str, Any]] = []
        self._verdict = "soundcheck"
        self._look()

    @property
    def heading(self) -> tuple[str, ...]:
        """The verdict."""
        return (f"{self._verdict}. Enter looks again.", "")

    def entries(self) -> Sequence[Sequence[Run]]:
        """One line for each finding, advice behind it."""
        return [self._entry(finding) for finding in self._findings]

    def choose(self, index: int) -> None:
        """Look again."""
        self._look()

    def press(self, key: str) -> bool:
        """Enter looks again also when there is nothing yet; the sentence tells the whole finding pointed at."""
        taken = super().press(key)
        if taken and key != "escape" and self.at < len(self._findings):
            finding = self._findings[self.at]
            self.head.desk.say(_words(finding), alarming=finding["level"] == "bad")
        return taken

    def lines(self, width: int, height: int) -> list[Line]:
        """Heading, findings, and as much advice as there is room for."""
        lines = super().lines(width, height)
        free = height - len(self.heading) - len(self._findings) - 1
        advice = [finding for finding in self._findings if finding.get("advice")][: max(0, free)]
        at = height - free
        for finding in advice:
            lines[at] = line_of(
                [(f" {finding['name']}: ", Tone.WARN), (finding["advice"], Tone.PLAIN)], width
            )
            at += 1
        return lines

    def _look(self) -> None:
        self._findings = []
        self._verdict = "soundcheck"
        self.head.send("soundcheck.run", then=self._came)

    def _came(self, answer: Answer) -> None:
        if answer.error is not None:
            self.head.close_screen()
            self.head.show_answer(answer)
            return
        self._findings = list(answer.result["findings"])
        self._verdict = "ready to record" if answer.result["ready"] else "not ready yet"
        self.head.desk.say(f"soundcheck: {self._verdict}", alarming=not answer.result["ready"])

    def _entry(self, finding: dict[str, Any]) -> list[Run]:
        mark, tone = MARKS[finding["level"]]
        return [(f" {mark} ", tone), (f"{fit(finding['name'], NAME_WIDTH)} {finding['text']}", Tone.PLAIN)]


def _words(finding: dict[str, Any]) -> str:
    advice = finding.get("advice") or ""
    return f"{finding['name']}: {finding['text']}" + (f"; {advice}" if advice else "")
