"""The engine killed in the middle of eight tracks, again and again."""

from __future__ import annotations

import random
from pathlib import Path

from bench.report import Report
from bench.scene import eight_ramps
from tests.rig import processes, readers
from tests.rig.jack import wait_until
from tests.rig.stage import INPUTS, Stage, audio_files, ramps_of, start_recording
from tests.rig.studio import process_ids

TITLE = "engine killed with SIGKILL about 10 s into an 8-track pass, ten times"
RUNS = 10


def measure(report: Report) -> None:
    for number in range(RUNS):
        with eight_ramps(period=128) as (place, stage):
            _, engine = process_ids(stage.line.song)
            start_recording(stage.line, 9.5 + random.random())
            reached = stage.line.do("transport.status")["position"]
            processes.kill(engine)
            one_kill(report, number, reached, stage, place.root)


def one_kill(report: Report, number: int, reached: int, stage: Stage, folder: Path) -> None:
    files = audio_files(stage.line.song)
    found = [readers.frames_by_all(path) for path in files]
    shortest = {name: min(frames[name] for frames in found) for name in readers.READERS}
    takes = wait_until(stage.line.takes, 30, "takes")
    stage.line.quit()
    reopened = type(stage.line)(stage.line.song, ["--device", "virtual"], log=folder / "again.log")
    kept = reopened.takes()
    breaks = sum(len(ramp.breaks) for ramp in ramps_of(kept))
    reopened.quit()
    short = {name: (reached - frames) / 48000 for name, frames in shortest.items()}
    report.row(run=number + 1, killed_at_s=reached / 48000, **{f"{n}_short_s": s for n, s in short.items()},
               takes=len(takes), takes_reopened=len(kept), breaks=breaks)  # fmt: skip
    report.aim(
        f"run {number + 1}: every reader reads all files, at most 1.0 s short", max(short.values()) <= 1.0
    )
    report.aim(f"run {number + 1}: all files are takes after reopening", len(kept) == INPUTS and not breaks)
