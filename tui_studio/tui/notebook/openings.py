"""Screens that belong to the notebook: teleprompter, rehearsal, tuner, tempo tap, find. Imported when they are opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.notebook.notebook_view import NotebookView
    from tui_studio.tui.own_actions import Own
    from tui_studio.tui.screens.rehearsal import RehearsalScreen


class Openings:
    """Opens them, where the studio can do what they need."""

    def __init__(self, head: Head, view: NotebookView) -> None:
        self._head = head
        self._view = view
        self._rehearsal: RehearsalScreen | None = None

    @property
    def handlers(self) -> Mapping[str, Own]:
        """By action."""
        return {
            "search.open": lambda _params: self._find(),
            "prompter.open": lambda _params: self._prompt(),
            "rehearsal.open": lambda _params: self._rehearse(),
            "tuner.open": lambda _params: self._tune(),
            "tap.open": lambda _params: self._tap(),
            "click.open": lambda _params: self._click(),
        }

    def _find(self) -> None:
        from tui_studio.tui.notebook.finding import FindScreen

        if self._view.page.can("search"):
            self._head.open_screen(FindScreen(self._head, self._view))

    def _prompt(self) -> None:
        from tui_studio.tui.screens.prompter import PrompterScreen

        self._head.open_screen(PrompterScreen(self._head))

    def _rehearse(self) -> None:
        from tui_studio.tui.screens.rehearsal import RehearsalScreen

        if self._rehearsal is None:
            self._rehearsal = RehearsalScreen(self._head)
        self._rehearsal.enter()
        self._head.open_screen(self._rehearsal)

    def _tune(self) -> None:
        from tui_studio.tui.screens.tuner import READ, TunerScreen

        if self._view.page.can(READ):
            self._head.open_screen(TunerScreen(self._head))

    def _click(self) -> None:
        from tui_studio.tui.screens.click import ClickScreen

        if self._view.page.can("click.set"):
            self._head.open_screen(ClickScreen(self._head))

    def _tap(self) -> None:
        from tui_studio.tui.screens.tap import TapScreen

        if self._view.page.can("tempo.tap"):
            shown = self._head.views.present is self._view
            self._head.open_screen(TapScreen(self._head, self._view.section_here if shown else ""))
