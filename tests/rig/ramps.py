"""The signal that shows everything: a ramp whose value is its frame index.

A port's ramp counts frames modulo 2**23 and is scaled by 2**-23, so that 24-bit and float files hold it
exactly. Each port has its own offset, so that crossed inputs show.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

MODULUS = 1 << 23
PORT_OFFSET = 700_001


def ramp(first: int, frames: int, port: int) -> np.ndarray:
    """Float32 values of `port` for the frames from index `first` on."""
    index = (np.arange(first, first + frames, dtype=np.int64) + port * PORT_OFFSET) % MODULUS
    return (index / MODULUS).astype(np.float32)


@dataclass(frozen=True)
class RampReport:
    """What a recorded ramp tells: the frame index it starts with, and where it does not go on by one."""

    first: int
    frames: int
    breaks: tuple[tuple[int, int], ...]
    """(frame in the file, how many frames were missing there; negative: doubled)."""


def read_indices(path: Path, channel: int = 0) -> np.ndarray:
    """The frame indices (modulo 2**23) in a file of 24-bit or float samples."""
    samples, _ = soundfile.read(path, dtype="float64", always_2d=True)
    return np.rint(samples[:, channel] * MODULUS).astype(np.int64)


def inspect_ramp(path: Path, port: int, channel: int = 0) -> RampReport:
    """Where the ramp of `port` in this file starts and breaks."""
    indices = (read_indices(path, channel) - port * PORT_OFFSET) % MODULUS
    if not len(indices):
        return RampReport(-1, 0, ())
    steps = np.diff(indices) % MODULUS
    at = np.flatnonzero(steps != 1)
    half = MODULUS // 2
    breaks = tuple((int(i) + 1, int((steps[i] - 1 + half) % MODULUS - half)) for i in at[:1000])
    return RampReport(int(indices[0]), len(indices), breaks)


def write_wav24(path: Path, samples: np.ndarray, rate: int) -> Path:
    """Write planar float samples (channels, frames) as 24-bit WAV with the standard library alone."""
    planar = np.atleast_2d(samples)
    numbers = np.clip(np.rint(planar.astype(np.float64) * MODULUS), -MODULUS, MODULUS - 1).astype("<i4")
    packed = np.ascontiguousarray(numbers.T).view(np.uint8).reshape(-1, 4)[:, :3]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(planar.shape[0])
        file.setsampwidth(3)
        file.setframerate(rate)
        file.writeframes(packed.tobytes())
    return path
