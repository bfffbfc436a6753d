"""What is told of what happens."""

from __future__ import annotations

import msgspec

from tui_studio.line.announcements import Event, Follower, notice_event
from tui_studio.song.model import Song, Track, TrackId
from tui_studio.studio.wire import (
    Failure,
    FromStudio,
    JobProgress,
    Meter,
    Notice,
    SongChanged,
    Status,
)

SONG = Song("u", "t", tracks=(Track(TrackId(3), "Lead vox"),))
STILL = Status("stopped", 0, 48000, device="virtual", remaining_seconds=4000.0, heads=1)


def told(*messages: FromStudio) -> list[str]:
    events: list[Event] = []
    follower = Follower(lambda: SONG, events.append)
    for message in messages:
        follower.hear(message)
    return [event.line() for event in events]


def changed(**fields: object) -> Status:
    return msgspec.structs.replace(STILL, **fields)


def test_a_running_clock_is_not_told() -> None:
    rolling = [changed(state="rolling", position=frame) for frame in range(0, 48000, 4800)]
    assert told(STILL, *rolling) == ["transport: rolling from 0:00.000"]


def test_the_transport_is_told_with_its_place() -> None:
    recording = changed(state="recording", position=48000)
    stopping = changed(state="stopping", position=96000)
    stopped = changed(position=96000)
    assert told(STILL, recording, stopping, stopped) == [
        "transport: recording from 0:01.000",
        "transport: stopped at 0:02.000",
    ]


def test_a_machine_that_comes_up_is_told_by_its_device_alone() -> None:
    coming = changed(state="no engine", device="")
    assert told(coming, STILL) == ["device: virtual"]


def test_trouble_is_told_in_numbers() -> None:
    assert told(changed(xruns=1), changed(xruns=3, last_xrun=154_080)) == [
        "xrun: 2 more, 3 since cleared, the last at 0:03.210"
    ]


def test_remaining_time_is_told_where_it_gets_short() -> None:
    times = (901.0, 900.5, 899.0, 898.0, 100.0, 59.0)
    lines = told(*(changed(remaining_seconds=seconds) for seconds in times))
    assert lines == [
        "disk: 14 min of recording time left",
        "disk: 1 min of recording time left",
        "disk: 59 s of recording time left",
    ]


def test_an_over_names_the_track() -> None:
    lines = told(*(changed(tracks={3: Meter(-1.0, -1.0, 0.0, clips)}) for clips in (0, 0, 2, 2)))
    assert lines == ["clip: Lead vox went over full scale"]


def test_a_job_is_told_at_its_start_and_end() -> None:
    jobs = [JobProgress(1, "bounce", done) for done in (0.0, 0.3, 0.6, 1.0)]
    assert told(*jobs) == ["job: bounce started", "job: bounce done"]
    assert told(JobProgress(2, "bounce", 0.1, error=Failure("disk full"))) == [
        "job: bounce failed: disk full"
    ]


def test_edits_devices_and_heads_are_told() -> None:
    assert told(STILL, changed(device="UMC1820"), changed(device="UMC1820", heads=2)) == [
        "device: UMC1820",
        "heads: 2 attached",
    ]
    assert told(SongChanged(2, "arm Lead vox", {})) == ["song: arm Lead vox"]


def test_a_notice_carries_its_level() -> None:
    assert notice_event(Notice("take kept")).line() == "notice: take kept"
    assert notice_event(Notice("gap in Kick", "alarm")).line() == "alarm: gap in Kick"
