"""The device as the studio sees it: the rate of songs, what is remembered, and one that does not come back."""

import msgspec
import pytest

from tests.studio.conftest import VIRTUAL, done, refused
from tui_studio.engine.protocol import (
    DeviceInfo,
    DeviceLost,
    DeviceOpened,
    DeviceRefused,
    DeviceSpec,
    OpenDevice,
)
from tui_studio.errors import DeviceError, RateRefusedError
from tui_studio.studio.machine import Machine, MeasuredLatency, load_machine, save_machine
from tui_studio.studio.options import StudioOptions
from tui_studio.studio.wire import Notice

RECORD = "track.add Kick 1; track.arm Kick; transport.record; wait 0.2; transport.stop"


def notices(head):
    told = []
    head.on_message(lambda message: told.append(message.text) if isinstance(message, Notice) else None)
    return told


async def ready(head):
    """The engine is there, with a device or without."""
    return await done(head, "studio.status")


async def rate(head):
    await ready(head)
    return (await done(head, "song.info"))["rate"]


# ── the rate ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_rate_of_one_song_is_not_that_of_the_next(open_studio):
    first = await open_studio("One", StudioOptions(device="virtual", rate=44_100))
    head = await first.head()
    await done(head, RECORD)
    assert await rate(head) == 44_100
    await head.close()
    await first.end()
    second = await open_studio("Two", StudioOptions())
    head = await second.head()
    assert await rate(head) == 48_000
    assert second.studio.devices.current.rate == 48_000
    await done(head, RECORD)
    await head.close()


async def test_a_rate_that_an_older_memory_holds_is_not_that_of_a_new_song(open_studio):
    save_machine(Machine(device=DeviceSpec(name="virtual", rate=44_100, block=512)))
    second = await open_studio("Two", StudioOptions())
    head = await second.head()
    assert (await rate(head), second.studio.devices.current.block) == (48_000, 512)
    assert load_machine().device.rate == 0
    await head.close()


async def test_a_new_song_follows_a_device_of_another_rate_and_that_is_said(head):
    told = notices(head)
    await done(head, "device.open virtual rate=44100")
    assert await rate(head) == 44_100
    assert "virtual runs at 44100 Hz: the song, which was at 48000, has that rate now" in told


async def test_what_is_in_frames_keeps_its_time_at_another_rate(running, head):
    await ready(head)
    await done(head, "marker.add Here 2s; marker.add There 4s; loop.set 1s 3s; transport.locate 2s")
    await done(head, "device.open virtual rate=96000")
    song = running.studio.song
    assert [marker.position for marker in song.markers] == [192_000, 384_000]
    assert (song.loop.start, song.loop.end) == (96_000, 288_000)
    assert (await done(head, "transport.status"))["position"] == 192_000
    await done(head, "edit.undo; edit.undo; edit.redo")
    assert [marker.position for marker in running.studio.song.markers] == [192_000, 384_000]
    assert running.studio.song.loop is None


async def test_a_rate_is_never_undone(head):
    await done(head, "track.add Kick 1; device.open virtual rate=44100")
    assert await done(head, "edit.history") == ["add track Kick"]
    await done(head, "edit.undo")
    assert await rate(head) == 44_100
    assert "nothing to undo" in await refused(head, "edit.undo")
    await done(head, RECORD)


async def test_a_rate_that_an_older_version_left_in_the_history_is_not_undone(running, head):
    keeper = running.studio.keeper
    await done(head, "device.open virtual rate=44100")
    await keeper.edit("rate 48000", lambda song: type(song)(song.uid, song.title, rate=48_000))
    await keeper.edit("rate 44100", lambda song: type(song)(song.uid, song.title, rate=44_100))
    await done(head, "edit.undo; edit.undo")
    assert await rate(head) == 44_100
    await done(head, "edit.redo")
    assert await rate(head) == 44_100
    await done(head, RECORD)


async def test_a_song_whose_takes_are_undone_keeps_its_rate(head):
    await done(head, f"{RECORD}; edit.undo")
    assert "the song is at 48000 Hz" in await refused(head, "device.open virtual rate=44100")
    await done(head, "edit.redo; transport.play; transport.stop")


async def test_without_a_rate_a_device_is_opened_at_the_songs(head, running):
    await done(head, "device.open virtual rate=44100; device.open virtual block=64")
    device = running.studio.devices.current
    assert (device.rate, device.block, await rate(head)) == (44_100, 64, 44_100)


