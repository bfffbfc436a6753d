"""Edits of musical time: tempo, time signatures, the click, and the bars around a recording."""

from __future__ import annotations

import math

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.click import ClickSettings
from tui_studio.song.edits.checks import level, number
from tui_studio.song.model import Song
from tui_studio.song.notebook import Section
from tui_studio.song.tempo import (
    TICKS_PER_QUARTER,
    MetreChange,
    TempoChange,
    TempoMap,
    check_bpm,
    check_metre,
    checked,
    with_metre,
    with_tempo,
)
from tui_studio.song.timeline import grid_of, tempo_map

MOST_ROLL_BARS = 64
SUBDIVISIONS = (1, 2, 3, 4, 6, 8)


def set_tempo(song: Song, bpm: float) -> Song:
    """Quarter notes per minute, whatever the beat unit; recorded audio stays where it is.

    It takes the place of an imported map's tempos; of a song with sections it is the first section's.
    """
    value = check_bpm(bpm)
    changes = song.tempo_changes and msgspec.structs.replace(
        song.tempo_changes, tempos=(TempoChange(0, value),)
    )
    song = _first_section(song, tempo_bpm=value) if _has(song, "tempo_bpm") else song
    return msgspec.structs.replace(song, tempo_bpm=value, tempo_changes=changes)


def set_time_signature(song: Song, beats_per_bar: int, beat_unit: int) -> Song:
    """The metre, such as 3 and 4, or 7 and 8; as `set_tempo`."""
    check_metre(beats_per_bar, beat_unit)
    changes = song.tempo_changes and msgspec.structs.replace(
        song.tempo_changes, metres=(MetreChange(1, beats_per_bar, beat_unit),)
    )
    if _has(song, "beats_per_bar"):
        song = _first_section(song, beats_per_bar=beats_per_bar, beat_unit=beat_unit)
    return msgspec.structs.replace(
        song, beats_per_bar=beats_per_bar, beat_unit=beat_unit, tempo_changes=changes
    )


def set_tempo_changes(song: Song, changes: TempoMap | None) -> Song:
    """A map that was imported, or found in a take; None for the song's one tempo. Recorded audio stays where it is."""
    if changes is not None:
        _refuse_sections(song)
        checked(changes)
    return msgspec.structs.replace(song, tempo_changes=changes)


def set_tempo_at(song: Song, frame: int, bpm: float, *, ramp: bool = False) -> Song:
    """Another tempo from the tick nearest to a frame on; with `ramp` it glides to the next change's."""
    _refuse_sections(song)
    tick = round(grid_of(song).quarter_of_frame(frame) * TICKS_PER_QUARTER)
    change = TempoChange(max(0, tick), check_bpm(bpm), bool(ramp))
    return msgspec.structs.replace(song, tempo_changes=with_tempo(tempo_map(song), change))


def set_metre_at(song: Song, bar: int, beats_per_bar: int, beat_unit: int) -> Song:
    """Another time signature from this bar on."""
    _refuse_sections(song)
    change = MetreChange(bar, beats_per_bar, beat_unit)
    return msgspec.structs.replace(song, tempo_changes=with_metre(tempo_map(song), change))


def set_click(song: Song, **changes: object) -> Song:
    """Fields of the click's settings."""
    if unknown := changes.keys() - set(ClickSettings.__struct_fields__):
        known = ", ".join(ClickSettings.__struct_fields__)
        raise BadInputError(f"the click has no {sorted(unknown)[0]}", hint=f"use one of {known}")
    clean = {name: _click_value(name, value) for name, value in changes.items()}
    return msgspec.structs.replace(song, click=msgspec.structs.replace(song.click, **clean))


def set_pre_roll(song: Song, bars: float) -> Song:
    """How many bars are played before a punch; 0 for none."""
    return msgspec.structs.replace(song, pre_roll=_roll(bars, "the pre-roll"))


def set_post_roll(song: Song, bars: float) -> Song:
    """How many bars are played on after a punch; 0 for none."""
    return msgspec.structs.replace(song, post_roll=_roll(bars, "the post-roll"))


def _click_value(name: str, value: object) -> object:
    if name == "level_db":
        return level(value, "the click")  # type: ignore[arg-type]
    if name == "outputs":
        return _outputs(value)
    if name == "subdivision" and value not in SUBDIVISIONS:
        known = ", ".join(str(one) for one in SUBDIVISIONS)
        raise BadInputError(f"a beat cannot have {value} clicks", hint=f"use one of {known}")
    if name == "count_in_bars" and (not isinstance(value, int) or not 0 <= value <= MOST_ROLL_BARS):
        raise BadInputError(f"a count-in cannot have {value} bars", hint=f"use 0 to {MOST_ROLL_BARS}")
    return value if name in {"subdivision", "count_in_bars"} else bool(value)


def _outputs(value: object) -> tuple[int, ...]:
    outputs = tuple(value) if isinstance(value, tuple | list) else (value,)
    fits = all(isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= 4096 for one in outputs)
    if not fits or len(set(outputs)) != len(outputs) or len(outputs) > 2:
        raise BadInputError(
            f"the click cannot go to {list(outputs)}", hint="name one output or a pair, or none"
        )
    return outputs


def _roll(bars: float, what: str) -> float:
    value = number(bars, what)
    if not 0 <= value <= MOST_ROLL_BARS or math.copysign(1.0, value) < 0:
        raise BadInputError(f"{what} cannot be {value:g} bars", hint=f"use 0 to {MOST_ROLL_BARS}")
    return value


def _has(song: Song, field: str) -> bool:
    return bool(song.notebook.sections and getattr(song.notebook.sections[0], field))


def _first_section(song: Song, **changes: object) -> Song:
    first, *rest = song.notebook.sections
    sections: tuple[Section, ...] = (msgspec.structs.replace(first, **changes), *rest)
    notebook = msgspec.structs.replace(song.notebook, sections=sections)
    return msgspec.structs.replace(song, notebook=notebook)


def _refuse_sections(song: Song) -> None:
    if song.notebook.sections:
        raise BadInputError(
            "the song's sections say its tempo", hint="change a section's tempo with section.tempo"
        )
