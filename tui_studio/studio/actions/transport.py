"""The transport: play, record, stop, locate, lock."""

from __future__ import annotations

from typing import Annotated, Any

from tui_studio.song.clock import both_times
from tui_studio.studio.actions.counters import counter_words, counters_data
from tui_studio.studio.actions.loop import loop_behind
from tui_studio.studio.armed import left_out
from tui_studio.studio.params import ATime, Param, Switch
from tui_studio.studio.registry import Done, action
from tui_studio.studio.studio import Studio
from tui_studio.units import format_time


def status_data(studio: Studio) -> dict[str, Any]:
    """What programs are told of the transport."""
    status, song, numbers = studio.status.status(), studio.song, studio.status.numbers()
    return {
        "state": status.state,
        "position": status.position,
        "time": format_time(status.position, song.rate),
        "rate": song.rate,
        "block": status.block,
        **counters_data(numbers),
        "load": status.load,
        "recording": studio.transport.recording,
        "punched_in": status.punched_in,
        "rehearsing": status.rehearsing,
        "lead_left": status.lead_left,
        "practice": status.practice,
        "retake": status.retake,
        "record_start": status.record_start,
        "remaining_seconds": status.remaining_seconds,
        "loop": [song.loop.start, song.loop.end] if song.loop and song.loop_on else None,
        "punch": [song.punch.start, song.punch.end] if song.punch and song.punch_on else None,
        "device": status.device,
        "device_note": status.device_note,
        "locked": status.locked,
    }


def _here(studio: Studio) -> str:
    return format_time(studio.transport.motion().position, studio.song.rate)


@action("transport.play", help="roll from the playhead", while_recording="free")
async def play(
    studio: Studio,
    here: Annotated[Switch, Param("switch", "on: from the very end of the loop, too, not from its start")]
    | None = None,
) -> Done:
    """Does nothing when it rolls already."""
    start = await studio.transport.play(here=bool(here))
    told = f"rolling from {format_time(start, studio.song.rate)}"
    return Done(status_data(studio), "; ".join(filter(None, [told, loop_behind(studio.song, start)])))


@action(
    "transport.record",
    help="record the armed tracks from the playhead, or punch in when rolling",
    while_recording="free",
)
async def record(studio: Studio) -> Done:
    """Rolls when it was stopped. An armed track whose input the device lacks is left out, and told."""
    tracks = await studio.transport.record()
    names = [track.name for track in tracks]
    armed = [track for track in studio.song.tracks if track.armed]
    data = status_data(studio)
    told = {"tracks": names, "left_out": [track.name for track in armed if track not in tracks]}
    words = [
        f"recording {', '.join(names)} {_begins(studio, data)}{_lead(data)}",
        left_out(armed, studio.devices.current) if told["left_out"] else "",
        loop_behind(studio.song, data["position"] + data["lead_left"]),
    ]
    return Done({**data, **told}, "; ".join(filter(None, words)))


def _lead(data: dict[str, Any]) -> str:
    """What is heard before, count-in or pre-roll."""
    return f", in {data['lead_left'] / data['rate']:.1f} s" if data["lead_left"] > 0 else ""


def _begins(studio: Studio, data: dict[str, Any]) -> str:
    """Where the takes really begin: `from 0:00.000`, `from the punch-in at 0:08.000`."""
    song = studio.song
    if data["record_start"] >= 0:
        return f"from {format_time(data['record_start'], song.rate)}"
    if song.punch and song.punch_on:
        return f"from the punch-in at {format_time(song.punch.start, song.rate)}"
    return f"from {format_time(data['position'] + data['lead_left'], song.rate)}"


@action(
    "punch.rehearse",
    help="roll as for recording, and keep nothing",
    while_recording="never",
)
async def rehearse(studio: Studio) -> Done:
    """With count-in, pre-roll, punch and monitors as they would be. What was played can still be kept with capture.keep."""
    await studio.transport.rehearse()
    song = studio.song
    where = f"from {_here(studio)}"
    if song.punch and song.punch_on:
        where = f"the punch at {format_time(song.punch.start, song.rate)}"
    return Done(status_data(studio), f"rehearsing {where}; nothing is recorded")


@action(
    "transport.stop",
    help="stop; a take being recorded is kept",
    while_recording="free",
    waits=True,
    ends_take=True,
)
async def stop(studio: Studio) -> Done:
    """Answers when the takes are whole and in the song. While locked and recording it wants a yes."""
    return await _stop(studio)


async def _stop(studio: Studio) -> Done:
    text = await studio.transport.stop()
    return Done(status_data(studio), text or f"stopped at {_here(studio)}")


@action("transport.toggle", help="roll or stop", while_recording="free", waits=True, ends_take=True)
async def toggle(studio: Studio) -> Done:
    """For the space bar."""
    if studio.transport.recording or studio.transport.moving:
        return await _stop(studio)
    return await play(studio)


@action(
    "transport.record_toggle",
    help="record; again: stop and keep",
    while_recording="free",
    waits=True,
    ends_take=True,
)
async def record_toggle(studio: Studio) -> Done:
    """For the record key and a foot switch."""
    return await (_stop(studio) if studio.transport.recording else record(studio))


@action(
    "transport.punch_out",
    help="end the take and keep rolling",
    while_recording="free",
    waits=True,
    ends_take=True,
)
async def punch_out(studio: Studio) -> Done:
    """Answers when the takes are whole and in the song."""
    text = await studio.transport.punch_out()
    return Done(status_data(studio), text)


@action(
    "transport.locate",
    help="move the playhead",
    example="transport.locate to=1:02.5",
    while_recording="never",
)
async def locate(studio: Studio, to: ATime) -> Done:
    """Rolling goes on from there."""
    await studio.transport.locate(to)
    return Done({"position": to}, f"at {both_times(studio.song, to)}")


@action(
    "transport.status", help="what the transport does and where it is", while_recording="free", waits=True
)
async def status(studio: Studio) -> Done:
    """State, position in frames, rate, xruns and more. Waits for an engine that is starting; counters.list has more places."""
    await studio.engine.awaited()
    data = status_data(studio)
    why = f": {studio.devices.trouble}" if studio.devices.trouble else ""
    counted = counter_words(studio.status.numbers(), data["rate"])
    return Done(data, f"{data['state']}{why} at {data['time']}, {counted}")


@action(
    "transport.lock",
    help="a stop while recording wants a yes",
    example="transport.lock on",
    while_recording="free",
)
async def lock(
    studio: Studio, on: Annotated[Switch, Param("switch", "on or off; nothing: the other")] | None = None
) -> Done:
    """So that a stray key cannot end a take."""
    studio.transport.locked = (not studio.transport.locked) if on is None else on
    word = "locked: a stop wants a yes" if studio.transport.locked else "unlocked"
    return Done({"locked": studio.transport.locked}, word)
