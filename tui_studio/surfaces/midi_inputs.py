"""The MIDI inputs of this machine, by python-rtmidi: named, opened, opened again when they return."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from typing import Any

from tui_studio.errors import DeviceError

CLIENT = "tui_studio midi"
LOOK_SECONDS = 1.0
RETRY_SECONDS = 15.0
"""How often a sound system that has no MIDI now is asked again."""
_NUMBERS = re.compile(r"\s+\d+:\d+$")
_OURS = re.compile(r"tui_studio|Midi Through|RtMidi", re.IGNORECASE)

Heard = Callable[[str, bytes], None]
"""Takes the port's name and one message. Called from: the event loop."""


def stable(name: str) -> str:
    """A port's name without the numbers that change when it is plugged in again."""
    return _NUMBERS.sub("", name)


def _rtmidi() -> Any:
    try:
        import rtmidi
    except ImportError as error:
        raise DeviceError(
            "MIDI needs python-rtmidi", hint="pip install python-rtmidi, into the environment of tui_studio"
        ) from error
    return rtmidi


class MidiInputs:
    """Listens to all inputs whose name `wanted` says yes to. Raises DeviceError when made where there is no MIDI library."""

    def __init__(self, heard: Heard, wanted: Callable[[str], bool]) -> None:
        self._rtmidi = _rtmidi()
        self._loop = asyncio.get_running_loop()
        self._heard = heard
        self._wanted = wanted
        self._lists: dict[int, Any] = {}
        """A client for each sound system, that only looks which ports there are."""
        self._open: dict[tuple[int, str], Any] = {}
        self._retry_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def names(self) -> list[str]:
        """All inputs there are."""
        return sorted({stable(name) for _, _, name in self._ports()})

    @property
    def listening(self) -> list[str]:
        """The inputs that are listened to."""
        return sorted({stable(name) for _, name in self._open})

    async def start(self) -> None:
        """Listen from now on; ports that come later are listened to when they come."""
        self.look()
        if self._task is None:
            self._task = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Listen no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        for key in list(self._open):
            self._close(key)
        for client in self._lists.values():
            client.delete()
        self._lists.clear()

    def look(self) -> None:
        """Open what is wanted and new, let go of what has gone."""
        ports = {(api, name): number for api, number, name in self._ports() if self._wanted(name)}
        for key in self._open.keys() - ports.keys():
            self._close(key)
        for key in ports.keys() - self._open.keys():
            with contextlib.suppress(self._rtmidi.RtMidiError, OSError):
                self._open[key] = self._opened(*key, ports[key])

    def forget(self) -> None:
        """The sound system was started anew: its old clients are dead."""
        for key in list(self._open):
            self._close(key)
        for client in self._lists.values():
            client.delete()
        self._lists.clear()
        self._retry_at = 0.0

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.look()

    def _ports(self) -> list[tuple[int, int, str]]:
        """Sound system, number and name of each input."""
        self._make_lists()
        found: list[tuple[int, int, str]] = []
        for api, client in self._lists.items():
            with contextlib.suppress(self._rtmidi.RtMidiError, OSError, UnicodeDecodeError):
                found += [(api, number, name) for number, name in enumerate(client.get_ports())]
        return [port for port in found if not _OURS.search(port[2])]

    def _make_lists(self) -> None:
        now = self._loop.time()
        if now < self._retry_at:
            return
        self._retry_at = now + RETRY_SECONDS
        for api in self._rtmidi.get_compiled_api():
            if api not in self._lists and api != self._rtmidi.API_RTMIDI_DUMMY:
                with contextlib.suppress(self._rtmidi.RtMidiError, OSError):
                    self._lists[api] = self._rtmidi.MidiIn(api, name=CLIENT)

    def _opened(self, api: int, name: str, number: int) -> Any:
        client = self._rtmidi.MidiIn(api, name=CLIENT, queue_size_limit=1024)
        client.ignore_types(sysex=True, timing=True, active_sense=True)
        client.open_port(number, "in")
        client.set_callback(lambda event, _data: self._came(name, bytes(event[0])))
        return client

    def _came(self, name: str, message: bytes) -> None:
        """Called from: a thread of the MIDI library."""
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._heard, name, message)

    def _close(self, key: tuple[int, str]) -> None:
        client = self._open.pop(key)
        client.cancel_callback()
        client.close_port()
        client.delete()
