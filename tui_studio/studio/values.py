"""From what a user typed, or a program sent, to the typed values of an action's parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tui_studio.errors import BadInputError
from tui_studio.song.clock import parse_position
from tui_studio.song.model import Song, Span, Track, TrackId
from tui_studio.studio.params import MASTER, Param
from tui_studio.studio.registry import Action, usage
from tui_studio.units import (
    FADER_MAX_DB,
    OFF_WORDS,
    ON_WORDS,
    SILENCE_DB,
    SILENCE_WORDS,
    Decibels,
    Frames,
    parse_pan,
    parse_time,
)

MASTER_NAME = "Master"
MAX_INPUT = 128
LARGEST = 2**53
"""Whole numbers beyond are nothing anybody counts."""
ONE = "write one"
"""What to do about a number that is none; what it is for stands behind it."""
LONGEST_HOURS = 100
"""No song goes on for longer."""


def bind(
    action: Action, params: Mapping[str, object], song: Song, folder: Path | None = None
) -> dict[str, Any]:
    """The handler's keyword arguments; relative paths lie in `folder`. Raises BadInputError naming action and parameter."""
    bound: dict[str, Any] = {}
    for name, value in params.items():
        declared = action.param(name)
        if value is None:
            continue
        try:
            bound[declared.name] = _placed(convert(declared.param, value, song), folder)
        except BadInputError as error:
            error.where = error.where or f"{action.info.id} {name}"
            if error.hint == ONE:
                error.hint = f"{ONE}: {name} is {declared.param.help}"
            raise
    missing = [
        declared.name for declared in action.params if declared.required and declared.name not in bound
    ]
    if missing:
        raise BadInputError(f"{action.info.id} needs {' and '.join(missing)}", hint=usage(action))
    return bound


def _placed(value: Any, folder: Path | None) -> Any:
    return folder / value if folder is not None and isinstance(value, Path) else value


def convert(param: Param, value: object, song: Song) -> Any:
    """The typed value of one parameter. Raises BadInputError."""
    if param.kind == "lines":
        return _lines(value)
    text = as_text(value)
    if param.kind in _OF_SONG:
        return _OF_SONG[param.kind](text, song)
    match param.kind:
        case "track":
            return _tracks(param, text, song) if param.many else find_strip(text, song, param.master)
        case "choice":
            return _choice(text, param.choices)
        case kind:
            return _CONVERTERS[kind](text)


