"""Which devices there are, and which one is meant by a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tui_studio.engine.backends import library
from tui_studio.engine.backends.virtual import virtual_info
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.errors import DeviceError, DeviceMissingError

_ADDRESS: Final = re.compile(r"\s*\((?:plug)?hw:\d+(?:,\d+)*\)$")
"""What ALSA adds to a name and changes when the device is plugged in elsewhere."""


@dataclass(frozen=True)
class Found:
    """A device as PortAudio lists it now; the index holds only until the list is renewed."""

    index: int
    name: str
    host_api: str
    inputs: int
    outputs: int
    rate: int
    is_default: bool

    @property
    def label(self) -> str:
        """Name and host API, as errors show it."""
        return f"{self.name} ({self.host_api})"


@dataclass(frozen=True)
class Choice:
    """What a spec comes to: a device for the input, one for the output, or only one of them."""

    source: Found | None
    sink: Found | None
    alike: bool
    """As in DeviceInfo."""

    @property
    def main(self) -> Found:
        """The device that the choice is named after."""
        found = self.source or self.sink
        assert found is not None
        return found


def list_devices() -> list[DeviceInfo]:
    """All devices; the virtual interface is always last.

    Looks anew unless a stream is open, which it never disturbs.
    """
    try:
        library.refresh()
        found = find_all()
    except DeviceError:
        found = []
    return [_info(device) for device in found] + [virtual_info()]


def find_all() -> list[Found]:
    """The devices in PortAudio's present list. Raises DeviceError."""
    module = library.sounddevice()
    apis = module.query_hostapis()
    default = _default_api(apis)
    result = []
    for device in module.query_devices():
        api = apis[device["hostapi"]]
        defaults = (api["default_input_device"], api["default_output_device"])
        result.append(
            Found(
                index=device["index"],
                name=device["name"],
                host_api=api["name"],
                inputs=device["max_input_channels"],
                outputs=device["max_output_channels"],
                rate=round(device["default_samplerate"]),
                is_default=api["name"] == default and device["index"] in defaults,
            )
        )
    return result


def choose(spec: DeviceSpec) -> Choice:
    """The devices that this spec means. Raises DeviceError when there is none, or more than one."""
    there = find_all()
    within = [device for device in there if _is_api(device, spec.host_api)]
    if spec.host_api and not within:
        raise _no_system(spec.host_api, there)
    main = _by_name(spec.name, within) if spec.name else _default(within)
    source = main if main.inputs else None
    if spec.output_name:
        sink: Found | None = _by_name(spec.output_name, [d for d in within if d.outputs])
    elif main.outputs:
        sink = main
    else:
        sink = default_output(main.host_api, there)
    if source is None and sink is None:
        raise DeviceError(
            "the device has neither inputs nor outputs",
            where=main.label,
            hint="open another one: device.list tells what each has",
        )
    return Choice(source, sink, _alike([source, sink], there))


def choose_again(was: DeviceInfo) -> Choice:
    """The very devices that were open as `was`, by their whole names and their sound system.

    Raises DeviceMissingError when one of them is not there, DeviceError when it cannot be told which one it is.
    """
    there = find_all()
    within = [device for device in there if device.host_api == was.host_api]
    source = sink = None
    if was.inputs:
        same = _same(was.name, was, within)
        source = _only(was.name, [device for device in same if device.inputs] or same)
    if was.outputs:
        name = was.output_name or was.name
        same = _same(name, was, within)
        sink = _only(name, [device for device in same if device.outputs] or same)
    return Choice(source, sink, was.alike or _alike([source, sink], there))


def _alike(chosen: Iterable[Found | None], there: list[Found]) -> bool:
    return any(
        other.index != one.index and other.host_api == one.host_api and _bare(other.name) == _bare(one.name)
        for one in chosen
        if one is not None
        for other in there
    )


def _same(name: str, was: DeviceInfo, within: list[Found]) -> list[Found]:
    """Those of this name; of a card that was alone with it, also at another address."""
    whole = [device for device in within if device.name == name]
    bare = [] if was.alike else [device for device in within if _bare(device.name) == _bare(name)]
    if not (whole or bare):
        hint = "plug it in, or start its sound system"
        raise DeviceMissingError(f"the device '{name}' is not there", where=was.host_api, hint=hint)
    return whole or bare


def _only(name: str, there: list[Found]) -> Found:
    if len(there) > 1:
        listed = ", ".join(device.label for device in there)
        hint = "device.open the one that is meant"
        raise DeviceError(f"'{name}' could be any of these: {listed}", hint=hint)
    return there[0]


def _no_system(host_api: str, there: list[Found]) -> DeviceError:
    apis = ", ".join(sorted({device.host_api for device in there})) or "none"
    is_jack = host_api.casefold().startswith(library.JACK.casefold())
    hint = "start the JACK server first" if is_jack else f"there are: {apis}"
    return DeviceError(f"there is no sound system '{host_api}'", hint=hint)


def default_output(host_api: str, there: list[Found]) -> Found | None:
    """The default output of this host API, or None."""
    module = library.sounddevice()
    for api in module.query_hostapis():
        if api["name"] == host_api:
            return next((device for device in there if device.index == api["default_output_device"]), None)
    return None


def _default(within: list[Found]) -> Found:
    if not within:
        raise DeviceError("there is no sound card", hint="plug one in, or use the device 'virtual'")
    defaults = [device for device in within if device.is_default]
    return max(defaults or within[:1], key=lambda device: device.inputs > 0)


def _by_name(name: str, within: list[Found]) -> Found:
    """The device of this name; the name of a sound system (`JACK`, `ALSA`) means its default device."""
    plain = name.casefold()
    system = [device for device in within if plain == device.host_api.partition(" ")[0].casefold()]
    for same in (
        [device for device in within if device.name == name],
        [device for device in within if device.name.casefold() == plain],
        [_default(system)] if system else [],
        [device for device in within if _bare(device.name) == _bare(name)],
        [device for device in within if plain in device.name.casefold()],
    ):
        matches = [device for device in same if device.is_default] if len(same) > 1 else same
        matches = matches or same
        if len(matches) == 1:
            return matches[0]
        if matches:
            listed = ", ".join(device.label for device in matches)
            raise DeviceError(
                f"'{name}' could be any of these: {listed}",
                hint="write more of the name, or the sound system",
            )
    listed = ", ".join(device.name for device in within) or "none"
    raise DeviceError(f"there is no device '{name}'", hint=f"there are: {listed}; 'virtual' is always there")


def _bare(name: str) -> str:
    return _ADDRESS.sub("", name).casefold()


def _is_api(device: Found, host_api: str) -> bool:
    return device.host_api.casefold().startswith(host_api.casefold())


def _default_api(apis: tuple[dict[str, object], ...]) -> str:
    """The host API to use when none was asked for: a running JACK server's, else PortAudio's own default."""
    for api in apis:
        if library.is_jack(str(api["name"])) and api["devices"]:
            return str(api["name"])
    default = library.sounddevice().default.hostapi
    return str(apis[default]["name"]) if 0 <= default < len(apis) else ""


def _info(device: Found) -> DeviceInfo:
    return DeviceInfo(
        name=device.name,
        host_api=device.host_api,
        inputs=device.inputs,
        outputs=device.outputs,
        rate=device.rate,
        is_default=device.is_default,
    )
