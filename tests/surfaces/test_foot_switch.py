"""Which messages are the foot switch, and what a foot does."""

import asyncio
from types import SimpleNamespace

import pytest

from tui_studio.errors import NotNowError
from tui_studio.studio.machine import FootSwitchPort
from tui_studio.surfaces import foot_switch
from tui_studio.surfaces.foot_switch import BOUNCE_SECONDS, Switch, learnt
from tui_studio.surfaces.midi_inputs import stable

PORT = "nanoPAD2 MIDI 1"


class Clock:
    def __init__(self) -> None:
        self.now = 10.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def switch(**changes: object) -> Switch:
    return Switch(FootSwitchPort(**changes), Clock())  # type: ignore[arg-type]


def cc(number: int, value: int, channel: int = 0) -> bytes:
    return bytes([0xB0 | channel, number, value])


def test_a_sustain_pedal_goes_down_and_up_on_any_channel() -> None:
    pedal = switch()
    fed = [pedal.feed(PORT, cc(64, value, channel=3)) for value in (127, 127, 0, 0, 127)]
    assert fed == [True, None, False, None, True]


def test_a_continuous_pedal_stays_what_it_is_in_between() -> None:
    pedal = switch()
    assert [pedal.feed(PORT, cc(64, value)) for value in (30, 64, 67, 68, 62, 60, 59)] == [
        None, None, None, True, None, None, False,
    ]  # fmt: skip


def test_other_controllers_ports_and_messages_are_not_it() -> None:
    pedal = switch(port="nanopad")
    assert pedal.feed(PORT, cc(1, 127)) is None
    assert pedal.feed("Keystation", cc(64, 127)) is None
    assert pedal.feed(PORT, bytes([0x90, 64, 127])) is None
    assert pedal.feed(PORT, bytes([0xF8])) is None
    assert pedal.feed(PORT, cc(64, 127)) is True


def test_an_inverted_pedal_and_a_note() -> None:
    inverted = switch(invert=True)
    assert [inverted.feed(PORT, cc(64, value)) for value in (0, 127)] == [True, False]
    key = switch(kind="note", number=36)
    assert key.feed(PORT, bytes([0x99, 36, 100])) is True
    assert key.feed(PORT, bytes([0x99, 36, 0])) is False
    assert key.feed(PORT, bytes([0x99, 36, 1])) is True
    assert key.feed(PORT, bytes([0x89, 36, 64])) is False


def test_a_bounce_is_not_a_press() -> None:
    now = [10.0]
    pedal = Switch(FootSwitchPort(), lambda: now[0])
    assert pedal.feed(PORT, cc(64, 127)) is True
    now[0] += 0.3
    assert pedal.feed(PORT, cc(64, 0)) is False
    now[0] += BOUNCE_SECONDS / 2
    assert pedal.feed(PORT, cc(64, 127)) is None
    now[0] += 0.3
    assert pedal.feed(PORT, cc(64, 0)) is None
    assert pedal.feed(PORT, cc(64, 127)) is True


@pytest.mark.parametrize(
    ("message", "port"),
    [
        (cc(66, 127), FootSwitchPort("nanoPAD2 MIDI", "cc", 66)),
        (cc(64, 0), FootSwitchPort("nanoPAD2 MIDI", "cc", 64, invert=True)),
        (bytes([0x92, 40, 90]), FootSwitchPort("nanoPAD2 MIDI", "note", 40)),
        (bytes([0x82, 40, 0]), None),
        (bytes([0xE0, 0, 64]), None),
    ],
)
def test_the_first_message_of_a_press_is_learnt(message: bytes, port: FootSwitchPort | None) -> None:
    assert learnt("nanoPAD2 MIDI 20:0", message) == port


def test_numbers_that_change_are_no_part_of_a_name() -> None:
    assert stable("nanoPAD2:nanoPAD2 MIDI 1 24:0") == "nanoPAD2:nanoPAD2 MIDI 1"


async def test_of_two_who_learn_the_second_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foot_switch, "MidiInputs", Inputs)
    feet = foot_switch.FootSwitch(SimpleNamespace())  # type: ignore[arg-type]
    first = asyncio.create_task(feet.learn(0.05))
    await asyncio.sleep(0)
    with pytest.raises(NotNowError, match="already"):
        await feet.learn(10)
    with pytest.raises(NotNowError, match="no MIDI message"):
        await first


class Inputs:
    """No MIDI input at all."""

    def __init__(self, *_told: object) -> None:
        pass

    async def start(self) -> None:
        pass
