"""From the bytes a terminal sends to names of keys and pasted text. No terminal here."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from tui_studio.tui.keys import canonical

_LETTERS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "shift+tab"}
_NUMBERS = {
    1: "home",
    2: "insert",
    3: "delete",
    4: "end",
    5: "pageup",
    6: "pagedown",
    7: "home",
    8: "end",
} | {number: f"f{at}" for at, number in enumerate((11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24), 1)}
_FUNCTION = {"P": "f1", "Q": "f2", "R": "f3", "S": "f4"}
_BYTES = {"\t": "tab", "\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "ctrl+h", " ": "space"}
_MODIFIERS = (("shift", 1), ("alt", 2), ("ctrl", 4))
_SEQUENCE = re.compile(r"\x1b(?:\[([0-9;]*)([A-Za-z~])|O([A-Za-z]))")
_BEGUN = re.compile(r"\x1b(?:\[[0-9;]*|O)?")
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


@dataclass(frozen=True)
class Key:
    """A key, by the name key maps use."""

    name: str


@dataclass(frozen=True)
class Pasted:
    """Text that came at once."""

    text: str


@dataclass
class Keyboard:
    """Takes bytes as they come; what is begun and not whole is kept for the next ones."""

    _rest: str = ""
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )

    @property
    def waiting(self) -> bool:
        """Something is begun: an escape that may be a key by itself."""
        return bool(self._rest)

    def feed(self, data: bytes) -> list[Key | Pasted]:
        """The keys that are whole now."""
        text, found = self._rest + self._decoder.decode(data), []
        self._rest = ""
        while text:
            known = self._pasted(text) if text.startswith(PASTE) else _first(text)
            if known is None:
                self._rest = text
                break
            event, used = known
            text = text[used:]
            if event is not None:
                found.append(event)
        return found

    def flush(self) -> list[Key | Pasted]:
        """Nothing more came: a begun escape was the key itself."""
        text, self._rest = self._rest, ""
        if not text.startswith("\x1b") or text.startswith(PASTE):
            return []
        return [Key("escape"), *self.feed(text[1:].encode())]

    @staticmethod
    def _pasted(text: str) -> tuple[Key | Pasted | None, int] | None:
        end = text.find(PASTED)
        return None if end < 0 else (Pasted(text[len(PASTE) : end]), end + len(PASTED))


def _first(text: str) -> tuple[Key | Pasted | None, int] | None:
    """The first key of the text and its length; None as the key for what no key map knows, None alone when it is not whole."""
    if text[0] != "\x1b":
        return _plain(text[0]), 1
    sequence = _SEQUENCE.match(text)
    if sequence:
        return _named(*sequence.groups()), sequence.end()
    if _BEGUN.fullmatch(text):
        return None
    if text[1] == "\x1b":
        return Key("escape"), 1
    name = canonical(f"alt+{text[1]}")
    return (Key(name) if name else None), 2


def _plain(letter: str) -> Key | None:
    if letter in _BYTES:
        return Key(_BYTES[letter])
    if "\x01" <= letter <= "\x1a":
        return Key(f"ctrl+{chr(ord(letter) + 96)}")
    return Key(letter) if letter.isprintable() else None


def _named(numbers: str | None, final: str | None, single: str | None) -> Key | None:
    """`ESC [ 1 ; 2 A` is shift+up."""
    parts = [int(part) if part else 1 for part in (numbers or "").split(";")]
    name = _FUNCTION.get(single or "") or _LETTERS.get(single or final or "")
    if final == "~":
        name = _NUMBERS.get(parts[0])
    elif final in _FUNCTION:
        name = _FUNCTION[final]
    if name is None:
        return None
    held = parts[1] - 1 if len(parts) > 1 else 0
    return Key("+".join([*(word for word, bit in _MODIFIERS if held & bit), name]))
