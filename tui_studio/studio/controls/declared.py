"""The continuous controls of a strip, each declared once, with its three value spaces.

`display` is what people read (dB, -1 … 1), `position` is 0 … 1 of the travel of a fader or knob, `gain` is what the shared
block holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui_studio.errors import BadInputError
from tui_studio.song import edits
from tui_studio.song.model import Song, TrackId
from tui_studio.studio.controls.tapers import fader_to_position, position_to_fader
from tui_studio.studio.params import MASTER
from tui_studio.units import FADER_MAX_DB, SILENCE_DB, db_to_gain, format_db, format_pan

GAIN, PAN, TRIM = 0, 1, 3
"""Columns of the shared block's controls, as `engine.shared.ControlField`."""

TRIM_LOW_DB = -20.0


@dataclass(frozen=True)
class Control:
    """A named continuous value."""

    name: str
    unit: str
    low: float
    high: float
    default: float
    field: int
    """Column in the shared block."""
    to_gain: Callable[[float], float]
    """display → gain"""
    to_position: Callable[[float], float]
    """display → position"""
    from_position: Callable[[float], float]
    """position → display"""
    words: Callable[[float], str]
    """display → text with its unit"""
    edit: Callable[[Song, TrackId, float], Song]


def db_words(db: float) -> str:
    """`-3.5 dB`"""
    return f"{format_db(db)} dB"


def _fader(song: Song, track: TrackId, db: float) -> Song:
    return edits.set_master_fader(song, db) if track == MASTER else edits.set_fader(song, track, db)


def _pan(song: Song, track: TrackId, pan: float) -> Song:
    return edits.set_master_pan(song, pan) if track == MASTER else edits.set_pan(song, track, pan)


def _trim(song: Song, track: TrackId, db: float) -> Song:
    if not TRIM_LOW_DB <= db <= FADER_MAX_DB:
        raise BadInputError(
            f"{db:+.1f} dB is no trim", hint=f"trims go from {TRIM_LOW_DB:g} to {FADER_MAX_DB:+g} dB"
        )
    return edits.set_trim(song, track, db)


def _trim_to_position(db: float) -> float:
    return (db - TRIM_LOW_DB) / (FADER_MAX_DB - TRIM_LOW_DB)


def _position_to_trim(position: float) -> float:
    return TRIM_LOW_DB + position * (FADER_MAX_DB - TRIM_LOW_DB)


def _identity(value: float) -> float:
    return value


CONTROLS = {
    control.name: control
    for control in (
        Control(
            "fader", "dB", SILENCE_DB, FADER_MAX_DB, 0.0, GAIN,
            db_to_gain, fader_to_position, position_to_fader, db_words, _fader,
        ),
        Control(
            "pan", "", -1.0, 1.0, 0.0, PAN,
            _identity, lambda pan: (pan + 1) / 2, lambda position: position * 2 - 1, format_pan, _pan,
        ),
        Control(
            "trim", "dB", TRIM_LOW_DB, FADER_MAX_DB, 0.0, TRIM,
            db_to_gain, _trim_to_position, _position_to_trim, db_words, _trim,
        ),
    )
}  # fmt: skip
