"""What is heard through JACK against the bounce of the same song."""

from __future__ import annotations

import numpy as np
import soundfile

from bench.report import Report
from bench.scene import jack_place, open_line
from tests.rig.mix import mixed_song
from tests.rig.ramps import MODULUS

TITLE = "live output captured through JACK against the offline bounce"
SECONDS = 10


def measure(report: Report) -> None:
    for period in (64, 128, 256):
        with jack_place(period=period, capture=2, playback=2) as (place, server):
            line = open_line(place, place.songs / "Song", "--inputs", 2, "--outputs", 2)
            mixed_song(line, place.root, 12, SECONDS)
            ear = server.client("ear", ears=2, seconds=SECONDS + 30, file=place.root / "ear.npy")
            for side in range(2):
                server.connect(f"tui_studio:out_{side}", f"ear:ear_{side}")
            line.do("transport.locate to=0")
            line.do("transport.play")
            line.do(f"wait {SECONDS + 1}")
            line.do("transport.stop")
            ear.stop()
            line.do(f'mix.bounce path="{place.root / "mix.wav"}"')
            heard = np.rint(np.load(place.root / "ear.npy").astype(np.float64) * MODULUS).astype(np.int64)
            bounced, _ = soundfile.read(place.root / "mix.wav", dtype="int32", always_2d=True)
        wanted = (bounced.T.astype(np.int64) >> 8)[:, : SECONDS * 48000]
        different = compare(heard, wanted)
        report.row(block=period, frames=wanted.shape[1], frames_that_differ=different)
        report.aim(f"bit for bit equal at {period} frames", different == 0)


def compare(heard: np.ndarray, wanted: np.ndarray) -> int:
    """How many frames differ when the first sounding frames are laid on each other."""
    start = int(np.flatnonzero(np.abs(heard).max(axis=0))[0]) - int(
        np.flatnonzero(np.abs(wanted).max(axis=0))[0]
    )
    got = heard[:, start : start + wanted.shape[1]]
    if got.shape != wanted.shape:
        return int(wanted.shape[1])
    return int((got != wanted).any(axis=0).sum())
