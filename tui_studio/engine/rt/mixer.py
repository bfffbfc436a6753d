"""The sum of it all: tape and monitored inputs into the stereo master."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from tui_studio.audio.dsp.meters import peaks_into
from tui_studio.engine.ring import GRAIN, Block, PlaybackRing, as_bytes, padded
from tui_studio.engine.rt.click import FRONT, LEADING, OPEN, SHUT, ClickMixer, ClickRow
from tui_studio.engine.rt.gains import master_gains_rt
from tui_studio.engine.rt.master_meter import MasterMeter
from tui_studio.engine.rt.matrix import Curve, MovingMatrix, Scratch, cross_rt, scale_rt
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.rt.tape import Hearing
from tui_studio.engine.rt.transport import Transport
from tui_studio.engine.shared import Head, Shared

GAIN_SECONDS: Final = 0.0075
"""How long a gain takes to its new value."""
DECLICK_SECONDS: Final = 0.005
"""How long the tape takes to come in, to go out, and to change from one plan to the next."""

_CONTROLS_VERSION: Final = int(Head.CONTROLS_VERSION)
_LOUDEST: Final = 1e30
"""Of the energy of a block; beyond this it is looked at more closely."""


class Mixer:
    """Mixes a block span by span.

    Everything is allocated when it is made; nothing here raises for odd numbers.
    """

    def __init__(self, shared: Shared, *, inputs: int, outputs: int, max_block: int, rate: int) -> None:
        self._numbers: Final = shared.head.data
        self._controls: Final = shared.controls.reshape(-1)
        self._gain_curve: Final = Curve(int(rate * GAIN_SECONDS), max_block, smooth=False)
        self.declick: Final = Curve(int(rate * DECLICK_SECONDS), max_block, smooth=True)
        self._scratch: Final = Scratch(max_block)
        self._inputs: Final = np.zeros((inputs, padded(max_block) + GRAIN), np.float32)
        self._input_peaks: Final = np.zeros((2, inputs), np.float32)
        self._input_matrix: Final = MovingMatrix(inputs)
        self.master: Final = np.zeros((2, max_block + GRAIN), np.float32)
        """The block; while it goes on steadily, the stretch of blocks that was mixed at once."""
        ahead = np.zeros((max_block, 2), np.float32)
        self._ahead: Final = ahead.T
        self.woven: Final = as_bytes(ahead)
        """What is heard of the blocks to come: the master with the click, for two outputs."""
        self.meter: Final = MasterMeter(shared)
        self._click: Final = ClickMixer(max_block)
        self._master_outputs: tuple[int, ...] = FRONT[:outputs]
        """As in the plan."""
        self.gate = SHUT
        """That of the click, last."""
        self.plan: MixPlan | None = None
        self.leaving: MixPlan | None = None
        """The plan that is being faded out."""
        self._leaving_at = 0
        self.followed = -1
        """The version of the controls that the gains go by, or go to."""
        self.hearing = int(Hearing.STOPPED)
        """What was heard by last."""
        self._ran = False
        """The tape of this plan ran in the span before."""
        self.short = 0
        """Frames of the last span that the playback ring was short of."""

    @property
    def hears_inputs(self) -> bool:
        """Something that comes in may be heard."""
        return not self._input_matrix.silent

    def adopt_rt(self, plan: MixPlan, *, crossfade: bool) -> None:
        """Mix by this plan from now on."""
        self.leaving = self.plan if crossfade else None
        self._leaving_at = 0
        self.plan = plan
        self._master_outputs = plan.master_outputs
        self.followed = -1
        self._ran = False

    def begin_rt(self, inputs: Block, frames: int) -> None:
        """A block of these inputs begins."""
        self._inputs[:, :frames] = inputs[:, :frames]
        self._clean_inputs_rt(frames)
        self._click.begin_rt()

    def span_rt(self, at: int, frames: int, transport: Transport) -> None:
        """Mix frames `at` … `at + frames` of the block."""
        plan = self.plan
        click = None if plan is None else plan.click
        gate = OPEN if click is None else click.gate_rt(transport)
        self._follow_controls_rt(transport.hearing, transport.moving, gate)
        master = self.master[:, at : at + frames]
        self._monitor_rt(at, frames, master)
        self.short = 0
        if plan is None or not transport.moving:
            self.leaving = None
            self._ran = False
            return
        if self.leaving is not None and not self._leaving_at and plan.tape.goes_on_rt(self.leaving.tape):
            self.leaving = None
        bus = self._tape_rt(plan, frames)
        if transport.fading_out:
            scale_rt(bus, self.declick.falling, transport.fade_at)
        elif transport.fading_in:
            scale_rt(bus, self.declick.rising, transport.fade_at)
        np.add(master[0], bus[0, :frames], out=master[0])
        np.add(master[1], bus[1, :frames], out=master[1])
        if click is not None:
            self._click_rt(click, at, frames, transport)
        self._ran = True

    def end_rt(self, outputs: Block, frames: int) -> None:
        """The block is over: fill the outputs, publish its level."""
        master = self.master[:, :frames]
        if not self.meter.see_rt(master):
            np.nan_to_num(master, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
            self.meter.see_rt(master)
        self._put_rt(master, outputs, frames)
        self._click.end_rt(outputs, frames, self._master_outputs)

    def steady_rt(self, transport: Transport) -> bool:
        """No gain moves, and what was followed last still holds: `ahead_rt` may be called."""
        plan = self.plan
        if plan is None or self.leaving is not None or self._input_matrix.moving:
            return False
        gate = OPEN if plan.click is None else plan.click.gate_rt(transport)
        if plan.tape.matrix.moving or (plan.click is not None and plan.click.matrix.moving):
            return False
        if not plan.tape.matrix.bounded_rt():
            return False
        return transport.hearing == self.hearing and gate == self.gate

    def ahead_rt(self, frames: int, transport: Transport, *, alone: bool) -> bool:
        """Mix the tape of the next `frames` (at most a block's most), of which the ring is not short.

        True when that is all that will be heard (and may be `alone`): then it lies in `woven`. Otherwise blocks are made
        of it by `go_on_rt`.
        Every block that is mixed the long way spoils what is left.
        """
        master = self.master[:, :frames]
        plan, moving = self.plan, transport.moving
        if moving and plan is not None:
            plan.tape.still_rt(plan.ring.read, self.master[:, : padded(frames)])
        else:
            master.fill(0.0)
        if not alone or self.hears_inputs or (plan is not None and plan.apart):
            return False
        ahead = self._ahead[:, :frames]
        ahead[:] = master
        self._add_click_rt(ahead, frames, transport)
        return True

    def go_on_rt(
        self, inputs: Block, outputs: Block, at: int, transport: Transport, tape: Block | None
    ) -> bool:
        """Mix a whole block as the one before it, without its level: see `level_rt`.

        `at`: where it begins in what `ahead_rt` mixed, or where its sum is put if the `tape` was mixed elsewhere. False
        when what comes in is not made of numbers (the tape is, see `PlaybackRing`): the block is to be mixed the long way.
        """
        frames = outputs.shape[1]
        master = self.master[:, at : at + frames]
        if tape is None:
            tape = master
        if self.hears_inputs:
            if not self._hear_rt(inputs, frames, tape if transport.moving else None, master):
                return False
        elif tape is not master:
            master[:] = tape
        self._put_rt(master, outputs, frames)
        self._add_click_rt(outputs, frames, transport)
        return True

    def level_rt(self, frames: int) -> None:
        """Publish the master's level in the first `frames`, which went on, of those mixed ahead."""
        self.meter.see_rt(self.master[:, :frames])

    def _clean_inputs_rt(self, frames: int) -> None:
        """What is no number becomes silence."""
        peaks, work = self._input_peaks
        if not len(peaks):
            return
        peaks_into(self._inputs[:, :frames], peaks, work)
        if not math.isfinite(float(np.maximum.reduce(peaks))):
            np.nan_to_num(self._inputs, copy=False, nan=0.0, posinf=0.0, neginf=0.0)

    def _hear_rt(self, inputs: Block, frames: int, tape: Block | None, master: Block) -> bool:
        columns = padded(frames)
        self._inputs[:, :frames] = inputs
        heard = self._scratch.block_rt(0, columns)
        self._input_matrix.still_rt(self._inputs[:, :columns], heard)
        if tape is not None:
            np.add(heard[:, :frames], tape, out=master)
        else:
            master[:] = heard[:, :frames]
        left, right = master
        return bool(np.dot(left, left) + np.dot(right, right) < _LOUDEST)

    def _add_click_rt(self, outputs: Block, frames: int, transport: Transport) -> None:
        click = None if self.plan is None else self.plan.click
        if click is not None and not click.matrix.silent and transport.moving:
            self._click.begin_rt()
            self._click_rt(click, 0, frames, transport)
            self._click.end_rt(outputs, frames, self._master_outputs)

    def _put_rt(self, master: Block, outputs: Block, frames: int) -> None:
        those = self._master_outputs
        if outputs.shape[0] == 2 and those == FRONT:
            outputs[:, :frames] = master
            return
        outputs[:, :frames] = 0.0
        if len(those) == 1:
            mean = outputs[those[0], :frames]
            np.add(master[0], master[1], out=mean)
            np.multiply(mean, np.float32(0.5), out=mean)
        else:
            for output, side in zip(those, master, strict=False):
                outputs[output, :frames] = side

    def _follow_controls_rt(self, hearing: int, moving: bool, gate: int) -> None:
        version = self._numbers[_CONTROLS_VERSION]
        if version == self.followed and hearing == self.hearing and gate == self.gate:
            return
        plan = self.plan
        if plan is None:
            return
        master = master_gains_rt(self._controls)
        plan.tape.set_rt(self._controls, hearing, master)
        if self._ran and moving:
            plan.tape.matrix.move_rt(self._gain_curve.length)
        else:
            plan.tape.matrix.settle_rt()
        plan.monitors.set_rt(self._controls, hearing, master, self._input_matrix)
        self._input_matrix.move_rt(self._gain_curve.length)
        if plan.click is not None:
            plan.click.set_rt(self._controls, gate, master)
            if self._ran and moving and not (gate == SHUT and self.gate == LEADING):
                plan.click.matrix.move_rt(self._gain_curve.length)
            else:
                plan.click.matrix.settle_rt()
        self.gate = gate
        self.followed = version
        self.hearing = hearing

    def _monitor_rt(self, at: int, frames: int, master: Block) -> None:
        if self._input_matrix.silent:
            master.fill(0.0)
            return
        columns = padded(frames)
        bus, spare = self._scratch.block_rt(0, columns), self._scratch.block_rt(1, columns)
        source = self._inputs[:, at : at + columns]
        self._input_matrix.product_rt(source, frames, self._gain_curve, bus, spare)
        master[:] = bus[:, :frames]

    def _tape_rt(self, plan: MixPlan, frames: int) -> Block:
        columns = padded(frames)
        bus, spare = self._scratch.block_rt(0, columns), self._scratch.block_rt(1, columns)
        self.short = plan.tape.mix_rt(frames, self._gain_curve, bus, spare)
        if self.leaving is not None:
            self._cross_rt(self.leaving, plan.ring, frames, bus, spare)
        return bus

    def _click_rt(self, click: ClickRow, at: int, frames: int, transport: Transport) -> None:
        """It comes in with its whole onset, and goes out with the tape."""
        sound = self._click.span_rt(click, at, frames, self._gain_curve)
        if sound is not None and transport.fading_out:
            scale_rt(sound, self.declick.falling, transport.fade_at)

    def _cross_rt(self, leaving: MixPlan, ring: PlaybackRing, frames: int, bus: Block, spare: Block) -> None:
        old = self._scratch.block_rt(2, bus.shape[1])
        leaving.tape.mix_rt(frames, self._gain_curve, old, spare)
        if ring is not leaving.ring:
            leaving.ring.read += frames
        cross_rt(bus, old, self.declick, self._leaving_at)
        self._leaving_at += frames
        if self._leaving_at >= self.declick.length:
            self.leaving = None
