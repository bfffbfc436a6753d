"""The screen in a real terminal: tmux shows what a player would see."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need
from tests.rig.place import Place
from tests.rig.studio import PROGRAM, run, status

pytestmark = pytest.mark.terminal


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(self, place: Place, width: int = 80, height: int = 24) -> None:
        self._command = ["tmux", "-S", str(place.root / "tmux"), "-f", os.devnull]
        self.do("new-session", "-d", "-x", str(width), "-y", str(height), "sh")
        self.do("set", "-g", "status", "off")
        self.do("resize-window", "-x", str(width), "-y", str(height))

    def do(self, *words: str) -> str:
        done = subprocess.run(
            [*self._command, *words], capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.do("send-keys", key)

    def screen(self, *, codes: bool = False) -> str:
        return self.do("capture-pane", "-p", *(["-e"] if codes else []))

    def until(self, word: str, seconds: float = 20.0) -> str:
        """The screen once it has the word."""
        end = time.monotonic() + seconds
        while word not in (text := self.screen()):
            if time.monotonic() > end:
                pytest.fail(f"'{word}' not within {seconds:g} s on:\n{text}")
            time.sleep(0.05)
        return text

    def close(self) -> None:
        subprocess.run([*self._command, "kill-server"], capture_output=True, check=False, timeout=20)


@pytest.fixture
def tmux(place: Place) -> Iterator[Tmux]:
    need("tmux")
    terminal = Tmux(place)
    yield terminal
    terminal.close()


@pytest.fixture
def song(place: Place) -> Path:
    folder = place.songs / "Song"
    done = run(
        "line", folder, "--device", "virtual", "-c", "track.add Kick 1; track.add Vox 7; track.arm all"
    )
    assert done.returncode == 0, done.stderr
    return folder


def open_in(tmux: Tmux, song: Path, environment: str = "") -> None:
    tmux.keys(f"clear; {environment} {PROGRAM} {song} --device virtual", "Enter")
    tmux.until("STOP")


def test_a_take_at_80_by_24_and_a_clean_terminal_after_leaving(tmux: Tmux, song: Path) -> None:
    open_in(tmux, song)
    assert tmux.do("display", "-p", "#{cursor_flag} #{cursor_x} #{cursor_y}").split() == ["1", "4", "2"]
    tmux.keys("r")
    tmux.until("● REC")
    assert "\x1b[41m" in tmux.screen(codes=True).splitlines()[0].replace("\x1b[1m\x1b[37m", "")
    tmux.until("REC 0:01")
    tmux.keys("r")
    text = tmux.until("no gaps")
    assert len(text.splitlines()) == 24
    assert re.search(r"1 Kick +1 +auto ●.* 1 +[⣀-⣿]", text)
    tmux.keys("q")
    tmux.until("close the song?")
    tmux.keys("n")
    after = tmux.until("the studio waits on")
    assert "level" not in after
    assert tmux.do("display", "-p", "#{alternate_on}").strip() == "0"


def test_the_screen_is_not_drawn_into_a_file_of_errors(tmux: Tmux, song: Path, place: Place) -> None:
    errors = place.root / "errors.txt"
    tmux.keys(f"clear; {PROGRAM} {song} --device virtual 2>{errors}", "Enter")
    tmux.until("STOP")
    assert errors.read_bytes() == b""


def test_closing_the_terminal_stops_no_take(tmux: Tmux, song: Path) -> None:
    open_in(tmux, song)
    tmux.keys("r")
    tmux.until("● REC")
    tmux.close()
    before = status(song)
    time.sleep(0.5)
    now = status(song)
    assert now["state"] == before["state"] == "recording"
    assert now["position"] > before["position"]


def test_eight_colours_and_plain_signs_on_the_linux_console(tmux: Tmux, song: Path) -> None:
    open_in(tmux, song, "TERM=linux")
    tmux.keys("r")
    text = tmux.until("* REC")
    assert text.isascii()
    codes = set(re.findall(r"\x1b\[([0-9;]*)m", tmux.screen(codes=True)))
    assert not any(code.startswith(("38", "48", "9")) for code in codes)


def test_without_colour_recording_is_framed(tmux: Tmux, song: Path) -> None:
    open_in(tmux, song, "NO_COLOR=1")
    tmux.keys("r")
    first = tmux.until("*** ● REC").splitlines()[0]
    assert first.endswith("***")
    codes = set(re.findall(r"\x1b\[([0-9;]*)m", tmux.screen(codes=True)))
    assert not any(part in code.split(";") for code in codes for part in ("31", "32", "33", "36", "41"))


def test_the_screen_follows_the_windows_size(tmux: Tmux, song: Path) -> None:
    open_in(tmux, song)
    tmux.do("resize-window", "-x", "160", "-y", "45")
    text = tmux.until("fader")
    assert len(text.splitlines()) == 45
    tmux.do("resize-window", "-x", "80", "-y", "24")
    tmux.until("2 Record")


def test_the_head_imports_neither_arrays_nor_sound() -> None:
    probe = "import sys, tui_studio.tui.app; print(sorted({'numpy', 'soundfile', 'sounddevice'} & sys.modules.keys()))"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
    assert shutil.which(PROGRAM)
