"""An attached studio for callers that wait: its client runs in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from tui_studio.errors import TuiStudioError
from tui_studio.song.model import Song
from tui_studio.studio.client import StudioClient, attach, launch
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import Answer, Goodbye, Status, Welcome

T = TypeVar("T")

END_SECONDS = 30.0


class Connection:
    """Attached from construction to `close`. `hear` is called with every message, in the client's thread.

    Raises TuiStudioError when the studio cannot be reached or started.
    """

    def __init__(self, folder: Path, options: StudioOptions, hear: Callable[[Any], None]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="studio client", daemon=True)
        self._thread.start()
        launched = None
        try:
            launched = launch(folder, options)
            self.started = launched is not None
            """The studio was not running before."""
            self._client: StudioClient = self._wait(attach(folder, options, launched=launched, name="line"))
        except BaseException as error:
            if launched is not None and isinstance(error, KeyboardInterrupt):
                launched.end()
            self._stop_loop()
            raise
        self._leaving = False
        self._loop.call_soon_threadsafe(self._client.on_message, hear)
        self._watching = asyncio.run_coroutine_threadsafe(self._tell_end(hear), self._loop)

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def welcome(self) -> Welcome:
        """What the studio said first."""
        return self._client.welcome

    @property
    def song(self) -> Song:
        """The song as it is now."""
        return self._client.song

    @property
    def status(self) -> Status:
        """The last status heard; see `subscribe`."""
        return self._client.status

    @property
    def gone(self) -> bool:
        """The studio has ended or hung up."""
        return self._client.closed.is_set()

    @property
    def killed(self) -> bool:
        """The studio is gone and did not say why."""
        return self.gone and not self._client.goodbye

    def line(self, text: str, *, confirmed: bool = False) -> Answer:
        """Do what a line says and wait for the answer."""
        return self._wait(self._client.line(text, confirmed=confirmed))

    def ask(self, action: str, **params: Any) -> Answer:
        """Do an action and wait for the answer."""
        return self._wait(self._client.ask(action, **params))

    def subscribe(self, status_per_second: float) -> None:
        """Hear so many status events a second, with meters."""
        self._loop.call_soon_threadsafe(self._client.subscribe, status_per_second, True, "line")

    def wait_gone(self, seconds: float) -> bool:
        """Wait for the studio's end; False when it is still there."""
        with contextlib.suppress(TimeoutError):
            self._wait(asyncio.wait_for(self._client.closed.wait(), seconds))
        return self.gone

    def end_studio(self) -> Answer:
        """Ask the studio to end and wait until it has."""
        answer = self.ask("studio.quit")
        if answer.error is None:
            self.wait_gone(END_SECONDS)
        return answer

    def close(self) -> None:
        """Detach; the studio goes on."""
        self._leaving = True
        self._watching.cancel()
        with contextlib.suppress(OSError, TuiStudioError, TimeoutError):
            self._wait(asyncio.wait_for(self._client.close(), 2.0))
        self._stop_loop()

    async def _tell_end(self, hear: Callable[[Any], None]) -> None:
        """A studio that was killed says no goodbye."""
        await self._client.closed.wait()
        if not self._leaving and not self._client.goodbye:
            hear(Goodbye("it is gone; what was recorded is kept, open the song again"))

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _stop_loop(self) -> None:
        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(_given_up(), self._loop).result(2.0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2.0)
        if not self._thread.is_alive():  # closed at the interpreter's end it would complain
            self._loop.close()


async def _given_up() -> None:
    """What is under way in the loop is given up, and has ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
