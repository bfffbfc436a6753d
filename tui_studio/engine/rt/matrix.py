"""A matrix of gains that moves from one state to the next without a click."""

from __future__ import annotations

from typing import Final

import numpy as np

from tui_studio.engine.ring import GRAIN, Block, padded
from tui_studio.engine.rt.gains import Floats

BUS_ROWS: Final = 2
"""The mix is stereo: left and right."""
PIECE: Final = 127 * GRAIN
"""Columns multiplied at a time: of so few BLAS makes no copy first, which takes twice as long."""
LARGEST_GAIN: Final = 1e9
"""No fader goes that far: a gain beyond it, or one that is not a number, is a mistake."""


def multiply_rt(gains: Floats, source: Block, out: Block) -> None:
    """Fill `out` with the matrix product of gains and source."""
    columns = source.shape[1]
    whole = columns // PIECE * PIECE
    if whole > PIECE:
        np.matmul(gains, _pieces_rt(source, whole), out=_pieces_rt(out, whole))
        source, out = source[:, whole:], out[:, whole:]
    if whole <= PIECE or whole < columns:
        np.matmul(gains, source, out=out)


def _pieces_rt(block: Block, whole: int) -> Block:
    """The first `whole` columns as a stack of pieces, side by side."""
    return block[:, :whole].reshape(block.shape[0], whole // PIECE, PIECE).transpose(1, 0, 2)


class Curve:
    """A gain per frame that rises from 0 to 1 over `length` frames and stays there."""

    def __init__(self, length: int, max_block: int, *, smooth: bool) -> None:
        self.length: Final = max(1, length)
        steps = np.arange(1, self.length) / self.length
        self.rising: Final[Floats] = np.ones(self.length + padded(max_block), np.float32)
        self.rising[: self.length - 1] = np.sin(steps * (np.pi / 2.0)) ** 2 if smooth else steps
        self.rest: Final[Floats] = np.float32(1.0) - self.rising
        """What is missing to 1, so that a crossfade ends exactly."""
        self.falling: Final[Floats] = np.zeros_like(self.rising)
        self.falling[: self.length - 1] = self.rising[: self.length - 1][::-1]


def scale_rt(bus: Block, gains: Floats, at: int) -> None:
    """Multiply both sides, frame by frame, with the gains from frame `at` on."""
    # Row by row: numpy buffers a whole two-dimensional slice, but not a row of it.
    for side in bus:
        np.multiply(side, gains[at : at + len(side)], out=side)


def cross_rt(bus: Block, old: Block, curve: Curve, at: int) -> None:
    """Come from `old` to `bus`, in `bus`; `old` is spoilt."""
    scale_rt(bus, curve.rising, at)
    scale_rt(old, curve.rest, at)
    np.add(bus, old, out=bus)


class Scratch:
    """Working memory of the mix: a stack of contiguous (2, n) blocks for any padded n."""

    def __init__(self, max_block: int) -> None:
        size = BUS_ROWS * padded(max_block)
        self._flat: Final = tuple(np.zeros(size, np.float32) for _ in range(4))

    def block_rt(self, index: int, columns: int) -> Block:
        """Block `index` (0 … 3) with `columns` columns; what is in it is left over from before."""
        return self._flat[index][: BUS_ROWS * columns].reshape(BUS_ROWS, columns)


class MovingMatrix:
    """Gains from `columns` rows of sound to the stereo bus, moving in a straight line when they are set."""

    def __init__(self, columns: int) -> None:
        self.columns: Final = columns
        self.target: Final = np.zeros((BUS_ROWS, columns), np.float32)
        """Written by the owner, then taken over by `move_rt` or `settle_rt`."""
        self._start: Final = np.zeros_like(self.target)
        self._end: Final = np.zeros_like(self.target)
        self._differs: Final = np.zeros((BUS_ROWS, columns), np.bool_)
        self._at = 0
        self._moving = False
        self.silent = True
        """Nothing comes through, and nothing is about to."""

    @property
    def moving(self) -> bool:
        """On the way to the target."""
        return self._moving

    def still_as_rt(self, other: MovingMatrix) -> bool:
        """Both have the same gains, and none moves. Called from: callback."""
        if self._moving or other._moving or self.columns != other.columns:
            return False
        np.not_equal(self._end, other._end, out=self._differs)
        return not self._differs.any()

    def bounded_rt(self) -> bool:
        """Sound of an ordinary size stays so. Called from: callback."""
        return not self.columns or bool(
            np.maximum.reduce(self._end, axis=None) - np.minimum.reduce(self._end, axis=None) < LARGEST_GAIN
        )

    def settle_rt(self) -> None:
        """Be at the target at once. Called from: callback."""
        self._end[:] = self.target
        self._moving = False
        self.silent = not self._end.any()

    def move_rt(self, length: int) -> None:
        """Begin to move to the target, over the `length` frames of the curve. Called from: callback."""
        np.not_equal(self.target, self._end, out=self._differs)
        if not self._differs.any():
            return
        if self._moving:
            np.subtract(self._end, self._start, out=self._end)
            np.multiply(self._end, np.float32(self._at / length), out=self._end)
            np.add(self._start, self._end, out=self._start)
        else:
            self._start[:] = self._end
        self._end[:] = self.target
        self._at = 0
        self._moving = True
        self.silent = False

    def still_rt(self, source: Block, out: Block) -> None:
        """As `product_rt` for a matrix that does not move. Called from: callback."""
        multiply_rt(self._end, source, out)

    def product_rt(self, source: Block, frames: int, curve: Curve, out: Block, spare: Block) -> None:
        """Fill `out` (2, padded) with the mix of `source` (columns, padded); `frames` of it count.

        `spare` is as `out`; both are C-contiguous. Called from: callback.
        """
        multiply_rt(self._end, source, out)
        if not self._moving:
            return
        multiply_rt(self._start, source, spare)
        cross_rt(out, spare, curve, self._at)
        self._at += frames
        if self._at >= curve.length:
            self._moving = False
            self.silent = not self._end.any()
