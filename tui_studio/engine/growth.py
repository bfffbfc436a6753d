"""The waveform of a take while it grows, for heads to draw: smallest and largest per hop, as int8 pairs."""

from __future__ import annotations

from typing import Final

import numpy as np

from tui_studio.engine.ring import Block

GROWTH_HOP: Final = 512
PAST_HOPS: Final = 8
"""Hops in one pair of the past, which is kept as long as the take grows."""


class Growth:
    """Collects peaks until they are taken. Called from: the capture thread only, but for `past`."""

    def __init__(self, channels: int) -> None:
        self._rest: Block = np.zeros((channels, GROWTH_HOP), np.float32)
        self._rest_frames = 0
        self._peaks = bytearray()
        self._first_hop = 0
        self._told = (b"", b"")
        """What was taken: pairs for `PAST_HOPS` hops each, and the hops that are not one yet. Replaced as a whole."""

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
        self._remember(peaks)
        return first, peaks

    def past(self) -> bytes:
        """What was taken so far, coarsely: a pair (min, max) for every `PAST_HOPS` hops, the last one for what there is.

        Called from: any thread.
        """
        past, since = self._told
        return past + _coarse(since, len(since) // 2) if since else past

    def _remember(self, peaks: bytes) -> None:
        past, since = self._told
        pairs = since + peaks
        whole = len(pairs) // (2 * PAST_HOPS) * (2 * PAST_HOPS)
        self._told = past + _coarse(pairs[:whole], PAST_HOPS), pairs[whole:]

    def _reduce(self, block: Block) -> None:
        hops = block.reshape(block.shape[0], -1, GROWTH_HOP)
        pairs = np.stack((hops.min(axis=(0, 2)), hops.max(axis=(0, 2))), axis=1)
        np.clip(np.nan_to_num(pairs), -1.0, 1.0, out=pairs)
        self._peaks += np.rint(pairs * 127.0).astype(np.int8).tobytes()


def _coarse(pairs: bytes, hops: int) -> bytes:
    """One pair (min, max) of every `hops`."""
    each = np.frombuffer(pairs, np.int8).reshape(-1, hops, 2)
    return np.stack((each[:, :, 0].min(axis=1), each[:, :, 1].max(axis=1)), axis=1).tobytes()
