"""Tap the tempo: the studio counts the taps, the number stands there big, Enter keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_studio.studio.wire import Answer
from tui_studio.tui.view.big_type import big_rows, big_width, height_of
from tui_studio.tui.view.cells import Line, Tone, blank, line_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

TAPS = ("b", "space", "t")


class TapScreen:
    """Opened by the first tap. `section` is the one whose tempo is meant, else it is the song's."""

    title = "Tap the tempo"
    hint = "b or space on every beat, Enter keeps it, Esc leaves"

    def __init__(self, head: Head, section: str = "") -> None:
        self._head = head
        self._section = section
        self._bpm = 0.0
        self._taps = 0
        self._tap()

    def press(self, key: str) -> bool:
        """Tap, keep or leave; nothing else happens meanwhile."""
        if key in TAPS:
            self._tap()
        elif key == "enter" and self._bpm:
            self._keep()
        elif key in ("escape", "q"):
            self._head.close_screen(self)
        return True

    def paste(self, text: str) -> None:
        """Nothing is typed here."""

    def lines(self, width: int, height: int) -> list[Line]:
        """The number, how many taps it comes from, and whose it will be."""
        plain = self._head.desk.glyphs.kind == "ascii"
        number = f"{self._bpm:.1f}" if self._bpm else "-"
        words = f"{self._taps} tap{'s' * (self._taps != 1)}" + ("" if self._bpm else ": tap on")
        lines = [
            blank(width),
            line_of([(f"   tempo of {self._section or 'the song'}", Tone.HEADING)], width),
            blank(width),
            *(line_of([("   " + row, Tone.STRONG)], width) for row in big_rows(number, plain=plain)),
            blank(width),
            line_of([(f"   {number} beats a minute, {words}", Tone.PLAIN)], width),
        ]
        return (lines + [blank(width)] * height)[:height]

    def spoken(self) -> tuple[str, ...]:
        """Each tap is told by its answer."""
        return (f"tempo of {self._section or 'the song'}",)

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Behind the number."""
        plain = self._head.desk.glyphs.kind == "ascii"
        column = 3 + (big_width(f"{self._bpm:.1f}") if self._bpm else 4)
        return min(width - 1, column), min(height - 1, 2 + height_of(plain=plain))

    def _tap(self) -> None:
        self._head.send("tempo.tap", then=self._came)

    def _came(self, answer: Answer) -> None:
        if answer.error is not None:
            self._head.show_answer(answer)
            return
        self._bpm, self._taps = float(answer.result["bpm"] or 0.0), int(answer.result["taps"])
        self._head.desk.say(answer.text)

    def _keep(self) -> None:
        bpm = f"{self._bpm:.1f}"
        self._head.close_screen(self)
        if self._section:
            self._head.ask("section.set", {"section": self._section, "tempo": bpm})
        else:
            self._head.ask("tempo.set", {"bpm": bpm})
