"""The tuner: the note in big letters, how far it is off as a bar, as a number and in words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from tui_studio.studio.wire import Answer
from tui_studio.tui.view.big_type import big_rows, height_of
from tui_studio.tui.view.cells import Line, Run, Tone, blank, line_of

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

READ = "tuner.read"
SECONDS = 0.1
"""Between two readings."""
HELD = 10
"""Readings for which the last tone stays when nothing is heard."""
SPAN = 50.0
"""Cents at the ends of the bar."""
IN_TUNE = 2.0
A4 = 440.0
MOST_INPUTS = 128
"""Where the device does not say how many it has."""
LEFT = 3


class TunerScreen:
    """Asks the studio for a reading ten times a second while it is open. Nothing is recorded or changed."""

    title = "Tuner"
    explained: ClassVar[Mapping[str, str]] = {
        "left": "another input",
        "right": "another input",
        "up": "A4 a hertz higher or lower",
        "down": "A4 a hertz higher or lower",
        "t": "the strings of an instrument, or all notes",
        "s": "say the note and how far it is off",
        "escape": "back to what was shown before",
    }
    hint = "left, right input  up, down A4  t tuning  s say it  Esc leaves"

    def __init__(self, head: Head) -> None:
        self._head = head
        self._input = self._first_input()
        self._a4 = A4
        self._tuning = ""
        self._reading: dict[str, Any] | None = None
        self._silent = 0
        head.talk.start(self._listen())

    def _first_input(self) -> int:
        track = self._head.desk.selection.pointed
        return track.inputs[0] if track is not None and track.inputs else 1

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────

    def press(self, key: str) -> bool:
        """Input, A4, tuning; transport and the rest are left to the key map."""
        match key:
            case "left" | "right":
                most = len(self._head.desk.status.inputs) or MOST_INPUTS
                self._input = max(1, min(most, self._input + (1 if key == "right" else -1)))
                self._reading = None
            case "up" | "down":
                self._a4 = max(400.0, min(480.0, self._a4 + (1 if key == "up" else -1)))
            case "t":
                self._next_tuning()
            case "s":
                self._head.desk.say(self.words())
            case "escape":
                self._head.close_screen(self)
            case _:
                return False
        return True

    def paste(self, text: str) -> None:
        """Nothing is typed here."""

    def _next_tuning(self) -> None:
        names = ["", *self._tunings()]
        here = names.index(self._tuning) if self._tuning in names else 0
        self._tuning = names[(here + 1) % len(names)]
        self._head.desk.say(f"tuning: {self._tuning or 'all notes'}")

    def _tunings(self) -> tuple[str, ...]:
        info = self._head.actions.get(READ)
        named = [param.choices for param in info.params if param.name == "tuning"] if info else []
        return named[0] if named else ()

    # ── listening ────────────────────────────────────────────────────────────────────────────────────────────

    async def _listen(self) -> None:
        """Also while another screen lies over it."""
        while self in self._head.screens:
            given: dict[str, Any] = {"input": str(self._input), "a4": f"{self._a4:g}"}
            if self._tuning:
                given["tuning"] = self._tuning
            answer = await self._head.client.ask(READ, **given)
            self._came(answer)
            await asyncio.sleep(SECONDS)

    def _came(self, answer: Answer) -> None:
        if answer.error is not None:
            self._head.close_screen(self)
            self._head.show_answer(answer)
        elif answer.result and answer.result.get("hz"):
            self._reading, self._silent = answer.result, 0
        else:
            self._silent += 1
            if self._silent > HELD:
                self._reading = None
        self._head.changed()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────

    def words(self) -> str:
        """`E2, 3.2 cents sharp, 82.56 Hz on input 6`."""
        if self._reading is None:
            return f"no tone on input {self._input}"
        return f"{self._reading['note']}, {self._off()}, {self._reading['hz']:.2f} Hz on input {self._input}"

    def spoken(self) -> tuple[str, ...]:
        """Told when it changes: the note and where it is, no finer than one needs while turning a peg."""
        if self._reading is None:
            return (f"no tone on input {self._input}",)
        cents = float(self._reading["cents"])
        near = abs(cents) <= IN_TUNE
        off = max(5, round(abs(cents) / 5) * 5)
        where = "in tune" if near else f"{off} cents {'sharp' if cents > 0 else 'flat'}"
        return (f"{self._reading['note']} {where}{self._string()}",)

    def _off(self) -> str:
        cents = float(self._reading["cents"]) if self._reading else 0.0
        if abs(cents) <= IN_TUNE:
            return f"in tune ({cents:+.1f} cents)"
        return f"{abs(cents):.1f} cents {'sharp' if cents > 0 else 'flat'}"

    def lines(self, width: int, height: int) -> list[Line]:
        """Input and tuning, the note, the bar, the words."""
        plain = self._head.desk.glyphs.kind == "ascii"
        note = str(self._reading["note"]) if self._reading else "-"
        tone = self._tone()
        facts = f"input {self._input}   A4 {self._a4:g} Hz   {self._tuning or 'all notes'}{self._string()}"
        lines = [
            blank(width),
            line_of([(" " * LEFT + facts, Tone.HEADING)], width),
            blank(width),
            *(line_of([(" " * LEFT + row, tone)], width) for row in big_rows(note, plain=plain)),
            blank(width),
            *self._bar(width),
            blank(width),
            line_of([(" " * LEFT + self.words(), tone)], width),
        ]
        return (lines + [blank(width)] * height)[:height]

    def _string(self) -> str:
        """Which string of the instrument is meant."""
        if self._reading is None or "string" not in self._reading:
            return ""
        return f", string {self._reading['string']} of {self._reading['strings']} from the lowest"

    def _tone(self) -> Tone:
        if self._reading is None:
            return Tone.DIM
        return Tone.GOOD if abs(float(self._reading["cents"])) <= IN_TUNE else Tone.WARN

    def _bar(self, width: int) -> list[Line]:
        """Flat left, sharp right, the middle marked; the sign stands where the tone is."""
        half = max(5, min(30, (width - 2 * LEFT - 12) // 2))
        cells: list[Run] = [("-", Tone.DIM)] * (2 * half + 1)
        for at in range(0, 2 * half + 1, max(1, half // 5)):
            cells[at] = ("+", Tone.DIM)
        cells[half] = ("|", Tone.STRONG)
        if self._reading is not None:
            cents = max(-SPAN, min(SPAN, float(self._reading["cents"])))
            cells[half + round(cents / SPAN * half)] = ("O", self._tone())
        scale = f"{'flat -50':<{half + 5}}0{'sharp +50':>{half + 5}}"
        edge: Run = (" " * (LEFT + 5), Tone.PLAIN)
        return [line_of([(" " * LEFT + scale, Tone.DIM)], width), line_of([edge, *cells], width)]

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """At the words, where a screen reader reads them."""
        plain = self._head.desk.glyphs.kind == "ascii"
        return LEFT, min(height - 1, 3 + height_of(plain=plain) + 4)
