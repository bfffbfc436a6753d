"""Heads and the studio killed while eight tracks record."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.report import Report
from bench.scene import eight_ramps, open_line
from tests.rig import processes
from tests.rig.place import Place
from tests.rig.stage import INPUTS, Stage, ramps_of, start_recording
from tests.rig.studio import process_ids
from tests.rig.terminal import ScreenInTmux

TITLE = "head killed (SIGKILL; terminal closed), studio killed, while 8 tracks record"


def measure(report: Report) -> None:
    screen = ScreenInTmux("bench")
    for what, deed in {
        "line head SIGKILL": kill_line,
        "screen SIGKILL": lambda _stage: screen.kill_program(),
        "screen's terminal closed": lambda _stage: screen.close_window(),
        "studio SIGKILL": kill_studio,
    }.items():
        with eight_ramps(period=128) as (place, stage):
            screen.show(stage.line.song)
            one(report, what, deed, place, stage)
        screen.end()


def one(report: Report, what: str, deed: Callable[[Stage], None], place: Place, stage: Stage) -> None:
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


def kill_line(stage: Stage) -> None:
    stage.line.process.kill()
    stage.line.process.wait()


def kill_studio(stage: Stage) -> None:
    processes.kill(process_ids(stage.line.song)[0])
