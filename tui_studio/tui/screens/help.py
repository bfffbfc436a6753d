"""Help: every key and every action, from the key map and the catalogue; any other key tells what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_studio.tui.keys import shown
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Run, Tone, fit
from tui_studio.tui.view.words import what_it_does

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

SCROLLS = ("up", "down", "pageup", "pagedown", "escape")
KEY_WIDTH, ID_WIDTH = 10, 22


class HelpScreen(Listing):
    """Scrolls with the arrows, leaves with Escape."""

    title = "Help"

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._entries = [*self._keys(), *self._without_keys()]

    @property
    def heading(self) -> tuple[str, ...]:
        """How to use it."""
        return ("Press a key to be told what it does (it is not done). Arrows scroll, Esc leaves.",)

    def entries(self) -> Sequence[Sequence[Run]]:
        """Bound actions by key, then the others."""
        return self._entries

    def press(self, key: str) -> bool:
        """Everything but scrolling is told, not done."""
        if key in SCROLLS:
            return super().press(key)
        binding = self.head.keys.bindings.get(key)
        info = self.head.actions.get(binding.action) if binding else None
        self.head.desk.say(what_it_does(self._shown(key), binding, info))
        if binding is not None:
            self._go_to(binding.action)
        return True

    def _go_to(self, action: str) -> None:
        for index, entry in enumerate(self._entries):
            if entry[1][0].strip() == action:
                self.at = index
                return

    def _shown(self, key: str) -> str:
        return shown(key, plain=self.head.desk.glyphs.kind == "ascii")

    def _keys(self) -> list[list[Run]]:
        found: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
        for key, binding in self.head.keys.bindings.items():
            found.setdefault((binding.action, tuple(binding.params.items())), []).append(self._shown(key))
        return [self._entry(" ".join(keys), action, dict(params)) for (action, params), keys in found.items()]

    def _without_keys(self) -> list[list[Run]]:
        bound = {binding.action for binding in self.head.keys.bindings.values()}
        return [self._entry(":", action, {}) for action in sorted(self.head.actions) if action not in bound]

    def _entry(self, keys: str, action: str, params: dict[str, str]) -> list[Run]:
        given = [
            f"{name} {value}"
            for name, value in params.items()
            if not value.startswith("?") and value != "here"
        ]
        words = self.head.actions[action].help + (f" ({', '.join(given)})" if given else "")
        return [
            (f" {fit(keys, KEY_WIDTH)} ", Tone.KEY),
            (fit(action, ID_WIDTH), Tone.DIM),
            (f" {words}", Tone.PLAIN),
        ]
