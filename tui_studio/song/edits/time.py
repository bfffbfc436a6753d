"""Edits of musical time: tempo, time signatures, the click, and the bars around a recording."""

from __future__ import annotations

import math

import msgspec

from tui_studio.errors import BadInputError
from tui_studio.song.click import ClickSettings
from tui_studio.song.edits.checks import change_notebook, level, number
from tui_studio.song.edits.structure import relay
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


def set_tempo(song: Song, bpm: float, recorded: str | None = None) -> Song:
    """Quarter notes per minute, whatever the beat unit.

    It takes the place of an imported map's tempos; of a song with sections it is the first section's. Where sections with
    recorded audio would move, `recorded` says what it does, as in `structure.lay_sections`; without sections it stays.
    """
    value = check_bpm(bpm)
    changes = song.tempo_changes and msgspec.structs.replace(
        song.tempo_changes, tempos=(TempoChange(0, value),)
    )
    return _set_first(song, recorded, "tempo_bpm", changes, tempo_bpm=value)


def set_time_signature(song: Song, beats_per_bar: int, beat_unit: int, recorded: str | None = None) -> Song:
    """The metre, such as 3 and 4, or 7 and 8; as `set_tempo`."""
    check_metre(beats_per_bar, beat_unit)
    changes = song.tempo_changes and msgspec.structs.replace(
        song.tempo_changes, metres=(MetreChange(1, beats_per_bar, beat_unit),)
    )
    return _set_first(
        song, recorded, "beats_per_bar", changes, beats_per_bar=beats_per_bar, beat_unit=beat_unit
    )


def set_tempo_changes(song: Song, changes: TempoMap | None, recorded: str | None = None) -> Song:
    """A map that was imported, or found in a take; None for the tempo of the song or of its sections.

    It is laid over the sections, those to come too, which keep their bars; `recorded` as in `set_tempo`.
    """
    if changes is not None:
        checked(changes)
    return relay(
        song, msgspec.structs.replace(song, tempo_changes=changes, map_rules=changes is not None), recorded
    )


def set_tempo_at(
    song: Song, frame: int, bpm: float, *, ramp: bool = False, recorded: str | None = None
) -> Song:
    """Another tempo from the tick nearest to a frame on; with `ramp` it glides to the next change's."""
    _refuse_sections(song)
    tick = round(grid_of(song).quarter_of_frame(frame) * TICKS_PER_QUARTER)
    change = TempoChange(max(0, tick), check_bpm(bpm), bool(ramp))
    changed = msgspec.structs.replace(song, tempo_changes=with_tempo(tempo_map(song), change), map_rules=True)
    return relay(song, changed, recorded)


def set_metre_at(
    song: Song, bar: int, beats_per_bar: int, beat_unit: int, recorded: str | None = None
) -> Song:
    """Another time signature from this bar on."""
    _refuse_sections(song)
    change = MetreChange(bar, beats_per_bar, beat_unit)
    changed = msgspec.structs.replace(song, tempo_changes=with_metre(tempo_map(song), change), map_rules=True)
    return relay(song, changed, recorded)


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


def _set_first(
    song: Song, recorded: str | None, ruling: str, changes: TempoMap | None, **values: object
) -> Song:
    """The values in the song, and in its first section if `ruling` is said there."""
    changed = msgspec.structs.replace(song, tempo_changes=changes, **values)
    sections = song.notebook.sections
    if sections and not song.map_rules and getattr(sections[0], ruling):
        first: Section = msgspec.structs.replace(sections[0], **values)
        changed = change_notebook(changed, sections=(first, *sections[1:]))
    return relay(song, changed, recorded)


def _refuse_sections(song: Song) -> None:
    if song.notebook.sections and not (song.map_rules and song.tempo_changes):
        raise BadInputError(
            "the song's sections say its tempo", hint="change that of a section: section.set Verse tempo=96"
        )
