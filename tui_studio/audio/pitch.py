"""The tuner's ear: the pitch of a steady tone, to a fraction of a cent.

A first guess comes from the normalised square difference of McLeod and Wyvill ("A smarter way to find pitch", ICMC 2005,
equation 9). It is then refined by the phases of the partials: between two Hann windows `d` frames apart the phase of
a partial of frequency f advances by 2π·f·d (Flanagan and Golden, "Phase vocoder", 1966). The partials of a stiff string lie at
n·f·√(1 + B·n²) (Fletcher and Rossing, "The physics of musical instruments", equation 2.67a); f and B are fitted to them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.tuning import note_of

LOWEST_HZ: Final = 25.0
HIGHEST_HZ: Final = 4500.0
BLOCK_SECONDS: Final = 0.34
"""What to hand to `read_pitch`: ten periods of the lowest note of a five-string bass."""

_QUIET: Final = 10.0 ** (-70.0 / 20.0)
_AUDIBLE: Final = 10.0 ** (-50.0 / 20.0)
_TRACK_SECONDS: Final = 0.045
_CLEAR: Final = 0.8
"""Below it the block is no tone: noise, a chord, two notes in one block."""
_SOFT_HZ: Final = 2500.0
_PARTIALS: Final = 10
_FAINT: Final = 0.01
"""Partials below this part of the strongest one are not asked."""
_STIFFEST: Final = 3e-3

Mono = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Pitch:
    """What a tuner shows."""

    hz: float
    note: str
    """The nearest note of equal temperament with its octave: `A4`, `C#3`."""
    cents: float
    """Off that note: −50 … 50, positive when sharp."""
    clarity: float
    """0 … 1: how periodic the sound is."""


def read_pitch(block: Mono, rate: int, a4: float = 440.0) -> Pitch | None:
    """The pitch of a mono block; None when it is too quiet, too short or no single tone.

    Two and a half periods are needed, ten are good: see `BLOCK_SECONDS`. Within ±1 cent on a steady tone.
    """
    sound = np.asarray(block, np.float64)
    if sound.size < 64 or not np.isfinite(sound).all():
        return None
    sound = sound - sound.mean()
    if math.sqrt(float(np.mean(sound * sound))) < _QUIET:
        return None
    guess = _period(sound, rate)
    if guess is None:
        return None
    period, clarity = guess
    hz = _refined(sound, period) * rate
    note, cents = note_of(hz, a4)
    return Pitch(hz, note, cents, clarity)


def track_pitch(sound: Mono, rate: int, step: int) -> NDArray[np.float64]:
    """The pitch in Hz around every `step` frames of a mono line, to a few cents; 0 where there is none.

    From 60 Hz on. For looking over whole takes: `read_pitch` is slower and finer.
    """
    size = round(_TRACK_SECONDS * rate)
    padded = np.pad(np.asarray(sound, np.float64), (size // 2, size))
    found = np.zeros(max(1, sound.size // step))
    for index in range(found.size):
        part = padded[index * step : index * step + size]
        part = part - part.mean()
        if math.sqrt(float(np.mean(part * part))) >= _AUDIBLE:
            guess = _period(part, rate)
            found[index] = rate / guess[0] if guess else 0.0
    return found


def _period(sound: Doubles, rate: int) -> tuple[float, float] | None:
    """The first guess of the period in frames, and its clarity."""
    longest = min(int(rate / LOWEST_HZ) + 2, int(sound.size / 2.5))
    alike = _likeness(_softened(sound, rate), longest)
    tops = [_parabola(alike, lag) for lag in _tops(alike)]
    best = max((height for _, height in tops), default=0.0)
    if best < _CLEAR:
        return None
    near_enough = best - 0.004 - 0.5 * (1.0 - best)
    period, clarity = next(top for top in tops if top[1] >= near_enough)
    return (period, min(1.0, clarity)) if period >= rate / HIGHEST_HZ else None


def _softened(sound: Doubles, rate: int) -> Doubles:
    """Without the high partials, whose hills are narrower than a frame."""
    size = 1 << (sound.size + rate // 100).bit_length()
    spectrum = np.fft.rfft(sound, size)
    spectrum /= 1.0 + (np.fft.rfftfreq(size, 1.0 / rate) / _SOFT_HZ) ** 4
    return np.asarray(np.fft.irfft(spectrum, size)[: sound.size], np.float64)


def _likeness(sound: Doubles, longest: int) -> Doubles:
    """For each lag up to `longest`: 2·Σ x(j)·x(j+lag) / Σ (x(j)² + x(j+lag)²)."""
    size = 1 << (sound.size + longest).bit_length()
    spectrum = np.fft.rfft(sound, size)
    products = np.fft.irfft(spectrum * spectrum.conj(), size)[: longest + 1]
    energy = np.concatenate(([0.0], np.cumsum(sound * sound)))
    lags = np.arange(longest + 1)
    total = energy[sound.size - lags] + energy[-1] - energy[lags]
    return np.asarray(2.0 * products / np.maximum(total, 1e-12), np.float64)


def _tops(alike: Doubles) -> list[int]:
    """The highest lag of each hill above zero, the one around lag 0 left out."""
    above = alike > 0.0
    below = np.flatnonzero(~above)
    if not below.size:
        return []
    edges = np.flatnonzero(np.diff(above[below[0] :].astype(np.int8))) + below[0] + 1
    hills = zip(edges[0::2], [*edges[1::2], alike.size - 1], strict=False)
    found = [int(start + alike[start:end].argmax()) for start, end in hills if end > start]
    return [lag for lag in found if 0 < lag < alike.size - 1]


def _parabola(values: Doubles, at: int) -> tuple[float, float]:
    """Place and height of the top of the parabola through three neighbours."""
    left, top, right = float(values[at - 1]), float(values[at]), float(values[at + 1])
    bend = left - 2.0 * top + right
    if bend >= 0.0:
        return float(at), top
    shift = max(-0.5, min(0.5, 0.5 * (left - right) / bend))
    return at + shift, top - 0.25 * (left - right) * shift


def _refined(sound: Doubles, period: float) -> float:
    """Cycles per frame of the lowest partial, from the phases of all."""
    hz, stiffness = 1.0 / period, 0.0
    there = sound.size / period
    for wanted in (8.0, there / 2.0) if there > 20.0 else (there / 2.0,):
        numbers = np.arange(1, _PARTIALS + 1)
        guesses = numbers * hz * np.sqrt(1.0 + stiffness * numbers**2)
        numbers, guesses = numbers[guesses < 0.45], guesses[guesses < 0.45]
        length = max(2, int(wanted)) / hz
        longest = sound.size - math.ceil(length) - 1
        strengths, found = _partials(sound, guesses, length, _steps(1.0 / hz, min(longest, 4.0 * length)))
        hz, stiffness = _fit(numbers, found, strengths, hz)
    return hz * math.sqrt(1.0 + stiffness)


def _steps(period: float, longest: float) -> list[int]:
    """Distances of windows from the first: each so much longer that the turns between can still be told."""
    steps = [round(period * times) for times in (0.5, 2, 8, 32) if 1.0 <= period * times < 0.7 * longest]
    return [*steps, max(1, int(longest))]


def _partials(sound: Doubles, guesses: Doubles, length: float, steps: list[int]) -> tuple[Doubles, Doubles]:
    """Strength and frequency (cycles per frame) of the partials near `guesses`.

    The window is a whole number of periods long, so that each partial is a zero of all the others' windows.
    """
    times = np.arange(math.ceil(length))
    window = 0.5 - 0.5 * np.cos(2.0 * math.pi * times / length)
    turning = window * np.exp(-2j * math.pi * guesses[:, None] * times)
    views = np.stack([sound[at : at + times.size] for at in (0, *steps)], axis=1)
    seen = turning @ views
    found = guesses.copy()
    for column, step in enumerate(steps, start=1):
        turns = np.angle(seen[:, column] * seen[:, 0].conj()) / (2.0 * math.pi)
        found = (turns + np.round(found * step - turns)) / step
    return np.abs(seen).min(axis=1), found


def _fit(numbers: NDArray[np.intp], found: Doubles, strengths: Doubles, guess: float) -> tuple[float, float]:
    """The lowest frequency and the stiffness that explain the partials best, strong ones counting more."""
    each = found / numbers
    good = (strengths >= _FAINT * strengths.max()) & (np.abs(each / guess - 1.0) < 0.03)
    if not good.any():
        return guess, 0.0
    each, squares, weights = each[good], numbers[good] ** 2.0, (strengths[good] * numbers[good]) ** 2
    mean, middle = float(np.average(each, weights=weights)), float(np.average(squares, weights=weights))
    if each.size >= 4:
        spread = float(np.average((squares - middle) ** 2, weights=weights))
        slope = float(np.average((squares - middle) * (each - mean), weights=weights)) / spread
        hz = mean - slope * middle
        if 0.0 < 2.0 * slope / hz < _STIFFEST:
            return hz, 2.0 * slope / hz
    return mean, 0.0
