"""Levels of what comes in and of what plays, taken from the rings behind the callback, which has no time for it.

The master's is that of what was mixed ahead and taken; of what the callback mixes it tells it itself (`rt.master_meter`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui_studio.audio.dsp.meters import FULL_SCALE, peaks_into
from tui_studio.engine.ring import Block, CaptureRing, PlaybackRing
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.shared import (
    CONTROL_FIELDS,
    MASTER_SLOT,
    MAX_INPUTS,
    SLOTS,
    ControlField,
    Head,
    MeterField,
    Shared,
)

PIECE: Final = 4096
"""Frames of the inputs that are looked at at once."""
LATEST: Final = 1.0
"""Of what came in longer ago than so many seconds no level is of interest."""

Levels = NDArray[np.float32]
Numbers = NDArray[np.int64]


class LevelReader:
    """Takes the levels of one device that is open. One thread."""

    def __init__(
        self,
        shared: Shared,
        capture: CaptureRing,
        rate: int,
        plan_now: Callable[[], MixPlan | None],
        master_now: Callable[[], tuple[float, float]],
    ) -> None:
        """From now on. `plan_now` tells the plan that sounds, `master_now` the master's peaks in what was taken since."""
        self._head: Final = shared.head
        self._capture: Final = capture
        self._latest: Final = int(LATEST * rate)
        self._plan_now: Final = plan_now
        self._master_now: Final = master_now
        self._inputs: Final = InputMeters(shared, len(capture.data))
        self._strips: Final = StripMeters(shared)
        self._block: Final = np.zeros((len(capture.data), PIECE), np.float32)
        self._rows: PlanRows | None = None
        self._clock = self._looked_at = capture.written
        """Up to where the inputs were seen, and when the last look began."""
        self._ring: PlaybackRing | None = None
        self._offset = 0
        """The stream frame up to which the ring was seen."""
        self._cleared = int(self._head[Head.CLEAR_REQUESTS])

    def look(self) -> None:
        """See what came and played since the last look, and publish it."""
        requests = int(self._head[Head.CLEAR_REQUESTS])
        if requests != self._cleared:
            self._cleared = requests
            self._inputs.clear()
            self._strips.clear()
        plan = self._plan_now()
        until = 0 if plan is None else plan.ring.read
        looked_at, self._looked_at = self._looked_at, self._capture.written
        peaks = self._see_inputs()
        self._strips.begin()
        if plan is not None:
            rows = self._rows_of(plan)
            hearing = int(self._head[Head.HEARING])
            tape = self._see_tape(plan.ring, plan.tape.rows, until, self._looked_at - looked_at)
            if tape is not None:
                self._strips.add(rows.tape, tape, plan.tape.heard[hearing])
            self._strips.add(rows.inputs, peaks[plan.monitor_input], plan.monitors.shown[hearing])
        self._strips.publish(self._master_now())

    def _rows_of(self, plan: MixPlan) -> PlanRows:
        if self._rows is None or self._rows.plan is not plan:
            self._rows = PlanRows(plan)
        return self._rows

    def _see_inputs(self) -> Levels:
        """The peak of each input since the last look."""
        capture, clock = self._capture, self._capture.written
        start = max(self._clock, capture.oldest, clock - self._latest)
        peaks = np.zeros(len(self._block), np.float32)
        while start < clock:
            block = self._block[:, : clock - start]
            capture.read(start, block)
            np.maximum(peaks, self._inputs.see(block), out=peaks)
            start += block.shape[1]
        self._clock = clock
        return peaks

    def _see_tape(self, ring: PlaybackRing, rows: int, until: int, went_by: int) -> Levels | None:
        """The peak of each row of the tape since the last look, up to this stream frame."""
        start = max(self._offset if ring is self._ring else 0, until - went_by, until - ring.max_block)
        self._ring, self._offset = ring, until
        there = min(until, ring.written) - start
        return _peaks(ring.slice_rt(start, there)[:rows]) if there > 0 else None


class PlanRows:
    """Where the rows of a plan are shown."""

    def __init__(self, plan: MixPlan) -> None:
        self.plan: Final = plan
        self.tape: Final = Cells(plan.row_slot, plan.row_side, (ControlField.GAIN, ControlField.AUDIBLE))
        self.inputs: Final = Cells(plan.monitor_slot, plan.monitor_side, (ControlField.TRIM,))


