"""A MIDI pedal on a real server: virtual ports of python-rtmidi under `jackd -d dummy`."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.rig.jack import JackServer, wait_until
from tests.rig.studio import StudioLine

rtmidi: Any = pytest.importorskip("rtmidi")
pytestmark = pytest.mark.server

DOWN, UP = [0xB0, 64, 127], [0xB0, 64, 0]


class Foot:
    """A pedal as a virtual port."""

    def __init__(self) -> None:
        self._out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name="pedal board")
        self._out.open_virtual_port("sustain")

    def down(self) -> None:
        self._out.send_message(DOWN)

    def up(self) -> None:
        self._out.send_message(UP)

    def press(self) -> None:
        """As a foot does: no shorter than a contact bounces."""
        self.down()
        time.sleep(0.05)
        self.up()
        time.sleep(0.05)

    def unplug(self) -> None:
        if not self._out.is_deleted:
            self._out.delete()


@contextlib.contextmanager
def pressing(foot: Foot) -> Iterator[None]:
    """Within, a foot presses again and again until somebody has heard it."""
    heard = threading.Event()

    def press() -> None:
        foot.press()
        while not heard.wait(0.3):
            foot.press()

    thread = threading.Thread(target=press)
    thread.start()
    yield
    heard.set()
    thread.join()


@pytest.fixture
def foot(jack_server: Callable[..., JackServer]) -> Iterator[Foot]:
    jack_server(period=256)
    foot = Foot()
    yield foot
    foot.unplug()


@pytest.fixture
def line(foot: Foot, virtual_line: Callable[..., StudioLine]) -> StudioLine:
    line = virtual_line()
    line.do("track.add Vox 7")
    line.do("track.arm Vox")
    return line


def until(line: StudioLine, state: str, **also: object) -> None:
    wanted = {"state": state, **also}

    def there() -> bool:
        status = line.do("transport.status")
        return all(status[name] == value for name, value in wanted.items())

    wait_until(there, 5, str(wanted))


def takes(line: StudioLine) -> int:
    return len(line.do("take.list"))


def test_a_pedal_is_learnt_records_and_ends_the_take(line: StudioLine, foot: Foot) -> None:
    assert any("pedal board" in name for name in line.do("pedal.ports")["ports"])
    with pressing(foot):
        assert "controller 64" in line.do("pedal.learn 10")["foot_switch"]
    line.do("transport.stop")
    foot.press()
    until(line, "recording")
    foot.press()
    until(line, "stopped")
    wait_until(lambda: takes(line) == 1, 5, "the take")


def test_held_it_keeps_the_take_and_begins_again(line: StudioLine, foot: Foot) -> None:
    line.do("pedal.listen pedal")
    line.do("transport.locate 0:02")
    foot.press()
    until(line, "recording")
    foot.down()
    wait_until(lambda: takes(line) == 1 and line.do("transport.status")["state"] == "recording", 5, "again")
    foot.up()
    line.do("transport.stop")
    first, second = line.do("take.list")
    assert first["start"] == second["start"] == 96_000


def test_while_rolling_it_punches_in_and_out(line: StudioLine, foot: Foot) -> None:
    line.do("pedal.listen pedal")
    line.do("transport.play")
    foot.press()
    until(line, "recording")
    foot.press()
    until(line, "rolling")
    line.do("transport.stop")
    (take,) = line.do("take.list")
    assert take["start"] > 0


def test_the_retake_loop_by_foot(line: StudioLine, foot: Foot) -> None:
    line.do("pedal.listen pedal")
    line.do("tempo.set 240")
    line.do("section.add Verse 2")
    line.do("retake.start Verse wait=20")
    until(line, "recording", retake="recording")
    foot.press()  # a slip: once more
    wait_until(lambda: takes(line) == 1, 5, "the take that was broken off")
    wait_until(lambda: line.do("transport.status")["retake"] in ("playing", "asking"), 10, "the playback")
    foot.down()  # good, and another one
    wait_until(lambda: line.do("transport.status")["retake"] == "recording", 10, "another take")
    foot.up()
    wait_until(lambda: line.do("transport.status")["retake"] in ("playing", "asking"), 10, "the playback")
    foot.press()  # good
    wait_until(lambda: line.do("transport.status")["retake"] == "", 5, "the end of the loop")
    assert takes(line) == 3


def test_a_pedal_that_comes_back_works_again(line: StudioLine, foot: Foot) -> None:
    line.do("pedal.listen pedal")
    foot.unplug()
    wait_until(lambda: not line.do("pedal.ports")["listening"], 5, "the port to go")
    again = Foot()
    try:
        wait_until(lambda: line.do("pedal.ports")["listening"], 5, "the port to come back")
        again.press()
        until(line, "recording")
    finally:
        again.unplug()
    line.do("pedal.off")
    assert line.do("transport.stop")["state"] == "stopped"
