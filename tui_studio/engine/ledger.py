"""The ledger of a pass: a small file beside the audio that says what the files are, should nobody come
back for them.

It is a `PassReport` as JSON. While the pass is open its `closed` is empty, and the frames and gaps are
those of about a second ago: the audio files themselves are the truth about their length. The engine
removes it on `ForgetPass`.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from tui_studio.engine.protocol import PassReport, TakeReport
from tui_studio.errors import EngineError

SUFFIX = ".ledger"

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PassReport)


def write_ledger(path: Path, report: PassReport) -> None:
    """Replace the ledger at `path` as a whole, on the disk when this returns. Raises OSError; the old one then stays."""
    scratch = path.with_name(path.name + ".new")
    try:
        with scratch.open("wb") as file:
            file.write(msgspec.json.format(_encoder.encode(report), indent=1))
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def read_ledger(path: Path) -> PassReport:
    """What the ledger says; `closed` is empty when the pass was never closed.

    A take whose file is not where it was written is looked for beside the ledger, since song folders move.
    Raises EngineError when the file is not a ledger.
    """
    try:
        report = _decoder.decode(path.read_bytes())
    except (OSError, ValueError) as error:
        raise EngineError(
            "this ledger of a recording pass cannot be read",
            where=f"{path}: {error}",
            hint="the audio files beside it are whole; import them by hand",
        ) from error
    rounds = tuple(tuple(_found(take, path.parent) for take in takes) for takes in report.rounds)
    return msgspec.structs.replace(report, rounds=rounds)


def find_ledgers(folder: Path) -> list[Path]:
    """The ledgers lying in the folder, oldest pass first."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: (len(path.name), path.name))


def remove_ledger(path: Path) -> None:
    """The pass is in the song: its ledger may go. Nothing happens if it is gone already."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".new").unlink(missing_ok=True)


def _found(take: TakeReport, folder: Path) -> TakeReport:
    here = folder / Path(take.path).name
    if not Path(take.path).exists() and here.exists():
        return msgspec.structs.replace(take, path=str(here))
    return take


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
