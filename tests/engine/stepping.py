"""A rig on the virtual interface that runs only when stepped, fed with index ramps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.rig.ramps import ramp
from tui_studio.engine.backends.base import EXACT
from tui_studio.engine.backends.virtual import VirtualBackend
from tui_studio.engine.capture import Capture
from tui_studio.engine.deck import MAX_BLOCK, OwnDeck, Rings, capture_frames
from tui_studio.engine.motion import MotionLog
from tui_studio.engine.playback import Playback
from tui_studio.engine.protocol import (
    ClipSpec,
    DeviceSpec,
    EngineSpec,
    MonitorMode,
    Record,
    SpanSpec,
    TakeFile,
    TrackSpec,
)
from tui_studio.engine.rig import Rig
from tui_studio.engine.rt.contract import Announcement
from tui_studio.engine.shared import Shared
from tui_studio.engine.xrun_log import XrunLog

RATE = 48_000
LENGTH = 400_000


def ramp_feed(out: np.ndarray, clock: int) -> None:
    """Every input counts the capture clock, each with the offset of its port."""
    for port, row in enumerate(out):
        row[:] = ramp(clock, out.shape[1], port)


class Listener:
    """Hears what the capture threads tell."""

    def __init__(self) -> None:
        self.closed: list[tuple] = []
        self.memos: list[tuple] = []
        self.progress: list = []
        self.failed: list[tuple[str, str]] = []
        self.gone: list[tuple[Path, str]] = []
        self.dropped = 0

    def pass_closed(self, report, ledger) -> None:
        self.closed.append((report, ledger))

    def memo_closed(self, report, ledger) -> None:
        self.memos.append((report, ledger))

    def memo_failed(self, text) -> None:
        self.failed.append(("memo", text))

    def pass_progress(self, progress) -> None:
        self.progress.append(progress)

    def pass_failed(self, reason, text) -> None:
        self.failed.append((reason, text))

    def pass_flawed(self, text) -> None:
        self.failed.append(("flawed", text))

    def folder_gone(self, folder, reason) -> None:
        self.gone.append((folder, reason))

    def frames_dropped(self, frames, position) -> None:
        self.dropped += frames


class Stepped:
    """A rig with a playback side driven by hand and real capture threads."""

    LOST = 3 | EXACT

    def __init__(self, spec: EngineSpec, *, block: int = 256, retrospective: float = 30.0) -> None:
        device = DeviceSpec(name="virtual", rate=RATE, block=block, retrospective_seconds=retrospective)
        self.backend = VirtualBackend(device, MAX_BLOCK, speed=0.0, feed=ramp_feed)
        self.shared = Shared.private()
        deck = OwnDeck(
            self.backend,
            self.shared,
            Rings.own(self.backend.info.inputs, capture_frames(RATE, retrospective)),
        )
        self.callback = deck.callback
        self.rig = Rig(device, self.shared, deck)
        self.motion = MotionLog()
        self.xruns = XrunLog()
        self.listener = Listener()
        self.capture = Capture(self.listener)
        self.broken: list = []
        self.rows: list[tuple[int, ...]] = []
        self.playback = Playback(self.rig.plans, self.shared.motion, self.broken.append)
        self.playback.set_spec(spec, 0)
        self.block = block
        self.rig.start()
        self.serve()

    def serve(self) -> None:
        """What the butler does between blocks."""
        clock = self.rig.capture.written
        while (row := self.rig.announcements.pop()) is not None:
            self.rows.append(row)
            self.motion.note(*row[:3])
            if row[0] == Announcement.NEED_PLAN:
                self.playback.need_plan(row[2], row[3])
            elif row[0] == Announcement.REFUSED:
                self.playback.need_plan(row[2], row[4])
            elif row[0] == Announcement.ADOPTED:
                self.playback.adopted(row[4])
            elif row[0] == Announcement.XRUN:
                self.xruns.note(row[1], row[3], row[4])
            self.capture.announce(row)
        self.capture.heard_until(self.rig.capture, clock)
        self.xruns.heard_until(clock)
        while self.playback.step():
            pass

    def process(self, *, lost: int = 0) -> int:
        """One block of silence, before which so many frames were lost; its clock."""
        clock, info = self.rig.capture.written, self.backend.info
        silence = np.zeros((info.inputs, self.block), np.float32)
        out = np.zeros((info.outputs, self.block), np.float32)
        self.callback.process_rt(silence, out, self.block, self.LOST if lost else 0, lost)
        return clock

    def run(self, frames: int) -> np.ndarray:
        """Step until so many frames have gone by; what went out."""
        out = []
        while frames > 0:
            step = min(self.block, frames)
            out.append(self.backend.step(step))
            self.serve()
            frames -= step
        return np.concatenate(out, axis=1)

    def command(self, kind: int, *arguments: int) -> None:
        self.rig.command(kind, *arguments)

    def close(self) -> None:
        self.rig.close()
        self.playback.close()
        self.capture.end()


def record_request(
    folder: Path, inputs: list[tuple[int, ...]], *, latency: int = 0, pass_id: int = 7
) -> Record:
    files = tuple(
        TakeFile(number, str(folder / f"track-{number}.wav"), rows) for number, rows in enumerate(inputs, 1)
    )
    return Record(pass_id, files, str(folder / f"pass-{pass_id}.ledger"), latency, False, reserve_bytes=0)


def track(number: int, *clips: ClipSpec, **more) -> TrackSpec:
    return TrackSpec(track=number, slot=number, channels=1, clips=clips, **more)


def song(tape: Path, serial: int = 1, **more) -> EngineSpec:
    """One mono track that plays this file of `LENGTH` frames from position 0 on."""
    clip = ClipSpec(str(tape), 0, 0, LENGTH)
    return EngineSpec(serial, (track(1, clip, monitor=MonitorMode.TAPE),), **more)


def span(start: int, end: int) -> SpanSpec:
    return SpanSpec(start, end)
