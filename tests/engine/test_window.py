"""The studio's window on the shared block shows what the engine's arrays hold, and writes what they read."""

import subprocess
import sys

import pytest

from tui_studio.engine.layout import ControlField, Head, MeterField
from tui_studio.engine.shared import Shared
from tui_studio.engine.window import Window


@pytest.fixture
def both(tmp_path):
    path = tmp_path / "block"
    return Shared.create(path), Window.attach(path)


def test_state_position_and_clock_are_seen(both):
    shared, window = both
    shared.head[Head.STATE], shared.head[Head.POSITION], shared.head[Head.CLOCK] = 2, 480_000, 1 << 40
    assert window.motion() == shared.motion() == (2, 480_000, 1 << 40)
    assert window.head[Head.RECORD_START] == -1


def test_controls_reach_the_engine(both):
    shared, window = both
    before = int(shared.head[Head.CONTROLS_VERSION])
    window.set_control(7, ControlField.PAN, -0.5)
    window.set_controls(255, (0.25, 1.0, 0.0, 2.0))
    window.controls_changed()
    assert shared.controls[7, ControlField.PAN] == -0.5
    assert shared.controls[255, :4].tolist() == [0.25, 1.0, 0.0, 2.0]
    assert shared.controls[254, ControlField.GAIN] == 1.0
    assert shared.head[Head.CONTROLS_VERSION] == before + 1


def test_peaks_are_taken_once_and_what_is_held_stays(both):
    shared, window = both
    shared.meters[3] = (0.5, 0.25, 1.5, 2)
    shared.inputs[127] = (0.75, 0.0, 0.75, 0)
    left, right = window.take_strip_peaks()
    assert (left[3], right[3], max(left), max(right)) == (0.5, 0.25, 0.5, 0.25)
    assert window.take_input_peaks()[0][127] == 0.75
    assert window.strip_hold(3) == (1.5, 2)
    assert window.input_hold(127) == (0.75, 0)
    assert (window.strip_clips()[3], sum(window.strip_clips()), sum(window.input_clips())) == (2, 2, 0)
    assert max(map(max, window.take_strip_peaks() + window.take_input_peaks())) == 0.0
    assert shared.meters[3, MeterField.HOLD] == 1.5


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "block"
    path.write_bytes(bytes(1 << 16))
    with pytest.raises(ValueError, match="not a shared block"):
        Window.attach(path)


def test_it_needs_no_arrays():
    probe = "import sys, tui_studio.engine.window; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
