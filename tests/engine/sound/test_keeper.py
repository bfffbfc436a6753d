"""The sound process: started, asked, killed and replaced."""

import os
import signal
from pathlib import Path

import msgspec
import pytest

from tests.engine.attending import is_alive
from tests.rig.jack import wait_until
from tui_studio.engine.protocol import DeviceInfo, DeviceSpec
from tui_studio.engine.shared import Head, Shared
from tui_studio.engine.sound import far_deck
from tui_studio.engine.sound.far_deck import FarDeck
from tui_studio.engine.sound.keeper import SoundKeeper
from tui_studio.engine.sound.link import Start
from tui_studio.errors import DeviceError, DeviceMissingError, RateRefusedError

VIRTUAL = DeviceSpec(name="virtual", block=128, retrospective_seconds=30.0)


@pytest.fixture
def keeper():
    keeper = SoundKeeper()
    yield keeper
    keeper.end()


@pytest.fixture
def shared(tmp_path):
    return Shared.create(tmp_path / "shared")


def opened(keeper, shared, tmp_path, spec=VIRTUAL):
    return FarDeck(spec, keeper, shared, tmp_path / "shared")


def runs(shared):
    before = int(shared.head[Head.HEARTBEAT])
    wait_until(lambda: shared.head[Head.HEARTBEAT] > before + 3, 5, "the callback to run")


def test_a_device_is_opened_runs_and_is_free_again(keeper, shared, tmp_path):
    deck = opened(keeper, shared, tmp_path)
    assert (deck.info.name, deck.info.block, deck.info.rate) == ("virtual", 128, 48_000)
    deck.start()
    runs(shared)
    assert deck.alive()
    assert shared.head[Head.SOUND_PID] == keeper.process().pid
    wait_until(lambda: deck.rings.capture.written > 48_000, 5, "sound to come in")
    assert deck.rings.capture.data[:, 24_000:48_000].any()
    deck.stop()
    deck.close()
    still = int(shared.head[Head.HEARTBEAT])
    assert not wait_or_not(lambda: shared.head[Head.HEARTBEAT] > still)
    opened(keeper, shared, tmp_path).start()
    runs(shared)


def wait_or_not(condition):
    try:
        return wait_until(condition, 0.2, "what should not be")
    except TimeoutError:
        return False


def test_what_cannot_be_opened_is_refused_with_its_reason(keeper, shared, tmp_path):
    with pytest.raises(RateRefusedError, match="12"):
        opened(keeper, shared, tmp_path, DeviceSpec(name="virtual", rate=12))
    with pytest.raises(DeviceError, match="no device is open"):
        keeper.process().ask(Start(), 5.0)


@pytest.mark.server
def test_the_very_device_is_opened_again_and_no_other(jack_server, request, shared, tmp_path):
    server = jack_server()
    keeper = request.getfixturevalue("keeper")  # its process is to find the server
    other, feeder = (server.client(name, ramps=2) for name in ("feeder-2", "feeder"))
    deck = opened(keeper, shared, tmp_path, DeviceSpec(name="feeder", host_api="JACK", inputs=2))
    was = deck.info
    assert (was.name, was.output_name) == ("feeder", "system")
    deck.close()
    feeder.kill()
    spec = DeviceSpec(name="feed", host_api="JACK", inputs=2)
    with pytest.raises(DeviceMissingError):
        FarDeck(spec, keeper, shared, tmp_path / "shared", was)
    server.client("feeder", ramps=2)
    deck = FarDeck(spec, keeper, shared, tmp_path / "shared", was)
    assert (deck.info.name, deck.info.output_name) == ("feeder", "system")
    deck.close()
    other.kill()


def test_devices_are_listed_while_one_runs(keeper, shared, tmp_path):
    opened(keeper, shared, tmp_path).start()
    listed = msgspec.convert(keeper.process().list_devices(), list[DeviceInfo])
    assert listed[-1].name == "virtual"
    runs(shared)


def test_one_that_is_killed_is_told_and_replaced(keeper, shared, tmp_path):
    deck = opened(keeper, shared, tmp_path)
    deck.start()
    first = keeper.process().pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not deck.alive(), 5, "the death to be seen")
    deck.stop()
    deck.close()
    opened(keeper, shared, tmp_path).start()
    runs(shared)
    assert keeper.process().pid != first
    assert not Path(f"/proc/{first}").exists(), "a zombie is left"


def test_one_that_is_stuck_is_ended_by_force(keeper, shared, tmp_path, monkeypatch):
    monkeypatch.setattr(far_deck, "SILENT_SECONDS", 0.3)
    monkeypatch.setattr(far_deck, "CLOSE_SECONDS", 0.3)
    deck = opened(keeper, shared, tmp_path)
    deck.start()
    stuck = keeper.process().pid
    os.kill(stuck, signal.SIGSTOP)
    wait_until(lambda: not deck.alive(), 5, "the silence to be seen")
    deck.close()
    assert not is_alive(stuck)


def test_it_hears_no_signals_of_the_terminal(keeper, shared, tmp_path):
    deck = opened(keeper, shared, tmp_path)
    deck.start()
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        os.kill(keeper.process().pid, number)
    runs(shared)
    assert deck.alive()


def test_the_end_of_the_engine_is_its_end():
    keeper = SoundKeeper()
    pid = keeper.process().pid
    keeper.end()
    keeper.end()
    assert not is_alive(pid)
    with pytest.raises(DeviceError, match="ended"):
        keeper._process.ask(Start(), 5.0)
