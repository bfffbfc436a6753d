"""Take files: WAV whose header is true at every moment, so that everybody reads what a killed writer left."""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import datetime as dt
import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from tui_studio import paths
from tui_studio.audio.dsp.pcm import Packer
from tui_studio.audio.wav_header import DATA_OFFSET, RF64_ABOVE, WavForm, build_header
from tui_studio.audio.wav_parse import parse_wav
from tui_studio.errors import AudioFileError

SampleFormat = Literal["pcm24", "float32"]

_START_WRITING: Final = 2
"""As `SYNC_FILE_RANGE_WRITE` of Linux."""
_NO_SYNCING: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
"""What file systems say that cannot push files, or folders: no sound is lost by that."""


class TakeWriter:
    """Writes one file of a take. Every `write` reaches the kernel, with a header that claims what is there.

    Killing the process loses nothing that was written, a power cut nothing that was synced. When the disk is
    full the file is left whole (whole frames, true header) and AudioFileError is raised; `close` still works.
    The checksum is of what was handed to the system, so that a file which the disk lost is told from a whole one.
    Called from: butler; `sync` may run in another thread meanwhile, `close` not.
    """

    def __init__(
        self,
        path: Path,
        *,
        channels: int,
        rate: int,
        sample_format: SampleFormat,
        time_reference: int = 0,
        rf64_above: int = RF64_ABOVE,
    ) -> None:
        """Create the file, which must not exist; nothing is left behind if that fails. Raises AudioFileError.

        `time_reference` is the song frame of the first frame; `rf64_above` the size past which it is RF64.
        """
        self.path = path
        self.frames = 0
        """Whole frames that the file claims."""
        now = dt.datetime.now(dt.UTC).astimezone().isoformat()[:19]
        self._form = WavForm(channels, rate, sample_format, time_reference, now)
        self._rf64_above = rf64_above
        self._packer = Packer(channels, sample_format)
        self._checksum = hashlib.sha256()
        self._broken: AudioFileError | None = None
        self._folder_synced = False
        self._file = self._create()

    def write(self, block: NDArray[np.float32]) -> None:
        """Append the columns of `block` (channels, n). Raises AudioFileError; the file then takes no more."""
        if self._broken:
            raise self._broken
        data = self._packer.pack(block)
        written, failure = _write_all(self._file, data)
        whole = written - written % self._form.frame_bytes
        self._checksum.update(data[:whole])
        self.frames += whole // self._form.frame_bytes
        try:
            if failure:
                os.ftruncate(self._file, self._end)
            self._put_header()
        except OSError as error:
            failure = failure or error
        if failure:
            self._broken = write_error(self.path, failure)
            raise self._broken from failure

    def place(self, time_reference: int) -> None:
        """Say anew which song frame the first frame is; in the file from the next write on."""
        self._form = dataclasses.replace(self._form, time_reference=time_reference)

    def start_sync(self) -> None:
        """Have the system begin what `sync` waits for; where it cannot, nothing happens.

        Files that begin together go through the journal of the file system together, not each by itself.
        """
        with contextlib.suppress(OSError, AttributeError):
            whole = ctypes.c_int64(0)
            ctypes.CDLL(None).sync_file_range(self._file, whole, whole, _START_WRITING)

    def sync(self) -> None:
        """Push everything to the disk itself, also when the file was closed. Raises AudioFileError.

        The system reports lost sound once: after a failure, success says nothing of what was written before.
        """
        try:
            if self._file >= 0:
                _push(os.fdatasync, self._file)
            else:
                _sync_file(self.path)
            if not self._folder_synced:
                with contextlib.suppress(FileNotFoundError):  # it moved: the file's sound is no worse for it
                    _sync_folder(self.path.parent)
                    self._folder_synced = True
        except OSError as error:
            raise write_error(self.path, error) from error

    def what_became(self) -> Literal["", "moved", "removed"]:
        """Of the file, by other programs; empty while it is at its path. A removed file that was closed counts as moved."""
        try:
            there = self.path.stat()
            own = there if self._file < 0 else os.fstat(self._file)
            # some network disks give one file several numbers
            here = os.path.samestat(own, there) or own.st_size == there.st_size
        except OSError:
            here = False
        if here:
            return ""
        with contextlib.suppress(OSError):
            if self._file >= 0 and not os.fstat(self._file).st_nlink:
                return "removed"
        return "moved"

    @property
    def checksum(self) -> str:
        """`sha256:` and the digest of the sound bytes so far."""
        return f"sha256:{self._checksum.hexdigest()}"

    def close(self, *, sync: bool = True) -> str:
        """Finish the file, pushed to the disk or not; returns the checksum. Idempotent.

        Raises AudioFileError; the file is closed all the same.
        """
        if self._file >= 0:
            file, self._file = self._file, -1
            try:
                if self.frames * self._form.frame_bytes & 1 and not self._broken:
                    os.pwrite(file, b"\0", DATA_OFFSET + self.frames * self._form.frame_bytes)
                if sync:
                    _push(os.fdatasync, file)
            except OSError as error:
                raise write_error(self.path, error) from error
            finally:
                os.close(file)
        return self.checksum

    @property
    def _end(self) -> int:
        return DATA_OFFSET + self.frames * self._form.frame_bytes

    def _create(self) -> int:
        try:
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise write_error(self.path, error) from error
        header = build_header(self._form, 0, self._rf64_above)
        written, failure = _write_all(file, memoryview(header))
        if failure or written < DATA_OFFSET:
            os.close(file)
            self.path.unlink(missing_ok=True)
            raise write_error(self.path, failure or OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        return file

    def _put_header(self) -> None:
        os.pwrite(self._file, build_header(self._form, self._end - DATA_OFFSET, self._rf64_above), 0)


def true_up(path: Path) -> int:
    """Make the header of a WAV file whose writer died claim all whole frames on disk; returns how many.

    No sound byte is changed or cut off. A file that is true already, or not one of ours, is left as it is.
    Raises AudioFileError when it cannot be read, is no WAV, or cannot be written.
    """
    layout = parse_wav(path)
    try:
        size = path.stat().st_size
        if layout.data_offset != DATA_OFFSET or layout.sample_format not in ("pcm24", "float32"):
            return layout.frames
        frames = (size - DATA_OFFSET) // layout.frame_bytes
        with path.open("rb") as file:
            old = file.read(DATA_OFFSET)
        form = WavForm(layout.channels, layout.rate, layout.sample_format, *_reference(old))
        new = build_header(form, frames * form.frame_bytes)
        if new != old:
            with path.open("r+b") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise write_error(path, error) from error
    return frames


def song_frame_of(path: Path) -> int:
    """Where in the song the first frame of a file of ours lies, as its writer said. Raises AudioFileError."""
    try:
        with path.open("rb") as file:
            header = file.read(DATA_OFFSET)
    except OSError as error:
        raise write_error(path, error) from error
    if parse_wav(path).data_offset != DATA_OFFSET:
        raise AudioFileError("this is no file of a take", where=str(path), hint="import it by hand")
    return _reference(header)[0]


def _reference(header: bytes) -> tuple[int, str]:
    date = header[376:386].decode("ascii", "replace")
    time = header[386:394].decode("ascii", "replace")
    return int.from_bytes(header[394:402], "little"), f"{date}T{time}"


def _write_all(file: int, data: memoryview) -> tuple[int, OSError | None]:
    """How many bytes were written, and why not all of them."""
    written = 0
    while written < len(data):
        try:
            written += os.write(file, data[written:])
        except OSError as error:
            return written, error
    return written, None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _push(os.fsync, descriptor)
    finally:
        os.close(descriptor)


def _push(push: Callable[[int], None], descriptor: int) -> None:
    """To the disk itself, where the file system can do that. Raises OSError when it fails."""
    try:
        push(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNCING:
            raise


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _push(os.fdatasync, descriptor)
    finally:
        os.close(descriptor)


def write_error(path: Path, error: OSError) -> AudioFileError:
    """What to tell when the system refuses to write a file."""
    hints = {
        errno.ENOSPC: ("the disk is full", "free some room, or record to another disk"),
        errno.EDQUOT: ("your share of the disk is full", "free some room, or record to another disk"),
        errno.EEXIST: ("the file exists already", "choose another name"),
        errno.EACCES: ("no permission to write here", "check who owns the folder"),
        errno.EROFS: ("the disk is read-only", "choose another folder"),
        errno.ENOENT: ("the folder does not exist", "make it, or choose another"),
        errno.EMFILE: ("too many files are open", "record fewer tracks at once, or a longer loop"),
    }
    message, hint = hints.get(
        error.errno or 0, (f"cannot write the file ({error.strerror})", "check the disk")
    )
    if error.errno == errno.ENOSPC and paths.out_of_files(path):
        message = "no more files can be made on this disk (its inode table is full)"
        hint = "remove files that you no longer need, or record to another disk"
    return AudioFileError(message, where=str(path), hint=hint)
