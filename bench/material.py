"""The 32 stereo tracks that bounces and playback are measured with: 24-bit, 48 kHz, made once per run."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from tests.rig.mix import RATE, fader_and_pan, noise, pan_gains
from tests.rig.ramps import MODULUS, write_wav24

TRACKS = int(os.environ.get("BENCH_TRACKS", "32"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))


def make_tracks(folder: Path) -> list[Path]:
    """The files. Every track is its own stretch of one long noise, so that making them takes seconds."""
    base = noise(1, 2, SECONDS + 1)
    frames = int(SECONDS * RATE)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(TRACKS):
        start = number * 1009
        paths.append(write_wav24(folder / f"part{number:02d}.wav", base[:, start : start + frames], RATE))
    return paths


def gains(number: int) -> tuple[float, float]:
    """Left and right gain of a track's fader and balance."""
    db, pan = fader_and_pan(number)
    left, right = pan_gains(2, pan)
    gain = 10 ** (db / 20)
    return left * gain, right * gain


def reference(paths: list[Path]) -> np.ndarray:
    """The mix (2, frames) by NumPy in double precision, straight from the files' bytes."""
    mix = np.zeros((2, int(SECONDS * RATE)))
    for number, path in enumerate(paths):
        raw = np.frombuffer(path.read_bytes()[44:], np.uint8).reshape(-1, 2, 3)
        samples = np.zeros((*raw.shape[:2], 4), np.uint8)
        samples[..., 1:] = raw
        numbers = samples.view("<i4")[..., 0] >> 8
        for side, gain in enumerate(gains(number)):
            mix[side] += numbers[:, side] * (gain / MODULUS)
    return mix
