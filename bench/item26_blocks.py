"""Count-in, pre-roll, loop and punch together through a JACK cable: what is recorded is what was played, whatever the block."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from bench.report import Report
from bench.scene import jack_place, open_line
from tests.rig.jack import JackServer
from tests.rig.place import Place
from tests.rig.punch import END, START, begin_punches, punched_takes
from tests.rig.ramps import MODULUS

TITLE = "count-in, pre-roll, loop and punch through a cable, three tracks: the takes at each block"


def measure(report: Report) -> None:
    sounds = set()
    for period in (32, 128, 1024):
        with jack_place(period=period, capture=3, playback=2) as (place, server):
            takes, latency = punched(place, server)
            whole = [take for take in takes if take["frames"] == END - START]
            found = {digest(take["path"]) for take in whole}
        sounds |= found
        starts = sorted({take["start"] for take in takes})
        report.row(
            block=period, latency=latency, takes=len(whole), starts=starts, different_sounds=len(found)
        )
        report.aim(
            f"{period} frames: three rounds and more on every track, at frame {START}",
            len(whole) >= 9 and starts == [START],
        )
    played = np.arange(START, END)
    report.aim(
        "every take of every block size is the sound that was played there", sounds == {fingerprint(played)}
    )


def punched(place: Place, server: JackServer) -> tuple[list[dict[str, Any]], int]:
    """Takes of all tracks, and the latency that was used."""
    line = open_line(place, place.songs / "Song", "--inputs", 3, "--outputs", 2)
    begin_punches(server, line, place.root)
    line.do("wait 3.2")
    line.do("transport.stop")
    takes = punched_takes(line)
    return takes, takes[0]["certificate"]["latency_frames"]


def digest(path: Path) -> str:
    """Of the frames as they were fed."""
    samples, _ = soundfile.read(path, dtype="float64")
    return fingerprint(np.rint(samples * MODULUS))


def fingerprint(frames: np.ndarray[Any, Any]) -> str:
    return hashlib.sha256(frames.astype(np.int64).tobytes()).hexdigest()
