"""The device chooser: the sound cards there are, and the open one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui_studio.studio.wire import Answer
from tui_studio.tui.screens.listing import Listing
from tui_studio.tui.view.cells import Run, Tone, fit

if TYPE_CHECKING:
    from tui_studio.tui.head import Head


class DeviceScreen(Listing):
    """Enter opens the device pointed at, with all its inputs and its own block; the `:` line does the rest."""

    title = "Device"
    hint = "arrows move, Enter opens, Esc leaves"
    empty = "looking for sound cards ..."

    def __init__(self, head: Head) -> None:
        super().__init__(head)
        self._devices: list[dict[str, Any]] = []
        head.send("device.list", then=self._came)

    @property
    def heading(self) -> tuple[str, ...]:
        """The open device, and how to open another with wishes."""
        status = self.head.desk.status
        return (
            f"open: {status.device or 'none'}, {status.rate} Hz, {status.block} frames a block",
            *([status.device_note] if status.device_note else []),
            "Another block, fewer inputs: type :device.open NAME block=128 inputs=4",
            "",
        )

    def entries(self) -> Sequence[Sequence[Run]]:
        """Name, host API, channels, rate."""
        status = self.head.desk.status
        return [
            self._entry(one, (one["name"], one["host_api"]) == (status.device, status.host_api))
            for one in self._devices
        ]

    def choose(self, index: int) -> None:
        """Open it."""
        chosen = self._devices[index]
        self.head.close_screen(self)
        self.head.desk.say(f"opening {chosen['name']} ...")
        self.head.do("device.open", {"name": chosen["name"], "api": chosen["host_api"]})

    def _came(self, answer: Answer) -> None:
        if answer.error is not None:
            self.head.close_screen(self)
            self.head.show_answer(answer)
            return
        self._devices = list(answer.result or [])
        status = self.head.desk.status
        names = [(one["name"], one["host_api"]) for one in self._devices]
        here = (status.device, status.host_api)
        self.at = names.index(here) if here in names else 0

    def _entry(self, device: dict[str, Any], is_open: bool) -> list[Run]:
        words = f"{device['inputs']:3d} in {device['outputs']:3d} out  {device['rate'] / 1000:g}k"
        mark = "open" if is_open else "default" if device.get("is_default") else ""
        return [
            (f" {fit(device['name'], 32)} {fit(device['host_api'], 16)} ", Tone.PLAIN),
            (f"{words}  ", Tone.PLAIN),
            (mark, Tone.GOOD if is_open else Tone.DIM),
        ]
