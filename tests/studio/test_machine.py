"""What this machine remembers."""

import pytest

from tui_studio.studio.machine import FootSwitchPort, Machine, load_machine, memory_file, save_machine


def test_what_was_saved_is_remembered(place):
    machine = Machine(foot_switch=FootSwitchPort("nano", "note", 36))
    save_machine(machine)
    assert load_machine() == machine


@pytest.mark.parametrize("damaged", [b"", b"{", b'{"device": {"name": "\xff\xfe"}}', b'{"colour": 1}'])
def test_a_damaged_memory_is_none(place, damaged):
    memory_file().write_bytes(damaged)
    assert load_machine() == Machine()
