"""The engine on a real audio server, fed by an independent client."""

import asyncio
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.engine.attending import Studio, end
from tests.rig.ramps import inspect_ramp
from tests.rig.readers import frames_by_all
from tui_studio.engine.ledger import read_ledger
from tui_studio.engine.protocol import (
    ApplySpec,
    Calibrate,
    CalibrationReport,
    DeviceInfo,
    DeviceLost,
    DeviceOpened,
    DeviceRefused,
    DeviceSpec,
    EngineSpec,
    Keep,
    OpenDevice,
    PassClosed,
    Roll,
    Stop,
    TrackSpec,
    TransportState,
)
from tui_studio.engine.shared import Head

pytestmark = pytest.mark.server

TRACKS = 8
SPEC = EngineSpec(1, tuple(TrackSpec(n, n, 1, (n,), True) for n in range(TRACKS)))


@pytest.fixture
async def attend(place):
    """Attach a studio whose engine has opened the JACK client `device`."""
    made = []

    async def start(device, **more):
        here = Studio(place.songs / "Song")
        here.folder.mkdir(parents=True, exist_ok=True)
        made.append(await here.attach())
        here.info = await here.client.ask_for(
            DeviceInfo, OpenDevice(DeviceSpec(name=device, host_api="JACK", **more)), 20.0
        )
        await here.ask(ApplySpec(SPEC))
        return here

    yield start
    for each in made:
        await each.client.close()
        end(each.client.pid)


def assert_exact(report):
    found = [inspect_ramp(Path(take.path), port) for port, take in enumerate(report.rounds[0])]
    assert [each.breaks for each in found] == [()] * TRACKS
    assert len({each.first for each in found}) == 1
    assert {each.frames for each in found} == {take.frames for take in report.rounds[0]}


@pytest.mark.parametrize("period", [64, 128])
async def test_eight_tracks_hold_every_frame_once_and_start_together(jack_server, attend, period):
    server = jack_server(period=period)
    server.client("feeder", ramps=TRACKS)
    studio = await attend("feeder")
    assert studio.info.block == period
    for number in (1, 2):
        await studio.ask(studio.record_request(TRACKS, pass_id=number))
        await studio.roll_for(3 * 48_000)
        await studio.ask(Stop())
        await studio.until(lambda: sum(isinstance(e, PassClosed) for e in studio.events) == number)  # noqa: B023
        report = (await studio.event(PassClosed)).report
        assert_exact(report)
        assert [take.gaps for take in report.rounds[0]] == [()] * TRACKS


@pytest.mark.parametrize("block", [96, 200, 256])
async def test_blocks_fitted_to_another_period_hold_every_frame_too(jack_server, attend, block):
    server = jack_server(period=128)
    server.client("feeder", ramps=TRACKS)
    studio = await attend("feeder", block=block)
    assert studio.info.block == block
    assert "the JACK server's period is 128" in studio.info.note
    assert "tui_studio:in_0" in server.ports()
    await studio.ask(studio.record_request(TRACKS))
    await studio.roll_for(2 * 48_000)
    await studio.ask(Stop())
    report = (await studio.event(PassClosed)).report
    assert_exact(report)
    assert [take.gaps for take in report.rounds[0]] == [()] * TRACKS


async def test_a_killed_engine_leaves_at_most_a_second_short(jack_server, attend):
    server = jack_server(period=128)
    server.client("feeder", ramps=TRACKS)
    studio = await attend("feeder")
    await studio.ask(studio.record_request(TRACKS))
    await studio.roll_for(2 * 48_000 + random.randrange(48_000))
    os.kill(studio.client.pid, signal.SIGKILL)
    position = studio.client.shared.motion()[1]
    report = read_ledger(studio.folder / "audio" / "pass-1.ledger")
    for port, take in enumerate(report.rounds[0]):
        frames = frames_by_all(Path(take.path))
        assert len(set(frames.values())) == 1, frames
        assert frames["sox"] >= position - take.start - 48_000
        assert inspect_ramp(Path(take.path), port).breaks == ()


