"""The prompt on a real terminal, and what the command line asks there."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rig.jack import wait_until
from tests.rig.place import Place
from tests.rig.pty import OnTerminal
from tests.rig.studio import run, status
from tui_studio.studio.demo import demo_song

pytestmark = pytest.mark.terminal

Open = Callable[..., OnTerminal]


@pytest.fixture
def on_terminal(place: Place) -> Iterator[Open]:
    """Start `tui-studio …` on a terminal."""
    started: list[OnTerminal] = []

    def start(*words: object) -> OnTerminal:
        started.append(OnTerminal(*words))
        return started[-1]

    yield start
    for program in started:
        program.close()


@pytest.fixture
def song(place: Place) -> Path:
    return place.songs / "Song"


@pytest.fixture
def prompt(on_terminal: Open, song: Path) -> OnTerminal:
    program = on_terminal("line", song, "--device", "virtual")
    program.expect("Song> ")
    return program


def test_tab_completes_actions_parameters_and_tracks(prompt: OnTerminal) -> None:
    prompt.type("track.ad\tname=Kick in\t1\n")
    prompt.expect("ok track 1, Kick, input 1")
    prompt.type("track.monitor tr\tki\tmode=in\t\n")
    prompt.expect("ok Kick: monitor input")


def test_the_history_is_kept_and_a_refusal_goes_on(prompt: OnTerminal, on_terminal: Open, song: Path) -> None:
    prompt.type("track.arm Nobody\n")
    prompt.expect("error: ")
    prompt.type("track.add Kick 1\n")
    prompt.expect("ok track 1")
    prompt.type("quit\n")
    assert prompt.end() == 0
    again = on_terminal("line", song, "--device", "virtual")
    again.expect("Song> ")
    again.type("\x1b[A\x1b[A")
    again.expect("track.add Kick 1")
    again.type("\x15\x04")
    assert again.end() == 0


def test_ctrl_d_leaves_and_nothing_stays(prompt: OnTerminal, place: Place) -> None:
    prompt.type("\x04")
    assert prompt.end() == 0
    wait_until(lambda: not place.processes(), 10, "all processes to end")


def test_ctrl_c_leaves_and_the_recording_goes_on(prompt: OnTerminal, song: Path) -> None:
    prompt.type("track.add Kick 1; track.arm Kick; transport.record\n")
    prompt.expect("ok recording Kick")
    prompt.expect("Song> ")
    prompt.type("\x03")
    prompt.expect("the studio goes on: it is recording")
    assert prompt.end() == 130
    assert status(song)["state"] == "recording"


def test_a_closed_terminal_touches_nothing(prompt: OnTerminal, song: Path) -> None:
    prompt.type("track.add Kick 1; track.arm Kick; transport.record\n")
    prompt.expect("ok recording Kick")
    prompt.hang_up()
    prompt.process.wait(20)
    assert status(song)["state"] == "recording"


def test_while_recording_it_asks(prompt: OnTerminal, song: Path) -> None:
    prompt.type("track.add Kick 1; track.arm Kick; transport.record\n")
    prompt.expect("ok recording Kick")
    prompt.type("track.add Snare 2\n")
    prompt.expect("y or n: ")
    prompt.type("n\n")
    prompt.expect("ok not done")
    prompt.type("track.add Snare 2\n")
    prompt.expect("y or n: ")
    prompt.type("y\n")
    prompt.expect("ok track 2, Snare")


def test_a_notice_does_not_lose_what_is_being_typed(prompt: OnTerminal, song: Path) -> None:
    prompt.type("track.add Kick 1; track.arm Kick\n")
    prompt.expect("ok Kick armed")
    prompt.type("song.in")
    prompt.expect("song.in")
    assert run("line", song, "-c", "transport.record; wait 0.3; transport.stop").returncode == 0
    prompt.expect("notice: take 1 of Kick kept")
    prompt.expect("Song> song.in")
    prompt.type("fo\n")
    prompt.expect("ok Song: 1 track")


def test_after_the_studio_was_killed_the_next_command_attaches_again(
    prompt: OnTerminal, song: Path, place: Place
) -> None:
    prompt.type("song.in")
    prompt.expect("song.in")
    os.kill(status(song)["studio_pid"], signal.SIGKILL)
    prompt.expect("warning: the studio has ended: it is gone; what was recorded is kept")
    prompt.type("fo\n")
    prompt.expect("notice: attached again")
    prompt.expect("ok Song: ")
    prompt.type("quit\n")
    assert prompt.end() == 0
    wait_until(lambda: not place.processes(), 10, "all processes to end")


def test_a_studio_that_was_asked_to_end_ends_the_prompt(prompt: OnTerminal, song: Path) -> None:
    assert run("stop", song).returncode == 0
    prompt.expect("warning: the studio has ended")
    prompt.type("\n")
    assert prompt.end() == 0


def test_watch_tells_until_enter(prompt: OnTerminal, song: Path) -> None:
    prompt.type("watch\n")
    prompt.expect("watch")
    wait_until(lambda: "line" in status(song)["head_names"], 5, "the head to be attached")
    run("line", song, "-c", "track.add Kick 1")
    prompt.expect("song: add track Kick")
    prompt.type("\n")
    prompt.expect("ok watched for")


def test_a_song_is_chosen_from_the_list(on_terminal: Open, place: Place) -> None:
    demo_song(place.songs)
    program = on_terminal("--plain", "--device", "virtual")
    program.expect("1  Demo")
    program.type("9\n")
    program.expect("there is no '9'")
    program.type("1\n")
    program.expect("Demo: ? tells keys")
    program.type("qy")
    assert program.end() == 0


def test_without_songs_the_demo_opens(on_terminal: Open) -> None:
    program = on_terminal("--plain", "--device", "virtual")
    program.expect("Demo: ? tells keys")
    program.expect("1 Kick")
    program.type("qy")
    assert program.end() == 0


def test_the_screen_opens_and_leaves(on_terminal: Open, place: Place) -> None:
    program = on_terminal("--demo", "--device", "virtual")
    program.expect("Harmony", 30)
    program.type("q")
    program.expect("leaves it running")
    program.type("y")
    assert program.end() == 0
    wait_until(lambda: not place.processes(), 10, "all processes to end")


def test_short_words_are_enough_at_the_prompt(prompt: OnTerminal) -> None:
    prompt.type("track.add Kick 1\narm Kick\n")
    prompt.expect("ok Kick armed")
    prompt.type("g\n")
    prompt.expect("ok stopped at 0:00.000, bar 1 beat 1. armed: Kick (input 1)")
    prompt.type("add Snare\n")
    prompt.expect("error: 'add' may mean several things; write one of ")
    prompt.type("undo\n")
    prompt.expect("ok undone: arm Kick")


def test_help_is_short_where_it_is_read(prompt: OnTerminal) -> None:
    prompt.type("help\n")
    said = prompt.expect("help all everything")
    assert "transport: " in said
    assert len(said.splitlines()) < 60
    prompt.type("help all\n")
    prompt.expect("track.add [name=TEXT]")


def test_a_wrong_word_of_the_head_is_refused_and_it_goes_on(prompt: OnTerminal) -> None:
    prompt.type("watch soon\n")
    prompt.expect("error: 'soon' is not a time")
    prompt.type("song.info\n")
    prompt.expect("ok Song: 0 tracks")
