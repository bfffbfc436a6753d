"""32 stereo tracks from disk, alone beside peers, and while eight inputs record beside a client that does nothing."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench import ardour, peers
from bench.material import TRACKS, make_tracks
from bench.report import Report
from bench.scene import jack_place, open_line
from tests.rig import processes
from tests.rig.jack import JackServer
from tests.rig.mix import RATE, add_part
from tests.rig.place import Place
from tests.rig.stage import INPUTS, Stage, arm_eight, ramps_of
from tests.rig.studio import StudioLine, process_ids

TITLE = f"{TRACKS} stereo tracks playing from disk while 8 inputs record, 128 frames, jackd -R"
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
ALONE = min(SECONDS - 10, 30)


def measure(report: Report) -> None:
    with jack_place(period=128, synchronous=False) as (place, server):
        paths = make_tracks(place.root / "material")
        server.client("feeder", ramps=INPUTS)
        before = nothing(server, report)
        line = loaded_song(place, paths)
        alone = playing(line, report)
        ours = recording(Stage(server, line), report)
        line.do("studio.quit")
        after = nothing(server, report)
        report.aim(
            "no more xruns than with a client that does nothing, before or after", ours <= max(before, after)
        )
        ecasound = peer(report, "ecasound, playback alone", lambda: ecasound_process(paths))
        session = place.root / "ardour"
        peer(
            report,
            "Ardour headless, playback alone",
            lambda: ardour.playing(session, paths),
            lambda: ardour.position(session) / RATE,
        )
    if ecasound is not None:
        report.aim("playback alone costs less than ecasound", alone < ecasound)


def nothing(server: JackServer, report: Report) -> int:
    """A minute with nobody but the feeder and a client that does nothing; its xruns."""
    idle = server.client("idle", seconds=0)
    time.sleep(SECONDS)
    counted = idle.stop()
    report.row(what="a client that does nothing", seconds=SECONDS, xruns=counted["xruns"], cpu="")
    return counted["xruns"]


def loaded_song(place: Place, paths: list[Path]) -> StudioLine:
    line = open_line(place, place.songs / "Song", "--inputs", INPUTS)
    for number, path in enumerate(paths):
        add_part(line, number, path, 2)
    return line


def recording(stage: Stage, report: Report) -> int:
    arm_eight(stage.line)
    stage.cable()
    engine = engine_of(stage.line)
    stage.line.do("transport.locate to=0")
    idle = stage.server.client("idle2", seconds=0)
    before = stage.line.do("transport.status")
    stage.line.do("transport.record")
    cpu, seconds = cost(engine, lambda: time.sleep(SECONDS - 2))
    stage.line.do("transport.stop")
    after = stage.line.do("transport.status")
    counted = idle.stop()
    takes = [take for take in stage.line.takes() if take["path"].parent.name == "audio"]
    lost = sum(abs(gap) for ramp in ramps_of(takes) for _, gap in ramp.breaks)
    told = sum(len(take["certificate"].get("gaps", ())) for take in takes)
    memory = memory_of(engine)
    report.row(what=f"tui_studio, {TRACKS} play and {INPUTS} record", seconds=seconds, xruns=counted["xruns"], cpu=cpu,
               memory_mib=memory, own_xruns=after["xruns"] - before["xruns"], starved=after.get("starved", "?"),
               frames_lost=lost, gaps_told=told)  # fmt: skip
    report.aim("the disk never starves", after.get("starved", 0) == before.get("starved", 0))
    report.aim(
        "8 takes are there, and a gap in the ramps is told by a certificate",
        len(takes) == INPUTS and bool(lost) <= bool(told),
    )
    return counted["xruns"]


def engine_of(line: StudioLine) -> list[int]:
    """The engine's processes: that with the device, too."""
    _, engine = process_ids(line.song)
    return processes.with_children(engine)


def playing(line: StudioLine, report: Report) -> float:
    engine = engine_of(line)
    line.do("transport.locate to=0")
    line.do("transport.play")
    time.sleep(3)
    cpu, seconds = cost(engine, lambda: time.sleep(ALONE))
    line.do("transport.stop")
    report.row(what="tui_studio, playback alone", seconds=seconds, cpu=cpu, memory_mib=memory_of(engine))
    return cpu


def ecasound_process(paths: list[Path]) -> subprocess.Popen[bytes] | None:
    if not peers.installed("ecasound"):
        return None
    return subprocess.Popen(peers.ecasound_play(paths), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def peer(
    report: Report,
    what: str,
    start: Callable[[], subprocess.Popen[bytes] | None],
    played: Callable[[], float] | None = None,
) -> float | None:
    """What a peer's process costs after its first five seconds, and how many seconds it `played` meanwhile."""
    try:
        process = start()
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        report.note(f"{what}: did not start: {str(error)[:200]}")
        return None
    if process is None:
        report.note(f"{what}: not installed")
        return None
    try:
        time.sleep(5)
        if process.poll() is not None:
            report.note(f"{what}: ended at once")
            return None
        before = played() if played else 0.0
        cpu, seconds = cost([process.pid], lambda: time.sleep(ALONE))
        told = {"played_s": played() - before} if played else {}
        memory = memory_of([process.pid])
        report.row(what=what, seconds=seconds, cpu=cpu, memory_mib=memory, **told)
        return cpu
    finally:
        process.kill()
        process.wait()


def cost(pids: list[int], work: Callable[[], object]) -> tuple[float, float]:
    """Processor seconds per second of these processes while `work` goes on, and how long that was."""
    cpu, started = sum(map(processes.cpu_seconds, pids)), time.monotonic()
    work()
    seconds = time.monotonic() - started
    return (sum(map(processes.cpu_seconds, pids)) - cpu) / seconds, seconds


def memory_of(pids: list[int]) -> float:
    """MiB of these processes."""
    return sum(map(processes.memory_mib, pids))
