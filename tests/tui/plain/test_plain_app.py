"""The plain head on a real terminal: keys in, lines out."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.jack import wait_until
from tests.rig.place import Place
from tests.rig.pty import OnTerminal
from tests.rig.studio import run, status
from tui_studio.tui.head import AGAIN_SECONDS

pytestmark = pytest.mark.terminal


@pytest.fixture
def song(place: Place) -> Path:
    path = place.songs / "Song"
    run("line", path, "--device", "virtual", "-c", "track.add Kick 1; track.add Snare 2")
    return path


@pytest.fixture
def plain(place: Place, song: Path) -> Iterator[OnTerminal]:
    program = OnTerminal("--plain", song, "--device", "virtual")
    program.expect("1 Kick, input 1, no takes")
    yield program
    program.close()


def test_keys_record_and_each_change_is_a_line(plain: OnTerminal, place: Place) -> None:
    plain.type("a")
    plain.expect("Kick armed")
    plain.expect("1 Kick, armed, input 1, no takes")
    plain.type("\x1b[B")
    plain.expect("2 Snare, input 2, no takes")
    plain.type("r")
    plain.expect("recording Kick from 0:00.000")
    plain.type("r")
    plain.expect("take 1 of Kick kept: ")
    plain.type("3")
    plain.expect("Takes of Snare")
    plain.type("2q")
    plain.expect("close the song? y closes it, n leaves it running")
    plain.type("y")
    assert plain.end() == 0
    wait_until(lambda: not place.processes(), 10, "all processes to end")


def test_a_command_is_typed_at_the_colon(plain: OnTerminal) -> None:
    plain.type(":track.add Bass 5\r")
    plain.expect("track 3, Bass, input 5")
    plain.type(":no.such\r")
    plain.expect("warning: there is no action 'no.such'")


def test_what_another_head_does_is_told(plain: OnTerminal, song: Path) -> None:
    run("line", song, "-c", "track.add Bass 5")
    plain.expect("add track Bass")


def test_the_end_of_the_studio_is_told(plain: OnTerminal, song: Path) -> None:
    os.kill(status(song)["studio_pid"], signal.SIGKILL)
    plain.expect("the studio has ended: it is gone; what was recorded is kept")
    assert plain.end() == 0


def test_a_studio_that_is_killed_in_mid_take_is_started_again_in_the_same_view(
    plain: OnTerminal, song: Path
) -> None:
    first = status(song)["studio_pid"]
    plain.type("ar")
    plain.expect("recording Kick")
    plain.type("3")
    plain.expect("Takes of Kick")
    wait_until(lambda: status(song)["position"] > (AGAIN_SECONDS + 0.5) * 48_000, 20, "the take to go on")
    os.kill(first, signal.SIGKILL)
    plain.expect("the studio was gone, a new one has taken the song over")
    plain.expect("attached to an engine that is recording; the take goes on")
    plain.expect("no takes on Kick yet")
    plain.type("r")
    plain.expect("take 1 of Kick kept: ")
    assert status(song)["studio_pid"] != first


def test_a_terminal_that_closes_leaves_the_studio_as_it_is(plain: OnTerminal, song: Path) -> None:
    plain.type("ar")
    plain.expect("recording Kick")
    plain.hang_up()
    wait_until(lambda: status(song)["head_names"] == [], 5, "the head to leave")
    assert status(song)["state"] == "recording"
    run("stop", song, "--yes")
