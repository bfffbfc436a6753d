"""The offline backend: nobody keeps time. Whoever drives it decides how far it goes, as fast as it can."""

from __future__ import annotations

from typing import Final

import numpy as np

from tui_studio.engine.backends.base import Callback
from tui_studio.engine.backends.virtual import Feed
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.ring import Block
from tui_studio.errors import DeviceError

NAME: Final = "offline"
RATE: Final = 48_000
OUTPUTS: Final = 2


class OfflineBackend:
    """Implements `backends.base.Backend`. Not shared between threads.

    `feed` fills the inputs, which are silent without one. What went out in the last block is in `outputs`.
    """

    def __init__(self, spec: DeviceSpec, max_block: int, *, feed: Feed | None = None) -> None:
        """Blocks are `spec.block` frames, or `max_block` if it is 0. Raises DeviceError."""
        block = spec.block or max_block
        if not 0 < block <= max_block:
            raise DeviceError(
                f"a block of {block} frames cannot be had", where=NAME, hint=f"use 1 … {max_block}"
            )
        self.info = DeviceInfo(
            name=NAME,
            host_api=NAME,
            inputs=spec.inputs,
            outputs=spec.outputs or OUTPUTS,
            rate=spec.rate or RATE,
            block=block,
        )
        self.clock = 0
        """Frames that have gone by."""
        self.outputs: Final[Block] = np.zeros((self.info.outputs, max_block), np.float32)
        self._inputs: Final[Block] = np.zeros((self.info.inputs, max_block), np.float32)
        self._feed: Final = feed
        self._callback: Callback | None = None
        self._closed = False

    def start(self, callback: Callback) -> None:
        """See Backend. Nothing is called before `step`."""
        if self._closed:
            raise DeviceError("the device is closed", where=NAME, hint="open it again")
        self._callback = callback

    def step(self, frames: int = 0) -> Block:
        """Call back once for `frames` (by default a block; at most `max_block`); what went out, till the next.

        Does nothing but fall silent when it is not started.
        """
        count = frames or self.info.block
        inputs, outputs = self._inputs[:, :count], self.outputs[:, :count]
        if self._callback is None:
            outputs.fill(0.0)
            return outputs
        if self._feed is not None:
            self._feed(inputs, self.clock)
        self._callback.process_rt(inputs, outputs, count, 0, 0)
        self.clock += count
        return outputs

    def run(self, frames: int) -> None:
        """Step through `frames`, block by block."""
        while frames > 0:
            frames -= self.step(min(frames, self.info.block)).shape[1]

    def stop(self) -> None:
        """See Backend."""
        self._callback = None

    def close(self) -> None:
        """See Backend."""
        self.stop()
        self._closed = True

    def alive(self) -> bool:
        """See Backend."""
        return not self._closed
