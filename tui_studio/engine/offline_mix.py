"""The live graph without a clock: the same plan, the same callback, driven as fast as the machine can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

from tui_studio.engine.backends.offline import OfflineBackend
from tui_studio.engine.plan import build_plan
from tui_studio.engine.protocol import ClickSpec, ClickWhen, DeviceSpec, EngineSpec
from tui_studio.engine.ring import GRAIN, Block, CaptureRing, NumberRing, PlaybackRing, padded
from tui_studio.engine.rt.callback import EngineCallback
from tui_studio.engine.rt.contract import ANNOUNCEMENT_FIELDS, COMMAND_FIELDS, Command
from tui_studio.engine.rt.matrix import PIECE
from tui_studio.engine.shared import CONTROL_FIELDS, Shared
from tui_studio.engine.stream import StreamRenderer
from tui_studio.errors import AudioFileError

OUTPUTS: Final = 2
BLOCK: Final = 8 * PIECE
"""Not a multiple of a memory page: rows of the ring must not fall on the same cache lines."""
BLOCKS_AHEAD: Final = 2
"""Blocks rendered at a time: long enough that threads seldom wait for each other."""


class OfflineMix:
    """Mixes spans of a spec, one after the other. Not shared between threads.

    Inputs are not heard, loop and punch bounds do not count, and motion starts without a fade.
    """

    def __init__(
        self,
        spec: EngineSpec,
        rate: int,
        block: int = 0,
        report: Callable[[AudioFileError], None] | None = None,
        *,
        click: bool = False,
    ) -> None:
        """`report` is called once for each file that cannot be read; with `click` it is in the mix."""
        self.block: Final = block or BLOCK
        self._spec = msgspec.structs.replace(spec, loop=None, punch=None, click=_click(spec, click))
        self._rate = rate
        self._shared = _shared_of(spec)
        self._renderer = StreamRenderer(self._spec, rate, report)
        self._capacity = BLOCKS_AHEAD * max(self.block, GRAIN)
        self._room: Block = np.zeros((self._renderer.rows, self._capacity + padded(self.block)), np.float32)

    def span(self, start: int, end: int, take: Callable[[Block, int], bool]) -> None:
        """Mix [start, end) and hand each block (2, n) and its position to `take`, until that returns False."""
        self._renderer.begin(start)
        ring = self._ring(start)
        backend, callback = self._rolling(ring, start)
        position = start
        while position < end:
            ahead = min(self._capacity // self.block * self.block, end - position)
            self._fill(ring, position, ahead)
            for at in range(0, ahead, self.block):
                block = backend.step(min(self.block, ahead - at))
                if callback.failures:
                    raise AudioFileError(
                        f"the mix failed ({callback.last_failure})",
                        where=f"frame {position + at}",
                        hint="this is a fault of the program: try once more, or leave that place out",
                    )
                if not take(block, position + at):
                    return
            position += ahead

    def close(self) -> None:
        """Let go of all files."""
        self._renderer.close()

    def _ring(self, start: int) -> PlaybackRing:
        ring = PlaybackRing(0, self._capacity, self.block, start, None)
        ring.data = self._room
        return ring

    def _fill(self, ring: PlaybackRing, position: int, frames: int) -> None:
        """The ring has been read to its end, so that it can be rendered into directly."""
        at = ring.written % ring.capacity
        first = min(frames, ring.capacity - at)
        self._renderer.render(ring.data[:, at : at + first], position)
        if first < frames:
            self._renderer.render(ring.data[:, : frames - first], position + first)
        ring.written += frames

    def _rolling(self, ring: PlaybackRing, start: int) -> tuple[OfflineBackend, EngineCallback]:
        backend = OfflineBackend(DeviceSpec(outputs=OUTPUTS, rate=self._rate), max(self.block, GRAIN))
        commands = NumberRing(8, COMMAND_FIELDS)
        callback = EngineCallback(
            self._shared,
            CaptureRing(0, 4 * backend.info.block, backend.info.block),
            commands,
            NumberRing(256, ANNOUNCEMENT_FIELDS),
            inputs=0,
            outputs=OUTPUTS,
            max_block=backend.info.block,
            rate=self._rate,
            declick=False,
        )
        callback.pending_plan = build_plan(
            self._spec,
            start=start,
            capacity=ring.capacity,
            max_block=self.block,
            device_inputs=0,
            outputs=OUTPUTS,
            ring=ring,
        )
        backend.start(callback)
        backend.step(GRAIN)
        commands.push_rt(Command.ROLL, 0, 0, 0)
        return backend, callback


def _click(spec: EngineSpec, wanted: bool) -> ClickSpec | None:
    if not wanted or spec.click is None:
        return None
    return msgspec.structs.replace(spec.click, outputs=(), when=ClickWhen.ALWAYS)


def _shared_of(spec: EngineSpec) -> Shared:
    shared = Shared.private()
    for slot, values in spec.controls.items():
        known = values[:CONTROL_FIELDS]
        shared.controls[slot, : len(known)] = known
    return shared
