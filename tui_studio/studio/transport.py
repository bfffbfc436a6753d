"""The transport: asked for here, done in the engine, and read back from the shared block as it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from tui_studio.engine.client import EngineClient
from tui_studio.engine.protocol import LeadSpec, Locate, PunchOut, Rehearse, Roll, Stop, TransportState
from tui_studio.errors import EngineError, NotNowError
from tui_studio.song.model import Track, TrackId
from tui_studio.studio.clicking import bars_from, lead_of
from tui_studio.studio.devices import Devices
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.punching import check_punch_comes, into_loop, recording_start
from tui_studio.studio.reconciler import Reconciler
from tui_studio.studio.recording import Recording
from tui_studio.studio.song_keeper import SongKeeper

ROLL_SECONDS = 10.0


@dataclass(frozen=True)
class Motion:
    """What the transport does now."""

    state: str
    """As `wire.Status.state`."""
    position: int


class Transport:
    """See the module."""

    def __init__(
        self,
        engine: EngineKeeper,
        reconciler: Reconciler,
        recording: Recording,
        devices: Devices,
        keeper: SongKeeper,
    ) -> None:
        self.locked = False
        """While recording, a stop wants a yes."""
        self.by_hand: Callable[[], Awaitable[None]] | None = None
        """Awaited before the user moves the transport: what is practised ends."""
        self.shown: Callable[[int], int] = int
        """From the engine's position to the song's: while something is practised slower they differ."""
        self._engine = engine
        self._reconciler = reconciler
        self._recording = recording
        self._devices = devices
        self._keeper = keeper
        self._moves = asyncio.Lock()
        self._last_position = 0

    def motion(self) -> Motion:
        """State and position that belong together."""
        shared = self._reconciler.shared
        if shared is None:
            return Motion("no engine", self._last_position)
        state, position, _ = shared.motion()
        position = self.shown(position)
        self._last_position = position
        if self._devices.current is None or self._devices.lost:
            return Motion("no device", position)
        return Motion(TransportState(state).name.lower(), position)

    @property
    def recording(self) -> bool:
        """A pass is open."""
        return self._recording.open_pass is not None

    @property
    def recorded(self) -> tuple[TrackId, ...]:
        """The tracks that the open pass records, whatever is armed by now; none once it was stopped."""
        return self._recording.tracks if self.moving else ()

    @property
    def moving(self) -> bool:
        """Rolling or recording (or about to)."""
        return self.motion().state in {"rolling", "recording", "locating"}

    async def taken_over(self) -> None:
        """What is practised ends: the user moves the transport."""
        if self.by_hand is not None:
            await self.by_hand()

    @contextlib.asynccontextmanager
    async def unless_recording(self) -> AsyncIterator[None]:
        """Within it the transport is its user's alone: nothing is recorded, and no recording begins.

        Raises NotNowError when something is recorded. Whoever is inside asks the engine itself, and no method of the transport.
        """
        async with self._moves:
            if self.recording:
                raise NotNowError("it is recording", hint="transport.stop ends the take")
            yield

    @contextlib.asynccontextmanager
    async def _taken_over(self) -> AsyncIterator[None]:
        """As `taken_over`, and within it nothing that is practised begins."""
        while True:
            await self.taken_over()
            async with self._moves:
                if self._reconciler.override is None:
                    yield
                    return

    async def play(self, *, here: bool = False) -> int:
        """Roll from the playhead, and say where that is; nothing happens if it rolls already.

        `here`: from the very end of the loop, too, where it goes to the loop's start otherwise.
        """
        async with self._moves:
            await self._reconciler.settled()
            self._devices.check_rate(self._keeper.song)
            if self.moving:
                return self.motion().position
            position = self.motion().position if here else await self._into_loop()
            lead = lead_of(self._keeper.song, position, recording=False)
            await self._engine.ask(Roll(lead=lead), ROLL_SECONDS)
            return position

    async def _into_loop(self) -> int:
        """Where the playhead is; from the very end of the loop, where rolling would wrap, it goes to its start first."""
        here = self.motion().position
        position = into_loop(self._keeper.song, here)
        if position != here:
            await self._engine.ask(Locate(position), ROLL_SECONDS)
        return position

    async def rehearse(self) -> None:
        """As `record`, heard as it would be, and nothing kept."""
        async with self._taken_over():
            if self.recording:
                raise NotNowError("it is recording", hint="transport.stop ends the take")
            await self._reconciler.settled()
            self._devices.check_rate(self._keeper.song)
            lead, post_roll = await self._terms()
            await self._engine.ask(Rehearse(lead=lead, post_roll=post_roll), ROLL_SECONDS)

    async def _terms(self) -> tuple[LeadSpec | None, int]:
        """What leads in to a recording from rest, and how long it goes on after a punch; -1 for on and on.

        With a pre-roll, the playhead goes to the punch first. Raises NotNowError when the punch cannot come.
        """
        song, here = self._keeper.song, self.motion().position
        begin = here if self.moving else recording_start(song, here)
        check_punch_comes(song, begin)
        punch = song.punch if song.punch_on else None
        post_roll = -1
        if punch is not None and song.post_roll > 0 and not song.loop_on:
            post_roll = bars_from(song, punch.end, song.post_roll) - punch.end
        if self.moving:
            return None, post_roll
        if begin != here:
            await self._engine.ask(Locate(begin), ROLL_SECONDS)
        return lead_of(song, begin, recording=True), post_roll

    async def record(self) -> list[Track]:
        """Record the armed tracks: from the playhead, or from here when it rolls. Those tracks."""
        self._check_idle()
        async with self._taken_over():
            self._check_idle()
            await self._reconciler.settled()
            self._recording.check()
            return await self._recording.begin(*await self._terms())

    def _check_idle(self) -> None:
        if self.recording:
            raise NotNowError("it is recording already", hint="transport.stop ends the take")

    async def stop(self) -> str:
        """Stop, and return when the pass is whole and in the song. The pass's sentence, or where it stopped."""
        closing = self._recording.closing()
        await self.taken_over()
        async with self._moves:
            closing = closing or self._recording.closing()
            try:
                await self._engine.ask(Stop(), ROLL_SECONDS)
            except EngineError:  # the device or the engine is gone: the pass is closed without our word
                if closing is None:
                    raise
        return await self._recording.closed(closing) if closing is not None else ""

    async def punch_out(self) -> str:
        """End the pass and keep rolling. The pass's sentence."""
        async with self._moves:
            closing = self._recording.closing()
            if closing is None:
                raise NotNowError("nothing is being recorded", hint="transport.record begins")
            await self._engine.ask(PunchOut(), ROLL_SECONDS)
        return await self._recording.closed(closing)

    async def connected(self, client: EngineClient) -> None:
        """Put the playhead of a new engine where the last one's was; an adopted one keeps its own."""
        if self._last_position and client.shared.motion()[:2] == (TransportState.STOPPED, 0):
            with contextlib.suppress(EngineError):
                await client.ask(Locate(self._last_position), ROLL_SECONDS)

    async def locate(self, position: int) -> None:
        """Move the playhead. Raises NotNowError while recording."""
        await self.taken_over()
        async with self._moves:
            if self.recording:
                raise NotNowError("the playhead cannot be moved while recording", hint="transport.stop first")
            await self._engine.ask(Locate(position), ROLL_SECONDS)
