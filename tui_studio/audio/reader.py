"""Reading audio files as planar float32: our own decoder for WAV and RF64, libsndfile for the rest.

Files are read with `pread`, not mapped: when a file shrinks or its disk goes, a map would kill the engine
with SIGBUS where a read gives silence. It is as fast as a map.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.dsp.pcm import Unpacker
from tui_studio.audio.wav_parse import WavLayout, is_wav, parse_wav, read_error

_CHUNK_SAMPLES: Final = 1 << 17
"""Samples decoded at a time: the work stays in the processor's second cache."""


class SourceReader(Protocol):
    """An open audio file. Several threads may read from it."""

    channels: int
    frames: int
    rate: int
    sample_format: str
    cut_off: bool
    """The file's header promises more than there is."""

    def read_into(self, out: NDArray[np.float32], start: int) -> None:
        """Fill `out` (channels, n) with the frames from `start` on; zeros before 0 and beyond the end.

        Raises AudioFileError when the disk fails (`out` is then zeros from there on).
        """
        ...

    def close(self) -> None:
        """Let go of the file. Idempotent."""
        ...


def open_source(path: Path) -> SourceReader:
    """Open an audio file of any kind. Raises AudioFileError.

    A truncated file, or one whose header claims more than there is, gives what is really there.
    """
    if is_wav(path):
        layout = parse_wav(path)
        if layout.sample_format:
            return WavReader(path, layout)
    from tui_studio.audio.foreign import ForeignReader

    return ForeignReader(path)


class WavReader:
    """Reads WAV and RF64: PCM of 16, 24 or 32 bits, and float."""

    def __init__(self, path: Path, layout: WavLayout) -> None:
        self.channels = layout.channels
        self.frames = layout.frames
        self.rate = layout.rate
        self.sample_format = layout.sample_format
        self.cut_off = layout.claimed_frames > layout.frames
        self._path = path
        self._layout = layout
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise read_error(path, error) from error

    def read_into(self, out: NDArray[np.float32], start: int) -> None:
        """See SourceReader."""
        begin, end = max(0, -start), min(out.shape[1], self.frames - start)
        if end <= begin:
            out.fill(0.0)
            return
        out[:, :begin] = 0.0
        out[:, end:] = 0.0
        unpacker = _unpacker(self.channels, self.sample_format)
        for at in range(begin, end, unpacker.frames):
            self._decode(out[:, at : min(end, at + unpacker.frames)], start + at, unpacker)

    def _decode(self, out: NDArray[np.float32], start: int, unpacker: Unpacker) -> None:
        wanted = out.shape[1]
        frame_bytes = self._layout.frame_bytes
        try:
            place = unpacker.buffer[: wanted * frame_bytes]
            got = os.preadv(self._file, [place], self._layout.data_offset + start * frame_bytes)
        except OSError as error:
            out.fill(0.0)
            raise read_error(self._path, error) from error
        there = got // frame_bytes
        unpacker.unpack(out[:, :there], there)
        out[:, there:] = 0.0

    def close(self) -> None:
        """See SourceReader."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class _Unpackers(threading.local):
    """Per thread, one place to decode in for each kind of file, shared by all readers of that kind."""

    def __init__(self) -> None:
        self.of: dict[tuple[int, str], Unpacker] = {}


_unpackers = _Unpackers()


def _unpacker(channels: int, sample_format: str) -> Unpacker:
    key = (channels, sample_format)
    if key not in _unpackers.of:
        _unpackers.of[key] = Unpacker(channels, sample_format, max(1, _CHUNK_SAMPLES // channels))
    return _unpackers.of[key]
