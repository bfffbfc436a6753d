"""Fade shapes of clips: the quarter sine for equal power, its square for equal gain."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


def fade_in_shape(
    length: int, start: int = 0, frames: int | None = None, *, equal_gain: bool = False
) -> NDArray[np.float32]:
    """Gains of frames `start` … `start + frames` of a fade-in of `length` frames.

    Frame i has the gain sin(π/2 · (i + ½) / length), squared for equal gain: then a fade-in and a fade-out of the
    same length add up to 1 in every frame, else their squares do.
    """
    count = length - start if frames is None else frames
    return _rising(np.arange(start, start + count, dtype=np.float64), length, equal_gain)


def fade_out_shape(
    length: int, start: int = 0, frames: int | None = None, *, equal_gain: bool = False
) -> NDArray[np.float32]:
    """Gains of frames `start` … `start + frames` of a fade-out of `length` frames."""
    count = length - start if frames is None else frames
    index = np.arange(length - start - 1, length - start - count - 1, -1, dtype=np.float64)
    return _rising(index, length, equal_gain)


def _rising(index: NDArray[np.float64], length: int, equal_gain: bool) -> NDArray[np.float32]:
    gains = np.sin((index + 0.5) * (math.pi / 2.0 / length))
    return (gains * gains if equal_gain else gains).astype(np.float32)


@dataclass(frozen=True)
class Fades:
    """The fades of one clip, in frames, and whether their shape is equal gain."""

    fade_in: int = 0
    fade_out: int = 0
    in_equal_gain: bool = False
    out_equal_gain: bool = False


def apply_fades(block: NDArray[np.float32], at: int, clip_frames: int, fades: Fades) -> None:
    """Fade `block` (channels, n) in place; its first column is frame `at` of a clip of `clip_frames`.

    Fades lie inside the clip: the first `fade_in` and the last `fade_out` frames of it.
    """
    end = at + block.shape[1]
    if fades.fade_in > 0 and at < fades.fade_in:
        count = min(end, fades.fade_in) - at
        block[:, :count] *= fade_in_shape(fades.fade_in, at, count, equal_gain=fades.in_equal_gain)
    out_begins = clip_frames - fades.fade_out
    if fades.fade_out > 0 and end > out_begins:
        first = max(at, out_begins)
        last = min(end, clip_frames)
        if last > first:
            gains = fade_out_shape(
                fades.fade_out, first - out_begins, last - first, equal_gain=fades.out_equal_gain
            )
            block[:, first - at : last - at] *= gains
