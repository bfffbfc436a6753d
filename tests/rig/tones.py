"""Synthesised tones of a known pitch, for the tuner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 48000

Sound = NDArray[np.float64]


def plucked(
    hz: float,
    frames: int,
    rate: int = RATE,
    stiffness: float = 0.0,
    *,
    first: float = 1.0,
    decay: float = 0.8,
) -> Sound:
    """A string: its partials are sharp by its stiffness, the first is as strong as `first`."""
    t = np.arange(frames) / rate
    sound = np.zeros(frames)
    for number in range(1, 40):
        partial = number * hz * np.sqrt((1 + stiffness * number**2) / (1 + stiffness))
        if partial < 0.45 * rate:
            strength = np.sin(np.pi * number * 0.18) / number * (first if number == 1 else 1.0)
            sound += strength * np.exp(-t * number**0.7 / decay) * np.sin(2 * np.pi * partial * t)
    return sound


def sung(
    hz: float,
    frames: int,
    rate: int = RATE,
    *,
    jitter: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Sound:
    """A vowel whose pitch wanders by `jitter` (a share of it)."""
    wander = np.zeros(frames)
    if rng:
        smooth = np.ones(rate // 50) / (rate // 50)
        wander = np.convolve(rng.standard_normal(frames + smooth.size), smooth, "valid")[:frames]
        wander = jitter * (wander - wander.mean()) / wander.std()
    phase = 2 * np.pi * np.cumsum(hz * (1 + wander)) / rate
    sound = np.zeros(frames)
    for number in range(1, min(60, int(0.45 * rate / hz)) + 1):
        sound += (_vowel(number * hz) / number**1.2 + 0.02 / number) * np.sin(number * phase)
    return sound


def _vowel(hz: float) -> float:
    """How strong its formants let a partial be."""
    formants = ((700, 130, 1.0), (1150, 160, 0.5), (2700, 250, 0.2))
    return sum(gain / (1 + ((hz - centre) / width) ** 2) for centre, width, gain in formants)


def noisy(sound: Sound, rng: np.random.Generator, db: float = -40.0) -> NDArray[np.float32]:
    """At half scale, with white noise so far below it."""
    sound = 0.5 * sound / np.abs(sound).max()
    rms = np.sqrt(np.mean(sound**2))
    return (sound + rng.standard_normal(sound.size) * rms * 10 ** (db / 20)).astype(np.float32)
