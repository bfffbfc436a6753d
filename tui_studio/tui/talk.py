"""What the head asks the studio, and how its answers are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui_studio.errors import TuiStudioError
from tui_studio.studio.wire import Answer, Failure
from tui_studio.tui.keys import shown
from tui_studio.tui.view.words import with_keys

if TYPE_CHECKING:
    from tui_studio.tui.head import Head

ANSWER_SECONDS = 10.0


def failure_words(failure: Failure) -> str:
    """What is wrong, where, and what to do."""
    return "; ".join(part for part in (failure.message, failure.where, failure.hint) if part)


Then = Callable[[Answer], None]


class Talk:
    """A head's asks: several may be under way at once."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._tasks: set[asyncio.Task[None]] = set()

    def send(
        self,
        action: str,
        params: Mapping[str, Any] | None = None,
        *,
        confirmed: bool = False,
        then: Then | None = None,
    ) -> None:
        """Ask the studio; `then` gets the answer, else its sentence is shown."""
        asking = self._head.client.ask(action, confirmed=confirmed, **(params or {}))
        self.start(self._send(asking, then or self.show_answer))

    def send_line(self, text: str, *, confirmed: bool, then: Then) -> None:
        """Ask the studio to do what a line says; `then` gets the answer."""
        self.start(self._send(self._head.client.line(text, confirmed=confirmed), then))

    async def _send(self, asking: Coroutine[Any, Any, Answer], then: Then) -> None:
        try:
            answer = await asking
        except TuiStudioError as error:
            answer = Answer(0, error=Failure(error.message, error.where, error.hint))
        then(answer)
        if answer.action == "track.add" and answer.error is None:
            self._head.desk.selection.point(len(self._head.desk.song.tracks) - 1)
        self._head.changed()

    def show_answer(self, answer: Answer) -> None:
        """The studio's sentence, or what went wrong, where, and what to do."""
        if answer.error is not None:
            parts = failure_words(answer.error)
            self._head.desk.saying.answer(self.spelled(parts), alarming=True)
        else:
            self.tell(answer.text.splitlines())

    def tell(self, lines: Sequence[str]) -> None:
        """One line is the sentence; several are shown as they are, since keys in place of actions would undo their columns."""
        if len(lines) > 1:
            self._head.show_lines(lines)
        elif lines:
            self._head.desk.saying.answer(self.spelled(lines[0]))

    def spelled(self, text: str) -> str:
        """A sentence of the studio with keys for the actions it names."""
        head = self._head
        plain = head.desk.glyphs.kind == "ascii"
        return with_keys(text, head.actions, head.keys.keys_of, lambda key: shown(key, plain=plain))

    async def answered(self) -> None:
        """Returns when the studio has answered what it was asked, or takes its time."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ANSWER_SECONDS)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside everything else; kept until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
