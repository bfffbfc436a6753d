"""A small synthesised band for the virtual interface: four bars in 4/4 at 92 bpm, Am F C G, round and round.

Eight inputs: kick, snare, overheads left and right, bass, guitar, a voice-like lead, a second voice. The same
numbers every time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]

INPUTS: Final = ("kick", "snare", "overhead left", "overhead right", "bass", "guitar", "lead", "second voice")
TEMPO: Final = 92.0
BARS: Final = 4
BEATS: Final = 4 * BARS

_PEAKS: Final = (0.5, 0.45, 0.3, 0.3, 0.35, 0.3, 0.4, 0.3)
_ROOTS: Final = (45, 41, 48, 43)
"""Key numbers of A, F, C and G in the bass guitar's octave, one a bar (written an octave up)."""
_CHORDS: Final = ((57, 60, 64, 69, 72), (53, 60, 65, 69, 72), (55, 60, 64, 67, 72), (55, 59, 62, 67, 71))
_BASS: Final = ((0.0, 0, 0.9), (1.5, 0, 0.4), (2.0, 0, 0.7), (3.0, 12, 0.4), (3.5, 7, 0.4))
"""Beat, semitones above the root, beats long."""
_STRUMS: Final = ((0.0, 1.0), (1.0, 0.6), (1.5, 0.75), (2.5, 0.85), (3.0, 0.6), (3.5, 0.7))
"""Beat, strength."""
_LEAD: Final = (
    (0.0, 72, 1.4), (1.5, 71, 0.5), (2.0, 69, 1.7),
    (4.0, 69, 0.9), (5.0, 72, 0.9), (6.0, 77, 1.6),
    (8.0, 76, 1.4), (9.5, 74, 0.5), (10.0, 72, 1.0), (11.0, 67, 0.9),
    (12.0, 74, 1.9), (14.0, 71, 0.9), (15.0, 67, 0.8),
)  # fmt: skip
"""Beat, key number, beats long."""
_SECOND: Final = (
    (0.0, 69, 1.4), (1.5, 67, 0.5), (2.0, 64, 1.7),
    (4.0, 65, 1.9), (6.0, 69, 1.6),
    (8.0, 67, 1.4), (9.5, 67, 0.5), (10.0, 64, 1.9),
    (12.0, 67, 1.9), (14.0, 62, 1.7),
)  # fmt: skip
_FORMANTS: Final = ((700.0, 130.0, 1.0), (1150.0, 160.0, 0.5), (2700.0, 250.0, 0.2))
"""Hertz, width, strength: an open 'ah'."""
_CYCLE: Final = 4096
"""Steps of one turn of the voice."""


@lru_cache(maxsize=2)
def band(rate: int) -> Sound:
    """One round of the band, (8, frames), at any rate. Played in a loop it has no seam."""
    beat = 60.0 / TEMPO * rate
    out = np.zeros((len(INPUTS), round(BEATS * beat)), np.float32)
    _drums(out, beat, rate)
    _bass(out[4], beat, rate)
    _guitar(out[5], beat, rate)
    _voice(out[6], _LEAD, beat, rate)
    _voice(out[7], _SECOND, beat, rate)
    peaks = np.maximum(out.max(axis=1), -out.min(axis=1))
    out *= (np.array(_PEAKS) / peaks).astype(np.float32)[:, None]
    return out


def _drums(out: Sound, beat: float, rate: int) -> None:
    kick, snare = _kick(rate), _snare(rate)
    closed, opened = _hat(rate, 0.03), _hat(rate, 0.18)
    for bar in range(BARS):
        for at in (0.0, 1.75, 2.0) if bar % 2 else (0.0, 2.0, 2.75):
            _play(out[:3], kick, (bar * 4 + at) * beat, (1.0, 0.02, 0.15))
            _play(out[3:4], kick, (bar * 4 + at) * beat, (0.15,))
        for at in (1.0, 3.0):
            _play(out[:4], snare, (bar * 4 + at) * beat, (0.03, 1.0, 0.35, 0.3))
        for eighth in range(8):
            hat = opened if eighth == 7 and bar == BARS - 1 else closed
            strength = 0.7 if eighth % 2 else 1.0
            _play(out[1:4], hat, (bar * 4 + eighth / 2) * beat, (0.03, strength, 0.5 * strength))


def _kick(rate: int) -> Sound:
    t = _seconds(0.4, rate)
    sweep = 48.0 * t + 90.0 * 0.03 * (1.0 - np.exp(-t / 0.03))
    return (np.sin(2.0 * np.pi * sweep) * np.exp(-t / 0.11)).astype(np.float32)


def _snare(rate: int) -> Sound:
    t = _seconds(0.25, rate).astype(np.float32)
    rattle = _noise(1, t.size) * np.exp(-t / np.float32(0.06))
    tone = np.sin(np.float32(2.0 * np.pi * 188.0) * t) * np.exp(-t / np.float32(0.05))
    return np.asarray(np.float32(0.4) * rattle + tone, np.float32)


