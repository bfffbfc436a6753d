"""The seam between the callback and what keeps time: PortAudio, the virtual interface, nobody (offline)."""

from __future__ import annotations

from typing import Final, Protocol

from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.ring import Block

EXACT: Final = 4
AGO_SHIFT: Final = 8


class Callback(Protocol):
    """The engine's block function.

    Any number of frames up to the prepared maximum, changing from call to call; rows need not be contiguous.
    """

    def process_rt(self, inputs: Block, outputs: Block, frames: int, flags: int, lost: int) -> None:
        """Take `inputs`, fill `outputs`; both have `frames` columns.

        `flags`: 1 input was lost before this block, 2 output was late; with `EXACT`, `lost` is certain, and nothing
        comes out later; shifted by `AGO_SHIFT`: how many frames ago that was, when it is told late. `lost`: frames
        lost, 0 when unknown.
        Never raises. Called from: the backend's audio thread.
        """
        ...


class Backend(Protocol):
    """An opened device."""

    info: DeviceInfo

    def start(self, callback: Callback) -> None:
        """Begin to call. Raises DeviceError."""
        ...

    def stop(self) -> None:
        """Stop calling; no call is under way when this returns. Idempotent."""
        ...

    def close(self) -> None:
        """Free the device. Idempotent; works for a device that is gone."""
        ...

    def alive(self) -> bool:
        """False when the device is gone (unplugged, server dead, no callback for a second).

        Called from: command thread.
        """
        ...


class OpenBackend(Protocol):
    """How a backend module opens a device."""

    def __call__(self, spec: DeviceSpec, max_block: int) -> Backend:
        """Open but do not start. Raises DeviceError naming the device and what to do."""
        ...
