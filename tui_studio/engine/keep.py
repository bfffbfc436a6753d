"""Retrospective capture: files made of what the capture ring still holds."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np

from tui_studio.engine.disk import check_room_to_keep
from tui_studio.engine.ledger import WriterLock, remove_ledger, write_ledger
from tui_studio.engine.motion import MotionSpan, Placed, place
from tui_studio.engine.open_pass import (
    CHUNK,
    DOUBT_SECONDS,
    MAX_CHANNELS,
    OpenPass,
    bytes_per_second,
    check_distinct,
)
from tui_studio.engine.open_take import open_takes
from tui_studio.engine.protocol import DeviceInfo, Keep, PassReport, Record, TakeFile
from tui_studio.engine.ring import Block, CaptureRing
from tui_studio.engine.taken import TakenLog
from tui_studio.engine.xrun_log import XrunLog
from tui_studio.errors import EngineError, NotNowError

SHORTEST_SECONDS: Final = 1.0
XRUN_PATIENCE: Final = 2.0
"""Seconds after which xruns are not waited for any longer: the device is gone, and tells nothing more."""
_LOOK_EVERY: Final = 0.01


class Stretch(NamedTuple):
    """What goes into a take of each of these files."""

    placed: Placed
    files: tuple[TakeFile, ...]

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.placed.end - self.placed.clock


def keep(
    request: Keep,
    device: DeviceInfo,
    ring: CaptureRing,
    spans: list[MotionSpan],
    xruns: XrunLog,
    *,
    taken: TakenLog,
    playhead: int,
) -> PassReport:
    """Make the files and their ledger. All or none: on a failure those already made are removed.

    The ring is only read: what could not be kept can be kept again, as long as it reaches back.
    Raises AudioFileError, EngineError or NotNowError. Called from: an errand thread.
    """
    end = ring.written
    oldest = ring.oldest + device.rate // 4 if ring.oldest else 0
    start = max(oldest, end - int(request.seconds * device.rate))
    if start >= end:
        raise EngineError("nothing was captured yet", hint="wait a moment and try again")
    shortest = int(SHORTEST_SECONDS * device.rate)
    stretches = [
        Stretch(placed, files)
        for known, files in _by_taken(request, ring, taken)
        for placed in place(
            spans,
            start,
            end,
            latency=request.latency,
            playhead=playhead,
            shortest=shortest,
            taken=known,
        )
    ]
    if not stretches:
        hint = "take.list shows them; play on, and keep then"
        raise NotNowError("what was just played is in takes already, all but less than a second", hint=hint)
    record = Record(
        pass_id=request.pass_id,
        files=request.files,
        ledger=request.ledger,
        latency=0,
        latency_measured=request.latency_measured,
    )
    check_distinct(record)
    _check_room(request, stretches, device.rate)
    kept = OpenPass(record, device, ring, [])
    lock = WriterLock(Path(request.ledger))
    try:
        _write(kept, stretches, request)
        _note_xruns(kept, xruns, end)
        report = _put_ledger(kept, request, "kept")
        taken.note(kept)
        return report
    except BaseException:
        for take in (take for each in kept.rounds for take in each.takes):
            take.discard()
        if kept.rounds:  # else it is of another pass, if there is one
            remove_ledger(Path(request.ledger))
        raise
    finally:
        lock.release()


def _by_taken(
    request: Keep, ring: CaptureRing, taken: TakenLog
) -> list[tuple[tuple[tuple[int, int], ...], tuple[TakeFile, ...]]]:
    """The spans that takes have already, each with the files of which that is so."""
    have, files = set(request.have), defaultdict(list)
    for file in request.files:
        files[taken.spans(ring, file, have)].append(file)
    return [(known, tuple(these)) for known, these in files.items()]


def _check_room(request: Keep, stretches: list[Stretch], rate: int) -> None:
    check_room_to_keep(
        request,
        files=sum(len(each.files) for each in stretches),
        seconds=sum(each.frames for each in stretches) / rate,
        sound_bytes=sum(each.frames * bytes_per_second(each.files, 1) for each in stretches),
    )


def _write(kept: OpenPass, stretches: list[Stretch], request: Keep) -> None:
    scratch: Block = np.zeros((MAX_CHANNELS, CHUNK), np.float32)
    for number, (placed, files) in enumerate(stretches, 1):
        takes = open_takes(files, kept.device.rate, placed.position, number)
        kept.begin_round(takes, placed.position, placed.clock, placed.end)
        for take in takes:
            take.pace = placed.pace
        _put_ledger(kept, request, "")
        kept.write_available(scratch)
        if kept.failure:
            raise kept.failure
        for take in takes:
            take.close()


def _note_xruns(kept: OpenPass, xruns: XrunLog, end: int) -> None:
    """Those within the takes, once all of them are known."""
    deadline = time.monotonic() + XRUN_PATIENCE
    doubt = int(DOUBT_SECONDS * kept.device.rate)
    while not xruns.knows(end, doubt) and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY)
    for xrun in xruns.xruns():
        kept.note_xrun(*xrun)


def _put_ledger(kept: OpenPass, request: Keep, closed: str) -> PassReport:
    """What it says."""
    report = msgspec.structs.replace(kept.report(closed), latency=request.latency)
    try:
        write_ledger(Path(request.ledger), report)
    except OSError as error:
        raise EngineError(
            f"the ledger of the pass cannot be written ({error.strerror})",
            where=request.ledger,
            hint="check the disk",
        ) from error
    return report
