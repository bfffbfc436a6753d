"""The rings between the callback and the threads around it, which may be in another process. One writer and
one reader each; nobody waits for anybody.

All counters are absolute and only grow while a ring is used; each is stored by one thread. A reader reads
the counter first and the data after it, a writer writes the data first and the counter after it (see `Fence`;
what the interpreter does between a reader's two steps is more than a processor looks ahead). Data and counters
lie in memory that is given when the ring is made (see `common_memory`), or in memory of the ring's own.
"""

from __future__ import annotations

import threading
from array import array
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""Planar sound: (channels, frames), float32."""

Woven = memoryview
"""The bytes of float32 sound frame by frame, each with all of its channels: so devices give and take it."""

Counters = memoryview
"""Of int64, `COUNTERS` of them; a ring uses as many as it needs."""
COUNTERS: Final = 8
_WRITTEN: Final = 0
_READ: Final = 1

GRAIN: Final = 32
"""The mix is computed over a multiple of this many columns: then each column of a matrix product comes
out the same to the last bit, whatever the size of the block it is in."""


LOUDEST: Final = 1e6
"""The largest value that sound may have."""


def padded(frames: int) -> int:
    """`frames` rounded up to the grain."""
    return (frames + GRAIN - 1) // GRAIN * GRAIN


def as_bytes(frames: NDArray[np.float32]) -> Woven:
    """Of C-contiguous sound (frames, channels). They are looked at, not copied."""
    return frames.reshape(-1).view(np.uint8).data


def woven(block: Block) -> Woven | None:
    """The bytes of a block that lies so; None for one that lies otherwise, or in which nothing lies."""
    return as_bytes(block.T) if block.size and block.T.flags.c_contiguous else None


def own_counters() -> Counters:
    """Counters that nobody else sees."""
    return memoryview(array("q", [0] * COUNTERS))


class Fence:
    """Keeps what is written before it before what is written after it, for a reader on another core.

    Processors that reorder stores (ARM) keep to it because letting a lock go is a release and taking it an acquire. The
    lock is the fence's own, so that nobody ever waits for it. Used by one thread.
    """

    def __init__(self) -> None:
        lock = threading.Lock()
        lock.acquire()
        self._release: Final = lock.release
        self._acquire: Final = lock.acquire

    def pass_rt(self) -> None:
        """Everything before is written. Never waits."""
        self._release()
        self._acquire()


class CaptureRing:
    """Everything that came in of late. Written by the callback, read by the engine's threads.

    `written` is the clock: the count of frames since the device was opened. Frames from `oldest` to
    `written` are there. Nothing is ever refused: the oldest frames are overwritten, and a reader that
    came too late sees it by `oldest`. A frame's inputs lie side by side, as devices give them: a block is copied in
    one go.
    """

    def __init__(
        self,
        inputs: int,
        capacity: int,
        max_block: int,
        memory: NDArray[np.float32] | None = None,
        counters: Counters | None = None,
    ) -> None:
        """`memory`, zeros (capacity, inputs), and `counters` are used instead of new ones if given."""
        if memory is None:
            memory = np.zeros((capacity, inputs), np.float32)
            memory.fill(0.0)  # touches every page, so that the callback never faults one in
        self.data: Final[Block] = memory.T
        self._woven: Final = as_bytes(memory)
        self._width: Final = 4 * inputs
        self.capacity: Final = capacity
        self._guard: Final = 2 * max_block
        self._counters: Final = own_counters() if counters is None else counters
        self._fence: Final = Fence()

    @property
    def as_it_lies(self) -> Block:
        """All of the memory as one row."""
        return self.data.T.reshape(1, -1)

    @property
    def written(self) -> int:
        """Frames that came in so far."""
        return self._counters[_WRITTEN]

    @property
    def oldest(self) -> int:
        """The oldest frame that is safe to read while the callback goes on writing."""
        return max(0, self.written - self.capacity + self._guard)

    def write_rt(self, block: Block, frames: int) -> None:
        """Append `frames` columns of `block`. Called from: callback."""
        written = self._counters[_WRITTEN]
        at = written % self.capacity
        first = min(frames, self.capacity - at)
        self.data[:, at : at + first] = block[:, :first]
        if first < frames:
            self.data[:, : frames - first] = block[:, first:frames]
        self._fence.pass_rt()
        self._counters[_WRITTEN] = written + frames

    def append_rt(self, woven: Woven, frames: int) -> None:
        """As `write_rt`, for frames that lie as in the ring. Called from: callback."""
        written = self._counters[_WRITTEN]
        at = written % self.capacity * self._width
        end = at + len(woven)
        if end <= len(self._woven):
            self._woven[at:end] = woven
        else:
            first = len(self._woven) - at
            self._woven[at:] = woven[:first]
            self._woven[: len(woven) - first] = woven[first:]
        self._fence.pass_rt()
        self._counters[_WRITTEN] = written + frames

    def read(self, start: int, out: Block, rows: list[int] | slice = slice(None)) -> int:
        """Copy the frames from `start` on into `out` (all of its columns). Called from: any reader.

        Returns how many leading frames were already overwritten (those columns are zeros). The caller
        makes sure that `start + frames <= written`.
        """
        frames = out.shape[1]
        at = start % self.capacity
        first = min(frames, self.capacity - at)
        out[:, :first] = self.data[rows, at : at + first]
        if first < frames:
            out[:, first:] = self.data[rows, : frames - first]
        lost: int = min(frames, max(0, self.oldest - start))
        if lost:
            out[:, :lost] = 0.0
        return lost


def memory_shape(rows: int, capacity: int, max_block: int) -> tuple[int, int]:
    """Of the array that a playback ring needs."""
    return rows, capacity + padded(max_block)


@dataclass(frozen=True, eq=False)
class RingSpace:
    """Where a playback ring lies; used for one after the other."""

    memory: Block
    """`memory_shape(rows, …)`, or more rows of it."""
    counters: Counters

    @classmethod
    def own(cls, rows: int, capacity: int, max_block: int) -> RingSpace:
        """In memory of this process."""
        return cls(np.zeros(memory_shape(rows, capacity, max_block), np.float32), own_counters())

    def clear(self) -> None:
        """The ring that comes next begins at its first frame."""
        self.counters[_WRITTEN] = self.counters[_READ] = 0


class PlaybackRing:
    """What the tracks play, rendered ahead. Written by the butler, read by the callback; others look (`beside`).

    Counts stream frames from 0, which is song position `start`. `loop` (start, end) wraps the song position
    whenever it reaches `end` coming from below. The first columns are mirrored past the end, so that every
    block, rounded up to the grain, is one slice.

    What is written are numbers, none of them beyond `LOUDEST`: the callback does not look again.

    The first `lead` frames lead in to `origin`: there nothing wraps. Of them the first `count_in` are counted.
    `lead_number` tells one lead from another.
    """

    def __init__(
        self,
        rows: int,
        capacity: int,
        max_block: int,
        start: int,
        loop: tuple[int, int] | None,
        *,
        lead: int = 0,
        count_in: int = 0,
        lead_number: int = 0,
        space: RingSpace | None = None,
    ) -> None:
        """It lies in `space` if that is given, and goes on from the counters there."""
        self._mirrored: Final = padded(max_block)
        shape = memory_shape(rows, capacity, max_block)
        self.space: Final = space or RingSpace.own(rows, capacity, max_block)
        self.data: Block = self.space.memory[:rows]
        if self.data.shape != shape:
            raise ValueError(f"memory of {self.data.shape} for a ring of {shape}")
        self.capacity: Final = capacity
        self.max_block: Final = max_block
        self.start: Final = start
        self.loop: Final = loop
        self.lead: Final = lead
        self.count_in: Final = count_in
        self.lead_number: Final = lead_number
        self.origin: Final = start + lead
        self._counters: Final = self.space.counters
        self._fence: Final = Fence()

    @property
    def written(self) -> int:
        """Stream frames that are there. Stored by: butler."""
        return self._counters[_WRITTEN]

    @written.setter
    def written(self, frames: int) -> None:
        self._fence.pass_rt()
        self._counters[_WRITTEN] = frames

    @property
    def read(self) -> int:
        """The stream frame that comes next. Stored by: callback."""
        return self._counters[_READ]

    @read.setter
    def read(self, frames: int) -> None:
        self._counters[_READ] = frames

    @property
    def lead_left(self) -> int:
        """Frames of the lead that are still to be read."""
        return max(0, self.lead - self.read)

    @property
    def room(self) -> int:
        """Frames that can be written now; never more than the ring holds. Called from: butler."""
        return min(self.capacity, self.capacity - self._mirrored - (self.written - self.read))

    @property
    def filled(self) -> int:
        """Frames that can be read now; negative when the callback ran past what was written."""
        return self.written - self.read

    def write(self, block: Block) -> None:
        """Append all columns of `block`; the caller checked `room`. Called from: butler."""
        frames = block.shape[1]
        at = self.written % self.capacity
        first = min(frames, self.capacity - at)
        self.data[:, at : at + first] = block[:, :first]
        self._mirror(at, first)
        if first < frames:
            self.data[:, : frames - first] = block[:, first:]
            self._mirror(0, frames - first)
        self.written += frames

    def place(self, frames: int) -> Block:
        """Where to write the next frames: at most so many columns, for which the caller checked `room`. They
        count by `wrote`. Called from: butler.
        """
        at = self.written % self.capacity
        return self.data[:, at : min(at + frames, self.capacity)]

    def wrote(self, frames: int) -> None:
        """The first `frames` columns of `place` are filled. Called from: butler."""
        self._mirror(self.written % self.capacity, frames)
        self.written += frames

    def skip(self) -> int:
        """Leave out what the callback has already run past; returns how many frames. Called from: butler.

        The last of them are silence: a stop goes back a little.
        """
        behind = max(0, -self.filled)
        if behind:
            kept = min(behind, self._mirrored)
            self.written += behind - kept
            self.write(np.zeros((len(self.data), kept), np.float32))
        return behind

    def _mirror(self, at: int, frames: int) -> None:
        if at < self._mirrored:
            end = min(self._mirrored, at + frames)
            self.data[:, self.capacity + at : self.capacity + end] = self.data[:, at:end]

    def slice_rt(self, offset: int, frames: int) -> Block:
        """A view of `frames` columns (at most max_block, padded) from stream frame `offset`.

        Called from: callback, beside.
        """
        at = offset % self.capacity
        return self.data[:, at : at + frames]

    def position_of(self, offset: int) -> int:
        """Song position of stream frame `offset`."""
        if offset < self.lead:
            return self.start + offset
        return advance(self.origin, offset - self.lead, self.loop)

    def offset_of(self, position: int, leading: int = 0) -> int:
        """The first stream frame that is song `position`, in the lead of that number or, if 0, after any
        lead; -1 when the stream never comes there.
        """
        if leading:
            inside = leading == self.lead_number and self.start <= position < self.origin
            return position - self.start if inside else -1
        origin = self.origin
        if self.loop is None or origin >= self.loop[1]:
            return position - self.start if position >= origin else -1
        begin, end = self.loop
        if position >= end or position < min(origin, begin):
            return -1
        return position - self.start if position >= origin else end - self.start + position - begin


def advance(position: int, frames: int, loop: tuple[int, int] | None) -> int:
    """The song position `frames` after `position`, wrapping at the loop's end if reached from below."""
    end = position + frames
    if loop is None or position >= loop[1] or end < loop[1]:
        return end
    return loop[0] + (end - loop[1]) % (loop[1] - loop[0])


