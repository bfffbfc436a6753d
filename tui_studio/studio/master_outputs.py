"""Where the loudspeakers hang: the outputs of each device that carry the master. This machine remembers it, the song does not."""

from __future__ import annotations

from tui_studio.engine.protocol import DeviceInfo
from tui_studio.errors import BadInputError, DeviceError
from tui_studio.studio.devices import Devices
from tui_studio.studio.heads import Heads
from tui_studio.studio.machine import device_key, load_machine, remember

MOST = 2


class MasterOutputs:
    """See the module. Outputs are counted from 1 here, as users count them."""

    def __init__(self, devices: Devices, heads: Heads) -> None:
        self._devices = devices
        self._heads = heads
        self._chosen = load_machine().master_outputs

    @property
    def now(self) -> tuple[int, ...]:
        """Those of the open device: left and right, one with the mean of both, or none where it has no outputs."""
        device = self._devices.current
        return () if device is None else self._asked(device) or _first(device)

    def from_zero(self) -> tuple[int, ...]:
        """As the engine counts; empty for the first two."""
        device = self._devices.current
        return () if device is None else tuple(output - 1 for output in self._asked(device))

    @property
    def lacking(self) -> str:
        """Why the chosen ones do not carry it; empty if they do."""
        device = self._devices.current
        chosen = () if device is None else self._chosen.get(device_key(device), ())
        if device is None or chosen == self._asked(device):
            return ""
        return (
            f"the master goes to {_words(self.now)}: {device.name} is open with "
            f"{device.outputs} output{'s' * (device.outputs != 1)}, {_words(chosen)} {'are' if len(chosen) > 1 else 'is'} "
            f"chosen; device.open with outputs={max(chosen)}, or master.outputs"
        )

    @property
    def words(self) -> str:
        """`outputs 3, 4`"""
        return _words(self.now)

    def device_opened(self) -> None:
        """Say it when the device lacks what was chosen for it."""
        if self.lacking:
            self._heads.notice(self.lacking, "warning")

    def choose(self, outputs: tuple[int, ...]) -> None:
        """These (at most two) carry the master of the open device from now on; none: its first two.

        Raises BadInputError, DeviceError.
        """
        device = self._devices.current
        if device is None:
            raise DeviceError(
                "no device is open", hint="device.list shows what there is, device.open opens one"
            )
        _check(outputs, device)
        key = device_key(device)
        others = {other: chosen for other, chosen in load_machine().master_outputs.items() if other != key}
        self._chosen = {**others, key: outputs} if outputs else others
        remember(master_outputs=self._chosen)

    def _asked(self, device: DeviceInfo) -> tuple[int, ...]:
        chosen = self._chosen.get(device_key(device), ())
        return chosen if all(output <= device.outputs for output in chosen) else ()


def _first(device: DeviceInfo) -> tuple[int, ...]:
    return tuple(range(1, min(MOST, device.outputs) + 1))


def _words(outputs: tuple[int, ...]) -> str:
    if not outputs:
        return "no output"
    return f"output{'s' * (len(outputs) > 1)} {', '.join(map(str, outputs))}"


def _check(outputs: tuple[int, ...], device: DeviceInfo) -> None:
    if max(outputs, default=0) > device.outputs:
        raise BadInputError(
            f"{device.name} is open with {device.outputs} output{'s' * (device.outputs != 1)}",
            where=f"output {max(outputs)}",
            hint=f"device.open with outputs={max(outputs)}, if it has so many",
        )
