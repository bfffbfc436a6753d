"""The retake loop for one who plays alone: count-in, record to the end of the span, play back, then keep or again, hands free."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

import msgspec

from tui_studio.engine.protocol import EngineSpec, Locate, Roll, SpanSpec, Stop
from tui_studio.errors import BadInputError, EngineError, NotNowError, TuiStudioError
from tui_studio.song.model import Span
from tui_studio.song.tempo_map import BarTime
from tui_studio.song.timeline import grid_of
from tui_studio.studio.clicking import lead_of
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.heads import Heads
from tui_studio.studio.reconciler import Reconciler
from tui_studio.studio.recording import Recording
from tui_studio.studio.song_keeper import SongKeeper
from tui_studio.studio.transport import ROLL_SECONDS, Transport
from tui_studio.units import format_time

LOOK_SECONDS = 0.03
GRACE = 10.0
"""Seconds that a playback may last longer than its span."""
KEEP, AGAIN = "keep", "again"


@dataclass
class Answer:
    """What the player wants after a take."""

    wish: str
    at: int | None = None
    """Again from this frame; None: from the beginning."""


class Retakes:
    """See the module. Every take is kept in the take list; the last one plays."""

    def __init__(
        self,
        *,
        keeper: SongKeeper,
        engine: EngineKeeper,
        reconciler: Reconciler,
        transport: Transport,
        recording: Recording,
        heads: Heads,
    ) -> None:
        self._keeper = keeper
        self._engine = engine
        self._reconciler = reconciler
        self._transport = transport
        self._recording = recording
        self._heads = heads
        self._task: asyncio.Task[None] | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._span: Span | None = None
        self._terms = (0.0, AGAIN)
        """How long to wait for a word, and what is done without one."""
        self.doing = ""
        """`recording`, `playing`, `asking`; empty when it is over."""

    async def start(self, span: Span, wait_seconds: float, silent: str) -> None:
        """Begin. When nothing is said within `wait_seconds` of the playback's end, `silent` (keep or again) is done.

        Raises TuiStudioError when the armed tracks cannot be recorded.
        """
        await self._engine.connected()
        if self._transport.recording:
            raise NotNowError("it is recording", hint="transport.stop ends the take")
        self._recording.check()
        await self.end()
        self._span, self._terms = span, (wait_seconds, silent)
        self.doing = "recording"
        self._task = asyncio.create_task(self._told(span, wait_seconds, silent))

    async def once_more(self) -> None:
        """Begin the last loop anew. Raises NotNowError when there was none, else as `start`."""
        if self._span is None:
            raise NotNowError("no retake loop ran yet", hint="retake.start begins one")
        await self.start(self._span, *self._terms)

    def say(self, wish: str, bar: int | None = None) -> None:
        """Keep, or again (from a bar of the song); again also while it is being recorded.

        Raises NotNowError when there is nothing to decide, BadInputError.
        """
        too_soon = wish == KEEP and self.doing == "recording"
        if self._answer is None or self._answer.done() or too_soon:
            raise NotNowError(
                "there is no take to decide on yet" if self.doing else "no retake loop runs",
                hint="wait until it is over, or retake.stop" if self.doing else "retake.start begins one",
            )
        at = None
        if bar is not None:
            at = grid_of(self._keeper.song).frame_at(BarTime(max(1, bar), 1, 0))
            if self._span is None or not self._span.start <= at < self._span.end:
                raise BadInputError(f"bar {bar} is not in the span", hint="name a bar inside it")
        self._answer.set_result(Answer(wish, at))

    async def end(self) -> None:
        """Over; a take being recorded is kept. Nothing happens when it is over already."""
        task, self._task = self._task, None
        if task is None or task is asyncio.current_task():
            return
        task.cancel()
        await asyncio.wait([task])
        if self._reconciler.override is not None:
            with contextlib.suppress(EngineError):
                await self._engine.ask(Stop(), ROLL_SECONDS)
        await self._song_again()

    async def _told(self, span: Span, wait_seconds: float, silent: str) -> None:
        try:
            await self._run(span, wait_seconds, silent)
        except TuiStudioError as error:
            self._heads.notice(f"the retake loop ended: {error}", "warning")
        finally:
            self.doing, self._answer = "", None
            self._reconciler.override = None

    async def _run(self, span: Span, wait_seconds: float, silent: str) -> None:
        at: int = span.start
        while True:
            self._answer = asyncio.get_running_loop().create_future()
            await self._record(at, span.end, self._answer)
            said = await self._play_back(at, span.end, wait_seconds, self._answer)
            unasked = "" if said is not None else "nothing was said: "
            said = said or Answer(silent)
            if said.wish == KEEP:
                self._heads.notice(f"{unasked}kept; the retake loop is over")
                return
            at = span.start if said.at is None else said.at
            self._heads.notice(f"{unasked}again from {format_time(at, self._keeper.song.rate)}")

    async def _record(self, at: int, end: int, answer: asyncio.Future[Answer]) -> None:
        self.doing = "recording"
        self._reconciler.override = lambda spec: _punched(spec, at, end)
        await self._reconciler.settled()
        await self._engine.ask(Locate(at), ROLL_SECONDS)
        lead = lead_of(self._keeper.song, at, recording=True)
        await self._recording.begin(lead, post_roll=0)
        closing = self._recording.closing()
        if closing is not None:
            either: set[asyncio.Future[Any]] = {closing, answer}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not closing.done():
                await self._engine.ask(Stop(), ROLL_SECONDS)
                await asyncio.wait({closing})
        await self._stopped()
        await self._song_again()

    async def _play_back(
        self, at: int, end: int, wait_seconds: float, answer: asyncio.Future[Answer]
    ) -> Answer | None:
        """What the player says while it plays or in the time after; None for nothing. What was said before is enough."""
        if answer.done():
            return answer.result()
        self.doing = "playing"
        await self._engine.ask(Locate(at), ROLL_SECONDS)
        await self._engine.ask(Roll(frames=end - at), ROLL_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopped_or(answer), (end - at) / self._keeper.song.rate + GRACE)
        if not answer.done():
            self.doing = "asking"
            self._heads.notice("keep, again, or again from a bar?")
            await asyncio.wait({answer}, timeout=wait_seconds)
        await self._engine.ask(Stop(), ROLL_SECONDS)
        return answer.result() if answer.done() else None

    async def _stopped(self) -> None:
        """Returns when the transport has come to rest by itself."""
        while self._transport.motion().state != "stopped":
            await asyncio.sleep(LOOK_SECONDS)

    async def _stopped_or(self, answer: asyncio.Future[Answer]) -> None:
        while self._transport.motion().state != "stopped" and not answer.done():
            await asyncio.sleep(LOOK_SECONDS)

    async def _song_again(self) -> None:
        self._reconciler.override = None
        with contextlib.suppress(EngineError):
            await self._reconciler.settled()


def _punched(spec: EngineSpec, start: int, end: int) -> EngineSpec:
    return msgspec.structs.replace(spec, punch=SpanSpec(start, end), loop=None)
