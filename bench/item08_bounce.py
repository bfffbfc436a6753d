"""A bounce of 32 stereo tracks with gain and balance: speed beside peers, null against NumPy."""

from __future__ import annotations

import math
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from bench import ardour, peers
from bench.material import SECONDS, TRACKS, make_tracks, reference
from bench.report import Report, spread
from bench.scene import fresh_place, open_line
from tests.rig.mix import add_part
from tests.rig.studio import StudioLine

TITLE = f"bounce of {TRACKS} stereo tracks of {SECONDS:.0f} s, gain and pan"
RUNS = 3


def measure(report: Report) -> None:
    with fresh_place() as place:
        paths = make_tracks(place.root / "material")
        wanted = reference(paths)
        line = open_line(place, place.songs / "Song", device="virtual")
        for number, path in enumerate(paths):
            add_part(line, number, path, 2)
        ours = compare(report, "tui_studio mix.bounce", lambda out: bounce(line, out), place.root, wanted)
        line.quit()
        sox = program(report, "sox", "sox -M … remix", peers.sox_mix, paths, wanted, place.root)
        program(report, "ecasound", "ecasound", peers.ecasound_mix, paths, None, place.root)
        ardour_export(report, place.root, paths)
    if sox is not None:
        report.aim(f"2.5 times sox (is {sox / ours:.2f})", sox / ours >= 2.5)


def ardour_export(report: Report, folder: Path, paths: list[Path]) -> None:
    """One export; Ardour's tools do not always come back, which is said and costs nothing else."""
    try:
        session = ardour.session(folder / "ardour", paths)
        if session is None:
            report.note("Ardour: not installed")
        else:
            compare(report, "Ardour export", lambda out: ardour.export(session, out), folder, None, runs=1)
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        report.note(f"Ardour did not do it: {str(error)[:200]}")


def bounce(line: StudioLine, out: Path) -> float:
    started = time.monotonic()
    line.do(f'mix.bounce path="{out}"', 300)
    return time.monotonic() - started


def program(report, name, title, command, paths, wanted, folder) -> float | None:
    if not peers.installed(name):
        report.note(f"{name}: not installed")
        return None
    return compare(report, title, lambda out: peers.timed(command(paths, out)), folder, wanted)


def compare(
    report: Report,
    what: str,
    run: Callable[[Path], float],
    folder: Path,
    wanted: np.ndarray | None,
    runs: int = RUNS,
) -> float:
    """Median wall seconds of some runs; the last result against the reference."""
    seconds = []
    for number in range(runs):
        out = folder / f"out{number}.wav"
        out.unlink(missing_ok=True)  # ecasound would update it
        seconds.append(run(out))
    residue = null_db(out, wanted) if wanted is not None else ""
    median = statistics.median(seconds)
    report.row(what=what, wall_s=spread(seconds), times_real_time=SECONDS / median, null_dbfs=residue)
    if wanted is not None and what.startswith("tui_studio"):
        report.aim(f"null against a straight NumPy sum below -120 dBFS (is {residue:.1f})", residue < -120)
    return median


def null_db(path: Path, wanted: np.ndarray) -> float:
    """Peak of the difference, in dBFS; full scale when the lengths do not fit."""
    mix, _ = soundfile.read(path, dtype="float64", always_2d=True)
    if len(mix) < wanted.shape[1]:
        return 0.0
    rest = np.abs(mix[wanted.shape[1] :]).max(initial=0.0)
    peak = max(rest, np.abs(mix[: wanted.shape[1]].T - wanted).max())
    return 20 * math.log10(peak) if peak else -math.inf
