"""What this machine remembers."""

import pytest

from tui_studio.engine.protocol import DeviceInfo
from tui_studio.studio.machine import (
    FootSwitchPort,
    Machine,
    latency_key,
    load_machine,
    memory_file,
    save_machine,
)


def test_what_was_saved_is_remembered(place):
    machine = Machine(foot_switch=FootSwitchPort("nano", "note", 36))
    save_machine(machine)
    assert load_machine() == machine


@pytest.mark.parametrize("damaged", [b"", b"{", b'{"device": {"name": "\xff\xfe"}}', b'{"colour": 1}'])
def test_a_damaged_memory_is_none(place, damaged):
    memory_file().write_bytes(damaged)
    assert load_machine() == Machine()


def test_a_measured_latency_holds_for_a_device_and_the_one_of_its_outputs():
    one = DeviceInfo("Card", "ALSA", 8, 2, 48_000, 128)
    two = DeviceInfo("Card", "ALSA", 8, 2, 48_000, 128, output_name="Other")
    assert latency_key(one) == "ALSA|Card|48000|128"
    assert latency_key(two) not in {
        latency_key(one),
        latency_key(DeviceInfo("Other", "ALSA", 8, 2, 48_000, 128)),
    }


def test_a_memory_of_before_is_read():
    memory_file().write_bytes(
        b'{"device": {"name": "Card", "host_api": "ALSA", "output_name": "", "rate": 44100, "block": 128, "inputs": 0,'
        b' "outputs": 0, "retrospective_seconds": 60.0}, "foot_switch": null, "latencies": {"ALSA|Card|48000|128":'
        b' {"frames": 300, "reported": 256, "measured_at": "2026-01-01T12:00:00+00:00"}}}'
    )
    machine = load_machine()
    assert machine.device.name == "Card"
    assert machine.latencies[latency_key(DeviceInfo("Card", "ALSA", 8, 2, 48_000, 128))].frames == 300
