"""From controls to gains, for many strip rows at once and without allocating."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.engine.shared import CONTROL_FIELDS, MASTER_SLOT, ControlField

Floats = NDArray[np.float32]

_QUARTER: Final = np.float32(math.pi / 4.0)
_ONE: Final = np.float32(1.0)


class StripGains:
    """Left and right gains of rows, each belonging to a strip slot and a side (0 mono, 1 left, 2 right of
    a pair).

    Mono is panned with constant power (-3 dB in the centre), pairs are balanced.
    """

    def __init__(self, slot: NDArray[np.int64], side: NDArray[np.int64]) -> None:
        rows = len(slot)
        base = np.asarray(slot, np.int64) * CONTROL_FIELDS
        self._gain_at: Final = base + ControlField.GAIN
        self._pan_at: Final = base + ControlField.PAN
        self._audible_at: Final = base + ControlField.AUDIBLE
        self._trim_at: Final = base + ControlField.TRIM
        self._mono: Final = (side == 0).astype(np.float32)
        self._left: Final = (side == 1).astype(np.float32)
        self._right: Final = (side == 2).astype(np.float32)
        self.fader: Final = np.zeros(rows, np.float32)
        """Fader gain times audibility."""
        self.trim: Final = np.ones(rows, np.float32)
        self.both: Final = np.zeros((2, rows), np.float32)
        """Gains to the left and to the right output, fader included."""
        self._pan: Final = np.zeros(rows, np.float32)
        self._work: Final = np.zeros(rows, np.float32)

    def update_rt(self, controls: Floats) -> None:
        """Read the (flattened) controls anew. Called from: callback."""
        controls.take(self._gain_at, out=self.fader, mode="clip")
        controls.take(self._audible_at, out=self._work, mode="clip")
        np.multiply(self.fader, self._work, out=self.fader)
        controls.take(self._trim_at, out=self.trim, mode="clip")
        controls.take(self._pan_at, out=self._pan, mode="clip")
        np.clip(self._pan, -1.0, 1.0, out=self._pan)
        self._side_rt(self.both[0], np.cos, self._left, -1.0)
        self._side_rt(self.both[1], np.sin, self._right, 1.0)

    def _side_rt(self, out: Floats, law: np.ufunc, pair: Floats, sign: float) -> None:
        np.add(self._pan, _ONE, out=out)
        np.multiply(out, _QUARTER, out=out)
        law(out, out=out)
        np.maximum(out, 0.0, out=out)  # the cosine of a float32 right angle is not quite nothing
        np.multiply(out, self._mono, out=out)
        np.multiply(self._pan, np.float32(sign), out=self._work)
        np.add(self._work, _ONE, out=self._work)
        np.minimum(self._work, _ONE, out=self._work)
        np.multiply(self._work, pair, out=self._work)
        np.add(out, self._work, out=out)
        np.multiply(out, self.fader, out=out)


def master_gains_rt(controls: Floats) -> tuple[float, float]:
    """(left, right) gain of the master strip, from the flattened controls. Called from: callback."""
    base = MASTER_SLOT * CONTROL_FIELDS
    gain = float(controls[base + ControlField.GAIN]) * float(controls[base + ControlField.AUDIBLE])
    pan = min(1.0, max(-1.0, float(controls[base + ControlField.PAN])))
    return gain * min(1.0, 1.0 - pan), gain * min(1.0, 1.0 + pan)
