"""The studio's end of the engine: starts one or adopts the one that lives, asks, and hears events.

Imports neither numpy nor sounddevice, so that the studio starts fast.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tui_studio import paths
from tui_studio.engine.protocol import (
    LENGTH_PREFIX,
    PROTOCOL,
    AnyMessage,
    Event,
    Hello,
    Reply,
    Request,
    decode_message,
    encode,
    error_of,
)
from tui_studio.engine.starting import start_engine
from tui_studio.errors import EngineError

if TYPE_CHECKING:
    from tui_studio.engine.window import Window

START_SECONDS = 20.0
"""How long a new engine may take to greet us; it imports NumPy on a small machine with a slow card."""
REPLY_SECONDS = 10.0
OPEN_AGAIN = "close the song and open it again: that starts another engine"

T = TypeVar("T")
EventHandler = Callable[[Event], None]


class EngineClient:
    """A connection to a living engine. All of it is used from one event loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, hello: Hello) -> None:
        self.hello = hello
        self._reader = reader
        self._writer = writer
        self._shared: Window | None = None
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._next_id = 1
        self._early: list[Event] = []
        self._on_event: EventHandler | None = None
        self._gone: Callable[[], None] | None = None
        self._closing = False
        self._lost = False
        self._listener = asyncio.create_task(self._listen())

    # ── making one ──────────────────────────────────────────────────────────────────────────────────────────

    @classmethod
    async def start_or_adopt(
        cls, song_folder: Path, child: subprocess.Popen[bytes] | None = None
    ) -> EngineClient:
        """The engine of this song: the one that lives, the `child` that is starting, or a new one. Raises
        EngineError if none greets us in time.
        """
        socket_path = paths.engine_socket(song_folder)
        try:
            return await cls.connect(socket_path)
        except OSError:
            child = child or start_engine(song_folder)
        try:
            return await cls._greeted_by(child, song_folder)
        except asyncio.CancelledError:
            child.terminate()
            raise

    @classmethod
    async def _greeted_by(cls, child: subprocess.Popen[bytes], song_folder: Path) -> EngineClient:
        log = paths.log_file(song_folder, "engine")
        await _begun(child)
        try:
            return await cls.connect(paths.engine_socket(song_folder))
        except OSError:
            if child.poll() is not None:
                raise EngineError(
                    "the engine ended while it was starting", where=_tail(log), hint=f"see {log}"
                ) from None
        where = str(paths.engine_socket(song_folder))
        raise EngineError("the engine does not start", where=where, hint=f"see {log}")

    @classmethod
    async def connect(cls, socket_path: Path) -> EngineClient:
        """Attach to the engine listening here. Raises OSError when none does, EngineError when it does not
        fit.
        """
        reader, writer = await asyncio.open_unix_connection(str(socket_path))
        try:
            hello = await asyncio.wait_for(_read_message(reader), START_SECONDS)
        except asyncio.IncompleteReadError as error:
            writer.close()
            raise ConnectionResetError("the engine went away") from error
        except TimeoutError as error:
            writer.close()
            raise EngineError(
                "the engine of this song does not answer",
                where=str(socket_path),
                hint="another studio may hold it; end that one first",
            ) from error
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL:
            writer.close()
            raise EngineError(
                "a running engine of this song speaks another protocol",
                where=f"process {getattr(hello, 'pid', '?')}",
                hint="let it finish, or end that process, then open the song again",
            )
        return cls(reader, writer, hello)

    # ── using it ────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def pid(self) -> int:
        """The engine's process id."""
        return self.hello.pid

    @property
    def shared(self) -> Window:
        """The block shared with the engine; mapped when first asked for. Raises EngineError."""
        if self._shared is None:
            from tui_studio.engine.window import Window

            try:
                self._shared = Window.attach(Path(self.hello.shared_path))
            except (OSError, ValueError) as error:
                raise EngineError(
                    "the engine's shared memory cannot be mapped", where=str(error), hint=OPEN_AGAIN
                ) from error
        return self._shared

    @property
    def alive(self) -> bool:
        """False once the connection is gone."""
        return not self._lost

    @property
    def on_event(self) -> EventHandler | None:
        """Called with every event, in order; what came before it was set is handed over when it is."""
        return self._on_event

    @on_event.setter
    def on_event(self, handler: EventHandler | None) -> None:
        self._on_event = handler
        early, self._early = self._early, []
        for event in early:
            self._announce(event)

    @property
    def gone(self) -> Callable[[], None] | None:
        """Called once when the engine dies or closes the connection; not after `close`."""
        return self._gone

    @gone.setter
    def gone(self, callback: Callable[[], None] | None) -> None:
        self._gone = callback
        if callback is not None and self._lost and not self._closing:
            asyncio.get_running_loop().call_soon(callback)

    async def ask(self, request: Request, timeout: float | None = REPLY_SECONDS) -> Any:
        """The engine's answer, as plain MessagePack values. Raises EngineError when refused (of the kind that
        the engine's was), late (never with None) or gone.
        """
        if self._lost:
            raise _engine_gone()
        number, self._next_id = self._next_id, self._next_id + 1
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._writer.write(encode((number, request)))
            reply = await asyncio.wait_for(future, timeout)
        except TimeoutError as error:
            raise EngineError(
                "the engine did not answer in time",
                where=type(request).__name__,
                hint="it may be waiting for a disk",
            ) from error
        finally:
            self._waiting.pop(number, None)
        if reply.error:
            raise error_of(reply)
        return reply.result

    async def ask_for(self, kind: type[T], request: Request, timeout: float = REPLY_SECONDS) -> T:
        """As `ask`, with the result as the given type of the protocol (`DeviceInfo`, `list[DeviceInfo]`)."""
        result = await self.ask(request, timeout)
        try:
            return msgspec.convert(result, kind)
        except msgspec.ValidationError as error:
            hint = f"engine and studio may be of different versions: {OPEN_AGAIN}"
            raise EngineError("the engine's answer does not fit", where=str(error), hint=hint) from error

    async def close(self) -> None:
        """Detach. The engine lives on (until its grace is over)."""
        self._closing = True
        self._listener.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listener
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
        self._lost = True

    # ── hearing ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _listen(self) -> None:
        try:
            while True:
                self._take(await _read_message(self._reader))
        except (OSError, asyncio.IncompleteReadError, msgspec.MsgspecError):
            self._lose()

    def _take(self, message: AnyMessage) -> None:
        if isinstance(message, Reply):
            future = self._waiting.get(message.id)
            if future is not None and not future.done():
                future.set_result(message)
        elif self._on_event is None:
            self._early.append(message)
        else:
            self._announce(message)

    def _announce(self, event: Event) -> None:
        try:
            if self._on_event is not None:
                self._on_event(event)
        except Exception as error:  # a handler's mistake must not end the listening
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"handling {type(event).__name__}", "exception": error}
            )

    def _lose(self) -> None:
        self._lost = True
        self._writer.close()
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(_engine_gone())
        if self._gone is not None and not self._closing:
            self._gone()


async def _begun(child: subprocess.Popen[bytes]) -> None:
    """Returns when the engine listens, or has ended, or took too long."""
    pipe = child.stdout
    if pipe is None or pipe.closed:
        return
    loop = asyncio.get_running_loop()
    said = asyncio.Event()
    loop.add_reader(pipe, said.set)
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(said.wait(), START_SECONDS)
        if said.is_set() and not pipe.read(1):
            await asyncio.to_thread(child.wait)
    finally:
        loop.remove_reader(pipe)
        pipe.close()


async def _read_message(reader: asyncio.StreamReader) -> AnyMessage:
    (length,) = LENGTH_PREFIX.unpack(await reader.readexactly(LENGTH_PREFIX.size))
    return decode_message(await reader.readexactly(length))


def _engine_gone() -> EngineError:
    return EngineError(
        "the engine is gone", hint="what was recorded lies in the song's audio folder; it is being restarted"
    )


def _tail(log: Path) -> str:
    with contextlib.suppress(OSError):
        lines = log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
    return ""
