"""The rings between the callback and the other threads of the engine. One writer and one reader each; no
locks.

All counters are absolute and only grow; each is stored by one thread. A reader reads the counter first
and the data after it, a writer writes the data first and the counter after it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""Planar sound: (channels, frames), float32."""

GRAIN: Final = 32
"""The mix is computed over a multiple of this many columns: then each column of a matrix product comes
out the same to the last bit, whatever the size of the block it is in."""


LOUDEST: Final = 1e6
"""The largest value that sound may have."""


def padded(frames: int) -> int:
    """`frames` rounded up to the grain."""
    return (frames + GRAIN - 1) // GRAIN * GRAIN


class CaptureRing:
    """Everything that came in of late. Written by the callback, read by the butler and by calibration.

    `written` is the clock: the count of frames since the device was opened. Frames from `oldest` to
    `written` are there. Nothing is ever refused: the oldest frames are overwritten, and a reader that
    came too late sees it by `oldest`.
    """

    def __init__(self, inputs: int, capacity: int, max_block: int, memory: Block | None = None) -> None:
        """`memory`, zeros (inputs, capacity), is used instead of new memory if given."""
        if memory is None:
            memory = np.zeros((inputs, capacity), np.float32)
            memory.fill(0.0)  # touches every page, so that the callback never faults one in
        self.data: Block = memory
        self.capacity: Final = capacity
        self._guard: Final = 2 * max_block
        self.written = 0

    @property
    def oldest(self) -> int:
        """The oldest frame that is safe to read while the callback goes on writing."""
        return max(0, self.written - self.capacity + self._guard)

    def write_rt(self, block: Block, frames: int) -> None:
        """Append `frames` columns of `block`. Called from: callback."""
        at = self.written % self.capacity
        first = min(frames, self.capacity - at)
        self.data[:, at : at + first] = block[:, :first]
        if first < frames:
            self.data[:, : frames - first] = block[:, first:frames]
        self.written += frames

    def last_rt(self, frames: int, out: Block) -> None:
        """Copy the `frames` that were written last into the first columns of `out`. Called from: callback."""
        at = (self.written - frames) % self.capacity
        first = min(frames, self.capacity - at)
        out[:, :first] = self.data[:, at : at + first]
        if first < frames:
            out[:, first:frames] = self.data[:, : frames - first]

    def read(self, start: int, out: Block, rows: list[int] | slice = slice(None)) -> int:
        """Copy the frames from `start` on into `out` (all of its columns). Called from: butler.

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


class PlaybackRing:
    """What the tracks play, rendered ahead. Written by the butler, read by the callback.

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
        memory: Block | None = None,
    ) -> None:
        """`memory`, `memory_shape(rows, …)` or more rows of it, is used instead of new memory if given."""
        self._mirrored: Final = padded(max_block)
        shape = memory_shape(rows, capacity, max_block)
        self.data: Block = np.zeros(shape, np.float32) if memory is None else memory[:rows]
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
        self.written = 0
        self.read = 0

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
        """Leave out what the callback has already run past; returns how many frames. Called from: butler."""
        behind = max(0, -self.filled)
        self.written += behind
        return behind

    def _mirror(self, at: int, frames: int) -> None:
        if at < self._mirrored:
            end = min(self._mirrored, at + frames)
            self.data[:, self.capacity + at : self.capacity + end] = self.data[:, at:end]

    def slice_rt(self, offset: int, frames: int) -> Block:
        """A view of `frames` columns (at most max_block, padded) from stream frame `offset`.

        Called from: callback.
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

    def __init__(self, rows: int, fields: int) -> None:
        self._data: NDArray[np.int64] = np.zeros((rows, fields), np.int64)
        self._rows: Final = rows
        self._written = 0
        self._read = 0
        self.refused = 0

    @property
    def room(self) -> int:
        """Rows that can be pushed now. Called from: the one writer."""
        return self._rows - (self._written - self._read)

    @property
    def waiting(self) -> bool:
        """Whether a row can be popped. Called from: the one reader."""
        return self._written != self._read

    def push_rt(self, *values: int) -> bool:
        """Append a row (missing fields keep old values; give them all). Called from: the one writer."""
        if self.room <= 0:
            self.refused += 1
            return False
        row = self._data[self._written % self._rows]
        for index, value in enumerate(values):
            row[index] = value
        self._written += 1
        return True

    def pop(self) -> tuple[int, ...] | None:
        """The oldest row, or None. Called from: the one reader."""
        if self._read == self._written:
            return None
        row = tuple(self._data[self._read % self._rows].tolist())
        self._read += 1
        return row
