"""Mixes what the tape plays next, for the callback to copy: see `rt.ahead`."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np

from tui_studio.engine.ring import GRAIN, Block, padded
from tui_studio.engine.rt.ahead import FRAMES, SIDES, AheadRing, Key
from tui_studio.engine.rt.click import ClickRow
from tui_studio.engine.rt.contract import TransportState
from tui_studio.engine.rt.gains import master_gains_rt
from tui_studio.engine.rt.matrix import PIECE, Scratch
from tui_studio.engine.rt.mixplan import MixPlan
from tui_studio.engine.shared import Head, Shared

AHEAD_SECONDS: Final = 0.4
"""So far ahead of the playhead it is mixed; never more than half of what the ring holds."""
AT_FIRST: Final = 4
"""Of that, a fourth at once: while a fader moves, a mix is soon of no use."""
BEGIN_SECONDS: Final = 0.01
"""A new mix begins so far ahead, and not nearer than a few blocks."""
BEGIN_BLOCKS: Final = 3
LEVEL_PIECE: Final = 16 * GRAIN
"""The master's level is known in steps of so many."""

_ROLLS: Final = {TransportState.ROLLING, TransportState.RECORDING}

Peaks = tuple[float, float]


class AheadMixer:
    """The writer of an `AheadRing`. One thread."""

    def __init__(
        self, shared: Shared, ring: AheadRing, rate: int, plan_now: Callable[[], MixPlan | None]
    ) -> None:
        """`plan_now` tells the plan that sounds."""
        self._head: Final = shared.head
        self._controls: Final = shared.controls.reshape(-1)
        self._ring: Final = ring
        self._ahead: Final = min(int(AHEAD_SECONDS * rate), FRAMES // 2)
        self._begin_ahead: Final = int(BEGIN_SECONDS * rate)
        self._plan_now: Final = plan_now
        self._plan: MixPlan | None = None
        self._twin: MixPlan | None = None
        """The plan again, with gains of our own."""
        self._key: Key | None = None
        self._alone = False
        """The click belongs into the mix; otherwise the callback adds it to what comes in."""
        self._mixed: Final = np.zeros((SIDES, padded(PIECE)), np.float32)
        self._scratch: Final = Scratch(PIECE)
        self._levels: deque[tuple[int, Peaks]] = deque()
        """The master's peaks in each piece, by the stream frame at which that ends."""

    def step(self) -> None:
        """Mix what is missing, as soon as that is much."""
        plan = self._plan_now()
        if plan is None or not plan.outputs or int(self._head[Head.STATE]) not in _ROLLS:
            return
        read, end = plan.ring.read, self._ring.end
        key = self._key_now(plan)
        if key != self._key or not read <= end <= read + 2 * self._ahead:
            if self._begin(plan, key, read):
                self._mix_up_to(read + self._ahead // AT_FIRST)
        elif end < read + self._ahead // 2:
            self._mix_up_to(read + self._ahead)

    def played(self) -> Peaks:
        """The master's peaks in what the callback took since this was asked last."""
        plan = self._plan_now()
        passed = 0 if plan is None else plan.ring.read  # first: what was taken is told after it
        until = int(self._head[Head.AHEAD_TO])
        left = right = 0.0
        while self._levels and self._levels[0][0] <= max(passed, until):
            end, peaks = self._levels.popleft()
            if end <= until:
                left, right = max(left, peaks[0]), max(right, peaks[1])
        return left, right

    def _key_now(self, plan: MixPlan) -> Key:
        head = self._head
        cells = (Head.CONTROLS_VERSION, Head.HEARING, Head.CLICK_GATE)
        return Key(plan.number, *(int(head[cell]) for cell in cells))

    def _begin(self, plan: MixPlan, key: Key, read: int) -> bool:
        """Begin a mix of this kind; False when it changes just now."""
        self._key = None
        twin = self._twin_of(plan)
        master = master_gains_rt(self._controls)
        twin.tape.set_rt(self._controls, key.hearing, master)
        twin.tape.matrix.settle_rt()
        if twin.click is not None:
            twin.click.set_rt(self._controls, key.gate, master)
            twin.click.matrix.settle_rt()
        if self._key_now(plan) != key:
            return False
        self._key, self._alone = key, twin.alone[key.hearing]
        self._levels.clear()
        self._ring.begin(key, read + max(self._begin_ahead, BEGIN_BLOCKS * int(self._head[Head.BLOCK])))
        return True

    def _twin_of(self, plan: MixPlan) -> MixPlan:
        if self._twin is None or self._plan is not plan:
            click = plan.click
            own = None if click is None else ClickRow(click.ring, click.outputs, gated=click.gated)
            self._plan, self._twin = plan, dataclasses.replace(plan, click=own)
        return self._twin

    def _mix_up_to(self, offset: int) -> None:
        twin = self._twin
        assert twin is not None
        most = min(PIECE, twin.ring.max_block)
        while (frames := min(most, offset - self._ring.end, twin.ring.written - self._ring.end)) > 0:
            mixed = self._mix(twin, self._ring.end, frames)
            self._ring.write(mixed)

    def _mix(self, twin: MixPlan, offset: int, frames: int) -> Block:
        """As `rt.mixer` mixes what goes on steadily, to the last bit."""
        columns = padded(frames)
        twin.tape.still_rt(offset, self._mixed[:, :columns])
        mixed = self._mixed[:, :frames]
        self._see(mixed, offset)
        if self._alone and twin.click is not None and not twin.click.matrix.silent:
            clicks = self._scratch.block_rt(0, columns)
            twin.click.matrix.still_rt(twin.ring.slice_rt(offset, columns)[-1:], clicks)
            np.add(mixed, clicks[:, :frames], out=mixed)
        return mixed

    def _see(self, mixed: Block, offset: int) -> None:
        starts = range(0, mixed.shape[1], LEVEL_PIECE)
        left, right = np.maximum.reduceat(np.abs(mixed), starts, axis=1).tolist()
        ends = (offset + min(start + LEVEL_PIECE, mixed.shape[1]) for start in starts)
        self._levels.extend(zip(ends, zip(left, right, strict=True), strict=True))
