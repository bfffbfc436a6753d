"""A 60 MB filesystem that fills while eight tracks record."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import Report
from bench.scene import eight_ramps, open_line
from tests.rig import readers
from tests.rig.jack import wait_until
from tests.rig.place import Place
from tests.rig.stage import INPUTS, Stage, ramps_of
from tests.rig.studio import RefusedError

TITLE = "a 60 MB filesystem filling up while 8 tracks record"


@contextmanager
def small_disk(kind: str) -> Iterator[Path]:
    """60 MB of tmpfs, or of ext4 in a file."""
    root = Path(f"/tmp/ts-disk-{kind}-{time.time_ns()}")
    (root / "at").mkdir(parents=True)
    if kind == "tmpfs":
        command = ["mount", "-t", "tmpfs", "-o", "size=60m", "none", str(root / "at")]
    else:
        with (root / "image").open("wb") as file:
            file.truncate(60_000_000)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", root / "image"], check=True, capture_output=True)
        command = ["mount", "-o", "loop", str(root / "image"), str(root / "at")]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield root / "at"
    finally:
        subprocess.run(["umount", "-l", root / "at"], check=False)
        subprocess.run(["rm", "-rf", root], check=False)


def measure(report: Report) -> None:
    for kind in ("tmpfs", "ext4"):
        try:
            with small_disk(kind) as disk, eight_ramps(disk / "Song", period=128) as (place, stage):
                fill(report, kind, place, stage)
        except subprocess.CalledProcessError as error:
            report.note(f"{kind} cannot be mounted here: {error}")


def fill(report: Report, kind: str, place: Place, stage: Stage) -> None:
    started = time.monotonic()
    stage.line.do("transport.record")
    takes = wait_until(stage.line.takes, 120, "the takes to be closed", 0.5)
    took = time.monotonic() - started
    ramps = ramps_of(takes)
    same = all(set(readers.frames_by_all(take["path"]).values()) == {take["frames"]} for take in takes)
    closed = {take["certificate"]["closed"] for take in takes}
    answered = time.monotonic()
    try:
        stage.line.do("transport.record", 20)
        again = "accepted"
    except RefusedError as refused:
        again = str(refused)
    answered = time.monotonic() - answered
    stage.line.quit()
    reopened = open_line(place, stage.line.song, device="virtual")
    kept = len(reopened.takes())
    reopened.quit()
    seconds = sorted({take["frames"] / 48000 for take in takes})
    report.row(disk=kind, full_after_s=took, takes=len(takes), seconds=seconds[0], closed=",".join(closed),
               record_again=again[:90], answered_in_s=answered, takes_reopened=kept)  # fmt: skip
    report.aim(
        f"{kind}: takes closed whole, all of one length, readable by every reader", same and len(seconds) == 1
    )
    report.aim(f"{kind}: no frame missing in them", not any(ramp.breaks for ramp in ramps))
    report.aim(f"{kind}: the song opens with all takes", kept == INPUTS)
    report.aim(f"{kind}: recording again is refused at once", again != "accepted" and answered < 2)
