"""The heads' end of the studio: attach, ask, and hear what happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from tui_studio import paths
from tui_studio.errors import SongError, TuiStudioError
from tui_studio.song import patch
from tui_studio.song.model import Song
from tui_studio.studio.launching import Launched, launch
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.places import song_folder
from tui_studio.studio.wire import (
    LONGEST_ASK,
    WIRE,
    Answer,
    Ask,
    Failure,
    FromStudio,
    Goodbye,
    Message,
    SongChanged,
    Status,
    Subscribe,
    Welcome,
    decode_from_studio,
    encode,
)

__all__ = ["Launched", "StudioClient", "attach", "launch", "song_folder"]

LINE_BYTES = 256 << 20
"""The longest line understood: a Welcome holds the whole song."""
START_SECONDS = 30.0
ATTACH_SECONDS = 10.0

Listener = Callable[[Message], None]


class StudioClient:
    """An attached head: a copy of the song that follows every change, the last status, and a way to ask."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, welcome: Welcome) -> None:
        self.welcome = welcome
        self.song: Song = welcome.song
        self.revision = welcome.revision
        self.can_undo = welcome.can_undo
        self.can_redo = welcome.can_redo
        self.status = welcome.status or Status("no engine", 0, welcome.song.rate)
        self.closed = asyncio.Event()
        """Set when the studio has ended or hung up."""
        self.goodbye = ""
        """Why the studio ended, when it said so."""
        self._broken = ""
        self._reader = reader
        self._writer = writer
        self._listeners: list[Listener] = []
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._next_id = 1
        self._reloading: asyncio.Task[None] | None = None
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def connect(
        cls, socket_path: Path, *, name: str = "", status_per_second: float = 0.0, meters: bool = False
    ) -> StudioClient:
        """Attach to the studio that listens here.

        Raises OSError when none does, SongError when it speaks another version.
        """
        reader, writer = await asyncio.open_unix_connection(str(socket_path), limit=LINE_BYTES)
        line = await asyncio.wait_for(reader.readline(), ATTACH_SECONDS)
        if not line:
            writer.close()
            raise ConnectionResetError("the studio hung up")
        try:
            welcome = decode_from_studio(line)
        except msgspec.MsgspecError:
            welcome = None
        if not isinstance(welcome, Welcome) or welcome.wire != WIRE:
            writer.close()
            raise SongError(
                "the running studio is of another version",
                where=str(socket_path),
                hint="end it, then open the song again",
            )
        client = cls(reader, writer, welcome)
        client.subscribe(status_per_second, meters, name)
        return client

    def subscribe(self, status_per_second: float, meters: bool, name: str = "") -> None:
        """Ask for so many status events a second, and for meters in them."""
        self._send(Subscribe(status_per_second, meters, name, _working_folder()))

    def on_message(self, listener: Listener) -> None:
        """Call with every message but answers, in order, after the client's own copy has followed it."""
        self._listeners.append(listener)

    async def ask(self, action: str, /, *, confirmed: bool = False, **params: Any) -> Answer:
        """Do an action. The answer has an `error` when it was refused; when the studio is gone, too."""
        return await self._ask(Ask(self._number(), action, params, confirmed=confirmed))

    async def line(self, text: str, *, confirmed: bool = False) -> Answer:
        """Do what a line of text says. As `ask`."""
        return await self._ask(Ask(self._number(), line=text, confirmed=confirmed))

    async def close(self) -> None:
        """Detach; the studio goes on."""
        self._listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._listening
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
        self._lose()

    def _number(self) -> int:
        number, self._next_id = self._next_id, self._next_id + 1
        return number

    async def _ask(self, ask: Ask) -> Answer:
        if self.closed.is_set():
            return _unanswered(ask, self.goodbye or self._broken)
        if len(encode(ask)) > LONGEST_ASK:
            hint = f"at most {LONGEST_ASK >> 20} MB in one line"
            return Answer(ask.id, ask.action, error=Failure("that is too long", hint=hint))
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[ask.id] = future
        try:
            self._send(ask)
            return await future
        finally:
            self._waiting.pop(ask.id, None)

    def _send(self, message: Message) -> None:
        if not self._writer.transport.is_closing():
            self._writer.write(encode(message))

    async def _listen(self) -> None:
        try:
            while line := await self._reader.readline():
                self._take(decode_from_studio(line))
        except OSError:
            self._writer.close()
        except (ValueError, RecursionError):
            self._broken = "the studio said what is not understood; it may be of another version"
            self._writer.close()
        finally:
            self._lose()

    def _take(self, message: FromStudio) -> None:
        match message:
            case Answer():
                self._settle(message)
                return
            case Status():
                self.status = message
            case SongChanged():
                self._follow(message)
            case Goodbye():
                self.goodbye = message.reason
            case _:
                pass
        self._announce(message)

    def _settle(self, answer: Answer) -> None:
        """An answer without a number is to something the studio did not understand: nobody waits on for it."""
        waiting = [answer.id] if answer.id else list(self._waiting)
        for number in waiting:
            future = self._waiting.get(number)
            if future is not None and not future.done():
                future.set_result(msgspec.structs.replace(answer, id=number))

    def _follow(self, change: SongChanged) -> None:
        if change.revision <= self.revision:
            return
        self.can_undo, self.can_redo = change.can_undo, change.can_redo
        try:
            if change.revision != self.revision + 1:
                raise SongError("a change was missed")
            self.song = patch.apply(self.song, change.patch)
            self.revision = change.revision
        except SongError:
            self._reloading = asyncio.create_task(self._reload(change))

    async def _reload(self, change: SongChanged) -> None:
        answer = await self.ask("song.get")
        if answer.error is None and answer.result["revision"] >= self.revision:
            self.song = msgspec.convert(answer.result["song"], Song)
            self.revision = answer.result["revision"]
            self._announce(change)

    def _announce(self, message: Message) -> None:
        for listener in tuple(self._listeners):
            listener(message)

    def _lose(self) -> None:
        if self.closed.is_set():
            return
        self.closed.set()
        for number, future in self._waiting.items():
            if not future.done():
                future.set_result(_unanswered(Ask(number), self.goodbye or self._broken))


