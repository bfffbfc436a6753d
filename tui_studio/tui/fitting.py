"""What a value must look like to fit a parameter, as far as it can be told without the song."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from tui_studio.errors import BadInputError
from tui_studio.studio.wire import ParamInfo
from tui_studio.units import OFF_WORDS, ON_WORDS, SILENCE_WORDS, parse_pan


def is_number(text: str, convert: Callable[[str], float]) -> bool:
    """Whether `convert` makes a finite number of it."""
    try:
        return math.isfinite(convert(text))
    except (ValueError, OverflowError):
        return False


def misfit(param: ParamInfo, text: str) -> str:
    """What is to be written instead, as `a number, as -3.5`; empty for what may fit."""
    word = text.casefold().replace("−", "-")
    if param.kind == "choice":
        fits = word and any(choice.startswith(word) for choice in param.choices)
        return "" if fits else "one of " + ", ".join(param.choices)
    fit, wanted = _KINDS.get(param.kind, (_anything, ""))
    return "" if fit(word) else wanted


def _anything(_word: str) -> bool:
    return True


def _number(word: str) -> bool:
    return is_number(word, float)


def _level(word: str) -> bool:
    level = re.sub(r"\s*db$", "", word)
    return level in SILENCE_WORDS or _number(level)


def _signed(word: str) -> bool:
    return _number(word) and float(word).is_integer()


def _whole(word: str) -> bool:
    return _signed(word) and float(word) >= 0


def _switch(word: str) -> bool:
    return word in ON_WORDS | OFF_WORDS


def _pan(word: str) -> bool:
    try:
        parse_pan(word)
    except BadInputError:
        return False
    return True


_KINDS: dict[str, tuple[Callable[[str], bool], str]] = {
    "number": (_number, "a number"),
    "db": (_level, "a number, as -3.5"),
    "count": (_whole, "a whole number, as 2"),
    "take": (_whole, "a whole number, as 2"),
    "signed": (_signed, "a whole number, as 2 or -3"),
    "switch": (_switch, "on or off"),
    "pan": (_pan, "a pan, as L50, C or R50"),
}
