"""What the engine and its sound process say to each other, over a socket that carries descriptors, too.

Source of the framing: the engine's own protocol. Both are always of the same version.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections import deque
from collections.abc import Sequence
from typing import Final

import msgspec

from tui_studio.engine.protocol import DeviceInfo, DeviceSpec, encode, take_body
from tui_studio.engine.protocol.events import Reply
from tui_studio.engine.sound.plan_form import PlanForm

MOST_DESCRIPTORS: Final = 8
SEND_SECONDS: Final = 5.0
"""An end that takes nothing for so long is stuck."""
_PIECE: Final = 1 << 16


class _Word(msgspec.Struct, frozen=True, tag=True):
    """Base of what the engine says: `(number, word)` on the wire, the number 0 when no reply is wanted."""


class Open(_Word, frozen=True):
    """Open this device; nothing is played yet. Reply: DeviceInfo."""

    device: DeviceSpec
    shared: str
    """The path of the shared block."""
    again: DeviceInfo | None = None
    """A device that was open: this very one is meant, and no other."""


class TakeRings(_Word, frozen=True):
    """The rings of the device that was opened. Descriptors: capture, commands, announcements, ahead."""

    capacity: int
    """Frames of the capture ring."""


class TakeMemory(_Word, frozen=True):
    """Memory for playback rings, from now on known by this number. One descriptor."""

    memory: int
    rows: int
    columns: int


class DropMemory(_Word, frozen=True):
    """No plan uses this memory any more."""

    memory: int


class TakePlan(_Word, frozen=True):
    """What the callback is to adopt next."""

    plan: PlanForm


class DropPlans(_Word, frozen=True):
    """The callback plays something newer than these."""

    numbers: tuple[int, ...]


class Start(_Word, frozen=True):
    """Begin to call back. Reply: DeviceInfo."""


class Close(_Word, frozen=True):
    """Let go of the device. Reply when it is free."""


class ListDevices(_Word, frozen=True):
    """Reply: list of DeviceInfo."""


Word = Open | TakeRings | TakeMemory | DropMemory | TakePlan | DropPlans | Start | Close | ListDevices


class Gone(msgspec.Struct, frozen=True, tag=True):
    """Said unasked, once: the device that runs does not answer any more."""


Said = Reply | Gone

_words = msgspec.msgpack.Decoder(tuple[int, Word])
_said = msgspec.msgpack.Decoder(Said)


class Link:
    """One end. `send` may be called from any thread; receiving is one thread's."""

    def __init__(self, end: socket.socket) -> None:
        end.settimeout(SEND_SECONDS)
        self._socket: Final = end
        self._lock: Final = threading.Lock()
        self._incoming: Final = bytearray()
        self._descriptors: Final[deque[int]] = deque()

    def send(self, message: object, descriptors: Sequence[int] = ()) -> None:
        """Raises OSError when nobody is there, or takes it: then the link is of no use any more, and hung up."""
        body = memoryview(encode(message))
        with self._lock:
            try:
                sent = socket.send_fds(self._socket, [body], list(descriptors)) if descriptors else 0
                self._socket.sendall(body[sent:])
            except OSError:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
                raise

    def hear_word(self, seconds: float) -> tuple[int, Word] | None:
        """What the engine says; None when the time is over. Raises EOFError when it is gone."""
        self._socket.settimeout(seconds)
        body = self._receive()
        return None if body is None else _words.decode(body)

    def hear_said(self) -> Said:
        """What the sound process says. Raises EOFError when it is gone."""
        while (body := self._receive()) is None:
            pass
        said: Said = _said.decode(body)
        return said

    def take_descriptor(self) -> int:
        """The next one of those that came with the words. Raises EOFError when none did."""
        if not self._descriptors:
            raise EOFError("a descriptor is missing")
        return self._descriptors.popleft()

    def close(self) -> None:
        """Hang up; whoever waits in the other end, or in this, sees the end."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors.clear()

    def _receive(self) -> bytes | None:
        while (body := take_body(self._incoming)) is None:
            try:
                piece, descriptors, _, _ = socket.recv_fds(self._socket, _PIECE, MOST_DESCRIPTORS)
            except TimeoutError:
                return None
            except OSError as error:
                raise EOFError(str(error)) from error
            if not piece:
                raise EOFError
            self._incoming.extend(piece)
            self._descriptors.extend(descriptors)
        return body
