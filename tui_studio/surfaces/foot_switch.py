"""A MIDI foot switch: which message it is, when it goes down and up, and what that does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from tui_studio.errors import NotNowError, TuiStudioError
from tui_studio.studio import door
from tui_studio.studio.grammar import parse_line
from tui_studio.studio.machine import FootSwitchPort, load_machine, save_machine
from tui_studio.studio.studio import Studio
from tui_studio.surfaces.midi_inputs import MidiInputs, stable

CONTROL, NOTE_ON, NOTE_OFF = 0xB0, 0x90, 0x80
DOWN, UP = 68, 60
"""Values at and above which, and below which, a controller is down and up: between them a continuous pedal stays what it is."""
BOUNCE_SECONDS = 0.025


@dataclass
class Switch:
    """Turns messages into down and up. `clock` gives seconds."""

    port: FootSwitchPort
    clock: Callable[[], float]
    down: bool = False
    _changed_at: float = -1e9

    def feed(self, name: str, message: bytes) -> bool | None:
        """True: it went down, False: up, None: nothing changed."""
        wanted = self._state(name, message)
        if wanted is None or wanted == self.down:
            return None
        now = self.clock()
        if wanted and now - self._changed_at < BOUNCE_SECONDS:
            return None
        self.down, self._changed_at = wanted, now
        return wanted

    def _state(self, name: str, message: bytes) -> bool | None:
        if self.port.port.casefold() not in name.casefold():
            return None
        known = value_of(message)
        if known is None or known[:2] != (self.port.kind, self.port.number):
            return None
        value = 127 - known[2] if self.port.invert else known[2]
        if self.port.kind == "note":
            return value > 0
        return True if value >= DOWN else False if value < UP else None


def value_of(message: bytes) -> tuple[str, int, int] | None:
    """`cc` or `note`, its number and its value, of any channel; None for other messages."""
    if len(message) != 3:
        return None
    kind = message[0] & 0xF0
    if kind == CONTROL:
        return "cc", message[1], message[2]
    if kind in (NOTE_ON, NOTE_OFF):
        return "note", message[1], message[2] if kind == NOTE_ON else 0
    return None


def learnt(name: str, message: bytes) -> FootSwitchPort | None:
    """The switch that sent this as its first message when it was pressed."""
    known = value_of(message)
    if known is None or (known[0] == "note" and known[2] == 0):
        return None
    kind, number, value = known
    return FootSwitchPort(stable(name), kind, number, invert=kind == "cc" and value < 64)


class FootSwitch:
    """Listens for one studio. What a foot does is told to all heads: nobody has asked for it. Called from: the event loop."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._loop = asyncio.get_running_loop()
        self._inputs: MidiInputs | None = None
        self._switch: Switch | None = None
        self._learning: asyncio.Future[FootSwitchPort] | None = None
        self._holding: asyncio.TimerHandle | None = None
        self._doing: asyncio.Task[None] | None = None

    @property
    def port(self) -> FootSwitchPort | None:
        """What is listened to; None for nothing."""
        return self._switch.port if self._switch is not None else None

    def names(self) -> list[str]:
        """The MIDI inputs there are. Raises DeviceError where there is no MIDI library."""
        return self._midi().names()

    @property
    def listening(self) -> list[str]:
        """The MIDI inputs that are listened to now."""
        return self._inputs.listening if self._inputs is not None else []

    async def listen(self, port: FootSwitchPort | None, *, remember: bool) -> None:
        """Listen to this switch from now on, or to none. Raises DeviceError, OSError."""
        if remember:
            save_machine(msgspec.structs.replace(load_machine(), foot_switch=port))
        self._switch = Switch(port, self._loop.time) if port is not None else None
        if port is None:
            await self.close()
        else:
            await self._midi().start()

    def renew(self) -> None:
        """The sound card was opened anew: a sound system that was started anew has new ports."""
        if self._inputs is not None:
            self._inputs.forget()
            self._inputs.look()

    async def learn(self, seconds: float) -> FootSwitchPort:
        """The switch that is pressed within so many seconds; it is listened to and remembered.

        Raises NotNowError, DeviceError.
        """
        if self._learning is not None:
            raise NotNowError("a foot switch is being learnt already", hint="press it")
        midi = self._midi()
        self._learning = self._loop.create_future()
        try:
            await midi.start()
            port = await asyncio.wait_for(self._learning, seconds)
        except TimeoutError:
            raise NotNowError(
                f"no MIDI message came within {seconds:g} s", hint="pedal.ports lists the MIDI inputs"
            ) from None
        finally:
            self._learning = None
        await self.listen(port, remember=True)
        return port

    async def close(self) -> None:
        """Listen no more."""
        inputs, self._inputs = self._inputs, None
        if self._holding is not None:
            self._holding.cancel()
        if inputs is not None:
            await inputs.close()

    def _midi(self) -> MidiInputs:
        if self._inputs is None:
            self._inputs = MidiInputs(self._heard, self._wanted)
        return self._inputs

    def _wanted(self, name: str) -> bool:
        if self._learning is not None:
            return True
        return self._switch is not None and self._switch.port.port.casefold() in name.casefold()

    def _heard(self, name: str, message: bytes) -> None:
        if self._learning is not None:
            port = learnt(name, message)
            if port is not None and not self._learning.done():
                self._learning.set_result(port)
            return
        state = self._switch.feed(name, message) if self._switch is not None else None
        if state is None:
            return
        if self._holding is not None:
            self._holding.cancel()
        if state:
            options = self._studio.options
            self._do(options.pedal_press)
            self._holding = self._loop.call_later(options.pedal_hold_seconds, self._do, options.pedal_hold)

    def _do(self, line: str) -> None:
        """After what the foot did before is done."""
        self._doing = self._loop.create_task(self._done(line, self._doing))

    async def _done(self, line: str, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            for call in parse_line(line):
                text = (await door.perform(self._studio, call)).text
                if text:
                    self._studio.heads.notice(text)
        except (TuiStudioError, OSError) as error:
            self._studio.heads.notice(f"foot switch: {error}", "warning")
