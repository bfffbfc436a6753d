"""Voice memos: a pass of one file that no transport starts, ends or places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tui_studio.engine import protocol
from tui_studio.engine.disk import check_room
from tui_studio.engine.ledger import SUFFIX
from tui_studio.engine.open_pass import bytes_per_second
from tui_studio.engine.protocol import MEMO_PASS, MemoStart, Record, TakeFile
from tui_studio.engine.rig import Rig
from tui_studio.errors import NotNowError

if TYPE_CHECKING:
    from tui_studio.engine.engine import Engine


def ledger_of(path: Path) -> Path:
    """The ledger of the memo in this file."""
    return path.with_suffix(SUFFIX)


def start_memo(engine: Engine, rig: Rig, request: MemoStart) -> None:
    """Record from now on, or from a little earlier. Raises EngineError, AudioFileError or NotNowError."""
    if engine.capture.memo is not None:
        raise NotNowError("a memo is being recorded already", hint="stop it first")
    record = Record(
        pass_id=MEMO_PASS,
        files=(TakeFile(0, request.path, request.inputs, request.sample_format),),
        ledger=str(ledger_of(Path(request.path))),
        latency=0,
        latency_measured=False,
        reserve_bytes=request.reserve_bytes,
    )
    check_room(record, bytes_per_second(record.files, rig.info.rate))
    now = rig.capture.written
    first = max(rig.capture.oldest, now - max(0, request.before))
    engine.capture.open(record, rig.info, rig.capture, 0)
    engine.capture.begin_memo(first)


def read_input(rig: Rig, request: protocol.ReadInput) -> bytes:
    """The newest frames of an input, as in the protocol."""
    ring = rig.capture
    end = ring.written
    frames = max(0, min(request.frames, rig.info.rate, end - ring.oldest))
    heard = np.zeros((1, frames), "<f4")
    if frames:
        ring.read(end - frames, heard, [request.input])
    return heard.tobytes()
