"""A studio reduced to what it does with an engine, for tests of the engine's process."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from tui_studio.engine.client import EngineClient
from tui_studio.engine.protocol import EngineStatus, Record, Status, TakeFile


class Studio:
    """What a studio does with an engine, without a song."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = []
        self.news = asyncio.Event()
        self.client: EngineClient

    async def attach(self):
        self.client = await EngineClient.start_or_adopt(self.folder)
        self.client.on_event = self.hear
        return self

    def hear(self, event):
        self.events.append(event)
        self.news.set()

    async def event(self, kind, seconds=10.0):
        async with asyncio.timeout(seconds):
            while not (found := [each for each in self.events if isinstance(each, kind)]):
                self.news.clear()
                await self.news.wait()
        return found[-1]

    async def until(self, condition, seconds=10.0):
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.005)

    async def ask(self, request, timeout=10.0):
        return await self.client.ask(request, timeout)

    async def status(self):
        return await self.client.ask_for(EngineStatus, Status())

    def record_request(self, tracks=4, pass_id=1, **more):
        audio = self.folder / "audio"
        audio.mkdir(exist_ok=True)
        files = tuple(
            TakeFile(number, str(audio / f"t{number}-p{pass_id}.wav"), (number,)) for number in range(tracks)
        )
        return Record(pass_id, files, str(audio / f"pass-{pass_id}.ledger"), 0, False, **more)

    async def roll_for(self, frames):
        start = self.client.shared.motion()[1]
        await self.until(lambda: self.client.shared.motion()[1] >= start + frames)


def end(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
