"""The tempo and the beats of a recorded take.

The beat's length comes from the autocorrelation of the onset strength; the beats are laid by dynamic programming, after Ellis,
"Beat tracking by dynamic programming" (Journal of New Music Research 36, 2007): as many strong onsets as possible, as
evenly as possible. Each is then drawn to the attack nearby.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.onsets import find_onsets, hop_frames, onset_strength

SLOWEST_BPM: Final = 50.0
FASTEST_BPM: Final = 210.0

_USUAL_BPM: Final = 105.0
_OCTAVES: Final = 2.0
"""How wide tempos spread around the usual one (standard deviation of log2)."""
_COMB: Final = ((1, 0.5), (2, 0.25), (3, 0.1), (4, 0.15), (1 / 2, -0.3), (1 / 3, -0.25))
"""How much likeness after so many beats speaks for a beat's length: what repeats within it is no single beat."""
_STIFF: Final = 400.0
"""How much evenness counts in laying the beats."""
_LOW_HZ: Final = 250.0
_ACCENT_HZ: Final = 700.0
_EVENED: Final = 0.4
"""The power that makes soft and loud drums count alike."""
_REACH: Final = 0.08
"""Parts of a beat within which a beat is drawn to an attack."""

Mono = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Tempo:
    """What was found in a take."""

    bpm: float
    beats: tuple[int, ...]
    """Frames of the beats, from the take's first frame."""
    downbeat: int
    """Which of the first `beats_per_bar` beats begins a bar, from 0: where the low sounds are."""
    steadiness_ms: float
    """How far the beats are from an even row (RMS)."""
    confidence: float
    """0 … 1: how well the onsets repeat at this tempo."""


def find_tempo(sound: Mono, rate: int, beats_per_bar: int = 4, near_bpm: float | None = None) -> Tempo | None:
    """The tempo of a mono take; None when nothing in it repeats.

    Twice or half the tempo fit nearly as well: `near_bpm` says what is expected, if one knows.
    """
    strength = onset_strength(sound, rate)
    hop = hop_frames(rate)
    per_minute = 60.0 * rate / hop
    if strength.size < 4 * per_minute / FASTEST_BPM or strength.max() <= 0.0:
        return None
    strength = strength / strength.std()
    lag, confidence = _beat_length(_accents(sound, rate, strength), per_minute, near_bpm)
    if confidence < 0.1:
        return None
    rows = _lay_beats(strength, lag)
    if len(rows) < 4:
        return None
    beats = _drawn(np.array(rows) * float(hop), find_onsets(sound, rate), lag * hop)
    length, off = _even_row(beats)
    return Tempo(
        bpm=60.0 * rate / length,
        beats=tuple(int(frame) for frame in np.rint(beats)),
        downbeat=_downbeat(sound, rate, beats, beats_per_bar),
        steadiness_ms=off * 1000.0 / rate,
        confidence=confidence,
    )


def _accents(sound: Mono, rate: int, strength: Doubles) -> Doubles:
    """The onsets of drums and low notes, which tell the beat from its parts; all onsets where there are none."""
    low = onset_strength(sound, rate, _ACCENT_HZ) ** _EVENED
    spread = float(low.std())
    return np.asarray(low / spread, np.float64) if spread > 0.0 else strength


def _beat_length(strength: Doubles, per_minute: float, near_bpm: float | None) -> tuple[float, float]:
    """Hops of one beat, and how strongly the onsets repeat after it."""
    centred = strength - strength.mean()
    size = 1 << (2 * centred.size).bit_length()
    spectrum = np.fft.rfft(centred, size)
    longest = min(centred.size - 1, math.ceil(5 * per_minute / SLOWEST_BPM))
    alike = np.fft.irfft(spectrum * spectrum.conj(), size)[: longest + 1]
    alike = alike / (alike[0] * (1.0 - np.arange(longest + 1) / centred.size))
    lags = np.arange(per_minute / FASTEST_BPM, min(per_minute / SLOWEST_BPM, longest / 4.0), 0.25)
    if not lags.size:
        return per_minute / _USUAL_BPM, 0.0
    places = np.arange(longest + 1)
    score = sum(weight * np.interp(times * lags, places, alike) for times, weight in _COMB)
    octaves = np.log2(per_minute / lags / (near_bpm or _USUAL_BPM))
    width = 0.25 if near_bpm else _OCTAVES
    best = int((score * np.exp(-0.5 * (octaves / width) ** 2)).argmax())
    return float(lags[best]), float(max(0.0, min(1.0, score[best])))


def _lay_beats(strength: Doubles, lag: float) -> list[int]:
    """Hops of the beats: the row with the best sum of onset strength and evenness."""
    width = lag / 32.0
    reach = np.arange(-math.ceil(3 * width), math.ceil(3 * width) + 1)
    local = np.convolve(strength, np.exp(-0.5 * (reach / max(width, 0.5)) ** 2), "same")
    back = np.arange(-round(2 * lag), -round(lag / 2) + 1)
    cost = -_STIFF * np.log(-back / lag) ** 2
    total, origin = local.copy(), np.full(local.size, -1)
    first_hit = 0.01 * local.max()
    for hop in range(-int(back[0]), local.size):
        ways = total[hop + back] + cost
        best = int(ways.argmax())
        total[hop] += ways[best]
        origin[hop] = hop + back[best] if total[hop + back[best]] > first_hit else -1
    end = max(0, local.size - math.ceil(lag))
    rows = [end + int(total[end:].argmax())]
    while origin[rows[-1]] >= 0:
        rows.append(int(origin[rows[-1]]))
    return _without_silence(rows[::-1], local)


def _without_silence(rows: list[int], local: Doubles) -> list[int]:
    """Without the beats before the first sound and after the last."""
    loud = [index for index, row in enumerate(rows) if local[row] > 0.1 * local.max()]
    return rows[loud[0] : loud[-1] + 1] if loud else []


def _drawn(beats: Doubles, onsets: NDArray[np.intp], length: float) -> Doubles:
    """Each beat at the attack near it, where there is one."""
    if not onsets.size:
        return beats
    after = np.clip(np.searchsorted(onsets, beats), 1, max(1, onsets.size - 1))
    left, right = onsets[after - 1], onsets[np.minimum(after, onsets.size - 1)]
    nearest = np.where(np.abs(beats - left) <= np.abs(beats - right), left, right)
    return np.where(np.abs(nearest - beats) <= _REACH * length, nearest, beats).astype(np.float64)


def _even_row(beats: Doubles) -> tuple[float, float]:
    """The length of one beat in frames, by least squares, and how far the beats are from the even row."""
    numbers = np.arange(beats.size) - (beats.size - 1) / 2.0
    length = float((numbers * (beats - beats.mean())).sum() / (numbers * numbers).sum())
    return length, float(np.sqrt(np.mean((beats - beats.mean() - length * numbers) ** 2)))


def _downbeat(sound: Mono, rate: int, beats: Doubles, beats_per_bar: int) -> int:
    size = round(0.08 * rate)
    low = max(1, round(_LOW_HZ * size / rate))
    window = np.hanning(2 * size)[size:]
    weights = np.zeros(max(1, beats_per_bar))
    for number, beat in enumerate(beats):
        part = sound[max(0, int(beat)) : int(beat) + size]
        if part.size == size:
            weights[number % weights.size] += float((np.abs(np.fft.rfft(part * window)[1:low]) ** 2).sum())
    return int(weights.argmax())
