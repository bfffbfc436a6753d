"""Which devices there are, and which one is meant by a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tui_studio.engine.backends import library
from tui_studio.engine.backends.virtual import virtual_info
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.protocol.device_names import bare_name
from tui_studio.errors import DeviceError

MAKE_DEFAULT: Final = (
    "make the one that is meant the system's default device, or unplug the other, then device.open it"
)
"""What to do where names do not tell devices apart."""


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
    twins: tuple[str, ...]
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
    meant = _by_name(spec.name, within) if spec.name else [_default(within)]
    source = next((device for device in meant if device.inputs), None)
    sink = next((device for device in meant if device.outputs), None)
    if spec.output_name:
        sink = _by_name(spec.output_name, [device for device in within if device.outputs])[0]
    elif sink is None:
        sink = default_output(meant[0].host_api, there)
    if source is None and sink is None:
        raise DeviceError(
            "the device has neither inputs nor outputs",
            where=meant[0].label,
            hint="open another one: device.list tells what each has",
        )
    return Choice(source, sink, twins_of(source, sink, there))


def twins_of(source: Found | None, sink: Found | None, there: list[Found]) -> tuple[str, ...]:
    """The names of other devices that are called as these but for the address, and could be taken for them.

    The input half of a headset is no twin of its output half.
    """
    chosen = {device.index for device in (source, sink) if device is not None}
    others = [device for device in there if device.index not in chosen]
    twins = {other.name for other in others if other.inputs and _could_be(other, source)}
    twins |= {other.name for other in others if other.outputs and _could_be(other, sink)}
    return tuple(sorted(twins))


def listed(found: Iterable[Found]) -> str:
    """Them as errors show them."""
    return ", ".join(device.label for device in found)


def unclear(name: str, matches: list[Found], hint: str) -> DeviceError:
    """The name means several; the hint helps unless they cannot be told apart by anything that can be written."""
    alike = len({device.label for device in matches}) < len(matches)
    return DeviceError(
        f"'{name}' could be any of these: {listed(matches)}", hint=MAKE_DEFAULT if alike else hint
    )


def _could_be(other: Found, one: Found | None) -> bool:
    return one is not None and other.host_api == one.host_api and bare_name(other.name) == bare_name(one.name)


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


def _by_name(name: str, within: list[Found]) -> list[Found]:
    """The device of this name, or its two halves; the name of a sound system (`JACK`, `ALSA`) means its default device."""
    plain = name.casefold()
    system = [device for device in within if plain == device.host_api.partition(" ")[0].casefold()]
    for same in (
        [device for device in within if device.name == name],
        [device for device in within if device.name.casefold() == plain],
        [_default(system)] if system else [],
        [device for device in within if bare_name(device.name) == bare_name(name)],
        [device for device in within if plain in device.name.casefold()],
    ):
        defaults = [device for device in same if device.is_default]
        for matches in (same, defaults):
            if len(matches) == 1 or _are_halves(matches):
                return matches
        if same:
            raise unclear(name, defaults or same, "write more of the name, or the sound system")
    names = ", ".join(device.name for device in within) or "none"
    raise DeviceError(f"there is no device '{name}'", hint=f"there are: {names}; 'virtual' is always there")


def _are_halves(found: list[Found]) -> bool:
    """One device that the system lists as two, as Core Audio does a headset: one of inputs, one of outputs."""
    if len(found) != 2 or found[0].label != found[1].label:
        return False
    return sorted((bool(device.inputs), bool(device.outputs)) for device in found) == [
        (False, True),
        (True, False),
    ]


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
