"""The views: what takes the place between the state line and the sentence, one at a time.

A view is added by a class with the members of `View` in `KINDS`, a key in `[keys]` for its `view.<name>`, and a section
`[keys.<name>]` for its own keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tui_studio.studio.wire import ActionInfo, ParamInfo
from tui_studio.tui.notebook.declared import NOTEBOOK_ACTIONS
from tui_studio.tui.takes.actions import TAKES_ACTIONS
from tui_studio.tui.view.cells import Line

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own


class View(Protocol):
    """One of the six. Made once for a head, when it is first shown or something of it is asked for; `view.<name>` shows it."""

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


def _notebook(head: Head) -> View:
    from tui_studio.tui.notebook.notebook_view import NotebookView

    return NotebookView(head)


def _record(head: Head) -> View:
    from tui_studio.tui.record_view import RecordView

    return RecordView(head)


def _takes(head: Head) -> View:
    from tui_studio.tui.takes.view import TakesView

    return TakesView(head)


@dataclass(frozen=True)
class Kind:
    """What is known of a view before it is made."""

    name: str
    title: str
    """With its number, for the key line."""
    make: Callable[[Head], View]
    actions: tuple[ActionInfo, ...] = ()
    """Those it does by itself."""


KINDS: tuple[Kind, ...] = (
    Kind("notebook", "1 Notebook", _notebook, NOTEBOOK_ACTIONS),
    Kind("record", "2 Record", _record),
    Kind("takes", "3 Takes", _takes, TAKES_ACTIONS),
)
"""All views there are, in the order of their numbers."""


class Views:
    """Which view is shown."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._made: dict[str, View] = {}
        self._owners = {each.id: kind.name for kind in KINDS for each in kind.actions}
        self.present = self.named("record")
        self.before = self.present

    def named(self, name: str) -> View:
        """The view of this name, made when it is first wanted. Raises KeyError."""
        if name not in self._made:
            self._made[name] = {kind.name: kind for kind in KINDS}[name].make(self._head)
        return self._made[name]

    def show(self, name: str) -> None:
        """Show a view, in place of the screens that may lie over it. What was said in the one before is over."""
        self._head.screens.close_all()
        view = self.named(name)
        if view is not self.present:
            self.before, self.present = self.present, view
            if not self._head.desk.saying.alarming:
                self._head.desk.say("")
        view.enter()

    @property
    def title(self) -> str:
        """The present view's number and name, among the numbers that lead to the others: `1 2 Record 3`."""
        bindings = self._head.keys.bindings
        shown = []
        for kind in KINDS:
            figure = kind.title[:1]
            here = kind.name == self.present.name
            leads = figure in bindings and bindings[figure].action == "view." + kind.name
            if here or leads:
                shown.append(kind.title if here else figure)
        return " ".join(shown)

    def back(self) -> None:
        """Show the one that was shown before."""
        self.show(self.before.name)

    def _ask(self) -> None:
        """Any view by its figure: for views in which figures do something else."""
        titles = ", ".join(kind.title for kind in KINDS)

        def replied(key: str) -> None:
            if key == "escape":
                self._head.desk.say("nothing done")
                return
            kind = next((kind for kind in KINDS if kind.title.startswith(key)), None)
            if kind is None:
                self._head.desk.say(f"no view is called {key}; there are {titles}")
            else:
                self.show(kind.name)

        self._head.ask_key(f"which view: {titles}?", replied)

    def handlers(self) -> dict[str, Own]:
        """The actions that lead to views."""
        leading = {"view." + kind.name: _showing(self, kind.name) for kind in KINDS}
        return {
            "view.back": lambda _params: self.back(),
            "view.choose": lambda _params: self._ask(),
            **leading,
        }

    def find(self, action: str) -> Own | None:
        """The handler of an action that a view does."""
        owner = self._owners.get(action)
        return self.named(owner).handlers.get(action) if owner is not None else None

    def follow(self) -> None:
        """The song has changed."""
        for view in self._made.values():
            view.follow()


def _showing(views: Views, name: str) -> Own:
    return lambda _params: views.show(name)
