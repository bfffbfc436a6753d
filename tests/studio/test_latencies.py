"""What is said of latencies that were measured with the device otherwise."""

import pytest

from tui_studio.engine.protocol import DeviceInfo
from tui_studio.studio.latencies import CABLE, basis, round_trip, to_tell
from tui_studio.studio.machine import MeasuredLatency, latency_key

REPORTED = 256


def card(name="UMC (hw:1,0)", *, rate=48_000, block=128, output="", reported=REPORTED):
    latency = {"input_latency": 100, "output_latency": reported - 100}
    return DeviceInfo(name, "ALSA", 8, 2, rate, block, output_name=output, **latency)


def measured(*devices, on="2026-11-22"):
    kept = MeasuredLatency(300, REPORTED, f"{on}T12:00:00+01:00")
    return {latency_key(device): kept for device in devices}


def test_what_was_measured_as_it_is_now_holds_and_nothing_is_said():
    there = measured(card())
    assert round_trip(there, card()) == (300, True)
    assert basis(there, card()) == ("measured", "")
    assert to_tell(there, card()) is None


def test_a_device_that_reports_otherwise_by_now_is_told_as_a_warning():
    there = measured(card())
    now = card(reported=REPORTED + 10)
    assert round_trip(there, now) == (310, False)
    text, advice = basis(there, now)
    assert "256 frames, with +10" in text
    assert advice
    assert to_tell(there, now)[1] == "warning"


@pytest.mark.parametrize(
    ("before", "now", "how"),
    [
        (card(output="Monitors"), card(), "with the outputs of Monitors on 2026-11-22"),
        (card(output="Monitors"), card(output="Phones"), "with the outputs of Monitors on 2026-11-22"),
        (card(), card(output="Phones"), "with no other device noted for the outputs on 2026-11-22"),
        (card("UMC (hw:3,0)"), card(), "as UMC (hw:3,0) on 2026-11-22"),
    ],
)
def test_other_outputs_are_told_quietly_and_by_the_soundcheck(before, now, how):
    there = measured(before)
    assert round_trip(there, now) == (REPORTED, False)
    text, level = to_tell(there, now)
    assert f"the latency was measured only {how}" in text
    assert "latency.calibrate" in text
    assert level == "info"
    assert basis(there, now) == (f"as the device reports: measured only {how}", CABLE)


@pytest.mark.parametrize(
    ("before", "how"),
    [
        (card(block=256), "with block 256 on"),
        (card(rate=44_100), "at 44100 Hz on"),
        (
            card(rate=44_100, block=64, output="Phones"),
            "at 44100 Hz with block 64 with the outputs of Phones on",
        ),
    ],
)
def test_other_sizes_are_left_to_the_soundcheck(before, how):
    assert to_tell(measured(before), card()) is None
    assert f"measured only {how}" in basis(measured(before), card())[0]


def test_what_is_most_like_it_is_named_and_of_those_the_newest():
    there = (
        measured(card(block=64), on="2026-11-25")
        | measured(card(output="Old"), on="2026-11-20")
        | measured(card(output="New"), on="2026-11-21")
    )
    assert "with the outputs of New on 2026-11-21" in to_tell(there, card())[0]


@pytest.mark.parametrize("other", [card("Other"), card("UMC")])
def test_another_device_is_another_device(other):
    there = {**measured(card("UMC2")), "JACK|UMC|48000|128": MeasuredLatency(1, 1, "2026"), "nonsense": None}
    assert to_tell(there, other) is None
    assert basis(there, other) == ("as the device reports", CABLE)


def test_of_the_virtual_interface_nothing_is_said():
    here = DeviceInfo("virtual", "virtual", 8, 2, 48_000, 128)
    there = measured(DeviceInfo("virtual", "virtual", 8, 2, 48_000, 128, output_name="Phones"))
    assert to_tell(there, here) is None
    assert basis(there, here) == ("exact", "")
