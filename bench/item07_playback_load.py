"""32 stereo tracks from disk, alone beside peers, and while eight inputs record beside a client that does nothing."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench import ardour, peers
from bench.material import TRACKS, make_tracks
from bench.report import Report
from bench.scene import jack_place, open_line
from bench.xruns import ONLOOKER, Count, chance_of_more, counted, nothing
from tests.rig import processes
from tests.rig.jack import JackServer
from tests.rig.mix import RATE, add_part
from tests.rig.place import Place
from tests.rig.stage import INPUTS, Stage, arm_eight, ramps_of, untold
from tests.rig.studio import StudioLine, process_ids

TITLE = f"{TRACKS} stereo tracks playing from disk while 8 inputs record, 128 frames, jackd -R"
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
ALONE_TURNS = 3
ALONE = min(SECONDS - 10, 30) / ALONE_TURNS
TURN = 6.0
TURNS = max(1, round(SECONDS / TURN))
MERE_CHANCE = 0.05
"""Under this, the difference of two counts is taken for one."""
BLOCK_US = 128 / RATE * 1e6


def measure(report: Report) -> None:
    with jack_place(period=128, synchronous=False) as (place, server):
        paths = make_tracks(place.root / "material")
        server.client("feeder", ramps=INPUTS)
        loaded_song(place, paths).quit()
        alone, ecasound = playing_in_turns(place, paths, report)
        in_turns(place, server, report, busy_us=alone * BLOCK_US)
        session = place.root / "ardour"
        peer(
            report,
            "Ardour headless, playback alone",
            lambda: ardour.playing(session, paths),
            lambda: ardour.position(session) / RATE,
        )
    if ecasound:
        report.aim("playback alone costs less than ecasound", alone < ecasound)


def playing_in_turns(place: Place, paths: list[Path], report: Report) -> tuple[float, float]:
    """What we and ecasound cost, turn about; 0 for an ecasound that is not there."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ALONE_TURNS):
        line = open_line(place, place.songs / "Song")
        ours.append(playing(line, report))
        line.quit()
        cpu = peer(report, "ecasound, playback alone", lambda: ecasound_process(paths))
        theirs += [cpu] if cpu is not None else []
    return statistics.fmean(ours), statistics.fmean(theirs or [0.0])


def in_turns(place: Place, server: JackServer, report: Report, busy_us: float) -> None:
    """A client that does nothing, one that does nothing at our cost, and we: the machine's own xruns come and go."""
    floor: list[Count] = []
    loaded: list[Count] = []
    ours: list[Count] = []
    costs: list[float] = []
    for turn in range(TURNS):
        floor.append(nothing(server, SECONDS / TURNS))
        loaded.append(nothing(server, SECONDS / TURNS, busy_us))
        line = open_line(place, place.songs / "Song")
        count, cpu = recording(Stage(server, line), report, at=turn * SECONDS / TURNS)
        ours.append(count)
        costs.append(cpu)
        line.quit()
    report.row(what="a client that does nothing", **in_sum(floor, "idle"))
    report.row(what=f"a client that does nothing for {busy_us:.0f} us a block", **in_sum(loaded, "idle"))
    cpu = statistics.fmean(costs)
    report.row(what=f"tui_studio, {TRACKS} play and {INPUTS} record", **in_sum(ours, "tui_studio"), cpu=cpu)
    here, there = (sum(count.xruns for count in counts) for counts in (ours, floor))
    report.aim(
        f"no more xruns than with a client that does nothing (are {here} beside {there})", here <= there
    )
    here, there = (sum(count.moments for count in counts) for counts in (ours, floor))
    chance = chance_of_more(here, there)
    report.aim(
        f"not in more moments than by chance (in {here} beside {there}; so many or more by chance: {chance:.0%})",
        chance >= MERE_CHANCE,
    )


def in_sum(counts: list[Count], client: str) -> dict[str, object]:
    """Of all turns, and the xruns of each; how often the server found the client unfinished, and the onlooker beside it."""
    return {
        "seconds": SECONDS,
        "xruns": sum(count.xruns for count in counts),
        "moments": sum(count.moments for count in counts),
        "server_late": sum(count.server_late for count in counts),
        "turn_by_turn": " ".join(str(count.xruns) for count in counts),
        "itself_late": sum(count.late.get(client, 0) for count in counts),
        "onlooker_late": sum(count.late.get(ONLOOKER, 0) for count in counts),
        "stolen_s": sum(count.stolen for count in counts),
    }


def loaded_song(place: Place, paths: list[Path]) -> StudioLine:
    line = open_line(place, place.songs / "Song", "--inputs", INPUTS)
    for number, path in enumerate(paths):
        add_part(line, number, path, 2)
    arm_eight(line)
    return line


def recording(stage: Stage, report: Report, at: float) -> tuple[Count, float]:
    """From this second of the song on; and what the engine costs."""
    line = stage.line
    stage.cable()
    engine = engine_of(line)
    line.do(f"transport.locate to={round(at * RATE)}f")
    known = {take["path"] for take in line.takes()}
    before = line.do("transport.status")
    line.do("transport.record")
    time.sleep(1)
    with counted(stage.server) as count:
        cpu, _ = cost(engine, lambda: time.sleep(SECONDS / TURNS))
    line.do("transport.stop")
    after = line.do("transport.status")
    takes = [take for take in line.takes() if take["path"] not in known]
    silent = [
        found for take, ramp in zip(takes, ramps_of(takes), strict=True) for found in untold(take, ramp)
    ]
    report.aim("the disk never starves", after["starved"] == before["starved"])
    report.aim(
        "8 takes are there, and every break in their ramps is told by the certificates",
        len(takes) == INPUTS and not silent,
    )
    return count, cpu


def engine_of(line: StudioLine) -> list[int]:
    """The engine's processes: that with the device, too."""
    _, engine = process_ids(line.song)
    return processes.with_children(engine)


def playing(line: StudioLine, report: Report) -> float:
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
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
