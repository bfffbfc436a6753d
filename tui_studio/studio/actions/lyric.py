"""Words and chords: the chart as ChordPro, line by line, and the lines as they are sung."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any

from tui_studio.errors import AudioFileError, BadInputError, SongError
from tui_studio.song import edits
from tui_studio.song.chordpro import (
    Chart,
    Line,
    decode_file,
    encode_file,
    filled,
    from_plain,
    read_chart,
    to_plain,
)
from tui_studio.song.lyrics import SungLine, alike_words, chart_of, facts_of_song, sung_lines
from tui_studio.song.model import Song, Span
from tui_studio.song.notebook import ChartLine
from tui_studio.song.syllables import count_syllables
from tui_studio.song.timeline import section_named
from tui_studio.studio.params import Param, Replace
from tui_studio.studio.places import refuse_replacing, refuse_streams, target_file
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import format_time

Row = Annotated[int, Param("count", "the line's number in the chart, from 1, as lyric.show has it")]
Text = Annotated[str, Param("text", "chords in brackets before their word; no quotes needed", rest=True)]
PLAIN_SUFFIXES = {".txt", ".text"}
LARGEST = 2 << 20
"""Bytes of a chart's file."""


def chart_line(song: Song, number: int) -> ChartLine:
    """The line of the chart at this place, from 1. Raises BadInputError."""
    lines = song.notebook.chart
    if not 1 <= number <= len(lines):
        hint = f"use 1 to {len(lines)}; lyric.show has them" if lines else "lyric.add writes the first"
        raise BadInputError(f"the chart has no line {number}", hint=hint)
    return lines[number - 1]


def row_data(number: int, chart_line: ChartLine, line: Line) -> dict[str, Any]:
    """What programs are told of a line of the chart."""
    return {
        "number": number,
        "id": chart_line.id,
        "text": line.text,
        "kind": line.kind.value,
        "section": line.section,
        "words": line.words,
        "chords": [piece.chord for piece in line.chords],
        "syllables": count_syllables(line.words),
    }


def sung_data(song: Song, line: SungLine) -> dict[str, Any]:
    """What programs are told of a sung line."""
    placed = section_named(song, line.section)
    return {
        "line": line.number,
        "section": placed.section.name if placed else "",
        "words": line.words,
        "text": line.text,
        "chords": [
            {"name": chord.name, "column": chord.column, "start": chord.start} for chord in line.chords
        ],
        "start": line.start,
        "end": line.end,
        "syllables": line.syllables,
    }


def _rows(song: Song) -> list[dict[str, Any]]:
    pairs = zip(song.notebook.chart, chart_of(song).lines, strict=True)
    return [row_data(number, own, line) for number, (own, line) in enumerate(pairs, 1)]


@action("lyric.show", help="the chart, line by line", while_recording="free")
async def show(studio: Studio) -> Done:
    """With syllables, chords, and what is amiss."""
    song = studio.song
    rows, problems = _rows(song), chart_of(song).problems
    lines = [f"{row['number']:>3} {row['text']}" for row in rows]
    lines += [f"{problem}" for problem in problems]
    data = {"lines": rows, "problems": [{"line": one.line, "reason": one.reason} for one in problems]}
    return Done(data, "\n".join(lines) or "no words yet; lyric.add or lyric.import brings some")


@action("lyric.list", help="the lines as they are sung: what 'line 3' means", while_recording="free")
async def list_(studio: Studio) -> Done:
    """In the order of the song, with where each lies."""
    song = studio.song
    data = [sung_data(song, line) for line in sung_lines(song)]
    text = "\n".join(
        f"line {each['line']} {each['section']}, {format_time(each['start'], song.rate)} to "
        f"{format_time(each['end'], song.rate)}, {_syllables(each['syllables'])}: {each['text']}"
        for each in data
    )
    hint = "no line is sung yet: write words, then section.from_chart or section.add lays them"
    return Done(data, text or hint)


@action(
    "lyric.add",
    help="a line at the end of the chart, or before another",
    example="lyric.add [Am]Morning comes",
)
async def add(studio: Studio, text: Text = "") -> Done:
    """Without words an empty line: what follows is a new part. Directives too: `lyric.add {start_of_verse: Verse 1}`."""
    before = studio.song
    song = await studio.keeper.edit("lyric", lambda now: edits.insert_line(now, text))
    return _told(song, len(song.notebook.chart), before)


@action("lyric.insert", help="a line before another one", example="lyric.insert 4 [F]quiet grey")
async def insert(studio: Studio, line: Row, text: Text = "") -> Done:
    """An empty one without words."""
    before, below = studio.song, chart_line(studio.song, line)
    song = await studio.keeper.edit("lyric", lambda now: edits.insert_line(now, text, below.id))
    return _told(song, line, before)


@action(
    "lyric.line",
    help="another text for a line of the chart",
    example="lyric.line 3 [Am]Morning comes",
    while_recording="free",
)
async def line_(studio: Studio, line: Row, text: Text) -> Done:
    """It keeps its place in the song."""
    before, found = studio.song, chart_line(studio.song, line)
    song = await studio.keeper.edit(f"lyric line {line}", lambda now: edits.edit_line(now, found.id, text))
    return _told(song, line, before)


@action("lyric.remove", help="take a line out of the chart", example="lyric.remove 3")
async def remove(studio: Studio, line: Row) -> Done:
    """Undo brings it back."""
    found = chart_line(studio.song, line)
    await studio.keeper.edit(f"remove lyric line {line}", lambda now: edits.remove_line(now, found.id))
    return Done({"number": line}, f"line {line} of the chart removed: {found.text}")


