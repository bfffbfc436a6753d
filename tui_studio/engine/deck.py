"""A device that was opened, and the rings between its callback and everybody else."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final, Protocol

from tui_studio.engine.backends.base import Backend
from tui_studio.engine.plans import OwnPlans, Plans
from tui_studio.engine.protocol import DeviceInfo
from tui_studio.engine.ring import CaptureRing, NumberRing
from tui_studio.engine.rt.ahead import AheadRing
from tui_studio.engine.rt.callback import EngineCallback
from tui_studio.engine.rt.contract import ANNOUNCEMENT_FIELDS, COMMAND_FIELDS
from tui_studio.engine.shared import Shared

MAX_BLOCK: Final = 8192
"""The largest block that any server hands out; larger ones are taken in parts."""
LEAST_CAPTURE_SECONDS: Final = 30.0
COMMAND_ROWS: Final = 256
ANNOUNCEMENT_ROWS: Final = 4096

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rings:
    """What comes in, what is asked of the callback, and what it tells."""

    capture: CaptureRing
    commands: NumberRing
    announcements: NumberRing
    ahead: AheadRing
    """What the tape plays next, mixed."""

    @classmethod
    def own(cls, inputs: int, capacity: int) -> Rings:
        """In memory of this process."""
        return cls(
            CaptureRing(inputs, capacity, MAX_BLOCK),
            NumberRing(COMMAND_ROWS, COMMAND_FIELDS),
            NumberRing(ANNOUNCEMENT_ROWS, ANNOUNCEMENT_FIELDS),
            AheadRing(),
        )


def capture_frames(rate: int, seconds: float) -> int:
    """How many frames a capture ring has that always holds the last `seconds`."""
    return int(max(LEAST_CAPTURE_SECONDS, seconds) * rate) + 2 * MAX_BLOCK


class Deck(Protocol):
    """What the engine sees of it. Called from: command thread."""

    info: DeviceInfo
    rings: Rings
    plans: Plans

    def start(self) -> None:
        """Begin to call back; `info` is up to date after it. Raises DeviceError."""

    def stop(self) -> None:
        """Stop calling back; no call is under way when this returns. Idempotent."""

    def close(self) -> None:
        """Free the device, also one that is gone. Idempotent."""

    def alive(self) -> bool:
        """False when the device is gone."""


def put_away(device: Deck | Backend) -> None:
    """Stop calling back and free the device, also one that is gone. Never raises."""
    for act in (device.stop, device.close):
        try:
            act()
        except Exception:
            log.exception("closing the device")


class OwnDeck:
    """In this process."""

    def __init__(self, backend: Backend, shared: Shared, rings: Rings | None = None) -> None:
        """Nothing runs yet. Rings of this process, the capture ring as short as may be, if none are given."""
        self.info = backend.info
        rings = rings or Rings.own(self.info.inputs, capture_frames(self.info.rate, 0.0))
        self.rings = rings
        self._backend = backend
        self.callback = EngineCallback(
            shared,
            rings.capture,
            rings.commands,
            rings.announcements,
            rings.ahead,
            inputs=self.info.inputs,
            outputs=self.info.outputs,
            max_block=MAX_BLOCK,
            rate=self.info.rate,
        )
        self.plans: Plans = OwnPlans(self.callback)

    def start(self) -> None:
        """See Deck."""
        self._backend.start(self.callback)
        self.info = self._backend.info

    def stop(self) -> None:
        """See Deck."""
        self._backend.stop()

    def close(self) -> None:
        """See Deck."""
        self._backend.close()

    def alive(self) -> bool:
        """See Deck."""
        return self._backend.alive()
