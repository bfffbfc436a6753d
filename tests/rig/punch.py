"""Count-in, pre-roll, loop and punch together through a JACK cable: three tracks record what a fourth plays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.rig.jack import JackServer
from tests.rig.ramps import MODULUS, write_wav24
from tests.rig.studio import StudioLine

RATE = 48_000
START, END = 45_000, 61_001
DUBS = (1, 2, 3)


def begin_punches(server: JackServer, line: StudioLine, folder: Path) -> None:
    """Record round after round on a device with three inputs and two outputs; the played file is put into `folder`."""
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
    for port in range(len(DUBS)):
        server.connect("tui_studio:out_0", f"tui_studio:in_{port}")
    line.do("latency.calibrate output=1 input=1")
    played = write_wav24(folder / "played.wav", (np.arange(6 * RATE) / MODULUS).astype(np.float32), RATE)
    line.do("track.add name=Played inputs=1")
    line.do(f'clip.import track=Played path="{played}" at=0')
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


def punched_takes(line: StudioLine) -> list[dict[str, Any]]:
    """Of all three tracks."""
    return [take for number in DUBS for take in line.takes(f"Dub{number}")]
