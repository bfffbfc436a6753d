"""Keeps an engine alive for the song: adopts the one that runs, else starts one, and starts another when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import subprocess
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from tui_studio import paths
from tui_studio.engine.client import EngineClient
from tui_studio.engine.layout import Head
from tui_studio.engine.listening import is_listening
from tui_studio.engine.protocol import Event, Request, Shutdown
from tui_studio.errors import EngineError, TuiStudioError
from tui_studio.studio.heads import Heads

T = TypeVar("T")

log = logging.getLogger(__name__)

READY_SECONDS = 25.0
"""How long an action waits for an engine that is starting."""
MANY_DEATHS = 4
"""So many deaths within `SOON_SECONDS`, and no other engine is started until somebody asks for a device."""
SOON_SECONDS = 60.0


class EngineKeeper:
    """The engine as the rest of the studio sees it. All of it is used from the studio's loop."""

    def __init__(self, folder: Path, heads: Heads) -> None:
        self.client: EngineClient | None = None
        self.on_event: Callable[[Event], None] = lambda _event: None
        self.on_up: list[Callable[[EngineClient], Awaitable[None]]] = []
        """Awaited in order when an engine is connected, before any action may use it."""
        self.on_ready: Callable[[], None] = lambda: None
        """Called when actions may use it."""
        self.on_down: Callable[[], Awaitable[None]] | None = None
        """Awaited when the engine has died, before another is started."""
        self.on_cut: Callable[[], None] = lambda: None
        """Called when the link to an engine broke that lives, before it is taken over again."""
        self._folder = folder
        self._heads = heads
        self._ready = asyncio.Event()
        self._revive = asyncio.Event()
        self._given_up = False
        self._deaths: deque[float] = deque(maxlen=MANY_DEATHS)
        self._task: asyncio.Task[None] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def ready(self) -> bool:
        """An engine is connected and knows the song."""
        return self._ready.is_set() and self.client is not None and self.client.alive

    @property
    def pid(self) -> int:
        """The engine's process id, 0 without one."""
        return self.client.pid if self.client is not None else 0

    @property
    def sound_pid(self) -> int:
        """The id of the engine's process that has the device, 0 when none is open."""
        return self.client.shared.head[Head.SOUND_PID] if self.client is not None else 0

    def start(self, child: subprocess.Popen[bytes] | None = None) -> None:
        """Begin to keep an engine, the `child` if it is starting already; returns at once."""
        self._child = child
        self._task = asyncio.create_task(self._keep())

    def revive(self) -> None:
        """Try again, if the engine was given up."""
        self._deaths.clear()
        self._revive.set()

    async def connected(self) -> EngineClient:
        """The engine, once it is ready. Raises EngineError when it does not come."""
        if self._given_up and not self._revive.is_set():
            raise _not_running()
        try:
            await asyncio.wait_for(self._ready.wait(), READY_SECONDS)
        except TimeoutError:
            raise _not_running() from None
        assert self.client is not None
        return self.client

    async def awaited(self) -> None:
        """Returns when an engine that is starting has come, or will not."""
        with contextlib.suppress(EngineError):
            await self.connected()

    async def ask(self, request: Request, timeout: float = 10.0) -> object:
        """The engine's answer. Waits for an engine that is starting. Raises EngineError."""
        client = await self.connected()
        return await client.ask(request, timeout)

    async def ask_for(self, kind: type[T], request: Request, timeout: float = 10.0) -> T:
        """As `ask`, with the result as the given type."""
        client = await self.connected()
        return await client.ask_for(kind, request, timeout)

    async def close(self, *, shutdown: bool) -> None:
        """Let go of the engine; with `shutdown` it ends too, even if it is only starting."""
        if shutdown and self._task is not None and not self._given_up:
            with contextlib.suppress(EngineError):
                await self.connected()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        client, self.client = self.client, None
        self._ready.clear()
        if client is None:
            return
        client.gone = None
        if shutdown:
            with contextlib.suppress(EngineError):
                await client.ask(Shutdown(), 5.0)
        await client.close()

    async def _keep(self) -> None:
        while True:
            died = True
            try:
                died = await self._live()
            except TuiStudioError as error:
                self._complain(f"the engine cannot be used: {error}")
            except Exception as error:
                log.exception("the engine cannot be used")
                what = f"{type(error).__name__}: {error}".strip(": ")
                where = paths.log_file(self._folder, "studio")
                self._complain(
                    f"the engine cannot be used: {what}; this is a fault of the program; see {where}"
                )
            await self._let_go()
            if died:
                self._deaths.append(time.monotonic())
            await self._breathe()

    async def _let_go(self) -> None:
        """Of an engine that lives, too: it takes one studio at a time, and the next link is another one."""
        self._ready.clear()
        client, self.client = self.client, None
        if client is not None:
            await client.close()

    def _complain(self, text: str) -> None:
        """Say it, unless it was the last thing said."""
        if [notice.text for notice in self._heads.recent[-1:]] != [text]:
            self._heads.notice(text, "alarm")

    async def _live(self) -> bool:
        """One link's life, from greeting to end; whether the engine's life has ended with it."""
        child, self._child = self._child, None
        client = await EngineClient.start_or_adopt(self._folder, child)
        gone = asyncio.Event()
        client.gone = gone.set
        self.client = client
        try:
            for step in self.on_up:
                await step(client)
            self._ready.set()
            client.on_event = self.on_event
            self.on_ready()
            await gone.wait()
        finally:
            self._ready.clear()
        if is_listening(paths.engine_socket(self._folder)):
            self.on_cut()
            return False
        if self.on_down is not None:
            await self.on_down()
        return True

    async def _breathe(self) -> None:
        """Wait a little after a death, or for somebody's word after many."""
        if len(self._deaths) < MANY_DEATHS or self._deaths[-1] - self._deaths[0] > SOON_SECONDS:
            await asyncio.sleep(0.05)
            return
        self._heads.notice("the engine failed again and again; device.open tries once more", "alarm")
        self._revive.clear()
        self._given_up = True
        await self._revive.wait()
        self._given_up = False


def _not_running() -> EngineError:
    return EngineError("the engine does not run", hint="device.open starts it again")
