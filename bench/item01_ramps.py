"""Eight capture ports fed with index ramps for a minute."""

from __future__ import annotations

import os

from bench.report import Report
from bench.scene import eight_ramps
from tests.rig.stage import INPUTS, ramps_of

TITLE = "8 tracks from 8 ramps, jackd -R -S, 128 frames, 48 kHz"
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))


def measure(report: Report) -> None:
    with eight_ramps(period=128, rate=48000) as (_, stage):
        stage.record(SECONDS)
        takes = stage.line.takes()
        ramps = ramps_of(takes)
    for take, ramp in zip(takes, ramps, strict=True):
        missing = sum(max(0, gap) for _, gap in ramp.breaks)
        doubled = -sum(min(0, gap) for _, gap in ramp.breaks)
        gaps = len(take["certificate"].get("gaps", ()))
        report.row(
            track=take["track"],
            frames=ramp.frames,
            first=ramp.first,
            missing=missing,
            doubled=doubled,
            gaps=gaps,
        )
    whole = len(ramps) == INPUTS and min(ramp.frames for ramp in ramps) > (SECONDS - 1) * 48000
    report.aim(f"8 tracks of {SECONDS:.0f} s are there", whole)
    report.aim("no missing and no doubled frame", not any(ramp.breaks for ramp in ramps))
    report.aim("all start on the same frame", len({ramp.first for ramp in ramps}) == 1)
