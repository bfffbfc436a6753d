"""A device that was open, and is to be opened again."""

from __future__ import annotations

from tui_studio.engine.protocol import DeviceInfo, DeviceRefused, DeviceSpec
from tui_studio.engine.rig import Rig
from tui_studio.errors import DeviceMissingError, EngineError


class Awaited:
    """See the module. Called from: command thread."""

    def __init__(self, rig: Rig) -> None:
        """The rig is not kept: its memory is wanted for the next one."""
        self.spec: DeviceSpec = rig.same_again
        """How it is opened."""
        self.info: DeviceInfo = rig.info
        """Which one it is."""
        self._last = ""
        self._told = ""

    def failed(self, error: EngineError) -> DeviceRefused | None:
        """What there is to tell of a try that failed: each reason once, when it has come twice in a row.

        A device that is only coming up refuses for a moment, and one that is not there has no reason.
        """
        if isinstance(error, DeviceMissingError):
            self._last = self._told = ""
            return None
        reason = "; ".join(filter(None, [error.message, error.where]))
        last, self._last = self._last, reason
        if reason != last or reason == self._told:
            return None
        self._told = reason
        return DeviceRefused(self.info.name, reason, error.hint)

    def tell_again(self) -> None:
        """There is a studio that has not heard why."""
        self._told = ""
