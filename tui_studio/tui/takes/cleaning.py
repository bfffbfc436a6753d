"""Removing the files that nothing plays, after a yes that knows how many they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_studio.studio.wire import Answer

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own

CLEAN = "take.clean"


class Cleaning:
    """The key that cleans up."""

    def __init__(self, head: Head) -> None:
        self._head = head

    @property
    def handlers(self) -> Mapping[str, Own]:
        """By action id."""
        return {"takes.clean": lambda _params: self._head.ask(CLEAN, {}, self._looked)}

    def _looked(self, answer: Answer) -> None:
        """Only `y` removes them."""
        if answer.error is not None or not answer.result["files"]:
            self._head.show_answer(answer)
            return
        count, size = len(answer.result["files"]), answer.result["bytes"] / 1e6
        words = f"{count} file{'s' * (count > 1)} that nothing plays, {size:.1f} MB: remove for ever? y/n"
        self._head.ask_key(words, self._answered)

    def _answered(self, key: str) -> None:
        if key in ("y", "Y"):
            self._head.send(CLEAN, {"confirm": "on"})
        else:
            self._head.desk.say("every file stays")
