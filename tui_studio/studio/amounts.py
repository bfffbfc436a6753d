"""Small amounts of time as one nudges and fades with: frames, milliseconds, parts of a bar."""

from __future__ import annotations

import re
from fractions import Fraction

from tui_studio.errors import BadInputError
from tui_studio.song.model import Song
from tui_studio.song.timeline import grid_of

_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(f|frames?|ms|s|)", re.IGNORECASE)
_GRID = re.compile(r"([+-]?)(\d*)\s*(bars?|beats?|1/(?:4|8|16|32))", re.IGNORECASE)
_HINT = "write milliseconds (5ms), frames (3f), seconds (0.02s), beat, bar or 1/16, with - for earlier"


def amount(song: Song, text: str, at: int) -> int:
    """So many frames, counted at a frame of the song; negative for earlier. A bare number is milliseconds."""
    word = text.strip().replace("−", "-")
    if found := _AMOUNT.fullmatch(word):
        value, unit = float(found[1]), found[2].casefold()
        if unit.startswith("f"):
            return round(value)
        return round(value * song.rate / (1.0 if unit == "s" else 1000.0))
    if found := _GRID.fullmatch(word):
        return _of_grid(song, found, at)
    raise BadInputError(f"'{text}' is not an amount of time", hint=_HINT)


def _of_grid(song: Song, found: re.Match[str], at: int) -> int:
    grid = grid_of(song)
    beats, unit = grid.metre_at(grid.time_at(at).bar)
    what = found[3].casefold()
    if what.startswith("bar"):
        length = Fraction(4 * beats, unit)
    elif what.startswith("beat"):
        length = Fraction(4, unit)
    else:
        length = Fraction(4, int(what.partition("/")[2]))
    quarters = length * int(found[2] or 1) * (-1 if found[1] == "-" else 1)
    return grid.frame_of_quarter(grid.quarter_of_frame(at) + quarters) - at
