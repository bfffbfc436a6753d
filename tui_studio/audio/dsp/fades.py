"""Fade shapes of clips: the equal-power quarter sine."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def fade_in_shape(length: int, start: int = 0, frames: int | None = None) -> NDArray[np.float32]:
    """Gains of frames `start` … `start + frames` of an equal-power fade-in of `length` frames.

    Frame i has the gain sin(π/2 · (i + ½) / length); the squares of a fade-in and a fade-out of the same
    length add up to 1 in every frame.
    """
    count = length - start if frames is None else frames
    index = np.arange(start, start + count, dtype=np.float64)
    return np.sin((index + 0.5) * (math.pi / 2.0 / length)).astype(np.float32)


def fade_out_shape(length: int, start: int = 0, frames: int | None = None) -> NDArray[np.float32]:
    """Gains of frames `start` … `start + frames` of an equal-power fade-out of `length` frames."""
    count = length - start if frames is None else frames
    index = np.arange(length - start - 1, length - start - count - 1, -1, dtype=np.float64)
    return np.sin((index + 0.5) * (math.pi / 2.0 / length)).astype(np.float32)


def apply_fades(block: NDArray[np.float32], at: int, clip_frames: int, fade_in: int, fade_out: int) -> None:
    """Fade `block` (channels, n) in place; its first column is frame `at` of a clip of `clip_frames`.

    Fades lie inside the clip: the first `fade_in` and the last `fade_out` frames of it.
    """
    end = at + block.shape[1]
    if fade_in > 0 and at < fade_in:
        count = min(end, fade_in) - at
        block[:, :count] *= fade_in_shape(fade_in, at, count)
    out_begins = clip_frames - fade_out
    if fade_out > 0 and end > out_begins:
        first = max(at, out_begins)
        last = min(end, clip_frames)
        if last > first:
            block[:, first - at : last - at] *= fade_out_shape(fade_out, first - out_begins, last - first)