class NumberRing:
    """Rows of int64 from one thread to another: commands to the callback, or its announcements.

    A full ring refuses the row and counts it in `refused`.
    """

    def __init__(
        self,
        rows: int,
        fields: int,
        memory: NDArray[np.int64] | None = None,
        counters: Counters | None = None,
    ) -> None:
        """`memory`, (rows, fields), and `counters` are used instead of new ones if given."""
        self._data: NDArray[np.int64] = np.zeros((rows, fields), np.int64) if memory is None else memory
        self._rows: Final = rows
        self._counters: Final = own_counters() if counters is None else counters
        self._fence: Final = Fence()
        self.refused = 0

    @property
    def room(self) -> int:
        """Rows that can be pushed now. Called from: the one writer."""
        return self._rows - (self._counters[_WRITTEN] - self._counters[_READ])

    @property
    def waiting(self) -> bool:
        """Whether a row can be popped. Called from: the one reader."""
        return self._counters[_WRITTEN] != self._counters[_READ]

    def push_rt(self, *values: int) -> bool:
        """Append a row (missing fields keep old values; give them all). Called from: the one writer."""
        if self.room <= 0:
            self.refused += 1
            return False
        written = self._counters[_WRITTEN]
        row = self._data[written % self._rows]
        for index, value in enumerate(values):
            row[index] = value
        self._fence.pass_rt()
        self._counters[_WRITTEN] = written + 1
        return True

    def pop(self) -> tuple[int, ...] | None:
        """The oldest row, or None. Called from: the one reader."""
        read = self._counters[_READ]
        if read == self._counters[_WRITTEN]:
            return None
        row = tuple(self._data[read % self._rows].tolist())
        self._counters[_READ] = read + 1
        return row
