"""A bounce of 32 stereo tracks with gain and balance: speed beside peers, null against NumPy."""

from __future__ import annotations

import math
import statistics
import subprocess
import time
from collections.abc import Callable
from functools import partial
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
RUNS = 5
OURS = "tui_studio mix.bounce"
SOX = "sox -M … remix"
ECASOUND = "ecasound"
Run = Callable[[Path], float]


def measure(report: Report) -> None:
    with fresh_place() as place:
        paths = make_tracks(place.root / "material")
        wanted = reference(paths)
        line = open_line(place, place.songs / "Song", device="virtual")
        for number, path in enumerate(paths):
            add_part(line, number, path, 2)
        runs: dict[str, Run] = {OURS: lambda out: bounce(line, out)}
        for name, title, command in (
            ("sox", SOX, peers.sox_mix),
            ("ecasound", "ecasound", peers.ecasound_mix),
        ):
            if peers.installed(name):
                runs[title] = partial(run_peer, command, paths)
            else:
                report.note(f"{name}: not installed")
        seconds = in_turns(report, runs, place.root, wanted)
        line.quit()
        ardour_export(report, place.root, paths)
    if SOX in seconds:
        ratio = statistics.median(sox / ours for sox, ours in zip(seconds[SOX], seconds[OURS], strict=True))
        report.aim(f"2.5 times sox (is {ratio:.2f})", ratio >= 2.5)


def in_turns(
    report: Report, runs: dict[str, Run], folder: Path, wanted: np.ndarray
) -> dict[str, list[float]]:
    """Wall seconds of each, one after the other and round again, so that all meet the same weather."""
    seconds: dict[str, list[float]] = {what: [] for what in runs}
    outs = {what: folder / f"out{number}.wav" for number, what in enumerate(runs)}
    for _ in range(RUNS):
        for what, run in runs.items():
            outs[what].unlink(missing_ok=True)  # ecasound would update it
            seconds[what].append(run(outs[what]))
    for what, values in seconds.items():
        residue = None if what == ECASOUND else null_db(outs[what], wanted)  # it has another law
        tell(report, what, values, residue)
        if what == OURS and residue is not None:
            report.aim(
                f"null against a straight NumPy sum below -120 dBFS (is {residue:.1f})", residue < -120
            )
    return seconds


def tell(report: Report, what: str, seconds: list[float], residue: float | None = None) -> None:
    """A row of the table."""
    times = SECONDS / statistics.median(seconds)
    report.row(
        what=what, wall_s=spread(seconds), times_real_time=times, null_dbfs="" if residue is None else residue
    )


def ardour_export(report: Report, folder: Path, paths: list[Path]) -> None:
    """One export; Ardour's tools do not always come back, which is said and costs nothing else."""
    try:
        session = ardour.session(folder / "ardour", paths)
        if session is None:
            report.note("Ardour: not installed")
        else:
            tell(report, "Ardour export", [ardour.export(session, folder / "ardour.wav")])
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        report.note(f"Ardour did not do it: {str(error)[:200]}")


def bounce(line: StudioLine, out: Path) -> float:
    """Wall seconds of our bounce, from the line typed to the line answered."""
    started = time.monotonic()
    line.do(f'mix.bounce path="{out}"', 300)
    return time.monotonic() - started


def run_peer(command: Callable[[list[Path], Path], list[str]], paths: list[Path], out: Path) -> float:
    """Wall seconds of a peer's mix into this file."""
    return peers.timed(command(paths, out))


def null_db(path: Path, wanted: np.ndarray) -> float:
    """Peak of the difference, in dBFS; full scale when the lengths do not fit."""
    mix, _ = soundfile.read(path, dtype="float64", always_2d=True)
    if len(mix) < wanted.shape[1]:
        return 0.0
    rest = np.abs(mix[wanted.shape[1] :]).max(initial=0.0)
    peak = max(rest, np.abs(mix[: wanted.shape[1]].T - wanted).max())
    return 20 * math.log10(peak) if peak else -math.inf
