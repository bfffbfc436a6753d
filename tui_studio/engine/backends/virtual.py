"""The virtual interface: no sound card, a clock. Its inputs play a small band, its outputs are remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np

from tui_studio.audio.band import INPUTS, band
from tui_studio.engine.backends.base import Callback
from tui_studio.engine.backends.limits import check_channels, check_limits
from tui_studio.engine.backends.realtime import ask_realtime
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.ring import Block, CaptureRing
from tui_studio.errors import DeviceError

NAME: Final = "virtual"
OUTPUTS: Final = 2
"""Unless more are asked for."""
MOST_OUTPUTS: Final = 4
"""Loudspeakers and headphones."""
RATE: Final = 48_000
BLOCK: Final = 256
REMEMBERED_SECONDS: Final = 10
_SUSPENDED_SECONDS: Final = 0.5
"""Later than this, the machine slept or was stopped: go on from now instead of catching up."""

Feed = Callable[[Block, int], None]
"""Fills a block (inputs, n) with what comes in from this clock on. Called from: the virtual audio thread."""


def virtual_info() -> DeviceInfo:
    """The virtual interface as it is listed."""
    return DeviceInfo(name=NAME, host_api=NAME, inputs=len(INPUTS), outputs=OUTPUTS, rate=RATE, block=BLOCK)


class VirtualBackend:
    """Implements `backends.base.Backend`. Nothing is ever lost: when the machine is late, the band waits.

    `speed` is how many times faster than real time it runs; at 0 it runs only when `step` is called. `feed`
    replaces the band. `cable` (output, input) joins an output to an input, one block later.
    """

    def __init__(
        self,
        spec: DeviceSpec,
        max_block: int,
        *,
        speed: float = 1.0,
        feed: Feed | None = None,
        cable: tuple[int, int] | None = None,
        note: str = "",
    ) -> None:
        check_limits(spec, max_block)
        check_channels(NAME, "inputs", spec.inputs, len(INPUTS))
        check_channels(NAME, "outputs", spec.outputs, MOST_OUTPUTS)
        block = spec.block or min(BLOCK, max_block)
        self.info = msgspec.structs.replace(
            virtual_info(),
            rate=spec.rate or RATE,
            block=block,
            inputs=spec.inputs or len(INPUTS),
            outputs=spec.outputs or OUTPUTS,
            output_latency=block if cable else 0,
            note=note,
        )
        self._speed: Final = speed
        self._feed: Final = feed or _Band(self.info.rate)
        self._cable: Final = cable
        self._inputs: Final = np.zeros((max_block, self.info.inputs), np.float32).T
        self._outputs: Final = np.zeros((max_block, self.info.outputs), np.float32).T
        self.captured: Final = CaptureRing(self.info.outputs, REMEMBERED_SECONDS * self.info.rate, max_block)
        """What went out of late; its `written` is the clock."""
        self._last = np.zeros(0, np.float32)
        self._callback: Callback | None = None
        self._thread: threading.Thread | None = None
        self._running = threading.Event()
        self._called = threading.Event()
        self._closed = False

    def start(self, callback: Callback) -> None:
        """See Backend."""
        if self._closed:
            raise DeviceError("the virtual interface is closed", where=NAME, hint="open it again")
        self._callback = callback
        if self._speed > 0.0 and self._thread is None:
            self._running.set()
            self._called.clear()
            self._thread = threading.Thread(target=self._run, name="virtual audio", daemon=True)
            self._thread.start()
            self._called.wait(2.0)

    def stop(self) -> None:
        """See Backend."""
        self._running.clear()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None
        self._callback = None

    def close(self) -> None:
        """See Backend."""
        self.stop()
        self._closed = True

    def alive(self) -> bool:
        """See Backend."""
        return not self._closed and (self._thread is None or self._thread.is_alive())

    def step(self, frames: int) -> Block:
        """Call back once for so many frames, in the calling thread; returns what went out (a copy)."""
        self._call_rt(frames)
        return self._outputs[:, :frames].copy()

    def _run(self) -> None:
        realtime = ask_realtime() if self._speed == 1.0 else False
        self.info = msgspec.structs.replace(self.info, realtime=realtime)
        block = self.info.block
        period = block / self.info.rate / self._speed
        due = time.monotonic()
        while self._running.is_set():
            self._call_rt(block)
            self._called.set()
            due += period
            wait = due - time.monotonic()
            if wait > 0.0:
                time.sleep(wait)
            elif wait < -_SUSPENDED_SECONDS:
                due = time.monotonic()

    def _call_rt(self, frames: int) -> None:
        inputs, outputs = self._inputs[:, :frames], self._outputs[:, :frames]
        self._feed(inputs, self.captured.written)
        if self._cable is not None:
            heard = min(frames, self._last.size)
            inputs[self._cable[1]] = 0.0
            inputs[self._cable[1], :heard] = self._last[:heard]
        if self._callback is None:
            outputs.fill(0.0)
        else:
            self._callback.process_rt(inputs, outputs, frames, 0, 0)
        self.captured.write_rt(outputs, frames)
        if self._cable is not None:
            self._last = outputs[self._cable[0]].copy()


class _Band:
    """The band, played from the first note when the device is opened, round and round."""

    def __init__(self, rate: int) -> None:
        self._table: Final = band(rate)

    def __call__(self, out: Block, clock: int) -> None:
        rows, frames = out.shape
        at = clock % self._table.shape[1]
        first = min(frames, self._table.shape[1] - at)
        out[:, :first] = self._table[:rows, at : at + first]
        if first < frames:
            out[:, first:] = self._table[:rows, : frames - first]
