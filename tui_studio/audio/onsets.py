"""Where sounds begin: spectral flux, and the attacks it points to."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

HOP_SECONDS: Final = 0.005
_WINDOW_SECONDS: Final = 0.023
_TOP_HZ: Final = 8000.0
_APART_SECONDS: Final = 0.05
_ROWS_AT_ONCE: Final = 2048

Mono = NDArray[np.float32]
Doubles = NDArray[np.float64]


def hop_frames(rate: int) -> int:
    """Frames between two values of `onset_strength`."""
    return max(1, round(HOP_SECONDS * rate))


def onset_strength(sound: Mono, rate: int, top_hz: float = _TOP_HZ) -> Doubles:
    """How much louder the spectrum gets, every `hop_frames`: the mean up to `top_hz` of what rises.

    Magnitudes count by their square root, so that soft instruments count beside loud ones. Value i is centred on
    frame i · hop.
    """
    hop, size = hop_frames(rate), _window_size(rate)
    count = sound.size // hop + 1
    padded = np.zeros(count * hop + size, np.float32)
    padded[size // 2 : size // 2 + sound.size] = sound
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:count]
    window = np.hanning(size).astype(np.float32)
    bins = min(size // 2, int(top_hz * size / rate)) + 1
    strength = np.zeros(count)
    before = np.zeros((1, bins))
    for at in range(0, count, _ROWS_AT_ONCE):
        shape = np.sqrt(np.abs(np.fft.rfft(windows[at : at + _ROWS_AT_ONCE] * window, axis=1)[:, :bins]))
        rising = np.diff(np.concatenate((before, shape)), axis=0)
        strength[at : at + len(shape)] = np.maximum(rising, 0.0).sum(axis=1)
        before = shape[-1:]
    return strength / bins


def find_onsets(sound: Mono, rate: int) -> NDArray[np.intp]:
    """Frames at which notes or hits begin, in order; each at the steepest rise of the sound's envelope."""
    strength = onset_strength(sound, rate)
    if strength.size < 3 or strength.max() <= 0.0:
        return np.zeros(0, np.intp)
    reach = max(1, round(_APART_SECONDS / HOP_SECONDS / 2))
    floor = _running(strength, 10 * reach) * 1.6 + 0.08 * float(np.percentile(strength, 99))
    local = np.lib.stride_tricks.sliding_window_view(np.pad(strength, reach), 2 * reach + 1).max(axis=1)
    peaks = np.flatnonzero((strength >= local) & (strength > floor))
    found = [_attack(sound, rate, int(peak) * hop_frames(rate)) for peak in peaks]
    kept: list[int] = []
    for frame in found:
        if not kept or frame - kept[-1] >= _APART_SECONDS * rate:
            kept.append(frame)
    return np.array(kept, np.intp)


def _window_size(rate: int) -> int:
    return 2 * round(_WINDOW_SECONDS * rate / 2)


def _running(values: Doubles, reach: int) -> Doubles:
    """Mean of the values around each, `reach` on each side."""
    width = 2 * reach + 1
    sums = np.concatenate(([0.0], np.cumsum(np.pad(values, reach))))
    return np.asarray((sums[width:] - sums[:-width]) / width, np.float64)


def _attack(sound: Mono, rate: int, near: int) -> int:
    """The frame near `near` where the envelope passes a third of its rise."""
    side, smooth = round(0.025 * rate), max(1, round(0.001 * rate))
    begin = max(0, near - side)
    # Low tones that still ring swell and ebb with each of their periods: the difference holds them down.
    part = np.abs(
        np.diff(
            sound[begin : near + side].astype(np.float64), prepend=0.0 if begin == 0 else sound[begin - 1]
        )
    )
    if part.size <= smooth:
        return near
    sums = np.concatenate(([0.0], np.cumsum(part)))
    envelope = (sums[smooth:] - sums[:-smooth]) / smooth
    step = max(1, round(0.005 * rate))
    if envelope.size <= step:
        return near
    rise = int((envelope[step:] - envelope[:-step]).argmax())
    low, high = envelope[rise], envelope[rise : rise + step + 1].max()
    return int(begin + rise + np.argmax(envelope[rise : rise + step + 1] >= low + (high - low) / 3.0))
