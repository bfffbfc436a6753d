"""The comp: identical takes null against the take; how soon another take is heard while the song rolls."""

from __future__ import annotations

import math
import statistics

import numpy as np
import soundfile

from bench.report import Report, spread
from bench.scene import fresh_place, jack_place, open_line
from tests.rig.mix import noise
from tests.rig.takes import RATE, shifted_ramps, switching, write_song

TITLE = "comp: null of identical takes, another take heard while rolling (jackd -S, 128 frames)"
SWITCHES = 20
SEGMENTS = 200


def measure(report: Report) -> None:
    residue = null()
    report.row(what=f"comp of {SEGMENTS} segments of identical takes, against the take", dbfs=residue)
    report.aim("-120 dBFS or better", residue <= -120)
    with jack_place(period=128, capture=2, playback=2) as (place, server):
        song = write_song(place.songs / "Song", {"Vox": shifted_ramps(2, 20 * RATE)})
        line = open_line(place, song)
        line.do("strip.pan track=Vox pan=-1")
        waits, drops = switching(server, line, place.root / "ear.npy", SWITCHES)
    report.row(what="from the question to the other take", ms=spread(waits), frames_dropped=drops)
    report.aim(f"heard within 100 ms (median {statistics.median(waits):.0f})", max(waits) <= 100)
    report.aim("nothing dropped", drops == 0)


def null() -> float:
    """Largest difference in dBFS."""
    seconds = 40
    sound = noise(1, 1, seconds)[0]
    with fresh_place() as place:
        line = open_line(place, write_song(place.songs / "Song", {"Vox": [sound] * 4}), device="virtual")
        line.do("strip.pan track=Vox pan=-1")
        length = seconds * RATE // SEGMENTS
        for number in range(SEGMENTS):
            line.do(f"comp.choose Vox {number * length}f..{(number + 1) * length}f {number % 4 + 1}")
        line.do(f'mix.bounce path="{place.root / "mix.wav"}" format=float32')
        mix, _ = soundfile.read(place.root / "mix.wav", dtype="float64", always_2d=True)
    return 20 * math.log10(max(float(np.abs(mix[:, 0] - sound).max()), 1e-12))
