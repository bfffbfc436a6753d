"""A song of 24 tracks with 1,000 takes, and one with 1,000 takes on each: opening, comp edits, the Takes view."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np

from bench.report import Report, spread
from bench.scene import fresh_place, open_line
from bench.terminal import Terminal
from tests.rig.jack import wait_until
from tests.rig.place import Place
from tests.rig.ramps import write_wav24
from tests.rig.studio import PROGRAM
from tests.song.making import certificate
from tui_studio.song import edits
from tui_studio.song.edits import NewTake
from tui_studio.song.edits.sections import add_section
from tui_studio.song.storage import SongStore

TITLE = "songs of many takes: opening, comp edits, scrolling the takes"
TRACKS = 24
RATE = 48_000
STEP = RATE // 2
"""From the start of one take to the next."""
RUNS = 3
EDITS = 40
SECTIONS = 40


def measure(report: Report) -> None:
    with fresh_place() as place:
        empty = statistics.median(opening(place, written(place, 0)))
        report.row(what="empty song: opened, seconds", value=empty)
        for rounds in (42, 1000):
            song = written(place, rounds)
            takes = f"{TRACKS * rounds} takes"
            more = statistics.median(opening(place, song)) - empty
            report.row(what=f"{takes}: opened, seconds beyond the empty song", value=more)
            report.aim(f"{takes}: opened within 1 s beyond an empty song (is {more:.2f})", more < 1)
            times = comp_edits(place, song, rounds)
            report.row(what=f"{takes}: comp edit acknowledged, ms", value=spread(times))
            median = statistics.median(times)
            report.aim(f"{takes}: comp edit within 30 ms (median {median:.1f})", median <= 30)
            drawn = scrolling(place, song)
            report.row(what=f"{takes}: bytes drawn for one step in the Takes view", value=spread(drawn))


def written(place: Place, rounds: int) -> Path:
    """A song whose tracks have so many takes each, one after the other; all play the same second of noise."""
    folder = place.songs / f"Song {rounds}"
    store = SongStore.create(folder, "Takes", RATE)
    song = store.song
    for number in range(TRACKS):
        song = edits.add_track(song, f"T{number + 1}", (1,))
    for number in range(SECTIONS):
        song = add_section(song, f"Part {number + 1}", 1)
    sound = np.random.default_rng(1).standard_normal(2 * STEP, np.float32) * 0.1
    path = "audio/noise.wav"
    write_wav24(folder / path, sound, RATE)
    takes = [
        NewTake(
            track=track.id,
            path=f"audio/p{turn}-{track.id}.wav",
            channels=1,
            frames=2 * STEP,
            rate=RATE,
            start=turn * STEP,
            certificate=certificate(),
        )
        for track in song.tracks
        for turn in range(rounds)
    ]
    for take in takes:
        (folder / take.path).hardlink_to(folder / path)
    store.commit("takes", edits.add_pass(song, takes, pass_id=song.next_id) if takes else song)
    store.close()
    return folder


def opening(place: Place, song: Path) -> list[float]:
    """Seconds from the start of a line head until the song's studio has answered."""
    found = []
    for _ in range(RUNS):
        begun = time.monotonic()
        line = open_line(place, song, device="virtual")
        line.do("song.info")
        found.append(time.monotonic() - begun)
        line.quit()
        wait_until(lambda: not place.processes(), 20, "studio and engine to end")
    return found


def comp_edits(place: Place, song: Path, rounds: int) -> list[float]:
    """Milliseconds from the line to its answer."""
    line = open_line(place, song, device="virtual")
    line.wait_for("transport.status", lambda now: now["state"] == "stopped")
    found = []
    for turn in range(EDITS):
        at = turn * 7 % rounds
        begun = time.monotonic()
        line.do(f"comp.choose T{turn % TRACKS + 1} {at * STEP + 100}f..{at * STEP + 9000}f {at + 1}")
        found.append(1000 * (time.monotonic() - begun))
        time.sleep(0.2)
    line.quit()
    wait_until(lambda: not place.processes(), 20, "studio and engine to end")
    return found


def scrolling(place: Place, song: Path) -> list[float]:
    """Bytes that each step downwards in the Takes view draws."""
    screen = Terminal([PROGRAM, song, "--device", "virtual"])
    try:
        screen.seconds_until("T1", "STOP")
        time.sleep(2)
        screen.press("3")
        time.sleep(2)
        found = []
        for _ in range(20):
            before = len(screen.drawn)
            screen.press("\x1b[B")
            time.sleep(0.3)
            found.append(float(len(screen.drawn) - before))
    finally:
        screen.close()
        place.end_processes()
    return found
