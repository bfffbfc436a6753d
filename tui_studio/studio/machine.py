"""What this machine remembers: the device used last, and the round trips measured through a cable."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import msgspec

from tui_studio import paths
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.protocol.device_names import bare_name


class MeasuredLatency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A round trip in frames, and what the backend claimed when it was measured."""

    frames: int
    reported: int
    measured_at: str


class FootSwitchPort(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which MIDI message is the foot switch."""

    port: str = ""
    """Part of the port's name; empty: any port."""
    kind: str = "cc"
    """`cc` for a controller, `note` for a key."""
    number: int = 64
    invert: bool = False
    """It sends low values when it is pressed."""


class Machine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The memory's contents."""

    device: DeviceSpec | None = None
    foot_switch: FootSwitchPort | None = None
    latencies: dict[str, MeasuredLatency] = {}
    """By `latency_key`."""
    master_outputs: dict[str, tuple[int, ...]] = {}
    """By `device_key`: counted from 1."""


def device_key(device: DeviceInfo) -> str:
    """What is chosen for a device's outputs holds for all of its kind, whatever address they have."""
    return f"{device.host_api}|{bare_name(device.output_name or device.name)}"


def latency_key(device: DeviceInfo) -> str:
    """What a measured round trip holds for: device, host API, rate and block, and another device of the outputs."""
    outputs = f"|{device.output_name}" if device.output_name else ""
    return f"{device.host_api}|{device.name}|{device.rate}|{device.block}{outputs}"


def memory_file() -> Path:
    """Where it is kept."""
    return paths.user_state() / "machine.json"


def load_machine() -> Machine:
    """What is remembered; nothing if there is no memory or it cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        return msgspec.json.decode(memory_file().read_bytes(), type=Machine)
    return Machine()


def remember(**changes: Any) -> Machine:
    """Change the memory, which other studios write too; what it is now. A disk that refuses is no reason not to go on."""
    machine = msgspec.structs.replace(load_machine(), **changes)
    with contextlib.suppress(OSError):
        save_machine(machine)
    return machine


def save_machine(machine: Machine) -> None:
    """Replace the memory as a whole. Raises OSError."""
    path = memory_file()
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    scratch.write_bytes(msgspec.json.format(msgspec.json.encode(machine), indent=1))
    scratch.replace(path)
