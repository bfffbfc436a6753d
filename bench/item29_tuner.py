"""The tuner on synthesised plucked and sung tones with noise at −40 dB, beside aubio's pitch where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable

import numpy as np
import soundfile
from numpy.typing import NDArray

from bench.report import Report
from tests.rig.tones import noisy, plucked, sung
from tui_studio.audio.pitch import BLOCK_SECONDS, read_pitch

TITLE = "tuner: 30 Hz to 1.2 kHz, plucked, stiff and sung, noise at -40 dB"
RATE = 48000
TONES = np.geomspace(30.0, 1200.0, 40)
FRAMES = 16384
WINDOW = 8192
"""Of aubio's methods."""

Sound = NDArray[np.float32]
Reading = Callable[[Sound], float | None]


def measure(report: Report) -> None:
    kinds: dict[str, Callable[[float], NDArray[np.float64]]] = {
        "plucked": lambda hz: plucked(hz, FRAMES),
        "stiff": lambda hz: plucked(hz, FRAMES, stiffness=3e-4),
        "sung": lambda hz: sung(hz, FRAMES),
    }
    tones = [
        (kind, hz, noisy(make(hz), np.random.default_rng(int(hz))))
        for kind, make in kinds.items()
        for hz in TONES
    ]
    worst = row(report, "tui_studio read_pitch", _ours, tones)
    for method in ("yin", "yinfast", "yinfft", "mcomb"):
        theirs = _aubio(method)
        if theirs is None:
            report.note("aubio: not installed (aubio-tools)")
            break
        row(report, f"aubio {method}", theirs, tones)
    report.aim(f"within 1 cent (is {worst:.3f})", worst <= 1.0)


def row(report: Report, name: str, read: Reading, tones: list[tuple[str, float, Sound]]) -> float:
    """One line of the table; returns the largest error in cents."""
    begun = time.perf_counter()
    read_ones = [read(sound) for _, _, sound in tones]
    took = 1000.0 * (time.perf_counter() - begun) / len(tones)
    off: dict[str, list[float]] = {kind: [] for kind, _, _ in tones}
    for (kind, hz, _), found in zip(tones, read_ones, strict=True):
        off[kind].append(abs(1200.0 * np.log2(found / hz)) if found else np.inf)
    cells = {
        f"{kind}: cents, median / largest": f"{np.median(each):.3f} / {max(each):.2f}"
        for kind, each in off.items()
    }
    report.row(tuner=name, **cells, **{"ms a reading": took})
    return float(max(max(each) for each in off.values()))


def _ours(sound: Sound) -> float | None:
    found = read_pitch(sound[: int(BLOCK_SECONDS * RATE)], RATE)
    return found.hz if found else None


def _aubio(method: str) -> Reading | None:
    """The last reading `aubiopitch` has of the same sound; its time has the start of a process in it."""
    if shutil.which("aubiopitch") is None:
        return None

    def read(sound: Sound) -> float | None:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            soundfile.write(file.name, sound, RATE, subtype="FLOAT")
            words = ["aubiopitch", "-i", file.name, "-p", method, "-B", str(WINDOW), "-H", str(WINDOW // 4)]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
        found = [float(line.split()[1]) for line in done.stdout.splitlines()]
        return next((hz for hz in reversed(found[: len(sound) * 4 // WINDOW]) if hz > 0), None)

    return read
