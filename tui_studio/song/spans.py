"""Spans of the song as people write them: lines, sections, bars, times."""

from __future__ import annotations

import difflib
import re

from tui_studio.errors import BadInputError
from tui_studio.song.clock import parse_position
from tui_studio.song.lyrics import SungLine, sung_lines
from tui_studio.song.model import Song, Span, song_end
from tui_studio.song.names import same_name
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import PlacedSection, grid_of, sections_of
from tui_studio.units import Frames

_RANGE = r"(?P<first>\d+)(?:\s*(?:-|\.\.|–|to)\s*(?P<last>\d+))?"
_LINES = re.compile(rf"(?:(?P<section>.+?)[\s,:]+)?lines?\s+{_RANGE}", re.IGNORECASE)
_BARS = re.compile(rf"(?:(?P<section>.+?)[\s,:]+)?bars?\s+{_RANGE}", re.IGNORECASE)
_SECTIONS = re.compile(rf"sections?\s+{_RANGE}", re.IGNORECASE)
_HINT = "write line 3, lines 3-5, a section's name, bars 5-8, 0:10-0:20 or from..to"


def parse_span(song: Song, text: str) -> Span:
    """The span a user means. Raises BadInputError, whose hint tells the forms.

    `line 3`, `lines 3-5`, `Verse 1`, `Verse 1 line 2`, `Verse 1 bars 1-2`, `section 2`, `bars 5-8`, `0:10-0:20`, `loop`, `punch`,
    `song`, and `from..to` where both are positions or spans. Lines and bars include the last one named.
    """
    word = text.strip()
    if not word:
        raise BadInputError("the span is empty", hint=_HINT)
    span = _known(song, word) or _lines(song, word) or _bars(song, word) or _range(song, word)
    if span is None:
        raise BadInputError(f"'{text}' is not a span of the song", hint=_near(song, word))
    return span


def span_candidates(song: Song) -> tuple[str, ...]:
    """What can be typed as a span of this song, for completion."""
    sections = [placed.section.name for placed in sections_of(song)]
    lines = [f"line {line.number}" for line in sung_lines(song)]
    fixed = [name for name, span in (("loop", song.loop), ("punch", song.punch)) if span]
    return (*sections, *lines, *fixed, *(["song"] if song_end(song) or sections else []))


def name_span(song: Song, span: Span) -> str:
    """The span in the words a user would type: the section, the lines or the bars it is, else its bars.beats.ticks."""
    return SpanNames(song).of(span.start, span.end)


class SpanNames:
    """As `name_span`, for many spans of one song."""

    def __init__(self, song: Song) -> None:
        self._grid = grid_of(song)
        self._sections: dict[tuple[int, int], str] = {}
        for placed in sections_of(song):
            self._sections.setdefault((placed.start, placed.end), placed.section.name)
        self._first_lines: dict[int, int] = {}
        """Numbers of lines by the frame they begin at."""
        self._last_lines: dict[int, int] = {}
        """By the frame they end at."""
        for line in sung_lines(song):
            self._first_lines.setdefault(line.start, line.number)
            self._last_lines[line.end] = line.number

    def of(self, start: int, end: int) -> str:
        """The span in words."""
        return self._sections.get((start, end)) or self._lines(start, end) or self._bars(start, end)

    def _lines(self, start: int, end: int) -> str:
        first, last = self._first_lines.get(start), self._last_lines.get(end)
        if first is None or last is None or last < first:
            return ""
        return f"line {first}" if first == last else f"lines {first}-{last}"

    def _bars(self, start: int, end: int) -> str:
        first, last = self._grid.time_at(start), self._grid.time_at(end)
        if first[1:] == last[1:] == (1, 0) and last.bar > first.bar:
            return f"bar {first.bar}" if last.bar == first.bar + 1 else f"bars {first.bar}-{last.bar - 1}"
        return f"{first}..{last}"


def _known(song: Song, word: str) -> Span | None:
    """A section by its name or number, the loop, the punch, the song."""
    for placed in sections_of(song):
        if same_name(placed.section.name, word):
            return Span(placed.start, placed.end)
    if found := _SECTIONS.fullmatch(word):
        sections = sections_of(song)
        first, last = _numbers(found, len(sections), "section")
        return Span(sections[first - 1].start, sections[last - 1].end)
    fixed = {"loop": song.loop, "punch": song.punch, "song": _whole(song), "all": _whole(song)}
    if word.casefold() in fixed:
        span = fixed[word.casefold()]
        if span is None:
            raise BadInputError(f"there is no {word.casefold()} yet", hint=_HINT)
        return span
    return None


