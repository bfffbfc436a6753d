"""Completion of action ids, parameter names and values, from the actions and the song. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui_studio.errors import BadInputError
from tui_studio.line.manual import OWN_WORDS, in_full
from tui_studio.song.model import Song
from tui_studio.studio.wire import ActionInfo, ParamInfo

SWITCH = ("on", "off")


def completions(
    before: str, word: str, actions: Sequence[ActionInfo], song: Song, own: Iterable[str] = OWN_WORDS
) -> list[str]:
    """What may stand where `word` is being typed; `before` is the text of the command left of it, `own` are the head's words."""
    words = before.split()
    if not words or words == ["help"]:
        known = [*(action.id for action in actions), *own]
        return sorted(f"{name} " for name in known if name.startswith(word))
    action = _action(words[0], actions)
    if action is None:
        return []
    name, equals, typed = word.partition("=")
    if equals:
        param = next((one for one in action.params if one.name == name), None)
        return [f"{name}={value}" for value in _matching(param, typed, song)]
    return _names_and_values(action, words[1:], word, song)


def _action(word: str, actions: Sequence[ActionInfo]) -> ActionInfo | None:
    """The action that is written so, or meant by a short word."""
    try:
        name = in_full(word, actions)
    except BadInputError:
        return None
    return next((one for one in actions if one.id == name), None)


def _names_and_values(action: ActionInfo, given: list[str], word: str, song: Song) -> list[str]:
    """Values of the parameter that stands here without its name, and names of those not given yet."""
    taken = {entry.partition("=")[0] for entry in given if "=" in entry}
    free = [one for one in action.params if one.name not in taken]
    place = sum("=" not in entry for entry in given)
    values = _matching(free[place], word, song) if place < len(free) else []
    return values + [f"{one.name}=" for one in free if one.name.startswith(word)]


def _matching(param: ParamInfo | None, typed: str, song: Song) -> list[str]:
    """The values that go on from what is typed; after a comma, from its last part."""
    if param is None:
        return []
    many = param.kind == "track" and param.many
    head, comma, last = typed.rpartition(",") if many else ("", "", typed)
    start = last.lstrip("\"'").lower()
    end = "" if comma else " "
    found = [value for value in _values(param, song) if value.lower().startswith(start)]
    return [f"{head}{comma}{_quoted(value)}{end}" for value in found]


def _values(param: ParamInfo, song: Song) -> list[str]:
    if param.choices:
        return list(param.choices)
    if param.kind == "track":
        return [track.name for track in song.tracks] + (["all"] if param.many else [])
    return _of_kind(param.kind, song)


def _of_kind(kind: str, song: Song) -> list[str]:
    sections = [section.name for section in song.notebook.sections]
    if kind == "section":
        return sections
    if kind == "span":
        return [*sections, "loop", "punch", "song"]
    if kind == "time":
        return ["start", "end", *(f"@{marker.name}" for marker in song.markers), *sections]
    return list(SWITCH) if kind == "switch" else []


def _quoted(value: str) -> str:
    return f'"{value}"' if any(letter in value for letter in " ;#',") else value
