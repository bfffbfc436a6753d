"""Rubber Band, through pedalboard, held to the song's time: what it stretches lies where it should, not only on the whole.

Rubber Band goes on in whole hops. A ratio whose hops do not come out whole drifts from its place, by up to some milliseconds a
second, and a sound's beginning lies early by an amount that hangs on the ratio. So the ratio is dealt out here, turn by turn,
between the two neighbours whose hops do come out whole; the rest, the same for all sounds, is measured on hits and taken off.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

SEMITONES: Final = 12.0

_PAD_SECONDS: Final = 0.25
"""Of silence around what is stretched: longer than any window of the stretcher."""
_OUT_HOP: Final = 256.0
_LEAST_HOP: Final = 512
_MOST_HOP: Final = 128
_MOST_IN_HOP: Final = 64
"""Bounds of the hops: so many parts of a second, up to the next power of two frames."""
_ASTRAY: Final = 16
"""Frames."""
_NUDGE: Final = 1e-4
_NUDGES: Final = 20
_HITS: Final = 24
_HIT_SECONDS: Final = 0.15
_RISE: Final = 0.3
"""Of a hit's peak: where it is said to begin."""

Block = NDArray[np.float32]
Doubles = NDArray[np.float64]


def bend(sound: Block, rate: int, speed: float, semitones: float) -> Block:
    """The sound (channels, n) played at `speed` and so many semitones higher; column k is frame k · speed of what was given.

    As many columns as are due, and one more.
    """
    wanted = round(sound.shape[1] / speed) + 1
    pitch = 2.0 ** (semitones / SEMITONES)
    stretched = _stretch(sound, rate, pitch / speed)
    if pitch != 1.0:
        stretched = soxr.resample(stretched.T, pitch, 1.0, quality="HQ").T
    out = np.zeros((sound.shape[0], wanted), np.float32)
    count = min(wanted, stretched.shape[1])
    out[:, :count] = stretched[:, :count]
    return out


def _stretch(sound: Block, rate: int, ratio: float) -> Block:
    """`ratio` times as long, at the same pitch."""
    if math.isclose(ratio, 1.0, abs_tol=1e-9):
        return sound
    pad = round(_PAD_SECONDS * rate)
    first = round(pad * ratio + _lateness(rate, ratio))
    return _raw(np.pad(sound, ((0, 0), (pad, pad))), rate, ratio)[:, first:]


def _raw(sound: Block, rate: int, ratio: float) -> Block:
    from pedalboard import time_stretch

    factors = _factors(sound.shape[1], rate, ratio)
    made: Block = time_stretch(np.ascontiguousarray(sound), float(rate), stretch_factor=factors)
    return made


@functools.lru_cache(maxsize=64)
def _lateness(rate: int, ratio: float) -> float:
    """Frames by which hits are heard after their place times the ratio; mostly below zero."""
    seconds = np.arange(round(0.04 * rate)) / rate
    hit = np.cos(2.0 * np.pi * 1760.0 * seconds) * np.exp(-seconds / 0.007)
    step = round(_HIT_SECONDS * rate)
    pad = round(_PAD_SECONDS * rate)
    places = pad + np.arange(_HITS) * step + np.arange(_HITS) * 37 % 331
    sound = np.zeros((1, 2 * pad + (_HITS + 1) * step), np.float32)
    for place in places:
        sound[0, place : place + hit.size] += hit
    heard = np.abs(_raw(sound, rate, ratio)[0])
    half = int(step * ratio / 2.0)
    late = []
    for place in places:
        middle = round(place * ratio)
        first = max(0, middle - half)
        around = heard[first : middle + half]
        late.append(first + int(np.argmax(around > _RISE * around.max())) - place * ratio)
    return float(np.median(late))


def _factors(frames: int, rate: int, ratio: float) -> Doubles:
    """The speed for each frame of the source, so that the sound is never further than `_ASTRAY` from where the ratio has it.

    Turns are long, since the stretcher looks at the speed less often than it hops.
    """
    factors = np.full(frames, 1.0 / ratio)
    turn = itertools.cycle(_whole_hops(rate, ratio))
    source = heard = 0
    hop, out, exact = next(turn, (frames, 0, ratio))
    while source < frames:
        factors[source : source + hop] = 1.0 / exact
        source += hop
        heard += out
        astray = heard - source * ratio
        if (astray > _ASTRAY and out > hop * ratio) or (astray < -_ASTRAY and out < hop * ratio):
            hop, out, exact = next(turn, (hop, out, exact))
    return factors


def _whole_hops(rate: int, ratio: float) -> list[tuple[int, int, float]]:
    """The nearest ratios, below and above, whose hops come out whole: hop in, hop out, and the ratio that makes the stretcher
    take them.
    """
    there = math.floor(_in_hop(rate, ratio))
    found = [
        (hop, out, exact)
        for hop in (there - 1, there, there + 1)
        if hop > 0
        for out in {math.floor(hop * ratio), math.ceil(hop * ratio)}
        if (exact := _taken_for(rate, hop, out)) is not None
    ]
    below = [pair for pair in found if pair[1] <= pair[0] * ratio]
    above = [pair for pair in found if pair[1] >= pair[0] * ratio]
    best = [max(below, key=_pair_ratio)] if below else []
    best += [min(above, key=_pair_ratio)] if above else []
    return best if below and above else []


def _pair_ratio(pair: tuple[int, int, float]) -> float:
    return pair[1] / pair[0]


def _taken_for(rate: int, hop: int, out: int) -> float | None:
    """A ratio at which the stretcher goes on by `hop` and puts out `out`; None when there is none."""
    for nudge in sorted(range(-_NUDGES, _NUDGES + 1), key=abs):
        ratio = out / hop * (1.0 + nudge * _NUDGE)
        if 0.02 < _in_hop(rate, ratio) - hop < 0.98 and abs(hop * ratio - out) < 0.45:
            return ratio
    return None


def _in_hop(rate: int, ratio: float) -> float:
    """How many frames Rubber Band's finer engine takes in at a time, before it rounds them down."""
    out = _OUT_HOP
    if ratio > 1.5:
        out = 2.0 ** (8.0 + 2.0 * math.log10(ratio - 0.5))
    elif ratio < 1.0:
        out = 2.0 ** (8.0 + 2.0 * math.log10(ratio))
    out = min(max(out, _bound(rate, _LEAST_HOP)), _bound(rate, _MOST_HOP))
    return min(out / ratio, _bound(rate, _MOST_IN_HOP))


def _bound(rate: int, part: int) -> float:
    return 2.0 ** math.ceil(math.log2(rate / part))
