"""Keeps what the engine runs equal to the song: a new spec when the structure changed, else only the values that moved.

What only sounds otherwise is heard while the disk still writes it down; what is recorded, and where, waits for the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui_studio.engine.client import EngineClient
from tui_studio.engine.clip_changes import change_to
from tui_studio.engine.protocol import ApplySpec, EngineSpec, EngineStatus
from tui_studio.engine.protocol import Status as AskStatus
from tui_studio.errors import EngineError
from tui_studio.song.model import Song, Track, TrackId, song_end
from tui_studio.song.timeline import tempo_map
from tui_studio.studio.compile import MASTER_SLOT, Compiler, Controls, SlotBook, controls_of
from tui_studio.studio.engine_keeper import EngineKeeper
from tui_studio.studio.heads import Heads
from tui_studio.studio.params import MASTER

if TYPE_CHECKING:
    from tui_studio.engine.window import Window

APPLY_SECONDS = 10.0


class Reconciler:
    """See the module. Specs are sent in the order of the edits; of several edits in a burst only the last is."""

    def __init__(
        self,
        engine: EngineKeeper,
        song: Song,
        heads: Heads,
        folder: Path,
        master_outputs: Callable[[], tuple[int, ...]] = tuple,
    ) -> None:
        """`master_outputs` tells which outputs of the device are asked for, as `EngineSpec` has them."""
        self._engine = engine
        self._heads = heads
        self._compiler = Compiler(folder)
        self._master_outputs = master_outputs
        self._book = SlotBook()
        self._slots = self._book.settle(song)
        self.override: Callable[[EngineSpec], EngineSpec] | None = None
        """What runs instead of the song while something is practised."""
        self._heard = song
        """The song as it is heard: ahead of what the disk has while it is written down."""
        self.on_written: Callable[[], None] = lambda: None
        """Called when the engine has got all controls as the song says: what is just being moved is elsewhere."""
        self._serial = 0
        self._sent: EngineSpec | None = None
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def slot(self, track: TrackId) -> int | None:
        """The row of the shared block of this track (or of `MASTER`)."""
        return MASTER_SLOT if track == MASTER else self._slots.get(track)

    async def connected(self, client: EngineClient) -> None:
        """Give a new or adopted engine the song."""
        status = await client.ask_for(EngineStatus, AskStatus())
        self._serial = max(self._serial, status.spec_serial)
        self._sent = None
        await self._reconcile(client)

    def heard_ahead(self, song: Song) -> None:
        """Follow an edit that is still being written down, or go back from one that could not be; returns at once."""
        if _records_the_same(self._heard, song):
            self._hear(song)

    def song_changed(self, new: Song) -> None:
        """Follow an edit; returns at once."""
        self._slots = self._book.settle(new)
        self._hear(new)

    def _hear(self, new: Song) -> None:
        old, self._heard = self._heard, new
        if new is old or not self._engine.ready:
            return
        if _same_structure(old, new):
            self._write_controls(controls_of(new, self._slots))
            return
        self.look_again()

    def look_again(self) -> None:
        """Give the engine what has changed; returns at once."""
        if self._engine.ready:
            task = asyncio.create_task(self._follow())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def compiled(self) -> EngineSpec:
        """What the song is to the engine, whatever is practised."""
        spec = self._compiler.spec(self._heard, 0, self._slots)
        return msgspec.structs.replace(spec, master_outputs=self._master_outputs())

    async def settled(self) -> None:
        """Returns when the engine has been told of every edit made so far. Raises EngineError."""
        await self._reconcile(await self._engine.connected())

    async def _follow(self) -> None:
        try:
            await self.settled()
        except EngineError as error:
            self._heads.notice(f"the engine did not take the change: {error}", "alarm")

    async def _reconcile(self, client: EngineClient) -> None:
        async with self._lock:
            spec = self.compiled()
            if self.override is not None:
                spec = self.override(spec)
            if self._sent is not None and spec == msgspec.structs.replace(self._sent, serial=spec.serial):
                return
            self._serial += 1
            before, self._sent = self._sent, None  # what it runs is unknown until it has answered
            self._sent = await _send(client, msgspec.structs.replace(spec, serial=self._serial), before)
            self.on_written()

    def _write_controls(self, controls: dict[int, Controls]) -> None:
        shared = self.shared
        if shared is None:
            return
        for slot, values in controls.items():
            shared.set_controls(slot, values)
        self.on_written()
        shared.controls_changed()

    def write(self, track: TrackId, field: int, value: float) -> None:
        """Set one control now; heard in the next block. Nothing happens without an engine."""
        shared, slot = self.shared, self.slot(track)
        if shared is not None and slot is not None:
            shared.set_control(slot, field, value)
            shared.controls_changed()

    @property
    def shared(self) -> Window | None:
        """The block shared with the engine, None while there is no engine."""
        client = self._engine.client
        return client.shared if client is not None and self._engine.ready else None


async def _send(client: EngineClient, spec: EngineSpec, before: EngineSpec | None) -> EngineSpec:
    """What changed, or all of it to an engine that runs something else than we think."""
    if before is not None:
        with contextlib.suppress(EngineError):
            await client.ask(change_to(spec, before), APPLY_SECONDS)
            return spec
    await client.ask(ApplySpec(spec), APPLY_SECONDS)
    return spec


def _times(song: Song) -> tuple[object, ...]:
    """What the click depends on besides its settings."""
    spoken = song.notebook.sections if song.click.speak_sections else ()
    return (tempo_map(song), song_end(song), spoken) if song.click.on or spoken else ()


def _records_the_same(old: Song, new: Song) -> bool:
    """Whether the two songs differ at most in how they sound."""
    return (old.rate, old.loop, old.loop_on, old.punch, old.punch_on) == (
        new.rate,
        new.loop,
        new.loop_on,
        new.punch,
        new.punch_on,
    ) and [_recorded(track) for track in old.tracks] == [_recorded(track) for track in new.tracks]


def _recorded(track: Track) -> tuple[object, ...]:
    return (track.id, track.inputs, track.armed, track.monitor)


def _same_structure(old: Song, new: Song) -> bool:
    """Whether the two songs differ in nothing but what the shared block's controls hold."""
    same_spans = (old.loop, old.loop_on, old.punch, old.punch_on) == (
        new.loop,
        new.loop_on,
        new.punch,
        new.punch_on,
    ) and (old.click, *_times(old)) == (new.click, *_times(new))
    if (
        not same_spans
        or len(old.tracks) != len(new.tracks)
        or old.rate != new.rate
        or old.sources != new.sources
    ):
        return False
    pairs = zip(old.tracks, new.tracks, strict=True)
    return all(
        one is other or msgspec.structs.replace(one, strip=other.strip, name=other.name) == other
        for one, other in pairs
    )
