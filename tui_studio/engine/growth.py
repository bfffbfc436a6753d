"""The waveform of a take while it grows, for heads to draw: smallest and largest per hop, as int8 pairs."""

from __future__ import annotations

from typing import Final

import numpy as np

from tui_studio.engine.ring import Block

GROWTH_HOP: Final = 512


class Growth:
    """Collects peaks until they are taken. Called from: the capture thread only."""

    def __init__(self, channels: int) -> None:
        self._rest: Block = np.zeros((channels, GROWTH_HOP), np.float32)
        self._rest_frames = 0
        self._peaks = bytearray()
        self._first_hop = 0

    def add(self, block: Block) -> None:
        """The columns of `block` follow."""
        frames = block.shape[1]
        missing = min(frames, GROWTH_HOP - self._rest_frames) if self._rest_frames else 0
        if missing:
            self._rest[:, self._rest_frames : self._rest_frames + missing] = block[:, :missing]
            self._rest_frames += missing
            if self._rest_frames == GROWTH_HOP:
                self._reduce(self._rest)
                self._rest_frames = 0
        whole = (frames - missing) // GROWTH_HOP * GROWTH_HOP
        if whole:
            self._reduce(block[:, missing : missing + whole])
        left = frames - missing - whole
        if left:
            self._rest[:, :left] = block[:, frames - left :]
            self._rest_frames = left

    def take(self) -> tuple[int, bytes]:
        """The first hop, and the pairs (min, max) since the last call."""
        first, peaks = self._first_hop, bytes(self._peaks)
        self._first_hop += len(peaks) // 2
        self._peaks.clear()
        return first, peaks

    def _reduce(self, block: Block) -> None:
        hops = block.reshape(block.shape[0], -1, GROWTH_HOP)
        pairs = np.stack((hops.min(axis=(0, 2)), hops.max(axis=(0, 2))), axis=1)
        np.clip(pairs, -1.0, 1.0, out=pairs)
        self._peaks += np.rint(pairs * 127.0).astype(np.int8).tobytes()
