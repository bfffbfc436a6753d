"""Rating the take pointed at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_studio.song.model import Take
from tui_studio.tui.asking import track_words

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own
    from tui_studio.tui.takes.view import TakesView

MOST_STARS = 5


class Rating:
    """Stars by one key."""

    def __init__(self, head: Head, view: TakesView) -> None:
        self._head = head
        self._view = view

    @property
    def handlers(self) -> Mapping[str, Own]:
        """By action id."""
        return {
            "takes.rate": lambda _params: self._ask(),
            "takes.stars": lambda params: self._more(int(params.get("by", "1"))),
        }

    def _ask(self) -> None:
        take = self._take()
        if take is not None:
            self._head.ask_key(f"take {take.number}: how many stars, 0 to {MOST_STARS}?", self._answered)
        else:
            self._head.desk.say("there is no take to rate yet; R records one")

    def _answered(self, key: str) -> None:
        if len(key) == 1 and key in "012345":
            self._rate(int(key))
        else:
            self._head.desk.say("not rated")

    def _more(self, by: int) -> None:
        take = self._take()
        if take is not None:
            self._rate(max(0, min(MOST_STARS, take.rating + by)))

    def _rate(self, stars: int) -> None:
        scene = self._view.scene
        if scene is None or scene.take is None:
            return
        track = track_words((scene.track,), self._head.desk)
        self._head.do("take.rate", {"track": track, "take": str(scene.take.number), "stars": str(stars)})

    def _take(self) -> Take | None:
        scene = self._view.scene
        return scene.take if scene else None
