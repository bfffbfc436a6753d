"""The views: what takes the place between the state line and the sentence, one at a time.

A view is added by a class with the members of `View` in `built`, a key in `[keys]` for its `view.<name>`, and a section
`[keys.<name>]` for its own keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.view.cells import Line

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own


class View(Protocol):
    """One of the six. Made once for a head; `view.<name>` shows it."""

    name: str
    title: str
    """With its number, for the key line."""

    @property
    def keys(self) -> str:
        """The section of the key map that holds now, over what holds everywhere."""
        ...

    @property
    def handlers(self) -> Mapping[str, Own]:
        """The actions the view does by itself, by id; they are declared in `head_actions`."""
        ...

    def supply(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """What is pointed at in the view, for a parameter an action needs (or whose value in the key map is `pointed`)."""
        ...

    def present(self, info: ActionInfo, param: ParamInfo) -> str | None:
        """What stands there now, to be changed where a parameter is typed; None leaves it to the head."""
        ...

    def enter(self) -> None:
        """It is shown from now on."""
        ...

    def follow(self) -> None:
        """The song has changed."""
        ...

    def lines(self, width: int, height: int) -> list[Line]:
        """Exactly `height` lines of `width` cells."""
        ...

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Column and line of what has the focus. Asked after `lines`."""
        ...


def built(head: Head) -> tuple[View, ...]:
    """All views there are, in the order of their numbers."""
    from tui_studio.tui.notebook.notebook_view import NotebookView
    from tui_studio.tui.record_view import RecordView
    from tui_studio.tui.takes.view import TakesView

    return (
        NotebookView(head),
        RecordView(head),
        TakesView(head),
    )


class Views:
    """Which view is shown."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self.all = built(head)
        self.present = self.named("record")
        self.before = self.present

    def named(self, name: str) -> View:
        """The view of this name. Raises KeyError."""
        return {view.name: view for view in self.all}[name]

    def show(self, name: str) -> None:
        """Show a view, in place of a screen that may lie over it. What was said in the one before is over."""
        self._head.close_screen()
        view = self.named(name)
        if view is not self.present:
            self.before, self.present = self.present, view
            if not self._head.desk.alarming:
                self._head.desk.say("")
        view.enter()

    @property
    def title(self) -> str:
        """The present view's number and name, among the numbers that lead to the others: `1 2 Record 3`."""
        bindings = self._head.keys.bindings
        shown = []
        for view in self.all:
            figure = view.title[:1]
            leads = figure in bindings and bindings[figure].action == "view." + view.name
            if view is self.present or leads:
                shown.append(view.title if view is self.present else figure)
        return " ".join(shown)

    def back(self) -> None:
        """Show the one that was shown before."""
        self.show(self.before.name)

    def _ask(self) -> None:
        """Any view by its figure: for views in which figures do something else."""
        titles = ", ".join(view.title for view in self.all)

        def replied(key: str) -> None:
            if key == "escape":
                self._head.desk.say("nothing done")
                return
            view = next((view for view in self.all if view.title.startswith(key)), None)
            if view is None:
                self._head.desk.say(f"no view is called {key}; there are {titles}")
            else:
                self.show(view.name)

        self._head.ask_key(f"which view: {titles}?", replied)

    def handlers(self) -> dict[str, Own]:
        """All actions that views do."""
        found: dict[str, Own] = {
            "view.back": lambda _params: self.back(),
            "view.choose": lambda _params: self._ask(),
        }
        for view in self.all:
            found["view." + view.name] = _showing(self, view.name)
            found.update(view.handlers)
        return found

    def follow(self) -> None:
        """The song has changed."""
        for view in self.all:
            view.follow()


def _showing(views: Views, name: str) -> Own:
    return lambda _params: views.show(name)
