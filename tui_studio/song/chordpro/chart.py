"""A chart: ChordPro text read line by line. Every line keeps its text, so that nothing is ever lost.

Reading never fails. What does not have the form it should is kept as text, and named in `Chart.problems`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from tui_studio.song.chordpro.chords import is_no_chord, read_chord
from tui_studio.song.chordpro.directives import (
    VERBATIM_SECTIONS,
    Directive,
    read_directive,
    section_edge,
    what_is_wrong,
)

_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_ESCAPE = re.compile(r"\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
_MARKUP = re.compile(r"</?(?:b|i|u|s|sub|sup|tt|small|big|span|strut|sym|img)(?:\s[^<>]*)?/?>")
_AGAIN = "^"
"""In brackets: the chord that stood in this place of the part before."""
_TOKEN = re.compile(r"\S+")
_BAR = re.compile(r"\|[|.:]?|:\|:?|\|\d+|%{1,2}|\.|~|/")
"""The signs of a grid that are no chords: bar lines, repeats, empty cells."""


class LineKind(StrEnum):
    """What a line is."""

    EMPTY = "empty"
    LYRICS = "lyrics"
    """Words, chords, or both."""
    DIRECTIVE = "directive"
    REMARK = "remark"
    """Begins with `#`; for those who read the file."""
    GRID = "grid"
    VERBATIM = "verbatim"
    """Inside a tab or another literal section."""
    BROKEN = "broken"
    """Begins like a directive and is none."""


class Place(NamedTuple):
    """A chord in the text of its line, brackets left out."""

    start: int
    end: int


class Piece(NamedTuple):
    """A chord (or annotation), and the words from it up to the next one."""

    chord: str
    """What stands in the brackets; empty before the first one."""
    text: str
    place: Place | None = None

    @property
    def annotation(self) -> bool:
        """A remark above the words (`[*Rit.]`), no chord."""
        return self.chord.startswith("*")


class Problem(NamedTuple):
    """Something that is not as it should be."""

    line: int
    """Counted from 1."""
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Line(NamedTuple):
    """A line of a chart."""

    text: str
    """As it stands, without its line end."""
    kind: LineKind
    section: str = ""
    """Name of the section it is in (`verse`, `chorus`, …); empty outside of all."""
    pieces: tuple[Piece, ...] = ()
    """Of lyrics and of grids (there every piece is a chord without words)."""
    directive: Directive | None = None
    continued: bool = False
    """Carries on the line before it."""

    @property
    def words(self) -> str:
        """The line without its chords."""
        return "".join(piece.text for piece in self.pieces) if self.kind is LineKind.LYRICS else ""

    @property
    def chords(self) -> tuple[Piece, ...]:
        """The pieces that have a chord."""
        return tuple(piece for piece in self.pieces if piece.chord and not piece.annotation)


class Chart(NamedTuple):
    """A whole chart."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines as they were read."""
        return tuple(line.text for line in self.lines)


def read_chart(lines: Sequence[str]) -> Chart:
    """The chart of these lines (without their line ends)."""
    return _Reader().read(lines)


