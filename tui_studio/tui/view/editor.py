"""A line being typed: the text, the cursor, history and completion. No terminal here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from tui_studio.tui.view.cells import Line, Tone, line_of, printable, width_of

Completer = Callable[[str, str], Sequence[str]]
"""Takes the text before the word at the cursor, and the word; gives what may stand in the word's place."""


@dataclass
class Editor:
    """Keys go in by name, as `keys.pressed` gives them."""

    label: str
    text: str = ""
    history: Sequence[str] = ()
    complete: Completer | None = None
    at: int = -1
    """Place of the cursor in the text; -1 is the end."""
    over: bool = False
    """The text is a value that stands there: the first letter typed takes its place."""
    offers: tuple[str, ...] = ()
    """What Tab found when there was more than one."""
    _back: int = field(default=0, init=False)
    _typed: str = field(default="", init=False)

    def __post_init__(self) -> None:
        if self.at < 0:
            self.at = len(self.text)

    def press(self, key: str) -> bool:
        """Take one key; False for a key that means nothing in a line."""
        self.offers = () if key != "tab" else self.offers
        over, self.over = self.over, False
        act = self._KEYS.get(key)
        if act is not None:
            act(self)
            return True
        if len(key) == 1 or key == "space":
            if over:
                self.text, self.at = "", 0
            self.insert(" " if key == "space" else key)
            return True
        return False

    def insert(self, text: str) -> None:
        """Put text in at the cursor."""
        text = printable(text.replace("\n", " "))
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def line(self, width: int) -> tuple[Line, int]:
        """The label and the part of the text around the cursor, and the cursor's column."""
        room = max(8, width - width_of(self.label) - 1)
        start = 0
        while width_of(self.text[start : self.at]) >= room:
            start += 1
        column = width_of(self.label) + width_of(self.text[start : self.at])
        tone = Tone.PICKED if self.over else Tone.PLAIN
        return line_of([(self.label, Tone.KEY), (self.text[start:], tone)], width), min(column, width - 1)

    def _backspace(self) -> None:
        if self.at:
            self.text = self.text[: self.at - 1] + self.text[self.at :]
            self.at -= 1

    def _delete(self) -> None:
        self.text = self.text[: self.at] + self.text[self.at + 1 :]

    def _left(self) -> None:
        self.at = max(0, self.at - 1)

    def _right(self) -> None:
        self.at = min(len(self.text), self.at + 1)

    def _home(self) -> None:
        self.at = 0

    def _end(self) -> None:
        self.at = len(self.text)

    def _clear_before(self) -> None:
        self.text, self.at = self.text[self.at :], 0

    def _clear_after(self) -> None:
        self.text = self.text[: self.at]

    def _word_back(self) -> None:
        kept = self.text[: self.at].rstrip()
        kept = kept[: kept.rfind(" ") + 1]
        self.text, self.at = kept + self.text[self.at :], len(kept)

    def _older(self) -> None:
        self._recall(self._back + 1)

    def _newer(self) -> None:
        self._recall(self._back - 1)

    def _recall(self, back: int) -> None:
        if not 0 <= back <= len(self.history):
            return
        if self._back == 0:
            self._typed = self.text
        self._back = back
        self.text = self.history[-back] if back else self._typed
        self.at = len(self.text)

    def _tab(self) -> None:
        if self.complete is None:
            return
        before = self.text[: self.at]
        start = max(before.rfind(" "), before.rfind(";")) + 1
        word = before[start:]
        found = tuple(self.complete(before[:start], word))
        if not found:
            return
        shared = found[0] if len(found) == 1 else _shared(found)
        if len(shared) >= len(word):
            self.text = self.text[:start] + shared + self.text[self.at :]
            self.at = start + len(shared)
        self.offers = found if len(found) > 1 else ()

    _KEYS: ClassVar[dict[str, Callable[[Editor], None]]] = {
        "backspace": _backspace, "delete": _delete, "left": _left, "right": _right, "home": _home, "end": _end,
        "ctrl+a": _home, "ctrl+e": _end, "ctrl+u": _clear_before, "ctrl+k": _clear_after, "ctrl+w": _word_back,
        "ctrl+h": _backspace, "ctrl+d": _delete, "up": _older, "down": _newer, "tab": _tab,
    }  # fmt: skip


def _shared(words: Sequence[str]) -> str:
    """The longest beginning all words have, whatever their case."""
    first, last = min(words, key=str.lower), max(words, key=str.lower)
    for at, letter in enumerate(first):
        if at >= len(last) or letter.lower() != last[at].lower():
            return first[:at]
    return first
