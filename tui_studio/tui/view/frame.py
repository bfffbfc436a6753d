"""The whole screen: state line, view, sentence, key line."""

from __future__ import annotations

from dataclasses import dataclass

from tui_studio.tui.keymap import Keymap
from tui_studio.tui.keys import shown
from tui_studio.tui.view.cells import Line, Run, Tone, blank, cut, line_of, width_of
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.editor import Editor

TALL = 20
"""From this height on the sentence has two lines."""


@dataclass(frozen=True)
class Places:
    """Which lines of the screen belong to what."""

    view: int
    """Lines of the view, under the state line."""
    sentence: int

    @property
    def sentence_at(self) -> int:
        """First line of the sentence."""
        return 1 + self.view


def places_for(height: int) -> Places:
    """How a screen of this height is shared out; the key line is the last."""
    sentence = 2 if height >= TALL else 1
    return Places(max(1, height - 2 - sentence), sentence)


def sentence_lines(desk: Desk, editor: Editor | None, width: int, count: int, look: str = "") -> list[Line]:
    """What just happened, or what Tab offers for the line being typed. `look`: the key that lists what has no place."""
    text, tone = (desk.sentence, Tone.ALARM if desk.saying.alarming else Tone.PLAIN)
    hidden = desk.saying.hidden
    text = f"({hidden} more: {look}) {text}" if text and hidden else text
    if editor is not None and editor.offers:
        text, tone = "  ".join(offer.strip() for offer in editor.offers), Tone.DIM
    mark = "! " if tone == Tone.ALARM else " "
    lines = [line_of([(part, tone)], width) for part in wrapped(mark + text, width, count)] if text else []
    return [blank(width)] * (count - len(lines)) + lines


def wrapped(text: str, width: int, count: int) -> list[str]:
    """The text in at most `count` lines, broken at spaces; what does not fit ends in `...`."""
    lines: list[str] = []
    while text and len(lines) < count:
        part = cut(text, width)
        if len(part) < len(text):
            space = part.rfind(" ")
            part = part[:space] if space > width // 2 else part
        lines.append(part)
        text = " " + text[len(part) :].strip() if len(part) < len(text) else ""
    if text.strip() and lines:
        lines[-1] = cut(lines[-1], width - 3) + "..."
    return lines


def key_line(keymap: Keymap, state: str, title: str, width: int, *, plain: bool) -> Line:
    """The keys that matter now, as many as there is room for, and the view's number and name."""
    room = width - width_of(title) - 2
    runs: list[Run] = []
    for action in keymap.shown.get(state, ()):
        keys = keymap.keys_of(action)
        if not keys:
            continue
        key, word = _key_text(keys, plain=plain), keymap.word(action, state)
        needed = width_of(key) + width_of(word) + 3
        if needed > room:
            break
        room -= needed
        runs += [(" ", Tone.PLAIN), (key, Tone.KEY), (f" {word} ", Tone.PLAIN)]
    return line_of([*runs, (" " * (room + 1), Tone.PLAIN), (title, Tone.DIM)], width)


def _key_text(keys: tuple[str, ...], *, plain: bool) -> str:
    """The first key, or both brackets of a pair, or all figures at once where each is one."""
    figures = [key for key in keys if key.isdecimal()]
    if "".join(keys[:2]) in ("[]", "{}", "()"):
        return "".join(keys[:2])
    return f"{figures[0]}-{figures[-1]}" if len(figures) > 2 else shown(keys[0], plain=plain)


def question_line(question: str, width: int) -> Line:
    """A question in place of the keys."""
    return line_of([(f" {question} ", Tone.WARN)], width)


def shown_state(state: str) -> str:
    """Which set of keys matters in a state of the machine."""
    return state if state in ("rolling", "recording") else "stopped"
