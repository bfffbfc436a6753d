"""Which device a name means. The list is made up, the rules are not."""

import pytest

from tui_studio.engine.backends import devices
from tui_studio.engine.backends.devices import Found, choose, choose_again
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.errors import DeviceError, DeviceMissingError


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


# ── the very device again ───────────────────────────────────────────────────────────────────────────────────


UMC = "UMC1820: USB Audio (hw:1,0)"


def was(name, host_api="ALSA", inputs=2, outputs=2, **more):
    return DeviceInfo(name, host_api, inputs, outputs, 48_000, 128, **more)


def again(info, there, monkeypatch):
    monkeypatch.setattr(devices, "find_all", lambda: there)
    choice = choose_again(info)
    return tuple(device.index if device else None for device in (choice.source, choice.sink))


@pytest.mark.parametrize(
    ("info", "there", "expected"),
    [
        (was(UMC), CARDS, (0, 0)),
        (was(UMC, "OSS"), CARDS, (6, 6)),
        (was("Microphone", inputs=1, output_name=UMC), CARDS, (3, 0)),
        (was("Microphone", inputs=1, outputs=0), CARDS, (3, None)),
        (was("HDA Intel PCH: HDMI (hw:0,3)", inputs=0), CARDS, (None, 2)),
        (was(UMC), [CARDS[1], found(9, "UMC1820: USB Audio (hw:2,0)")], (9, 9)),
        (was("Duo"), [found(0, "Duo", inputs=0), found(1, "Duo", outputs=0)], (1, 0)),
    ],
)
def test_the_very_device_is_found_again(info, there, expected, monkeypatch):
    assert again(info, there, monkeypatch) == expected


@pytest.mark.parametrize(
    ("info", "there"),
    [
        (was(UMC), [CARDS[1], CARDS[3]]),
        (was(UMC), [CARDS[6]]),
        (was("UMC1820"), CARDS),
        (was("Microphone", inputs=1, output_name="Headphones"), CARDS),
        (was(UMC, alike=True), [found(9, "UMC1820: USB Audio (hw:2,0)")]),
        (was("ALSA"), CARDS),
    ],
)
def test_another_one_is_never_taken_for_it(info, there, monkeypatch):
    with pytest.raises(DeviceMissingError):
        again(info, there, monkeypatch)


def test_which_of_two_it_is_cannot_be_told(monkeypatch):
    twins = [found(1, "UMC1820: USB Audio (hw:2,0)"), found(2, "UMC1820: USB Audio (hw:3,0)")]
    with pytest.raises(DeviceError) as caught:
        again(was(UMC), twins, monkeypatch)
    assert "could be any of these" in caught.value.message
    assert caught.value.hint


def test_one_that_has_a_twin_is_known_by_its_whole_name(monkeypatch):
    twins = [CARDS[0], found(9, "UMC1820: USB Audio (hw:2,0)"), CARDS[6]]
    monkeypatch.setattr(devices, "find_all", lambda: twins)
    assert choose(DeviceSpec(name=UMC, host_api="ALSA")).alike
    assert not choose(DeviceSpec(name=UMC, host_api="OSS")).alike
