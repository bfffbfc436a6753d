"""One attached head's conversation: what it asks is done in order, what takes its time does not hold up the rest."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

from tui_studio import __version__
from tui_studio.errors import TuiStudioError
from tui_studio.studio import door, registry
from tui_studio.studio.failures import failure_of
from tui_studio.studio.grammar import Call
from tui_studio.studio.heads import Head
from tui_studio.studio.registry import Done
from tui_studio.studio.studio import Studio
from tui_studio.studio.wire import WIRE, Answer, Ask, Failure, Subscribe, Welcome, decode_from_head, id_of

log = logging.getLogger(__name__)


class Session:
    """See the module."""

    def __init__(self, studio: Studio, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._studio = studio
        self._reader = reader
        self._head = Head(writer)
        self._tasks: set[asyncio.Task[None]] = set()
        self._asks: asyncio.Queue[Ask] = asyncio.Queue()
        self._shown_past = False

    async def run(self) -> None:
        """Until the head hangs up. What it asked for is finished all the same."""
        self._head.send(_welcome(self._studio))
        self._studio.heads.add(self._head)
        helpers = [asyncio.create_task(self._work()), asyncio.create_task(self._report_status())]
        try:
            await self._listen()
        finally:
            self._studio.heads.remove(self._head)
            for helper in helpers[1:]:
                helper.cancel()
            await self._asks.join()
            helpers[0].cancel()
            await asyncio.gather(*helpers, *self._tasks, return_exceptions=True)
            await self._head.close()

    async def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # the head hung up, or sent a line without end
            while line := await self._reader.readline():
                self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            message = decode_from_head(line)
        except (ValueError, RecursionError) as error:
            hint = "head and studio may be of different versions: close the song and open it again"
            self._head.send(Answer(id_of(line), error=Failure("that is not a message", str(error), hint)))
            return
        if isinstance(message, Subscribe):
            self._subscribe(message)
        else:
            self._asks.put_nowait(message)

    def _subscribe(self, wish: Subscribe) -> None:
        self._head.name = wish.name or self._head.name
        self._head.folder = Path(wish.folder) if wish.folder else self._head.folder
        self._head.status_per_second = min(60.0, max(0.0, wish.status_per_second))
        self._head.meters = wish.meters
        if wish.meters and not self._shown_past:
            self._shown_past = True
            self._keep_task(asyncio.create_task(self._show_past()))
        self._head.subscribed.set()

    async def _show_past(self) -> None:
        """A head that attaches in the middle of a pass is given what is past of it."""
        if growth := await self._studio.recording.past():
            self._head.send(growth)

    async def _work(self) -> None:
        while True:
            ask = await self._asks.get()
            try:
                await self._begin(ask)
            finally:
                self._asks.task_done()

    async def _begin(self, ask: Ask) -> None:
        try:
            calls = door.calls_of(ask.action, ask.params, ask.line)
            takes_time = door.waits(calls)
        except Exception as error:
            action = ask.action or _first_word(ask.line)
            self._head.send(Answer(ask.id, action, error=_failure(action, error)))
            return
        work = self._answer(ask, calls)
        if takes_time:
            self._keep_task(asyncio.create_task(work))
        else:
            await work

    def _keep_task(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, ask: Ask, calls: list[Call]) -> None:
        done: list[Done] = []
        try:
            for call in calls:
                call.confirmed = call.confirmed or ask.confirmed
                done.append(await door.perform(self._studio, call, folder=self._head.folder))
            self._head.send(_answer(ask, calls, done))
        except Exception as error:
            action = calls[len(done)].action
            self._head.send(Answer(ask.id, action, error=_failure(action, error)))

    async def _report_status(self) -> None:
        """Status at the head's own pace; what did not change is said once a second."""
        view = self._studio.status.view(self._head)
        try:
            while not self._head.gone:
                if self._head.status_per_second <= 0:
                    self._head.subscribed.clear()
                    await self._head.subscribed.wait()
                    continue
                view.send()
                await asyncio.sleep(1.0 / self._head.status_per_second)
        finally:
            view.close()


def _welcome(studio: Studio) -> Welcome:
    keeper = studio.keeper
    notices = studio.heads.recent
    return Welcome(
        WIRE,
        __version__,
        str(studio.folder),
        keeper.song,
        keeper.revision,
        registry.infos(),
        tuple(notice.text for notice in notices),
        keeper.can_undo,
        keeper.can_redo,
        tuple(notice.level for notice in notices),
        studio.status.status(),
    )


def _answer(ask: Ask, calls: list[Call], done: list[Done]) -> Answer:
    if len(done) == 1:
        return Answer(ask.id, calls[0].action, done[0].result, done[0].text)
    text = "\n".join(each.text for each in done if each.text)
    return Answer(ask.id, calls[-1].action if calls else "", [each.result for each in done], text)


def _first_word(line: str) -> str:
    """The action that a line meant, as far as it can be told."""
    words = line.split(maxsplit=1)
    return words[0] if words else ""


def _failure(action: str, error: Exception) -> Failure:
    """Called from: an except block."""
    if not isinstance(error, TuiStudioError):
        log.exception("%s", action)
    return failure_of(error, action)