def _whole(song: Song) -> Span | None:
    sections = sections_of(song)
    end = max(song_end(song), sections[-1].end if sections else 0)
    return Span(Frames(0), Frames(end)) if end else None


def _lines(song: Song, word: str) -> Span | None:
    found = _LINES.fullmatch(word)
    if not found:
        return None
    lines: tuple[SungLine, ...] = sung_lines(song)
    if found["section"]:
        section = _section(song, found["section"])
        lines = tuple(line for line in lines if line.section == section.section.id)
    if not lines and song.notebook.chart:
        raise BadInputError(
            "no line of the words lies on the timeline yet",
            hint="section.from_chart lays them, lyric.place a single one",
        )
    first, last = _numbers(found, len(lines), "line")
    return _ordered(lines[first - 1].start, lines[last - 1].end, word)


def _bars(song: Song, word: str) -> Span | None:
    found = _BARS.fullmatch(word)
    if not found:
        return None
    first, last = int(found["first"]), int(found["last"] or found["first"])
    if found["section"]:
        section = _section(song, found["section"])
        first, last = _numbers(found, section.section.bars, "bar")
        first, last = first + section.first_bar - 1, last + section.first_bar - 1
    if first < 1:
        raise BadInputError("bars are counted from 1", hint=_HINT)
    grid = grid_of(song)
    return _ordered(grid.frame_at(BarTime(first, 1, 0)), grid.frame_at(BarTime(last + 1, 1, 0)), word)


def _range(song: Song, word: str) -> Span | None:
    """`from..to`, `from to` or `from-to`, at the first sign where both sides mean something."""
    for sign in ("..", " - ", " to ", "–", "-", " "):
        at = word.find(sign)
        while at > 0:
            start, end = _edge(song, word[:at]), _edge(song, word[at + len(sign) :])
            if start and end:
                return _ordered(start.start, end.end, word)
            at = word.find(sign, at + 1)
    return None


def _edge(song: Song, word: str) -> Span | None:
    """A position as an empty span, or a span; None for neither."""
    text = word.strip()
    if not text:
        return None
    try:
        span = _known(song, text) or _lines(song, text) or _bars(song, text)
        if span is None:
            frame = parse_position(song, text)
            return Span(frame, frame)
    except BadInputError:
        return None
    return span


def _numbers(found: re.Match[str], count: int, what: str) -> tuple[int, int]:
    first, last = int(found["first"]), int(found["last"] or found["first"])
    for number in (first, last):
        if not 1 <= number <= count:
            hint = f"use 1 to {count}" if count else f"there are no {what}s yet"
            raise BadInputError(f"there is no {what} {number}", hint=hint)
    if last < first:
        raise BadInputError(f"{what}s {first}-{last} run backwards", hint=f"write {last}-{first}")
    return first, last


def find_section(song: Song, text: str) -> PlacedSection:
    """The section a user means: its name (any case), or its place counted from 1. Raises BadInputError."""
    return _section(song, text)


def _section(song: Song, text: str) -> PlacedSection:
    sections = sections_of(song)
    for placed in sections:
        if same_name(placed.section.name, text):
            return placed
    number = text.strip().casefold().removeprefix("section").strip()
    if number.isdecimal() and 1 <= int(number) <= len(sections):
        return sections[int(number) - 1]
    near = difflib.get_close_matches(text, [placed.section.name for placed in sections], n=1)
    hint = f"did you mean '{near[0]}'?" if near else "section.list shows the sections"
    raise BadInputError(f"there is no section '{text.strip()}'", hint=hint)


def _ordered(start: int, end: int, word: str) -> Span:
    if end <= start:
        raise BadInputError(f"'{word}' ends before it starts", hint="give an end after the start")
    return Span(Frames(start), Frames(end))


def _near(song: Song, word: str) -> str:
    near = difflib.get_close_matches(word, span_candidates(song), n=1, cutoff=0.7)
    return f"did you mean '{near[0]}'? {_HINT}" if near else _HINT
