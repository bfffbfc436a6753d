"""Waveforms as the head keeps them: one loudest value per hop and take, cheap to look at in any width."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, field

FLOOR_DB = -48.0
COARSE = 64
"""Hops in one entry of the coarse level."""


@dataclass
class Wave:
    """Loudest absolute value (0–127) per `hop` frames, from the take's first frame."""

    hop: int
    unknown: int = 0
    """Frames at the beginning that this head has not been told of, because it attached later."""
    rough: bool = False
    """It was told of some only coarsely."""
    fine: bytearray = field(default_factory=bytearray)
    coarse: bytearray = field(default_factory=bytearray)

    def put(self, first_hop: int, pairs: bytes, *, each: int = 1) -> None:
        """Set the hops from `first_hop` on; `pairs` are int8 (min, max) of `each` hops. A hole before them is silence."""
        loudest = loudest_of(pairs)
        if each > 1:
            self.rough = True
            loudest = bytes(value for value in loudest for _ in range(each))
        if not self.fine or first_hop == 0:
            self.unknown = first_hop * self.hop
        if first_hop > len(self.fine):
            self.fine += bytes(first_hop - len(self.fine))
        self.fine[first_hop : first_hop + len(loudest)] = loudest
        start = min(first_hop, len(self.coarse) * COARSE) // COARSE
        del self.coarse[start:]
        fine = self.fine
        for at in range(start * COARSE, len(fine), COARSE):
            self.coarse.append(max(fine[at : at + COARSE]))

    @property
    def frames(self) -> int:
        """Frames it covers."""
        return len(self.fine) * self.hop

    def loudest(self, start: int, end: int) -> int:
        """Loudest value in the frames [start, end) of the take; -1 when nothing of them is known."""
        low, high = max(0, start // self.hop), min(len(self.fine), -(-end // self.hop))
        if high <= low:
            return -1
        first, last = -(-low // COARSE), high // COARSE
        if last <= first:
            return max(self.fine[low:high])
        found = max(self.coarse[first:last])
        edges = self.fine[low : first * COARSE] + self.fine[last * COARSE : high]
        return max(found, max(edges, default=0))


def loudest_of(pairs: bytes) -> bytes:
    """The loudest absolute value of each int8 (min, max) pair, 0–127."""
    lows, highs = pairs[0::2].translate(_ABSOLUTE), pairs[1::2].translate(_ABSOLUTE)
    return bytes(map(max, lows, highs))


def decode(text: str) -> bytes:
    """Peaks as they travel on the wire."""
    return base64.b64decode(text)


def height(value: int, steps: int) -> int:
    """Height of a waveform column for a loudest value: 1 for silence that was recorded, `steps` for full scale."""
    return _heights(steps)[value] if value >= 0 else 0


_tables: dict[int, bytes] = {}


def _heights(steps: int) -> bytes:
    if steps not in _tables:
        _tables[steps] = bytes(_height(value, steps) for value in range(128))
    return _tables[steps]


def _height(value: int, steps: int) -> int:
    if value == 0:
        return 1
    part = 1.0 - 20.0 * math.log10(value / 127.0) / FLOOR_DB
    return max(1, min(steps, 1 + round(part * (steps - 1))))


_ABSOLUTE = bytes(min(127, value if value < 128 else 256 - value) for value in range(256))
