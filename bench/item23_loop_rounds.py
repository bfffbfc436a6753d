"""Twenty rounds of a two-bar loop at 120 BPM in 4/4 on eight tracks: every round a take, no frame lost between them."""

from __future__ import annotations

from bench.report import Report
from bench.scene import eight_ramps
from tests.rig.ramps import MODULUS
from tests.rig.stage import INPUTS, ramps_of

TITLE = "loop recording: 20 rounds of 2 bars at 120 BPM, 8 tracks (jackd -R -S, 128 frames)"
ROUNDS = 20
RATE = 48_000
LOOP = 4 * RATE
"""Two bars."""
MORE_SECONDS = 1.0
FADE_OUT = 240
"""Frames that the playhead goes on after the end of a pass, while the sound is faded out."""


def measure(report: Report) -> None:
    with eight_ramps(period=128) as (_, stage):
        line = stage.line
        line.do("loop.span bars 3-4")
        line.do(f"transport.locate to={LOOP}f")
        stage.record(ROUNDS * LOOP / RATE + MORE_SECONDS)
        rolled = line.do("transport.status")["position"] - LOOP - FADE_OUT
        takes = [line.takes(f"T{number}") for number in range(1, INPUTS + 1)]
        ramps = [ramps_of(each) for each in takes]
    whole = [sum(take["frames"] == LOOP for take in each) for each in takes]
    frames = {sum(take["frames"] for take in each) for each in takes}
    breaks = sum(len(found.breaks) for each in ramps for found in each)
    gaps = sum(len(take["certificate"].get("gaps", [])) for each in takes for take in each)
    steps = {
        (found.first - each[0].first) % MODULUS - turn * LOOP
        for each in ramps
        for turn, found in enumerate(each)
    }
    report.row(
        tracks=INPUTS, whole_takes=sorted(set(whole)), frames=sorted(frames), breaks=breaks, gaps_told=gaps
    )
    report.aim(f"{ROUNDS} whole takes on every track", set(whole) == {ROUNDS})
    report.aim("the lengths add up to the frames rolled", frames == {ROUNDS * LOOP + rolled})
    report.aim("no frame missing or doubled within a take", breaks == 0 and gaps == 0)
    report.aim("none missing or doubled from one take to the next", steps == {0})
