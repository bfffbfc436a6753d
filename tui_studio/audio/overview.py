"""Waveform overviews: the smallest and largest value of every few frames of a source, for heads to draw.

An overview is kept in the song's `cache/` and made anew when its file is missing, damaged or older than the sound.
"""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.reader import open_source
from tui_studio.errors import AudioFileError

Pairs = NDArray[np.int8]
"""(channels, hops, 2): smallest and largest value of each hop; 127 is full scale."""

HOP: Final = 256
COARSER: Final = 16
"""How many hops of one level make one of the next."""
_SCAN_FRAMES: Final = 65536
_HEADER: Final = struct.Struct("<8sIIqqq")
_MAGIC: Final = b"tsovrvw1"


@dataclass(frozen=True)
class Overview:
    """The peaks of a source, in levels of which each is `COARSER` times as coarse as the one before."""

    frames: int
    hop: int
    levels: tuple[Pairs, ...]

    @property
    def channels(self) -> int:
        """Channels of the source."""
        return int(self.levels[0].shape[0])

    def columns(self, start: int, end: int, count: int) -> Pairs:
        """(channels, count, 2): the peaks of `count` columns of equal width over the frames [start, end).

        Columns outside of the source are zero. A column narrower than a hop shows the hop that it is in.
        """
        width = (end - start) / count
        level, hop = 0, self.hop
        while level + 1 < len(self.levels) and hop * COARSER * 2 <= width:
            level, hop = level + 1, hop * COARSER
        pairs = self.levels[level]
        edges = start + width * np.arange(count + 1)
        first = np.floor(edges[:-1] / hop).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:] / hop).astype(np.int64), first + 1)
        inside = (edges[1:] > 0) & (edges[:-1] < self.frames)
        out = np.zeros((self.channels, count, 2), np.int8)
        hops = pairs.shape[1]
        for column in np.flatnonzero(inside):
            span = pairs[:, max(0, first[column]) : min(hops, last[column])]
            if span.shape[1]:
                out[:, column, 0] = span[:, :, 0].min(axis=1)
                out[:, column, 1] = span[:, :, 1].max(axis=1)
        return out

    def merged(self, start: int, end: int, count: int) -> bytes:
        """`columns`, with one waveform for all channels, as `count` int8 pairs."""
        columns = self.columns(start, end, count)
        pairs = np.stack((columns[:, :, 0].min(axis=0), columns[:, :, 1].max(axis=0)), axis=1)
        return pairs.tobytes()


class OverviewBuilder:
    """Makes an overview of blocks as they come."""

    def __init__(self, channels: int, hop: int = HOP) -> None:
        self.hop: Final = hop
        self.frames = 0
        self._channels: Final = channels
        self._rest: NDArray[np.float32] = np.zeros((channels, 0), np.float32)
        self._parts: list[Pairs] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """The columns of `block` (channels, n) follow."""
        self.frames += block.shape[1]
        sound = np.concatenate((self._rest, block), axis=1) if self._rest.shape[1] else block
        whole = sound.shape[1] // self.hop * self.hop
        if whole:
            self._parts.append(_reduce(sound[:, :whole], self.hop))
        self._rest = sound[:, whole:].copy()

    def build(self) -> Overview:
        """The overview of all that was added so far."""
        parts = [*self._parts]
        if self._rest.shape[1]:
            parts.append(_reduce(self._rest, self._rest.shape[1]))
        finest = np.concatenate(parts, axis=1) if parts else np.zeros((self._channels, 0, 2), np.int8)
        return Overview(self.frames, self.hop, _with_coarser(finest))


def scan(
    path: Path,
    *,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Overview:
    """The overview of an audio file. Raises AudioFileError, also when `cancelled` says so."""
    reader = open_source(path)
    try:
        builder = OverviewBuilder(reader.channels)
        for at in range(0, reader.frames, _SCAN_FRAMES):
            if cancelled and cancelled():
                raise AudioFileError("the overview was cancelled", where=str(path))
            block = np.empty((reader.channels, min(_SCAN_FRAMES, reader.frames - at)), np.float32)
            reader.read_into(block, at)
            builder.add(block)
            if progress:
                progress((at + block.shape[1]) / reader.frames)
        return builder.build()
    finally:
        reader.close()


def overview_of(source: Path, cache: Path) -> Overview:
    """The overview of a source, from the folder `cache` or made anew and left there.

    A cache that cannot be written is no error. Raises AudioFileError when the source cannot be read.
    """
    kept = cache / f"{hashlib.blake2b(os.fsencode(source.name), digest_size=12).hexdigest()}.overview"
    overview = _load(kept, source)
    if overview is None:
        overview = scan(source)
        with suppress(OSError):
            _store(kept, source, overview)
    return overview


def _reduce(sound: NDArray[np.float32], hop: int) -> Pairs:
    hops = sound.reshape(sound.shape[0], -1, hop)
    pairs = np.stack((hops.min(axis=2), hops.max(axis=2)), axis=2)
    np.nan_to_num(pairs, copy=False)
    np.clip(pairs, -1.0, 1.0, out=pairs)
    return np.rint(pairs * np.float32(127.0)).astype(np.int8)


def _with_coarser(finest: Pairs) -> tuple[Pairs, ...]:
    levels = [finest]
    while levels[-1].shape[1] > COARSER:
        fine = levels[-1]
        starts = np.arange(0, fine.shape[1], COARSER)
        low = np.minimum.reduceat(fine[:, :, 0], starts, axis=1)
        high = np.maximum.reduceat(fine[:, :, 1], starts, axis=1)
        levels.append(np.stack((low, high), axis=2))
    return tuple(levels)


def _stamp(source: Path) -> tuple[int, int]:
    status = source.stat()
    return status.st_size, status.st_mtime_ns


def _load(kept: Path, source: Path) -> Overview | None:
    try:
        data = kept.read_bytes()
        magic, channels, hop, frames, size, changed = _HEADER.unpack_from(data)
        if magic != _MAGIC or (size, changed) != _stamp(source):
            return None
        hops = -(-frames // hop)
        finest = np.frombuffer(data, np.int8, channels * hops * 2, _HEADER.size)
        return Overview(frames, hop, _with_coarser(finest.reshape(channels, hops, 2)))
    except (OSError, struct.error, ValueError, ZeroDivisionError):
        return None


def _store(kept: Path, source: Path, overview: Overview) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    header = _HEADER.pack(_MAGIC, overview.channels, overview.hop, overview.frames, *_stamp(source))
    descriptor, name = tempfile.mkstemp(dir=kept.parent, prefix=".overview-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(header)
            file.write(overview.levels[0].tobytes())
        temporary.replace(kept)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
