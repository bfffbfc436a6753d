"""Help: every key and every action, from the key map and the catalogue; any other key tells what it would do."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_studio.tui.keymap import ASKED, HERE, POINTED, Binding
from tui_studio.tui.keys import shown
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Line, Run, Tone, elided, fit, width_of
from tui_studio.tui.view.words import what_it_does

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.seams import Screen

MOVES = ("up", "down", "pageup", "pagedown")
KEY_WIDTH, ID_WIDTH = 13, 23
REFUSED_WIDTH = 76
WIDE = 110
"""From this width on the action's id stands behind its words."""


@dataclass(frozen=True)
class Explained:
    """One row: its keys, what they do, and the sentence about it. Without keys it is a heading."""

    keys: str
    words: str
    told: str = ""
    action: str = ""


def _refused(words: str) -> list[Explained]:
    """Why the user's keys are not among them, in lines that any screen has room for."""
    return [Explained("", line, words) for line in textwrap.wrap(words, REFUSED_WIDTH)]


class HelpScreen(Listing):
    """Scrolls with the arrows, leaves with Escape to where it was asked for."""

    title = "Help"
    hint = "arrows scroll  Esc leaves  any other key is explained"

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self.before: Screen | None = head.screen
        """What it lies over."""
        self._width = 80
        self._screen_keys: Mapping[str, str] = getattr(head.screen, "explained", {})
        """What the screen does that help was asked over, by key."""
        self._keymap = head.keys_here
        refused = _refused(head.refusal)
        self._rows = [*refused, *self._of_screen(), *self._of_keys(), *self._without_keys()]
        self.at = 0 if refused else 1
        head.desk.say("press a key to be told what it does; nothing is done")

    def entries(self) -> Sequence[Sequence[Run]]:
        """The keys of the screen and the view, those that hold everywhere, then what is typed after `:`."""
        return [self._runs(row) for row in self._rows]

    def press(self, key: str) -> bool:
        """Everything but scrolling is told, not done."""
        if key == "escape":
            self.head.desk.say("")
            self.head.close_screen(self)
        elif key in MOVES:
            super().press(key)
            self.head.desk.say(self._rows[self.at].told)
        elif key in self._screen_keys:
            self.head.desk.say(f"{self._shown(key)}: {self._screen_keys[key]}")
        else:
            binding = self._keymap.bindings.get(key)
            self.head.desk.say(self._told(self._shown(key), binding))
            if binding is not None:
                self._go_to(binding.action)
        return True

    def lines(self, width: int, height: int) -> list[Line]:
        """The rows around the one pointed at."""
        self._width = width
        return super().lines(width, height)

    def _runs(self, row: Explained) -> list[Run]:
        if not row.keys:
            return [(f" {row.words}", Tone.HEADING)]
        if row.keys == ":" + row.action:
            words = elided(row.words, self._width - ID_WIDTH - 3)
            return [(f" {fit(row.keys, ID_WIDTH)} ", Tone.KEY), (words, Tone.PLAIN)]
        runs: list[Run] = [(f" {fit(row.keys, KEY_WIDTH)} ", Tone.KEY)]
        room = self._width - KEY_WIDTH - 3
        if self._width < WIDE:
            return [*runs, (elided(row.words, room), Tone.PLAIN)]
        room -= ID_WIDTH + 1
        return [*runs, (fit(elided(row.words, room), room), Tone.PLAIN), (" " + row.action, Tone.DIM)]

    def _go_to(self, action: str) -> None:
        self.at = next((at for at, row in enumerate(self._rows) if row.action == action), self.at)

    def _told(self, key: str, binding: Binding | None) -> str:
        info = self.head.actions.get(binding.action) if binding else None
        return what_it_does(key, binding, info)

    def _shown(self, key: str) -> str:
        return shown(key, plain=self.head.desk.glyphs.kind == "ascii")

    # ── the rows ─────────────────────────────────────────────────────────────────────────────────────────────

    def _of_screen(self) -> list[Explained]:
        if not self._screen_keys or self.before is None:
            return []
        rows: dict[str, list[str]] = {}
        for key, words in self._screen_keys.items():
            rows.setdefault(words, []).append(self._shown(key))
        return [
            Explained("", self.before.title),
            *(Explained(" ".join(keys), words, f"{' '.join(keys)}: {words}") for words, keys in rows.items()),
        ]

    def _of_keys(self) -> list[Explained]:
        """The view's own first, then those that hold in all views."""
        keymap, view = self.head.keymap, self.head.views.present
        now = self._keymap.bindings
        seen = view.keys in keymap.views and self._keymap is keymap.within(view.keys)
        own = keymap.views[view.keys].bindings if seen else {}
        here = [one for key, one in now.items() if key in own]
        everywhere = [one for one in now.values() if one not in here]
        rows = [Explained("", f"{view.title[2:]} view"), *self._grouped(here)] if here else []
        return [*rows, Explained("", "Everywhere" if here else "Keys"), *self._grouped(everywhere)]

    def _grouped(self, bindings: Sequence[Binding]) -> list[Explained]:
        """A row for each action, or several where its keys have no room in one."""
        found: dict[str, list[Binding]] = {}
        for binding in bindings:
            found.setdefault(binding.action, []).append(binding)
        return [row for action, all_of_it in found.items() for row in self._rows_of(action, all_of_it)]

    def _rows_of(self, action: str, bindings: list[Binding]) -> list[Explained]:
        for some in (bindings, [one for one in bindings if "+" not in one.key.rstrip("+")]):
            keys = self._key_text(some)
            if some and width_of(keys) <= KEY_WIDTH:
                return [self._row(keys, action, some)]
        params = dict.fromkeys(tuple(one.params.items()) for one in bindings)
        return [
            self._row(self._key_text(some), action, some)
            for given in params
            if (some := [one for one in bindings if tuple(one.params.items()) == given])
        ]

    def _key_text(self, bindings: Sequence[Binding]) -> str:
        """`Home 0`, or `1-9 #` where there are many figures."""
        keys = [one.key for one in bindings]
        figures = [key for key in keys if key.isdecimal()]
        if len(figures) > 2:
            keys = [f"{figures[0]}-{figures[-1]}", *(key for key in keys if key not in figures)]
        return " ".join(key if "-" in key and len(key) == 3 else self._shown(key) for key in keys)

    def _row(self, keys: str, action: str, bindings: Sequence[Binding]) -> Explained:
        """Parameters are in the words where all keys of the row have the same."""
        one = bindings[0]
        alike = all(each.params == one.params for each in bindings)
        given = [
            f"{name} {value}"
            for name, value in one.params.items()
            if alike and not value.startswith(ASKED) and value not in (HERE, POINTED)
        ]
        words = self.head.actions[action].help + (f" ({', '.join(given)})" if given else "")
        told = Binding(one.key, action, one.params if alike else {})
        return Explained(keys, words, self._told(keys, told), action)

    def _without_keys(self) -> list[Explained]:
        bound = {binding.action for binding in self._keymap.bindings.values()}
        rows = [
            Explained(":" + action, info.help, f":{action}: {info.help}", action)
            for action, info in sorted(self.head.actions.items())
            if action not in bound
        ]
        return [Explained("", "Typed after :"), *rows]
