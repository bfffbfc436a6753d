"""How loud a stretch of sound is to the ear, and what brings another one to the same loudness.

The measure is that of ITU-R BS.1770: K-weighted, in blocks of 0.4 s, of which those far below the others do not count, so that
rests between phrases do not make a take quiet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK_SECONDS = 0.4
SILENT = -70.0
"""LUFS below which there is nothing to match."""
RELATIVE_GATE = -10.0
FURTHEST_DB = 12.0
"""No take is moved further than this to match another."""

Sound = NDArray[np.float32]


def loudness(sounds: list[Sound], rate: int) -> float | None:
    """LUFS of the sounds together (each planar, channels by frames); None when they are silent."""
    blocks = [_block_powers(sound, rate) for sound in sounds if sound.shape[1]]
    powers = np.concatenate(blocks) if blocks else np.zeros(0)
    loud = powers[_lufs(powers) > SILENT]
    if not len(loud):
        return None
    gate = _lufs(loud.mean()) + RELATIVE_GATE
    return float(_lufs(loud[_lufs(loud) > gate].mean()))


def match_db(present: float | None, other: float | None) -> float:
    """The gain that makes `other` as loud as `present`, within bounds; 0 when one of them is silent."""
    if present is None or other is None:
        return 0.0
    return max(-FURTHEST_DB, min(FURTHEST_DB, present - other))


def _block_powers(sound: Sound, rate: int) -> NDArray[np.float64]:
    """The K-weighted mean square of each block, the channels added; the last one's is that of the frames it has."""
    size = min(sound.shape[1], max(1, round(BLOCK_SECONDS * rate)))
    count = -(-sound.shape[1] // size)
    padded = np.zeros((sound.shape[0], count * size))
    padded[:, : sound.shape[1]] = sound
    weights = _k_weights(size, rate)
    powers = np.zeros(count)
    for channel in padded:
        spectrum = np.fft.rfft(channel.reshape(count, size), axis=1)
        powers += (np.abs(spectrum) ** 2 * weights).sum(axis=1) / size**2
    powers[-1] *= size / (sound.shape[1] - (count - 1) * size)
    return powers


def _k_weights(size: int, rate: int) -> NDArray[np.float64]:
    """What each bin of a block's spectrum counts: the squared response of the two K filters, and both halves of the spectrum."""
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = _shelf(rate, 1681.974450955533, 3.999843853973347, 0.7071752369554196)
    high_pass = _high_pass(rate, 38.13547087602444, 0.5003270373238773)
    response = np.ones(len(turn), np.complex128)
    for above, below in (shelf, high_pass):
        response *= np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    weights = 2.0 * np.abs(response) ** 2
    weights[0] /= 2.0
    if size % 2 == 0:
        weights[-1] /= 2.0
    return weights


def _shelf(rate: int, hertz: float, gain_db: float, quality: float) -> tuple[list[float], list[float]]:
    """The head's shelf: coefficients above and below, of falling delay last."""
    k = np.tan(np.pi * hertz / rate)
    high = 10 ** (gain_db / 20)
    band = high**0.4996667741545416
    below = 1 + k / quality + k * k
    above = [
        (high + band * k / quality + k * k) / below,
        2 * (k * k - high) / below,
        (high - band * k / quality + k * k) / below,
    ]
    return above, [1.0, 2 * (k * k - 1) / below, (1 - k / quality + k * k) / below]


def _high_pass(rate: int, hertz: float, quality: float) -> tuple[list[float], list[float]]:
    k = np.tan(np.pi * hertz / rate)
    below = 1 + k / quality + k * k
    return [1.0, -2.0, 1.0], [1.0, 2 * (k * k - 1) / below, (1 - k / quality + k * k) / below]


def _lufs(power: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
