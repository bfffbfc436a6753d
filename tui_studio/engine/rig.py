"""A device that is open, as the engine's threads use it."""

from __future__ import annotations

import threading

import msgspec

from tui_studio.engine.backends.library import is_jack
from tui_studio.engine.backends.limits import LARGEST_BLOCK
from tui_studio.engine.beside import Beside
from tui_studio.engine.deck import Deck, put_away
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.rt.contract import TransportState
from tui_studio.engine.shared import Head, Shared


class Rig:
    """See the module. Called from: command thread."""

    def __init__(self, spec: DeviceSpec, shared: Shared, deck: Deck) -> None:
        """The deck has opened this device; nothing runs yet."""
        self.spec = spec
        self._shared = shared
        self._deck = deck
        self._command_lock = threading.Lock()
        self._beside: Beside | None = None
        self.info: DeviceInfo = deck.info
        self.plans = deck.plans
        self.commands = deck.rings.commands
        self.announcements = deck.rings.announcements
        self.capture = deck.rings.capture

    @property
    def same_again(self) -> DeviceSpec:
        """How to open this very device (`info` says which one that is) as it is now.

        A block that nobody asked for stays, where the device may be asked for it. Channels that nobody asked for are
        those that it has by then: a server may come back with fewer ports.
        """
        info = self.info
        dictated = is_jack(info.host_api) or info.block > LARGEST_BLOCK
        return msgspec.structs.replace(
            self.spec,
            name=info.name,
            host_api=info.host_api,
            output_name=info.output_name,
            rate=info.rate,
            block=self.spec.block or (0 if dictated else info.block),
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
        self._deck.start()
        self.info = self._deck.info
        head[Head.BLOCK] = self.info.block
        head[Head.DEVICE_OPEN] = 1
        self._beside = Beside(self._shared, self._deck)

    def alive(self) -> bool:
        """False when the device is gone."""
        return self._deck.alive()

    def close(self) -> None:
        """Stop calling back and free the device, also one that is gone. Never raises."""
        if self._beside is not None:
            self._beside.end()
        put_away(self._deck)
        head = self._shared.head
        head[Head.SEQUENCE] += head[Head.SEQUENCE] & 1  # a callback that was killed left it odd
        for gone in (Head.DEVICE_OPEN, Head.SOUND_PID, Head.REHEARSING, Head.LEAD_LEFT):
            head[gone] = 0
        head[Head.STATE] = TransportState.STOPPED
        head[Head.PUNCHED_IN] = 0
        head[Head.RECORD_START] = -1
        head[Head.LOAD_PPM] = 0
