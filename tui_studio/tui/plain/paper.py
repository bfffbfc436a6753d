"""The terminal as paper: lines are written below each other, the last one is what has the focus, with the cursor on it.

Nothing is written twice but the last line, and that only when something is told above it or when it is being typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_studio.tui.plain.focus import Focus
from tui_studio.tui.view.cells import printable, text_of, width_of

ERASE = "\r\x1b[K"


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

    def tell(self, sentences: Sequence[str]) -> None:
        """Each as a line above what has the focus, which is shown again."""
        if sentences:
            self._show("".join(f"{printable(sentence)}\n" for sentence in sentences), self._last, self._at)

    def focus(self, focus: Focus, *, again: bool = False) -> bool:
        """Show what has the focus if it has changed, or `again`; whether anything was written."""
        before, self._focus = self._focus, focus
        if before is None or before.place != focus.place:
            self._next(self._arrived(focus))
        line, at = self._line(focus, before)
        if focus.editor is not None and before is not None and before.editor is focus.editor:
            return self._typed(line, at)
        if before == focus and not again:
            return False
        self._next(line, at)
        return True

    def forget(self) -> None:
        """Everything is told anew."""
        self._focus = None
        self._known.clear()

    def _arrived(self, focus: Focus) -> str:
        """Where one is now, with the keys of the place the first time."""
        known = focus.place in self._known or not focus.hint
        self._known.add(focus.place)
        return focus.place if known else f"{focus.place}: {' '.join(focus.hint.split())}"

    def end(self, words: str) -> None:
        """The last words."""
        self._next(words)
        self._write("\n")

    def _line(self, focus: Focus, before: Focus | None) -> tuple[str, int]:
        if focus.editor is not None:
            line, at = focus.editor.line(max(20, self._width() - 1))
            text = text_of(line).rstrip(" ")
            return text + " " * (at - width_of(text)), at
        if focus.question:
            return focus.question, min(width_of(focus.question), self._width() - 1)
        known = before.parts if before is not None and before.place == focus.place else ()
        new = [part for part in focus.parts if part not in known]
        return printable("; ".join([*new, *(part for part in focus.parts if part not in new)])), 0

    def _next(self, line: str, at: int = 0) -> None:
        """A new line; the one before stays as it is."""
        self._write(("\n" if self._last else "") + line + self._placed(line, at))
        self._last, self._at = line, at

    def _show(self, above: str, line: str, at: int) -> None:
        """Write something above the last line, which stands there anew."""
        leave = "" if not self._last else "\n" if self._dumb or self._wraps(self._last) else ERASE
        self._write(leave + above + line + self._placed(line, at))
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

    def _wraps(self, line: str) -> bool:
        return width_of(line) >= self._width()
