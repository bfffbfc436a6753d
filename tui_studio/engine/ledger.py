"""The ledger of a pass: a small file beside the audio that says what the files are, should nobody come
back for them.

It is a `PassReport` as JSON. While the pass is open its `closed` is empty, and the frames and gaps are
those of about a second ago: the audio files themselves are the truth about their length. The engine
removes it on `ForgetPass`.

While somebody writes the files, a lock file beside the ledger is held by the kernel for him, and let go when he dies: a
pass that has a writer is not to be salvaged. (The ledger itself cannot be locked: it is replaced at every writing.)
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

import msgspec

from tui_studio.durable import replace_file, scratch_of
from tui_studio.engine.protocol import PassReport, TakeReport
from tui_studio.errors import EngineError

SUFFIX = ".ledger"
LOCK_SUFFIX = ".lock"
"""After the whole name of the ledger."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PassReport)


def write_ledger(path: Path, report: PassReport) -> None:
    """Replace the ledger at `path` as a whole, on the disk when this returns. Raises OSError; the old one then stays."""
    replace_file(path, msgspec.json.format(_encoder.encode(report), indent=1))


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
    scratch_of(path).unlink(missing_ok=True)
    if not has_writer(path):
        _lock_of(path).unlink(missing_ok=True)


class WriterLock:
    """Held by who writes the files of a pass. Where the file system knows no locks, it is none."""

    def __init__(self, ledger: Path) -> None:
        """Hold it, unless somebody does. Never raises."""
        self._path = _lock_of(ledger)
        self._descriptor = -1
        if not has_writer(ledger):
            with contextlib.suppress(OSError):
                self._descriptor = _make_locked(self._path)

    def release(self) -> None:
        """The files are whole. Idempotent; the lock file goes, too."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(descriptor), self._path.stat()):
                self._path.unlink()
        os.close(descriptor)


def has_writer(path: Path) -> bool:
    """Whether somebody alive still writes the pass of this ledger. False where that cannot be known: the file
    system knows no locks, or the lock file cannot be read. Never raises, never waits.
    """
    try:
        descriptor = os.open(_lock_of(path), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _make_locked(path: Path) -> int:
    """A descriptor of the new file, which is locked before anybody sees it: who asks cannot be in the way. Raises OSError."""
    scratch = scratch_of(path)
    descriptor = os.open(scratch, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        scratch.replace(path)
    except OSError:
        os.close(descriptor)
        scratch.unlink(missing_ok=True)
        raise
    return descriptor


def _lock_of(ledger: Path) -> Path:
    return ledger.with_name(ledger.name + LOCK_SUFFIX)


def _found(take: TakeReport, folder: Path) -> TakeReport:
    here = folder / Path(take.path).name
    if not Path(take.path).exists() and here.exists():
        return msgspec.structs.replace(take, path=str(here))
    return take
