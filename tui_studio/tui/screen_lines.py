"""From the head to the lines of the screen and the place of the cursor."""

from __future__ import annotations

from tui_studio.tui.head import Head
from tui_studio.tui.view.cells import Line, Tone, line_of
from tui_studio.tui.view.frame import key_line, places_for, question_lines, sentence_lines, shown_state
from tui_studio.tui.view.state_line import state_line


class ScreenLines:
    """Draws the head."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._drawn: Line = ()
        self._drawn_for: tuple[object, ...] | None = None
        """What the key line was drawn for."""

    def draw(self, width: int, height: int) -> tuple[list[Line], tuple[int, int]]:
        """Exactly `height` lines of `width` cells, and the cursor's column and line."""
        head, desk = self._head, self._head.desk
        places = places_for(height)
        shown = head.screen or head.views.present
        view = shown.lines(width, places.view)
        column, row = shown.cursor(width, places.view)
        lines = [
            state_line(
                desk.song, desk.status, width, desk.glyphs, colour=desk.colour, starting=desk.starting
            ),
            *view,
            *sentence_lines(desk, head.editor, width, places.sentence, self._look()),
        ]
        bottom, entry = self._bottom(width, 1 + places.sentence)
        lines = [*lines[: height - len(bottom)], *bottom][:height]
        cursor = (column, row + 1) if entry is None else (entry, height - 1)
        return lines, (min(cursor[0], width - 1), min(cursor[1], height - 1))

    def _look(self) -> str:
        """The key that lists the notices."""
        return next(iter(self._head.keys.keys_of("head.notices")), ":head.notices")

    def _bottom(self, width: int, most: int) -> tuple[list[Line], int | None]:
        """The key line, a question (of at most `most` lines), or the line being typed with the cursor's column."""
        head, desk = self._head, self._head.desk
        if head.question:
            return question_lines(head.question, width, most)
        if head.editor is not None:
            line, column = head.editor.line(width)
            return [line], column
        plain = desk.glyphs.kind == "ascii"
        if head.screen is not None:
            words = f" {head.screen.title}: {head.screen.hint}"
            return [line_of([(words, Tone.PLAIN)], width)], None
        return [self._keys(shown_state(desk.status.state), width, plain)], None

    def _keys(self, state: str, width: int, plain: bool) -> Line:
        keys, title = self._head.keys, self._head.views.title
        if self._drawn_for != (id(keys), state, title, width, plain):
            self._drawn_for = (id(keys), state, title, width, plain)
            self._drawn = key_line(keys, state, title, width, plain=plain)
        return self._drawn
