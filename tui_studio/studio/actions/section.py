"""The structure: sections in order; the result is the tempo map and the sections on the timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from tui_studio.song.edits import sections as structure
from tui_studio.song.lyrics import lines_in, part_around
from tui_studio.song.model import Song
from tui_studio.song.notebook import ChartLineId, SectionId
from tui_studio.song.timeline import PlacedSection, section_named, sections_of
from tui_studio.studio.actions.lyric import chart_line
from tui_studio.studio.params import ASection, Param
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import format_time

Recorded = Annotated[
    str, Param("choice", "what recorded audio does: move with its section, or stay", ("move", "stay"))
]
Place = Annotated[int, Param("count", "its place in the song, from 1")]
Metre = Annotated[tuple[int, int], Param("metre", "time signature like 4/4; - keeps the one before")]
Bpm = Annotated[float, Param("number", "quarter notes a minute; 0 keeps the tempo before")]
Ramp = Annotated[bool, Param("switch", "the tempo glides to the next section's")]


def section_data(song: Song, placed: PlacedSection) -> dict[str, Any]:
    """What programs are told of a section."""
    section = placed.section
    return {
        "number": placed.number,
        "id": section.id,
        "name": section.name,
        "bars": section.bars,
        "first_bar": placed.first_bar,
        "start": placed.start,
        "end": placed.end,
        "tempo_bpm": placed.bpm,
        "own_tempo_bpm": section.tempo_bpm,
        "ramp": section.ramp,
        "meter": f"{placed.beats_per_bar}/{placed.beat_unit}",
        "key": section.key,
        "note": section.note,
        "lines": [line.number for line in lines_in(song, section.id)],
    }


def section_words(song: Song, placed: PlacedSection) -> str:
    """`2 Verse 1, bars 5-12, 92 bpm, 4/4, Am, lines 1-4, from 0:10.435`"""
    data = section_data(song, placed)
    words = [f"{data['number']} {data['name']}", bar_words(placed), f"{placed.bpm:g} bpm, {data['meter']}"]
    words += ["gliding"] if placed.section.ramp else []
    words += [data["key"]] if data["key"] else []
    words += [_line_words(data["lines"])] if data["lines"] else []
    words += [f"from {format_time(placed.start, song.rate)}"]
    return ", ".join([*words, *([data["note"]] if data["note"] else [])])


def bar_words(placed: PlacedSection) -> str:
    """`bars 5-12`"""
    if placed.section.bars == 1:
        return f"bar {placed.first_bar}"
    return f"bars {placed.first_bar}-{placed.last_bar}"


def _line_words(lines: list[int]) -> str:
    return f"line {lines[0]}" if len(lines) == 1 else f"lines {lines[0]}-{lines[-1]}"


@action(
    "section.add",
    help="a section at the end of the song, or before another",
    example='section.add "Verse 1" 8 92 4/4 Am',
)
async def add(
    studio: Studio,
    *,
    name: Annotated[str, Param("text", "its name; the chart's part of that name is sung in it")],
    bars: Annotated[int, Param("count", "its length in bars")] = 8,
    tempo: Bpm = 0.0,
    meter: Metre = (0, 0),
    key: Annotated[str, Param("text", "like Am or Eb")] = "",
    at: Annotated[Place, Param("count", "before the section at this place")] | None = None,
    ramp: Ramp = False,
    note: Annotated[str, Param("text", "a remark")] = "",
    recorded: Recorded | None = None,
) -> Done:
    """Tempo and time signature stay those before unless told."""
    song = await studio.keeper.edit(
        f"section {name}",
        lambda now: structure.add_section(
            now,
            name,
            bars,
            tempo_bpm=tempo,
            ramp=ramp,
            metre=meter,
            key=key,
            note=note,
            index=None if at is None else max(0, at - 1),
            recorded=recorded,
        ),
    )
    newest = max(song.notebook.sections, key=lambda section: section.id)
    return _told(song, newest.id)


@action("section.list", help="the sections, their bars, tempo and lines", while_recording="free")
async def list_(studio: Studio) -> Done:
    """In order."""
    song = studio.song
    placed = sections_of(song)
    text = "\n".join(section_words(song, each) for each in placed)
    return Done(
        [section_data(song, each) for each in placed], text or "no sections yet; section.add makes one"
    )


@action(
    "section.duplicate", help="the section once more, right behind it", example="section.duplicate Chorus"
)
async def duplicate(
    studio: Studio,
    section: ASection,
    name: Annotated[str, Param("text", "its name; empty for a numbered one")] = "",
    recorded: Recorded | None = None,
) -> Done:
    """With the same words."""
    return await _copied(studio, section, None, name, recorded)


@action("section.again", help="the section once more, at the end of the song", example="section.again Chorus")
async def again(
    studio: Studio,
    section: ASection,
    name: Annotated[str, Param("text", "its name; empty for a numbered one")] = "",
    at: Annotated[Place, Param("count", "before the section at this place")] | None = None,
    recorded: Recorded | None = None,
) -> Done:
    """Chorus again: the same words, another place."""
    place = len(studio.song.notebook.sections) if at is None else max(0, at - 1)
    return await _copied(studio, section, place, name, recorded)


async def _copied(
    studio: Studio, section: SectionId, place: int | None, name: str, recorded: str | None
) -> Done:
    song = await studio.keeper.edit(
        f"{_name(studio.song, section)} again",
        lambda now: structure.duplicate_section(now, section, index=place, name=name, recorded=recorded),
    )
    return _told(song, max(one.id for one in song.notebook.sections))


@action("section.move", help="put a section at another place", example="section.move Bridge to=3")
async def move(studio: Studio, section: ASection, to: Place, recorded: Recorded | None = None) -> Done:
    """Before anything is recorded the timeline is simply laid anew."""
    place = max(0, to - 1)
    return await _set(
        studio, section, "move", lambda song: structure.move_section(song, section, place, recorded)
    )


@action("section.remove", help="take a section out of the song", example="section.remove Bridge")
async def remove(studio: Studio, section: ASection, recorded: Recorded | None = None) -> Done:
    """Its words stay in the chart; undo brings all back."""
    name = _name(studio.song, section)
    await studio.keeper.edit(
        f"remove section {name}", lambda song: structure.remove_section(song, section, recorded)
    )
    return Done({"name": name}, f"{name} removed; edit.undo brings it back")


@action("section.rename", help="give a section another name", example='section.rename Verse "Verse 1"')
async def rename(
    studio: Studio, section: ASection, name: Annotated[str, Param("text", "its new name", rest=True)]
) -> Done:
    """The words it has stay its own."""
    return await _set(studio, section, "rename", lambda song: structure.rename_section(song, section, name))


@action(
    "section.set",
    help="length, tempo, time signature, key or note of a section",
    example="section.set Chorus bars=8 tempo=104",
)
async def set_(
    studio: Studio,
    *,
    section: ASection,
    bars: Annotated[int, Param("count", "its length in bars")] | None = None,
    tempo: Bpm | None = None,
    meter: Metre | None = None,
    key: Annotated[str, Param("text", "like Am or Eb; empty for none")] | None = None,
    note: Annotated[str, Param("text", "a remark; empty for none")] | None = None,
    ramp: Ramp | None = None,
    line: Annotated[int, Param("count", "the chart line whose part is sung in it; 0 for none")] | None = None,
    recorded: Recorded | None = None,
) -> Done:
    """What is left out stays. All in one change."""

    def change(song: Song) -> Song:
        if bars is not None:
            song = structure.set_section_bars(song, section, bars, recorded)
        if meter is not None:
            song = structure.set_section_metre(song, section, *meter, recorded)
        if tempo is not None or ramp is not None:
            own = structure.the_section(song, section).tempo_bpm if tempo is None else tempo
            song = structure.set_section_tempo(song, section, own, ramp=ramp, recorded=recorded)
        if key is not None:
            song = structure.set_section_key(song, section, key)
        if line is not None:
            song = structure.set_section_part(song, section, _part(song, line))
        return song if note is None else structure.set_section_note(song, section, note)

    done = await _set(studio, section, "section", change)
    return Done(done.result, f"{done.text}{_amid(studio.song, line)}") if line else done


def _amid(song: Song, number: int) -> str:
    """That the line is not the first of its part: all of the part is sung."""
    line = chart_line(song, number)
    part = part_around(song, line.id)
    first = min(part.sung, default=0) + 1 if part else number
    if number <= first:
        return ""
    return f"; the part begins at line {first}, lyric.insert {number} begins a new one there"


def _part(song: Song, line: int) -> ChartLineId | None:
    return chart_line(song, line).id if line else None


@action(
    "section.from_chart",
    help="a section for each part of the chart",
    example="section.from_chart bars_per_line=2",
)
async def from_chart(
    studio: Studio,
    bars_per_line: Annotated[int, Param("count", "bars for each line of words")] = 2,
    recorded: Recorded | None = None,
) -> Done:
    """Sections that are there already keep all they have."""
    song = await studio.keeper.edit(
        "sections from the chart", lambda now: structure.lay_from_chart(now, bars_per_line, recorded)
    )
    placed = sections_of(song)
    names = ", ".join(each.section.name for each in placed)
    return Done(
        [section_data(song, each) for each in placed],
        f"{len(placed)} section{'s' * (len(placed) != 1)}: {names}",
    )


async def _set(studio: Studio, section: SectionId, verb: str, change: Callable[[Song], Song]) -> Done:
    song = await studio.keeper.edit(f"{verb} {_name(studio.song, section)}", change)
    return _told(song, section)


def _told(song: Song, section: SectionId) -> Done:
    placed = section_named(song, section)
    assert placed is not None
    return Done(section_data(song, placed), section_words(song, placed))


def _name(song: Song, section: SectionId) -> str:
    return structure.the_section(song, section).name
