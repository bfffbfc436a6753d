"""The click: how it sounds, when it is heard, what counts in and leads in, and whether section names are spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_studio.song.edits.time import SUBDIVISIONS
from tui_studio.song.model import Song
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Run, Tone, fit
from tui_studio.tui.view.editor import Editor
from tui_studio.units import format_db

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

NAME_ROOM = 24


@dataclass(frozen=True)
class Setting:
    """A line of the screen."""

    name: str
    value: Callable[[Song], str]
    """What stands there; `on` and `off` are switched by Enter."""
    param: str
    step: Callable[[Song, int], str]
    """The value so many steps further."""
    action: str = "click.set"
    typed: Callable[[Song], str] | None = None
    """What is typed over; None where Enter goes a step further."""


def _switch(name: str, param: str, get: Callable[[Song], bool]) -> Setting:
    return Setting(
        name, lambda song: "on" if get(song) else "off", param, lambda song, _by: "off" if get(song) else "on"
    )


def _bars(name: str, action: str, get: Callable[[Song], float]) -> Setting:
    def step(song: Song, by: int) -> str:
        return f"{max(0.0, get(song) + by):g}"

    def words(song: Song) -> str:
        bars = get(song)
        return f"{bars:g} bar{'s' * (bars != 1)}" if bars else "none"

    param = "count_in" if action == "click.set" else "bars"
    return Setting(name, words, param, step, action, lambda song: f"{get(song):g}")


def _clicks(song: Song, by: int) -> str:
    at = SUBDIVISIONS.index(song.click.subdivision)
    return str(SUBDIVISIONS[max(0, min(len(SUBDIVISIONS) - 1, at + by))])


SETTINGS: tuple[Setting, ...] = (
    _switch("click", "on", lambda song: song.click.on),
    Setting(
        "level",
        lambda song: f"{format_db(song.click.level_db)} dB",
        "level",
        lambda song, by: f"{song.click.level_db + by:g}",
        typed=lambda song: format_db(song.click.level_db),
    ),
    Setting(
        "outputs of its own",
        lambda song: ",".join(map(str, song.click.outputs)) or "none: the master's",
        "outputs",
        lambda song, _by: ",".join(map(str, song.click.outputs)) or "none",
        typed=lambda song: ",".join(map(str, song.click.outputs)) or "none",
    ),
    _switch("accent on the first beat", "accent", lambda song: song.click.accent),
    Setting("clicks a beat", lambda song: str(song.click.subdivision), "subdivision", _clicks),
    _switch("only while recording", "only_recording", lambda song: song.click.only_recording),
    _bars("count-in", "click.set", lambda song: song.click.count_in_bars),
    _switch(
        "count-in for playing too", "count_in_playing", lambda song: not song.click.count_in_only_recording
    ),
    _switch("section names spoken", "speak", lambda song: song.click.speak_sections),
    _bars("pre-roll", "transport.pre_roll", lambda song: song.pre_roll),
    _bars("post-roll", "transport.post_roll", lambda song: song.post_roll),
)


class ClickScreen(Listing):
    """Up and down choose, left and right change, Enter switches or types."""

    title = "Click"
    hint = "up, down choose  left, right change  Enter switches or types  Esc leaves"

    def __init__(self, head: Head) -> None:
        super().__init__(head)

    @property
    def heading(self) -> tuple[str, ...]:
        """What holds whatever is set."""
        return ("The click is never in a take, nor in a bounce unless asked for.", "")

    def entries(self) -> Sequence[Sequence[Run]]:
        """Name and value."""
        song = self.head.desk.song
        return [
            [
                (f" {fit(one.name, NAME_ROOM)} ", Tone.PLAIN),
                (value := one.value(song), Tone.DIM if value in {"off", "none"} else Tone.STRONG),
            ]
            for one in SETTINGS
        ]

    def press(self, key: str) -> bool:
        """Change what is pointed at; the rest as every list."""
        if key not in {"left", "right"}:
            return super().press(key)
        self._change(SETTINGS[self.at], 1 if key == "right" else -1)
        return True

    def choose(self, index: int) -> None:
        """Type another value, or go a step further."""
        setting = SETTINGS[index]
        if setting.typed is None:
            self._change(setting, 1)
            return
        editor = Editor(f" {setting.name}: ", setting.typed(self.head.desk.song), over=True)
        self.head.ask_text(editor, lambda text: self._set(setting, text) if text else None)

    def spoken(self) -> tuple[str, ...]:
        """What is pointed at."""
        setting = SETTINGS[max(0, min(self.at, len(SETTINGS) - 1))]
        return (f"{setting.name}: {setting.value(self.head.desk.song)}",)

    def _change(self, setting: Setting, by: int) -> None:
        self._set(setting, setting.step(self.head.desk.song, by))

    def _set(self, setting: Setting, value: str) -> None:
        params: dict[str, Any] = {setting.param: value}
        self.head.ask(setting.action, params)
