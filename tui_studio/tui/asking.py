"""From a key or a word to a complete ask: which parameters are known, and which the user must be asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tui_studio.errors import BadInputError
from tui_studio.song.model import Track
from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.keymap import ASKED, HERE, POINTED
from tui_studio.tui.view.desk import Desk
from tui_studio.units import format_db

Supply = Callable[[ActionInfo, ParamInfo], str | None]
"""What is pointed at in a view, for a parameter; None when the view has nothing to say."""


@dataclass(frozen=True)
class Wish:
    """An action with what is known of its parameters."""

    info: ActionInfo
    params: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[ParamInfo, ...] = ()
    """What the user is still to be asked for, in order."""
    begun: Mapping[str, str] = field(default_factory=dict)
    """What stands in the line already when a parameter is asked for."""

    def with_answer(self, text: str) -> Wish:
        """The first missing parameter is now known; an empty text leaves out what may be left out."""
        first, *rest = self.missing
        params = {**self.params, first.name: text} if text else self.params
        return Wish(self.info, params, tuple(rest), self.begun)


def wish_for(info: ActionInfo, given: Mapping[str, str], desk: Desk, supply: Supply | None = None) -> Wish:
    """Fill in the selection, the playhead and what is pointed at in the view, and find what is missing."""
    params: dict[str, str] = {}
    missing: list[ParamInfo] = []
    begun: dict[str, str] = {}
    for param in info.params:
        value = given.get(param.name)
        if value == HERE:
            params[param.name] = f"{desk.status.position}f"
        elif value is not None and value.startswith(ASKED):
            missing.append(param)
            begun[param.name] = value[1:]
        elif value is not None and value != POINTED:
            params[param.name] = value
        elif supply and (param.required or value) and (pointed := supply(info, param)) is not None:
            params[param.name] = pointed
        elif param.required and param.kind == "track" and desk.selection.chosen:
            params[param.name] = track_words(
                desk.selection.chosen
                if param.many or desk.selection.pointed is None
                else (desk.selection.pointed,),
                desk,
            )
        elif param.required:
            missing.append(param)
    return Wish(info, params, tuple(missing), begun)


_NUMBERS: dict[str, tuple[Callable[[str], float], str, str]] = {
    "signed": (int, "a whole number", "2 or -3"),
    "number": (float, "a number", "-3.5"),
    "db": (float, "a number", "-3.5"),
}


def check(info: ActionInfo, params: Mapping[str, str]) -> None:
    """Look at the values of an action that the head does by itself. Raises BadInputError for a number that is none."""
    for param in info.params:
        text = params.get(param.name)
        if text is None or param.kind not in _NUMBERS:
            continue
        convert, wanted, example = _NUMBERS[param.kind]
        if not _converts(text, convert):
            where, hint = f"{param.name} of {info.id}", f"write {wanted}, as {example}"
            raise BadInputError(f"'{text}' is not {wanted}", where=where, hint=hint)


def _converts(text: str, convert: Callable[[str], float]) -> bool:
    try:
        return math.isfinite(convert(text))
    except (ValueError, OverflowError):
        return False


def track_words(tracks: tuple[Track, ...], desk: Desk) -> str:
    """Tracks as a parameter: by number, or by name where a name looks like a number."""
    names = {track.name for track in desk.song.tracks}
    numbers = {track.id: str(number) for number, track in enumerate(desk.song.tracks, 1)}
    return ",".join(track.name if numbers[track.id] in names else numbers[track.id] for track in tracks)


def question(wish: Wish) -> str:
    """What to ask for, in place of the keys: `make a track, name: `."""
    words = wish.info.help.split(" (")[0]
    return f"{words}, {wish.missing[0].name}: "


def advice(wish: Wish) -> str:
    """What may be typed there: `its name; empty for a numbered one. Enter leaves it out, Esc does nothing`."""
    param = wish.missing[0]
    choices = ", ".join(param.choices)
    about = choices if choices and choices not in param.help else param.help
    default = f" for {param.default}" if param.default else ""
    leave = "" if param.required else f"Enter leaves it out{default}, "
    return f"{about}{'. ' if about else ''}{leave}Esc does nothing"


def present_value(wish: Wish, desk: Desk, in_view: Supply | None = None) -> str:
    """What stands there now, to be changed, or what the key map begins with."""
    param, track = wish.missing[0], desk.selection.pointed
    begun = wish.begun.get(param.name, "")
    pointed = in_view(wish.info, param) if in_view and not begun else None
    if pointed is not None:
        return pointed
    if begun or track is None or "track" not in {known.name for known in wish.info.params}:
        return begun
    fader = track.strip.trim_db if wish.info.id == "strip.trim" else desk.fader_of(track)
    present = {
        "name": track.name,
        "inputs": ",".join(map(str, track.inputs)) or "none",
        "db": format_db(fader),
        "pan": f"{track.strip.pan:g}",
    }
    return present.get(param.name, "")
