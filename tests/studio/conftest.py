import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tui_studio import paths
from tui_studio.studio import assembly, server
from tui_studio.studio.client import StudioClient
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.studio import Studio

VIRTUAL = StudioOptions(device="virtual")


@dataclass
class Running:
    """A studio in this process, with an engine of its own."""

    folder: Path
    studio: Studio
    task: asyncio.Task[None]

    async def head(self, **wishes: Any) -> StudioClient:
        return await StudioClient.connect(paths.studio_socket(self.folder), **wishes)

    async def end(self) -> None:
        self.studio.end("the test is over")
        await self.task


async def done(head: StudioClient, line: str) -> Any:
    """The result of a line that must succeed."""
    answer = await head.line(line)
    assert answer.error is None, f"{line}: {answer.error}"
    return answer.result


async def refused(head: StudioClient, line: str) -> str:
    """What is said of a line that must fail."""
    answer = await head.line(line)
    assert answer.error is not None, f"{line}: {answer.text}"
    return f"{answer.error.message}; {answer.error.where}; {answer.error.hint}"


@pytest.fixture
async def open_studio(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[..., Awaitable[Running]]]:
    """Serve a song in this process: `await open_studio("Song", options)`."""
    running: list[Running] = []
    assemble = assembly.assemble

    async def start(name: str = "Song", options: StudioOptions = VIRTUAL) -> Running:
        made: list[Studio] = []

        def remember(*parts: Any) -> Studio:
            made.append(assemble(*parts))
            return made[-1]

        monkeypatch.setattr(assembly, "assemble", remember)
        ready = asyncio.Event()
        folder = (place.songs / name).resolve()
        task = asyncio.create_task(server.serve(folder, options, ready=ready.set))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            waiting.cancel()
            await task
        running.append(Running(folder, made[0], task))
        return running[-1]

    yield start
    for each in running:
        if not each.task.done():
            await each.end()
        with contextlib.suppress(Exception):
            await each.task


@pytest.fixture
async def running(open_studio: Callable[..., Awaitable[Running]]) -> Running:
    """A studio of a new song on the virtual interface."""
    return await open_studio()


@pytest.fixture
async def head(running: Running) -> AsyncIterator[StudioClient]:
    """A head attached to it."""
    client = await running.head(name="test")
    yield client
    await client.close()
