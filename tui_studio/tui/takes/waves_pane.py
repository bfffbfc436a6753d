"""Waves under each other: of takes, aligned over the timeline, with the pointed row's place on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from tui_studio.song.model import Clip, Song, Take, song_end
from tui_studio.tui.takes.index import TakeIndex
from tui_studio.tui.view.cells import Line, Run, Tone, fit, line_of
from tui_studio.tui.view.desk import Desk
from tui_studio.tui.view.lanes import Lane, Stretch
from tui_studio.tui.view.timeline import SHORTEST_BARS, Window, bar_start, ruler

Shown = TypeVar("Shown", Take, Clip)
MOST_LANES = 200
"""Lanes that are kept; those of takes scrolled out of sight long ago are drawn anew."""


@dataclass(frozen=True)
class Place:
    """Where the pointed row lies."""

    start: int
    end: int


def window_around(song: Song, place: Place, columns: int, zoom: int) -> Window:
    """The whole song at zoom 0; each step closer shows half as much, with the place in its middle."""
    length = max(song_end(song), place.end, bar_start(song, SHORTEST_BARS + 1))
    whole = max(1, -(-length // max(1, columns)))
    per_column = max(64, whole >> zoom)
    if zoom == 0 or per_column == whole:
        return Window(0, per_column, max(1, columns))
    middle = (place.start + place.end) // 2
    step = per_column * max(1, columns // 4)
    start = max(0, middle - per_column * columns // 2) // step * step
    return Window(start, per_column, max(1, columns))


class Lanes(Generic[Shown]):
    """The lanes of what is shown, by its id."""

    def __init__(self, stretches: Callable[[Shown], Sequence[Stretch]]) -> None:
        self._stretches: Callable[[Shown], Sequence[Stretch]] = stretches
        self._lanes: dict[int, Lane[Shown]] = {}
        self._without: set[int] = set()
        """Those drawn without their wave, which had not come yet."""

    def line(self, number: int, shown: Shown, window: Window, desk: Desk, playhead: int) -> Line:
        """The cells of one."""
        if len(self._lanes) > MOST_LANES:
            self._lanes.clear()
        lane = self._lanes.setdefault(number, Lane(self._stretches))
        if shown.source not in desk.waveforms.waves:
            self._without.add(number)
        elif number in self._without:
            self._without.discard(number)
            lane.forget()
        lane.update(shown, window, desk.waveforms.waves, None, desk.glyphs.wave_steps)
        return lane.line(desk.glyphs, playhead)


def ruler_line(desk: Desk, window: Window, place: Place, label: Run, width: int) -> Line:
    """Sections or bars over the waves, the pointed row in reverse."""
    cells = [(char, tone) for text, tone in ruler(desk.song, window) for char in text]
    first, last = max(0, window.column(place.start)), min(window.columns, window.column(place.end - 1) + 1)
    for at in range(first, last):
        sign = cells[at][0]
        cells[at] = ("=" if sign == " " else sign, Tone.PICKED)
    return line_of([(fit(label[0], width - window.columns), label[1]), *cells], width)


def comp_line(index: TakeIndex, window: Window, label: Run, width: int, playhead: int) -> Line:
    """The comp over the timeline: over and over the number of the take that plays most of a column."""
    runs: list[Run] = [(fit(label[0], width - window.columns), label[1])]
    starts = [window.start + column * window.per_column for column in range(window.columns)]
    mains = [index.main(start, start + window.per_column) for start in starts]
    signs = "".join(_figures(index, main, len(list(alike))) for main, alike in groupby(mains))
    for column, sign in enumerate(signs):
        runs.append((sign, Tone.PLAYHEAD if column == playhead else Tone.LIT))
    return line_of(runs, width)


def _figures(index: TakeIndex, main: int | None, columns: int) -> str:
    """`4444`, `12 12 12`, or nothing where no take plays."""
    if main is None:
        return " " * columns
    number = str(index.columns[main].number)
    return ((number if len(number) == 1 else number + " ") * columns)[:columns]
