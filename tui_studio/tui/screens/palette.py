"""The palette: all actions, found by any of their words, done with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_studio.studio.wire import ActionInfo
from tui_studio.tui.keys import shown
from tui_studio.tui.screens.finder import Finder
from tui_studio.tui.view.cells import Line, Run, Tone, elided, fit

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

KEYS_WIDTH = 9


class PaletteScreen(Finder):
    """Letters narrow the list down, arrows move, Enter does."""

    title = "Palette"
    empty = "no action has these words"

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._width = 80
        self._longest = max(map(len, head.actions))

    def found(self) -> list[ActionInfo]:
        """The actions that have every word typed, best first: those whose id has them, then those whose help has."""
        words = self._editor.text.lower().split()
        all_of_them = [self.head.actions[name] for name in sorted(self.head.actions)]
        fitting = [
            one for one in all_of_them if all(word in f"{one.id} {one.help}".lower() for word in words)
        ]
        return sorted(fitting, key=lambda one: not all(word in one.id for word in words))

    def entries(self) -> Sequence[Sequence[Run]]:
        """Id, keys, help."""
        room = self._width - self._longest - KEYS_WIDTH - 4
        return [
            [
                (f" {fit(one.id, self._longest)} ", Tone.KEY),
                (fit(self._keys(one), KEYS_WIDTH), Tone.DIM),
                (f" {elided(one.help, room)}", Tone.PLAIN),
            ]
            for one in self.found()
        ]

    def told(self, index: int) -> str:
        """All of it, whatever the screen has room for."""
        one = self.found()[index]
        return " ".join(part for part in (one.id, self._keys(one), one.help) if part)

    def lines(self, width: int, height: int) -> list[Line]:
        """What is found, in this width."""
        self._width = width
        return super().lines(width, height)

    def _keys(self, one: ActionInfo) -> str:
        plain = self.head.desk.glyphs.kind == "ascii"
        return " ".join(shown(key, plain=plain) for key in self.head.keys.keys_of(one.id))

    def choose(self, index: int) -> None:
        """Leave, and do it."""
        action = self.found()[index].id
        self.head.close_screen(self)
        self.head.do(action)

    def typed(self) -> None:
        """The best is pointed at."""
        self.at = 0
