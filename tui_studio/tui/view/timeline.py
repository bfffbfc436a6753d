"""The timeline: which frames a column stands for, its ruler, and the marks on it."""

from __future__ import annotations

from dataclasses import dataclass

from tui_studio.song.model import Song, song_end
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import grid_of, sections_of
from tui_studio.tui.view.cells import Line, Run, Tone, cut, line_of

SHORTEST_BARS = 8
"""An empty song shows this many bars."""
CLOSEST_ZOOM = 10


@dataclass(frozen=True)
class Window:
    """What the timeline shows: `columns` of `per_column` frames from `start`."""

    start: int
    per_column: int
    columns: int

    @property
    def end(self) -> int:
        """First frame after the window."""
        return self.start + self.columns * self.per_column

    def column(self, frame: int) -> int:
        """The column in which a frame lies; may be outside the window."""
        return (frame - self.start) // self.per_column

    def holds(self, frame: int) -> bool:
        """The frame is in the window."""
        return self.start <= frame < self.end


def bar_start(song: Song, bar: int) -> int:
    """The first frame of a bar, counted from 1."""
    return grid_of(song).frame_at(BarTime(bar, 1, 0))


def bars_beats(song: Song, position: int) -> tuple[int, int, int]:
    """Bar and beat, counted from 1, and ticks of a beat's 960. A bound that was rounded to a frame counts as reached."""
    return grid_of(song).time_at(position)


def format_bars(song: Song, position: int, *, ticks: bool = True) -> str:
    """`17.3.240`, or `17.3` without ticks."""
    bar, beat, tick = bars_beats(song, position)
    return f"{bar}.{beat}.{tick:03d}" if ticks else f"{bar}.{beat}"


def window_for(song: Song, position: int, columns: int, zoom: int) -> Window:
    """The whole song at zoom 0; each step closer shows half as much, on the page that holds the playhead."""
    columns = max(1, columns)
    length = max(song_end(song), position + 1, bar_start(song, SHORTEST_BARS + 1))
    per_column = bar_start(song, 2) / 16
    while per_column * columns < length:
        per_column *= 2
    frames = max(64, round(per_column / 2**zoom))
    if zoom == 0:
        return Window(0, frames, columns)
    page = max(1, columns * 3 // 4) * frames
    return Window(position // page * page, frames, columns)


def ruler(song: Song, window: Window) -> Line:
    """Names of sections and markers where the song has any, else the numbers of bars."""
    names = names_of(song)
    runs = _name_ruler(names, window) if names else _bar_ruler(song, window)
    return line_of(runs, window.columns)


def bar_ruler(song: Song, window: Window) -> Line:
    """The numbers of bars."""
    return line_of(_bar_ruler(song, window), window.columns)


def names_of(song: Song) -> list[tuple[int, str]]:
    """Where sections begin and markers are, in order; a section comes after a marker at its place, and so is read."""
    markers = [(marker.position, 0, marker.name) for marker in song.markers]
    sections = [(placed.start, 1, placed.section.name) for placed in sections_of(song)]
    return [(position, name) for position, _, name in sorted([*markers, *sections])]


def _name_ruler(names: list[tuple[int, str]], window: Window) -> list[Run]:
    letters = [" "] * window.columns
    for position, name in names:
        if window.holds(position):
            _write(letters, window.column(position), "|" + name)
    return [("".join(letters), Tone.HEADING)]


def _bar_ruler(song: Song, window: Window) -> list[Run]:
    first, last = bars_beats(song, window.start)[0], bars_beats(song, window.end)[0]
    room = len(str(last)) + 2
    step = 1
    while step * window.columns < room * (last - first + 1):
        step *= 2
    letters = [" "] * window.columns
    for bar in range((first - 1) // step * step + 1, last + 1, step):
        column = window.column(bar_start(song, bar))
        if 0 <= column < window.columns:
            _write(letters, column, f"|{bar}")
    return [("".join(letters), Tone.HEADING)]


def _write(letters: list[str], column: int, text: str) -> None:
    for at, letter in enumerate(cut(text, len(letters) - column), column):
        letters[at] = letter


def marks(song: Song, window: Window, position: int, glyph: str) -> Line:
    """The row of bounds: `[ ]` loop, `( )` punch, and the playhead with its bar and beat."""
    cells: list[Run] = [(" ", Tone.PLAIN)] * window.columns
    for span, on, signs in ((song.punch, song.punch_on, "()"), (song.loop, song.loop_on, "[]")):
        if span is not None:
            _mark(cells, window, span.start, signs[0], Tone.LIT if on else Tone.DIM)
            _mark(cells, window, span.end - 1, signs[1], Tone.LIT if on else Tone.DIM)
    column = window.column(position)
    if 0 <= column < window.columns:
        _label(cells, column, format_bars(song, position, ticks=False))
        cells[column] = (glyph, Tone.STRONG)
    return line_of(cells, window.columns)


def _label(cells: list[Run], column: int, words: str) -> None:
    """The words to the right of a column, or to its left, or not at all: whole, and over no mark."""
    size = len(words) + 1
    for start, text in ((column + 1, " " + words), (column - size, words + " ")):
        room = cells[max(0, start) : start + size]
        if start >= 0 and len(room) == size and all(sign == " " for sign, _ in room):
            cells[start : start + size] = [(letter, Tone.PLAIN) for letter in text]
            return


def _mark(cells: list[Run], window: Window, frame: int, sign: str, tone: Tone) -> None:
    if window.holds(frame):
        cells[window.column(frame)] = (sign, tone)