async def test_what_was_lost_is_told_alike_by_a_pass_and_by_what_is_kept_of_it(jack_server, attend):
    server = jack_server(period=128, synchronous=False, client_timeout_ms=5000)
    server.client("feeder", ramps=TRACKS)
    studio = await attend("feeder")
    head = studio.client.shared.head
    await studio.ask(studio.record_request(TRACKS))
    await studio.roll_for(48_000)
    sound, stopped = int(head[Head.SOUND_PID]), time.monotonic()
    os.kill(sound, signal.SIGSTOP)
    await studio.until(lambda: time.monotonic() - stopped > 0.1)
    os.kill(sound, signal.SIGCONT)
    await studio.roll_for(48_000)
    await studio.ask(Stop())
    recorded = (await studio.event(PassClosed)).report
    assert recorded.rounds[0][0].gaps
    studio.events.clear()
    again = studio.record_request(TRACKS, pass_id=2)
    await studio.ask(Keep(2, again.files, again.ledger, 60.0, 0, False))
    kept = (await studio.event(PassClosed)).report
    told = [
        [(take.start + gap.start, gap.frames, gap.cause) for gap in take.gaps]
        for take in (recorded.rounds[0][0], kept.rounds[-1][0])
    ]
    assert told[0] == told[1]


async def test_a_server_that_dies_and_comes_back(jack_server, attend):
    server = jack_server(period=128, synchronous=False)
    server.client("feeder", ramps=TRACKS)
    studio = await attend("feeder")
    await studio.ask(studio.record_request(TRACKS))
    await studio.roll_for(48_000)
    server.kill()
    report = (await studio.event(PassClosed)).report
    assert report.closed == "device lost"
    assert (await studio.event(DeviceLost)).name == studio.info.name
    assert all(set(frames_by_all(Path(t.path)).values()) == {t.frames} for t in report.rounds[0])
    assert min(take.frames for take in report.rounds[0]) >= 40_000
    assert (await studio.status()).device_lost
    studio.events.clear()
    server.close()
    server.start()
    server.client("feeder", ramps=TRACKS)
    await studio.event(DeviceOpened, 30.0)
    await studio.until(lambda: studio.client.shared.motion()[0] == TransportState.STOPPED)
    await studio.ask(studio.record_request(TRACKS, pass_id=2))
    await studio.roll_for(24_000)
    await studio.ask(Stop())
    report = (await studio.event(PassClosed)).report
    assert report.closed == "stopped"
    found = {inspect_ramp(Path(take.path), port).first for port, take in enumerate(report.rounds[0])}
    assert len(found) == 1


async def test_a_server_that_comes_back_with_fewer_ports_is_opened_with_those(jack_server, attend):
    server = jack_server(period=128, synchronous=False)
    studio = await attend("system")
    assert studio.info.inputs == 8
    server.kill()
    await studio.event(DeviceLost)
    studio.events.clear()
    server.close()
    server.capture = 4
    server.start()
    back = await studio.event(DeviceOpened, 30.0)
    assert (back.device.inputs, back.device.outputs) == (4, 2)


async def test_a_device_that_is_back_at_another_rate_is_told_once_and_waited_for(jack_server, attend):
    server = jack_server(period=128, synchronous=False)
    studio = await attend("system", inputs=2)
    server.kill()
    await studio.event(DeviceLost)
    server.close()
    server.rate = 44_100
    server.start()
    refused = await studio.event(DeviceRefused, 30.0)
    assert refused.name == "system"
    assert refused.reason == "the device does not run at 48000; system (JACK Audio Connection Kit)"
    assert refused.hint == "it runs at 44100: ask for that, or set the device to 48000"
    studio.events.clear()
    server.close()
    server.rate = 48_000
    server.start()
    opened = await studio.event(DeviceOpened, 30.0)
    assert (opened.device.rate, opened.device.inputs) == (48_000, 2)
    assert not [event for event in studio.events if isinstance(event, DeviceRefused)]


@pytest.mark.parametrize(("rate", "period"), [(48_000, 64), (44_100, 128), (48_000, 256)])
async def test_a_cable_is_measured_without_spread(jack_server, attend, rate, period):
    server = jack_server(rate=rate, period=period)
    studio = await attend("system", inputs=2, outputs=2)
    await asyncio.to_thread(server.connect, "tui_studio:out_0", "tui_studio:in_1")
    report = await studio.client.ask_for(CalibrationReport, Calibrate(0, 1), 20.0)
    assert report.spread == 0
    assert 0 < report.round_trip <= 8 * period
    again = await studio.client.ask_for(CalibrationReport, Calibrate(0, 1), 20.0)
    assert again == report
    await studio.ask(Roll())
