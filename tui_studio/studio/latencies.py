"""The round trip of the device that is open: what was measured, what holds, and what there is besides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from tui_studio.engine.protocol import DeviceInfo
from tui_studio.engine.protocol.device_names import bare_name
from tui_studio.studio.machine import MeasuredLatency, latency_key

Latencies = Mapping[str, MeasuredLatency]
"""By `latency_key`."""

CABLE: Final = "connect an output to an input and run latency.calibrate"
_KEY: Final = re.compile(r"(.*?)\|(\d+)\|(\d+)(?:\|(.*))?", re.DOTALL)
"""The key after the host API."""


class Found(NamedTuple):
    """What was measured with this device as it is not now."""

    name: str
    rate: int
    block: int
    output: str
    """The device of the outputs; empty where none was noted."""
    measured_at: str


def reported(device: DeviceInfo) -> int:
    """The round trip in frames as the backend claims it."""
    return device.input_latency + device.output_latency


def round_trip(latencies: Latencies, device: DeviceInfo) -> tuple[int, bool]:
    """The frames to compensate, and whether they were measured as the device is now."""
    measured = latencies.get(latency_key(device))
    if measured is None:
        return reported(device), False
    off = reported(device) - measured.reported
    return max(0, measured.frames + off), off == 0


def basis(latencies: Latencies, device: DeviceInfo) -> tuple[str, str]:
    """What the round trip rests on, and what to do about it (empty for nothing), in words."""
    measured = latencies.get(latency_key(device))
    if measured is not None:
        off = reported(device) - measured.reported
        text = f"measured when the device reported {measured.reported} frames, with {off:+d} for what it reports now"
        return (text, f"{CABLE} again") if off else ("measured", "")
    if device.name == "virtual":
        return "exact", ""
    other = _nearest(latencies, device)
    if other is None:
        return "as the device reports", CABLE
    return f"as the device reports: measured only {_how(other, device)}", CABLE


def to_tell(latencies: Latencies, device: DeviceInfo) -> tuple[str, str] | None:
    """What is to be said, and how loud (a notice's level), of a device that was opened; None for nothing.

    Sizes that were not measured are left to the soundcheck: who changes them knows it, which is not so for outputs.
    """
    measured = latencies.get(latency_key(device))
    if measured is not None and measured.reported != reported(device):
        text = f"{device.name} reports {reported(device)} frames of latency, {measured.reported} when it was measured"
        return f"{text}: the difference is added, but latency.calibrate should be run again", "warning"
    other = _nearest(latencies, device) if measured is None and device.name != "virtual" else None
    if other is None or (other.rate, other.block) != (device.rate, device.block):
        return None
    so = f"{device.name} with {device.output_name}" if device.output_name else device.name
    text = f"{so}: the latency was measured only {_how(other, device)}"
    return f"{text}; run latency.calibrate for what is open now, until then what it reports is used", "info"


def _nearest(latencies: Latencies, device: DeviceInfo) -> Found | None:
    """Of what was measured with this device otherwise, that which is most like it; the newest of those."""

    def likeness(found: Found) -> tuple[bool, bool, str]:
        return found.rate == device.rate, found.block == device.block, found.measured_at

    return max(_measured(latencies, device), key=likeness, default=None)


def _measured(latencies: Latencies, device: DeviceInfo) -> Iterator[Found]:
    begin = f"{device.host_api}|"
    for key, measured in latencies.items():
        parts = _KEY.fullmatch(key, len(begin)) if key.startswith(begin) else None
        if parts and bare_name(parts[1]) == bare_name(device.name):
            yield Found(parts[1], int(parts[2]), int(parts[3]), parts[4] or "", measured.measured_at)


def _how(found: Found, device: DeviceInfo) -> str:
    """In what it was not as it is now, and when."""
    words = [
        f"at {found.rate} Hz" if found.rate != device.rate else "",
        f"with block {found.block}" if found.block != device.block else "",
        f"as {found.name}" if found.name != device.name else "",
        _outputs(found.output) if found.output != device.output_name else "",
        f"on {found.measured_at[:10]}",
    ]
    return " ".join(filter(None, words))


def _outputs(name: str) -> str:
    return f"with the outputs of {name}" if name else "with no other device noted for the outputs"
