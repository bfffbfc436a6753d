"""The engine in this process: what it does when its device goes."""

import pytest

from tui_studio.engine import engine as engine_module
from tui_studio.engine.engine import Engine
from tui_studio.engine.protocol import DeviceSpec
from tui_studio.engine.sound.keeper import SoundKeeper
from tui_studio.errors import DeviceError, DeviceMissingError


@pytest.fixture
def engine(place):
    here = Engine(place.root / "run" / "engine", place.root / "run" / "shared", SoundKeeper(), grace=30.0)
    yield here
    here._close()


def test_the_very_device_that_was_lost_is_wanted_back(engine, monkeypatch):
    info = engine.open_device(DeviceSpec(name="VIRTUAL", inputs=4))
    tried = []

    def not_there(spec, _sound, _shared, _path, again):
        tried.append((spec, again))
        raise DeviceMissingError("the device is not there")

    monkeypatch.setattr(engine_module, "FarDeck", not_there)
    engine._lose()
    engine._look_at_device()
    ((spec, again),) = tried
    assert again == info
    assert (spec.name, spec.host_api, spec.rate, spec.inputs, spec.outputs) == (
        "virtual", "virtual", 48_000, 4, 0,
    )  # fmt: skip
    monkeypatch.undo()
    engine._look_at_device()
    assert engine.lost is None
    assert engine.rig.info.inputs == 4


def test_a_device_that_gave_way_to_one_that_cannot_be_opened_is_the_very_one_again(engine, monkeypatch):
    info = engine.open_device(DeviceSpec(name="virtual", inputs=4))
    tried = []
    deck = engine_module.FarDeck

    def opened(spec, sound, shared, path, again):
        tried.append(again)
        return deck(spec, sound, shared, path, again)

    monkeypatch.setattr(engine_module, "FarDeck", opened)
    with pytest.raises(DeviceError):
        engine.open_device(DeviceSpec(name="virtual", rate=12))
    assert tried == [None, info]
    assert engine.rig.info == info
