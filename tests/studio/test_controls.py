import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_studio.studio.controls.declared import CONTROLS
from tui_studio.studio.controls.tapers import FADER_POINTS, fader_to_position, position_to_fader
from tui_studio.units import FADER_MAX_DB, SILENCE_DB, format_pan


@given(st.floats(-69.9, FADER_MAX_DB))
def test_the_fader_comes_back_from_its_position(db):
    assert position_to_fader(fader_to_position(db)) == pytest.approx(db, abs=1e-6)


def test_the_fader_rises_all_the_way_and_ends_where_it_should():
    steps = [position_to_fader(step / 1000) for step in range(1001)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (SILENCE_DB, FADER_MAX_DB)
    assert fader_to_position(0.0) == next(at for at, db in FADER_POINTS if db == 0.0)


@pytest.mark.parametrize("control", CONTROLS.values(), ids=lambda control: control.name)
def test_every_control_has_its_travel(control):
    assert control.to_position(control.low) == pytest.approx(0.0)
    assert control.to_position(control.high) == pytest.approx(1.0)
    for at in (0.0, 0.25, 0.5, 1.0):
        assert control.to_position(control.from_position(at)) == pytest.approx(at)
    assert control.words(control.default)


def test_pan_in_words():
    assert [format_pan(pan) for pan in (0, -0.35, 1, -0.001)] == ["C", "L35", "R100", "C"]
