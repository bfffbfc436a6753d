"""Quantities and their conversions. Frames, decibels, gains and seconds never travel as bare words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NewType

from tui_studio.errors import BadInputError

Frames = NewType("Frames", int)
"""An instant or a span counted in frames (one instant over all channels)."""

Decibels = NewType("Decibels", float)
"""A ratio in dB; `SILENCE_DB` and below is silence."""

SILENCE_DB = -144.0
FADER_MAX_DB = 10.0

ON_WORDS = frozenset({"on", "yes", "true", "1"})
OFF_WORDS = frozenset({"off", "no", "false", "0"})
SILENCE_WORDS = frozenset({"-inf", "off", "silence"})
"""How a switch and a level of nothing may be written, in lower case."""


def db_to_gain(db: float) -> float:
    """Amplitude factor of `db`; exactly 0.0 at `SILENCE_DB` and below."""
    return 0.0 if db <= SILENCE_DB else math.pow(10.0, db / 20.0)


def gain_to_db(gain: float) -> float:
    """Decibels of an amplitude factor; `-inf` for zero."""
    return 20.0 * math.log10(gain) if gain > 0.0 else -math.inf


def format_db(db: float) -> str:
    """`-9.1`, `+3.0`, `-inf`: one decimal, always signed, without the unit."""
    return "-inf" if db <= SILENCE_DB else f"{db:+.1f}"


def format_pan(pan: float) -> str:
    """`C`, `L35`, `R100`: per cent to the side of a pan from -1 (left) to 1 (right)."""
    percent = round(abs(pan) * 100)
    return "C" if percent == 0 else f"{'L' if pan < 0 else 'R'}{percent}"


_PAN = re.compile(r"([lr])\s*(\d+(?:\.\d+)?)?\s*%?")


def parse_pan(text: str) -> float:
    """A pan from -1 (left) to 1 (right), of `L35`, `R` (all of it), `C`, or the number itself. Raises BadInputError."""
    word = text.strip().casefold().replace("−", "-")
    side = _PAN.fullmatch(word)
    if side:
        value = float(side[2] or 100) / 100 * (-1 if side[1] == "l" else 1)
    elif word in {"c", "centre", "center"}:
        value = 0.0
    else:
        try:
            value = float(word)
        except ValueError:
            value = math.nan
    if not -1.0 <= value <= 1.0:
        raise BadInputError(
            f"'{text}' is not a pan", hint="write L50, C or R50, up to 100; or a number from -1 to 1"
        )
    return value


def format_time(frames: int, rate: int) -> str:
    """`m:ss.mmm`, or `h:mm:ss.mmm` from one hour on."""
    milliseconds = round(frames * 1000 / rate)
    seconds, ms = divmod(abs(milliseconds), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if milliseconds < 0 else ""
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{sign}{head}:{seconds:02d}.{ms:03d}"


def short_time(frames: int, rate: int) -> str:
    """`1:31`; below ten seconds with a tenth, `0:07.4`."""
    seconds = frames / rate
    if seconds < 10:
        return f"0:{seconds:04.1f}"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def count_at(count: int, what: str, first: str) -> str:
    """`1 xrun at 0:03.2`, `4 xruns, the first at 0:03.2`."""
    return f"{count} {what}{'s, the first' if count > 1 else ''} at {first}"


def format_span(seconds: float) -> str:
    """A rough span for people: `3h12`, `14 min`, `42 s`."""
    if seconds >= 3600:
        return f"{int(seconds // 3600)}h{int(seconds % 3600 // 60):02d}"
    if seconds >= 60:
        return f"{int(seconds // 60)} min"
    return f"{max(0, int(seconds))} s"


_CLOCK = re.compile(r"^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)s?$")


def parse_time(text: str, rate: int) -> Frames:
    """Frames of `96000f`, `2`, `2.5s`, `1:02.5` or `1:00:02.5`.

    Raises BadInputError on anything else.
    """
    word = text.strip()
    if re.fullmatch(r"\d+f", word):
        return Frames(int(word[:-1]))
    found = _CLOCK.match(word)
    if not found:
        raise BadInputError(
            f"'{text}' is not a time", hint="write frames (96000f), seconds (2.5) or minutes (1:02.5)"
        )
    hours, minutes, seconds = found.groups()
    return Frames(round((int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)) * rate))


def numbered(what: str, numbers: Sequence[int]) -> str:
    """`input 9`, `inputs 9 and 10`."""
    return f"{what}{'s' * (len(numbers) > 1)} {' and '.join(map(str, numbers))}"