class _Reader:
    """Reads one chart; knows the section it is in."""

    def __init__(self) -> None:
        self._section = ""
        self._opened_at = 0
        self._problems: list[Problem] = []

    def read(self, texts: Sequence[str]) -> Chart:
        lines: list[Line] = []
        for number, text in enumerate(texts, 1):
            continued = bool(lines) and lines[-1].kind is LineKind.LYRICS and lines[-1].text.endswith("\\")
            line = self._line(number, text)
            lines.append(line._replace(continued=continued and line.kind is LineKind.LYRICS))
        if self._section:
            self._problem(self._opened_at, f"the section '{self._section}' has no end")
        return Chart(tuple(lines), tuple(sorted(self._problems)))

    def _line(self, number: int, text: str) -> Line:
        directive = read_directive(text)
        edge = section_edge(directive) if directive else None
        if self._section in VERBATIM_SECTIONS and edge != ("end", self._section):
            return Line(text, LineKind.VERBATIM, self._section)
        if directive:
            return self._directive(number, text, directive, edge)
        return self._plain(number, text)

    def _plain(self, number: int, text: str) -> Line:
        stripped = text.strip()
        if not stripped:
            return Line(text, LineKind.EMPTY, self._section)
        if text.startswith("#"):
            return Line(text, LineKind.REMARK, self._section)
        if stripped.startswith("{"):
            self._problem(
                number, "a directive has no closing brace" if "}" not in stripped else "not a directive"
            )
            return Line(text, LineKind.BROKEN, self._section)
        if self._section == "grid":
            return Line(text, LineKind.GRID, self._section, self._grid(number, text))
        return Line(text, LineKind.LYRICS, self._section, self._lyrics(number, text))

    def _directive(self, number: int, text: str, directive: Directive, edge: tuple[str, str] | None) -> Line:
        wrong = what_is_wrong(directive)
        if wrong:
            self._problem(number, wrong)
        if directive.name == "new_song" and number > 1:
            self._problem(number, "a second song begins here; it is kept as part of this chart")
        section = self._section
        if edge and edge[0] == "start":
            section = self._open(number, edge[1])
        elif edge:
            section = self._close(number, edge[1])
        return Line(text, LineKind.DIRECTIVE, section, (), directive)

    def _open(self, number: int, name: str) -> str:
        if self._section:
            self._problem(self._opened_at, f"the section '{self._section}' has no end before '{name}' begins")
        self._section, self._opened_at = name, number
        return name

    def _close(self, number: int, name: str) -> str:
        open_one = self._section
        if open_one != name:
            reason = f"'{open_one}' is open" if open_one else "none is open"
            self._problem(number, f"the section '{name}' ends here, and {reason}")
        self._section = ""
        return open_one or name

    def _lyrics(self, number: int, text: str) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        at, chord, place = 0, "", None
        for found in _BRACKET.finditer(text):
            if found.start() or pieces:
                pieces.append(Piece(chord, _shown(text[at : found.start()]), place))
            at, chord, place = found.end(), found[1], Place(found.start(1), found.end(1))
            self._check_chord(number, chord)
        pieces.append(Piece(chord, _shown(text[at:].removesuffix("\\")), place))
        if any(sign in _BRACKET.sub("", text) for sign in "[]"):
            self._problem(number, "a chord's bracket has no partner")
        return tuple(piece for piece in pieces if piece.chord or piece.text or piece.place)

    def _grid(self, number: int, text: str) -> tuple[Piece, ...]:
        """The chords between the first and the last bar line; the margins are words."""
        bars = [found for found in _TOKEN.finditer(text) if "|" in found[0]]
        if not bars:
            return (Piece("", text),)
        pieces = [Piece("", text[: bars[0].start()])]
        for found in _TOKEN.finditer(text, bars[0].start(), bars[-1].end()):
            if not _BAR.fullmatch(found[0]):
                pieces.extend(self._cell(number, found))
        return (*pieces, Piece("", text[bars[-1].end() :]))

    def _cell(self, number: int, found: re.Match[str]) -> list[Piece]:
        """The chords of one cell: several are joined by `~`."""
        cells: list[Piece] = []
        at = found.start()
        for name in found[0].split("~"):
            if name and not _BAR.fullmatch(name):
                self._check_chord(number, name)
                cells.append(Piece(name, "", Place(at, at + len(name))))
            at += len(name) + 1
        return cells

    def _check_chord(self, number: int, name: str) -> None:
        if name.startswith("*") or name == _AGAIN or is_no_chord(name) or read_chord(name):
            return
        self._problem(
            number, f"'{name}' is not a chord; it is shown as it is" if name else "the brackets are empty"
        )

    def _problem(self, number: int, reason: str) -> None:
        self._problems.append(Problem(number, reason))


def without_markup(text: str) -> str:
    """Text without ChordPro's markup of fonts and colours (`<b>`, `<span …>`)."""
    return _MARKUP.sub("", text) if "<" in text else text


def _shown(text: str) -> str:
    """Text without its markup, and its `\\uXXXX` escapes resolved, as far as they name a character."""
    return _ESCAPE.sub(_character, without_markup(text))


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return found[0] if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)
