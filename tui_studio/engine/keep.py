"""Retrospective capture: files made of what the capture ring still holds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from tui_studio.engine.ledger import write_ledger
from tui_studio.engine.motion import MotionSpan, Placed, place
from tui_studio.engine.open_pass import CHUNK, MAX_CHANNELS, OpenPass, OpenRound, check_distinct
from tui_studio.engine.open_take import open_takes
from tui_studio.engine.protocol import DeviceInfo, Keep, PassReport, Record
from tui_studio.engine.ring import Block, CaptureRing
from tui_studio.errors import EngineError

SHORTEST_SECONDS: Final = 1.0


def keep(
    request: Keep, device: DeviceInfo, ring: CaptureRing, spans: list[MotionSpan], playhead: int
) -> PassReport:
    """Make the files and their ledger. All or none: on a failure those already made are removed.

    Raises AudioFileError or EngineError. Called from: an errand thread.
    """
    end = ring.written
    oldest = ring.oldest + device.rate // 4 if ring.oldest else 0
    start = max(oldest, end - int(request.seconds * device.rate))
    if start >= end:
        raise EngineError("nothing was captured yet", hint="wait a moment and try again")
    shortest = int(SHORTEST_SECONDS * device.rate)
    places = place(spans, start, end, latency=request.latency, playhead=playhead, shortest=shortest)
    record = Record(
        pass_id=request.pass_id,
        files=request.files,
        ledger=request.ledger,
        latency=0,
        latency_measured=request.latency_measured,
    )
    check_distinct(record)
    kept = OpenPass(record, device, ring, [])
    try:
        _write(kept, places)
        report = msgspec.structs.replace(kept.report("kept"), latency=request.latency)
        _put_ledger(Path(request.ledger), report)
    except BaseException:
        for take in (take for each in kept.rounds for take in each.takes):
            take.discard()
        raise
    return report


def _write(kept: OpenPass, places: list[Placed]) -> None:
    scratch: Block = np.zeros((MAX_CHANNELS, CHUNK), np.float32)
    for number, placed in enumerate(places, 1):
        takes = open_takes(kept.request.files, kept.device.rate, placed.position, number)
        kept.rounds.append(OpenRound(takes, placed.position, placed.clock, placed.end))
        kept.write_available(scratch)
        if kept.failure:
            raise kept.failure
        for take in takes:
            take.pace = placed.pace
            take.close()


def _put_ledger(path: Path, report: PassReport) -> None:
    try:
        write_ledger(path, report)
    except OSError as error:
        raise EngineError(
            f"the ledger of the pass cannot be written ({error.strerror})",
            where=str(path),
            hint="check the disk",
        ) from error
