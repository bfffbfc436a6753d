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
from tests.rig.ramps import MODULUS, write_wav24

TITLE = "count-in, pre-roll, loop and punch through a cable, three tracks: the takes at each block"
RATE = 48_000
START, END = 45_000, 61_001
DUBS = (1, 2, 3)


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
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
    for port in range(3):
        server.connect("tui_studio:out_0", f"tui_studio:in_{port}")
    line.do("latency.calibrate output=1 input=1")
    path = write_wav24(place.root / "played.wav", (np.arange(6 * RATE) / MODULUS).astype(np.float32), RATE)
    line.do("track.add name=Played inputs=1")
    line.do(f'clip.import track=Played path="{path}" at=0')
    line.do("strip.pan track=Played pan=-1")
    for number in DUBS:
        line.do(f"track.add name=Dub{number} inputs={number}")
        line.do(f"track.monitor track=Dub{number} mode=off")
        line.do(f"strip.mute track=Dub{number}")
        line.do(f"track.arm track=Dub{number}")
    line.do("tempo.set 480")
    line.do("click.set on outputs=2 count_in=1")
    line.do("transport.pre_roll 1")
    line.do("loop.set 40001f 70001f")
    line.do(f"punch.set {START}f {END}f")
    line.do(f"transport.locate to={START}f")
    line.do("transport.record")
    line.do("wait 3.2")
    line.do("transport.stop")
    takes = [take for number in DUBS for take in line.takes(f"Dub{number}")]
    return takes, takes[0]["certificate"]["latency_frames"]


def digest(path: Path) -> str:
    """Of the frames as they were fed."""
    samples, _ = soundfile.read(path, dtype="float64")
    return fingerprint(np.rint(samples * MODULUS))


def fingerprint(frames: np.ndarray[Any, Any]) -> str:
    return hashlib.sha256(frames.astype(np.int64).tobytes()).hexdigest()
