"""Between planar float32 and interleaved little-endian bytes.

Full scale is 2²³: a 24-bit value v is v / 2²³ as a float, so that bytes → float → bytes gives the same bytes.
The other way rounds to the nearest step (half to even) and limits to full scale (of floats: only what is infinite);
what is not a number becomes silence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Planar = NDArray[np.float32]
BYTES_PER_SAMPLE: Final = {"pcm16": 2, "pcm24": 3, "pcm32": 4, "float32": 4, "float64": 8}

_STEP_24: Final = np.float32(1 << 23)
_TOP_24: Final = np.float32((1 << 23) - 1)
_BOTTOM_24: Final = np.float32(-(1 << 23))
_FROM_32: Final = np.float32(2.0**-31)
_FROM_16: Final = np.float32(2.0**-15)


class Packer:
    """Turns planar float32 blocks into interleaved little-endian bytes. Not shared between threads."""

    def __init__(self, channels: int, sample_format: str) -> None:
        """`sample_format` is `pcm24` or `float32`."""
        self.channels = channels
        self._float = sample_format == "float32"
        self._frames = 0
        self._allocate(4096)

    def pack(self, block: Planar) -> memoryview:
        """The bytes of `block` (channels, n); a view that holds until the next call."""
        frames = block.shape[1]
        if frames > self._frames:
            self._allocate(frames)
        count = frames * self.channels
        if self._float:
            floats = self._floats[:count]
            floats.reshape(frames, self.channels)[...] = block.T
            if not np.isfinite(floats).all():
                np.nan_to_num(floats, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)
            return floats.data.cast("B")
        self._to_ints(block, count)
        return memoryview(self._bytes)[: 3 * count]

    def _allocate(self, frames: int) -> None:
        self._frames = frames
        count = frames * self.channels
        self._floats = np.zeros(count, "<f4")
        if not self._float:
            self._ints = np.zeros(count, "<i4")
            self._bytes = bytearray(3 * count)
            self._low = np.ndarray((count,), "<u2", self._bytes, 0, (3,))
            self._high = np.ndarray((count,), "u1", self._bytes, 2, (3,))

    def _to_ints(self, block: Planar, count: int) -> None:
        scaled, ints = self._floats[:count], self._ints[:count]
        np.multiply(block.T, _STEP_24, out=scaled.reshape(-1, self.channels))
        np.rint(scaled, out=scaled)
        np.minimum(scaled, _TOP_24, out=scaled)
        np.maximum(scaled, _BOTTOM_24, out=scaled)
        with np.errstate(invalid="ignore"):
            np.copyto(ints, scaled, casting="unsafe")
        np.copyto(self._low[:count], ints.view("<u2")[::2])
        np.copyto(self._high[:count], ints.view("u1")[2::4])


class Unpacker:
    """Turns interleaved little-endian bytes into planar float32. Not shared between threads.

    `buffer` is where to read the file's bytes to; `unpack` decodes from there.
    """

    def __init__(self, channels: int, sample_format: str, frames: int) -> None:
        """Room for `frames` frames of a `sample_format` in `BYTES_PER_SAMPLE`."""
        size = BYTES_PER_SAMPLE[sample_format] * channels * frames
        self._room = bytearray(size + 16)
        self.buffer = memoryview(self._room)[8 : 8 + size]
        self.frames = frames
        self._channels = channels
        self._ints = np.empty((channels, frames), np.int32)
        self._decode = _DECODERS[sample_format]

    def unpack(self, out: Planar, frames: int) -> None:
        """Decode the first `frames` frames of `buffer` into `out` (channels, frames)."""
        self._decode(self._room, self._channels, frames, self._ints, out)


Decode = Callable[[bytearray, int, int, NDArray[np.int32], Planar], None]


def _decode_16(room: bytearray, channels: int, frames: int, _: NDArray[np.int32], out: Planar) -> None:
    np.multiply(
        np.frombuffer(room, "<i2", channels * frames, 8).reshape(frames, channels).T, _FROM_16, out=out
    )


def _decode_24(room: bytearray, channels: int, frames: int, ints: NDArray[np.int32], out: Planar) -> None:
    # Each value is read as 4 bytes, the byte before it included: it lies in the upper 24 bits with its sign.
    view = np.ndarray((channels, frames), "<i4", room, 7, (3, 3 * channels))
    values = ints[:, :frames]
    np.bitwise_and(view, -256, out=values)
    np.copyto(out, values, casting="same_kind")
    np.multiply(out, _FROM_32, out=out)


def _decode_32(room: bytearray, channels: int, frames: int, _: NDArray[np.int32], out: Planar) -> None:
    view = np.frombuffer(room, "<i4", channels * frames, 8).reshape(frames, channels).T
    np.copyto(out, view, casting="same_kind")
    np.multiply(out, _FROM_32, out=out)


def _decode_float(room: bytearray, channels: int, frames: int, _: NDArray[np.int32], out: Planar) -> None:
    np.copyto(out, np.frombuffer(room, "<f4", channels * frames, 8).reshape(frames, channels).T)


def _decode_double(room: bytearray, channels: int, frames: int, _: NDArray[np.int32], out: Planar) -> None:
    view = np.frombuffer(room, "<f8", channels * frames, 8).reshape(frames, channels).T
    np.copyto(out, view, casting="same_kind")


_DECODERS: Final[dict[str, Decode]] = {
    "pcm16": _decode_16,
    "pcm24": _decode_24,
    "pcm32": _decode_32,
    "float32": _decode_float,
    "float64": _decode_double,
}