@action(
    "lyric.set",
    help="the whole chart, for editors",
    example='lyric.set "[Am]Morning comes"',
    while_recording="free",
)
async def set_(
    studio: Studio, lines: Annotated[tuple[str, ...], Param("lines", "all lines of ChordPro")]
) -> Done:
    """Lines that stay, or change in their place, keep their place in the song."""
    before = studio.song
    label = written_words([line.text for line in before.notebook.chart], lines)
    song = await studio.keeper.edit(label, lambda now: edits.set_chart(now, lines))
    return Done({"lines": _rows(song)}, _size_words(song) + alike_words(before, song))


def written_words(before: Sequence[str], after: Sequence[str]) -> str:
    """What changed from one chart to another, for the history: `line written: [Am]Morning comes`."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    old, new = list(before[same:]), list(after[same:])
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    parts = [name for name in map(_part_name, new) if name]
    if parts and not old:
        return f"part {parts[0]}"
    if len(old) > 1 or len(new) > 1:
        return f"words, {len(new)} line{'s' * (len(new) != 1)} for {len(old)}"
    what = "changed" if old and new else "removed" if old else "written"
    text = "".join(new or old).strip()
    return f"line {what}: {text}" if text else f"empty line {what}"


def _part_name(line: str) -> str:
    """`Verse 1` of `{start_of_verse: Verse 1}`; empty for another line."""
    name, _, label = line.strip("{} ").partition(":")
    return (label.strip() or name.removeprefix("start_of_")) if line.startswith("{start_of_") else ""


@action(
    "lyric.place",
    help="say where a sung line lies within its section",
    example="lyric.place 3 5.1.0..6.3.0",
)
async def place(
    studio: Studio,
    line: Annotated[int, Param("count", "the sung line, as lyric.list numbers them")],
    span: Annotated[
        Span | None, Param("span", "from..to; nothing: where it falls by itself", rest=True)
    ] = None,
) -> Done:
    """The others share what is left of the section."""
    song = await studio.keeper.edit(
        f"place line {line}",
        lambda now: (
            edits.clear_line_span(now, line)
            if span is None
            else edits.set_line_span(now, line, span.start, span.end)
        ),
    )
    data = sung_data(song, sung_lines(song)[line - 1])
    bounds = f"{format_time(data['start'], song.rate)} to {format_time(data['end'], song.rate)}"
    return Done(data, f"line {line}: {bounds}")


def _told(song: Song, number: int, before: Song) -> Done:
    row = _rows(song)[number - 1]
    syllables = f", {_syllables(row['syllables'])}" if row["syllables"] else ""
    text = row["text"] or "empty, what follows is a new part"
    return Done(row, f"line {number} of the chart{syllables}: {text}{alike_words(before, song)}")


def _syllables(count: int) -> str:
    return f"{count} syllable{'s' * (count != 1)}"


def _size_words(song: Song) -> str:
    chart = chart_of(song)
    sung = sum(1 for line in chart.lines if line.words.strip())
    amiss = f"; {len(chart.problems)} to look at: {chart.problems[0]}" if chart.problems else ""
    return f"{len(chart.lines)} lines, {sung} with words{amiss}"


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────


@action(
    "lyric.import",
    help="a chart from a file: ChordPro, or plain text",
    example="lyric.import song.cho",
    waits=True,
)
async def import_(studio: Studio, path: Annotated[Path, Param("path", "the file")]) -> Done:
    """In place of the chart there is; undo brings that back. Plain text may have chords above the words."""
    lines = await asyncio.to_thread(_read, path)
    if path.suffix.lower() in PLAIN_SUFFIXES and not _is_chordpro(read_chart(lines)):
        lines = from_plain(lines)
    before = studio.song
    song = await studio.keeper.edit(f"import {path.name}", lambda now: edits.set_chart(now, lines))
    problems = [{"line": one.line, "reason": one.reason} for one in chart_of(song).problems]
    return Done(
        {"lines": _rows(song), "problems": problems},
        f"{path.name}: {_size_words(song)}{alike_words(before, song)}",
    )


@action(
    "lyric.export",
    help="the chart as a ChordPro file, or as text",
    example="lyric.export song.cho",
    waits=True,
)
async def export(
    studio: Studio,
    path: Annotated[Path, Param("path", "the file; .txt is plain text")],
    replace: Replace = False,
) -> Done:
    """What was imported goes out as it came."""
    target = target_file(path, studio.song.title, ".cho")
    refuse_replacing(target, replace)
    chart = chart_of(studio.song)
    plain = target.suffix.lower() in PLAIN_SUFFIXES
    await write_file(
        target, encode_file(to_plain(filled(chart, facts_of_song(studio.song))) if plain else chart.texts)
    )
    return Done({"path": str(target), "lines": len(chart.lines)}, f"the chart is in {target}")


async def write_file(path: Path, data: bytes) -> None:
    """New contents for a file of the user's. Raises SongError."""
    try:
        await asyncio.to_thread(path.write_bytes, data)
    except OSError as error:
        raise SongError(
            f"the file cannot be written: {error.strerror}", where=str(path), hint="name another place"
        ) from error


def _read(path: Path) -> tuple[str, ...]:
    refuse_streams(path)
    try:
        if path.stat().st_size > LARGEST:
            raise AudioFileError("that is too large for a chart", where=str(path), hint="name another file")
        return decode_file(path.read_bytes()).lines
    except OSError as error:
        raise AudioFileError(
            f"the file cannot be read: {error.strerror}", where=str(path), hint="check its name"
        ) from error


def _is_chordpro(chart: Chart) -> bool:
    return any(line.directive or line.chords for line in chart.lines)
