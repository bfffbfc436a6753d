"""The click on its way out: the last row of a playback ring, added to the outputs after the master."""

from __future__ import annotations

from typing import Final

import numpy as np

from tui_studio.engine.ring import Block, PlaybackRing, padded
from tui_studio.engine.rt.gains import Floats, StripGains
from tui_studio.engine.rt.matrix import Curve, MovingMatrix, Scratch
from tui_studio.engine.rt.transport import Transport
from tui_studio.engine.shared import CLICK_SLOT

SHUT: Final = 0
OPEN: Final = 1
LEADING: Final = 2
FRONT: Final = (0, 1)
"""The outputs of the master, unless others are chosen."""


class ClickRow:
    """The click of a plan, to the outputs of the master or to outputs of its own.

    `gated`: heard only in a lead and while a pass or a rehearsal is open.
    """

    def __init__(self, ring: PlaybackRing, outputs: tuple[int, ...], *, gated: bool) -> None:
        self.ring: Final = ring
        self.outputs: Final = outputs
        """Those of its own; empty for the outputs of the master."""
        self.gated: Final = gated
        self._gains: Final = StripGains(np.array([CLICK_SLOT]), np.array([0]))
        self.matrix: Final = MovingMatrix(1)

    def gate_rt(self, transport: Transport) -> int:
        """SHUT, OPEN or LEADING."""
        if transport.leading:
            return LEADING
        return OPEN if transport.open or not self.gated else SHUT

    def set_rt(self, controls: Floats, gate: int, master: tuple[float, float]) -> None:
        """Aim the matrix at what the (flattened) controls say. The caller lets it settle or move."""
        self._gains.update_rt(controls)
        target = self.matrix.target
        if gate == SHUT:
            target.fill(0.0)
        elif self.outputs:
            target.fill(self._gains.fader[0])
        else:
            np.multiply(self._gains.both[0], np.float32(master[0]), out=target[0])
            np.multiply(self._gains.both[1], np.float32(master[1]), out=target[1])


class ClickMixer:
    """Collects the click of a block, span by span. Called from: callback."""

    def __init__(self, max_block: int) -> None:
        self._sound: Final = np.zeros((2, max_block), np.float32)
        self._scratch: Final = Scratch(max_block)
        self._outputs: tuple[int, ...] = ()
        self._sounds = False
        """Something of the block may not be silence."""

    def begin_rt(self) -> None:
        """A block begins."""
        if self._sounds:
            self._sound.fill(0.0)
            self._sounds = False

    def span_rt(self, row: ClickRow, at: int, frames: int, curve: Curve) -> Block | None:
        """Mix frames `at` … `at + frames` of the block; they may still be faded. None if they are silent."""
        there = min(frames, row.ring.filled)
        if there <= 0 or row.matrix.silent:
            return None
        columns = padded(frames)
        out, spare = self._scratch.block_rt(0, columns), self._scratch.block_rt(1, columns)
        source = row.ring.slice_rt(row.ring.read, columns)[-1:]
        row.matrix.product_rt(source, frames, curve, out, spare)
        sound = self._sound[:, at : at + there]
        sound[:] = out[:, :there]
        self._outputs = row.outputs
        self._sounds = True
        return sound

    def end_rt(self, outputs: Block, frames: int, master_outputs: tuple[int, ...]) -> None:
        """Add the click of the block to its own outputs, or to those of the master (see `MixPlan`)."""
        if not self._sounds or not len(outputs):
            return
        sound = self._sound
        if self._outputs:
            for output in self._outputs:
                np.add(outputs[output, :frames], sound[0, :frames], out=outputs[output, :frames])
        elif len(master_outputs) == 1:
            scale, mean = np.float32(0.5), outputs[master_outputs[0], :frames]
            for side in sound:
                np.multiply(side, scale, out=side)
                np.add(mean, side[:frames], out=mean)
        else:
            for output, side in zip(master_outputs, sound, strict=False):
                np.add(outputs[output, :frames], side[:frames], out=outputs[output, :frames])
