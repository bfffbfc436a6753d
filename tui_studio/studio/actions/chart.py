"""The chart as a whole: printed, in another key, in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from tui_studio.song import edits
from tui_studio.song.chordpro import (
    Chart,
    filled,
    in_names,
    in_numbers,
    key_of,
    read_chart,
    read_key,
    sounding_key,
    to_plain,
)
from tui_studio.song.chordpro.notes import Key
from tui_studio.song.lyrics import chart_of, facts_of_song
from tui_studio.song.model import Song
from tui_studio.song.names import safe_file_name
from tui_studio.studio.actions.lyric import write_file
from tui_studio.studio.chart_page import chart_page
from tui_studio.studio.params import Param, Replace
from tui_studio.studio.places import refuse_replacing, target_file
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio


@action("chart.text", help="the chart as text, chords above the words", while_recording="free")
async def text(
    studio: Studio,
    numbers: Annotated[bool, Param("switch", "Nashville numbers for chords")] = False,
) -> Done:
    """For any printer; lyric.export writes it to a file."""
    song = studio.song
    chart = _printed(song, numbers)
    lines = to_plain(chart)
    return Done({"lines": list(lines)}, "\n".join(lines) or "no words yet; lyric.add writes the first")


@action(
    "chart.html",
    help="the chart as a page to print or to make a PDF of",
    example="chart.html song.html",
    waits=True,
)
async def html(
    studio: Studio,
    path: Annotated[Path, Param("path", "the file; nothing: out/ in the song")] | None = None,
    numbers: Annotated[bool, Param("switch", "Nashville numbers for chords")] = False,
    replace: Replace = False,
) -> Done:
    """One file without anything from elsewhere. The one in out/ is always replaced."""
    song = studio.song
    chart = _printed(song, numbers)
    out = studio.folder / "out" / f"{safe_file_name(song.title, 'chart')}.html"
    target = target_file(path, song.title, ".html") if path else out
    refuse_replacing(target, replace or path is None)
    await write_file(target, chart_page(chart, song.title).encode())
    return Done({"path": str(target)}, f"the chart is in {target}")


@action("chart.transpose", help="the chart so many semitones higher or lower", example="chart.transpose -2")
async def transpose(
    studio: Studio, semitones: Annotated[int, Param("signed", "semitones, lower when negative")]
) -> Done:
    """Chords and keys; the words stay."""
    song = await studio.keeper.edit(
        f"transpose {semitones:+d}", lambda now: edits.transpose_chart(now, semitones)
    )
    return Done({"key": _key_name(song)}, f"the chart is {semitones:+d} semitones on{_key_words(song)}")


@action("chart.capo", help="the chart for a capo: other shapes, the same sound", example="chart.capo 3")
async def capo(studio: Studio, fret: Annotated[int, Param("count", "the fret; 0 for none")]) -> Done:
    """Shapes change so that what sounds stays."""
    song = await studio.keeper.edit(f"capo {fret}", lambda now: edits.set_capo(now, fret))
    sounding = sounding_key(chart_of(song))
    word = f"capo {fret}" if fret else "no capo"
    return Done(
        {"capo": fret, "key": _key_name(song)},
        f"{word}{_key_words(song)}" + (f", sounds in {sounding.name}" if sounding and fret else ""),
    )


@action("chart.numbers", help="chords as Nashville numbers in the chart itself")
async def numbers(studio: Studio) -> Done:
    """chart.names brings the names back."""
    key = _key(studio.song)
    song = await studio.keeper.edit(
        "chords as numbers", lambda now: edits.set_chart(now, in_numbers(chart_of(now), key))
    )
    return Done({"key": _key_name(song)}, "the chart has numbers for chords")


@action("chart.names", help="chord names for numbers in the chart itself")
async def names(studio: Studio) -> Done:
    """In the chart's key, or the first section's."""
    key = _key(studio.song)
    song = await studio.keeper.edit(
        "chords by name", lambda now: edits.set_chart(now, in_names(chart_of(now), key))
    )
    return Done({"key": _key_name(song)}, f"the chart has chord names{_key_words(song)}")


def _printed(song: Song, numbers: bool) -> Chart:
    chart = read_chart(in_numbers(chart_of(song), _key(song))) if numbers else chart_of(song)
    return filled(chart, facts_of_song(song))


def _key(song: Song) -> Key | None:
    """The chart's key, else the first section's."""
    named = (read_key(section.key) for section in song.notebook.sections)
    return key_of(chart_of(song)) or next((key for key in named if key), None)


def _key_name(song: Song) -> str:
    key = _key(song)
    return key.name if key else ""


def _key_words(song: Song) -> str:
    name = _key_name(song)
    return f", in {name}" if name else ""