def as_text(value: object) -> str:
    """A JSON value as the user would have typed it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (list, tuple)):
        return ",".join(map(as_text, value))
    return str(value).strip()


def find_strip(text: str, song: Song, master: bool) -> TrackId:
    """The id of the named track, or `MASTER`."""
    if master and text.casefold() == MASTER_NAME.casefold():
        return MASTER
    return find_track(text, song).id


def find_track(text: str, song: Song) -> Track:
    """The track of this name (whatever its case, or a beginning that fits only one) or number from 1.

    Raises BadInputError.
    """
    word = text.casefold()
    exact = [track for track in song.tracks if track.name.casefold() == word]
    if not exact and text.isdecimal() and 1 <= int(text) <= len(song.tracks):
        return song.tracks[int(text) - 1]
    begun = exact or [track for track in song.tracks if word and track.name.casefold().startswith(word)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise BadInputError(f"'{text}' fits several tracks", hint="one of " + _names(begun) + ", or a number")
    raise BadInputError(f"there is no track '{text}'", hint=_track_hint(text, song))


def _track_hint(text: str, song: Song) -> str:
    if not song.tracks:
        return "track.add makes one"
    near = get_close_matches(text.casefold(), [track.name.casefold() for track in song.tracks], 1)
    names = [track for track in song.tracks if near and track.name.casefold() == near[0]]
    return f"did you mean {names[0].name}?" if names else "the tracks are " + _names(song.tracks)


def _names(tracks: Any) -> str:
    return ", ".join(track.name for track in tracks)


def _tracks(param: Param, text: str, song: Song) -> tuple[TrackId, ...]:
    if text.casefold() == "all":
        return tuple(track.id for track in song.tracks)
    try:
        return (find_strip(text, song, param.master),)
    except BadInputError:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) < 2:
            raise
    return tuple(dict.fromkeys(find_strip(part, song, param.master) for part in parts))


def find_time(text: str, song: Song) -> Frames:
    """A position or length in frames, in every form of `song.clock.parse_position`; markers without their `@` too."""
    marker = next((marker for marker in song.markers if marker.name.casefold() == text.casefold()), None)
    position = marker.position if marker else parse_position(song, text)
    if position > LONGEST_HOURS * 3600 * song.rate:
        raise BadInputError(f"'{text}' is beyond {LONGEST_HOURS} hours", hint="name an earlier time")
    return position


def _choice(text: str, choices: tuple[str, ...]) -> str:
    word = text.casefold()
    fitting = [choice for choice in choices if choice == word] or [
        c for c in choices if word and c.startswith(word)
    ]
    if len(fitting) != 1:
        raise BadInputError(f"'{text}' is none of the choices", hint="one of " + ", ".join(choices))
    return fitting[0]


def _inputs(text: str) -> tuple[int, ...]:
    if text.casefold() in {"none", ""}:
        return ()
    pair = re.fullmatch(r"(\d+)\s*-\s*(\d+)", text)
    parts = list(pair.groups()) if pair else [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and 1 <= int(part) <= MAX_INPUT for part in parts) or len(parts) > 2:
        raise BadInputError(f"'{text}' is not a channel or a pair", hint="write 1, 3-4, 1,2 or none")
    numbers = tuple(map(int, parts))
    if pair and numbers[1] != numbers[0] + 1:
        raise BadInputError(
            f"'{text}' is not a pair: {_range_words(numbers)}", hint="write one, a pair as 3-4, or two as 1,3"
        )
    if len(set(numbers)) != len(numbers):
        raise BadInputError(f"'{text}' names one channel twice", hint="a pair is two of them, as 1,2")
    return numbers


def _range_words(ends: tuple[int, ...]) -> str:
    count = ends[1] - ends[0] + 1
    return f"that is {count} channels" if count > 2 else "the second one follows the first"


def _db(text: str) -> Decibels:
    word = re.sub(r"\s*db$", "", text.casefold()).replace("−", "-")
    if word in SILENCE_WORDS:
        return Decibels(SILENCE_DB)
    level = _number(word)
    if level > FADER_MAX_DB:
        raise BadInputError(f"{level:+.1f} dB is too much", hint=f"the most is {FADER_MAX_DB:+.1f} dB")
    return Decibels(max(level, SILENCE_DB))


def _number(text: str) -> float:
    try:
        value = float(text.replace("−", "-"))
    except ValueError:
        raise BadInputError(f"'{text}' is not a number", hint=ONE) from None
    if not math.isfinite(value):
        raise BadInputError(f"'{text}' is not a number one can use", hint=ONE)
    return value


def _whole(text: str) -> int:
    value = _number(text)
    if value != int(value) or value < 0:
        raise BadInputError(f"'{text}' is not a whole number", hint=ONE)
    return _checked(int(value), text)


def _checked(value: int, text: str) -> int:
    if abs(value) > LARGEST:
        raise BadInputError(f"{text} is too large a number", hint="write a smaller one")
    return value


def _seconds(text: str) -> float:
    value = parse_time(text, 1_000_000) / 1_000_000
    if value > 86_400:
        raise BadInputError(f"{text} is more than a day", hint="write seconds (60) or minutes (1:00)")
    return value


def _switch(text: str) -> bool:
    word = text.casefold()
    if word not in ON_WORDS | OFF_WORDS:
        raise BadInputError(f"'{text}' is neither on nor off", hint="write on or off")
    return word in ON_WORDS


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise BadInputError("that is not a path", hint="write the path of a file")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        user = text.partition("/")[0]
        raise BadInputError(
            f"there is no user {user.removeprefix('~')}", hint="write the whole path"
        ) from None


def _plain(text: str) -> str:
    return text


def _lines(value: object) -> tuple[str, ...]:
    """Lines as they stand, from a list of texts or one text with line ends."""
    if isinstance(value, (list, tuple)):
        return tuple(map(str, value))
    from tui_studio.song.chordpro import split_lines

    return split_lines(str(value)).lines


def _metre(text: str) -> tuple[int, int]:
    if text in {"", "-", "0"}:
        return 0, 0
    found = re.fullmatch(r"(\d+)\s*/\s*(\d+)", text)
    if not found:
        raise BadInputError(f"'{text}' is not a time signature", hint="write it like 4/4 or 7/8")
    return int(found[1]), int(found[2])


def _signed(text: str) -> int:
    value = _number(text)
    if value != int(value):
        raise BadInputError(f"'{text}' is not a whole number", hint=ONE)
    return _checked(int(value), text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _span(text: str, song: Song) -> Span:
    from tui_studio.song.spans import parse_span  # with the words of the song, which no other value needs

    return parse_span(song, text)


def _section(text: str, song: Song) -> int:
    from tui_studio.song.spans import find_section

    return find_section(song, text).section.id


_OF_SONG: dict[str, Callable[[str, Song], Any]] = {
    "time": find_time,
    "span": _span,
    "section": _section,
}
_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "text": _plain,
    "take": _whole,
    "inputs": _inputs,
    "db": _db,
    "number": _number,
    "pan": parse_pan,
    "count": _whole,
    "seconds": _seconds,
    "switch": _switch,
    "path": _path,
    "metre": _metre,
    "signed": _signed,
    "words": _words,
}
