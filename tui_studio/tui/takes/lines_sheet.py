"""The comp on its lines: rows are lines of the lyric, columns the takes; a cell says what plays there."""

from __future__ import annotations

from dataclasses import dataclass

from tui_studio.song.comp_rows import has_gap
from tui_studio.tui.takes.index import TakeIndex
from tui_studio.tui.takes.pointer import Pointer, scrolled
from tui_studio.tui.takes.rows import Row
from tui_studio.tui.takes.words import stars
from tui_studio.tui.view.cells import Line, Run, Tone, blank, cut, fit, line_of, width_of
from tui_studio.tui.view.glyphs import Glyphs

CELL = 6
"""Cells of a column."""
HEADING_LINES = 2
SMALLEST_TEXT = 16
MOST_TEXT = 64


@dataclass(frozen=True)
class Look:
    """What a drawing of the sheet depends on besides the row itself."""

    rows: tuple[Row, ...]
    index: TakeIndex
    width: int
    text: int
    """Cells of the words."""
    columns: range
    pointed: int
    """The column with the focus."""
    glyphs: Glyphs


class LinesSheet:
    """Draws the rows that are shown, each anew only when something in it has changed."""

    def __init__(self) -> None:
        self._drawn: dict[int, tuple[tuple[object, ...], Line]] = {}
        self._of: tuple[object, ...] = ()

    def draw(self, look: Look, pointer: Pointer, now: int | None, room: int) -> list[Line]:
        """Exactly `room` lines; `now` is the row at the playhead."""
        of = (look.rows, look.index, look.width, look.text, look.columns, look.glyphs)
        if self._of != of:
            self._drawn.clear()
            self._of = of
        count = len(look.rows)
        pointer.first_row = scrolled(pointer.first_row, pointer.row, room, count)
        shown = range(pointer.first_row, min(count, pointer.first_row + room))
        lines = [self._line(look, at, here=pointer.row == at, now=now == at) for at in shown]
        return lines + [blank(look.width)] * (room - len(lines))

    def _line(self, look: Look, at: int, *, here: bool, now: bool) -> Line:
        state = (here, now, look.pointed if here else -1)
        kept = self._drawn.get(at)
        if kept is None or kept[0] != state:
            kept = self._drawn[at] = (state, row_line(look.rows[at], look, here=here, now=now))
        return kept[1]


def look_for(
    width: int, laid: tuple[tuple[Row, ...], int], index: TakeIndex, pointer: Pointer, glyphs: Glyphs
) -> Look:
    """How the width is shared: the words get what they need, the takes the rest; many takes get half of it.

    `laid` are the rows and the cells of the longest text.
    """
    rows, longest = laid
    wanted = min(len(index.columns) * CELL, max(CELL, width // 2))
    text = max(SMALLEST_TEXT, min(longest + 4, MOST_TEXT, width - 2 - wanted))
    room = max(1, (width - 2 - text) // CELL)
    count = len(index.columns)
    pointer.column = max(0, min(pointer.column, count - 1))
    pointer.first_column = scrolled(pointer.first_column, pointer.column, room, count)
    columns = range(pointer.first_column, min(count, pointer.first_column + room))
    return Look(rows, index, width, text, columns, pointer.column, glyphs)


def heading(title: str, look: Look) -> list[Line]:
    """The track and its comp over the words, numbers and ratings over the takes."""
    numbers: list[Run] = [(fit(f" {title}", look.text + 2), Tone.HEADING)]
    count = len(look.index.columns)
    more = (
        f" {look.columns.start + 1}-{look.columns.stop} of {count} takes" if len(look.columns) < count else ""
    )
    ratings: list[Run] = [(fit(more, look.text + 2), Tone.DIM)]
    for at in look.columns:
        column = look.index.columns[at]
        tone = Tone.PICKED if at == look.pointed else Tone.DIM if column.first.hidden else Tone.STRONG
        number = f"{column.number}{'h' if column.first.hidden else ''}"
        numbers += [(fit(number, 3, right=True), tone), ("   ", Tone.PLAIN)]
        rated = column.first.rating
        text = stars(rated, look.glyphs.star, look.glyphs.off) if rated else "-----"
        ratings += [(text, Tone.WARN if rated else Tone.DIM), (" ", Tone.PLAIN)]
    return [line_of(numbers, look.width), line_of(ratings, look.width)]


def row_line(row: Row, look: Look, *, here: bool, now: bool) -> Line:
    """`>  line of words ...    ·    [2]    ·`: the take that plays in brackets."""
    marks = (">" if here else " ") + (_now(look.glyphs) if now else " ")
    indent = "" if row.kind == "section" else " "
    room = look.text - len(indent)
    text = row.text if width_of(row.text) < room else row.words
    if width_of(text) >= room:
        text = cut(text, room - 3).rstrip() + ".."
    tone = Tone.PICKED if here else Tone.HEADING if row.kind == "section" else Tone.PLAIN
    runs: list[Run] = [(marks, Tone.PICKED if here else Tone.GOOD), (fit(indent + text, look.text), tone)]
    playing = {part.column for part in look.index.told(row.start, row.end)}
    plays = (look.index.main(row.start, row.end), playing)
    for at in look.columns:
        draw = _heading_cell if row.kind == "section" else _cell
        text, cell_tone = draw(row, look, at, plays)
        runs.append((_centred(text), Tone.PICKED if here and at == look.pointed else cell_tone))
    return line_of(runs, look.width)


def _cell(row: Row, look: Look, at: int, plays: tuple[int | None, set[int]]) -> Run:
    """`[4]` plays most of the row, `4` a part of it, a dot has sound here; `gap` where something is missing."""
    column = look.index.columns[at]
    take = column.within(row.start, row.end)
    if take is None:
        return ("", Tone.PLAIN)
    main, playing = plays
    gap = has_gap(take, row.start, row.end)
    if at not in playing:
        return ("gap", Tone.ALARM) if gap else (look.glyphs.off, Tone.DIM)
    number = f"[{column.number}]" if at == main else f"{column.number} "
    mark = ("gap" if len(number) < 4 else "g!") if gap else ""
    return (number + mark, Tone.ALARM if gap else Tone.LIT if at == main else Tone.GOOD)


def _heading_cell(row: Row, look: Look, at: int, plays: tuple[int | None, set[int]]) -> Run:
    """Over its lines a section tells only the one take that plays all of it."""
    main, playing = plays
    return (
        (f"{look.index.columns[at].number}", Tone.GOOD)
        if playing == {at} and main == at
        else ("", Tone.PLAIN)
    )


def _centred(text: str) -> str:
    return text if len(text) == CELL else fit(text.center(CELL - 1), CELL)


def _now(glyphs: Glyphs) -> str:
    """Marks the row at the playhead; never the sign of the row pointed at."""
    return glyphs.playhead if glyphs.roll == ">" else glyphs.roll
