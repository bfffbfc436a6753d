"""The guide's instruments: mono float32, the same numbers every time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Doubles = NDArray[np.float64]

_PAD_PARTIALS: Final = 5
_PAD_RISE: Final = 0.06
_FALL: Final = 0.08
"""Seconds in which a held note ends."""


def _kick(t: Doubles, _: Doubles) -> Doubles:
    return np.sin(2 * np.pi * (50.0 * t + 2.4 * (1.0 - np.exp(-t / 0.025)))) * np.exp(-t / 0.11)


def _snare(t: Doubles, noise: Doubles) -> Doubles:
    return 0.45 * noise * np.exp(-t / 0.07) + 0.7 * np.sin(2 * np.pi * 186.0 * t) * np.exp(-t / 0.05)


def _rim(t: Doubles, noise: Doubles) -> Doubles:
    return (0.8 * np.sin(2 * np.pi * 1650.0 * t) + 0.2 * noise) * np.exp(-t / 0.012)


def _tom(t: Doubles, noise: Doubles) -> Doubles:
    swing = 2 * np.pi * (98.0 * t + 1.2 * (1.0 - np.exp(-t / 0.04)))
    return np.sin(swing) * np.exp(-t / 0.16) + 0.05 * noise * np.exp(-t / 0.02)


def _hat(t: Doubles, noise: Doubles) -> Doubles:
    return _bright(noise) * np.exp(-t / 0.03)


def _ride(t: Doubles, noise: Doubles) -> Doubles:
    bell = sum(np.sin(2 * np.pi * hz * t) for hz in (3140.0, 4370.0, 5820.0))
    return 0.15 * bell * np.exp(-t / 0.25) + 0.5 * _bright(noise) * np.exp(-t / 0.12)


def _crash(t: Doubles, noise: Doubles) -> Doubles:
    return _bright(noise) * np.exp(-t / 0.55)


_DRUMS: Final[dict[str, tuple[float, Callable[[Doubles, Doubles], Doubles]]]] = {
    "kick": (0.5, _kick), "snare": (0.4, _snare), "rim": (0.1, _rim), "tom": (0.8, _tom),
    "hat": (0.2, _hat), "ride": (1.0, _ride), "crash": (2.5, _crash),
}  # fmt: skip
DRUMS: Final = tuple(_DRUMS)


def drum(name: str, rate: int) -> Sound:
    """One hit of a drum of `DRUMS`, peaking at 1."""
    seconds, play = _DRUMS[name]
    t = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(sum(name.encode())).standard_normal(t.size)
    sound = play(t, noise) * np.minimum(1.0, (seconds - t) / 0.01)
    return np.asarray(sound / np.abs(sound).max(), np.float32)


def pad_chord(keys: Sequence[int], frames: int, rate: int) -> Sound:
    """Held notes (key numbers, 69 is A4), soft and slightly wide; they fade just after their end."""
    t = np.arange(frames + round(_FALL * rate)) / rate
    out = np.zeros(t.size)
    for key in keys:
        for detune in (-0.04, 0.04):
            hz = _hertz(key + detune)
            for partial in range(1, _PAD_PARTIALS + 1):
                if partial * hz < 0.4 * rate:
                    out += np.sin(2 * np.pi * partial * hz * t + key) / partial**1.7
    rise = np.minimum(1.0, t / min(_PAD_RISE, 0.5 * frames / rate))
    return np.asarray(out * rise * _ending(t, frames, rate) / (2.0 * max(3, len(keys)) ** 0.5), np.float32)


def bass_note(key: int, frames: int, rate: int) -> Sound:
    """A plucked bass note that ends with its `frames`."""
    t = np.arange(frames + round(0.02 * rate)) / rate
    hz = _hertz(key)
    out = np.zeros(t.size)
    for partial in range(1, 9):
        out += np.sin(2 * np.pi * partial * hz * t) / partial**1.2 * np.exp(-t * partial**0.8 / 0.9)
    rise = np.minimum(1.0, t / 0.004)
    return np.asarray(out * rise * np.clip((frames / rate + 0.02 - t) / 0.04, 0.0, 1.0) / 1.6, np.float32)


def _bright(noise: Doubles) -> Doubles:
    return np.diff(noise, n=2, prepend=(0.0, 0.0))


def _ending(t: Doubles, frames: int, rate: int) -> Doubles:
    return np.clip((frames / rate + _FALL - t) / _FALL, 0.0, 1.0)


def _hertz(key: float) -> float:
    return float(440.0 * 2.0 ** ((key - 69.0) / 12.0))
