"""Heads and the studio killed while eight tracks record."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable

from bench.report import Report
from bench.scene import eight_ramps, open_line
from tests.rig import processes
from tests.rig.jack import wait_until
from tests.rig.place import Place
from tests.rig.stage import INPUTS, Stage, ramps_of, start_recording
from tests.rig.studio import PROGRAM, process_ids, status

TITLE = "head killed (SIGKILL; terminal closed), studio killed, while 8 tracks record"
TMUX = ["tmux", "-L", f"ts-bench-{os.getpid()}", "-f", os.devnull]


def measure(report: Report) -> None:
    for what, deed in {
        "line head SIGKILL": kill_line,
        "screen SIGKILL": kill_screen,
        "screen's terminal closed": close_terminal,
        "studio SIGKILL": kill_studio,
    }.items():
        with eight_ramps(period=128) as (place, stage):
            one(report, what, deed, place, stage)
    subprocess.run([*TMUX, "kill-server"], capture_output=True, check=False)


def one(report: Report, what: str, deed: Callable[[Stage], None], place: Place, stage: Stage) -> None:
    show_screen(stage)
    start_recording(stage.line, 3.0)
    deed(stage)
    time.sleep(3.0)
    line = open_line(place, stage.line.song)
    now = line.do("transport.status")
    state, ran = now["state"], now["position"] / now["rate"]
    line.do("transport.stop")
    takes = line.takes()
    ramps = ramps_of(takes)
    missing = sum(abs(gap) for ramp in ramps for _, gap in ramp.breaks)
    shortest = min((ramp.frames for ramp in ramps), default=0) / 48000
    report.row(
        killed=what, state_after=state, takes=len(takes), ran_s=ran, shortest_s=shortest, missing=missing
    )
    allowed = 1.0 if "studio" in what else 0.0
    report.aim(f"{what}: nothing missing", len(takes) == INPUTS and not missing and ran - shortest <= allowed)


def show_screen(stage: Stage) -> None:
    subprocess.run(
        [
            *TMUX,
            "new-session",
            "-d",
            "-s",
            "main",
            "-x",
            "80",
            "-y",
            "24",
            str(PROGRAM),
            str(stage.line.song),
        ],
        check=True,
    )
    wait_until(lambda: status(stage.line.song)["heads"] >= 2, 30, "the screen to attach", 0.2)


def screen_pid() -> int:
    return int(
        subprocess.run([*TMUX, "list-panes", "-F", "#{pane_pid}"], capture_output=True, check=True).stdout
    )


def kill_line(stage: Stage) -> None:
    stage.line.process.kill()
    stage.line.process.wait()
    close_terminal(stage)


def kill_screen(_stage: Stage) -> None:
    pid = screen_pid()
    processes.kill(pid)
    wait_until(lambda: not processes.alive(pid), 10, "the screen to go")


def close_terminal(_stage: Stage) -> None:
    pid = screen_pid()
    subprocess.run([*TMUX, "kill-session", "-t", "main"], check=True)
    wait_until(lambda: not processes.alive(pid), 10, "the screen to go")


def kill_studio(stage: Stage) -> None:
    processes.kill(process_ids(stage.line.song)[0])
    close_terminal(stage)
