"""The engine as a whole: the device, the threads around it, and the studio, which may come and go.

Everything here runs in the command thread (the process's main thread) unless it says otherwise.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tui_studio.engine.awaited import Awaited
from tui_studio.engine.butler import Butler, Row
from tui_studio.engine.capture import Capture
from tui_studio.engine.news import News, Recorded
from tui_studio.engine.protocol import (
    PROTOCOL,
    DeviceInfo,
    DeviceLost,
    DeviceOpened,
    DeviceSpec,
    EngineSpec,
    Hello,
    TransportMoved,
)
from tui_studio.engine.requests import Requests
from tui_studio.engine.rig import Rig
from tui_studio.engine.rt.contract import Announcement, Command, TransportState
from tui_studio.engine.server import StudioServer
from tui_studio.engine.shared import ControlField, Head, Shared
from tui_studio.engine.sound.far_deck import FarDeck
from tui_studio.engine.sound.keeper import SoundKeeper
from tui_studio.engine.trouble import XrunNews, starved_news
from tui_studio.engine.urgency import make_prompt
from tui_studio.errors import AudioFileError, EngineError

IDLE_WAIT: Final = 0.05
REQUEST_WAIT: Final = 0.002
ALIVE_EVERY: Final = 0.25
REOPEN_EVERY: Final = 1.0
UNAWAITED_SECONDS: Final = 3.0
"""How long an engine waits for its first studio when whoever started it is gone."""
CLOSING_SECONDS: Final = 15.0
"""How long the end of the process waits for files to be whole."""

log = logging.getLogger(__name__)


class Engine:
    """See the module. `run` returns when the engine was asked to end, or was left alone for its grace."""

    def __init__(
        self, socket_path: Path, shared_path: Path, sound: SoundKeeper, grace: float | None = None
    ) -> None:
        """Listen at once. Raises EngineError when an engine of this song is running already."""
        self.sound = sound
        self._shared_path = shared_path
        self._grace = _grace() if grace is None else grace
        self.requests = Requests(self)
        self.server = StudioServer(socket_path, self._greeting, self.requests.take)
        self.shared = Shared.create(shared_path)
        self.news = News(self.server.send, self.shared)
        self.recorded = Recorded(self.news, self.shared, self.later, self.stop_transport)
        self.capture = Capture(self.recorded)
        self.spec = EngineSpec(0)
        self.rig: Rig | None = None
        self.butler: Butler | None = None
        self.impulses: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.lost: Awaited | None = None
        """What is opened again as soon as it is back."""
        self._todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._ending = False
        self._alone_since: float | None = time.monotonic()
        self._had_studio = False
        self._awaited = True
        self._look_at = 0.0
        self._told_state = int(TransportState.STOPPED)
        self._xruns = XrunNews()
        self._told_files: set[str] = set()

    # ── the loop ────────────────────────────────────────────────────────────────────────────────────────────

    def run(self) -> None:
        """Serve until the end."""
        make_prompt()
        while not self._ending:
            self.server.wait(REQUEST_WAIT if self.requests.replies.waiting else IDLE_WAIT)
            try:
                self._tend()
            except Exception:
                log.exception("the command thread stumbled")
        self._close()

    def end(self) -> None:
        """Close the open pass whole and end. Called from: any thread, or a signal handler."""
        self._ending = True
        self.server.wake()

    def not_awaited(self) -> None:
        """Who started the engine is gone already: a studio that found it comes soon, or none."""
        self._awaited = False

    def later(self, do: Callable[[], None]) -> None:
        """Have this done by the command thread. Called from: any thread."""
        self._todo.put(do)
        self.server.wake()

    def _do_todo(self) -> None:
        while not self._todo.empty():
            self._todo.get()()

    def _tend(self) -> None:
        self._do_todo()
        self._tell_state()
        self.requests.replies.settle()
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + (ALIVE_EVERY if self.lost is None else REOPEN_EVERY)
            self._look_at_device()
            self._xruns.flush(self.news.tell)
        self._watch_studio(now)

    def _watch_studio(self, now: float) -> None:
        if self.server.connected:
            self._alone_since, self._had_studio = None, True
            return
        if self.capture.busy or self.requests.keeping:
            self._alone_since = now
            return
        if self._alone_since is None:
            self._alone_since = now
            self.stop_transport()
        grace = self._grace if self._awaited or self._had_studio else min(self._grace, UNAWAITED_SECONDS)
        if now - self._alone_since >= grace:
            log.info("no studio for %.0f s: ending", grace)
            self._ending = True

    def _close(self) -> None:
        if self.rig is not None:
            self.stop_transport()
            self.capture.end_memo()
            deadline = time.monotonic() + 1.0
            while self.state != TransportState.STOPPED and time.monotonic() < deadline:
                time.sleep(0.005)
            if not self.capture.wait_closed(1.0):
                self.capture.device_gone()
        self.capture.wait_closed(CLOSING_SECONDS)
        self._wait_kept(CLOSING_SECONDS)
        self.close_device()
        self.sound.end()
        self.capture.end()
        self._do_todo()
        self.requests.replies.settle()
        self._shared_path.unlink(missing_ok=True)  # before the next engine of this song can make its own
        self.server.close()

    def _wait_kept(self, seconds: float) -> None:
        """Until takes of what was played are whole, but no longer than this."""
        deadline = time.monotonic() + seconds
        while self.requests.keeping and time.monotonic() < deadline:
            time.sleep(0.005)
            self._do_todo()

    # ── the device ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def state(self) -> int:
        """The transport's state, as the callback published it."""
        return self.shared.motion()[0]

    @property
    def position(self) -> int:
        """The playhead."""
        return self.shared.motion()[1]

    def open_device(self, spec: DeviceSpec) -> DeviceInfo:
        """Open this one in place of the one that is open, which comes back if that fails. Raises
        DeviceError.
        """
        before = Awaited(self.rig) if self.rig else None
        self.close_device()
        try:
            info = self._open(spec)
        except EngineError:
            if before is not None:
                with contextlib.suppress(EngineError):
                    self._open(before.spec, before.info)
            raise
        self.lost = None
        return info

    def close_device(self) -> None:
        """Let go of the device, if one is open. Passes that were open end with what arrived."""
        rig, butler, self.rig, self.butler = self.rig, self.butler, None, None
        if rig is None or butler is None:
            return
        rig.close()
        butler.end()
        if self.capture.busy:
            self.capture.device_gone()
        gc.collect()

    def _open(self, spec: DeviceSpec, again: DeviceInfo | None = None) -> DeviceInfo:
        """With `again` the very device that was open so, and no other."""
        position = self.position
        rig = Rig(spec, self.shared, FarDeck(spec, self.sound, self.shared, self._shared_path, again))
        butler = Butler(rig, self.shared, self.capture, self._hear, self._broken_file)
        try:
            butler.start(self.spec, position)
            rig.start()
        except (EngineError, OSError) as error:
            rig.close()
            butler.end()
            if isinstance(error, EngineError):
                raise
            hint = "end other programs, or play fewer tracks"
            raise EngineError("there is no memory for what plays", where=str(error), hint=hint) from error
        self.rig, self.butler = rig, butler
        gc.freeze()
        log.info("opened %s", rig.info)
        self.news.tell(DeviceOpened(rig.info))
        return rig.info

    def _look_at_device(self) -> None:
        if self.lost is not None:
            self._try_again(self.lost)
        elif self.rig is not None and not self.rig.alive():
            self._lose()

    def _lose(self) -> None:
        rig = self.rig
        assert rig is not None
        log.warning("lost %s", rig.info.name)
        again = Awaited(rig)
        recording = self.capture.open_pass is not None
        self.close_device()
        self.lost = again
        self.requests.replies.device_lost()
        reason = "it does not answer any more"
        self.news.tell(DeviceLost(rig.info.name, reason))
        kept = "; what was recorded is kept" if recording else ""
        self.news.trouble(
            "device", f"the device {rig.info.name} is gone{kept}; it is opened again when it is back"
        )

    def _try_again(self, lost: Awaited) -> None:
        try:
            self._open(lost.spec, lost.info)
        except EngineError as error:
            refused = lost.failed(error)
            if refused is not None:
                log.warning("%s cannot be opened again: %s", refused.name, error)
                self.news.tell(refused)
            return
        self.lost = None

    # ── what the studio asks for ────────────────────────────────────────────────────────────────────────────

    def apply(self, spec: EngineSpec) -> None:
        """Reconcile with this spec."""
        self.spec = spec
        for slot, values in spec.controls.items():
            self.shared.controls[slot, : min(len(values), len(ControlField))] = values[: len(ControlField)]
        self.shared.head[Head.CONTROLS_VERSION] += 1
        if self.butler is not None:
            self.butler.set_spec(spec)
        else:
            self.shared.head[Head.SPEC_SERIAL] = spec.serial

    def stop_transport(self) -> None:
        """Ask the callback to stop, if there is one."""
        if self.rig is not None:
            self.rig.command(Command.STOP)

    # ── what others tell ────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, row: Row) -> None:
        """An announcement, from the butler's thread."""
        kind, clock, position, first, second = row[:5]
        if kind == Announcement.IMPULSE:
            self.impulses.put(clock)
        elif kind == Announcement.XRUN:
            self._xruns.note(clock, position, first, second)
        elif kind == Announcement.STARVED:
            self.news.tell(starved_news(clock, position, first))
        else:
            self.server.wake()

    def _broken_file(self, error: AudioFileError) -> None:
        if error.where in self._told_files:
            return
        self._told_files.add(error.where)
        self.news.trouble("file", f"{error.message}: {error.where} is silent")

    def _tell_state(self) -> None:
        state, position, _ = self.shared.motion()
        if state != self._told_state:
            self._told_state = state
            self.news.tell(TransportMoved(state, position))

    def _greeting(self) -> list[object]:
        to_come = tuple({*self.recorded.passes, *self.capture.closing})
        self._told_state = -1
        keeping = tuple(self.requests.keeping)
        if self.lost is not None:
            self.lost.tell_again()
        hello = Hello(PROTOCOL, os.getpid(), str(self._shared_path), to_come, keeping)
        return [hello, *self.recorded.again()]


def _grace() -> float:
    """Seconds that the engine lives on without a studio and without a pass to record."""
    try:
        return float(os.environ.get("TUI_STUDIO_ENGINE_GRACE", "30"))
    except ValueError:
        return 30.0
