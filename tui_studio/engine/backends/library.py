"""PortAudio itself: loading it, naming us to JACK, refreshing its list of devices, and getting rid of one
that is stuck.

PortAudio looks for devices only when it is initialised, so its list is renewed by ending and beginning it
anew whenever no stream is open. When a JACK server dies, PortAudio 19 cannot be ended any more: closing a
stream waits ten minutes for an answer, and ending the library aborts the process. A library in that state
is abandoned, and a fresh copy of the file is loaded in its place; libjack itself tidies up the dead
client when the next one is opened. Called from: command thread.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import ctypes.util
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tui_studio.errors import DeviceError

CLIENT: Final = b"tui_studio"
PATIENCE_SECONDS: Final = 5.0
JACK: Final = "JACK"

_abandoned: list[Any] = []
"""Streams, libraries and names that native threads may still look at. Never freed."""
_open_streams: set[int] = set()


def sounddevice() -> Any:
    """The sounddevice module, with our name given to JACK. Raises DeviceError when there is no PortAudio."""
    try:
        _name_us(ctypes.util.find_library("portaudio"))
        import sounddevice as module
    except (OSError, ImportError) as error:
        raise DeviceError(
            "PortAudio is not installed",
            where=str(error),
            hint="install it (Debian: apt install libportaudio2), or use the device 'virtual'",
        ) from error
    atexit.unregister(module._exit_handler)  # it would abort the process if a JACK server has died
    return module


def open_stream(module: Any, kind: str, called: Callable[..., int], **options: Any) -> Any:
    """A stream (`duplex`, `input`, `output`) that calls with what PortAudio gives, without a wrapper around it.

    `called` takes (input pointer, output pointer, frames, times, status bits, user data) and returns 0; the stream
    ends when it raises. Raises PortAudioError.
    """
    pointer = module._ffi.callback("PaStreamCallback", called, error=module._lib.paAbort)
    stream = module._StreamBase(kind, callback=pointer, **options)
    stream.called = pointer  # to live as long as the stream
    return stream


def refresh() -> None:
    """Look for devices anew, unless a stream is open. Raises DeviceError."""
    if not _open_streams:
        _renewal.run(sounddevice())


def opened(stream: Any) -> None:
    """Remember that this stream is open."""
    _open_streams.add(id(stream))


def closed(stream: Any) -> None:
    """This stream was closed in order."""
    _open_streams.discard(id(stream))


def abandon(stream: Any) -> None:
    """This stream cannot be closed: leave it and its library alone for ever; the next refresh loads a copy."""
    _open_streams.discard(id(stream))
    _abandoned.append(stream)
    _renewal.spoiled = True


def is_jack(host_api: str) -> bool:
    """Whether this is the name of PortAudio's JACK host API."""
    return host_api.startswith(JACK)


def enable_alsa_realtime(stream: Any) -> None:
    """Have PortAudio's ALSA thread run with real-time priority; where it cannot, nothing happens."""
    module = sounddevice()
    path = _library_path()
    if path is None:
        return
    with contextlib.suppress(OSError, AttributeError):
        pointer = int(module._ffi.cast("intptr_t", stream._ptr))
        ctypes.CDLL(str(path)).PaAlsa_EnableRealtimeScheduling(ctypes.c_void_p(pointer), 1)


class _Renewal:
    """Ends and begins PortAudio in a thread of its own: a server that does not answer holds it up for ever."""

    def __init__(self) -> None:
        self.spoiled = False
        """The library that is loaded must not be touched any more."""
        self._thread: threading.Thread | None = None
        self._error = ""
        self._first = True

    def run(self, module: Any) -> None:
        """Raises DeviceError when it fails or does not come to an end.

        The first time the list is as new as the library, which was only just loaded.
        """
        if self._first and module._initialized:
            self._first = False
            return
        if self._thread is None or not self._thread.is_alive():
            self._error = ""
            self._thread = threading.Thread(target=self._renew, args=(module,), name="PortAudio", daemon=True)
            self._thread.start()
        self._thread.join(PATIENCE_SECONDS)
        if self._thread.is_alive():
            raise DeviceError("the sound system does not answer", hint="is its server stopped or stuck?")
        if self._error:
            hint = "use the device 'virtual', or look into the engine's log"
            raise DeviceError("PortAudio cannot be started", where=self._error, hint=hint)

    def _renew(self, module: Any) -> None:
        try:
            if self.spoiled or _jack_is_down(module):
                _load_copy(module)
                self.spoiled = False
            while module._initialized:
                module._terminate()
            module._initialize()
        except (module.PortAudioError, OSError) as error:
            self._error = str(error)


_renewal: Final = _Renewal()


def _jack_is_down(module: Any) -> bool:
    """Whether the list has JACK devices whose server is gone. Asked by opening one; nothing is played."""
    for device in module.query_devices() if module._initialized else ():
        if is_jack(module.query_hostapis(device["hostapi"])["name"]):
            is_source = device["max_input_channels"] > 0
            kind = module.RawInputStream if is_source else module.RawOutputStream
            try:
                kind(device=device["index"], channels=1, dtype="float32").close()
            except module.PortAudioError:
                return True
            return False
    return False


def _load_copy(module: Any) -> None:
    path = _library_path()
    if path is None:
        raise OSError("PortAudio is stuck; close tui_studio and start it again")
    _abandoned.append(module._lib)
    with tempfile.NamedTemporaryFile(suffix=".so") as copy:
        shutil.copyfile(path, copy.name)
        _name_us(copy.name)
        module._lib = module._ffi.dlopen(copy.name)
    module._initialized = 0


_first_path: list[Path] = []


def _library_path() -> Path | None:
    """The file of PortAudio, as this process has mapped it; None where that cannot be known."""
    if not _first_path:
        maps = Path("/proc/self/maps")
        lines = maps.read_text().splitlines() if maps.exists() else []
        _first_path.extend(
            Path(line.split(maxsplit=5)[5]) for line in lines if "/libportaudio" in line and ".so" in line
        )
    return _first_path[0] if _first_path and _first_path[0].exists() else None


def _name_us(path: str | None) -> None:
    if path is None:
        return
    name = ctypes.c_char_p(CLIENT)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(path).PaJack_SetClientName(name)
        _abandoned.append(name)