async def test_the_studio_knows_a_refused_rate_by_its_kind(running, head):
    await ready(head)
    with pytest.raises(RateRefusedError):
        await running.studio.engine.ask_for(
            DeviceInfo, OpenDevice(DeviceSpec(name="virtual", rate=8_000)), 10.0
        )
    with pytest.raises(DeviceError) as caught:
        await running.studio.engine.ask_for(DeviceInfo, OpenDevice(DeviceSpec(name="virtual", block=8)), 10.0)
    assert not isinstance(caught.value, RateRefusedError)


async def test_a_rate_that_is_named_and_not_there_is_an_error(open_studio):
    running = await open_studio("Song", StudioOptions(device="virtual", rate=8_000))
    head = await running.head()
    status = await ready(head)
    assert status["device_error"]["message"] == "a rate of 8000 cannot be used"
    await done(head, "track.add Kick 1")  # so that it is no song to be forgotten
    assert await rate(head) == 8_000
    await head.close()
    await running.end()
    again = await open_studio("Song", VIRTUAL)
    head = await again.head()
    assert (await rate(head), (await ready(head))["device_error"]) == (48_000, None)
    told = [notice.text for notice in again.studio.heads.recent]
    assert "virtual runs at 48000 Hz: the song, which was at 8000, has that rate now" in told
    await head.close()


# ── the latency ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_latency_that_was_measured_with_other_outputs_is_told_once_for_each_opening(open_studio):
    card = DeviceInfo("Card", "ALSA", 2, 2, 48_000, 128, output_name="Phones")
    save_machine(Machine(latencies={"ALSA|Card|48000|128|Monitors": MeasuredLatency(300, 256, "2026-11-22")}))
    running = await open_studio()
    head = await running.head()
    await ready(head)
    told, devices = notices(head), running.studio.devices
    virtual = devices.current
    for info in (card, card, virtual, card):
        devices.opened(DeviceOpened(info))
    shown = await head.line("latency.show")
    assert "measured only with the outputs of Monitors on 2026-11-22" in shown.text
    assert (
        len([text for text in told if text.startswith("Card with Phones: the latency was measured only")])
        == 2
    )
    await head.close()


# ── one that is lost ────────────────────────────────────────────────────────────────────────────────────────


async def test_why_a_device_does_not_come_back_is_told(running, head):
    await ready(head)
    told = notices(head)
    devices = running.studio.devices
    info = devices.current
    devices.gone(DeviceLost("virtual", "it does not answer any more"))
    devices.refused(DeviceRefused("virtual", "the device does not run at 48000; virtual", "set it to 48000"))
    with pytest.raises(DeviceError) as caught:
        devices.check_rate(running.studio.song)
    assert caught.value.where == "it cannot be opened again: the device does not run at 48000; virtual"
    devices.opened(DeviceOpened(info))
    await done(head, "song.info")
    why, back = told[-2:]
    assert why.startswith(
        "virtual cannot be opened again: the device does not run at 48000; virtual; set it to 48000; "
    )
    assert back == "virtual is back"


async def test_one_that_has_a_twin_is_to_be_looked_at_when_it_is_back(running, head):
    await ready(head)
    told, devices = notices(head), running.studio.devices
    devices.gone(DeviceLost("Card (hw:1,0)", "it does not answer any more"))
    devices.opened(
        DeviceOpened(DeviceInfo("Card (hw:1,0)", "ALSA", 2, 2, 48_000, 128, twins=("Card (hw:2,0)",)))
    )
    await done(head, "song.info")
    assert told[-1].startswith("Card (hw:1,0) is back; there is another one of its name")


async def test_one_that_comes_back_with_fewer_channels_says_so(running, head):
    await ready(head)
    told, devices = notices(head), running.studio.devices
    info = devices.current
    devices.gone(DeviceLost("virtual", "it does not answer any more"))
    devices.opened(DeviceOpened(msgspec.structs.replace(info, inputs=4)))
    await done(head, "song.info")
    assert told[-1] == "virtual is back; with 4 inputs instead of 8"


async def test_another_device_that_is_asked_for_is_not_back(running, head):
    await ready(head)
    told = notices(head)
    running.studio.devices.gone(DeviceLost("Card", "it does not answer any more"))
    await done(head, "device.open virtual block=64")
    assert running.studio.devices.lost == ""
    assert not any("is back" in text for text in told)
