"""Edits of the structure: the list of sections.

Where a change moves sections that have recorded audio, it takes `recorded`: `move` (audio follows its section) or `stay`.
"""

from __future__ import annotations

import itertools

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.chordpro import read_key
from tui_studio.song.chordpro.parts import Part
from tui_studio.song.edits.checks import change_notebook, new_id, unique_name
from tui_studio.song.edits.structure import lay_sections
from tui_studio.song.lyrics import chart_parts, part_around
from tui_studio.song.model import Song
from tui_studio.song.names import clean_note, free_name
from tui_studio.song.notebook import ChartLineId, Section, SectionId
from tui_studio.song.tempo import check_bpm, check_metre

MOST_BARS = 10_000
MOST_SECTIONS = 500


def add_section(
    song: Song,
    name: str,
    bars: int,
    *,
    tempo_bpm: float = 0.0,
    ramp: bool = False,
    metre: tuple[int, int] = (0, 0),
    key: str = "",
    note: str = "",
    chart_part: ChartLineId | None = None,
    index: int | None = None,
    recorded: str | None = None,
) -> Song:
    """A section at the end, or before the one at `index`. A tempo or metre of 0 keeps the one before.

    Without a `chart_part` it takes the chart's part of the same name, if there is one.
    """
    sections = list(song.notebook.sections)
    if len(sections) >= MOST_SECTIONS:
        raise BadInputError(f"the song has {MOST_SECTIONS} sections already", hint="remove one first")
    clean = unique_name(name, "the section name", [one.name for one in sections])
    if tempo_bpm or ramp or metre != (0, 0):
        _refuse_map(song)
    if chart_part is None:
        chart_part = part_named(song, clean)
    song, section_id = new_id(song)
    section = Section(
        id=SectionId(section_id),
        name=clean,
        bars=_bars(bars),
        tempo_bpm=_tempo(tempo_bpm),
        ramp=bool(ramp),
        beats_per_bar=_metre(metre)[0],
        beat_unit=metre[1],
        key=_key(key),
        note=clean_note(note, "the note"),
        chart_part=_part(song, chart_part),
    )
    sections.insert(len(sections) if index is None else min(max(index, 0), len(sections)), section)
    return lay_sections(song, sections, recorded)


def duplicate_section(
    song: Song,
    section_id: SectionId,
    *,
    index: int | None = None,
    name: str = "",
    recorded: str | None = None,
) -> Song:
    """The section once more (the chorus again), with the same words: right after it, or before the one at `index`."""
    sections = list(song.notebook.sections)
    at, section = _find(song, section_id)
    names = [one.name for one in sections]
    clean = unique_name(name if name.strip() else _again(section.name, names), "the section name", names)
    song, copy_id = new_id(song)
    copy = msgspec.structs.replace(section, id=SectionId(copy_id), name=clean)
    sections.insert(at + 1 if index is None else min(max(index, 0), len(sections)), copy)
    return lay_sections(song, sections, recorded)


def move_section(song: Song, section_id: SectionId, index: int, recorded: str | None = None) -> Song:
    """The section at another place, counted from 0; beyond the ends means to the end."""
    at, section = _find(song, section_id)
    sections = list(song.notebook.sections)
    del sections[at]
    sections.insert(min(max(index, 0), len(sections)), section)
    return lay_sections(song, sections, recorded)


def remove_section(song: Song, section_id: SectionId, recorded: str | None = None) -> Song:
    """The song without this section. With `move`, its audio is not heard any more; its takes are kept, hidden."""
    _find(song, section_id)
    sections = [one for one in song.notebook.sections if one.id != section_id]
    return lay_sections(song, sections, recorded)


def rename_section(song: Song, section_id: SectionId, name: str) -> Song:
    """Another name for a section."""
    others = [one.name for one in song.notebook.sections if one.id != section_id]
    return _change(song, section_id, name=unique_name(name, "the section name", others))


def set_section_bars(song: Song, section_id: SectionId, bars: int, recorded: str | None = None) -> Song:
    """Another length, in bars."""
    return _change(song, section_id, recorded, bars=_bars(bars))


def set_section_tempo(
    song: Song, section_id: SectionId, bpm: float, *, ramp: bool | None = None, recorded: str | None = None
) -> Song:
    """Quarter notes per minute; 0 keeps the tempo before. `ramp` glides to the next section's; None leaves that."""
    section = _find(song, section_id)[1]
    glides = section.ramp if ramp is None else bool(ramp)
    return _change(song, section_id, recorded, tempo_bpm=_tempo(bpm), ramp=glides)


def set_section_metre(
    song: Song, section_id: SectionId, beats_per_bar: int, beat_unit: int, recorded: str | None = None
) -> Song:
    """The time signature from this section on; 0 and 0 keep the one before."""
    beats, unit = _metre((beats_per_bar, beat_unit))
    return _change(song, section_id, recorded, beats_per_bar=beats, beat_unit=unit)


def set_section_key(song: Song, section_id: SectionId, key: str) -> Song:
    """The key, such as `Am` or `Eb`; empty for the chart's."""
    return _change(song, section_id, key=_key(key))


def set_section_note(song: Song, section_id: SectionId, note: str) -> Song:
    """A remark of any length."""
    return _change(song, section_id, note=clean_note(note, "the note"))


