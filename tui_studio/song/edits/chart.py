"""Edits of the chart: words and chords, line by line."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.chordpro import capo_of, read_chart, transpose, with_capo
from tui_studio.song.edits.checks import change_notebook, new_id
from tui_studio.song.lyrics import chart_of, part_around
from tui_studio.song.model import Song
from tui_studio.song.notebook import ChartLine, ChartLineId, Section

LONGEST_LINE = 2_000
MOST_LINES = 5_000


def set_chart(song: Song, texts: Sequence[str]) -> Song:
    """The whole chart, ChordPro line by line. Lines that are the same, or changed in their place, keep their ids."""
    if len(texts) > MOST_LINES:
        raise BadInputError(f"the chart has {len(texts)} lines", hint=f"use at most {MOST_LINES}")
    clean = [clean_line(text) for text in texts]
    old = song.notebook.chart
    lines: list[ChartLine] = []
    matcher = difflib.SequenceMatcher(None, [line.text for line in old], clean, autojunk=False)
    for _kind, first, last, start, end in matcher.get_opcodes():
        kept = iter(old[first:last])
        for text in clean[start:end]:
            line = next(kept, None)
            if line is None:
                song, line_id = new_id(song)
                line = ChartLine(ChartLineId(line_id), text)
            lines.append(line if line.text == text else msgspec.structs.replace(line, text=text))
    return with_lines(song, lines)


def edit_line(song: Song, line_id: ChartLineId, text: str) -> Song:
    """Another text for one line of the chart."""
    the_line(song, line_id)
    clean = clean_line(text)
    return with_lines(
        song,
        (
            msgspec.structs.replace(line, text=clean) if line.id == line_id else line
            for line in song.notebook.chart
        ),
    )


def insert_line(song: Song, text: str, before: ChartLineId | None = None) -> Song:
    """A new line before another, or at the end."""
    lines = list(song.notebook.chart)
    if len(lines) >= MOST_LINES:
        raise BadInputError(f"the chart has {MOST_LINES} lines already", hint="remove one first")
    at = len(lines) if before is None else lines.index(the_line(song, before))
    song, line_id = new_id(song)
    lines.insert(at, ChartLine(ChartLineId(line_id), clean_line(text)))
    return with_lines(song, lines)


def remove_line(song: Song, line_id: ChartLineId) -> Song:
    """The chart without this line."""
    the_line(song, line_id)
    return with_lines(song, (line for line in song.notebook.chart if line.id != line_id))


def transpose_chart(song: Song, semitones: int) -> Song:
    """The chart so many semitones higher (lower when negative): chords, keys; keys of sections are theirs."""
    if isinstance(semitones, bool) or not isinstance(semitones, int) or abs(semitones) > 24:
        raise BadInputError(f"the chart cannot be moved by {semitones} semitones", hint="use -24 to 24")
    return set_texts(song, transpose(chart_of(song), semitones))


def set_capo(song: Song, fret: int) -> Song:
    """The chart for a capo at this fret: other shapes, the same sound; 0 for none."""
    return set_chart(song, with_capo(chart_of(song), fret))


def set_texts(song: Song, texts: Sequence[str]) -> Song:
    """The same lines with these texts, one for each."""
    lines = (
        line if line.text == text else msgspec.structs.replace(line, text=text)
        for line, text in zip(song.notebook.chart, texts, strict=True)
    )
    return with_lines(song, lines)


def with_lines(song: Song, lines: Iterable[ChartLine]) -> Song:
    """The song with these lines for its chart; sections let go of lines that are no longer there."""
    chart = tuple(lines)
    capo = capo_of(read_chart([line.text for line in chart]))
    known = {line.id for line in chart}
    sections = tuple(_kept(song, section, known) for section in song.notebook.sections)
    if sections == song.notebook.sections:
        sections = song.notebook.sections
    return change_notebook(song, chart=chart, capo=capo, sections=sections)


def the_line(song: Song, line_id: int) -> ChartLine:
    """The line of the chart with this id. Raises BadInputError."""
    for line in song.notebook.chart:
        if line.id == line_id:
            return line
    raise BadInputError(f"there is no chart line with the id {line_id}", hint="lyric.list shows the lines")


def clean_line(text: str) -> str:
    """One line of a chart. Raises BadInputError for one that has line ends or is very long."""
    if any(unicodedata.category(sign) in {"Zl", "Zp", "Cs"} or sign in "\r\n\0" for sign in text):
        raise BadInputError("a line of the chart has a line end in it", hint="give the lines one by one")
    if len(text) > LONGEST_LINE:
        raise BadInputError(f"a line has {len(text)} characters", hint=f"use at most {LONGEST_LINE}")
    return text


def _kept(song: Song, section: Section, known: set[ChartLineId]) -> Section:
    """The section, its part named by a line that is still there."""
    spans = tuple(span for span in section.spans if span.line in known)
    part = section.chart_part
    if part is not None and part not in known:
        around = part_around(song, part)
        old = song.notebook.chart[around.first : around.end] if around else ()
        part = next((line.id for line in old if line.id in known), None)
    if part == section.chart_part and len(spans) == len(section.spans):
        return section
    return msgspec.structs.replace(section, chart_part=part, spans=spans)
