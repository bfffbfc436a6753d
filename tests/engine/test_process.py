"""The engine process: lives and deaths, on the virtual interface."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.attending import Studio, end, is_alive
from tests.rig.readers import frames_by_all
from tui_studio import paths
from tui_studio.engine.client import EngineClient
from tui_studio.engine.ledger import read_ledger
from tui_studio.engine.protocol import (
    MEMO_PASS,
    ApplySpec,
    Calibrate,
    CalibrationReport,
    ClickSpec,
    DeviceLost,
    DeviceOpened,
    DeviceSpec,
    EngineSpec,
    ForgetMemo,
    ForgetPass,
    Keep,
    LeadSpec,
    Locate,
    MemoClosed,
    MemoStart,
    MemoStop,
    OpenDevice,
    PassClosed,
    PunchOut,
    ReadInput,
    Rehearse,
    Roll,
    Shutdown,
    SpanSpec,
    Status,
    Stop,
    TrackSpec,
    TransportState,
)
from tui_studio.engine.shared import Head
from tui_studio.engine.starting import start_early, start_engine
from tui_studio.errors import EngineError

VIRTUAL = OpenDevice(DeviceSpec(name="virtual", block=128))


@pytest.fixture
async def studio(place):
    here = Studio(place.songs / "Song")
    here.folder.mkdir(parents=True)
    await here.attach()
    await here.ask(VIRTUAL)
    await here.ask(ApplySpec(EngineSpec(1, (TrackSpec(0, 0, 1, (0,), True),))))
    yield here
    await here.client.close()
    end(here.client.pid)


async def test_the_first_word_is_hello_and_the_block_is_shared(studio):
    assert studio.client.hello.pid == studio.client.pid
    assert is_alive(studio.client.pid)
    head = studio.client.shared.head
    assert (head[Head.RATE], head[Head.BLOCK], head[Head.DEVICE_OPEN]) == (48_000, 128, 1)
    await studio.until(lambda: head[Head.SPEC_SERIAL] == 1)


async def test_socket_and_memory_are_private(studio):
    for path in (paths.engine_socket(studio.folder), paths.shared_block(studio.folder)):
        assert path.stat().st_mode & 0o077 == 0


async def test_transport_requests_are_answered_when_they_are_true(studio):
    motion = studio.client.shared.motion
    await studio.ask(Locate(96_000))
    assert motion()[:2] == (TransportState.STOPPED, 96_000)
    await studio.ask(Roll())
    assert motion()[0] == TransportState.ROLLING
    await studio.ask(Stop())
    assert motion()[0] == TransportState.STOPPED
    results = await asyncio.gather(*(studio.ask(each()) for each in (Roll, Stop, Roll, Stop)))
    assert results == [None] * 4
    assert motion()[0] == TransportState.STOPPED


async def test_a_pass_is_recorded_told_and_forgotten(studio):
    await studio.ask(studio.record_request())
    assert (await studio.status()).open_pass == 1
    await studio.roll_for(20_000)
    await studio.ask(Stop())
    report = (await studio.event(PassClosed)).report
    assert len(report.rounds[0]) == 4
    assert {frozenset(frames_by_all(Path(take.path)).values()) for take in report.rounds[0]} == {
        frozenset({report.rounds[0][0].frames})
    }
    ledger = studio.folder / "audio" / "pass-1.ledger"
    assert read_ledger(ledger) == report
    await studio.ask(ForgetPass(1))
    assert not ledger.exists()


async def test_punching_out_keeps_rolling(studio):
    await studio.ask(studio.record_request())
    await studio.roll_for(5000)
    await studio.ask(PunchOut())
    await studio.event(PassClosed)
    assert studio.client.shared.motion()[0] == TransportState.ROLLING


async def test_rounds_of_a_loop_end_at_their_frame(studio):
    """Without any latency, the seam is heard of after the frames behind it have arrived."""
    await studio.ask(ApplySpec(EngineSpec(2, (TrackSpec(0, 0, 1, (0,), True),), loop=SpanSpec(0, 9000))))
    await studio.until(lambda: studio.client.shared.head[Head.SPEC_SERIAL] == 2)
    await studio.ask(studio.record_request(2))
    start = int(studio.client.shared.head[Head.CLOCK])
    await studio.until(lambda: studio.client.shared.head[Head.CLOCK] >= start + 60_000)
    await studio.ask(Stop())
    rounds = (await studio.event(PassClosed)).report.rounds
    assert len(rounds) >= 6
    assert {take.frames for takes in rounds[:-1] for take in takes} == {9000}
    assert all(take.start == 0 for takes in rounds for take in takes)


async def test_keep_gives_what_was_just_played(studio):
    await studio.ask(Roll())
    await studio.roll_for(30_000)
    await studio.ask(Stop())
    request = studio.record_request()
    await studio.ask(Keep(1, request.files, request.ledger, 60.0, 0, False))
    report = (await studio.event(PassClosed)).report
    assert report.closed == "kept"
    assert report.rounds[-1][0].start == 0
    assert report.rounds[-1][0].frames >= 30_000


async def test_a_memo_is_recorded_beside_a_pass_and_leaves_the_song_alone(studio):
    path = studio.folder / "memo.wav"
    await studio.ask(MemoStart(str(path), (6,)))
    assert (await studio.status()).memo == str(path)
    await refused(studio, MemoStart(str(studio.folder / "other.wav")))
    await studio.ask(studio.record_request())
    await studio.roll_for(5000)
    await studio.ask(Stop())
    assert (await studio.event(PassClosed)).report.pass_id == 1
    assert (await studio.status()).memo == str(path)
    await studio.ask(MemoStop())
    ((take,),) = (await studio.event(MemoClosed)).report.rounds
    assert take.path == str(path)
    assert set(frames_by_all(path).values()) == {take.frames}
    assert take.frames > 5000
    assert read_ledger(path.with_suffix(".ledger")).pass_id == MEMO_PASS
    await studio.ask(ForgetMemo(str(path)))
    assert not path.with_suffix(".ledger").exists()
    await refused(studio, MemoStop())


async def test_a_memo_outlives_the_studio_and_is_told_of_again(studio):
    path = studio.folder / "memo.wav"
    await studio.ask(MemoStart(str(path)))
    await studio.client.close()
    studio.events.clear()
    await studio.attach()
    assert (await studio.status()).memo == str(path)
    await studio.ask(MemoStop())
    await studio.event(MemoClosed)
    await studio.client.close()
    studio.events.clear()
    await studio.attach()
    assert (await studio.event(MemoClosed)).report.rounds[0][0].path == str(path)


async def test_a_memo_is_in_its_file_when_the_engine_is_killed(studio):
    path = studio.folder / "memo.wav"
    await studio.ask(MemoStart(str(path), before=20_000))
    head = studio.client.shared.head
    begun = int(head[Head.CLOCK])
    await studio.until(lambda: head[Head.CLOCK] >= begun + 96_000)
    end(studio.client.pid)
    assert min(frames_by_all(path).values()) >= 48_000
    assert read_ledger(path.with_suffix(".ledger")).closed == ""


async def test_the_newest_frames_of_an_input_can_be_read(studio):
    await studio.until(lambda: studio.client.shared.head[Head.CLOCK] > 50_000)
    assert len(await studio.ask(ReadInput(4, 8192))) == 4 * 8192
    assert len(await studio.ask(ReadInput(4, 10**9))) == 4 * 48_000
    await refused(studio, ReadInput(8, 100))


async def test_leads_and_rehearsals_are_asked_for(studio):
    motion, head = studio.client.shared.motion, studio.client.shared.head
    await studio.ask(Roll(lead=LeadSpec(24_000), frames=6000))
    await studio.until(lambda: motion()[0] == TransportState.ROLLING)
    assert motion()[1] < 0
    await studio.until(lambda: motion()[0] == TransportState.STOPPED)
    assert motion()[1] == 6000
    await studio.ask(Rehearse())
    await studio.until(lambda: head[Head.REHEARSING] == 2)
    await studio.ask(Stop())
    assert head[Head.REHEARSING] == 0
    await refused(studio, Roll(lead=LeadSpec(100, 200)))
    await refused(studio, ApplySpec(EngineSpec(2, click=ClickSpec(b"123", b"1"))))


async def refused(studio, request):
    with pytest.raises(EngineError) as caught:
        await studio.ask(request)
    assert caught.value.message
    return caught.value


async def test_what_cannot_be_done_is_refused_in_words(studio):
    await refused(studio, OpenDevice(DeviceSpec(name="virtual", inputs=99)))
    assert (await studio.status()).device is not None
    assert "9" in (await refused(studio, Calibrate(0, 8))).message
    silent = await refused(studio, studio.record_request(tracks=0))
    assert silent.hint
    wrong = studio.record_request(tracks=9)
    assert "input 9" in (await refused(studio, wrong)).message
    assert not list((studio.folder / "audio").iterdir())


async def test_a_device_that_cannot_be_opened_leaves_the_one_that_is_open(studio):
    await refused(studio, OpenDevice(DeviceSpec(name="virtual", rate=1)))
    status = await studio.status()
    assert (status.device.name, status.device.block) == ("virtual", 128)
    await studio.ask(Roll())


async def test_what_plays_survives_a_change_of_the_device(studio):
    await studio.ask(Locate(77_777))
    await studio.ask(OpenDevice(DeviceSpec(name="virtual", block=1024)))
    assert studio.client.shared.motion()[:2] == (TransportState.STOPPED, 77_777)
    await studio.until(lambda: studio.client.shared.head[Head.SPEC_SERIAL] == 1)


async def test_while_recording_nothing_disturbs_the_take(studio):
    await studio.ask(studio.record_request())
    for request in (VIRTUAL, Locate(0), studio.record_request(pass_id=2), Calibrate(0, 0)):
        await refused(studio, request)
    await studio.ask(Stop())
    assert (await studio.event(PassClosed)).report.closed == "stopped"


async def test_too_little_room_is_refused_before_any_file_is_made(studio):
    await refused(studio, studio.record_request(reserve_bytes=1 << 60))
    assert not list((studio.folder / "audio").iterdir())


async def test_calibration_without_a_cable_is_refused_and_the_engine_goes_on(studio):
    with pytest.raises(EngineError):
        await studio.client.ask_for(CalibrationReport, Calibrate(0, 7), 20.0)
    await studio.ask(Roll())


async def test_the_studio_dies_while_recording_and_the_next_one_adopts(studio):
    await studio.ask(studio.record_request())
    await studio.roll_for(5000)
    await studio.client.close()
    again = await Studio(studio.folder).attach()
    assert again.client.pid == studio.client.pid
    assert (await again.status()).open_pass == 1
    await again.roll_for(5000)
    await again.ask(Stop())
    assert (await again.event(PassClosed)).report.rounds[0][0].frames >= 10_000
    await again.client.close()
    third = await Studio(studio.folder).attach()
    assert third.client.hello.unacknowledged == (1,)
    assert (await third.event(PassClosed)).report.pass_id == 1
    await third.ask(ForgetPass(1))
    await third.client.close()
    last = await Studio(studio.folder).attach()
    assert last.client.hello.unacknowledged == ()
    await last.client.close()


async def test_sigterm_closes_the_pass_whole(studio):
    await studio.ask(studio.record_request())
    await studio.roll_for(20_000)
    gone = asyncio.Event()
    studio.client.gone = gone.set
    os.kill(studio.client.pid, signal.SIGTERM)
    report = (await studio.event(PassClosed)).report
    async with asyncio.timeout(10):
        await gone.wait()
    assert report.closed == "stopped"
    assert read_ledger(studio.folder / "audio" / "pass-1.ledger") == report
    await studio.until(lambda: not is_alive(studio.client.pid))
    assert not paths.engine_socket(studio.folder).exists()
    with pytest.raises(EngineError):
        await studio.ask(Status())


async def test_hang_up_and_interrupt_are_not_heard(studio):
    await studio.ask(studio.record_request())
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGHUP):
        os.kill(studio.client.pid, number)
    await studio.roll_for(10_000)
    assert (await studio.status()).open_pass == 1


async def test_sigkill_leaves_files_that_everybody_reads(studio):
    await studio.ask(studio.record_request())
    await studio.roll_for(100_000)
    position = studio.client.shared.motion()[1]
    os.kill(studio.client.pid, signal.SIGKILL)
    await studio.until(lambda: not studio.client.alive)
    report = read_ledger(studio.folder / "audio" / "pass-1.ledger")
    assert report.closed == ""
    for take in report.rounds[0]:
        frames = frames_by_all(Path(take.path))
        assert len(set(frames.values())) == 1, frames
        assert frames["wave"] >= position - take.start - 48_000 // 4
    again = await Studio(studio.folder).attach()
    assert again.client.pid != studio.client.pid
    assert (await again.status()).device is None
    await again.ask(Shutdown())


async def test_alone_it_stops_the_transport_and_ends_after_its_grace(place, monkeypatch):
    monkeypatch.setenv("TUI_STUDIO_ENGINE_GRACE", "0.3")
    folder = place.songs / "Song"
    folder.mkdir(parents=True)
    here = await Studio(folder).attach()
    await here.ask(VIRTUAL)
    await here.ask(Roll())
    shared = here.client.shared
    await here.client.close()
    await here.until(lambda: shared.motion()[0] == TransportState.STOPPED)
    await here.until(lambda: not is_alive(here.client.pid))


async def test_a_pass_is_kept_when_the_sound_process_is_killed_and_the_device_comes_back(studio):
    head = studio.client.shared.head
    sound = int(head[Head.SOUND_PID])
    assert sound not in (0, studio.client.pid)
    await studio.ask(studio.record_request())
    await studio.roll_for(30_000)
    studio.events.clear()
    end(sound)
    report = (await studio.event(PassClosed)).report
    assert report.closed == "device lost"
    assert {frozenset(frames_by_all(Path(take.path)).values()) for take in report.rounds[0]} == {
        frozenset({report.rounds[0][0].frames})
    }
    assert report.rounds[0][0].frames >= 30_000 - 1
    await studio.event(DeviceLost)
    await studio.event(DeviceOpened)
    assert int(head[Head.SOUND_PID]) not in (0, sound)
    studio.events.clear()
    await studio.ask(studio.record_request(pass_id=2))
    await studio.roll_for(5000)
    await studio.ask(Stop())
    assert (await studio.event(PassClosed)).report.closed == "stopped"


async def test_the_sound_process_ends_with_the_engine(studio):
    sound = int(studio.client.shared.head[Head.SOUND_PID])
    end(studio.client.pid)
    await studio.until(lambda: not is_alive(sound))


async def test_a_second_engine_on_one_socket_ends_by_itself(studio):
    second = start_engine(studio.folder)
    assert await asyncio.to_thread(second.wait, 20) == 1
    assert (await studio.status()).device is not None


async def test_an_engine_is_started_early_unless_one_listens(studio, place):
    assert start_early(studio.folder) is None
    other = place.songs / "Other"
    left = paths.engine_socket(other)
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(left))
    child = start_early(other)
    assert child is not None
    client = await EngineClient.start_or_adopt(other, child)
    assert client.pid == child.pid
    await client.ask(Shutdown())
    await asyncio.to_thread(child.wait, 20)
    await client.close()


async def test_of_engines_that_start_at_once_one_serves(place):
    folder = place.songs / "Song"
    folder.mkdir(parents=True)
    children = [start_engine(folder) for _ in range(3)]
    client = await EngineClient.start_or_adopt(folder, children[0])
    (serving,) = [child for child in children if child.pid == client.pid]
    others = [child for child in children if child is not serving]
    assert [await asyncio.to_thread(child.wait, 20) for child in others] == [1, 1]
    await client.ask(Shutdown())
    assert await asyncio.to_thread(serving.wait, 20) == 0
    await client.close()
    for child in children:
        child.stdout.close()


async def test_nonsense_on_the_socket_does_not_end_the_engine(studio):
    await studio.client.close()
    _, writer = await asyncio.open_unix_connection(str(paths.engine_socket(studio.folder)))
    writer.write(b"\x05\x00\x00\x00junk!" + b"\xff" * 100)
    await writer.drain()
    writer.close()
    again = await Studio(studio.folder).attach()
    assert again.client.pid == studio.client.pid
    await again.client.close()


def test_the_client_is_light():
    probe = (
        "import sys, tui_studio.engine.client; print(*{'numpy','sounddevice','soundfile'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_engine_may_have_as_many_files_open_as_the_system_lets_it():
    code = (
        "import resource; from tui_studio.engine.process import allow_files\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512)); allow_files(); allow_files()\n"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["512", "512"]