def _unanswered(ask: Ask, goodbye: str) -> Answer:
    failure = Failure(goodbye or "the studio is gone", hint="open the song again; what was recorded is kept")
    return Answer(ask.id, ask.action, error=failure)


def _working_folder() -> str:
    with contextlib.suppress(OSError):
        return str(Path.cwd())
    return ""


# ── starting a studio ────────────────────────────────────────────────────────────────────────────────────────


async def attach(
    folder: Path,
    options: StudioOptions | None = None,
    *,
    launched: Launched | None = None,
    name: str = "",
    status_per_second: float = 0.0,
    meters: bool = False,
) -> StudioClient:
    """Attach to the song's studio; start one if none runs (or take the one that was `launched`).

    Raises SongError when the song cannot be opened.
    """
    socket_path = paths.studio_socket(folder)
    wishes: dict[str, Any] = {"name": name, "status_per_second": status_per_second, "meters": meters}
    if launched is None:
        with contextlib.suppress(OSError):
            return await StudioClient.connect(socket_path, **wishes)
        launched = launch(folder, options)
    failure = await asyncio.to_thread(launched.wait) if launched else None
    try:
        return await StudioClient.connect(socket_path, **wishes)
    except OSError:
        raise _cannot_attach(folder, failure) from None


def _cannot_attach(folder: Path, failure: Failure | None) -> TuiStudioError:
    if failure is None:
        return SongError(
            "the studio does not answer", where=str(folder), hint="tui-studio serve SONG shows why"
        )
    return SongError(failure.message, where=failure.where, hint=failure.hint)
