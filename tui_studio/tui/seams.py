"""What stands on either side of the head: the studio's client, and the screens that take the view's place."""

from __future__ import annotations

from typing import Any, Protocol

from tui_studio.song.model import Song
from tui_studio.studio.wire import Answer, Welcome
from tui_studio.tui.view.cells import Line


class Client(Protocol):
    """The part of the studio's client that the head needs."""

    @property
    def song(self) -> Song:
        """The song as it is now."""
        ...

    @property
    def welcome(self) -> Welcome:
        """What the studio said first."""
        ...

    async def ask(self, action: str, /, *, confirmed: bool = False, **params: Any) -> Answer:
        """Do an action."""
        ...

    async def line(self, text: str, *, confirmed: bool = False) -> Answer:
        """Do what a line says."""
        ...


class Screen(Protocol):
    """Something that takes the place of the view: help, a chooser."""

    title: str
    hint: str
    """Its keys in words."""

    def press(self, key: str) -> bool:
        """Take a key; False leaves it to the key map."""
        ...

    def paste(self, text: str) -> None:
        """Take text that came at once."""
        ...

    def lines(self, width: int, height: int) -> list[Line]:
        """Exactly `height` lines."""
        ...

    def cursor(self, width: int, height: int) -> tuple[int, int]:
        """Column and line of what has the focus."""
        ...
