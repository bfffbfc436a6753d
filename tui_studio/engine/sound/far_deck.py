"""A device that the sound process has opened, as the engine sees it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import msgspec

from tui_studio.engine.deck import MAX_BLOCK, Rings, capture_frames
from tui_studio.engine.plans import Plans
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.shared import Head, Shared
from tui_studio.engine.sound.common_rings import make_memories, rings_in
from tui_studio.engine.sound.far_plans import FarPlans
from tui_studio.engine.sound.keeper import SoundKeeper
from tui_studio.engine.sound.link import Close, Open, Start, TakeRings
from tui_studio.errors import DeviceError

OPEN_SECONDS: Final = 12.0
CLOSE_SECONDS: Final = 6.0
SILENT_SECONDS: Final = 4.0
"""A sound process whose callback has not run for so long, and that says nothing of it, is stuck."""


class FarDeck:
    """Implements `deck.Deck`. Called from: command thread."""

    def __init__(
        self,
        spec: DeviceSpec,
        sound: SoundKeeper,
        shared: Shared,
        shared_path: Path,
        again: DeviceInfo | None = None,
    ) -> None:
        """Open it; with `again` the very device that was open so. Raises DeviceError, DeviceMissingError when that
        is not there.
        """
        self._process = sound.process()
        self._head = shared.head
        answer = self._process.ask(Open(spec, str(shared_path), again), OPEN_SECONDS)
        self._process.device_gone = False
        self.info = msgspec.convert(answer, DeviceInfo)
        self._heard_at = time.monotonic()
        self._heartbeat = -1
        self._running = False
        self._stuck = False
        self.rings = self._make_rings(spec)
        self.plans: Plans = FarPlans(self._process.say, self.info, shared, MAX_BLOCK)

    def start(self) -> None:
        """See Deck."""
        self.info = msgspec.convert(self._process.ask(Start(), OPEN_SECONDS), DeviceInfo)
        self._heard_at = time.monotonic()
        self._running = True

    def stop(self) -> None:
        """See Deck: done by `close`."""
        self._running = False

    def close(self) -> None:
        """See Deck. A process that cannot do it is ended: the system frees what it has."""
        if self._stuck:
            self._process.end()
            return
        try:
            self._process.ask(Close(), CLOSE_SECONDS)
        except DeviceError:
            self._process.end()

    def alive(self) -> bool:
        """See Deck."""
        heartbeat, now = int(self._head[Head.HEARTBEAT]), time.monotonic()
        if heartbeat != self._heartbeat:
            self._heartbeat, self._heard_at = heartbeat, now
        self._stuck = self._running and now - self._heard_at > SILENT_SECONDS
        return self._process.alive and not self._process.device_gone and not self._stuck

    def _make_rings(self, spec: DeviceSpec) -> Rings:
        info = self.info
        frames = capture_frames(info.rate, spec.retrospective_seconds)
        try:
            memories = make_memories(info.inputs, frames)
        except OSError as error:
            self.close()
            megabytes = 4 * info.inputs * frames // 1_000_000
            hint = "record fewer inputs, or keep fewer seconds (capture.retrospective_seconds)"
            raise DeviceError(
                f"there is no memory for {megabytes} MB of captured sound", where=info.name, hint=hint
            ) from error
        self._process.say(TakeRings(frames), [memory.descriptor for memory in memories])
        for memory in memories:
            memory.let_go()
        return rings_in(memories, info.inputs, frames)
