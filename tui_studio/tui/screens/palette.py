"""The palette: all actions, found by any of their words, done with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_studio.studio.wire import ActionInfo
from tui_studio.tui.keys import shown
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Run, Tone, fit
from tui_studio.tui.view.editor import Editor

if TYPE_CHECKING:
    from tui_studio.tui.head import Head


class PaletteScreen(Listing):
    """Letters narrow the list down, arrows move, Enter does."""

    title = "Palette"
    empty = "no action has these words"

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._editor = Editor(" find: ")
        self._width = 80

    @property
    def heading(self) -> tuple[str, ...]:
        """Room for the words typed."""
        return ("",)

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

    def press(self, key: str) -> bool:
        """Movement and Enter for the list, all else for the words."""
        if key in ("up", "down", "pageup", "pagedown", "enter", "escape"):
            return super().press(key)
        self.at = 0
        return self._editor.press(key)

    def paste(self, text: str) -> None:
        """Into the words."""
        self._editor.insert(text)

    def lines(self, width: int, height: int) -> list[Line]:
        """The words typed, then the list."""
        self._width = width
        line, _ = self._editor.line(width)
        return [line, *super().lines(width, height)[1:]]

    def spoken(self) -> tuple[str, ...]:
        """The words typed, what is pointed at, and how many there are."""
        entries = self.entries()
        typed = self._editor.text or "type words"
        if not entries:
            return (typed, self.empty)
        here = " ".join("".join(text for text, _ in entries[self.at]).split())
        return (typed, here, f"{self.at + 1} of {len(entries)}")

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Where the next letter goes."""
        return self._editor.line(width)[1], 0
