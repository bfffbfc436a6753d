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
    _past: list[tuple[str, int]] = field(default_factory=list, init=False)
    _future: list[tuple[str, int]] = field(default_factory=list, init=False)
    _doing: str = field(default="", init=False)
    """What the last key did; keys that do the same are taken back together."""

    def __post_init__(self) -> None:
        if self.at < 0:
            self.at = len(self.text)

    def press(self, key: str) -> bool:
        """Take one key; False for a key that means nothing in a line."""
        self.offers = () if key != "tab" else self.offers
        over, self.over = self.over, False
        if key in ("ctrl+z", "ctrl+y"):
            self.undo() if key == "ctrl+z" else self.redo()
            return True
        before = (self.text, self.at)
        act = self._KEYS.get(key)
        if act is not None:
            act(self)
        elif len(key) == 1 or key == "space":
            if over:
                self.text, self.at = "", 0
            self.insert(" " if key == "space" else key)
        else:
            return False
        self._remember(before, key)
        return True

    def undo(self) -> bool:
        """Take back what was typed or deleted last, a word at a time; False when nothing was."""
        return self._travel(self._past, self._future)

    def redo(self) -> bool:
        """Do again what was taken back; False when nothing was."""
        return self._travel(self._future, self._past)

    def _travel(self, source: list[tuple[str, int]], target: list[tuple[str, int]]) -> bool:
        self._doing = ""
        if not source:
            return False
        target.append((self.text, self.at))
        self.text, self.at = source.pop()
        return True

    def _remember(self, before: tuple[str, int], key: str) -> None:
        """A change can be taken back; moves end what is taken back together."""
        doing = "type" if len(key) == 1 else key
        if self.text != before[0]:
            if doing != self._doing or doing not in ("type", "backspace", "delete"):
                self._past.append(before)
            self._future.clear()
            self._doing = "type" if key == "space" else doing
        elif self.at != before[1]:
            self._doing = ""

    def paste(self, text: str) -> None:
        """Put text that came at once in at the cursor."""
        before = (self.text, self.at)
        self.insert(text)
        self._remember(before, "paste")

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
