import pytest

from tests.tui.scene import meter
from tui_studio.tui.view.cells import Tone, cells_of, text_of
from tui_studio.tui.view.glyphs import ASCII, BRAILLE
from tui_studio.tui.view.levels import Needle, bar, deflection


def test_deflection_rises_with_the_level() -> None:
    assert deflection(-144.0) == 0.0
    assert deflection(-20.0) == 0.5
    assert deflection(0.0) == 1.0
    assert deflection(6.0) == 1.0
    values = [deflection(db) for db in range(-60, 1)]
    assert values == sorted(values)


def test_a_needle_rises_at_once_and_falls_slowly() -> None:
    needle = Needle()
    needle.follow(meter(-6.0), 10.0)
    assert needle.shown_db == -6.0
    needle.follow(meter(-60.0), 10.5)
    assert needle.shown_db == pytest.approx(-18.0)


def test_the_number_stays_long_enough_to_be_read() -> None:
    needle = Needle()
    needle.follow(meter(-6.0), 10.0)
    needle.follow(meter(-30.0), 11.0)
    assert needle.number_db == -6.0
    needle.follow(meter(-30.0), 11.6)
    assert needle.number_db == -30.0
    needle.follow(meter(-3.0), 11.7)
    assert needle.number_db == -3.0


def test_a_bar_shows_level_hold_and_warns_by_colour_of_its_place() -> None:
    runs = bar(-20.0, -5.0, 12, BRAILLE)
    assert text_of(runs) == "██████····|·"
    assert cells_of(runs)[0] == ("█", Tone.GOOD)
    assert cells_of(runs)[10] == ("|", Tone.WARN)
    full = bar(0.0, 0.0, 12, ASCII)
    assert text_of(full) == "#" * 12
    assert full[-1][1] == Tone.ALARM


def test_a_silent_bar_has_no_hold() -> None:
    assert text_of(bar(-144.0, -144.0, 12, BRAILLE)) == "·" * 12
