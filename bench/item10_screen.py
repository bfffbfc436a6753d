"""The screen: time to the first usable frame, key to engine, processor."""

from __future__ import annotations

import compileall
import random
import statistics
import sys
import time
from pathlib import Path

import tui_studio
from bench.item07_playback_load import cost
from bench.report import Report, spread
from bench.scene import fresh_place, open_line
from bench.terminal import Terminal
from tests.rig.jack import wait_until
from tests.rig.place import Place
from tests.rig.stage import arm_eight
from tests.rig.studio import PROGRAM
from tui_studio import paths
from tui_studio.engine.protocol import TransportState
from tui_studio.engine.shared import Shared

TITLE = "screen at 80x24: start, key to engine, processor"
RUNS = 5
PRESSES = 30
EMPTY_APP = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class Empty(App):
    def compose(self) -> ComposeResult:
        yield Static("usable")

Empty().run()
"""


def measure(report: Report) -> None:
    # as every installed package is, Textual too
    compileall.compile_dir(Path(tui_studio.__file__).parent, quiet=1)
    with fresh_place() as place:
        song = prepared_song(place)
        start_times(report, place, song)
        screen = Terminal([PROGRAM, song, "--device", "virtual"])
        try:
            screen.seconds_until("T1", "STOP")
            time.sleep(2)
            key_times(report, screen, song)
            processor(report, place, screen, song)
        finally:
            screen.close()


def prepared_song(place: Place) -> Path:
    line = open_line(place, place.songs / "Song", device="virtual")
    arm_eight(line)
    line.quit()
    wait_until(lambda: not place.processes(), 20, "studio and engine to end")
    return line.song


def start_times(report: Report, place: Place, song: Path) -> None:
    """Usable: the song's tracks are there and the device is open; a key pressed before that waits for it."""
    empty, shown, ours, running, obeyed = [], [], [], [], []
    for _ in range(RUNS):
        terminal = Terminal([sys.executable, "-c", EMPTY_APP])
        empty.append(terminal.seconds_until("usable"))
        terminal.close()
        terminal = Terminal([PROGRAM, song, "--device", "virtual"])
        shown.append(terminal.seconds_until("T1"))
        ours.append(terminal.seconds_until("T1", "STOP"))
        second = Terminal([PROGRAM, song])
        running.append(second.seconds_until("T1", "STOP"))
        second.close()
        terminal.close()
        place.end_processes()
        obeyed.append(seconds_until_obeyed(song))
        place.end_processes()
    report.row(what="an empty Textual app, to its first frame", seconds=spread(empty))
    report.row(what="tui-studio SONG, to the song's tracks", seconds=spread(shown))
    report.row(what="tui-studio SONG, until the device is open too", seconds=spread(ours))
    report.row(what="the same when the studio runs already", seconds=spread(running))
    report.row(what="until space, pressed as the tracks appear, rolls", seconds=spread(obeyed))
    for what, times in {"start": ours, "start with a studio running": running}.items():
        ratio = statistics.median(times) / statistics.median(empty)
        report.aim(f"{what} at most twice an empty app's (is {ratio:.2f})", ratio <= 2)


def seconds_until_obeyed(song: Path) -> float:
    """From the start until the engine rolls because of a key that was pressed at the first sight of the tracks."""
    block = paths.shared_block(song)
    block.unlink(missing_ok=True)
    terminal = Terminal([PROGRAM, song, "--device", "virtual"])
    terminal.seconds_until("T1")
    terminal.press(" ")
    try:
        while not rolls(block):
            if time.monotonic() - terminal.started > 20:
                raise TimeoutError("the key was lost")
            time.sleep(0.001)
        return time.monotonic() - terminal.started
    finally:
        terminal.close()


def rolls(block: Path) -> bool:
    """Whether an engine is there and rolls."""
    try:
        return Shared.attach(block).motion()[0] == TransportState.ROLLING
    except (OSError, ValueError):
        return False


def key_times(report: Report, screen: Terminal, song: Path) -> None:
    shared = Shared.attach(paths.shared_block(song))
    roll, stop = [], []
    for _ in range(PRESSES):
        roll.append(press_until(screen, shared, {TransportState.ROLLING, TransportState.LOCATING}))
        time.sleep(0.3 + random.random() / 5)
        stop.append(press_until(screen, shared, {TransportState.STOPPING, TransportState.STOPPED}))
        time.sleep(0.3 + random.random() / 5)
    for what, times in {"key to engine: roll": roll, "key to engine: stop": stop}.items():
        report.row(what=what, ms=spread([1000 * value for value in times]))
        median = 1000 * statistics.median(times)
        report.aim(f"{what}: median under 20 ms (is {median:.1f})", median < 20)


def press_until(screen: Terminal, shared: Shared, states: set[TransportState]) -> float:
    """Seconds from a press of space until the callback's state is one of these."""
    started = time.monotonic()
    screen.press(" ")
    while shared.motion()[0] not in states:
        if time.monotonic() - started > 5:
            raise TimeoutError(f"space does not lead to {states}")
        time.sleep(0.0002)
    return time.monotonic() - started


def processor(report: Report, place: Place, screen: Terminal, song: Path) -> None:
    line = open_line(place, song, device="virtual")
    stopped, _ = cost([screen.pid], lambda: time.sleep(20))
    line.do("transport.locate to=0")
    line.do("transport.record")
    time.sleep(2)
    drawn = len(screen.drawn)
    recording, seconds = cost([screen.pid], lambda: time.sleep(20))
    drawn = len(screen.drawn) - drawn
    line.do("transport.stop")
    report.row(
        what="screen's processor while 8 tracks record", share=recording, bytes_per_second=drawn / seconds
    )
    report.row(what="screen's processor, stopped", share=stopped)
    report.aim(f"under 10 % of a core while recording (is {100 * recording:.1f} %)", recording < 0.10)
    report.aim(f"under 1 % of a core stopped (is {100 * stopped:.1f} %)", stopped < 0.01)
