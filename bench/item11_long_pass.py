"""A pass of hours through the offline backend, faster than real time: large files right, memory flat."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

from bench.report import Report
from tests.rig.ramps import MODULUS, PORT_OFFSET
from tui_studio.audio.reader import open_source
from tui_studio.engine.backends.offline import OfflineBackend
from tui_studio.engine.capture import Capture
from tui_studio.engine.deck import MAX_BLOCK, OwnDeck
from tui_studio.engine.plan import build_plan
from tui_studio.engine.protocol import (
    DeviceSpec,
    EngineSpec,
    PassReport,
    Record,
    TakeFile,
    TakeReport,
    TrackSpec,
)
from tui_studio.engine.rig import Rig
from tui_studio.engine.rt.contract import Command
from tui_studio.engine.shared import Shared

HOURS = float(os.environ.get("BENCH_HOURS", "4"))
TITLE = f"an 8-track pass of {HOURS:g} h through the offline backend"
RATE = 48_000
BLOCK = 4096
TRACKS = [((number,), "pcm24") for number in range(6)] + [((6, 7), "float32"), ((8, 9), "float32")]
INPUTS = 10
AHEAD_SECONDS = 15
TABLE = (np.arange(MODULUS + INPUTS * PORT_OFFSET + BLOCK, dtype=np.int64) % MODULUS / MODULUS).astype(
    np.float32
)


def measure(report: Report) -> None:
    frames = int(HOURS * 3600 * RATE)
    folder = Path(tempfile.mkdtemp(prefix="long pass "))
    try:
        wanted = frames * (6 * 3 + 4 * 4)
        if shutil.disk_usage(folder).free < 1.2 * wanted:
            report.note(f"too little room for {wanted / 1e9:.0f} GB in {folder}")
            return
        began = time.monotonic()
        closed, memory = record(folder, frames)
        seconds = time.monotonic() - began
        report.row(
            what="record",
            hours=HOURS,
            written_gb=wanted / 1e9,
            wall_s=seconds,
            times_real_time=HOURS * 3600 / seconds,
            memory_mib_early=memory[0],
            memory_mib_late=memory[1],
        )
        check(report, closed, frames)
        report.aim("faster than real time", seconds < HOURS * 3600)
        report.aim("memory flat (less than 8 MiB more at the end)", memory[1] - memory[0] < 8)
    finally:
        shutil.rmtree(folder)


class Events:
    """Hears of the pass; anything but its closing is a failure."""

    def __init__(self) -> None:
        self.closed: list[PassReport] = []
        self.troubles: list[str] = []

    def pass_closed(self, report: PassReport, ledger: Path) -> None:
        self.closed.append(report)

    def memo_closed(self, report: PassReport, ledger: Path) -> None:
        self.troubles.append(f"a memo was closed: {ledger}")

    def memo_failed(self, text: str) -> None:
        self.troubles.append(text)

    def pass_progress(self, progress: object) -> None:
        pass

    def pass_failed(self, reason: str, text: str) -> None:
        self.troubles.append(text)

    def pass_flawed(self, text: str) -> None:
        self.troubles.append(text)

    def folder_gone(self, folder: Path, reason: str) -> None:
        self.troubles.append(f"{folder} is gone: {reason}")

    def frames_dropped(self, frames: int, position: int | None) -> None:
        self.troubles.append(f"{frames} frames dropped")


def feed(out: np.ndarray, clock: int) -> None:
    """Every input counts the clock, each with the offset of its port."""
    for port, row in enumerate(out):
        at = clock % MODULUS + port * PORT_OFFSET
        row[:] = TABLE[at : at + len(row)]


def record(folder: Path, frames: int) -> tuple[PassReport, tuple[float, float]]:
    """The report of the pass; resident memory (MiB) a tenth of the way in, and at the end."""
    tracks = tuple(TrackSpec(n, n, len(rows), rows, armed=True) for n, (rows, _) in enumerate(TRACKS))
    files = tuple(
        TakeFile(n, str(folder / f"track {n}.wav"), rows, form) for n, (rows, form) in enumerate(TRACKS)
    )
    device = DeviceSpec(name="offline", rate=RATE, block=BLOCK, inputs=INPUTS, outputs=2)
    shared = Shared.private()
    backend = OfflineBackend(device, MAX_BLOCK, feed=feed)
    rig = Rig(device, shared, OwnDeck(backend, shared))
    events = Events()
    capture = Capture(events)
    # An empty ring that is always far enough ahead: nothing plays.
    plan = build_plan(
        EngineSpec(1, tracks), start=0, capacity=RATE, max_block=MAX_BLOCK, device_inputs=INPUTS, outputs=2
    )
    plan.ring.written = 1 << 62
    rig.plans.pending_plan = plan
    rig.start()
    backend.step()
    capture.open(Record(1, files, str(folder / "pass.ledger"), 0, False), rig.info, rig.capture, 0)
    rig.command(Command.RECORD, 1)
    early = 0.0
    for at in range(0, frames, BLOCK):
        backend.step(min(BLOCK, frames - at))
        announce(rig, capture)
        wait_for_disk(capture, rig, events)
        if not early and at > frames // 10:
            early = resident_mib()
    late = resident_mib()
    rig.command(Command.STOP)
    backend.step()
    announce(rig, capture)
    if not capture.wait_closed(300) or events.troubles:
        raise RuntimeError(f"the pass was not closed well: {events.troubles}")
    capture.end()
    rig.close()
    return events.closed[0], (early, late)


def announce(rig: Rig, capture: Capture) -> None:
    while (row := rig.announcements.pop()) is not None:
        capture.announce(row)


def wait_for_disk(capture: Capture, rig: Rig, events: Events) -> None:
    """The simulated sound card goes faster than any disk: do not lap the capture ring."""
    while not events.troubles:
        behind = [rig.capture.written - part.cursor for each in capture._passes for part in each.rounds]
        if max(behind, default=0) < AHEAD_SECONDS * RATE:
            return
        time.sleep(0.01)


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def check(report: Report, closed: PassReport, frames: int) -> None:
    """Every file against the ramp: heads, tails, the 2 GB and 4 GB borders, and 200 places between."""
    (takes,) = closed.rounds
    sizes, wrong = [], []
    for take in takes:
        path = Path(take.path)
        sizes.append(path.stat().st_size)
        seen = {take.frames, soundfile.info(path).frames, frames_by("soxi -s", path), frames_by_ffprobe(path)}
        wrong += [] if seen == {frames, None} or seen == {frames} else [f"{path.name}: {seen}"]
        wrong += [
            f"{path.name} at {at}" for at in places(take.frames, sizes[-1]) if not is_ramp(path, take, at)
        ]
    report.row(what="files", largest_gb=max(sizes) / 1e9, over_4_gib=sum(size > 1 << 32 for size in sizes))
    for each in wrong[:10]:
        report.note(each)
    report.aim("every frame looked at is right, every reader counts the same frames", not wrong)
    report.aim("no take has a gap", not any(take.gaps for take in takes))
    if HOURS >= 4:
        report.aim("some files are past 4 GiB", max(sizes) > 1 << 32)


def places(frames: int, size: int) -> list[int]:
    """First frames of the stretches looked at."""
    borders = [border * frames // size - 5000 for border in (1 << 31, 1 << 32) if border < size]
    inside = np.random.default_rng(1).integers(0, frames - 10_000, 200).tolist()
    return [0, frames - 10_000, *borders, *inside]


def is_ramp(path: Path, take: TakeReport, at: int) -> bool:
    reader = open_source(path)
    sound = np.empty((reader.channels, 10_000), np.float32)
    reader.read_into(sound, at)
    reader.close()
    for row, port in zip(sound, take.inputs, strict=True):
        # The pass began with the second block of the clock.
        first = (BLOCK + at) % MODULUS + port * PORT_OFFSET
        index = (np.arange(first, first + 10_000) % MODULUS / MODULUS).astype(np.float32)
        if not np.array_equal(row, index):
            return False
    return True


def frames_by(program: str, path: Path) -> int | None:
    words = program.split()
    if shutil.which(words[0]) is None:
        return None
    found = subprocess.run([*words, str(path)], check=True, capture_output=True, text=True)
    return int(found.stdout)


def frames_by_ffprobe(path: Path) -> int | None:
    return frames_by("ffprobe -v error -show_entries stream=duration_ts -of csv=p=0", path)
