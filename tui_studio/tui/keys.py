"""Names of keys: as users write them in a key map, and as the terminal sends them."""

from __future__ import annotations

NAMED = frozenset(
    ["space", "enter", "escape", "tab", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"]
    + ["up", "down", "left", "right"]
    + [f"f{number}" for number in range(1, 25)]
)
MODIFIERS = ("ctrl", "alt", "shift")
SAME_BYTE = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "escape", "ctrl+j": "enter"}
"""Chords a terminal cannot tell from a plain key."""

_SHOWN = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "escape": "Esc", "enter": "Enter", "home": "Home", "end": "End",
    "tab": "Tab", "pageup": "PgUp", "pagedown": "PgDn", "backspace": "Bksp", "delete": "Del", "insert": "Ins",
}  # fmt: skip


def canonical(text: str) -> str | None:
    """The one name of a key that may be written in several ways; None when there is no such key."""
    *modifiers, key = text.split("+") if len(text) > 1 else [text]
    if text.endswith("++"):
        modifiers, key = text[:-2].split("+"), "+"
    names = {modifier.lower() for modifier in modifiers}
    if not names <= set(MODIFIERS) or len(names) != len(modifiers):
        return None
    key = "space" if key == " " else key
    if len(key) == 1 and key.isprintable():
        return _chord(names, key)
    key = key.lower()
    return "+".join([*_ordered(names), key]) if key in NAMED else None


def _chord(names: set[str], key: str) -> str:
    if names == {"shift"} and key.isalpha():
        return key.upper()
    if "ctrl" in names:
        key = key.lower()
    name = "+".join([*_ordered(names), key])
    return SAME_BYTE.get(name, name)


def _ordered(names: set[str]) -> list[str]:
    return [name for name in MODIFIERS if name in names]


def pressed(key: str, character: str | None) -> str:
    """The name of a key as Textual reports it: letters and signs by themselves, all others by name."""
    if (
        character is not None
        and len(character) == 1
        and character.isprintable()
        and "+" not in key.rstrip("+")
    ):
        return "space" if character == " " else character
    if character is not None and key.startswith("shift+") and character.isprintable():
        return character
    return canonical(key) or key


def shown(key: str, *, plain: bool) -> str:
    """A key as the screen writes it; `plain` where only ASCII can be shown."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    if not plain or name not in ("up", "down", "left", "right"):
        name = _SHOWN.get(name, name)
    return "+".join([*modifiers, name])
