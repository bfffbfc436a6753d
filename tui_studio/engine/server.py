"""The engine's socket: one studio at a time, found again after its death.

Everything here runs in the command thread but `send`, which any thread may call. The socket never makes
anybody wait: what a studio does not take is kept for it up to a limit, then the studio is let go (it can
come back).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from tui_studio.engine.listening import is_listening
from tui_studio.engine.protocol import AnyRequest, decode_request, encode, take_body
from tui_studio.errors import EngineError

LARGEST_BACKLOG = 16 << 20
"""Bytes kept for a studio that does not read."""


class StudioServer:
    """Listens, frames and unframes.

    `greeting` gives the first messages for a studio that has connected; `on_request` is called with what it asks.
    """

    def __init__(
        self,
        path: Path,
        greeting: Callable[[], list[object]],
        on_request: Callable[[int, AnyRequest], None],
    ) -> None:
        """Listen. Raises EngineError when somebody does already."""
        self._greeting = greeting
        self._on_request = on_request
        self._path = path
        self._selector = selectors.DefaultSelector()
        self._listener = _listen(path)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._wake_out, self._wake_in = os.pipe()
        for end in (self._wake_out, self._wake_in):
            os.set_blocking(end, False)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._studio: socket.socket | None = None
        self._incoming = bytearray()
        self._outgoing = bytearray()

    @property
    def connected(self) -> bool:
        """Whether a studio is there."""
        return self._studio is not None

    @property
    def wake_descriptor(self) -> int:
        """For `signal.set_wakeup_fd`: a byte written here ends `wait`."""
        return self._wake_in

    def wake(self) -> None:
        """End the present `wait`. Called from: any thread, or a signal handler."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_in, b"!")

    def send(self, message: object) -> None:
        """Send to the studio, or drop the message if none is there. Called from: any thread."""
        with self._lock:
            if self._studio is None:
                return
            self._outgoing += encode(message)
        self.wake()

    def wait(self, seconds: float) -> None:
        """Serve the socket until something happened or the time is over."""
        for key, events in self._selector.select(seconds):
            if key.fileobj is self._listener:
                self._accept()
            elif key.fd == self._wake_out:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wake_out, 4096)
            elif events & selectors.EVENT_READ and key.fileobj is self._studio:
                self._receive()
        self._flush()

    def close(self) -> None:
        """Flush what can be flushed, and stop listening."""
        with self._lock:
            studio, outgoing = self._studio, bytes(self._outgoing)
        if studio is not None:
            studio.settimeout(1.0)
            with contextlib.suppress(OSError):
                studio.sendall(outgoing)
            studio.close()
        self._path.unlink(
            missing_ok=True
        )  # while it is ours: once nobody listens, the next engine may put its own there
        self._listener.close()

    def _accept(self) -> None:
        if self._studio is not None:
            return  # it waits in the backlog until the present studio is gone
        with contextlib.suppress(OSError):
            studio, _ = self._listener.accept()
            studio.setblocking(False)
            self._incoming.clear()
            self._selector.register(studio, selectors.EVENT_READ)
            self._selector.unregister(self._listener)
            hello = b"".join(encode(message) for message in self._greeting())
            with self._lock:
                self._outgoing[:] = hello
                self._studio = studio

    def _receive(self) -> None:
        studio = self._studio
        assert studio is not None
        try:
            piece = studio.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._let_go()
            return
        self._incoming += piece
        self._serve_received()

    def _serve_received(self) -> None:
        while (request := self._next_request()) is not None:
            self._on_request(*request)

    def _next_request(self) -> tuple[int, AnyRequest] | None:
        """A studio that says what is none is let go."""
        try:
            body = take_body(self._incoming)
            return None if body is None else decode_request(body)
        except msgspec.MsgspecError:
            self._let_go()
            return None

    def _flush(self) -> None:
        with self._lock:
            studio = self._studio
            if studio is None or not self._outgoing:
                return
            try:
                sent = studio.send(self._outgoing)
                del self._outgoing[:sent]
            except BlockingIOError:
                pass
            except OSError:
                self._outgoing.clear()
            backlog = len(self._outgoing)
        interest = selectors.EVENT_READ | (selectors.EVENT_WRITE if backlog else 0)
        if backlog > LARGEST_BACKLOG:
            self._let_go()
        elif self._selector.get_key(studio).events != interest:
            self._selector.modify(studio, interest)

    def _let_go(self) -> None:
        with self._lock:
            studio, self._studio = self._studio, None
            self._outgoing.clear()
        if studio is None:
            return
        self._selector.unregister(studio)
        studio.close()
        self._incoming.clear()
        self._selector.register(self._listener, selectors.EVENT_READ)


def _listen(path: Path) -> socket.socket:
    """Raises EngineError when an engine listens here; of two that begin at once, the later one sees the other."""
    with path.with_name(path.name + ".lock").open("ab") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        return _listen_alone(path)


def _listen_alone(path: Path) -> socket.socket:
    if is_listening(path):
        raise EngineError("an engine of this song is running already", where=str(path))
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(4)
    listener.setblocking(False)
    return listener
