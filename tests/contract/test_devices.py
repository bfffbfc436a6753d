"""Which device a name means. The list is made up, the rules are not."""

import pytest

from tui_studio.engine.backends import devices
from tui_studio.engine.backends.devices import Found, choose
from tui_studio.engine.backends.returning import choose_again
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
    assert choose(DeviceSpec(name=UMC, host_api="ALSA")).twins == ("UMC1820: USB Audio (hw:2,0)",)
    assert choose(DeviceSpec(name=UMC, host_api="OSS")).twins == ()


# ── two that are alike ──────────────────────────────────────────────────────────────────────────────────────


TWIN = found(9, "UMC1820: USB Audio (hw:2,0)", inputs=18, outputs=20)
MOVED = found(10, "UMC1820: USB Audio (hw:3,0)", inputs=18, outputs=20)
ONE_OF_TWO = was(UMC, twins=(TWIN.name,))


def why_not(info, there, monkeypatch):
    """That it is there, and not taken, is told."""
    with pytest.raises(DeviceError) as caught:
        again(info, there, monkeypatch)
    assert not isinstance(caught.value, DeviceMissingError)
    return caught.value


def test_one_of_two_is_taken_back_where_it_was(monkeypatch):
    assert again(ONE_OF_TWO, [TWIN, CARDS[0]], monkeypatch) == (0, 0)
    assert choose_again(ONE_OF_TWO).twins == (TWIN.name,)


@pytest.mark.parametrize(
    ("there", "others"),
    [
        ([TWIN], "UMC1820: USB Audio (hw:2,0) (ALSA)"),
        ([MOVED], "UMC1820: USB Audio (hw:3,0) (ALSA)"),
        ([TWIN, MOVED], "UMC1820: USB Audio (hw:2,0) (ALSA), UMC1820: USB Audio (hw:3,0) (ALSA)"),
    ],
)
def test_one_of_two_that_may_be_elsewhere_is_told_with_what_is_there(there, others, monkeypatch):
    error = why_not(ONE_OF_TWO, there, monkeypatch)
    assert error.message == f"the device '{UMC}' is not there, only others of its name: {others}"
    assert "device.open" in error.hint


def test_one_of_two_is_waited_for_in_silence_while_none_is_there(monkeypatch):
    with pytest.raises(DeviceMissingError):
        again(ONE_OF_TWO, [CARDS[1]], monkeypatch)


SOLO = [found(0, "Solo", "Core Audio"), found(1, "Solo", "Core Audio", is_default=True)]


def test_of_two_that_no_name_tells_apart_the_default_one_is_opened(monkeypatch):
    monkeypatch.setattr(devices, "find_all", lambda: SOLO)
    assert chosen(name="Solo") == (1, 1)
    assert choose(DeviceSpec(name="Solo")).twins == ("Solo",)


def test_without_a_default_one_the_hint_is_to_make_one(monkeypatch):
    monkeypatch.setattr(devices, "find_all", lambda: [SOLO[0], found(1, "Solo", "Core Audio")])
    with pytest.raises(DeviceError) as caught:
        chosen(name="Solo")
    assert "default device" in caught.value.hint


@pytest.mark.parametrize(("there", "hint"), [(SOLO[:1], "device.open it if it is"), (SOLO, "default device")])
def test_a_twin_of_the_very_same_name_is_never_taken_for_the_one_that_was_lost(there, hint, monkeypatch):
    error = why_not(was("Solo", "Core Audio", twins=("Solo",)), there, monkeypatch)
    assert "has a twin" in error.message
    assert hint in error.hint


# ── one that is listed as two ───────────────────────────────────────────────────────────────────────────────


def halves(first=0, name="Duo", **more):
    return [
        found(first, name, "Core Audio", inputs=0, **more),
        found(first + 1, name, "Core Audio", inputs=1, outputs=0, **more),
    ]


SPEAKERS = found(7, "Speakers", "Core Audio", inputs=0, is_default=True)


@pytest.mark.parametrize("name", ["Duo", "duo", "du"])
@pytest.mark.parametrize("is_default", [False, True])
def test_a_headset_is_both_its_halves(name, is_default, monkeypatch):
    monkeypatch.setattr(devices, "find_all", lambda: [*halves(is_default=is_default), SPEAKERS])
    assert chosen(name=name) == (1, 0)
    assert chosen(name=name, output_name="Speakers") == (1, 7)
    assert chosen(name="Speakers", output_name="Duo") == (None, 0)


def test_the_halves_of_a_headset_are_no_twins_and_come_back_together(monkeypatch):
    monkeypatch.setattr(devices, "find_all", halves)
    assert choose(DeviceSpec(name="Duo")).twins == ()
    headset = was("Duo", "Core Audio", inputs=1)
    assert again(headset, halves(4), monkeypatch) == (5, 4)
    assert again(was("Duo", "Core Audio", inputs=1, output_name="Speakers"), [*halves(4), SPEAKERS], monkeypatch) == (
        5, 7,
    )  # fmt: skip


def test_of_two_headsets_the_default_one_is_opened_and_has_a_twin(monkeypatch):
    both = [*halves(0), *halves(2, is_default=True)]
    monkeypatch.setattr(devices, "find_all", lambda: both)
    assert chosen(name="Duo") == (3, 2)
    assert choose(DeviceSpec(name="Duo")).twins == ("Duo",)
    assert (
        "has a twin"
        in why_not(was("Duo", "Core Audio", inputs=1, twins=("Duo",)), halves(), monkeypatch).message
    )
