"""The mix of what the tape plays next, made beside the callback, which copies it as long as nothing changes.

Most of a block's time goes into waking up the code that mixes: the processor's caches have lost it since the block
before. What is mixed with other gains, or in another plan, than the callback would mix with is not taken.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.ring import Block, Counters, Fence, Woven, as_bytes, own_counters

FRAMES: Final = 1 << 16
MIRRORED: Final = 1 << 13
"""Frames that lie once more behind the last one, so that a large block is one piece."""
SIDES: Final = 2
WIDTH: Final = 4 * SIDES
"""Bytes of a frame of the mix."""

_END: Final = 0
_START: Final = 1
_ROUND: Final = 2
"""Counts the mixes that were begun, by two; odd while one is being begun."""
_KEY: Final = 3
"""The first of the numbers that a `Key` has."""


class Key(NamedTuple):
    """What decides how the tape sounds."""

    plan: int
    version: int
    """Of the controls."""
    hearing: int
    gate: int
    """Of the click."""


class AheadRing:
    """Stream frames `start` … `end` of the tape of one plan, mixed. One writer beside the callback, which reads."""

    def __init__(self, memory: NDArray[np.float32] | None = None, counters: Counters | None = None) -> None:
        """`memory`, zeros `memory_shape`, and `counters` are used instead of new ones if given."""
        if memory is None:
            memory = np.zeros(memory_shape(), np.float32)
            memory.fill(0.0)
        self._data: Final[Block] = memory.T
        self._counters: Final = own_counters() if counters is None else counters
        self._fence: Final = Fence()
        self.woven: Final[Woven] = as_bytes(memory)

    @property
    def as_it_lies(self) -> Block:
        """All of the memory as one row."""
        return self._data.T.reshape(1, -1)

    @property
    def end(self) -> int:
        """The stream frame up to which it is mixed."""
        return self._counters[_END]

    def begin(self, key: Key, start: int) -> None:
        """From now on there is this mix, which begins at stream frame `start`. Called from: the writer.

        That is so far from what the callback reads now that it is not overwritten.
        """
        counters, fence = self._counters, self._fence
        counters[_ROUND] += 1
        fence.pass_rt()
        for index, value in enumerate(key, _KEY):
            counters[index] = value
        counters[_START] = counters[_END] = start
        fence.pass_rt()
        counters[_ROUND] += 1

    def write(self, block: Block) -> None:
        """Append all columns of `block` (2, at most `MIRRORED`). Called from: the writer."""
        frames, end = block.shape[1], self._counters[_END]
        at = end % FRAMES
        first = min(frames, FRAMES - at)
        self._put(at, block[:, :first])
        self._put(0, block[:, first:])
        self._fence.pass_rt()
        self._counters[_END] = end + frames

    def ready_rt(self, key: Key, offset: int) -> int:
        """How many frames from stream frame `offset` on can be taken in one piece, from `byte_rt`. Called from: callback."""
        counters = self._counters
        round_, end = counters[_ROUND], counters[_END]
        if end <= offset or counters[_START] > offset or tuple(counters[_KEY : _KEY + len(key)]) != key:
            return 0
        if round_ & 1 or counters[_ROUND] != round_:
            return 0
        return min(end - offset, FRAMES + MIRRORED - offset % FRAMES)

    def byte_rt(self, offset: int) -> int:
        """Where in `woven` stream frame `offset` begins. Called from: callback."""
        return offset % FRAMES * WIDTH

    def block_rt(self, offset: int, at: int, frames: int) -> Block:
        """Frames `at` … `at + frames` of what can be taken from stream frame `offset` on. Called from: callback."""
        start = offset % FRAMES + at
        return self._data[:, start : start + frames]

    def _put(self, at: int, block: Block) -> None:
        end = at + block.shape[1]
        self._data[:, at:end] = block
        if at < MIRRORED:
            end = min(end, MIRRORED)
            self._data[:, FRAMES + at : FRAMES + end] = block[:, : end - at]


def memory_shape() -> tuple[int, int]:
    """Of the array that the ring needs."""
    return FRAMES + MIRRORED, SIDES