class Cells:
    """Where some rows are shown, and which controls their levels go by."""

    def __init__(self, slot: Numbers, side: Numbers, fields: tuple[ControlField, ...]) -> None:
        """Side 0 is shown left and right, 1 left, 2 right."""
        left, right = np.flatnonzero(side != 2), np.flatnonzero(side != 1)
        self.rows: Final = np.concatenate([left, right])
        self.cells: Final = np.concatenate([slot[left], slot[right] + SLOTS])
        self.controls: Final = tuple(slot * CONTROL_FIELDS + field for field in fields)


class InputMeters:
    """Peak, hold and clip runs of the device inputs."""

    def __init__(self, shared: Shared, inputs: int) -> None:
        self._shown: Final = min(inputs, MAX_INPUTS)
        self._table: Final = shared.inputs[: self._shown]
        self._over: NDArray[np.bool_] = np.zeros((self._shown, 1), np.bool_)
        """Whether the last frame was over."""

    def see(self, block: Block) -> Levels:
        """Meter the frames that follow; their peaks. What is no number counts as silence."""
        peaks = _peaks(block)
        if not np.isfinite(peaks.max(initial=0.0)):
            peaks = _peaks(np.nan_to_num(block, copy=False, nan=0.0, posinf=0.0, neginf=0.0))
        table, shown = self._table, peaks[: self._shown]
        for field in (MeterField.PEAK_LEFT, MeterField.HOLD):
            np.maximum(table[:, field], shown, out=table[:, field])
        if shown.max(initial=0.0) >= FULL_SCALE or self._over.any():
            over = np.concatenate([self._over, np.abs(block[: self._shown]) >= FULL_SCALE], axis=1)
            table[:, MeterField.CLIPS] += (over[:, 1:] & ~over[:, :-1]).sum(axis=1)
            self._over = over[:, -1:]
        return peaks

    def clear(self) -> None:
        """Forget holds and clips."""
        self._table[:, [MeterField.HOLD, MeterField.CLIPS]] = 0.0


class StripMeters:
    """Peak, hold and clips of the strips. A clip here is a run of looks at or above full scale."""

    def __init__(self, shared: Shared) -> None:
        self._controls: Final = shared.controls.reshape(-1)
        self._table: Final = shared.meters
        self._levels: Final = np.zeros(2 * SLOTS, np.float32)
        """The left sides of all slots, then the right sides."""
        self._over: NDArray[np.bool_] = np.zeros(SLOTS, np.bool_)

    def begin(self) -> None:
        """Nothing was heard yet."""
        self._levels.fill(0.0)

    def add(self, cells: Cells, peaks: Levels, heard: Levels) -> None:
        """Rows with these peaks were heard."""
        if len(peaks):
            for index in cells.controls:
                heard = heard * self._controls[index]
            np.maximum.at(self._levels, cells.cells, (peaks * heard)[cells.rows])

    def publish(self, master: tuple[float, float]) -> None:
        """That was all of this look. The master's cells are left alone where nothing of it was seen."""
        shown = SLOTS if any(master) else MASTER_SLOT
        sides = self._levels.reshape(2, SLOTS)
        sides[:, MASTER_SLOT] = master
        left, right = sides[:, :shown]
        loudest, table = np.maximum(left, right), self._table[:shown]
        for field, level in (
            (MeterField.PEAK_LEFT, left),
            (MeterField.PEAK_RIGHT, right),
            (MeterField.HOLD, loudest),
        ):
            np.maximum(table[:, field], level, out=table[:, field])
        self._count(loudest)

    def clear(self) -> None:
        """Forget holds and clips; the callback does so for the master's."""
        self._table[:MASTER_SLOT, [MeterField.HOLD, MeterField.CLIPS]] = 0.0

    def _count(self, loudest: Levels) -> None:
        if loudest.max() < FULL_SCALE and not self._over.any():
            return
        shown = len(loudest)
        over = loudest >= FULL_SCALE
        self._table[:shown, MeterField.CLIPS] += over & ~self._over[:shown]
        self._over.fill(False)
        self._over[:shown] = over


def _peaks(block: Block) -> Levels:
    peaks, work = np.empty((2, len(block)), np.float32)
    peaks_into(block, peaks, work)
    return peaks
