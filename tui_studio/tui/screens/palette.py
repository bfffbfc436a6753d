"""The palette: all actions, found by any of their words, done with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from tui_studio.studio.wire import ActionInfo
from tui_studio.tui.keys import shown
from tui_studio.tui.screens.finder import Finder
from tui_studio.tui.view.cells import Run, Tone, fit


class PaletteScreen(Finder):
    """Letters narrow the list down, arrows move, Enter does."""

    title = "Palette"
    empty = "no action has these words"

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
        plain = self.head.desk.glyphs.kind == "ascii"
        return [
            [
                (f" {fit(one.id, 20)} ", Tone.KEY),
                (
                    fit(" ".join(shown(key, plain=plain) for key in self.head.keys.keys_of(one.id)), 9),
                    Tone.DIM,
                ),
                (f" {one.help}", Tone.PLAIN),
            ]
            for one in self.found()
        ]

    def choose(self, index: int) -> None:
        """Leave, and do it."""
        action = self.found()[index].id
        self.head.close_screen()
        self.head.do(action)

    def typed(self) -> None:
        """The best is pointed at."""
        self.at = 0
