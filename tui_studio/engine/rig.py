"""A device that is open: its backend, its callback, and the rings between the callback and the other
threads.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

import msgspec

from tui_studio.engine.backends import open_backend
from tui_studio.engine.backends.base import Backend
from tui_studio.engine.memory import zeros_ahead
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.ring import CaptureRing, NumberRing
from tui_studio.engine.rt.callback import EngineCallback
from tui_studio.engine.rt.contract import ANNOUNCEMENT_FIELDS, COMMAND_FIELDS, TransportState
from tui_studio.engine.shared import Head, Shared

MAX_BLOCK: Final = 8192
"""The largest block that any server hands out; larger ones are taken in parts."""
LEAST_CAPTURE_SECONDS: Final = 30.0

log = logging.getLogger(__name__)


class Rig:
    """See the module. Called from: command thread."""

    def __init__(self, spec: DeviceSpec, shared: Shared, backend: Backend | None = None) -> None:
        """Open the device (or take the backend given); nothing runs yet. Raises DeviceError."""
        self.spec = spec
        self._shared = shared
        self._command_lock = threading.Lock()
        self.backend = backend or open_backend(spec, MAX_BLOCK)
        self.info: DeviceInfo = self.backend.info
        self.commands = NumberRing(256, COMMAND_FIELDS)
        self.announcements = NumberRing(4096, ANNOUNCEMENT_FIELDS)
        seconds = max(LEAST_CAPTURE_SECONDS, spec.retrospective_seconds)
        capacity = int(seconds * self.info.rate) + 2 * MAX_BLOCK
        memory = zeros_ahead(self.info.inputs, capacity)
        self.capture = CaptureRing(self.info.inputs, capacity, MAX_BLOCK, memory)
        self.callback = EngineCallback(
            shared,
            self.capture,
            self.commands,
            self.announcements,
            inputs=self.info.inputs,
            outputs=self.info.outputs,
            max_block=MAX_BLOCK,
            rate=self.info.rate,
        )

    @property
    def same_again(self) -> DeviceSpec:
        """What to open to get this very device back, and no other."""
        info = self.info
        return msgspec.structs.replace(
            self.spec,
            name=self.spec.name or info.name,
            host_api=self.spec.host_api or info.host_api,
            rate=info.rate,
            block=self.spec.block or info.block,
        )

    def command(self, kind: int, argument: int = 0, second: int = 0, third: int = 0) -> None:
        """Tell the callback. Called from: any thread."""
        with self._command_lock:
            self.commands.push_rt(kind, argument, second, third)

    def start(self) -> None:
        """Begin to call back. Raises DeviceError."""
        head = self._shared.head
        head[Head.RATE] = self.info.rate
        head[Head.BLOCK] = self.info.block
        self.backend.start(self.callback)
        self.info = self.backend.info
        head[Head.BLOCK] = self.info.block
        head[Head.DEVICE_OPEN] = 1

    def close(self) -> None:
        """Stop calling back and free the device, also one that is gone. Never raises."""
        for act in (self.backend.stop, self.backend.close):
            try:
                act()
            except Exception:
                log.exception("closing the device")
        head = self._shared.head
        head[Head.DEVICE_OPEN] = 0
        head[Head.STATE] = TransportState.STOPPED
        head[Head.PUNCHED_IN] = 0
        head[Head.RECORD_START] = -1
        head[Head.LOAD_PPM] = 0
