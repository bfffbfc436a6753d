"""Whatever dies, the take does not: engine, head, studio, sound card, disk."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time

import pytest

from tests.conftest import need
from tests.rig import processes, readers
from tests.rig.jack import wait_until
from tests.rig.stage import INPUTS, Stage, arm_eight, audio_files, ramps_of, start_recording, untold
from tests.rig.studio import RefusedError, StudioLine, process_ids, sound_id
from tests.rig.terminal import ScreenInTmux

RATE = 48000
pytestmark = pytest.mark.server


def assert_gapless(takes):
    assert len(takes) == INPUTS
    assert [report.breaks for report in ramps_of(takes)] == [()] * INPUTS
    assert not [take for take in takes if take["certificate"].get("gaps")]


# ── the engine ────────────────────────────────────────────


def test_a_killed_engine_leaves_readable_files_that_become_takes(stage):
    scene = stage(period=256)
    _, engine = process_ids(scene.line.song)
    start_recording(scene.line, 1.5 + random.random() * 1.5)
    reached = scene.line.do("transport.status")["position"]
    processes.kill(engine)
    files = audio_files(scene.line.song)
    assert len(files) == INPUTS
    for path in files:
        found = readers.frames_by_all(path)
        assert min(found.values()) >= reached - RATE, found
        assert len(set(found.values())) == 1, found
    takes = wait_until(scene.line.takes, 20, "takes of the killed engine's files")
    assert {take["path"] for take in takes} == set(files)
    assert [report.breaks for report in ramps_of(takes)] == [()] * INPUTS
    scene.line.quit()
    assert len(StudioLine(scene.line.song, ["--device", "virtual"]).takes()) == INPUTS


def test_after_a_killed_engine_the_next_take_is_fine(stage):
    scene = stage(period=256)
    _, engine = process_ids(scene.line.song)
    start_recording(scene.line)
    processes.kill(engine)
    lost = {take["id"] for take in wait_until(scene.line.takes, 20, "takes of the killed engine's files")}
    wait_until(lambda: "tui_studio:in_7" in scene.server.ports(), 20, "the engine to come back")
    scene.cable()
    scene.line.do("transport.locate to=0")
    start_recording(scene.line)
    scene.line.do("transport.stop")
    assert_gapless([take for take in scene.line.takes() if take["id"] not in lost])


# ── heads ────────────────────────────────────────────


def test_a_killed_line_head_costs_no_frame(stage, studio_line):
    scene = stage(period=256)
    start_recording(scene.line)
    scene.line.process.kill()
    time.sleep(1.0)
    other = studio_line(scene.line.song)
    assert other.do("transport.status")["state"] == "recording"
    other.do("transport.stop")
    assert_gapless(other.takes())


@pytest.mark.terminal
@pytest.mark.parametrize("how", ["closed", "killed"])
def test_a_screen_that_goes_costs_no_frame(stage, how):
    need("tmux")
    scene = stage(period=256)
    screen = ScreenInTmux(how)
    try:
        screen.show(scene.line.song)
        start_recording(scene.line)
        if how == "killed":
            screen.kill_program()
        else:
            screen.close_window()
    finally:
        screen.end()
    assert scene.line.do("transport.status")["state"] == "recording"
    scene.line.do("wait 0.5")
    scene.line.do("transport.stop")
    assert_gapless(scene.line.takes())


# ── the studio ────────────────────────────────────────────


def test_a_killed_studio_loses_nothing_and_the_next_one_takes_over(stage, studio_line):
    scene = stage(period=256)
    start_recording(scene.line)
    studio, engine = process_ids(scene.line.song)
    processes.kill(studio)
    wait_until(lambda: not processes.alive(studio), 5, "the studio to go")
    time.sleep(1.5)
    other = studio_line(scene.line.song)
    now = other.do("transport.status")
    assert process_ids(scene.line.song)[1] == engine
    assert now["state"] == "recording"
    assert now["position"] > 2.4 * RATE
    other.do("transport.stop")
    takes = other.takes()
    assert_gapless(takes)
    assert min(take["frames"] for take in takes) > 2.4 * RATE


def test_studio_and_engine_killed_together_still_leave_takes(stage, studio_line):
    scene = stage(period=256)
    start_recording(scene.line, 2.0)
    reached = scene.line.do("transport.status")["position"]
    for pid in process_ids(scene.line.song):
        processes.kill(pid)
    other = studio_line(scene.line.song, "--device", "virtual")
    takes = other.takes()
    assert len(takes) == INPUTS
    assert min(take["frames"] for take in takes) >= reached - RATE
    assert {take["certificate"]["closed"] for take in takes} == {"engine lost"}


def test_a_studio_told_to_end_closes_the_take_first(stage, studio_line):
    scene = stage(period=256)
    start_recording(scene.line)
    studio, engine = process_ids(scene.line.song)
    processes.kill(studio, signal.SIGTERM)
    wait_until(
        lambda: not processes.alive(studio) and not processes.alive(engine), 15, "studio and engine to end"
    )
    assert_gapless(studio_line(scene.line.song, "--device", "virtual").takes())


# ── the sound card ────────────────────────────────────────────


def test_a_sound_card_that_goes_and_returns(stage):
    scene = stage(period=256)
    start_recording(scene.line)
    scene.server.kill()
    takes = wait_until(scene.line.takes, 20, "the take to be kept")
    assert len(takes) == INPUTS
    assert {take["certificate"]["closed"] for take in takes} == {"device lost"}
    assert min(take["frames"] for take in takes) > 0.5 * RATE
    for client in scene.server.clients:
        client.kill()
    scene.server.start()
    scene.server.client("feeder", ramps=INPUTS)
    wait_until(lambda: "tui_studio:in_7" in scene.server.ports(), 30, "the device to be opened again")
    scene.cable()
    scene.line.do("transport.locate to=0")
    start_recording(scene.line)
    scene.line.do("transport.stop")
    lost = {take["id"] for take in takes}
    assert_gapless([take for take in scene.line.takes() if take["id"] not in lost])


def test_a_callback_that_is_late_again_and_again_hides_no_break(stage):
    """A cycle that comes too late is made up for with the next one; each such break is told, not the first alone."""
    scene = stage(period=1024, synchronous=False)
    start_recording(scene.line)
    sound = sound_id(scene.line.song)
    for _ in range(12):
        processes.kill(sound, signal.SIGSTOP)
        time.sleep(random.uniform(1.0, 2.5) * 1024 / RATE)
        processes.kill(sound, signal.SIGCONT)
        time.sleep(random.uniform(0.05, 0.2))
    scene.line.do("transport.stop")
    takes = scene.line.takes()
    assert len(takes) == INPUTS
    ramps = ramps_of(takes)
    assert any(ramp.breaks for ramp in ramps)
    assert [untold(take, ramp) for take, ramp in zip(takes, ramps, strict=True)] == [[]] * INPUTS


# ── the disk ────────────────────────────────────────────


@pytest.fixture
def small_disk(place):
    """A filesystem of 60 MB; needs the right to mount."""
    folder = place.root / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=60m", "none", folder], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("may not mount a filesystem here")
    yield folder
    place.end_processes()
    subprocess.run(["umount", "-l", folder], check=False)


@pytest.mark.mount
def test_a_disk_that_fills_closes_the_takes_whole(jack_server, studio_line, small_disk):
    server = jack_server(period=256)
    server.client("feeder", ramps=INPUTS)
    line = studio_line(small_disk / "Song", "--device", "system", "--inputs", INPUTS)
    arm_eight(line)
    Stage(server, line).cable()
    start_recording(line)
    fill_up(small_disk, leave=10_000_000)
    takes = wait_until(line.takes, 30, "the takes to be closed")
    assert len(takes) == INPUTS
    assert {take["certificate"]["closed"] for take in takes} == {"disk full"}
    assert [report.breaks for report in ramps_of(takes)] == [()] * INPUTS
    for take in takes:
        assert set(readers.frames_by_all(take["path"]).values()) == {take["frames"]}
    with pytest.raises(RefusedError):
        line.do("transport.record")
    line.quit()
    assert len(studio_line(small_disk / "Song", "--device", "virtual").takes()) == INPUTS


def fill_up(folder, leave):
    room = os.statvfs(folder)
    size = room.f_bavail * room.f_frsize - leave
    (folder / "ballast").write_bytes(bytes(size))
