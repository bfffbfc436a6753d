"""Hearing a row: played in place, looped, with the next take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tui_studio.studio.wire import Answer
from tui_studio.tui.asking import track_words
from tui_studio.tui.takes.waves_pane import Place

if TYPE_CHECKING:
    from tui_studio.tui.head import Head
    from tui_studio.tui.own_actions import Own
    from tui_studio.tui.takes.view import TakesView


class Hearing:
    """The keys of the Takes view that roll."""

    def __init__(self, head: Head, view: TakesView) -> None:
        self._head = head
        self._view = view

    @property
    def handlers(self) -> Mapping[str, Own]:
        """By action id."""
        return {
            "takes.hear": lambda _params: self._hear(),
            "takes.loop": lambda _params: self._loop(),
            "takes.next": lambda params: self._next(int(params.get("by", "1"))),
        }

    def _hear(self) -> None:
        """Roll from the row's start; stop when it rolls."""
        head, place = self._head, self._place()
        if head.desk.status.state == "rolling" or place is None:
            head.do("transport.toggle")
        else:
            self._roll_from(place)

    def _loop(self) -> None:
        """Play the row (or the clip) over and over; when it is looped already, no more."""
        head, place = self._head, self._place()
        song = head.desk.song
        if place is None:
            return
        now = (song.loop.start, song.loop.end) if song.loop_on and song.loop is not None else None
        if now == (place.start, place.end):
            head.do("loop.toggle")
            return

        def looping(answer: Answer) -> None:
            head.show_answer(answer)
            if answer.error is None and head.desk.status.state != "rolling":
                self._roll_from(place)

        head.ask("loop.set", {"start": f"{place.start}f", "end": f"{place.end}f"}, looping)

    def _roll_from(self, place: Place) -> None:
        def there(answer: Answer) -> None:
            if answer.error is not None:
                self._head.show_answer(answer)
            else:
                self._head.send("transport.play", {"here": "on"})

        self._head.send("transport.locate", {"to": f"{place.start}f"}, then=there)

    def _next(self, by: int) -> None:
        """Hear the next take with sound in the row on trial. Enter lets it play there, stopping ends the trial."""
        scene = self._view.scene
        if scene is None or scene.row is None:
            return
        params = {
            "track": track_words((scene.track,), self._head.desk),
            "span": scene.row.span,
            "step": str(by),
        }
        self._head.ask("comp.audition", params, self._heard)

    def _heard(self, answer: Answer) -> None:
        """Point at the take on trial."""
        self._head.show_answer(answer)
        scene = self._view.scene
        if scene is None or answer.error is not None:
            return
        column = scene.index.at_number.get(answer.result["take"])
        if column is not None:
            self._view.point_column(column)
        if not answer.result["plays"]:
            self._head.desk.say(f"{answer.text}; Enter keeps it, Space: the comp")

    def _place(self) -> Place | None:
        scene = self._view.scene
        return scene.place if scene and (scene.row or scene.clip) else None
