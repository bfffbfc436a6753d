"""Actions that choose the MIDI foot switch. Importing this module declares them."""

from __future__ import annotations

from typing import Annotated

from tui_studio.errors import DeviceError
from tui_studio.studio.machine import FootSwitchPort, load_machine
from tui_studio.studio.params import Param, Switch
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.surfaces.foot_switch import FootSwitch

HIGHEST = 127


def foot_switch(studio: Studio) -> FootSwitch:
    """The studio's; made when it is first asked for."""
    if not isinstance(studio.pedal.surface, FootSwitch):
        studio.pedal.surface = FootSwitch(studio)
    return studio.pedal.surface


async def start_foot_switch(studio: Studio) -> None:
    """Listen to the foot switch that this machine remembers, if there is one."""
    port = load_machine().foot_switch
    if port is None:
        return
    try:
        await foot_switch(studio).listen(port, remember=False)
    except DeviceError as error:
        studio.heads.notice(f"the foot switch is not listened to: {error}", "warning")


def words(port: FootSwitchPort | None) -> str:
    """`controller 64 of nanoPAD2`."""
    if port is None:
        return "none"
    kind = "note" if port.kind == "note" else "controller"
    return f"{kind} {port.number} of {port.port or 'any port'}{', inverted' if port.invert else ''}"


@action(
    "pedal.ports",
    help="the MIDI inputs there are, and which foot switch is listened to",
    while_recording="free",
)
async def ports(studio: Studio) -> Done:
    """pedal.learn chooses one by pressing it."""
    switch = foot_switch(studio)
    names = switch.names()
    there = "\n".join(f"input {name}" for name in names) if names else "there is no MIDI input"
    data = {"ports": names, "listening": switch.listening, "foot_switch": words(switch.port)}
    return Done(data, f"foot switch: {words(switch.port)}\n{there}")


@action(
    "pedal.learn",
    help="press the MIDI foot switch once: it is the one from now on",
    while_recording="free",
    waits=True,
)
async def learn(
    studio: Studio, seconds: Annotated[float, Param("seconds", "how long to wait for it")] = 10.0
) -> Done:
    """This machine remembers it."""
    port = await foot_switch(studio).learn(seconds)
    return Done({"foot_switch": words(port)}, f"{words(port)} is the foot switch")


@action(
    "pedal.listen",
    help="which MIDI message is the foot switch",
    example="pedal.listen nanoPAD2 control=64",
    while_recording="free",
)
async def listen(
    studio: Studio,
    port: Annotated[str, Param("text", "part of the port's name; empty: any port")] = "",
    control: Annotated[int, Param("count", "the controller's number, 64 is a sustain pedal")] = 64,
    invert: Annotated[Switch, Param("switch", "it sends low values when pressed")] = False,
) -> Done:
    """This machine remembers it."""
    if control > HIGHEST:
        raise DeviceError(f"there is no controller {control}", hint=f"they are numbered from 0 to {HIGHEST}")
    chosen = FootSwitchPort(port, "cc", control, invert=invert)
    await foot_switch(studio).listen(chosen, remember=True)
    names = [name for name in foot_switch(studio).names() if port.casefold() in name.casefold()]
    absent = "" if names else "; no such port now, it is listened to when it comes"
    return Done({"foot_switch": words(chosen), "ports": names}, f"{words(chosen)} is the foot switch{absent}")


@action("pedal.off", help="listen to no MIDI foot switch", while_recording="free")
async def off(studio: Studio) -> Done:
    """This machine remembers that, too."""
    await foot_switch(studio).listen(None, remember=True)
    return Done(None, "no MIDI foot switch is listened to")
