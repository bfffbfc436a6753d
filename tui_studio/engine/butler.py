"""The butler: hears the callback, keeps the playback rings full, and hands what is recorded to the capture
threads.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from tui_studio.engine.capture import Capture
from tui_studio.engine.motion import MotionLog
from tui_studio.engine.playback import Playback
from tui_studio.engine.protocol import EngineSpec, LeadSpec
from tui_studio.engine.rig import Rig
from tui_studio.engine.rt.contract import Announcement
from tui_studio.engine.shared import Shared
from tui_studio.engine.urgency import make_prompt
from tui_studio.engine.xrun_log import XrunLog
from tui_studio.errors import AudioFileError

CALM: Final = 0.05
WATCHFUL: Final = 0.05
"""While a pass is open: a file gets only what the butler has heard of, see `Capture.heard_until`."""
HASTY: Final = 0.002
HASTE_LASTS: Final = 0.5
"""For this long after a request the butler looks every 2 ms, so that a locate or an edit is heard at once."""
FORGET_EVERY: Final = 10.0

Row = tuple[int, ...]
log = logging.getLogger(__name__)


class Butler:
    """A thread that serves one rig until `end`."""

    def __init__(
        self,
        rig: Rig,
        shared: Shared,
        capture: Capture,
        on_announcement: Callable[[Row], None],
        on_broken_file: Callable[[AudioFileError], None],
    ) -> None:
        """`on_announcement` gets every row that the callback announces, in the butler's thread."""
        self.motion = MotionLog()
        self.xruns = XrunLog()
        self._rig = rig
        self._capture = capture
        self._on_announcement = on_announcement
        self._playback = Playback(rig.plans, shared.motion, on_broken_file)
        self._wake = threading.Event()
        self._ended = False
        self._hasty_until = 0.0
        self._forget_at = 0.0
        self._thread = threading.Thread(target=self._run, name="butler", daemon=True)

    def start(self, spec: EngineSpec, position: int) -> None:
        """Make the first plan, with the playhead at `position`, and begin."""
        self._playback.set_spec(spec, position)
        while self._playback.step():
            pass
        self._thread.start()

    def set_spec(self, spec: EngineSpec) -> None:
        """What should be running. Called from: command thread."""
        self._playback.set_spec(spec)
        self.hurry()

    def set_lead(self, number: int, lead: LeadSpec) -> None:
        """What the next lead of that number is. Called from: command thread."""
        self._playback.set_lead(number, lead)

    def hurry(self) -> None:
        """Something was asked for: look often for a while. Called from: command thread."""
        self._hasty_until = time.monotonic() + HASTE_LASTS
        self._wake.set()

    def end(self) -> None:
        """End the thread, after the last announcements. The callback must not run any more."""
        self._ended = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._playback.close()

    def _run(self) -> None:
        make_prompt()
        while not self._ended:
            try:
                busy = self._step()
            except Exception:
                log.exception("the butler stumbled")
                busy = False
            if not busy:
                self._wake.wait(self._pause())
                self._wake.clear()
        self._hear()

    def _pause(self) -> float:
        if time.monotonic() < self._hasty_until:
            return HASTY
        return WATCHFUL if self._capture.busy else CALM

    def _step(self) -> bool:
        self._hear()
        now = time.monotonic()
        if now >= self._forget_at:
            self._forget_at = now + FORGET_EVERY
            forgotten = self._rig.capture.oldest - self._rig.info.rate
            self.motion.forget_before(forgotten)
            self.xruns.forget_before(forgotten)
        return self._playback.step()

    def _hear(self) -> None:
        heard = self._rig.capture.written
        while (row := self._rig.announcements.pop()) is not None:
            kind, clock, position = row[:3]
            self.motion.note(kind, clock, position, *self._playback.pace())
            if kind == Announcement.NEED_PLAN:
                self._playback.need_plan(position, row[3])
            elif kind == Announcement.REFUSED:
                self._playback.need_plan(position, row[4])
            elif kind == Announcement.ADOPTED:
                self._playback.adopted(row[4])
            elif kind == Announcement.XRUN:
                self.xruns.note(clock, row[3], row[4])
            self._capture.announce(row)
            self._on_announcement(row)
        self._capture.heard_until(self._rig.capture, heard)
        self.xruns.heard_until(heard)
