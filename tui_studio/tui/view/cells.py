"""Lines of cells: text with tones, its width on a terminal, and what changed from one line to the next."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache


class Tone(IntEnum):
    """What a run of text means; heads turn it into one of eight colours, or into nothing but its letters."""

    PLAIN = 0
    DIM = 1
    STRONG = 2
    GOOD = 3
    WARN = 4
    ALARM = 5
    RECORD = 6
    """White on red: the state nobody can miss."""
    PICKED = 7
    """The selected row or entry."""
    HEADING = 8
    WAVE = 9
    GROWING = 10
    PLAYHEAD = 11
    KEY = 12
    LIT = 13
    """A switch that is on."""


Run = tuple[str, Tone]
Line = tuple[Run, ...]
Cell = tuple[str, Tone]

SHORTEST_ENDS = 5
"""Cells from which on a text that is too long keeps its end."""
NARROWEST = 4
"""Cells that a wrapped text gets at least."""
JOIN_GAP = 4
"""Unchanged cells between two changes that are cheaper to write than to jump over."""


@lru_cache(4096)
def char_width(char: str) -> int:
    """Cells a character takes: 0, 1 or 2."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def width_of(text: str) -> int:
    """Cells a text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def printable(text: str) -> str:
    """The text with control characters replaced, so that no name can move the cursor."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)


def cut(text: str, width: int) -> str:
    """The beginning of the text that fits into `width` cells."""
    text = printable(text)
    if width_of(text) <= width:
        return text
    taken, room = [], width
    for char in text:
        room -= char_width(char)
        if room < 0:
            break
        taken.append(char)
    return "".join(taken)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: cut, or filled with spaces (before it when `right`)."""
    text = cut(text, width)
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def fit_ends(text: str, width: int) -> str:
    """As `fit`, but what is too long is cut in the middle (`Backi~ox 2`): names alike differ at their ends."""
    text = printable(text)
    if width_of(text) <= width or width < SHORTEST_ENDS:
        return fit(text, width)
    room, tail = (width - 1) // 2, ""
    for char in reversed(text):
        if width_of(char + tail) > room:
            break
        tail = char + tail
    while tail and char_width(tail[0]) == 0:
        tail = tail[1:]
    return fit(fit(text, width - 1 - width_of(tail)) + "~" + tail, width)


def elided(text: str, width: int) -> str:
    """The text, cut with `...` where there is no room for all of it."""
    return text if width_of(text) <= width else cut(text, max(0, width - 3)) + "..."


def wrapped(text: str, width: int, hang: int = 0) -> list[str]:
    """All of the text in pieces of at most `width` cells (but 4), broken at spaces; the further ones begin with `hang` spaces."""
    width = max(width, NARROWEST)
    pieces, left = [], printable(text).rstrip()
    while width_of(left) > width:
        piece = cut(left, width)
        space, indent = piece.rfind(" "), len(piece) - len(piece.lstrip())
        if left[len(piece)] != " " and space > indent:
            piece = piece[:space]
        pieces.append(piece.rstrip())
        left = " " * min(hang, width // 2) + left[len(piece) :].lstrip()
    return [*pieces, left]


def line_of(runs: Iterable[Run], width: int) -> Line:
    """The runs as one line of exactly `width` cells; empty runs vanish, equal neighbours join."""
    joined: list[Run] = []
    room = width
    for text, tone in runs:
        piece = cut(text, room)
        if not piece:
            continue
        room -= width_of(piece)
        if joined and joined[-1][1] == tone:
            joined[-1] = (joined[-1][0] + piece, tone)
        else:
            joined.append((piece, tone))
    if room > 0:
        last = joined.pop() if joined and joined[-1][1] == Tone.PLAIN else ("", Tone.PLAIN)
        joined.append((last[0] + " " * room, Tone.PLAIN))
    return tuple(joined)


def blank(width: int) -> Line:
    """An empty line."""
    return ((" " * width, Tone.PLAIN),) if width else ()


def text_of(line: Line) -> str:
    """The letters of a line without their tones."""
    return "".join(text for text, _ in line)


def cells_of(line: Line) -> list[Cell]:
    """One entry per cell; the second cell of a wide character is empty, combining marks stay with their base."""
    cells: list[Cell] = []
    for text, tone in line:
        if text.isascii():
            cells += [(char, tone) for char in text]
            continue
        for char in text:
            width = char_width(char)
            if width:
                cells += [(char, tone)] + [("", tone)] * (width - 1)
            elif cells:
                base = -2 if cells[-1][0] == "" else -1
                cells[base] = (cells[base][0] + char, cells[base][1])
    return cells


def runs_of(cells: Sequence[Cell]) -> Line:
    """Cells as runs again."""
    joined: list[Run] = []
    for char, tone in cells:
        if joined and joined[-1][1] == tone:
            joined[-1] = (joined[-1][0] + char, tone)
        else:
            joined.append((char, tone))
    return tuple(joined)


def changed(old: Line, new: Line) -> list[tuple[int, Line]]:
    """The parts of `new` that differ from `old`, each with the column it starts at. Lines of unequal width differ wholly."""
    if old == new:
        return []
    same, behind = _common_runs(old, new)
    start = sum(width_of(text) for text, _ in new[:same])
    before, after = cells_of(old[same : len(old) - behind]), cells_of(new[same : len(new) - behind])
    if len(before) != len(after):
        return [(0, new)]
    spans: list[list[int]] = []
    for at, cell in enumerate(after):
        if cell == before[at]:
            continue
        if spans and at - spans[-1][1] <= JOIN_GAP:
            spans[-1][1] = at + 1
        else:
            spans.append([at, at + 1])
    whole = (_whole(after, first, last) for first, last in spans)
    return [(start + first, runs_of(after[first:last])) for first, last in whole]


def _common_runs(old: Line, new: Line) -> tuple[int, int]:
    """How many runs are the same at the beginning and at the end, without parting a mark from its letter."""
    shorter = min(len(old), len(new))
    same = 0
    while same < shorter and old[same] == new[same]:
        same += 1
    behind = 0
    while behind < shorter - same and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    while same and any(same < len(line) and _begins_with_mark(line[same]) for line in (old, new)):
        same -= 1
    while behind and _begins_with_mark(new[-behind]):
        behind -= 1
    return same, behind


def _begins_with_mark(run: Run) -> bool:
    return not run[0][0].isascii() and char_width(run[0][0]) == 0


def _whole(cells: Sequence[Cell], start: int, end: int) -> tuple[int, int]:
    """The span widened so that it splits no wide character."""
    while start > 0 and cells[start][0] == "":
        start -= 1
    while end < len(cells) and cells[end][0] == "":
        end += 1
    return start, end
