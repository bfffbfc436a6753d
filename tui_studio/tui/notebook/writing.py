"""Words being written: one line of the chart under the cursor as its source, the others as they are read.

Every finished line is one edit. What was sent and not yet answered is shown as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui_studio.song.chordpro import Chart, LineKind, from_plain, read_chart
from tui_studio.tui.view.editor import Editor

Save = Callable[[Sequence[str]], None]
"""Takes all lines of the chart after each finished one."""


class _State(NamedTuple):
    """What was there before a line was finished."""

    texts: tuple[str, ...]
    at: int
    new: bool
    text: str
    column: int


class Writer:
    """A place in the chart and the text that is typed there. Keys go in by name."""

    def __init__(self, texts: Sequence[str], at: int, save: Save, *, new: bool) -> None:
        self.texts = list(texts)
        self.at = max(0, min(at, len(self.texts)))
        self.new = new or self.at == len(self.texts)
        """The line is not in the chart yet; it will stand before the one at `at`."""
        self.done = False
        self._past: list[_State] = []
        self._future: list[_State] = []
        self._save = save
        self._open(column=-1)

    def _open(self, *, column: int, text: str | None = None) -> None:
        known = "" if self.new else self.texts[self.at]
        self.editor = Editor("", known if text is None else text, complete=self._complete, at=column)

    def press(self, key: str) -> None:
        """Take a key. Ctrl+z takes back, in this line word by word, then line by line; ctrl+y does it again."""
        if key in ("ctrl+z", "ctrl+y"):
            self._travel(key)
            return
        before = self._state()
        self._act(key)
        self._remember(before)

    def _act(self, key: str) -> None:
        moves = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if key == "enter":
            self._enter()
        elif key in ("escape", "ctrl+c"):
            self._leave()
        elif key in moves:
            self._go(moves[key])
        elif key in ("backspace", "ctrl+h") and self.editor.at == 0:
            self._join_before()
        elif key == "delete" and self.editor.at == len(self.editor.text) and not self.new:
            self._join_after()
        else:
            self.editor.press(key)

    def paste(self, text: str) -> None:
        """Text that came at once: lines of ChordPro, or with their chords above the words."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if len(lines) == 1:
            self.editor.paste(text)
            return
        state = self._state()
        if not _is_chordpro(read_chart(lines)):
            lines = list(from_plain(lines))
        before, after = self.editor.text[: self.editor.at], self.editor.text[self.editor.at :]
        lines = [before + lines[0], *lines[1:-1], lines[-1] + after]
        self.texts[self.at : self.at + (not self.new)] = lines
        self.at += len(lines) - 1
        self.new = False
        self._save(self.texts)
        self._open(column=len(lines[-1]) - len(after))
        self._remember(state)

    def finish(self) -> None:
        """Save the line if anything changed; an empty new one is forgotten."""
        if self.new and self.editor.text:
            self.texts.insert(self.at, self.editor.text)
            self.new = False
            self._save(self.texts)
        elif not self.new and self.editor.text != self.texts[self.at]:
            self.texts[self.at] = self.editor.text
            self._save(self.texts)

    # ── taking back ──────────────────────────────────────────────────────────────────────────────────────────

    def _state(self) -> _State:
        return _State(tuple(self.texts), self.at, self.new, self.editor.text, self.editor.at)

    def _remember(self, before: _State) -> None:
        if before.texts != tuple(self.texts) and not self.done:
            self._past.append(before)
            self._future.clear()

    def _travel(self, key: str) -> None:
        within, source, target = (
            (self.editor.undo, self._past, self._future)
            if key == "ctrl+z"
            else (self.editor.redo, self._future, self._past)
        )
        if within() or not source:
            return
        target.append(self._state())
        state = source.pop()
        if state.texts != tuple(self.texts):
            self.texts = list(state.texts)
            self._save(self.texts)
        self.at, self.new = state.at, state.new
        self._open(column=state.column, text=state.text)

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _enter(self) -> None:
        """The line is finished, an empty one too; what is behind the cursor goes into a new one below."""
        before, after = self.editor.text[: self.editor.at], self.editor.text[self.editor.at :]
        if self.new:
            self.texts.insert(self.at, before)
        else:
            self.texts[self.at] = before
        if after:
            self.texts.insert(self.at + 1, after)
        self._save(self.texts)
        self.at += 1
        self.new = not after
        self._open(column=0)

    def _leave(self) -> None:
        """Writing ends. Empty lines that were left before the end of a part are forgotten."""
        self.finish()
        self.done = True
        first = self.at
        while self.new and self._ends_part() and first and not self.texts[first - 1].strip():
            first -= 1
        if first < self.at:
            del self.texts[first : self.at]
            self.at = first
            self._save(self.texts)

    def _ends_part(self) -> bool:
        """The line below is the end of a part."""
        line = self.texts[self.at] if self.at < len(self.texts) else ""
        return line.startswith(("{end_of_", "{eo"))

    def _go(self, by: int) -> None:
        self.finish()
        column = self.editor.at
        self.at = max(0, min(self.at + by - (self.new and by > 0), len(self.texts)))
        self.new = self.at == len(self.texts)
        self._open(column=0)
        self.editor.at = min(column, len(self.editor.text))

    def _join_before(self) -> None:
        """The line goes behind the one above."""
        if self.at == 0:
            return
        text = self.editor.text
        if not self.new:
            del self.texts[self.at]
        self.at -= 1
        above = self.texts[self.at]
        changed = not self.new or bool(text)
        self.new = False
        self.texts[self.at] = above + text
        if changed:
            self._save(self.texts)
        self._open(column=len(above))

    def _join_after(self) -> None:
        """The line below comes behind this one."""
        if self.at + 1 < len(self.texts):
            column = len(self.editor.text)
            self.texts[self.at : self.at + 2] = [self.editor.text + self.texts[self.at + 1]]
            self._save(self.texts)
            self._open(column=column)

    def _complete(self, before: str, word: str) -> list[str]:
        """The chords of the chart, behind a bracket."""
        kept, bracket, begun = word.rpartition("[")
        if not bracket or "]" in begun:
            return []
        names = {piece.chord for line in read_chart(self.texts).lines for piece in line.chords}
        return [f"{kept}[{name}]" for name in sorted(names) if name.lower().startswith(begun.lower())]


def _is_chordpro(chart: Chart) -> bool:
    return any(line.directive or (line.kind is LineKind.LYRICS and line.chords) for line in chart.lines)


def part_lines(name: str) -> tuple[str, str]:
    """The directives around a new part of this name."""
    word = name.partition(" ")[0].lower()
    kind = word if word in ("chorus", "bridge") else "verse"
    return f"{{start_of_{kind}: {name}}}", f"{{end_of_{kind}}}"