def _hat(rate: int, decay: float) -> Sound:
    t = _seconds(decay * 6.0, rate).astype(np.float32)
    bright = np.diff(_noise(round(1000 * decay), t.size + 2), n=2)
    return np.asarray(bright * np.exp(-t / np.float32(decay)), np.float32)


def _noise(seed: int, size: int) -> Sound:
    """White, of unit power: integers thoroughly mixed. A generator of NumPy's takes longer to import than this to run."""
    mixed = np.arange(size, dtype=np.uint32) + np.uint32(seed << 20)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    return (mixed.astype(np.float32) * np.float32(2.0**-31) - np.float32(1.0)) * np.float32(3.0**0.5)


def _bass(out: Sound, beat: float, rate: int) -> None:
    for bar, root in enumerate(_ROOTS):
        for at, interval, long in _BASS:
            pluck = _pluck(root - 12 + interval, long * beat / rate, 0.5, 8, rate)
            _play(out[None], pluck, (bar * 4 + at) * beat, (1.0,))


def _guitar(out: Sound, beat: float, rate: int) -> None:
    for bar, chord in enumerate(_CHORDS):
        strings = [_pluck(key, 0.75 * beat / rate, 0.35, 10, rate) for key in chord]
        for number, (at, strength) in enumerate(_STRUMS):
            order = strings if number % 2 == 0 else strings[::-1]
            for string, pluck in enumerate(order):
                _play(out[None], pluck, (bar * 4 + at) * beat + string * 0.008 * rate, (strength,))


def _pluck(key: int, seconds: float, decay: float, harmonics: int, rate: int) -> Sound:
    """A plucked string: the higher the partial, the sooner it is gone.

    Each partial is a spiral; its value at frame a·256 + b is the product of those at a·256 and at b, so that the sum of
    all partials is one product of two small matrices.
    """
    frames, width = max(1, int(seconds * rate)), 256
    pitch = _hertz(key)
    numbers = np.arange(1, 1 + min(harmonics, max(1, int(0.45 * rate / pitch))))
    speeds = (2j * np.pi * pitch * numbers - numbers**0.7 / decay) / rate
    coarse = np.exp(np.outer(np.arange(0, frames, width), speeds))
    fine = np.exp(np.outer(speeds, np.arange(width))) / numbers[:, None]
    left = np.hstack([coarse.real, coarse.imag]).astype(np.float32)
    right = np.vstack([fine.imag, fine.real]).astype(np.float32)
    return _eased((left @ right).ravel()[:frames], 0.002, 0.02, rate)


def _voice(out: Sound, tune: tuple[tuple[float, int, float], ...], beat: float, rate: int) -> None:
    run = _sung(_seconds(max(long for _, _, long in tune) * beat / rate, rate))
    numbers = np.arange(1.0, 13.0)
    sines = np.sin(2.0 * np.pi / _CYCLE * np.outer(numbers, np.arange(_CYCLE)))
    for at, key, long in tune:
        pitch = _hertz(key)
        cycle = (_vowel(np.asarray(numbers * pitch)) / np.sqrt(numbers) @ sines).astype(np.float32)
        steps = run[: max(1, int(long * beat))] * (_CYCLE * pitch / rate)
        note = cycle.take(steps.astype(np.int32) & np.int32(_CYCLE - 1))
        _play(out[None], _eased(note, 0.05, 0.09, rate), at * beat, (1.0,))


def _sung(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many frames of its pitch a note has sung by each frame: it comes from below, then trembles a little."""
    vibrato = np.minimum(1.0, t / 0.35) * np.sin(2.0 * np.pi * 5.4 * t) * 0.006
    return np.cumsum(1.0 + vibrato - 0.03 * np.exp(-t / 0.04))


def _vowel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    heard = np.full(hertz.shape, 0.04)
    for middle, width, strength in _FORMANTS:
        heard += strength / (1.0 + ((hertz - middle) / width) ** 2)
    return heard


def _eased(sound: Sound, rise: float, fall: float, rate: int) -> Sound:
    first, last = min(sound.size // 2, int(rise * rate)), min(sound.size // 2, int(fall * rate))
    sound[:first] *= np.linspace(0.0, 1.0, first, dtype=np.float32)
    sound[sound.size - last :] *= np.linspace(1.0, 0.0, last, dtype=np.float32)
    return sound


def _play(rows: Sound, sound: Sound, at: float, levels: tuple[float, ...]) -> None:
    """Add `sound` from frame `at` on to each row at its level; what goes past the end is at the start."""
    start = round(at) % rows.shape[1]
    first = min(sound.size, rows.shape[1] - start)
    for row, level in zip(rows, levels, strict=True):
        row[start : start + first] += sound[:first] * np.float32(level)
        row[: sound.size - first] += sound[first:] * np.float32(level)


def _seconds(length: float, rate: int) -> NDArray[np.float64]:
    return np.arange(max(1, int(length * rate))) / rate


def _hertz(key: int) -> float:
    return float(440.0 * 2.0 ** ((key - 69) / 12.0))