def set_section_part(song: Song, section_id: SectionId, chart_part: ChartLineId | None) -> Song:
    """Which part of the chart is sung in the section, named by any of its lines; None for no words."""
    return _change(song, section_id, chart_part=_part(song, chart_part), spans=())


def lay_from_chart(song: Song, bars_per_line: int = 2, recorded: str | None = None) -> Song:
    """A section for each part of the chart that has none yet, so many bars for each line, behind that of the part before it.

    Sections that are there stay where they are and keep what they have; one without words is given the part of its name.
    """
    parts = chart_parts(song)
    if not parts:
        raise BadInputError("the chart has no parts yet", hint="write some lines first")
    sections = [_with_words(song, one) for one in song.notebook.sections]
    place = 0 if any(one.chart_part is not None for one in sections) else len(sections)
    for first, part in parts:
        laying = [at for at, one in enumerate(sections) if _lays(song, one, part)]
        if laying:
            place = laying[-1] + 1
            continue
        song, section_id = new_id(song)
        name = _again(_title(part), [one.name for one in sections])
        length = _bars(max(1, len(part.sung)) * bars_per_line)
        sections.insert(place, Section(SectionId(section_id), name, length, chart_part=first))
        place += 1
    return lay_sections(song, sections, recorded)


def _with_words(song: Song, section: Section) -> Section:
    first = part_named(song, section.name) if section.chart_part is None else None
    part = None if first is None else part_around(song, first)
    name = section.name.casefold()
    if part is None or part.label.casefold() not in {"", name, name.rstrip("0123456789 ")}:
        return section
    return msgspec.structs.replace(section, chart_part=first)


def part_named(song: Song, name: str) -> ChartLineId | None:
    """The line that opens the part of this name: by its label, else by its kind (`Verse`, `Chorus 2`)."""
    parts = chart_parts(song)
    wanted = name.casefold()
    for first, part in parts:
        if part.label.casefold() == wanted:
            return first
    kind = wanted.rstrip("0123456789 ")
    alike = [first for first, part in parts if part.kind == kind.replace(" ", "_") and not part.again]
    number = wanted[len(kind) :].strip()
    at = int(number) - 1 if number else 0
    if kind == "chorus" and alike:
        at = min(at, len(alike) - 1)
    return alike[at] if 0 <= at < len(alike) else None


def the_section(song: Song, section_id: int) -> Section:
    """The section with this id. Raises BadInputError."""
    return _find(song, section_id)[1]


def _lays(song: Song, section: Section, part: Part) -> bool:
    around = part_around(song, section.chart_part) if section.chart_part is not None else None
    return around == part


def _title(part: Part) -> str:
    return part.label or part.kind.replace("_", " ").capitalize()


def _again(name: str, names: list[str]) -> str:
    """A free name: `Chorus`, `Chorus 2`, `Chorus 3`; behind `Verse 1` comes `Verse 2`."""
    base, _, number = name.rpartition(" ")
    if not base or not number.isdecimal() or len(number) > 4 or name not in names:
        return free_name(name, names)
    return next(f"{base} {at}" for at in itertools.count(int(number) + 1) if f"{base} {at}" not in names)


def _find(song: Song, section_id: int) -> tuple[int, Section]:
    for index, section in enumerate(song.notebook.sections):
        if section.id == section_id:
            return index, section
    raise BadInputError(
        f"there is no section with the id {section_id}", hint="section.list shows the sections"
    )


def _change(song: Song, section_id: SectionId, recorded: str | None = None, **changes: object) -> Song:
    at, section = _find(song, section_id)
    sections = list(song.notebook.sections)
    sections[at] = msgspec.structs.replace(section, **changes)
    timed = changes.keys() & {"tempo_bpm", "ramp", "beats_per_bar", "beat_unit"}
    if timed and any(getattr(section, name) != changes[name] for name in timed):
        _refuse_map(song)
    if not timed and "bars" not in changes:
        return change_notebook(song, sections=tuple(sections))
    return lay_sections(song, sections, recorded)


def _refuse_map(song: Song) -> None:
    if song.map_rules and song.tempo_changes is not None:
        raise BadInputError(
            "a tempo map lies over the sections",
            hint="tempo.set and tempo.meter change it; tempo.clear gives the sections their own tempos back",
        )


def _bars(bars: int) -> int:
    if isinstance(bars, bool) or not isinstance(bars, int) or not 1 <= bars <= MOST_BARS:
        raise BadInputError(f"a section cannot have {bars} bars", hint=f"use 1 to {MOST_BARS}")
    return bars


def _tempo(bpm: float) -> float:
    return check_bpm(bpm) if bpm else 0.0


def _metre(metre: tuple[int, int]) -> tuple[int, int]:
    if metre != (0, 0):
        check_metre(*metre)
    return metre


def _key(key: str) -> str:
    text = key.strip()
    if text and not read_key(text):
        raise BadInputError(f"'{text}' is not a key", hint="write it like Am or Eb")
    return text


def _part(song: Song, line: ChartLineId | None) -> ChartLineId | None:
    """The line that opens the part this line is in."""
    if line is None:
        return None
    part = part_around(song, line)
    if part is None:
        raise BadInputError("that line is in no part of the chart", hint="name a line of words or chords")
    return song.notebook.chart[part.first].id
