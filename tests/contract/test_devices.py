"""Which device a name means. The list is made up, the rules are not."""

import pytest

from tui_studio.engine.backends import devices
from tui_studio.engine.backends.devices import Found, choose
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.errors import DeviceError


def found(index, name, host_api="ALSA", inputs=2, outputs=2, *, is_default=False):
    return Found(index, name, host_api, inputs, outputs, 48_000, is_default)


CARDS = [
    found(0, "UMC1820: USB Audio (hw:1,0)", inputs=18, outputs=20, is_default=True),
    found(1, "HDA Intel PCH: ALC (hw:0,0)"),
    found(2, "HDA Intel PCH: HDMI (hw:0,3)", inputs=0, outputs=8),
    found(3, "Microphone", inputs=1, outputs=0),
    found(4, "system", "JACK Audio Connection Kit", 8, 8),
    found(5, "synth", "JACK Audio Connection Kit", 2, 0),
    found(6, "UMC1820: USB Audio (hw:1,0)", "OSS", 18, 20),
]


@pytest.fixture(autouse=True)
def cards(monkeypatch):
    monkeypatch.setattr(devices, "find_all", lambda: CARDS)
    sinks = {"ALSA": CARDS[0], "JACK Audio Connection Kit": CARDS[4]}
    monkeypatch.setattr(devices, "default_output", lambda api, there: sinks.get(api))


def chosen(**spec):
    choice = choose(DeviceSpec(**spec))
    return tuple(device.index if device else None for device in (choice.source, choice.sink))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, (0, 0)),
        ({"name": "UMC1820: USB Audio (hw:1,0)"}, (0, 0)),
        ({"name": "umc1820: usb audio (HW:1,0)"}, (0, 0)),
        ({"name": "UMC1820: USB Audio (hw:3,0)"}, (0, 0)),
        ({"name": "umc"}, (0, 0)),
        ({"name": "umc", "host_api": "oss"}, (6, 6)),
        ({"name": "system", "host_api": "jack"}, (4, 4)),
        ({"name": "synth"}, (5, 4)),
        ({"name": "micro"}, (3, 0)),
        ({"name": "hdmi"}, (None, 2)),
        ({"name": "alc", "output_name": "hdmi"}, (1, 2)),
        ({"host_api": "JACK"}, (4, 4)),
        ({"name": "jack"}, (4, 4)),
        ({"name": "ALSA"}, (0, 0)),
    ],
)
def test_a_name_finds_its_device(spec, expected):
    assert chosen(**spec) == expected


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"name": "HDA"}, "HDA Intel PCH: ALC (hw:0,0) (ALSA), HDA Intel PCH: HDMI (hw:0,3) (ALSA)"),
        ({"name": "nothing"}, "there is no device 'nothing'"),
        ({"name": "x", "host_api": "asio"}, "there is no sound system 'asio'"),
    ],
)
def test_a_name_that_does_not_fit_says_what_would(spec, message):
    with pytest.raises(DeviceError) as caught:
        chosen(**spec)
    assert message in caught.value.message
    assert caught.value.hint


def test_without_a_sound_card_the_hint_is_the_virtual_interface(monkeypatch):
    monkeypatch.setattr(devices, "find_all", list)
    with pytest.raises(DeviceError) as caught:
        chosen(name="")
    assert "virtual" in caught.value.hint
