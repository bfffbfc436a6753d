"""Which device is the very one that was open.

A name is all that PortAudio tells of a device. Where another one shares it, being the same is never guessed: it is told,
and the player opens the one that is meant.
"""

from __future__ import annotations

from tui_studio.engine.backends import devices
from tui_studio.engine.backends.devices import Choice, Found, listed, twins_of
from tui_studio.engine.protocol import DeviceInfo
from tui_studio.engine.protocol.device_names import bare_name
from tui_studio.errors import DeviceError, DeviceMissingError


def choose_again(was: DeviceInfo) -> Choice:
    """The very devices that were open as `was`, by their whole names and their sound system.

    Raises DeviceMissingError when one of them is not there, DeviceError when it cannot be told which one it is.
    """
    there = devices.find_all()
    within = [device for device in there if device.host_api == was.host_api]
    source = sink = None
    if was.inputs:
        same = _same(was.name, was, within)
        source = _only(was.name, was, [device for device in same if device.inputs] or same)
    if was.outputs:
        name = was.output_name or was.name
        same = _same(name, was, within)
        sink = _only(name, was, [device for device in same if device.outputs] or same)
    return Choice(source, sink, was.twins or twins_of(source, sink, there))


def _same(name: str, was: DeviceInfo, within: list[Found]) -> list[Found]:
    """Those of this name; of a card that was alone with it, also at another address."""
    whole = [device for device in within if device.name == name]
    bare = [device for device in within if bare_name(device.name) == bare_name(name)]
    if not bare:
        hint = "plug it in, or start its sound system"
        raise DeviceMissingError(f"the device '{name}' is not there", where=was.host_api, hint=hint)
    if not whole and any(bare_name(twin) == bare_name(name) for twin in was.twins):
        hint = "device.open one of these if it is the one that is meant, or plug it in again where it was"
        raise DeviceError(
            f"the device '{name}' is not there, only others of its name: {listed(bare)}", hint=hint
        )
    return whole or bare


def _only(name: str, was: DeviceInfo, fitting: list[Found]) -> Found:
    if name in was.twins:
        hint = "device.open it if it is" if len(fitting) == 1 else devices.MAKE_DEFAULT
        raise DeviceError(
            f"'{name}' has a twin: whether this is the one that was lost cannot be told", hint=hint
        )
    if len(fitting) > 1:
        raise devices.unclear(name, fitting, "device.open the one that is meant")
    return fitting[0]
