"""Songs of known noise, and what they should sum up to in double precision."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from tests.rig.ramps import MODULUS, write_wav24
from tests.rig.studio import StudioLine

RATE = 48000
Part = tuple[np.ndarray, float, float]
"""Samples (channels, frames), fader in dB, pan."""


def noise(seed: int, channels: int, seconds: float, level: float = 0.025) -> np.ndarray:
    """White noise as a 24-bit file holds it."""
    frames = int(seconds * RATE)
    samples = np.random.default_rng(seed).standard_normal((channels, frames), np.float32) * level
    return (np.rint(samples * MODULUS) / MODULUS).astype(np.float32)


def pan_gains(channels: int, pan: float) -> tuple[float, float]:
    """Left and right gain: constant power for mono, balance for stereo."""
    if channels == 1:
        angle = (pan + 1) * math.pi / 4
        return math.cos(angle), math.sin(angle)
    return min(1.0, 1 - pan), min(1.0, 1 + pan)


def straight_sum(parts: list[Part]) -> np.ndarray:
    """The mix, (2, frames), in double precision."""
    mix = np.zeros((2, max(samples.shape[1] for samples, _, _ in parts)))
    for samples, db, pan in parts:
        left, right = pan_gains(len(samples), pan)
        gain = 10 ** (db / 20)
        mix[0, : samples.shape[1]] += samples[0].astype(np.float64) * (left * gain)
        mix[1, : samples.shape[1]] += samples[-1].astype(np.float64) * (right * gain)
    return mix


def fader_and_pan(number: int) -> tuple[float, float]:
    """A fader and a pan that differ from track to track."""
    return -1.5 * (number % 7), (number % 5 - 2) / 2


def add_part(line: StudioLine, number: int, path: Path, channels: int) -> None:
    """A track P<number> that plays this file, with its fader and pan."""
    db, pan = fader_and_pan(number)
    line.do(f"track.add name=P{number} inputs={'1' if channels == 1 else '1,2'}")
    line.do(f'clip.import track=P{number} path="{path}" at=0')
    line.do(f"strip.fader track=P{number} db={db}")
    line.do(f"strip.pan track=P{number} pan={pan}")


def mixed_song(line: StudioLine, folder: Path, tracks: int, seconds: float = 2.0) -> np.ndarray:
    """A song of imported noise, mono and stereo in turn; what it should sum up to."""
    parts = []
    for number in range(tracks):
        samples = noise(number, 1 + number % 2, seconds)
        add_part(line, number, write_wav24(folder / f"part{number}.wav", samples, RATE), len(samples))
        parts.append((samples, *fader_and_pan(number)))
    return straight_sum(parts)
