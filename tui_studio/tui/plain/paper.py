"""The terminal as paper: lines are written below each other, the last one is what has the focus, with the cursor on it.

Nothing is written twice but the last line, and that only when something is told above it or when it is being typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tui_studio.tui.plain.focus import Focus
from tui_studio.tui.view.cells import printable, text_of, width_of, wrapped
from tui_studio.tui.view.editor import Editor

ERASE = "\r\x1b[K"
LEAST = 20
"""Columns in which a text is typed, however narrow the terminal is."""


class Paper:
    """`write` takes text; `width` tells the terminal's columns; `dumb` terminals get lines only."""

    def __init__(self, write: Callable[[str], None], width: Callable[[], int], *, dumb: bool) -> None:
        self._write = write
        self._width = width
        self._dumb = dumb
        self._last = ""
        """The last line as it stands there."""
        self._at = 0
        """The cursor's column."""
        self._focus: Focus | None = None
        self._known: set[str] = set()
        """Places whose keys were told."""

    def update(self, sentences: Sequence[str], focus: Focus | None = None, *, again: bool = False) -> bool:
        """Tell sentences, line by line, and below them what has the focus: what it had before without a new one.

        Without sentences it is written only if it has changed, or `again`. Whether anything was written.
        """
        self._tell(sentences)
        before, self._focus = self._focus, focus or self._focus
        if self._focus is None:
            return bool(sentences)
        return self._show(self._focus, before, again=again or bool(sentences)) or bool(sentences)

    def forget(self) -> None:
        """Everything is told anew."""
        self._focus = None
        self._known.clear()

    def end(self, words: str) -> None:
        """The last words."""
        self._next(words)
        self._write("\n")

    def _tell(self, sentences: Sequence[str]) -> None:
        if not sentences:
            return
        leave = "" if not self._last else "\n" if self._dumb or self._wraps(self._last) else ERASE
        told = (self._broken(printable(line)) for one in sentences for line in one.splitlines())
        self._write(leave + "".join(f"{line}\n" for line in told))
        self._last, self._at = "", 0

    def _show(self, focus: Focus, before: Focus | None, *, again: bool) -> bool:
        if before is None or before.place != focus.place:
            for line in (self._arrived(focus), *map(printable, focus.heading)):
                self._next(line)
        same_text = before is not None and before.editor is focus.editor is not None
        if focus.editor is not None and not same_text and self._labelled(focus.editor):
            self._next(focus.editor.label.strip())
        line, at = self._line(focus, before)
        if same_text and not again:
            return self._typed(line, at)
        if before == focus and not again:
            return False
        self._next(line, at)
        return True

    def _arrived(self, focus: Focus) -> str:
        """Where one is now, with the keys of the place the first time."""
        known = focus.place in self._known or not focus.hint
        self._known.add(focus.place)
        return focus.place if known else f"{focus.place}: {' '.join(focus.hint.split())}"

    def _labelled(self, editor: Editor) -> bool:
        """What is asked for stands on a line of its own: there is no room beside it."""
        return width_of(editor.label) > max(LEAST, self._width() // 2)

    def _line(self, focus: Focus, before: Focus | None) -> tuple[str, int]:
        if focus.editor is not None:
            editor = replace(focus.editor, label="") if self._labelled(focus.editor) else focus.editor
            line, at = editor.line(max(LEAST, self._width() - 1))
            text = text_of(line).rstrip(" ")
            return text + " " * (at - width_of(text)), at
        if focus.question:
            return focus.question, min(width_of(focus.question), self._width() - 1)
        known = before.parts if before is not None and before.place == focus.place else ()
        new = [part for part in focus.parts if part not in known]
        return printable("; ".join([*new, *(part for part in focus.parts if part not in new)])), 0

    def _next(self, line: str, at: int = 0) -> None:
        """A new line; the one before stays as it is."""
        self._write(("\n" if self._last else "") + self._broken(line) + self._placed(line, at))
        self._last, self._at = line, at

    def _typed(self, line: str, at: int) -> bool:
        """The line being typed has changed: the letters that are new, or all of it."""
        if (line, at) == (self._last, self._at):
            return False
        old = self._last
        if line.startswith(old) and self._at == width_of(old) and at == width_of(line):
            self._write(line[len(old) :])
        elif self._dumb:
            self._write(f"\n{line}")
        else:
            self._write(f"{ERASE}{line}{self._placed(line, at)}")
        self._last, self._at = line, at
        return True

    def _placed(self, line: str, at: int) -> str:
        """From the end of the line to the cursor's column."""
        if at >= width_of(line) or self._wraps(line):
            return ""
        return "\r" + (f"\x1b[{at}C" if at and not self._dumb else "") if line else ""

    def _broken(self, line: str) -> str:
        """Between words, where the terminal would break it within one."""
        return "\n".join(wrapped(line, max(LEAST, self._width()) - 1)) if self._wraps(line) else line

    def _wraps(self, line: str) -> bool:
        return width_of(line) >= self._width()
